"""The lines of all pages → one running text, and where in it each page begins.

text, page_starts = flowing(pages)         # pages as lines in reading order

A line that ends because it was full is put together with the next, over columns and pages too, so
that a sum or a word divided there is whole; a line that ends earlier is left as it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from statistics import median

from imports.formats.mending import HYPHENS, seam
from imports.formats.page_lines import Line

PARAGRAPH = 1.3  # times the usual distance between lines: a new paragraph
FEW = 12  # distances that tell too little of what is usual
INDENT = 0.8  # of a letter's height
_MARKER = re.compile(
    r"""
    [-–*][ \t]+(?!\d)                  # a dash, but not the one between two numbers
    | [•▪●\uf0b7\uf0a7]
    | \d{1,2}[.)][ \t]+[A-ZÅÄÖ]
    | [a-zåäö][.)]\s
    | §
    """,
    re.VERBOSE,
)


def flowing(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text of `pages`, and the offset that each begins at."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    last: Line | None = None
    usual = _usual_distance(pages)
    for page in pages:
        starts.append(length)
        for number, line in enumerate(page):
            text = line.text
            if last is not None:
                cut, between, joined = _between(last, line, usual, new_page=number == 0)
                kept = pieces[-1][: len(pieces[-1]) - cut]
                if joined:  # gaps in a line that is set to the full width keep nothing apart
                    kept, text = _closed(kept), _closed(text)
                pieces[-1] = kept
                pieces.append(between)
                length += len(between) - cut
            if number == 0:
                starts[-1] = length
            pieces.append(text)
            length += len(text)
            last = line
    return "".join(pieces), tuple(starts)


def _closed(text: str) -> str:
    head, tab, rest = text.partition("\t")
    marked = tab and _MARKER.match(f"{head} A")
    flat = rest.replace("\t", " ")
    return f"{head}{tab if marked else ' '}{flat}" if tab else text


def _between(above: Line, below: Line, usual: float, *, new_page: bool) -> tuple[int, str, bool]:
    """What goes from the end of a line, what stands before the next; whether they are one."""
    jumps = new_page or above.column != below.column or below.y < above.y
    if above.is_row or below.is_row:
        near = not jumps and below.y - above.y < PARAGRAPH * max(usual, below.size)
        together = below.is_row and (above.is_row or near)
        between = "\n" if together else "\n\n"
    elif _goes_on(above, below, jumps=jumps, usual=usual):
        return *seam(above.text, below.text), True
    elif jumps or below.y - above.y > PARAGRAPH * usual or _looks_other(above, below):
        between = "\n\n"
    else:
        between = "\n"
    # The mark of a divided word that does not go on is a hyphen.
    return (1, f"-{between}", False) if above.text.endswith(tuple(HYPHENS)) else (0, between, False)


def _goes_on(above: Line, below: Line, *, jumps: bool, usual: float) -> bool:
    """Whether the line ended only because it was full."""
    follows = jumps or below.y - above.y <= PARAGRAPH * usual
    if not follows or _looks_other(above, below) or _MARKER.match(below.text):
        return False
    if _ends_inside_word(above.text) and below.text[:1].islower():
        return True
    has_room = above.right + below.first_word + 0.2 * above.size <= above.edge
    if not above.is_prose or has_room:
        return False
    if jumps:
        return not above.text.endswith((".", ":", "!", "?"))
    indented = below.left - above.left > INDENT * above.size
    return not indented or bool(_MARKER.match(above.text))


def _ends_inside_word(text: str) -> bool:
    return text.endswith(tuple(HYPHENS)) or bool(re.search(r"[a-zåäö]-\Z", text))


def _looks_other(above: Line, below: Line) -> bool:
    return above.bold != below.bold or abs(above.size - below.size) > 0.08 * above.size


def _usual_distance(pages: Sequence[Sequence[Line]]) -> float:
    """Between two lines of a paragraph: most lines stand so."""
    distances = [
        below.y - above.y
        for page in pages
        for above, below in itertools.pairwise(page)
        if above.column == below.column and not above.is_row and not below.is_row
        and 0 < below.y - above.y < 3 * below.size
    ]  # fmt: skip
    sizes = [line.size for page in pages for line in page if line.size]
    if len(distances) < FEW:
        distances.append(1.25 * median(sizes or [12.0]))
        return min(distances)
    ordered = sorted(distances)
    return median(ordered[: max(1, len(ordered) * 3 // 4)])
