"""What a statement's status is by what is said elsewhere in its paragraph or its item.

A decision goes on in the sentences after it: "Gruppen beslutar att ... Av beloppet används 40 tkr
till resor." What was applied for is lost where the item tells so: "Motionen avslås."
"""

from __future__ import annotations

from functools import cache

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.lines import Label
from imports.minutes.scene import Scene
from imports.minutes.standing import Standing, opens_proposals, past, told, verbs_in, word
from imports.minutes.vocabulary import Forms
from ledger.drafts import Span
from ledger.terms import Status

LOWEST = 5  # the rank of any heading


def goes_on(scene: Scene) -> Standing | None:
    """The sentence sets out what one before it in the paragraph decided or proposed."""
    if scene.cell is not None or scene.find(word("information", "verbs"), scene.sentence):
        return None
    if scene.find(past(), scene.until):
        return None  # "nämnden har bokat 40 tkr": told
    status = _status_before(scene)
    if status is Status.DECIDED and (match := scene.find(word("goes_on", "use"), scene.sentence)):
        return told(status, "status.goes-on.decided", match[0])
    if scene.find(word("goes_on", "results"), scene.sentence):
        return None  # "resultatet skulle bli 40 tkr": what would come of it
    if status is Status.PROPOSED and (match := scene.find(word("goes_on", "if"), scene.sentence)):
        return told(status, "status.goes-on.proposed", match[0])
    return None


def assigned(scene: Scene) -> Standing | None:
    """What an assignment above says shall be done: "Regeringen uppdrar åt verket att ..."."""
    shall = word("decided", "shall")
    spans = [scene.sentence, *scene.opening_words[:1]]
    if scene.cell is not None or not any(scene.find(shall, span) for span in spans):
        return None
    outermost = scene.block.headings[-1] if scene.block.headings else -1
    first = scene.folded.once(
        "assigned", Span(outermost, -1), lambda: _first_assignment(scene, outermost)
    )
    if first is None or first > scene.start:
        return None
    return told(Status.DECIDED, "status.assigned", "")


def _first_assignment(scene: Scene, heading: int) -> int | None:
    """Where the text below the heading (or without one) gives an assignment."""
    outline = scene.outline
    for block in outline.below(heading) if heading >= 0 else outline.untitled(LOWEST):
        if scene.find(word("decided", "assignments"), block.span):
            return block.start
    return None


def _status_before(scene: Scene) -> Status | None:
    """The status of the nearest sentence before that decides or proposes."""
    for span in scene.sentences_before:
        for *_place, status, _verb in verbs_in(scene, span):
            if status is not Status.INFORMATION:
                return status
    return None


def lost_elsewhere(scene: Scene) -> Standing | None:
    """What is asked for here is refused further on in the same item."""
    if scene.cell is not None:
        return None
    until = Span(scene.sentence.start, scene.end)
    asked = scene.find(word("rejected", "asked"), until)
    if asked is None:
        return None
    if scene.find(opens_proposals(), until) and not asked[0].startswith("motion"):
        return None
    refused, lost = _refusals(scene)
    if refused > scene.start:
        return told(Status.REJECTED, "status.rejected.in-item", "")
    if lost > scene.start and scene.block.label is Label.PROPOSAL:
        return told(Status.REJECTED, "status.rejected.vote", "")
    return None


def _refusals(scene: Scene) -> tuple[int, int]:
    """Where in the item a request is refused last, and a counter-proposal voted down last."""
    first = next(iter(scene.item()), scene.block)
    return scene.folded.once(
        "refused",
        Span(first.start, first.start),
        lambda: (_last(scene, _refused()), _last(scene, word("rejected", "lost"))),
    )


def _last(scene: Scene, forms: Forms) -> int:
    found = -1
    for block in scene.item():
        if scene.find(forms, block.span):
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
