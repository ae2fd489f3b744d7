"""What a statement says about money: an invoice, a grant, a cost, a price.

Strong words settle it wherever they stand in the clause; of plain words the nearest counts. Where
the clause is silent the sentence is asked, then what opens the list, then the headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import RINGS, Scene
from imports.minutes.vocabulary import Forms
from imports.minutes.words import Words
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import StatementKind, Status

AFTER = 40  # a word after the sum counts as if it stood this many characters farther off
STRONG = 120  # a strong word counts as if it stood this much nearer
VERB = 200  # a verb of moving money, nearer still


def kind_of(scene: Scene, status: Status) -> tuple[StatementKind, Reason]:
    """The kind of the statement in `scene`."""
    if scene.sum is not None and scene.sum.is_price:
        note = _("It is a sum per {what}.").format(what=scene.sum.per)
        return StatementKind.UNIT_PRICE, Reason("kind.per", note)
    for ring, span in _in_order(scene):
        found = _nearest(scene, span)
        if found is None or (ring == "paragraph" and found[0] is StatementKind.UNIT_PRICE):
            continue  # a price of the sentence before is not the price of this
        if ring == "clause" and (above := _outranked_by(scene, found[0])):
            return above
        return _told(*found, ring)
    if found := _nearest(scene, scene.sentence, aside=True):
        return _told(*found, "sentence")
    kind = StatementKind.of(lexicon("kinds")["default"][status.value])
    return kind, Reason("kind.default", _("No word tells the kind; it follows from the status."))


def _in_order(scene: Scene) -> Iterator[tuple[str, Span]]:
    """The rings; in a table the head of the column tells more than the name of the row."""
    rings = list(scene.rings())
    yield from (one for one in rings if one[0] == "column")
    yield from (one for one in rings if one[0] != "column")


def _outranked_by(scene: Scene, kind: StatementKind) -> tuple[StatementKind, Reason] | None:
    """What is granted in a list is no cost, though its row tells what for: "Resekostnader"."""
    if kind is not StatementKind.COST or scene.find(_spends(), scene.clause):
        return None
    title = scene.cell.title if scene.cell else None
    above = [("lead", span) for span in scene.opening_words()]
    for ring, span in [*above, *([("title", title)] if title else [])]:
        found = _nearest(scene, span)
        if found and found[0] in _GRANTED:
            return _told(*found, ring)
    return None


_GRANTED = (StatementKind.GRANT, StatementKind.ALLOCATION)


@cache
def _spends() -> Forms:
    return Forms(lexicon("kinds")["spends"]["verbs"])


def _told(kind: StatementKind, words: str, ring: str) -> tuple[StatementKind, Reason]:
    note = _("“{words}” {ring}.").format(words=words, ring=_(RINGS[ring]))
    return kind, Reason(f"kind.word.{ring}", note)


def _nearest(scene: Scene, span: Span, *, aside: bool = False) -> tuple[StatementKind, str] | None:
    best: tuple[int, StatementKind, str] | None = None
    whole = scene.is_whole
    for cue in scene.folded.once("kinds", span, lambda: _cues_in(scene.folded, span)):
        if cue.end <= scene.start:
            distance = scene.start - cue.end
        elif cue.start >= scene.end and not whole:
            distance = cue.start - scene.end + AFTER
        else:
            continue
        if cue.is_aside and not aside:
            continue
        if best is None or distance - cue.nearer < best[0]:
            best = (distance - cue.nearer, cue.kind, cue.words)
    return (best[1], best[2]) if best else None


def tells_kind(scene: Scene, span: Span) -> bool:
    """Whether any word in `span` speaks of money."""
    return bool(scene.folded.once("kinds", span, lambda: _cues_in(scene.folded, span)))


class _Cue(NamedTuple):
    """A word that tells a kind."""

    start: int
    end: int
    kind: StatementKind
    nearer: int  # how much nearer than it stands it counts
    is_aside: bool  # a purpose or a comparison: "till kostnader", "mot budget"
    words: str


def _cues_in(folded: Folded, span: Span) -> list[_Cue]:
    cues = []
    lower = folded.lower
    for start, end, (strength, kind) in _cues().find(folded, span):
        words = lower[start:end]
        may_be_aside = strength == "plain" and words not in lexicon("kinds")["aside"]["never"]
        before = lower[max(span.start, start - 25) : start]
        is_aside = may_be_aside and bool(_aside().search(before))
        cues.append(_Cue(start, end, kind, _NEARER[strength], is_aside, " ".join(words.split())))
    return cues


_NEARER = {"plain": 0, "strong": STRONG, "verbs": VERB}


@cache
def _cues() -> Words[tuple[str, StatementKind]]:
    table = lexicon("kinds")
    return Words(
        (word, (strength, kind))
        for strength in ("verbs", "strong", "plain")
        for kind in StatementKind
        for word in table.get(kind.value, {}).get(strength, ())
    )


@cache
def _aside() -> re.Pattern[str]:
    words = any_of(lexicon("kinds")["aside"]["words"])
    return re.compile(rf"(?<!\w){words}\s+(?:\w+\s+)?(?:\w+-\s+(?:och|samt)\s+)?\Z")
