"""The pictures of docs/methods, drawn from the engine itself: `python -m bench.pictures`."""
