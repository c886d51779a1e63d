"""What every room may lean on: the clock, ids, homes and files, work. Knows no room."""
