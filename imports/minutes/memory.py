"""Remembering what was made: of a register, by the register itself and not by its value.

>>> made = []
>>> index = by_identity(lambda names: made.append(1) or len(names))
>>> names = ("a", "b"); (index(names), index(names), len(made))
(2, 2, 1)

To compare some hundred bodies at each question takes longer than most answers.
`lazy` keeps what an object has been asked once: as `functools.cached_property`, without its lock.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar

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


class lazy(Generic[_Made]):  # noqa: N801  it is written as a decorator
    """A property that is made when it is first asked for."""

    def __init__(self, make: Callable[[Any], _Made]) -> None:
        self.make = make
        self.name = make.__name__

    def __get__(self, owner: Any, _kind: type | None = None) -> _Made:
        made = owner.__dict__[self.name] = self.make(owner)
        return made
