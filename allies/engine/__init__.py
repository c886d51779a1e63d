"""Arrays in, arrays out: the reckoning behind ties, tribes, asks and plans. Knows no Django, no files, no network."""
