"""What stands at the top and foot of every page is taken out: names of papers, page numbers.

    [(head, body), …] = apart(pages)    # pages as strips; a head is kept where it stands first

A line goes where the same words stand at the same height of the next page too. A line that names
a unit of money, or says that a decision follows, stays everywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from imports.formats.strips import Strip

DEEPEST = 6  # lines from the top, and from the foot
SAME_HEIGHT = 4.0  # points
LEAST_PAGES = 3  # that have it, or both of two
LEAST_SHARE = 0.4  # of all pages
MOST_OTHERS = 0.05  # of the pages from its first to its last may have other words at its place

# Words that the statements below them need: a unit of money, and what a part of the minutes is.
_NEEDED = re.compile(
    r"\b(?:kr|tkr|kkr|mkr|mnkr|msek|sek|kronor)\b|:-|^\W*(?:\w+\s+){0,2}(?:beslut|förslag|avslag)\w*\W*$",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"(?:sid(?:a|an)?\.?\s*)?[-–]?\s*(?P<number>\d{1,4})\s*[-–]?\s*(?:(?:\(|/|av|of)\s*\d{1,4}\)?)?",
    re.IGNORECASE,
)


def apart(pages: Sequence[Sequence[Strip]]) -> list[tuple[list[Strip], list[Strip]]]:
    """For each page the running heads that stand there first, and the strips of its own."""
    if len(pages) < 2:
        return [([], list(page)) for page in pages]
    tops, foots = _Edge(pages, at_top=True), _Edge(pages, at_top=False)
    known: set[str] = set()
    split: list[tuple[list[Strip], list[Strip]]] = []
    for index, page in enumerate(pages):
        heads, feet = tops.running(page, index), foots.running(page, index)
        new = [strip for strip in heads if _form(strip.text, index) not in known]
        known.update(_form(strip.text, index) for strip in heads)
        out = {id(strip) for strip in (*heads, *feet)}
        split.append((new, [strip for strip in page if id(strip) not in out]))
    return split


class _Edge:
    """What stands at which height at the top (or foot) of the pages."""

    def __init__(self, pages: Sequence[Sequence[Strip]], *, at_top: bool) -> None:
        self.at_top = at_top
        self.pages = len(pages)
        self.forms: defaultdict[int, dict[int, str]] = defaultdict(dict)  # height → page → words
        for index, page in enumerate(pages):
            for strip in self._outer(page):
                self.forms[_height(strip)].setdefault(index, _form(strip.text, index))

    def running(self, page: Sequence[Strip], index: int) -> list[Strip]:
        """The strips of a page that other pages have too, from the edge inward."""
        found: list[Strip] = []
        for strip in self._outer(page):
            form = _form(strip.text, index)
            if _NEEDED.search(strip.text) or not form.strip(" 0().,/-–"):
                break
            if not self._is_running(form, _height(strip), index):
                break
            found.append(strip)
        return found

    def _is_running(self, form: str, height: int, index: int) -> bool:
        there: dict[int, str] = {}
        for near in (height - 1, height + 1, height):
            there.update(self.forms.get(near, {}))
        same = [page for page, other in there.items() if other == form]
        if len(same) < max(min(LEAST_PAGES, self.pages), LEAST_SHARE * self.pages):
            return False
        # Left and right pages may have different heads: then every second page is asked.
        for step in (1, 2):
            of_kind = [p for p in range(min(same), max(same) + 1) if (p - index) % step == 0]
            others = [p for p in of_kind if there.get(p, form) != form]
            again = index - step in same or index + step in same
            if again and len(others) <= MOST_OTHERS * len(of_kind):
                return step == 1 or self._is_running_beside(there, form, index)
        return False

    def _is_running_beside(self, there: dict[int, str], form: str, index: int) -> bool:
        """The pages between have one head too, though another."""
        beside = [other for page, other in there.items() if (page - index) % 2]
        return len(beside) > 1 and len(set(beside)) == 1 and beside[0] != form

    def _outer(self, page: Sequence[Strip]) -> Sequence[Strip]:
        deep = min(DEEPEST, len(page) // 2)
        return page[:deep] if self.at_top else page[: -deep - 1 : -1]


def _height(strip: Strip) -> int:
    return round(strip.y / SAME_HEIGHT)


def _form(text: str, index: int) -> str:
    """The words with every number alike; a page number tells how it differs from the page."""
    if match := _PAGE.fullmatch(text.strip()):
        return f"page {int(match['number']) - index}"
    return re.sub(r"\d+", "0", " ".join(text.split())).lower()
