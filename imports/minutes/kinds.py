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

ORDER = tuple(kind for kind in StatementKind)
AFTER = 15  # a word after the sum counts as if it stood this many characters farther off
STRONG = 120  # a strong word counts as if it stood this much nearer


def kind_of(scene: Scene, status: Status) -> tuple[StatementKind, Reason]:
    """The kind of the statement in `scene`."""
    if scene.sum is not None and scene.sum.is_price:
        note = _("It is a sum per {what}.").format(what=scene.sum.per)
        return StatementKind.UNIT_PRICE, Reason("kind.per", note)
    for ring, span in scene.rings():
        if found := _nearest(scene, span):
            kind, words = found
            note = _("“{words}” {ring}.").format(words=words, ring=_(RINGS[ring]))
            return kind, Reason(f"kind.word.{ring}", note)
    kind = StatementKind(lexicon("kinds")["default"][status.value])
    return kind, Reason("kind.default", _("No word tells the kind; it follows from the status."))


def _nearest(scene: Scene, span: Span) -> tuple[StatementKind, str] | None:
    best: tuple[int, StatementKind, str] | None = None
    for match in _cues().finditer(scene.folded.lower, span.start, span.end):
        group = str(match.lastgroup)
        strength, _sep, name = group.partition("_")
        if match.end() <= scene.start:
            distance = scene.start - match.end()
        elif match.start() >= scene.end:
            distance = match.start() - scene.end + AFTER
        else:
            continue
        if strength == "strong":
            distance -= STRONG
        if best is None or distance < best[0]:
            best = (distance, StatementKind(name), " ".join(match[0].split()))
    return (best[1], best[2]) if best else None


@cache
def _cues() -> re.Pattern[str]:
    words = lexicon("kinds")
    groups = [
        f"(?P<{strength}_{kind.value}>{any_of(words[kind.value][strength])})"
        for strength in ("strong", "plain")
        for kind in ORDER
        if strength in words.get(kind.value, {})
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)")
