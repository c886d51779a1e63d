"""What is done in processes apart; importing this sets Django up, with no connection open."""

from tests.safety.apart import HOME

__all__ = ["HOME"]
