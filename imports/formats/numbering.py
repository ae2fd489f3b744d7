"""The numbers and dots that Word puts before the items of a list, as they are seen on paper.

    numbering = Numbering(numbering_xml, styles_xml); numbering.mark(paragraph)     # "2.1 ", "- "

What stands before a paragraph is not in its text: it is counted from the list it belongs to.
"""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 9
LONGEST = 20  # characters of a mark
_ROMAN = (
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


class Numbering:
    """Counts the items of every list in a document, in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[str, dict[int, Any]] = {}
        self.counts: dict[str, list[int]] = {}
        self.lists: dict[str, str] = {}  # a list → the pattern it is written by
        self.styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._learn_lists(numbering)
        if styles is not None:
            for style in styles.iter(f"{_W}style"):
                if found := _list_of(style):
                    self.styles[str(style.get(f"{_W}styleId"))] = found

    def _learn_lists(self, root: Any) -> None:
        for pattern in root.iter(f"{_W}abstractNum"):
            name = str(pattern.get(f"{_W}abstractNumId"))
            self.levels[name] = {
                _number(level.get(f"{_W}ilvl")): level for level in pattern.iter(f"{_W}lvl")
            }
        for one in root.iter(f"{_W}num"):
            pattern = one.find(f"{_W}abstractNumId")
            if pattern is not None:
                self.lists[str(one.get(f"{_W}numId"))] = str(pattern.get(f"{_W}val"))

    def mark(self, paragraph: Any) -> str:
        """What stands before the paragraph, with a space after it; nothing where it is no item."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        found = _list_of(paragraph)
        if found is None and style is not None:
            found = self.styles.get(str(style.get(f"{_W}val")))
        if found is None or not 0 <= found[1] < DEEPEST:
            return ""
        pattern = self.lists.get(found[0], "")
        level = self.levels.get(pattern, {}).get(found[1])
        return self._counted(pattern, found[1], level) if level is not None else ""

    def _counted(self, pattern: str, depth: int, level: Any) -> str:
        counts = self.counts.setdefault(pattern, [0] * DEEPEST)
        start = _value(level, "start", "1")
        counts[depth] = counts[depth] + 1 if counts[depth] else max(1, _number(start))
        counts[depth + 1 :] = [0] * (DEEPEST - depth - 1)
        if _value(level, "numFmt", "decimal") == "bullet":
            return "- "
        text = re.sub(
            r"%([1-9])",
            lambda place: self._written(pattern, counts, int(place[1]) - 1),
            _value(level, "lvlText", ""),
        )
        return f"{text} " if text.strip() and len(text) <= LONGEST else ""

    def _written(self, pattern: str, counts: list[int], depth: int) -> str:
        level = self.levels[pattern].get(depth)
        form = _value(level, "numFmt", "decimal") if level is not None else "decimal"
        count = max(1, counts[depth])
        if form in ("lowerLetter", "upperLetter"):
            letter = chr(ord("a") + (count - 1) % 26)
            return letter.upper() if form == "upperLetter" else letter
        if form in ("lowerRoman", "upperRoman"):
            return _roman(count).upper() if form == "upperRoman" else _roman(count)
        return "" if form == "none" else str(count)


def _list_of(element: Any) -> tuple[str, int] | None:
    """The list and the depth that a paragraph or a style names."""
    named = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if named is None:
        return None
    depth = element.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    return str(named.get(f"{_W}val")), _number(depth.get(f"{_W}val")) if depth is not None else 0


def _value(level: Any, name: str, default: str) -> str:
    found = level.find(f"{_W}{name}")
    return str(found.get(f"{_W}val", default)) if found is not None else default


def _number(written: object) -> int:
    text = str(written)
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        while number >= value and len(written) < LONGEST:
            written += letters
            number -= value
    return written
