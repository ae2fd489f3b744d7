"""One text to search in, whatever spaces, hyphens and letters the file uses; offsets stay true.

>>> folded = fold("985\\u00a0975 kro\\u00adnor")
>>> folded.text, folded.span(0, 14)
('985 975 kronor', Span(start=0, end=15))

`Folded.text` has one kind of space, no soft hyphens, whole letters and mended words; `lower` is
the same text in small letters. Both have the same length, and `span` leads back to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from imports.minutes.vocabulary import Stretch, vocabulary
from ledger.drafts import Span

# Characters that are exchanged one for one.
_SAME_LENGTH = {
    " ": "\u00a0\u202f\u2007\u2008\u2009\u200a\u2002\u2003\u2004\u2005\u2006\u3000",
    "-": "\u2010\u2011\u2212",
    "–": "\u2012\u2014\u2015",
    "\n": "\f\v\x85\u2028\u2029\x1c\x1d\x1e",
    "'": "\u2018\u2019\u02bc",
}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_COMPOSED = {
    "a\u030a": "å",
    "a\u0308": "ä",
    "o\u0308": "ö",
    "A\u030a": "Å",
    "A\u0308": "Ä",
    "O\u0308": "Ö",
    "e\u0301": "é",
    "u\u0308": "ü",
}
_MOVING = re.compile(
    r"""
    [\u00ad](?:[ ]*\n[ ]*)?             # a soft hyphen, with the line break it allowed
    | [\u200b\u200c\u200d\u2060\ufeff]  # nothing to see: zero-width characters, byte order mark
    | [ﬀ-ﬆ]                             # two letters set as one
    | [aouAOUe][\u0301\u0308\u030a]     # a letter and its dots as two characters
    | -[ ]*\n[ ]*(?=[a-zåäö]{3})(?!och\b|eller\b|samt\b|respektive\b)  # a divided word
    """,
    re.VERBOSE,
)
_DIVIDED = re.compile(r"-[ ]*\n[ ]*(?=[a-zåäö]{3})(?!och\b|eller\b|samt\b|respektive\b)")
_MAY_MOVE = (*"\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0308\u030a", *_LIGATURES)


MOST_STRETCHES = 1_000  # whose words are kept

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Folded:
    """The text to search in. `shifts` says how far each stretch has moved from the source."""

    text: str
    lower: str
    starts: tuple[int, ...] = ()  # where a stretch begins in `text`
    shifts: tuple[int, ...] = ()  # what to add to come to the source
    _found: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    _lists: dict[Span, int] = field(default_factory=dict, compare=False, repr=False)
    _stretches: dict[Span, Stretch] = field(default_factory=dict, compare=False, repr=False)

    def origin(self, offset: int) -> int:
        """The place in the source of the character at `offset`."""
        if not self.starts:
            return offset
        at = bisect_right(self.starts, offset) - 1
        return offset + self.shifts[at] if at >= 0 else offset

    def span(self, start: int, end: int) -> Span:
        """The source's range of `text[start:end]`."""
        if not self.starts or end <= start:
            return Span(self.origin(start), self.origin(end))
        return Span(self.origin(start), self.origin(end - 1) + 1)

    def once(self, what: object, span: Span, find: Callable[[], _Found]) -> _Found:
        """`find()`, asked only once for `span`: the sums of a sentence share its words."""
        key = (what, span)
        if key not in self._found:
            self._found[key] = find()
        found: _Found = self._found[key]
        return found

    def lists_in(self, span: Span) -> int:
        """The lists of the vocabulary of which a word may stand in `span`, as bits."""
        lists = self._lists.get(span)
        if lists is None:
            lists = self._lists[span] = vocabulary().lists_in(self.lower, *span)
        return lists

    def stretch(self, span: Span) -> Stretch:
        """The words in `span` that may begin a form of any list."""
        made = self._stretches.get(span)
        if made is None or made.size != vocabulary().size:
            if len(self._stretches) >= MOST_STRETCHES:
                self._stretches.clear()  # those of statements far above are asked no more
            made = self._stretches[span] = vocabulary().stretch(self.lower, *span)
            self._lists[span] = made.lists
        return made


def fold(source: str) -> Folded:
    """`source` in the one form that every later stage searches."""
    text = source
    for kept, variants in _SAME_LENGTH.items():
        for variant in variants:
            if variant in text:
                text = text.replace(variant, kept)
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if any(mark in text for mark in _MAY_MOVE):
        return _moved(text, _MOVING)
    if "-\n" in text or "- \n" in text:
        return _moved(text, _DIVIDED)
    return Folded(text, _lower(text))


def _moved(text: str, moving: re.Pattern[str]) -> Folded:
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    done = length = 0
    for match in moving.finditer(text):
        found = match[0]
        instead = _LIGATURES.get(found) or _COMPOSED.get(found)
        if instead is None and found[0].isalpha():
            continue  # an accent that no Swedish word has
        if found[0] == "-" and not text[match.start() - 1 : match.start()].islower():
            continue  # "RSS-" at the end of a line keeps its hyphen
        pieces.append(text[done : match.start()])
        length += match.start() - done
        if instead:
            pieces.append(instead)
            # Each letter that stands for the found characters leads to where they begin.
            for i in range(1, len(instead)):
                starts.append(length + i)
                shifts.append(match.start() - (length + i))
            length += len(instead)
        done = match.end()
        starts.append(length)
        shifts.append(done - length)
    pieces.append(text[done:])
    folded = "".join(pieces)
    return Folded(folded, _lower(folded), tuple(starts), tuple(shifts))


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # A few letters of other scripts become two in small form; they are left as they are.
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)
