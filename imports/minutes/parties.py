"""Who pays and who receives, by the frame of the verb and by "till" and "från".

In "förbundet fakturerar regionen 40 tkr" the subject of the verb is to be paid and its object
pays; in "40 tkr från staten till gruppen" the prepositions tell. Frames are in `frames.toml`. A
forum decides; it is never a party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from imports.minutes.words import Words
from ledger.drafts import Reason, Span
from ledger.messages import N_, _
from ledger.terms import StatementKind

NEAR = 90  # characters from a sum to the "till ..." that tells its receiver
TABLE = 3_000  # characters above a row in which the head of its table stands
AGENT = 12  # characters from a verb to the one it is done by
OPENING = 15  # characters from the start of a point to a verb that begins it
LOOKS = 6  # so many of the nearest words are tried; those farther off belong to others
OBJECT = 60  # characters from a verb to its object

# Where a frame looks for its roles, and how that is said.
_SLOTS = {
    "asking": N_("who asks"),
    "subject": N_("the subject"),
    "object": N_("the object"),
    "to": N_("after “till”"),
    "from": N_("after “från”"),
    "by": N_("after “av”"),
    "for": N_("after “för”"),
    "at": N_("after “hos”"),
    "owner": N_("whose it is"),
}
_CASES = {
    "to": Case.TO,
    "from": Case.FROM,
    "by": Case.BY,
    "for": Case.FOR,
    "at": Case.AT,
    "asking": Case.ASKING,
}


_ROLES = ("payer", "payee")

# The kinds of which a list may split one body's money.
_LISTED = (StatementKind.ALLOCATION, StatementKind.GRANT, StatementKind.COST)


@dataclass(frozen=True, slots=True)
class Party:
    """A payer or payee as it is written, and the rule that found it."""

    actor: Actor
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Verb:
    start: int
    end: int
    frame: dict[str, Any]


def parties_of(scene: Scene, kind: StatementKind) -> dict[str, Party]:
    """The `payer` and `payee` of the statement in `scene`, where the words tell them."""
    if scene.is_whole:
        return {}
    found = {**_all_parties(scene), **_of_row(scene, kind)}
    if kind is StatementKind.OTHER:
        found.pop("payer", None)  # a balance, a loan, a result: nobody pays it
        if "payee" in found and found["payee"].actor.case is Case.TO:
            del found["payee"]
    elif kind in _LISTED and "payer" not in found:
        found.update(_owner_above(scene) or _owner_before(scene))
    return found


def moves_money(scene: Scene) -> bool:
    """Whether somebody pays or receives here, by the verb: then the sum is no mere figure."""
    return any(party.reason.rule.startswith(_MOVING) for party in _all_parties(scene).values())


_MOVING = tuple(
    f"{role}.frame.{frame}." for role in _ROLES for frame in ("receive", "give", "given", "may-use")
)


def _of_row(scene: Scene, kind: StatementKind) -> dict[str, Party]:
    """The receiver at the beginning of a row, in a table that tells who receives."""
    if scene.cell is None or kind in (StatementKind.COST, StatementKind.OTHER):
        return {}
    label = scene.cell.label
    words = scene.words(label)
    if _total().fullmatch(words):
        return {}
    actors = [a for a in bodies_in(scene.folded, label) if a.end - a.start > len(words) // 2]
    above = scene.folded.lower[max(0, scene.start - TABLE) : label.start]
    if not actors and not _receivers().search(above):
        return {}
    text = " ".join(scene.folded.text[label.start : label.end].split())
    actor = actors[0] if actors else Actor(label.start, label.end, text, Case.PLAIN)
    note = _("The row of the table begins with it.")
    return {"payee": Party(actor, Reason("payee.row", note))}


def like_before(scene: Scene, before: dict[str, Party]) -> dict[str, Party]:
    """The parties of the sentence before, where this one names no body at all."""
    here = bodies_in(scene.folded, scene.sentence)
    if scene.cell is not None or any(
        not actor.is_forum and actor.case is not Case.OTHER for actor in here
    ):
        return {}
    note = _("The sentence names nobody; it goes on from the one before.")
    return {
        role: Party(party.actor, Reason(f"{role}.sentence-before", note))
        for role, party in before.items()
    }


def _all_parties(scene: Scene) -> dict[str, Party]:
    actors = [a for a in bodies_in(scene.folded, scene.sentence) if not a.is_forum]
    found: dict[str, Party] = {}
    for verb in _verbs(scene, scene.clause):
        _fill(scene, verb, actors, found)
    _by_preposition(scene, actors, found)
    if scene.find(_in_all(), Span(scene.clause.start, scene.start)):
        return found  # "totalt 60 tkr" is not of the one party named last
    last = scene.others[-1].end if scene.others else scene.end
    outside = (v for v in _verbs(scene, scene.sentence) if not scene.start <= v.start < last)
    for verb in islice(outside, LOOKS):
        _fill(scene, verb, actors, found)
    return found


def _verbs(scene: Scene, span: Span) -> list[_Verb]:
    """The verbs in `span` that have a frame, nearest to the sum first."""
    verbs = scene.folded.once("frames", span, lambda: _with_frames(scene.folded.lower, span))
    return sorted(verbs, key=lambda v: abs(v.start - scene.start))


def _with_frames(lower: str, span: Span) -> list[_Verb]:
    verbs = []
    for start, end, name in _frame_verbs().find(lower, *span):
        frame = _frames()[name]
        is_purpose = _PURPOSE.search(lower[max(span.start, start - 10) : start])
        if not is_purpose and not _is_other_use(lower, frame, end):
            verbs.append(_Verb(start, end, frame))
    return verbs


_PURPOSE = re.compile(r"för\s+att\s+\Z")


def _is_other_use(lower: str, frame: dict[str, Any], at: int) -> bool:
    """ "får i uppdrag" is not "får 40 tkr"."""
    return "unless" in frame and bool(_unless(tuple(frame["unless"])).match(lower, at))


@cache
def _unless(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s+{any_of(words)}")


def _fill(scene: Scene, verb: _Verb, actors: list[Actor], found: dict[str, Party]) -> None:
    if len(found) == len(_ROLES):
        return
    for slot, where in _SLOTS.items():
        role = verb.frame.get(slot)
        if role is None or role in found:
            continue
        taken = {party.actor for party in found.values()}
        actor = next((a for a in _candidates(scene, verb, slot, actors) if a not in taken), None)
        if actor:
            note = _("Of “{verb}”: {where}.").format(
                verb=scene.folded.text[verb.start : verb.end], where=_(where)
            )
            found[role] = Party(actor, Reason(f"{role}.frame.{verb.frame['name']}.{slot}", note))


def _candidates(scene: Scene, verb: _Verb, slot: str, actors: list[Actor]) -> Iterator[Actor]:
    """The bodies that can fill `slot`, the likeliest first."""
    if slot in ("subject", "object"):
        plain = (a for a in reversed(actors) if a.end <= verb.start and a.case is Case.PLAIN)
        subject = next((a for a in islice(plain, LOOKS) if _governs(scene, a, verb)), None)
        after = [a for a in actors if 0 <= a.start - verb.end <= OBJECT and a.case is Case.PLAIN]
        # "avsätter nämnden 40 tkr" turns subject and verb round; "att bevilja nämnden 40 tkr" cannot.
        turned = not subject and not _INFINITIVE.match(scene.folded.lower, verb.start, verb.end)
        if slot == "object":
            yield from after[1 if turned else 0 :][:1]
        elif subject or (after and turned):
            yield subject or after[0]
        elif verb.start - scene.block.body <= OPENING:
            yield from _subject_above(scene)
    elif slot == "owner":
        reach = verb.frame.get("reach", OBJECT)
        near = (a for a in reversed(actors) if 0 <= verb.start - a.end <= reach)
        yield from (a for a in near if _owns(scene, a))
    else:
        inside = [a for a in actors if a.case is _CASES[slot] and _belongs(scene, verb, a)]
        if slot == "by":  # "betalas av regionen", but not "betalas för bygge av regionen"
            inside = [a for a in inside if 0 <= a.start - verb.end <= AGENT]
        yield from sorted(inside, key=lambda a: abs(a.start - scene.end))


def _governs(scene: Scene, actor: Actor, verb: _Verb) -> bool:
    """Not where a clause of its own with its own subject begins between the two."""
    return not _NEW_SUBJECT.search(scene.folded.text, actor.end, verb.start)


_INFINITIVE = re.compile(r"\w+a(?!\w)")
_NEW_SUBJECT = re.compile(r"(?<!\w)att\s+[A-ZÅÄÖ]")


def _subject_above(scene: Scene) -> list[Actor]:
    """Who acts in the words that open the list: "Nämnden beslutade att: ... avsätta 40 tkr"."""
    for sentence in scene.opening_words()[:1]:
        actors = bodies_in(scene.folded, sentence)
        return [a for a in actors if a.case is Case.PLAIN and not a.is_forum][:1]
    return []


def _owns(scene: Scene, actor: Actor) -> bool:
    """Whether what the body owns is money: "nämndens ram", not "nämndens förslag"."""
    if actor.case not in (Case.OWNER, Case.FOR):
        return False
    return not _not_money().match(scene.folded.lower, actor.end)


def _belongs(scene: Scene, verb: _Verb, actor: Actor) -> bool:
    """Whether the body stands in the clause, or with a verb that governs all the sentence."""
    if _within(actor, scene.clause):
        return True
    first = scene.others[0].start if scene.others else scene.start
    return verb.end <= actor.start < first


def _owner_above(scene: Scene) -> dict[str, Party]:
    """Whose money a list splits, or who pays out what a table shows."""
    for sentence in scene.opening_words():
        actors = [a for a in bodies_in(scene.folded, sentence) if not a.is_forum]
        paying = [v for v in _verbs(scene, sentence) if v.frame.get("subject") == "payer"]
        payers = [
            a
            for v in paying
            for a in actors
            if a.case is Case.PLAIN and 0 <= v.start - a.end <= OBJECT
        ]
        owners = [a for a in actors if a.case is Case.OWNER and _owns(scene, a)]
        for actor in (*payers[-1:], *owners[:1]):
            note = _("The words above the list or table tell whose money it is.")
            return {"payer": Party(actor, Reason("payer.lead", note))}
    return {}


def _owner_before(scene: Scene) -> dict[str, Party]:
    """Whose grant the sentence before speaks of: "Socialstyrelsens statsbidrag ..."."""
    for sentence in scene.sentences_before()[:1]:
        for actor in bodies_in(scene.folded, sentence):
            if actor.case is Case.OWNER and _grant().match(scene.folded.lower, actor.end):
                note = _("The sentence before tells whose grant it is.")
                return {"payer": Party(actor, Reason("payer.grant-before", note))}
    return {}


def _within(actor: Actor, span: Span) -> bool:
    return span.start <= actor.start < span.end


def _by_preposition(scene: Scene, actors: list[Actor], found: dict[str, Party]) -> None:
    for role, case, name in (
        ("payee", Case.ASKING, "asking"),
        ("payee", Case.TO, "to"),
        ("payer", Case.FROM, "from"),
    ):
        near = [a for a in actors if a.case is case and _within(a, scene.clause)]
        near = [a for a in near if -NEAR <= a.start - scene.end <= NEAR]
        if role in found or not near:
            continue
        actor = min(near, key=lambda a: abs(a.start - scene.end))
        note = _("It stands beside the sum, {where}.").format(where=_(_SLOTS[name]))
        found[role] = Party(actor, Reason(f"{role}.preposition.{name}", note))


@cache
def _grant() -> re.Pattern[str]:
    return re.compile(rf"s?\s+{any_of(lexicon('bodies')['granted']['words'])}(?!\w)")


@cache
def _in_all() -> re.Pattern[str]:
    words = any_of(lexicon("amounts")["ranges"]["total"])
    return re.compile(rf"(?<!\w){words}\s+(?:\w+\s+)?\Z")


@cache
def _total() -> re.Pattern[str]:
    some = any_of(lexicon("cells")["rows"]["totals"]).replace(r"\s+\w*", r"\s+.*")
    return re.compile(rf"{some}:?")


@cache
def _receivers() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[\t|\n]|[ ][ ]){any_of(lexicon('cells')['columns']['receivers'])}\s*(?:$|[\t|\n]|[ ][ ])"
    )


@cache
def _not_money() -> re.Pattern[str]:
    return re.compile(rf"(?::?s)?\s+{any_of(lexicon('bodies')['not_money']['words'])}(?!\w)")


@cache
def _frames() -> dict[str, dict[str, Any]]:
    return {frame["name"]: frame for frame in lexicon("frames")["frame"]}


@cache
def _frame_verbs() -> Words[str]:
    return Words(
        (verb, frame["name"]) for frame in lexicon("frames")["frame"] for verb in frame["verbs"]
    )
