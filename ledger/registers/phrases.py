"""Words and phrases sought in texts as whole words, many at once.

>>> seek = Phrases({"rss-medel": 1, "god och nära vård": 2})
>>> seek(words_in("Avser God och nära vård, 2:a kvartalet"))
{2}
>>> seek(words_in("rssmedel 14"))
set()

A word ends where letters and digits do; capitals do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

BETWEEN_TEXTS = "\x1f"  # a word of its own, which no phrase has: keeps two texts apart
_WORD = re.compile(rf"[^\W_]+|{BETWEEN_TEXTS}")


@lru_cache(maxsize=2**12)  # the rows of a voucher come together, with one text
def words_in(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(_WORD.findall(text.casefold()))


class Phrases:
    """What stands for each phrase, by the phrase's first word."""

    def __init__(self, phrases: Mapping[str, int]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for phrase, stands_for in phrases.items():
            words = words_in(phrase)
            if words:
                self._by_first.setdefault(words[0], []).append((words, stands_for))

    def __call__(self, words: tuple[str, ...]) -> set[int]:
        """What the phrases that are found stand for."""
        found: set[int] = set()
        if self._by_first.keys().isdisjoint(words):
            return found
        for at, word in enumerate(words):
            for phrase, stands_for in self._by_first.get(word, ()):
                if words[at : at + len(phrase)] == phrase:
                    found.add(stands_for)
        return found
