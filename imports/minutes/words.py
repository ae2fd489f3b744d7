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
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, as_pattern, holds_any
from imports.minutes.vocabulary import DAMAGE, vocabulary
from ledger.drafts import Span

__all__ = ["Span", "Word", "Words", "fold"]

MOST_REMEMBERED = 50_000

_Tag = TypeVar("_Tag")

_PLAIN = re.compile(r"[\w*]+")
_FIRST = re.compile(r"[\w*]+")
_FIRST_LETTERS = re.compile(r"\*?\w")
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
    firsts: frozenset[str]  # the first words, as written in forms of several words, that it is
    goes_on: tuple[str, ...]  # what follows it in those forms


class Words(Generic[_Tag]):
    """The forms of a lexicon, each with its tag; of two that fit, the one given first counts."""

    def __init__(self, forms: Mapping[str, _Tag] | Iterable[tuple[str, _Tag]]) -> None:
        by_tag: dict[_Tag, list[str]] = {}
        for form, tag in forms.items() if isinstance(forms, Mapping) else forms:
            by_tag.setdefault(tag, []).append(form)
        self._tags = list(by_tag)
        single = [[f for f in some if _is_single(f)] for some in by_tag.values()]
        self._several = [[f for f in some if not _is_single(f)] for some in by_tag.values()]
        self._single = re.compile(_in_groups(single)) if any(single) else None
        self._openings = _openings(chain(*self._several))
        self._starred = {f: re.compile(as_pattern(f)) for f in self._openings if "*" in f}
        self._list_of_single = vocabulary().add(chain(*single))
        several = list(chain(*self._several))
        self._list_of_several = vocabulary().add(f for f in several if not _is_open(f))
        self._list_of_open = vocabulary().add(f for f in several if _is_open(f))
        self._signs = tuple({f.lstrip("*")[0] for f in several if _is_open(f)})
        # What a word of a text means here, where it means anything.
        self._known: dict[str, _Meaning | None] = {}
        self._patterns: dict[frozenset[str], re.Pattern[str]] = {}

    def find(self, folded: Folded, span: Span) -> list[Word[_Tag]]:
        """The forms in `span`, in order; a form of several words hides those inside."""
        mine = self._list_of_single | self._list_of_several
        if self._signs and holds_any(folded.lower[span.start : span.end], self._signs):
            words = vocabulary().every_word(folded.lower, *span)
        elif folded.lists_in(span) & mine:
            words = folded.stretch(span).words
        else:
            return []
        known, found, done = self._known, [], span.start
        for start, end, lists, token in words:
            if not lists & mine or start < done:
                continue
            meaning = known[token] if token in known else self._judge(token)
            if meaning is None:
                continue
            match = None
            if meaning.goes_on:
                match = self._several_at(folded.lower, Span(start, end), span.end, meaning)
            if match is not None:
                done = match.end()
                found.append(Word(*match.span(), self._tags[_place_of(match)]))
            elif meaning.place >= 0:
                found.append(Word(start, end, self._tags[meaning.place]))
        return found

    def has(self, token: str) -> bool:
        """Whether the single word `token` is a form."""
        meaning = self._known[token] if token in self._known else self._judge(token)
        return meaning is not None and meaning.place >= 0

    def _several_at(
        self, lower: str, token: Span, end: int, meaning: _Meaning
    ) -> re.Match[str] | None:
        """The form of several words that begins with `token`, or inside one that is damaged."""
        at = token.end
        if not lower.startswith(meaning.goes_on, at) and not _UNEVEN.match(lower, at):
            return None  # most: "har" opens many forms, "har varit" none
        pattern = self._patterns.get(meaning.firsts)
        if pattern is None:
            pattern = self._patterns[meaning.firsts] = self._opened_by(meaning.firsts)
        if DAMAGE not in lower[token.start : token.end]:
            return pattern.match(lower, token.start, end)
        match = pattern.search(lower, token.start, end)
        return match if match and match.start() < token.end else None

    def _judge(self, token: str) -> _Meaning | None:
        lists = vocabulary().lists_of([token])
        match = None
        if self._single and lists & self._list_of_single:
            match = self._single.fullmatch(token)
        opens = lists & (self._list_of_several | self._list_of_open)
        firsts = self._firsts_of(token) if opens else frozenset()
        rests = {rest for first in firsts for rest in self._openings[first]}
        goes_on = ("",) if DAMAGE in token and firsts else tuple(rests)
        place = _place_of(match) if match else -1
        meaning = _Meaning(place, firsts, goes_on) if match or firsts else None
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[token] = meaning
        return meaning

    def _firsts_of(self, token: str) -> frozenset[str]:
        """The first words of forms that `token` is; any of them, where it is damaged."""
        if DAMAGE in token:
            return frozenset(self._openings)
        starred = {first for first, pattern in self._starred.items() if pattern.fullmatch(token)}
        return frozenset({token} & self._openings.keys() | starred)

    def _opened_by(self, firsts: frozenset[str]) -> re.Pattern[str]:
        """The forms of several words that begin with one of `firsts`."""
        some = [[form for form in forms if _first_of(form) in firsts] for forms in self._several]
        return re.compile(rf"(?<!\w)(?:{_in_groups(some)})(?!\w)")


def _in_groups(by_tag: Iterable[list[str]]) -> str:
    """A pattern of forms, in which the group that matches tells the place of the tag."""
    return "|".join(f"(?P<t{i}>{any_of(forms)})" for i, forms in enumerate(by_tag) if forms)


def _place_of(match: re.Match[str]) -> int:
    return int(str(match.lastgroup)[1:])


def _is_single(form: str) -> bool:
    return bool(_PLAIN.fullmatch(form))


def _is_open(form: str) -> bool:
    """Whether any word can begin a form of several words: "*-stöd", told by its hyphen."""
    return not _FIRST_LETTERS.match(form)


def _first_of(form: str) -> str:
    first = _FIRST.match(form)
    return first[0] if first else ANY


def _openings(forms: Iterable[str]) -> dict[str, set[str]]:
    """The first words of forms of several words, each with what comes next in them."""
    openings: dict[str, set[str]] = {}
    for form in forms:
        first = _FIRST.match(form)
        second = _SECOND.match(form, first.end()) if first else None
        openings.setdefault(_first_of(form), set()).add(second[0] if second else "")
    return openings
