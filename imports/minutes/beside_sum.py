"""Parties by what stands beside a sum: the name before it, what follows it, the verb left out.

In "A 4 tkr, B 2 tkr" each name has the sum after it; in "40 tkr från A" the words belong to the sum
they follow, whatever the verb says of others; "A betalar 4 tkr och B 2 tkr" leaves a verb out.
"""

from __future__ import annotations

import re
from itertools import pairwise

from imports.minutes.frames import ROLES, SLOTS, Party, verbs_in, within
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from ledger.drafts import Reason, Span
from ledger.messages import _

ROW_OF_NAMES = 2  # sums in a sentence that make a row


def beside(scene: Scene, actors: list[Actor]) -> dict[str, Party]:
    """In a row of names and sums each name has the sum after it: "X 4 tkr, Y 2 tkr"."""
    if len(scene.others) < ROW_OF_NAMES:
        return {}
    row = {end: a for a in actors for end in _sum_after(scene, a)}
    named = [row[one.start] for one in scene.others if one.start in row]
    if scene.start not in row or len(named) < ROW_OF_NAMES:
        return {}
    role = next((_BY_CASE[a.case] for a in named if a.case in _BY_CASE), None)
    if role is None:
        before = [v for v in verbs_in(scene, scene.sentence) if v.end <= scene.others[0].start]
        role = before[0].frame.get("subject", "payee") if before else "payee"
    note = _("It stands just before the sum, in a row of names and sums.")
    return {role: Party(row[scene.start], Reason(f"{role}.beside", note))}


def _sum_after(scene: Scene, actor: Actor) -> list[int]:
    """Where a sum may begin right after a name: "Eda 40 tkr", "Eda (40 tkr)"."""
    if actor.case is not Case.PLAIN and actor.case not in _BY_CASE:
        return []
    gap = next((g for g in (" (", " ") if scene.folded.text.startswith(g, actor.end)), "")
    return [actor.end + len(gap)] if gap else []


# "Kursen finansieras av A (4 tkr), B (2 tkr) och C (2 tkr)": the first tells it of them all
_BY_CASE = {Case.BY: "payer", Case.FROM: "payer", Case.TO: "payee"}


def meant_for(scene: Scene) -> dict[str, Party]:
    """ "40 tkr för socialnämnden": a body right after is meant, not a purpose."""
    for actor in bodies_in(scene.folded, scene.sentence):
        if actor.case is Case.FOR and scene.folded.lower[scene.end : actor.start] == " för ":
            note = _("It stands beside the sum, {where}.").format(where=_(SLOTS["for"]))
            return {"payee": Party(actor, Reason("payee.preposition.for", note))}
    return {}


def right_after(scene: Scene, actors: list[Actor]) -> dict[str, Party]:
    """ "Parterna står för kursen med 40 tkr från regionen": what follows a sum belongs to it."""
    for role, case, name in (("payer", Case.FROM, "from"), ("payee", Case.TO, "to")):
        for actor in actors:
            if actor.case is case and _NOTHING_ELSE.fullmatch(
                scene.folded.lower, scene.end, max(scene.end, actor.start)
            ):
                note = _("It stands beside the sum, {where}.").format(where=_(SLOTS[name]))
                return {role: Party(actor, Reason(f"{role}.beside.{name}", note))}
    return {}


_NOTHING_ELSE = re.compile(r"\s+(?:från|via|till|åt)\s+(?:(?:den|det|de|samtliga|respektive)\s+)?")


def like_first(scene: Scene, actors: list[Actor], found: dict[str, Party]) -> None:
    """ "Regionen betalar 50 tkr och kommunerna 40 tkr": the verb of the first is left out."""
    if found or not scene.others or scene.start <= scene.others[0].end:
        return
    if verbs_in(scene, scene.clause):
        return
    here = [a for a in actors if within(a, scene.clause) and a.end <= scene.start]
    if len(here) != 1 or here[0].case is not Case.PLAIN:
        return
    if not _NO_VERB.fullmatch(scene.folded.lower, here[0].end, scene.start):
        return
    first = Span(scene.sentence.start, scene.others[0].start)
    for verb in verbs_in(scene, first)[:1]:
        role = verb.frame.get("subject")
        if role and any(a.end <= verb.start and a.case is Case.PLAIN for a in actors):
            note = _("The verb of the first sum, “{verb}”, is its too.").format(
                verb=scene.folded.text[verb.start : verb.end]
            )
            found[role] = Party(here[0], Reason(f"{role}.like-first", note))


_NO_VERB = re.compile(r"(?:[\s,0-9%]|procent|med|cirka|ca|drygt|högst|resterande|lika mycket)*")


def respectively(scene: Scene, found: dict[str, Party]) -> dict[str, Party]:
    """ "A respektive B får 40 tkr respektive 30 tkr": the second sum is of the second name."""
    lower = scene.folded.lower
    if len(scene.others) != len(ROLES) or "respektive" not in scene.words(scene.sentence):
        return found
    first, second = scene.others
    if lower[first.end : second.start].strip() != "respektive":
        return found
    actors = bodies_in(scene.folded, scene.sentence)
    here = 0 if scene.start == first.start else 1
    for pair in pairwise(actors):
        if lower[pair[0].end : pair[1].start].strip() == "respektive":
            return {
                role: Party(pair[here], party.reason) if party.actor in pair else party
                for role, party in found.items()
            }
    return found
