"""Statements about shared money without a sum: what is used, split, carried over or approved.

The amount is unknown there, never 0. Only a decision, or a proposal to pay with the money, is
taken, and only where the words name a fund or shared money: a talk about money is no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from imports.minutes.folding import Folded
from imports.minutes.known_funds import known_in
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.occurrences import occurrences
from imports.minutes.scene import Scene
from imports.minutes.segments import BlockKind, Outline
from imports.minutes.status import decides, proposes
from ledger.drafts import Span
from ledger.parties.names import Names


def may_speak_of_money(folded: Folded) -> bool:
    """Whether the text has any word that these statements need: the cheap question first."""
    return any(word in folded.lower for word in _plain_words())


def unsummed_scenes(
    folded: Folded, outline: Outline, names: Names, taken: Iterable[Scene]
) -> Iterator[Scene]:
    """A scene for every statement about shared money whose sentence holds no sum."""
    done = {scene.sentence for scene in taken}
    for word in _money_words(folded.lower):
        block = outline.blocks[outline.index_at(word.start)]
        if block.kind in (BlockKind.HEADING, BlockKind.LABEL) or word.start >= block.end:
            continue
        sentence = _around(outline.sentences(block), word.start)
        if sentence is None or sentence in done:
            continue
        done.add(sentence)
        if _is_statement(folded, sentence, names):
            yield Scene(folded, outline, block, sentence, sentence, word.start, word.end)


def _is_statement(folded: Folded, sentence: Span, names: Names) -> bool:
    words = folded.lower[sentence.start : sentence.end]
    if decides(words):
        acts = "words"
    elif proposes(words):
        acts = "proposed"
    else:
        return False
    if not _act(acts).search(words):
        return False
    return bool(_shared().search(words) or known_in(folded, sentence, names))


def _around(sentences: list[Span], at: int) -> Span | None:
    return next((s for s in sentences if s.start <= at < s.end), None)


@cache
def _plain_words() -> tuple[str, ...]:
    endings = {word.lstrip("*") for word in lexicon("unsummed")["money"]["words"]}
    return tuple(w for w in endings if not any(w.endswith(other) for other in endings - {w}))


def _money_words(lower: str) -> list[Span]:
    """The words of shared money, in order. They are found by their ends, which is quick."""
    not_money = frozenset(lexicon("unsummed")["money"]["not"])
    found = set()
    for ending in _plain_words():
        for at in occurrences(lower, ending):
            start, end = at, at + len(ending)
            if end < len(lower) and lower[end].isalpha():
                continue
            while start and lower[start - 1].isalpha():
                start -= 1
            if lower[start:end] not in not_money:
                found.add(Span(start, end))
    return sorted(found)


@cache
def _shared() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('unsummed')['shared']['words'])}(?!\w)")


@cache
def _act(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('unsummed')['acts'][key])}(?!\w)")
