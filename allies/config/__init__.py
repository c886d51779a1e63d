"""Settings, routes, start-up checks."""
