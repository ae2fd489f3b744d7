"""Who pays and who receives: by the frame of the verb, by "till" and "från", by what stands above.

In "40 tkr från staten till gruppen" the prepositions tell; what the verbs tell is in `frames`; in a
table the row begins with the receiver. A forum decides; it is never a party.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import islice

from imports.minutes.beside_sum import beside, like_first, meant_for, respectively, right_after
from imports.minutes.frames import (
    LOOKS,
    ROLES,
    SLOTS,
    Party,
    fill,
    of_a_share,
    verbs_in,
    within,
)
from imports.minutes.labelled import by_label
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.owners import owner_of
from imports.minutes.roles import applicant_in_title, payer_by_role, receiver_by_role
from imports.minutes.rows import granting, of_row, total
from imports.minutes.scene import Scene, pointing
from imports.minutes.segments import BlockKind
from imports.minutes.vocabulary import Forms
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import StatementKind

NEAR = 90  # characters from a sum to the "till ..." that tells its receiver


# The kinds of which a list may split one body's money.
_LISTED = (StatementKind.ALLOCATION, StatementKind.GRANT, StatementKind.COST)


_GRANTED = (StatementKind.ALLOCATION, StatementKind.GRANT)


# The kinds that somebody receives of what a list splits.
_GIVEN = (
    StatementKind.ALLOCATION,
    StatementKind.GRANT,
    StatementKind.BUDGET,
    StatementKind.TRANSFER,
)


def parties_of(scene: Scene, kind: StatementKind) -> dict[str, Party]:
    """The `payer` and `payee` of the statement in `scene`, where the words tell them."""
    if scene.is_whole:
        return {}
    found = {**_all_parties(scene), **of_row(scene, kind)}
    if "payee" in found and not _may_receive(found["payee"], kind):
        del found["payee"]
    if kind is StatementKind.OTHER:
        if "payer" in found and found["payer"].reason.rule not in _ROWS:
            del found["payer"]  # a balance, a loan, a result: nobody pays it
        if "payee" in found and found["payee"].actor.case is Case.TO:
            del found["payee"]
    elif kind in _LISTED and "payer" not in found:
        found.update(owner_of(scene))
    if "payee" not in found:
        by_role = receiver_by_role(scene, kind)
        found.update({role: one for role, one in by_role.items() if _may_receive(one, kind)})
    if kind is not StatementKind.OTHER:
        found = {**by_label(scene), **found}
    if "payee" not in found and kind in _GIVEN and not total().match(scene.words(scene.clause)):
        found.update(_receiver_above(scene, found.get("payer")))
    if "payee" not in found and kind in _GIVEN:
        found.update(meant_for(scene))
    if "payer" not in found and kind is StatementKind.REPAYMENT:
        found.update(payer_by_role(scene))
    if "payee" not in found and kind in _GRANTED:
        found.update(applicant_in_title(scene))
    return found


_ROWS = ("payer.role.row", "payer.row")  # of a list that says that they pay


def _may_receive(party: Party, kind: StatementKind) -> bool:
    """A person by part only a fee; what is moved to another year stays where it is."""
    if kind is StatementKind.CARRY_OVER:
        return not party.reason.rule.startswith(_ASKS)
    return kind is StatementKind.UNIT_PRICE or not _person().fullmatch(party.actor.text.lower())


_ASKS = ("payee.frame.apply", "payee.frame.ask", "payee.role.applicant", "payee.role.asking")


@cache
def _person() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("bodies")["heads"]["roles"]))


def _receiver_above(scene: Scene, payer: Party | None) -> dict[str, Party]:
    """Who receives what a list splits, read as if the sum stood where the words above end."""
    for span in _words_above(scene):
        above = replace(
            scene, sentence=span, clause=span, start=span.end, end=span.end, others=(), cell=None
        )
        party = _all_parties(above).get("payee")
        if party and party.reason.rule in _PASSED_ON and party != payer:
            note = _("The words above the list or table tell who receives.")
            return {"payee": Party(party.actor, Reason("payee.lead", note))}
    return {}


# What the words above a list say of all its rows: "Nämnden har begärt medel till följande:"
_PASSED_ON = frozenset(
    f"payee.{rule}"
    for rule in (
        "preposition.to",
        "preposition.asking",
        "frame.receive.subject",
        "frame.apply.subject",
        "frame.ask.owner",
        "frame.ask.asking",
        "frame.give.to",
        "frame.grant.to",
        "frame.grant.object",
        "frame.given.to",
    )
)


def _words_above(scene: Scene) -> list[Span]:
    """What opens the list, or a heading nearer to it: "Medel till kommunerna"."""
    opening = [s for s in scene.opening_words[:1] if scene.cell or _opens(scene, s)]
    if scene.block.kind is not BlockKind.ITEM or scene.cell is not None:
        return opening
    lead = opening[0].start if opening else 0
    return [
        *(h.span for h in scene.headings[:1] if h.start > lead and scene.find(granting(), h.span)),
        *opening,
    ]


def _opens(scene: Scene, span: Span) -> bool:
    return scene.folded.text[span.end - 1] == ":" or bool(scene.find(pointing(), span))


def moves_money(scene: Scene) -> bool:
    """Whether somebody pays or receives here, by the verb: then the sum is no mere figure."""
    told = any(party.reason.rule.startswith(_MOVING) for party in _all_parties(scene).values())
    return told or bool(by_label(scene))


_MOVING = tuple(
    f"{role}.{rule}"
    for role in ROLES
    for rule in (
        "beside",
        *(
            f"frame.{name}."
            for name in ("receive", "give", "grant", "given", "contribute", "may-use")
        ),
    )
)


def like_before(scene: Scene, before: dict[str, Party]) -> dict[str, Party]:
    """The payer of the sentence before, where this one names no body at all.

    One purse pays for all that a paragraph speaks of; who receives changes from sentence to
    sentence, so that it is never taken over.
    """
    here = bodies_in(scene.folded, scene.sentence)
    if scene.cell is not None or any(
        not actor.is_forum and actor.case not in (Case.OTHER, Case.WITH) for actor in here
    ):
        return {}
    brings_own = any(v.frame["name"] in _OWN_PAYER for v in verbs_in(scene, scene.clause))
    if "payer" not in before or brings_own or scene.begins(_NEW_MATTER, scene.sentence):
        return {}
    note = _("The sentence names nobody; it goes on from the one before.")
    return {"payer": Party(before["payer"].actor, Reason("payer.sentence-before", note))}


# Verbs of another who pays, named or not: "Vid sen avbokning debiteras 40 kr."
_OWN_PAYER = ("invoice", "invoiced", "invoice-sent", "requisition", "apply", "ask", "reclaim")
_NEW_MATTER = re.compile(r"(?:en|ett|ny|nya|nytt|andra|därtill|dessutom)\s")


def _all_parties(scene: Scene) -> dict[str, Party]:
    return respectively(scene, _told_here(scene))


def _told_here(scene: Scene) -> dict[str, Party]:
    actors = [a for a in bodies_in(scene.folded, scene.sentence) if not a.is_forum]
    found = beside(scene, actors) or right_after(scene, actors)
    for verb in verbs_in(scene, scene.clause):
        fill(scene, verb, actors, found)
    like_first(scene, actors, found)
    _by_preposition(scene, actors, found)
    if len(actors) > 1 and scene.find(_in_all(), Span(scene.clause.start, scene.start)):
        return found  # of several, "totalt 60 tkr" is not of the one named last
    if any(party.reason.rule.endswith(".like-first") for party in found.values()):
        return found
    last = scene.others[-1].end if scene.others else scene.end
    # "A:s ram minskas med 5 tkr och B:s ökas med 4": each clause tells of itself alone
    own = any(v.frame["name"] == "increase" for v in verbs_in(scene, scene.clause))
    outside = (
        v
        for v in verbs_in(scene, scene.sentence)
        if not scene.start <= v.start < last and not (own and v.frame["name"] in _LESSENING)
    )
    for verb in islice(outside, LOOKS):
        fill(scene, verb, actors, found)
    return found


_LESSENING = ("decrease", "move")


def _by_preposition(scene: Scene, actors: list[Actor], found: dict[str, Party]) -> None:
    for role, case, name in (
        ("payee", Case.ASKING, "asking"),
        ("payee", Case.TO, "to"),
        ("payer", Case.FROM, "from"),
    ):
        taken = [party.actor for party in found.values()]
        near = [a for a in actors if a.case is case and within(a, scene.clause)]
        near = [a for a in near if a not in taken and not of_a_share(scene, a)]
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
def _in_all() -> Forms:
    words = lexicon("amounts")["ranges"]["total"]
    return Forms(words, rf"(?<!\w){any_of(words)}\s+(?:\w+\s+)?\Z")
