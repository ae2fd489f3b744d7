"""What a statement's status is by what is said elsewhere in its paragraph or its item.

A decision goes on in the sentences after it: "Gruppen beslutar att ... Av beloppet används 40 tkr
till resor." What was applied for is lost where the item tells so: "Motionen avslås."
"""

from __future__ import annotations

from functools import cache

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.lines import Label
from imports.minutes.scene import Scene
from imports.minutes.standing import Standing, opens_proposals, told, verbs_in, word
from imports.minutes.vocabulary import Forms
from ledger.drafts import Span
from ledger.terms import Status


def goes_on(scene: Scene) -> Standing | None:
    """The sentence sets out what one before it in the paragraph decided or proposed."""
    if scene.cell is not None or scene.find(word("information", "verbs"), scene.sentence):
        return None
    status = _status_before(scene)
    if status is Status.DECIDED and (match := scene.find(word("goes_on", "use"), scene.sentence)):
        return told(status, "status.goes-on.decided", match[0])
    if status is Status.PROPOSED and (match := scene.find(word("goes_on", "if"), scene.sentence)):
        return told(status, "status.goes-on.proposed", match[0])
    return None


def _status_before(scene: Scene) -> Status | None:
    """The status of the nearest sentence before that decides or proposes."""
    for span in scene.sentences_before():
        for *_place, status, _verb in verbs_in(scene, span):
            if status is not Status.INFORMATION:
                return status
    return None


def lost_elsewhere(scene: Scene) -> Standing | None:
    """What is asked for here is refused further on in the same item."""
    if scene.cell is not None or not scene.block.headings:
        return None
    until = Span(scene.sentence.start, scene.end)
    if not scene.find(word("rejected", "asked"), until) or scene.find(opens_proposals(), until):
        return None
    refused, lost = _refusals(scene)
    if refused > scene.start:
        return told(Status.REJECTED, "status.rejected.in-item", "")
    if lost > scene.start and scene.block.label is Label.PROPOSAL:
        return told(Status.REJECTED, "status.rejected.vote", "")
    return None


def _refusals(scene: Scene) -> tuple[int, int]:
    """Where below the nearest heading a request is refused, and a counter-proposal voted down."""
    heading = scene.block.headings[0]
    return scene.folded.once(
        "refused",
        Span(heading, heading),
        lambda: (_last(scene, _refused()), _last(scene, word("rejected", "lost"))),
    )


def _last(scene: Scene, forms: Forms) -> int:
    found = -1
    for block in scene.outline.below(scene.block.headings[0]):
        if scene.find(forms, block.span):
            found = block.start + 1 if block.start > found else found
            found = max(found, block.end)
    return found


@cache
def _refused() -> Forms:
    table = lexicon("status")["rejected"]
    what, verbs = any_of(table["requests"]), any_of(table["refuse"])
    return Forms(
        [*table["requests"], *table["refuse"]],
        rf"(?<!\w)(?:{what}\s+(?:\w+\s+){{0,2}}{verbs}|{verbs}\s+(?:\w+\s+)?{what})(?!\w)",
    )
