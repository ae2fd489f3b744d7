"""Finding the words of a lexicon in a text quickly: each word of the text is judged only once.

>>> found = Words({"kr*": "money", "få uppdrag": "task"}).find(fold("de får kronor"), Span(0, 13))
>>> [(word.start, word.end, word.tag) for word in found]
[(7, 13, 'money')]

A text has many words and few different ones. What a single word means is remembered; only forms of
several words are searched for with a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of
from imports.minutes.vocabulary import vocabulary
from ledger.drafts import Span

__all__ = ["Span", "Word", "Words", "fold"]

MOST_REMEMBERED = 50_000

_Tag = TypeVar("_Tag")

_TOKEN = re.compile(r"[\w\ufffd]+")
_PLAIN = re.compile(r"[\w*]+")


class Word(NamedTuple, Generic[_Tag]):
    """A word or form of a lexicon in a text."""

    start: int
    end: int
    tag: _Tag


class Words(Generic[_Tag]):
    """The forms of a lexicon, each with its tag; of two that fit, the one given first counts."""

    def __init__(self, forms: Mapping[str, _Tag] | Iterable[tuple[str, _Tag]]) -> None:
        pairs = list(forms.items() if isinstance(forms, Mapping) else forms)
        by_tag: dict[_Tag, list[str]] = {}
        for form, tag in pairs:
            by_tag.setdefault(tag, []).append(form)
        self._tags = list(by_tag)
        self._single = self._pattern(by_tag, single=True)
        self._several = self._pattern(by_tag, single=False)
        self._known: dict[str, int] = {}  # a word of a text → the index of its tag, or -1
        written = [form for form, _tag in pairs]
        self._list_of_single = vocabulary().add(f for f in written if _is_single(f))
        self._list_of_several = vocabulary().add(f for f in written if not _is_single(f))

    def find(self, folded: Folded, span: Span) -> list[Word[_Tag]]:
        """The forms in `span`, in order; a form of several words hides those inside."""
        lists = folded.lists_in(span)
        found = self._of_several(folded.lower, span) if lists & self._list_of_several else []
        if lists & self._list_of_single:
            return self._with_single(folded.lower, span, found)
        return found

    def _of_several(self, lower: str, span: Span) -> list[Word[_Tag]]:
        matches = self._several.finditer(lower, *span) if self._several else ()
        return [Word(*match.span(), self._tag_of(match)) for match in matches]

    def _with_single(self, lower: str, span: Span, several: list[Word[_Tag]]) -> list[Word[_Tag]]:
        known = self._known
        found = list(several)
        for match in _TOKEN.finditer(lower, *span):
            token = match[0]
            index = known.get(token)
            if index is None:
                index = self._judge(token)
            if index >= 0 and not any(w.start <= match.start() < w.end for w in several):
                found.append(Word(*match.span(), self._tags[index]))
        return sorted(found, key=lambda word: word.start) if several else found

    def has(self, token: str) -> bool:
        """Whether the single word `token` is a form."""
        index = self._known.get(token)
        return (self._judge(token) if index is None else index) >= 0

    def _judge(self, token: str) -> int:
        may_be = vocabulary().lists_of([token]) & self._list_of_single
        match = self._single.fullmatch(token) if self._single and may_be else None
        index = int(str(match.lastgroup)[1:]) if match else -1
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[token] = index
        return index

    def _tag_of(self, match: re.Match[str]) -> _Tag:
        return self._tags[int(str(match.lastgroup)[1:])]

    def _pattern(self, by_tag: Mapping[_Tag, list[str]], *, single: bool) -> re.Pattern[str] | None:
        groups = []
        for i, forms in enumerate(by_tag.values()):
            some = [form for form in forms if _is_single(form) is single]
            if some:
                groups.append(f"(?P<t{i}>{any_of(some)})")
        if not groups:
            return None
        every = "|".join(groups)
        return re.compile(every if single else rf"(?<!\w)(?:{every})(?!\w)")


def _is_single(form: str) -> bool:
    return bool(_PLAIN.fullmatch(form))
