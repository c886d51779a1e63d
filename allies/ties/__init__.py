"""What the traces say about each person. Derived, disposable, made again at any time."""
