"""One file for each kind of source: bytes in, frozen records out. Knows no Django."""
