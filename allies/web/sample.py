"""The sample network, begun from a page: a worker makes it and reads it in."""
