"""Reading foreign files: what is understood, what is refused and why, and what a reader may not do."""
