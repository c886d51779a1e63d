"""A lively made-up network, written as real files, for looking around."""

from .cast import Situation, situations
from .writing import Written, write

__all__ = ["Situation", "Written", "situations", "write"]
