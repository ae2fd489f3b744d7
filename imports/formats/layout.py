"""Words on a page → its lines in the order people read them: columns apart, table rows together.

    for line in lines_of(words, rules): line.text        # the cells of a table row: tab between

Pure geometry. A page is cut into strips (words side by side); strips that leave the same corridor
free stand together. What lies on its two sides is two columns of prose, read one after the other;
headings in a margin, each read before its text; or cells of a table, read row by row.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from imports.formats.corridors import LOOSE, Run, best_run, sides_of
from imports.formats.page_lines import WIDE, Line, line_of, row_of, with_edges
from imports.formats.strips import (
    MARKER,
    Rule,
    Strip,
    Word,
    average_words,
    size_of,
    strips_of,
    width_of,
)
from imports.formats.tables import rows_of

LEAST_LINES = 3  # on a side that is read as prose
FULL = 0.7  # of the width of its side: a line of prose that goes all the way
LEAST_COLUMN = 0.25  # of the width of the page
ROW = 3.5  # of a letter's height: the rows of a table stand no further apart
MOST_LINES = 4  # of a cell in a table
DEEPEST = 100  # parts within parts of a page


class Layout:
    """Reads one page after the other; `gutters` are the corridors between columns seen so far."""

    def __init__(self) -> None:
        self.gutters: list[tuple[float, float]] = []
        self.column = 0

    def lines_of(self, words: Sequence[Word], rules: Sequence[Rule] = ()) -> list[Line]:
        """The lines of a page in reading order."""
        if not words:
            return []
        width = max(w.right for w in words) - min(w.left for w in words)
        lines = list(self._read(strips_of(words), rules, width, 0))
        return with_edges(lines)

    def _read(
        self, strips: list[Strip], rules: Sequence[Rule], width: float, depth: int
    ) -> Iterator[Line]:
        run = best_run(strips) if depth < DEEPEST else None
        if run is None:
            yield from self._plain(strips)
            return
        yield from self._read(strips[: run.first], rules, width, depth + 1)
        inside = strips[run.first : run.last + 1]
        yield from self._sides(inside, run, rules, width, depth)
        yield from self._read(strips[run.last + 1 :], rules, width, depth + 1)

    def _sides(
        self, strips: list[Strip], run: Run, rules: Sequence[Rule], width: float, depth: int
    ) -> Iterator[Line]:
        middle = (run.left + run.right) / 2
        words = [word for strip in strips for word in strip.words]
        left = [word for word in words if word.left < middle]
        right = [word for word in words if word.left >= middle]
        crossing = [r for r in rules if _crosses(r, strips, middle)]
        if _all_markers(left):
            yield from self._plain(strips)
        elif len(crossing) < 2 and self._are_columns(left, right, run, width):
            self.gutters.append((run.left, run.right))
            for side in (left, right):
                self.column += 1
                yield from self._read(strips_of(side), rules, width, depth + 1)
            self.column += 1
        elif not crossing and _is_margin(left, right):
            yield from self._margin(left, right, rules, width, depth)
        else:
            first, last = _densest(strips, middle)
            yield from self._read(strips[:first], rules, width, depth + 1)
            inside = strips[first : last + 1]
            if _is_table(inside, run, crossing, middle):
                for row in rows_of([strip.words for strip in inside], rules):
                    yield row_of(row, self.column)
            else:
                yield from self._plain(inside)
            yield from self._read(strips[last + 1 :], rules, width, depth + 1)

    def _are_columns(self, left: list[Word], right: list[Word], run: Run, width: float) -> bool:
        sides = [strips_of(side) for side in (left, right)]
        widths = [width_of(side) for side in sides]
        known = any(a < run.right and run.left < b for a, b in self.gutters)
        if known and _prose(sides[0]) and average_words(sides[1]) >= 2:
            return True
        if min(widths) < LEAST_COLUMN * width:
            return False
        if all(_prose(side) for side in sides):
            return True
        drawn_apart = max(w.order for w in left) < min(w.order for w in right)
        return drawn_apart and all(len(side) >= LEAST_LINES for side in sides) and _wordy(sides)

    def _margin(
        self,
        left: list[Word],
        right: list[Word],
        rules: Sequence[Rule],
        width: float,
        depth: int,
    ) -> Iterator[Line]:
        """Headings in the margin, each before the lines that stand beside and below it."""
        heads = strips_of(left)
        for at, head in enumerate(heads):
            top = head.y - 0.5 * head.words[0].size if at else float("-inf")
            below = heads[at + 1] if at + 1 < len(heads) else None
            bottom = below.y - 0.5 * below.words[0].size if below else float("inf")
            self.column += 1
            yield from self._plain([head])
            self.column += 1
            beside = [word for word in right if top <= word.y < bottom]
            yield from self._read(strips_of(beside), rules, width, depth + 1)
        self.column += 1

    def _plain(self, strips: Iterable[Strip]) -> Iterator[Line]:
        for strip in strips:
            yield line_of(strip, self.column)


def _all_markers(words: Sequence[Word]) -> bool:
    """The left side holds the numbers or dots of a list, and is no column of figures."""
    return all(MARKER.fullmatch(word.text) for word in words) and _increasing(words)


def _increasing(words: Sequence[Word]) -> bool:
    figures = [int(found[0]) for w in words if (found := re.match(r"\d{1,3}(?=\D*\Z)", w.text))]
    return all(a < b for a, b in itertools.pairwise(figures))


def _prose(strips: Sequence[Strip]) -> bool:
    """Lines of running text: several words each, and at least half of them go all the way."""
    if len(strips) < LEAST_LINES:
        return False
    width = width_of(strips)
    full = sum(strip.right - strip.left >= FULL * width for strip in strips)
    return full * 2 >= len(strips) and average_words(strips) >= 3


def _wordy(sides: Sequence[Sequence[Strip]]) -> bool:
    return all(average_words(side) >= 2 for side in sides)


def _is_margin(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Short headings to the left of prose."""
    heads, lines = strips_of(left), strips_of(right)
    return _prose(lines) and len(heads) * 2 <= len(lines) and width_of(heads) < width_of(lines) / 2


def _densest(strips: Sequence[Strip], middle: float) -> tuple[int, int]:
    """The strips that make up a table: most of them have words on both sides of the corridor."""
    two = [i for i, strip in enumerate(strips) if all(sides_of(strip, middle))]
    groups: list[list[int]] = []
    for i in two:
        if not groups or i - groups[-1][-1] > MOST_LINES or _far(strips[groups[-1][-1] : i + 1]):
            groups.append([])
        groups[-1].append(i)
    best = max(groups, key=len, default=[0])
    first, last = best[0], best[-1]
    # The words of a cell in the last row may go on below it.
    while last + 1 < len(strips) and last - best[-1] + 1 < MOST_LINES:
        if strips[last + 1].y - strips[last].y > LOOSE * size_of(strips[last].words):
            break
        last += 1
    return first, last


def _far(strips: Sequence[Strip]) -> bool:
    """Whether a wide empty stretch lies between two of the strips."""
    return any(
        below.y - above.y > ROW * max(size_of(above.words), size_of(below.words))
        for above, below in itertools.pairwise(strips)
    )


def _is_table(strips: Sequence[Strip], run: Run, crossing: Sequence[Rule], middle: float) -> bool:
    rows = sum(all(sides_of(strip, middle)) for strip in strips)
    size = size_of([word for strip in strips for word in strip.words])
    wide = run.right - run.left >= WIDE * size
    return rows >= 2 and (bool(crossing) or rows >= LEAST_LINES or wide)


def _crosses(rule: Rule, strips: Sequence[Strip], middle: float) -> bool:
    top = strips[0].y - 2 * strips[0].words[0].size
    return rule.left < middle < rule.right and top <= rule.y <= strips[-1].y + 1
