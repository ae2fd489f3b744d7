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
from imports.minutes.lexicon import any_of, as_pattern
from imports.minutes.vocabulary import DAMAGE, vocabulary
from ledger.drafts import Span

__all__ = ["Span", "Word", "Words", "fold"]

MOST_REMEMBERED = 50_000

_Tag = TypeVar("_Tag")

_TOKEN = re.compile(r"[\w\ufffd]+")
_PLAIN = re.compile(r"[\w*]+")
_FIRST = re.compile(r"[\w*]*\w[\w*]*")
_SECOND = re.compile(r"[ ]?[^ *]*")
ANY = "*"
# Where the next word does not follow as it is written: after a line's end, or it is damaged.
_UNEVEN = re.compile(r"[^\S ]|\s{2}|[ ]?\w*\ufffd")


class Word(NamedTuple, Generic[_Tag]):
    """A word or form of a lexicon in a text."""

    start: int
    end: int
    tag: _Tag


class _Meaning(NamedTuple):
    """What a word of a text is in a lexicon."""

    place: int  # of the tag of the form it is, or -1
    goes_on: tuple[str, ...]  # what follows it in the forms of several words that it opens


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
        written = [form for form, _tag in pairs]
        self._list_of_single = vocabulary().add(f for f in written if _is_single(f))
        several = [form for form in written if not _is_single(form)]
        self._list_of_several = vocabulary().add(several)
        self._openings = _openings(several)
        self._starred_openings = [
            (re.compile(as_pattern(first)), rests)
            for first, rests in self._openings.items()
            if "*" in first
        ]
        # What a word of a text means here, where it means anything.
        self._known: dict[str, _Meaning | None] = {}

    def find(self, folded: Folded, span: Span) -> list[Word[_Tag]]:
        """The forms in `span`, in order; a form of several words hides those inside."""
        if not folded.lists_in(span) & (self._list_of_single | self._list_of_several):
            return []
        lower, known, tags = folded.lower, self._known, self._tags
        found: list[Word[_Tag]] = []
        done = span.start
        for match in _TOKEN.finditer(lower, *span):
            token = match[0]
            meaning = known[token] if token in known else self._judge(token)
            if meaning is None or match.start() < done:
                continue
            if meaning.goes_on and (several := self._several_at(lower, match, span.end, meaning)):
                done = several.end()
                found.append(Word(*several.span(), self._tag_of(several)))
            elif meaning.place >= 0:
                found.append(Word(*match.span(), tags[meaning.place]))
        return found

    def has(self, token: str) -> bool:
        """Whether the single word `token` is a form."""
        meaning = self._known[token] if token in self._known else self._judge(token)
        return meaning is not None and meaning.place >= 0

    def _several_at(
        self, lower: str, token: re.Match[str], end: int, meaning: _Meaning
    ) -> re.Match[str] | None:
        """The form of several words that begins with `token`, or inside one that is damaged."""
        if self._several is None:
            return None
        if DAMAGE not in token[0]:
            after = token.end()
            if not lower.startswith(meaning.goes_on, after) and not _UNEVEN.match(lower, after):
                return None  # most: "har" opens many forms, "har varit" none
            return self._several.match(lower, token.start(), end)
        match = self._several.search(lower, token.start(), end)
        return match if match and match.start() < token.end() else None

    def _judge(self, token: str) -> _Meaning | None:
        lists = vocabulary().lists_of([token])
        match = None
        if self._single and lists & self._list_of_single:
            match = self._single.fullmatch(token)
        place = int(str(match.lastgroup)[1:]) if match else -1
        goes_on = self._going_on(token) if lists & self._list_of_several else ()
        meaning = _Meaning(place, goes_on) if match or goes_on else None
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[token] = meaning
        return meaning

    def _going_on(self, token: str) -> tuple[str, ...]:
        """What follows `token` in the forms of several words that it opens."""
        if DAMAGE in token:
            return ("",)
        rests = set(self._openings.get(token, ()))
        for pattern, others in self._starred_openings:
            if pattern.fullmatch(token):
                rests |= others
        return tuple(rests)

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


def _openings(forms: Iterable[str]) -> dict[str, set[str]]:
    """The first words of forms of several words, each with what comes next in them."""
    openings: dict[str, set[str]] = {}
    for form in forms:
        first = _FIRST.match(form)
        second = _SECOND.match(form, first.end()) if first else None
        openings.setdefault(first[0] if first else ANY, set()).add(second[0] if second else "")
    return openings
