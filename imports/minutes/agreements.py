"""Sums of an agreement that the text retells, and the terms of a contract: decided by both sides.

>>> scenes = scenes_of(fold("En överenskommelse har träffats.\\n\\n- 5 tkr till skolan"))
>>> of_agreement(scenes[0]).status.value
'decided'

An agreement binds though nobody "beslutar". Its shares stand in bullets, in brackets, as parts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import any_of, lexicon, plain_pieces
from imports.minutes.occurrences import occurrences
from imports.minutes.scene import Scene, fold, scenes_of
from imports.minutes.segments import Block, BlockKind
from imports.minutes.standing import Standing, told
from imports.minutes.vocabulary import Forms
from ledger.drafts import Span
from ledger.terms import Status

__all__ = ["fold", "of_agreement", "of_contract", "scenes_of", "year_of_agreement"]

OPENING = 3  # blocks at the beginning of a text, where it says what it is
NEAR = 1_000  # characters up to an agreement, in which its year is named


_WHOLE = Span(0, -1)


class _Made(NamedTuple):
    """Where a text tells of an agreement, and the one year it names there."""

    at: int
    year: int | None


def of_agreement(scene: Scene) -> Standing | None:
    """A share of the agreement that the text above tells of."""
    made = _made(scene)
    if made is None or made.at > scene.start or not _is_share(scene):
        return None
    return told(Status.DECIDED, "status.of-agreement", "")


def year_of_agreement(scene: Scene) -> int | None:
    """The year of the agreement that the sum is a share of."""
    made = _made(scene)
    if made is None or made.at > scene.start or not _is_share(scene):
        return None
    return made.year


def of_contract(scene: Scene) -> Standing | None:
    """A term of the contract that the text is: "Beställaren betalar 40 kr per dygn"."""
    scope = scene.block.headings[-1] if scene.block.headings else -1
    is_contract = scene.folded.once("contract", Span(scope, -1), lambda: _is_contract(scene))
    if not is_contract or not (match := scene.find(_word("contract", "verbs"), scene.sentence)):
        return None
    return told(Status.DECIDED, "status.contract", match[0])


def _is_share(scene: Scene) -> bool:
    """A bullet, a sum in brackets, a part, or what is said to go somewhere."""
    lower = scene.folded.lower
    if scene.cell is not None or scene.find(
        _word("information", "verbs", "status"), scene.sentence
    ):
        return False
    in_brackets = (
        lower[scene.start - 1 : scene.start] == "(" and lower[scene.end : scene.end + 1] == ")"
    )
    if scene.block.kind is BlockKind.ITEM or in_brackets:
        return True
    return bool(scene.find(_word("agreement", "shares"), scene.sentence))


def _made(scene: Scene) -> _Made | None:
    scope = scene.block.headings[-1] if scene.block.headings else -1
    return scene.folded.once("agreement", Span(scope, -1), lambda: _first(scene, scope))


def _first(scene: Scene, scope: int) -> _Made | None:
    """The first sentence (or the title) that tells of an agreement as made."""
    outline, lower = scene.outline, scene.folded.lower
    if scope >= 0:
        title = outline.blocks[scope]
        if _titled().search(lower, title.start, title.end):
            return _Made(title.start, _one_year(lower[title.start : title.end]))
    for block in _named_below(scene, scope):
        for span in outline.sentences(block):
            noun = scene.find(_word("agreement", "nouns"), span)
            if noun and scene.find(_word("agreement", "made"), span):
                year = _one_year(lower[: span.end][-NEAR:])
                return _Made(span.start, year)
    return None


def _named_below(scene: Scene, scope: int) -> Iterator[Block]:
    """The blocks below the heading `scope` (or before any) that name an agreement."""
    every = scene.folded.once("agreed-in", _WHOLE, lambda: _naming(scene))
    blocks = scene.outline.blocks
    for index in every[bisect_right(every, scope) :]:
        block = blocks[index]
        if scope not in block.headings if scope >= 0 else block.headings:
            return
        if scope >= 0 or block.kind is not BlockKind.HEADING:
            yield block


def _naming(scene: Scene) -> list[int]:
    """Which blocks name an agreement, anywhere in the text."""
    forms, outline = _word("agreement", "nouns"), scene.outline
    places = (at for piece in _pieces() for at in occurrences(scene.folded.lower, piece))
    indices = sorted({outline.index_at(at) for at in places})
    return [i for i in indices if scene.find(forms, outline.blocks[i].span)]


def _one_year(words: str) -> int | None:
    years = set(_YEAR.findall(words))
    return int(years.pop()) if len(years) == 1 else None


_YEAR = re.compile(r"(?<![\w/:.-])(?:199[0-9]|20[0-4][0-9])(?![\w/:]|[-–][0-9]|[.,][0-9])")


def _is_contract(scene: Scene) -> bool:
    """The text begins as a contract, names its parties and tells of no meeting."""
    opening = Span(0, scene.outline.blocks[min(OPENING, len(scene.outline.blocks)) - 1].end)
    whole = Span(0, len(scene.folded.lower))
    names = scene.find(_word("contract", "names"), opening)
    parties = names and scene.find(_word("contract", "parties"), whole)
    return bool(parties) and not scene.find(_word("contract", "meetings"), whole)


@cache
def _word(table: str, key: str, name: str = "agreements") -> Forms:
    return Forms(lexicon(name)[table][key])


@cache
def _pieces() -> tuple[str, ...]:
    return plain_pieces(lexicon("agreements")["agreement"]["nouns"])


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"[#*_\s]*{any_of(lexicon('agreements')['agreement']['titles'])}(?!\w)")
