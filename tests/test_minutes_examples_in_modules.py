"""The examples at the head of the reader's modules show what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import imports.minutes

MODULES = [f"imports.minutes.{m.name}" for m in pkgutil.iter_modules(imports.minutes.__path__)]


@pytest.mark.parametrize("name", [*MODULES, "imports.explain"])
def test_the_examples_of_a_module_hold(name: str) -> None:
    failed, _tried = doctest.testmod(importlib.import_module(name))
    assert failed == 0
