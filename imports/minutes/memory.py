"""Remembering what was made of a register, by the register itself and not by its value.

>>> made = []
>>> index = by_identity(lambda names: made.append(1) or len(names))
>>> names = ("a", "b"); (index(names), index(names), len(made))
(2, 2, 1)

To compare some hundred bodies at each question takes longer than most answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

KEPT = 4

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")


def by_identity(make: Callable[[_Thing], _Made]) -> Callable[[_Thing], _Made]:
    """`make`, called once for each thing it is given; the last few are kept."""
    kept: dict[int, tuple[_Thing, _Made]] = {}

    @wraps(make)
    def remembered(thing: _Thing) -> _Made:
        if id(thing) not in kept:
            if len(kept) >= KEPT:
                del kept[next(iter(kept))]
            kept[id(thing)] = thing, make(thing)  # the thing is kept too, so its id stays its own
        return kept[id(thing)][1]

    return remembered
