"""Keeps a professional network alive, on its owner's terms."""
