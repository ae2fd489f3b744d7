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
from dataclasses import dataclass, field, replace
from statistics import median
from typing import NamedTuple

from imports.formats.mending import HYPHENS, mended
from imports.formats.tables import rows_of

CORRIDOR = 0.8  # of a letter's height: the least width that keeps cells and columns apart
WIDE = 1.5  # of a letter's height: a gap that keeps cells apart on a line of its own
LOOSE = 1.6  # of a letter's height: no lines of one paragraph stand so far apart
LEAST_LINES = 3  # on a side that is read as prose
FULL = 0.7  # of the width of its side: a line of prose that goes all the way
LEAST_COLUMN = 0.25  # of the width of the page
ROW = 3.5  # of a letter's height: the rows of a table stand no further apart
MOST_LINES = 4  # of a cell in a table
DEEPEST = 100  # parts within parts of a page
MOST_CANDIDATES = 400  # corridors tried on a page


class Rule(NamedTuple):
    """A horizontal line that is drawn on the page."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands: `y` is its baseline, counted downward; `order` when it was drawn."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False
    order: int = 0


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


@dataclass(slots=True)
class Strip:
    """Words that stand side by side."""

    words: list[Word]
    free: list[tuple[float, float]] = field(default_factory=list)

    @property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def y(self) -> float:
        return max(word.y for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in sorted(self.words, key=lambda w: w.left))


class Run(NamedTuple):
    """Strips `[first, last]` that all leave the corridor `(left, right)` free."""

    first: int
    last: int
    left: float
    right: float
    weight: int


def strips_of(words: Iterable[Word]) -> list[Strip]:
    """The words in strips, from the top."""
    strips: list[Strip] = []
    bottom = float("-inf")
    for word in sorted(words, key=lambda w: (w.y - 0.45 * w.size, w.left)):
        top = word.y - 0.45 * word.size
        if not strips or top >= bottom:
            strips.append(Strip([]))
            bottom = word.y
        strips[-1].words.append(word)
        bottom = max(bottom, word.y)
    return strips


def as_written(text: str) -> Line:
    """Text that is in reading order already, as one line that nothing is joined to."""
    return Line(text.strip("\n"), 0.0, 0.0, 0.0, 0.0, 0.0, is_row=True)


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
        return _with_edges(lines)

    def _read(
        self, strips: list[Strip], rules: Sequence[Rule], width: float, depth: int
    ) -> Iterator[Line]:
        run = _best_run(strips) if depth < DEEPEST else None
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
                    yield _row(row, self.column)
            else:
                yield from self._plain(inside)
            yield from self._read(strips[last + 1 :], rules, width, depth + 1)

    def _are_columns(self, left: list[Word], right: list[Word], run: Run, width: float) -> bool:
        sides = [strips_of(side) for side in (left, right)]
        widths = [_width(side) for side in sides]
        known = any(a < run.right and run.left < b for a, b in self.gutters)
        if known and _prose(sides[0]) and _average_words(sides[1]) >= 2:
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
            yield _line(strip, self.column)


def _best_run(strips: Sequence[Strip]) -> Run | None:
    """The corridor with the most lines on its sides, and the strips that leave it free."""
    for strip in strips:
        strip.free = _free(strip)
    best: Run | None = None
    tried = 0
    done: list[Run] = []
    for at, strip in enumerate(strips):
        for gap in _gaps(strips, at, strip):
            if any(r.first <= at <= r.last and gap[0] < r.right and r.left < gap[1] for r in done):
                continue
            tried += 1
            if tried > MOST_CANDIDATES:
                return best
            run = _widest_run(strips, at, gap)
            done.append(run)
            if run.weight >= 2 and (
                best is None
                or (run.weight, run.right - run.left) > (best.weight, best.right - best.left)
            ):
                best = run
    return best


def _gaps(strips: Sequence[Strip], at: int, strip: Strip) -> Iterator[tuple[float, float]]:
    yield from strip.free[1:-1]
    if at + 1 < len(strips):
        below = strips[at + 1]
        if strip.right < below.left:
            yield strip.right, below.left
        elif below.right < strip.left:
            yield below.right, strip.left


def _widest_run(strips: Sequence[Strip], at: int, gap: tuple[float, float]) -> Run:
    """The strips above and below `at` that leave `gap`, or enough of it, free."""
    left, right = gap
    bounds = [at, at]
    for side, step in ((1, 1), (0, -1)):
        i = at + step
        while 0 <= i < len(strips):
            shared = _shared(strips[i], left, right)
            if shared is None:
                break
            left, right = shared
            bounds[side] = i
            i += step
    first, last = bounds
    middle = (left + right) / 2
    sides = [_sides_of(strips[i], middle) for i in range(first, last + 1)]
    first, last = _trimmed(strips, sides, first, last)
    kept = sides[first - bounds[0] : last - bounds[0] + 1]
    weight = min(sum(side[0] for side in kept), sum(side[1] for side in kept))
    return Run(first, last, left, right, weight)


def _trimmed(
    strips: Sequence[Strip], sides: Sequence[tuple[bool, bool]], first: int, last: int
) -> tuple[int, int]:
    """Without the lines above and below that stand on one side only and at a distance."""
    two = [i for i, side in enumerate(sides, first) if all(side)]
    if not two:
        return first, last
    distances = [strips[i].y - strips[i - 1].y for i in range(first + 1, last + 1)]
    limit = LOOSE * _size(strips[two[0]].words)
    apart = {i for i, d in enumerate(distances, first + 1) if d > limit}
    while first < two[0] and first + 1 in apart:
        first += 1
    # Below a page that goes on in full width, the last lines of the left column end at a gap.
    if last + 1 < len(strips):
        last = min((i - 1 for i in apart if i > two[-1]), default=last)
    return first, last


def _shared(strip: Strip, left: float, right: float) -> tuple[float, float] | None:
    least = CORRIDOR * _size(strip.words)
    for start, end in strip.free:
        low, high = max(start, left), min(end, right)
        if high - low >= least:
            return low, high
    return None


def _sides_of(strip: Strip, middle: float) -> tuple[bool, bool]:
    return strip.left < middle, strip.right > middle


def _free(strip: Strip) -> list[tuple[float, float]]:
    """Where the strip has no word: the open ends, and the gaps that are wide enough."""
    least = CORRIDOR * _size(strip.words)
    words = sorted(strip.words, key=lambda w: w.left)
    free = [(float("-inf"), words[0].left)]
    end = words[0].right
    for word in words[1:]:
        if word.left - end >= least:
            free.append((end, word.left))
        end = max(end, word.right)
    return [*free, (end, float("inf"))]


_MARKER = re.compile(r"(?:\d{1,3}[.)]?|\d{1,2}(?:\.\d{1,2})+\.?|§+|\d+\s?§|[a-zåäö][.)]|[-–•▪●*o])")


def _all_markers(words: Sequence[Word]) -> bool:
    """The left side holds the numbers or dots of a list, and is no column of figures."""
    return all(_MARKER.fullmatch(word.text) for word in words) and _increasing(words)


def _increasing(words: Sequence[Word]) -> bool:
    figures = [int(found[0]) for w in words if (found := re.match(r"\d{1,3}(?=\D*\Z)", w.text))]
    return all(a < b for a, b in itertools.pairwise(figures))


def _prose(strips: Sequence[Strip]) -> bool:
    """Lines of running text: several words each, and at least half of them go all the way."""
    if len(strips) < LEAST_LINES:
        return False
    width = _width(strips)
    full = sum(strip.right - strip.left >= FULL * width for strip in strips)
    return full * 2 >= len(strips) and _average_words(strips) >= 3


def _wordy(sides: Sequence[Sequence[Strip]]) -> bool:
    return all(_average_words(side) >= 2 for side in sides)


def _average_words(strips: Sequence[Strip]) -> float:
    letters = [sum(any(c.isalpha() for c in w.text) for w in s.words) for s in strips]
    return sum(letters) / len(letters)


def _is_margin(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Short headings to the left of prose."""
    heads, lines = strips_of(left), strips_of(right)
    return _prose(lines) and len(heads) * 2 <= len(lines) and _width(heads) < _width(lines) / 2


def _densest(strips: Sequence[Strip], middle: float) -> tuple[int, int]:
    """The strips that make up a table: most of them have words on both sides of the corridor."""
    two = [i for i, strip in enumerate(strips) if all(_sides_of(strip, middle))]
    groups: list[list[int]] = []
    for i in two:
        if not groups or i - groups[-1][-1] > MOST_LINES or _far(strips[groups[-1][-1] : i + 1]):
            groups.append([])
        groups[-1].append(i)
    best = max(groups, key=len, default=[0])
    first, last = best[0], best[-1]
    # The words of a cell in the last row may go on below it.
    while last + 1 < len(strips) and last - best[-1] + 1 < MOST_LINES:
        if strips[last + 1].y - strips[last].y > LOOSE * _size(strips[last].words):
            break
        last += 1
    return first, last


def _far(strips: Sequence[Strip]) -> bool:
    """Whether a wide empty stretch lies between two of the strips."""
    return any(
        below.y - above.y > ROW * max(_size(above.words), _size(below.words))
        for above, below in itertools.pairwise(strips)
    )


def _is_table(strips: Sequence[Strip], run: Run, crossing: Sequence[Rule], middle: float) -> bool:
    rows = sum(all(_sides_of(strip, middle)) for strip in strips)
    size = _size([word for strip in strips for word in strip.words])
    wide = run.right - run.left >= WIDE * size
    return rows >= 2 and (bool(crossing) or rows >= LEAST_LINES or wide)


def _crosses(rule: Rule, strips: Sequence[Strip], middle: float) -> bool:
    top = strips[0].y - 2 * strips[0].words[0].size
    return rule.left < middle < rule.right and top <= rule.y <= strips[-1].y + 1


def _size(words: Sequence[Word]) -> float:
    return median(word.size for word in words)


def _width(strips: Sequence[Strip]) -> float:
    return max(s.right for s in strips) - min(s.left for s in strips)


def _line(strip: Strip, column: int) -> Line:
    """A line of its own; wide gaps in it keep cells apart, but for the one after a list's mark."""
    words = sorted(strip.words, key=lambda w: w.left)
    size = _size(words)
    gaps = [word.left - before.right for before, word in itertools.pairwise(words)]
    least = CORRIDOR if any(gap > WIDE * size for gap in gaps) else WIDE
    stretched = len(gaps) > 1 and max(gaps) < 2 * min(gaps)  # a line set to the full width
    pieces = [words[0].text]
    for gap, word in zip(gaps, words[1:], strict=True):
        pieces.append("\t" if gap > least * size and not stretched else " ")
        pieces.append(word.text)
    first = 3 if _MARKER.fullmatch(words[0].text) else 1
    return Line(
        "".join(pieces), words[0].left, words[-1].right, strip.y, size,
        words[0].right - words[0].left, all(word.bold for word in words),
        pieces[first:].count("\t") > 1, column,
    )  # fmt: skip


def _row(cells: Sequence[Sequence[Word]], column: int) -> Line:
    words = [word for cell in cells for word in cell]
    text = "\t".join(_joined(cell) for cell in cells).rstrip()
    return Line(
        text, min(w.left for w in words), max(w.right for w in words),
        max(w.y for w in words), _size(words), 0.0, False, True, column,
    )  # fmt: skip


def _joined(cell: Sequence[Word]) -> str:
    """The words of a cell; a word divided over its lines is one again."""
    text = ""
    for word in cell:
        text = mended(text, word.text) if text else word.text
    return f"{text[:-1]}-" if text and text[-1] in HYPHENS else text


def _with_edges(lines: Sequence[Line]) -> list[Line]:
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
        else replace(line, edge=edges[line.column], is_prose=near[line.column] >= LEAST_LINES)
        for line in lines
    ]  # fmt: skip
