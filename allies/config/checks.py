"""Start-up checks: what must be true before anything is served."""
