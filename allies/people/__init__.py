"""Members, the persons in their networks, and the handles by which persons are known."""
