"""What a statement says about money: an invoice, a grant, a cost, a price.

Strong words settle it wherever they stand in the clause; of plain words the nearest counts. Where
the clause is silent the sentence is asked, then what opens the list, then the headings.
"""

from __future__ import annotations

import re
from functools import cache

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import RINGS, Scene
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
    for ring, span in scene.rings():
        if found := _nearest(scene, span):
            return _told(*found, ring)
    if found := _nearest(scene, scene.sentence, aside=True):
        return _told(*found, "sentence")
    kind = StatementKind.of(lexicon("kinds")["default"][status.value])
    return kind, Reason("kind.default", _("No word tells the kind; it follows from the status."))


def _told(kind: StatementKind, words: str, ring: str) -> tuple[StatementKind, Reason]:
    note = _("“{words}” {ring}.").format(words=words, ring=_(RINGS[ring]))
    return kind, Reason(f"kind.word.{ring}", note)


def _nearest(scene: Scene, span: Span, *, aside: bool = False) -> tuple[StatementKind, str] | None:
    lower = scene.folded.lower
    best: tuple[int, StatementKind, str] | None = None
    for match in _cues().finditer(lower, span.start, span.end):
        group = str(match.lastgroup)
        strength, _sep, name = group.partition("_")
        if match.end() <= scene.start:
            distance = scene.start - match.end()
        elif match.start() >= scene.end and not scene.is_whole:
            distance = match.start() - scene.end + AFTER
        else:
            continue
        if strength == "strong":
            distance -= STRONG
        elif strength == "verbs":
            distance -= VERB
        elif not aside and _aside().search(
            lower[max(span.start, match.start() - 25) : match.start()]
        ):
            continue
        if best is None or distance < best[0]:
            best = (distance, StatementKind.of(name), " ".join(match[0].split()))
    return (best[1], best[2]) if best else None


def _is_aside(lower: str, span: Span, match: re.Match[str], name: str) -> bool:
    """A purpose or a comparison: "till kostnader", "mot budget". Money itself is neither."""
    if name == StatementKind.ALLOCATION.value:
        return False
    return bool(_aside().search(lower[max(span.start, match.start() - 25) : match.start()]))


@cache
def _cues() -> re.Pattern[str]:
    words = lexicon("kinds")
    groups = [
        f"(?P<{strength}_{kind.value}>{any_of(words[kind.value][strength])})"
        for strength in ("verbs", "strong", "plain")
        for kind in StatementKind
        if strength in words.get(kind.value, {})
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)")


@cache
def _aside() -> re.Pattern[str]:
    words = any_of(lexicon("kinds")["aside"]["words"])
    return re.compile(rf"(?<!\w){words}\s+(?:\w+\s+)?(?:\w+-\s+(?:och|samt)\s+)?\Z")
