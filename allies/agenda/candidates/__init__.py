"""Each kind of suggestion in a file of its own: who could be named, and what is said about them."""
