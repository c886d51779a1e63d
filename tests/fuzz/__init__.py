"""Changes the recorded samples of every source in ways that no one foresaw, and judges how each is read."""
