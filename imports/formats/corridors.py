"""The corridors of a page: upright stretches that strip after strip leaves free of words.

    run = best_run(strips)   # strips run.first to run.last leave run.left to run.right free

Between columns of prose, between the cells of a table, between a heading in the margin and its
text: a corridor alone does not say which (see `layout`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from imports.formats.strips import Strip, size_of

CORRIDOR = 0.8  # of a letter's height: the least width that keeps cells and columns apart
LOOSE = 1.6  # of a letter's height: no lines of one paragraph stand so far apart
MOST_CANDIDATES = 400  # corridors tried on a page


class Run(NamedTuple):
    """Strips `[first, last]` that all leave the corridor `(left, right)` free."""

    first: int
    last: int
    left: float
    right: float
    weight: int


def best_run(strips: Sequence[Strip]) -> Run | None:
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


def sides_of(strip: Strip, middle: float) -> tuple[bool, bool]:
    return strip.left < middle, strip.right > middle


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
    sides = [sides_of(strips[i], middle) for i in range(first, last + 1)]
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
    limit = LOOSE * size_of(strips[two[0]].words)
    apart = {i for i, d in enumerate(distances, first + 1) if d > limit}
    while first < two[0] and first + 1 in apart:
        first += 1
    # Below a page that goes on in full width, the last lines of the left column end at a gap.
    if last + 1 < len(strips):
        last = min((i - 1 for i in apart if i > two[-1]), default=last)
    return first, last


def _shared(strip: Strip, left: float, right: float) -> tuple[float, float] | None:
    least = CORRIDOR * size_of(strip.words)
    for start, end in strip.free:
        low, high = max(start, left), min(end, right)
        if high - low >= least:
            return low, high
    return None


def _free(strip: Strip) -> list[tuple[float, float]]:
    """Where the strip has no word: the open ends, and the gaps that are wide enough."""
    least = CORRIDOR * size_of(strip.words)
    words = sorted(strip.words, key=lambda w: w.left)
    free = [(float("-inf"), words[0].left)]
    end = words[0].right
    for word in words[1:]:
        if word.left - end >= least:
            free.append((end, word.left))
        end = max(end, word.right)
    return [*free, (end, float("inf"))]
