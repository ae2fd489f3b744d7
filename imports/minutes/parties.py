"""Who pays and who receives, by the frame of the verb and by "till" and "från".

In "förbundet fakturerar regionen 40 tkr" the subject of the verb is to be paid and its object
pays; in "40 tkr från staten till gruppen" the prepositions tell. Frames are in `frames.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from ledger.drafts import Reason, Span
from ledger.messages import _

NEAR = 90  # characters from a sum to the "till ..." that tells its receiver


@dataclass(frozen=True, slots=True)
class Party:
    """A payer or payee as it is written, and the rule that found it."""

    actor: Actor
    reason: Reason


def parties_of(scene: Scene) -> dict[str, Party]:
    """The `payer` and `payee` of the statement in `scene`, where the words tell them."""
    actors = bodies_in(scene.folded, scene.sentence)
    found: dict[str, Party] = {}
    for verb in _verbs(scene, scene.clause):
        _fill(scene, verb, actors, found)
    _by_preposition(scene, actors, found)
    for verb in _verbs(scene, scene.sentence):
        _fill(scene, verb, actors, found)
    return found


@dataclass(frozen=True, slots=True)
class _Verb:
    start: int
    end: int
    frame: dict[str, str]


def _verbs(scene: Scene, span: Span) -> list[_Verb]:
    """The verbs in `span` that have a frame, nearest to the sum first."""
    verbs = [
        _Verb(match.start(), match.end(), _frame_of()[" ".join(match[0].split())])
        for match in _verb().finditer(scene.folded.lower, span.start, span.end)
    ]
    return sorted(verbs, key=lambda v: abs(v.start - scene.start))


def _fill(scene: Scene, verb: _Verb, actors: list[Actor], found: dict[str, Party]) -> None:
    for slot in ("subject", "object", "to", "from", "owner"):
        role = verb.frame.get(slot)
        if role is None or role in found:
            continue
        actor = _slot(scene, verb, slot, actors)
        if actor and all(actor != party.actor for party in found.values()):
            note = _("“{verb}” in the sentence; the words are its {slot}.").format(
                verb=scene.folded.text[verb.start : verb.end], slot=slot
            )
            found[role] = Party(actor, Reason(f"{role}.frame.{verb.frame['name']}.{slot}", note))


def _slot(scene: Scene, verb: _Verb, slot: str, actors: list[Actor]) -> Actor | None:
    before = [a for a in actors if a.end <= verb.start]
    after = [a for a in actors if a.start >= verb.end]
    if slot == "subject":
        plain = [a for a in before if a.case is Case.PLAIN]
        return plain[-1] if plain else None
    if slot == "object":
        near = [a for a in after if a.case is Case.PLAIN and a.start - verb.end <= 40]
        return near[0] if near else None
    if slot == "owner":
        owners = [a for a in before if a.case is Case.OWNER]
        return owners[-1] if owners else None
    wanted = Case.TO if slot == "to" else Case.FROM
    inside = [a for a in actors if a.case is wanted and _within(a, scene.clause)]
    return inside[0] if inside else None


def _within(actor: Actor, span: Span) -> bool:
    return span.start <= actor.start < span.end


def _by_preposition(scene: Scene, actors: list[Actor], found: dict[str, Party]) -> None:
    for role, case, word in (("payee", Case.TO, "to"), ("payer", Case.FROM, "from")):
        if role in found:
            continue
        near = [a for a in actors if a.case is case and _within(a, scene.clause)]
        near = [a for a in near if -NEAR <= a.start - scene.end <= NEAR]
        if near:
            actor = min(near, key=lambda a: abs(a.start - scene.end))
            note = _("It stands after “{word}” beside the sum.").format(
                word=_word_before(scene, actor)
            )
            found[role] = Party(actor, Reason(f"{role}.preposition.{word}", note))


def _word_before(scene: Scene, actor: Actor) -> str:
    return (scene.folded.text[max(0, actor.start - 30) : actor.start].split() or [""])[-1]


@cache
def _frame_of() -> dict[str, dict[str, str]]:
    return {verb: frame for frame in lexicon("frames")["frame"] for verb in frame["verbs"]}


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(_frame_of())}(?!\w)")
