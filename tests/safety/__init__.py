"""What keeps private things private, and what is kept whole when a process is killed."""
