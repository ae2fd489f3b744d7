"""Which lists of words a stretch of text can have a word of: the cheap question before the search.

>>> refusals, payments = Forms(["avslås", "säger nej"]), Forms(["betal*"])
>>> lists = vocabulary().lists_of(["nämnden", "betalar", "400"])
>>> bool(lists & refusals.list), bool(lists & payments.list)
(False, True)

A statement is asked for the words of some thirty lists, and has words of a few. Each word of a text
is judged once, for all lists: only where it can begin a form of a list is that list searched for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import any_of

MOST_REMEMBERED = 50_000
EVERY_LIST = -1  # all bits set

DAMAGE = "\ufffd"  # stands where a letter was lost

_WORD = re.compile(rf"[\w{DAMAGE}]+")
_FIRST_WORD = re.compile(r"[\w*]+")
_LETTERS = re.compile(r"[^\W\d_]+")


class Stretch(NamedTuple):
    """A stretch of text: the lists that may have a word in it, and which words those are."""

    start: int
    end: int
    lists: int
    words: list[tuple[int, int, int, str]]  # start, end, lists, the word
    size: int  # of the vocabulary: the words of lists that were made later may be missing


class Forms:
    """A list of forms, found as whole words; or a `pattern` in which one of the forms stands.

    >>> compared = Forms(["än", "mot"], r"(?<!\\w)(?:än|mot)\\s+(?:år\\s+)?\\Z")
    >>> words = "högre än år 2023"; compared.search(words, 0, words.index("2"))[0]
    'än år '
    """

    def __init__(self, forms: Iterable[str], pattern: str | None = None, flags: int = 0) -> None:
        forms = list(forms)
        self.pattern = re.compile(pattern or rf"(?<!\w){any_of(forms)}(?!\w)", flags)
        self.list = vocabulary().add(forms)
        self.match = self.pattern.match

    def search(self, lower: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first place in `lower[start:end]`."""
        if not vocabulary().lists_in(lower, start, end) & self.list:
            return None
        return self.pattern.search(lower, start, end)


class Vocabulary:
    """The words that the forms of every list begin with. A list is one bit of a number."""

    def __init__(self) -> None:
        self.size = 0  # how many lists there are
        self._whole: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}  # faktur*
        self._endings: dict[str, int] = {}  # *medel
        self._inside: dict[str, int] = {}  # *medel*
        self._others: list[tuple[re.Pattern[str], int]] = []  # insats*kapital
        self.always = EVERY_LIST  # lists with a form that begins with no word, and later ones
        self._known: dict[str, int] = {}

    def add(self, forms: Iterable[str]) -> int:
        """A new list; its bit."""
        bit = 1 << self.size
        self.size += 1
        self.always &= ~bit
        self._known.clear()
        for form in forms:
            self._add(form, bit)
        return bit

    def lists_in(self, lower: str, start: int, end: int) -> int:
        """The lists of which a form may begin in `lower[start:end]`."""
        return self.lists_of(_WORD.findall(lower, start, end))

    def lists_of(self, words: Iterable[str]) -> int:
        """The lists of which a form may begin with one of `words`; lists made later may too."""
        known, lists = self._known, self.always
        for word in words:
            of_word = known.get(word)
            lists |= self._judge(word) if of_word is None else of_word
        return lists

    def stretch(self, lower: str, start: int, end: int) -> Stretch:
        """The words in `lower[start:end]` that may begin a form of any list."""
        known, lists = self._known, self.always
        words = []
        for match in _WORD.finditer(lower, start, end):
            word = match[0]
            of_word = known.get(word)
            if of_word is None:
                of_word = self._judge(word)
            if of_word:
                lists |= of_word
                words.append((match.start(), match.end(), of_word, word))
        return Stretch(start, end, lists, words, self.size)

    def every_word(self, lower: str, start: int, end: int) -> list[tuple[int, int, int, str]]:
        """All words in `lower[start:end]`, for a list of which a form may begin with any."""
        return [
            (match.start(), match.end(), EVERY_LIST, match[0])
            for match in _WORD.finditer(lower, start, end)
        ]

    def _add(self, form: str, bit: int) -> None:
        first = _FIRST_WORD.match(form)
        bare = first[0].strip("*") if first else ""
        if first is None or not bare:
            self.always |= bit
        elif "*" in bare:
            self._others.append((re.compile(any_of([first[0]])), bit))
        elif first[0] == bare:
            self._whole[bare] = self._whole.get(bare, 0) | bit
        elif first[0] == f"{bare}*":
            self._beginnings[bare] = self._beginnings.get(bare, 0) | bit
        elif first[0] == f"*{bare}":
            self._endings[bare] = self._endings.get(bare, 0) | bit
        else:
            self._inside[bare] = self._inside.get(bare, 0) | bit

    def _judge(self, word: str) -> int:
        if DAMAGE in word:
            return EVERY_LIST
        lists = self._whole.get(word, 0)
        for at in range(len(word) + 1):
            lists |= self._beginnings.get(word[:at], 0) | self._endings.get(word[at:], 0)
        for piece, bits in self._inside.items():
            if piece in word:
                lists |= bits
        for pattern, bit in self._others:
            if pattern.fullmatch(word):
                lists |= bit
        if not word.isalpha():  # "ca500": what a sum stands beside may be cut off from it
            for piece in _LETTERS.findall(word):
                if piece != word:  # "½" is a letter of a word, and none of the alphabet
                    lists |= self._judge(piece)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[word] = lists
        return lists


@cache
def vocabulary() -> Vocabulary:
    """The one vocabulary, of the words in use."""
    return Vocabulary()
