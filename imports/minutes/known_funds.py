"""The funds that a register knows, where a text names them, however they are spelled.

>>> text = "psykisk hälsa och suicid prevention"
>>> [found.fund.name for found in known_in(fold(text), Span(0, len(text)), Names.shipped())]
['Psykisk hälsa och suicidprevention']

Words are joined letter by letter, so that a name may be written as one word or as several. Most
words begin no name: each is judged once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.memory import by_identity, lazy
from imports.minutes.vocabulary import MOST_REMEMBERED
from ledger.drafts import Span
from ledger.parties.names import KnownFund, Names, fold_name, written_forms

__all__ = ["Found", "fold", "known_in"]

LONGEST_NAME = 12  # words in the name of a fund


class Found(NamedTuple):
    """A known fund in the text; the span is of the folded text."""

    span: Span
    fund: KnownFund


def known_in(folded: Folded, span: Span, names: Names) -> list[Found]:
    """The known funds that the text names in `span`, the longest name at each place."""
    return folded.once("funds", span, lambda: _known_in(folded, span, _index_of(names.funds)))


def _known_in(folded: Folded, span: Span, index: _Index) -> list[Found]:
    named = list(_named_by(_WORD.findall(folded.lower, *span), index))
    if not named:
        return []
    places = [match.span() for match in _WORD.finditer(folded.lower, *span)]
    return [
        Found(
            Span(_with_agreement(folded.lower, span.start, places[first][0]), places[after - 1][1]),
            fund,
        )
        for first, after, fund in named
    ]


def _named_by(words: list[str], index: _Index) -> Iterator[tuple[int, int, KnownFund]]:
    """The funds that the words name: the first word, the word after, the fund."""
    after, opens = 0, index.opens
    for first, word in enumerate(words):
        if first < after or not opens(word):
            continue
        name, known = "", None
        for i in range(first, min(len(words), first + LONGEST_NAME)):
            name = _joined(name, fold_name(words[i]))
            if name not in index.beginnings:
                break
            if fund := index.funds.get(name) or index.funds.get(name.removesuffix("s")):
                after, known = i + 1, fund
        if known:
            yield first, after, known


_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Index:
    funds: dict[str, KnownFund]
    beginnings: frozenset[str]

    @lazy
    def opens(self) -> Callable[[str], bool]:
        """Whether the name of a fund may begin with a word: each is judged once."""
        return lru_cache(maxsize=MOST_REMEMBERED)(lambda word: fold_name(word) in self.beginnings)


@by_identity
def _index_of(funds: tuple[KnownFund, ...]) -> _Index:
    by_key = {fold_name(form): fund for fund in funds for form in written_forms(fund)}
    every = {*by_key, *(f"{key}s" for key in by_key)}
    return _Index(by_key, frozenset(key[:i] for key in every for i in range(1, len(key) + 1)))


def _joined(key: str, following: str) -> str:
    """The key of the two together: a letter that is doubled where they meet counts once."""
    doubled = following[:1] == key[-1:] and following[:1] in _LETTERS
    return key + following[1:] if doubled else key + following


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzåäö")


def _with_agreement(lower: str, floor: int, start: int) -> int:
    match = _agreement().search(lower[max(floor, start - 40) : start])
    return max(floor, start - 40) + match.start() if match else start


@cache
def _agreement() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('funds')['agreement']['words'])}\s+\Z")
