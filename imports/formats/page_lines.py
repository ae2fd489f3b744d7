"""The lines of a page as they are read: the cells of a table row with a tab between.

line_of(strip, column).text
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from imports.formats.corridors import CORRIDOR
from imports.formats.mending import HYPHENS, mended
from imports.formats.strips import MARKER, Strip, Word, size_of

WIDE = 1.5  # of a letter's height: a gap that keeps cells apart on a line of its own
LEAST_FULL = 3  # lines to the edge: their column is prose


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is read. `edge` is where the longest lines of its column end."""

    text: str
    left: float
    right: float
    y: float
    size: float
    first_word: float  # its width
    bold: bool = False
    is_row: bool = False  # of a table
    column: int = 0  # lines of one column follow each other
    edge: float = 0.0
    is_prose: bool = False  # its column has lines that go all the way


def as_written(text: str) -> Line:
    """Text that is in reading order already, as one line that nothing is joined to."""
    return Line(text.strip("\n"), 0.0, 0.0, 0.0, 0.0, 0.0, is_row=True)


def line_of(strip: Strip, column: int) -> Line:
    """A line of its own; wide gaps in it keep cells apart, but for the one after a list's mark."""
    words = sorted(strip.words, key=lambda w: w.left)
    size = size_of(words)
    gaps = [word.left - before.right for before, word in itertools.pairwise(words)]
    least = CORRIDOR if any(gap > WIDE * size for gap in gaps) else WIDE
    stretched = len(gaps) > 1 and max(gaps) < 2 * min(gaps)  # a line set to the full width
    pieces = [words[0].text]
    for gap, word in zip(gaps, words[1:], strict=True):
        pieces.append("\t" if gap > least * size and not stretched else " ")
        pieces.append(word.text)
    first = 3 if MARKER.fullmatch(words[0].text) else 1
    return Line(
        "".join(pieces), words[0].left, words[-1].right, strip.y, size,
        words[0].right - words[0].left, all(word.bold for word in words),
        pieces[first:].count("\t") > 1, column,
    )  # fmt: skip


def row_of(cells: Sequence[Sequence[Word]], column: int) -> Line:
    words = [word for cell in cells for word in cell]
    text = "\t".join(_joined(cell) for cell in cells).rstrip()
    return Line(
        text, min(w.left for w in words), max(w.right for w in words),
        max(w.y for w in words), size_of(words), 0.0, False, True, column,
    )  # fmt: skip


def with_edges(lines: Sequence[Line]) -> list[Line]:
    """Tell each line where its column ends, and whether that is seen from full lines."""
    edges: dict[int, float] = {}
    begins: dict[int, float] = {}
    for line in lines:
        if not line.is_row:
            edges[line.column] = max(edges.get(line.column, 0.0), line.right)
            begins[line.column] = min(begins.get(line.column, line.left), line.left)
    near: dict[int, int] = {}
    for line in lines:
        if not line.is_row:
            edge, begin = edges[line.column], begins[line.column]
            near[line.column] = near.get(line.column, 0) + (line.right >= edge - (edge - begin) / 8)
    return [
        line if line.is_row
        else replace(line, edge=edges[line.column], is_prose=near[line.column] >= LEAST_FULL)
        for line in lines
    ]  # fmt: skip


def _joined(cell: Sequence[Word]) -> str:
    """The words of a cell; a word divided over its lines is one again."""
    text = ""
    for word in cell:
        text = mended(text, word.text) if text else word.text
    return f"{text[:-1]}-" if text and text[-1] in HYPHENS else text
