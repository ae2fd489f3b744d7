"""A text cut where its marks begin and end, so that marks may overlap in any way. Pure.

>>> pieces = list(cut("Nämnden får 40 tkr.", [Mark(0, 19, "quote", 1), Mark(12, 18, "sum", 1)]))
>>> [(piece.text, [mark.role for mark in piece.marks]) for piece in pieces]
[('Nämnden får ', ['quote']), ('40 tkr', ['quote', 'sum']), ('.', ['quote'])]

A page that nests its marks breaks where one ends inside another; a row of pieces, each with the
marks that cover it, never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """What `text[start:end]` is to the find with this number: its quote, its sum, its payer."""

    start: int
    end: int
    role: str
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks. `ends`: the marks whose last piece it is."""

    start: int
    text: str
    marks: tuple[Mark, ...] = ()
    ends: tuple[Mark, ...] = ()
    starts: tuple[Mark, ...] = ()


@dataclass(slots=True)
class _Edge:
    opening: list[Mark] = field(default_factory=list)
    closing: list[Mark] = field(default_factory=list)


def cut(text: str, marks: Iterable[Mark], breaks: Iterable[int] = ()) -> Iterator[Piece]:
    """`text` in pieces, cut at every edge of a mark and at `breaks`; joined they are `text`."""
    edges: dict[int, _Edge] = {0: _Edge(), len(text): _Edge()}
    for at in breaks:
        edges.setdefault(at, _Edge())
    for mark in marks:
        if mark.start < mark.end:
            edges.setdefault(mark.start, _Edge()).opening.append(mark)
            edges.setdefault(mark.end, _Edge()).closing.append(mark)
    places = sorted(edges)
    open_: dict[Mark, None] = {}
    for start, end in pairwise(places):
        for mark in edges[start].closing:
            open_.pop(mark, None)
        open_ |= dict.fromkeys(edges[start].opening)
        opening, closing = tuple(edges[start].opening), tuple(edges[end].closing)
        yield Piece(start, text[start:end], tuple(open_), closing, opening)
