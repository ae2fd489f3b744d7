"""Other packages' parts, by entry point: looked up only when one is asked for.

    [project.entry-points."medelsbok.suggesters"]
    our-model = "our_package:suggest"

A part that cannot be loaded, or that fails, is told in one line, and everything else goes on.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ledger.messages import _

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

READERS = "medelsbok.readers"
SUGGESTERS = "medelsbok.suggesters"


def names_in(group: str) -> list[str]:
    """The names of the parts that are installed."""
    return sorted({found.name for found in _found(group)})


def part(group: str, name: str) -> tuple[Any, str | None]:
    """The part of this name, or None; and what went wrong with it, in one line."""
    for found in _found(group):
        if found.name == name:
            return _load(found)
    return None, None


def failed(name: str, fault: Exception) -> str:
    """The one line that tells of a part's failure."""
    what = f"{type(fault).__name__}: {fault}".splitlines()[0]
    return _("The plug-in “{name}” failed ({what}); it is left out.").format(name=name, what=what)


@cache
def _found(group: str) -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points  # slow: reads what is installed

    return tuple(entry_points(group=group))


@cache
def _load(found: EntryPoint) -> tuple[Any, str | None]:
    try:
        return found.load(), None
    except Exception as fault:  # noqa: BLE001  another's code may fail in any way
        return None, failed(found.name, fault)
