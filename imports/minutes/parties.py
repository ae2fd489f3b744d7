"""Who pays and who receives: by the frame of the verb, by "till" and "från", by what stands above.

In "40 tkr från staten till gruppen" the prepositions tell; what the verbs tell is in `frames`; in a
table the row begins with the receiver. A forum decides; it is never a party.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from imports.minutes.frames import LOOKS, OBJECT, ROLES, SLOTS, Party, fill, owns, verbs_in, within
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.roles import receiver_by_role
from imports.minutes.scene import Scene
from imports.minutes.vocabulary import Forms
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import StatementKind

NEAR = 90  # characters from a sum to the "till ..." that tells its receiver
ROW_OF_NAMES = 2  # sums in a sentence that make a row
TABLE = 3_000  # characters above a row in which the head of its table stands


# The kinds of which a list may split one body's money.
_LISTED = (StatementKind.ALLOCATION, StatementKind.GRANT, StatementKind.COST)


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
    if "payee" not in found:
        found.update(receiver_by_role(scene, kind))
    return found


def moves_money(scene: Scene) -> bool:
    """Whether somebody pays or receives here, by the verb: then the sum is no mere figure."""
    return any(party.reason.rule.startswith(_MOVING) for party in _all_parties(scene).values())


_MOVING = tuple(
    f"{role}.{rule}"
    for role in ROLES
    for rule in (
        "beside",
        *(f"frame.{name}." for name in ("receive", "give", "given", "contribute", "may-use")),
    )
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
    found = _beside(scene, actors)
    for verb in verbs_in(scene, scene.clause):
        fill(scene, verb, actors, found)
    _by_preposition(scene, actors, found)
    if len(actors) > 1 and scene.find(_in_all(), Span(scene.clause.start, scene.start)):
        return found  # of several, "totalt 60 tkr" is not of the one named last
    last = scene.others[-1].end if scene.others else scene.end
    outside = (v for v in verbs_in(scene, scene.sentence) if not scene.start <= v.start < last)
    for verb in islice(outside, LOOKS):
        fill(scene, verb, actors, found)
    return found


def _beside(scene: Scene, actors: list[Actor]) -> dict[str, Party]:
    """In a row of names and sums each name has the sum after it: "X 4 tkr, Y 2 tkr"."""
    if len(scene.others) < ROW_OF_NAMES:
        return {}
    text = scene.folded.text
    beside = [a for a in actors if a.case is Case.PLAIN and text[a.end : scene.start] == " "]
    if not beside:
        return {}
    before = [v for v in verbs_in(scene, scene.sentence) if v.end <= scene.others[0].start]
    role = before[0].frame.get("subject", "payee") if before else "payee"
    note = _("It stands just before the sum, in a row of names and sums.")
    return {role: Party(beside[-1], Reason(f"{role}.beside", note))}


def _owner_above(scene: Scene) -> dict[str, Party]:
    """Whose money a list splits, or who pays out what a table shows."""
    for sentence in scene.opening_words():
        actors = [a for a in bodies_in(scene.folded, sentence) if not a.is_forum]
        paying = [v for v in verbs_in(scene, sentence) if v.frame.get("subject") == "payer"]
        payers = [
            a
            for v in paying
            for a in actors
            if a.case is Case.PLAIN and 0 <= v.start - a.end <= OBJECT
        ]
        owners = [a for a in actors if a.case is Case.OWNER and owns(scene, a)]
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


def _by_preposition(scene: Scene, actors: list[Actor], found: dict[str, Party]) -> None:
    for role, case, name in (
        ("payee", Case.ASKING, "asking"),
        ("payee", Case.TO, "to"),
        ("payer", Case.FROM, "from"),
    ):
        taken = [party.actor for party in found.values()]
        near = [a for a in actors if a.case is case and within(a, scene.clause)]
        near = [a for a in near if a not in taken]
        near = [a for a in near if -NEAR <= a.start - scene.end <= NEAR]
        near = [a for a in near if not _NEXT_ROW.search(scene.folded.text, scene.end, a.start)]
        if role in found or not near:
            continue
        actor = min(near, key=lambda a: abs(a.start - scene.end))
        note = _("It stands beside the sum, {where}.").format(where=_(SLOTS[name]))
        found[role] = Party(actor, Reason(f"{role}.preposition.{name}", note))


# A line that begins with a capital is another row: "Insats av A: 40 tkr⏎Insats av B: ..."
_NEXT_ROW = re.compile(r"\n\s*[A-ZÅÄÖ]")


@cache
def _grant() -> re.Pattern[str]:
    return re.compile(rf"s?\s+{any_of(lexicon('bodies')['granted']['words'])}(?!\w)")


@cache
def _in_all() -> Forms:
    words = lexicon("amounts")["ranges"]["total"]
    return Forms(words, rf"(?<!\w){any_of(words)}\s+(?:\w+\s+)?\Z")


@cache
def _total() -> re.Pattern[str]:
    some = any_of(lexicon("cells")["rows"]["totals"]).replace(r"\s+\w*", r"\s+.*")
    return re.compile(rf"{some}:?")


@cache
def _receivers() -> re.Pattern[str]:
    words = any_of(lexicon("cells")["columns"]["receivers"])
    return re.compile(rf"(?:^|[\t|\n]|[ ][ ]){words}\s*(?:$|[\t|\n]|[ ][ ])")
