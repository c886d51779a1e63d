"""The same reads as the pages, as JSON."""
