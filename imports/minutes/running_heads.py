"""What stands at the top and foot of every page is taken out: names of papers, page numbers.

    [(head, body), …] = apart(pages)    # pages as strips; a head is kept where it stands first

A line goes where the same words stand at the same height of several pages. A line that names a
unit of money stays everywhere: it may be the head of a table.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from imports.minutes.layout import Strip

DEEPEST = 6  # lines from the top, and from the foot
SAME_HEIGHT = 4.0  # points
LEAST_SHARE = 0.3  # of the pages

_UNIT = re.compile(r"\b(?:kr|tkr|kkr|mkr|mnkr|msek|sek|kronor)\b|:-", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:sid(?:a|an)?\.?\s*)?[-–]?\s*(?P<number>\d{1,4})\s*[-–]?\s*(?:(?:\(|/|av|of)\s*\d{1,4}\)?)?",
    re.IGNORECASE,
)

Key = tuple[bool, str, int]


def apart(pages: Sequence[Sequence[Strip]]) -> list[tuple[list[Strip], list[Strip]]]:
    """For each page the running heads that stand there first, and the strips of its own."""
    if len(pages) < 2:
        return [([], list(page)) for page in pages]
    seen: Counter[Key] = Counter()
    numbers: defaultdict[tuple[bool, int], Counter[int]] = defaultdict(Counter)
    for index, page in enumerate(pages):
        for at_top in (True, False):
            for strip in _outer(page, at_top=at_top):
                height = round(strip.y / SAME_HEIGHT)
                seen[(at_top, _form(strip.text), height)] += 1
                if match := _PAGE.fullmatch(strip.text.strip()):
                    numbers[at_top, height][int(match["number"]) - index] += 1
    known: set[str] = set()
    split: list[tuple[list[Strip], list[Strip]]] = []
    for index, page in enumerate(pages):
        heads = _running(page, index, len(pages), seen, numbers, at_top=True)
        feet = _running(page, index, len(pages), seen, numbers, at_top=False)
        new = [strip for strip in heads if _form(strip.text) not in known]
        known.update(_form(strip.text) for strip in heads)
        out = {id(strip) for strip in (*heads, *feet)}
        split.append((new, [strip for strip in page if id(strip) not in out]))
    return split


def _running(
    page: Sequence[Strip],
    index: int,
    pages: int,
    seen: Counter[Key],
    numbers: dict[tuple[bool, int], Counter[int]],
    *,
    at_top: bool,
) -> list[Strip]:
    """The strips at the top or foot of a page that other pages have too."""
    running: list[Strip] = []
    for strip in _outer(page, at_top=at_top):
        height = round(strip.y / SAME_HEIGHT)
        form = _form(strip.text)
        near = range(height - 1, height + 2)
        if match := _PAGE.fullmatch(strip.text.strip()):
            offset = int(match["number"]) - index
            repeated = sum(numbers[at_top, h][offset] for h in near if (at_top, h) in numbers)
        elif _UNIT.search(strip.text) or not any(c.isalpha() for c in form):
            break
        else:
            repeated = sum(seen[at_top, form, h] for h in near)
        if repeated < 2 or repeated < LEAST_SHARE * pages:
            break
        running.append(strip)
    return running


def _outer(page: Sequence[Strip], *, at_top: bool) -> list[Strip]:
    """The first or last strips of a page, from the edge inward."""
    return list(page[:DEEPEST]) if at_top else list(reversed(page[-DEEPEST:]))


def _form(text: str) -> str:
    """The words with every number alike: "Sida 3" is "Sida 4"."""
    return re.sub(r"\d+", "0", " ".join(text.split())).lower()
