"""The examples in the engine's docstrings are true."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

from allies import engine
from bench import agreement

MODULES = [f"{engine.__name__}.{module.name}" for module in pkgutil.iter_modules(engine.__path__)]


@pytest.mark.parametrize("name", [*MODULES, agreement.__name__])
def test_examples_run_and_say_what_they_say(name: str) -> None:
    module = import_module(name)
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


def test_every_module_that_is_a_door_has_examples() -> None:
    for name in (
        "bridging",
        "brokerage",
        "identity",
        "matching",
        "planning",
        "reaching",
        "rhythm",
        "strength",
        "tribes",
    ):
        assert doctest.testmod(import_module(f"{engine.__name__}.{name}")).attempted, name
