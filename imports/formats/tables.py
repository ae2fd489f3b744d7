"""The words of a table → its rows of cells, however many lines a row is written on.

    for cells in rows_of(strips, rules): [[word, …], [], [word]]        # one list of words a column

Lines belong to one row where the drawn rules say so, where they stand closer to each other than
rows do, or where a line only goes on with the words of a cell. Two figures below each other in a
column are two rows, unless rules say that they are one sum on two lines.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imports.formats.strips import Rule, Word

NARROWEST = 0.6  # of a letter's height: the least gap between two columns
CLOSER = 1.2  # rows stand so many times further apart than the lines of a row
LINE = 1.6  # of a letter's height: no row is written more loosely than this

_SUM_BEGUN = re.compile(r"(?:.*[^\d ] )?\d{1,3}(?: \d{3})*")
_SUM_WENT_ON = re.compile(r"000(?: \d{3})*|\d{3}(?: \d{3})* ?[^\W\d]{1,7}")
MOST_LETTERS = 8  # beside a figure: a unit, a hedge

Cells = list[list["Word"]]


def rows_of(strips: Sequence[Sequence[Word]], rules: Sequence[Rule]) -> list[Cells]:
    """The rows of the table whose lines are `strips`."""
    borders = _borders([word for strip in strips for word in strip])
    lines = [_cells(strip, borders) for strip in strips]
    ys = [max(word.y for word in strip) for strip in strips]
    size = median(word.size for strip in strips for word in strip)
    together = [False] * len(lines)  # with the line before
    left = min(word.left for strip in strips for word in strip)
    right = max(word.right for strip in strips for word in strip)
    own = [rule for rule in rules if rule.left < right and left < rule.right]
    ruled = _ruled(ys, own, lines)
    for same in (ruled, _close(ys, size), _going_on(lines)):
        for i in range(1, len(lines)):
            together[i] = together[i] or same[i]
    rows: list[Cells] = []
    figures: set[int] = set()  # the columns of the row that hold a figure
    for i, (cells, goes_on) in enumerate(zip(lines, together, strict=True)):
        new = {i for i, cell in enumerate(cells) if _is_figure(cell)}
        if (
            goes_on
            and rows
            and (not figures & new or (ruled[i] and _is_divided_sum(lines[i - 1], cells)))
        ):
            for column, cell in zip(rows[-1], cells, strict=True):
                column.extend(cell)
            figures |= new
        else:
            rows.append([list(cell) for cell in cells])
            figures = new
    return rows


def _borders(words: Sequence[Word]) -> list[float]:
    """The middles of the gaps that no word of the table crosses."""
    borders: list[float] = []
    ordered = sorted(words, key=lambda w: w.left)
    least = NARROWEST * median(word.size for word in words)
    end = ordered[0].right
    for word in ordered[1:]:
        if word.left - end >= least:
            borders.append((end + word.left) / 2)
        end = max(end, word.right)
    return borders


def _cells(strip: Sequence[Word], borders: Sequence[float]) -> Cells:
    cells: Cells = [[] for _ in range(len(borders) + 1)]
    for word in strip:
        cells[sum(border < word.left for border in borders)].append(word)
    return [_in_order(cell) for cell in cells]


def _in_order(cell: Sequence[Word]) -> list[Word]:
    """Line by line: words that stand a little higher or lower are on the same line."""
    lines: list[list[Word]] = []
    for word in sorted(cell, key=lambda w: w.y):
        if not lines or word.y - lines[-1][0].y > 0.4 * word.size:
            lines.append([])
        lines[-1].append(word)
    return [word for line in lines for word in sorted(line, key=lambda w: w.left)]


def _ruled(ys: Sequence[float], rules: Sequence[Rule], lines: Sequence[Cells]) -> list[bool]:
    """No rule is drawn between two lines, and rules are drawn between the rows."""
    inside = sorted({round(rule.y, 1) for rule in rules if ys[0] < rule.y < ys[-1]})
    same = [False] + [
        not any(above < y < below for y in inside) for above, below in itertools.pairwise(ys)
    ]
    if len(inside) < 2:
        return [False] * len(lines)
    divided = all(
        _is_divided_sum(above, below)
        for i, (above, below) in enumerate(itertools.pairwise(lines), 1)
        if same[i] and _both_figures(above, below)
    )
    return same if divided else [False] * len(lines)


def _close(ys: Sequence[float], size: float) -> list[bool]:
    """The lines stand closer to each other than rows do."""
    pitches = [below - above for above, below in itertools.pairwise(ys)]
    if not pitches or max(pitches) < CLOSER * min(pitches) or min(pitches) > LINE * size:
        return [False] * len(ys)
    limit = min(pitches) * (1 + CLOSER) / 2
    return [False] + [pitch <= limit for pitch in pitches]


def _going_on(lines: Sequence[Cells]) -> list[bool]:
    """One cell alone, in small letters, below words."""
    same = [False]
    for above, below in itertools.pairwise(lines):
        filled = [i for i, cell in enumerate(below) if cell]
        alone = len(filled) == 1 and bool(above[filled[0]])
        same.append(alone and below[filled[0]][0].text[:1].islower())
    return same


def _both_figures(above: Cells, below: Cells) -> bool:
    return any(_is_figure(a) and _is_figure(b) for a, b in zip(above, below, strict=True))


def _is_divided_sum(above: Cells, below: Cells) -> bool:
    """In every column of figures the second only goes on: "1 250" above "000"."""
    return all(
        bool(_SUM_BEGUN.fullmatch(_words(a)) and _SUM_WENT_ON.fullmatch(_words(b)))
        for a, b in zip(above, below, strict=True)
        if _is_figure(a) and _is_figure(b)
    )


def _is_figure(cell: Sequence[Word]) -> bool:
    text = _words(cell)
    return any(c.isdigit() for c in text) and sum(c.isalpha() for c in text) <= MOST_LETTERS


def _words(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)
