"""The frames of verbs: who is the subject, the object, the one after "till" and "från".

In "förbundet fakturerar regionen 40 tkr" the subject of the verb is to be paid and its object
pays. `frames.toml` says so of each verb; here its slots are filled with the bodies of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.lines import Label
from imports.minutes.mentions import Actor, Case, bodies_in
from imports.minutes.scene import Scene
from imports.minutes.segments import BlockKind
from imports.minutes.words import Words
from ledger.drafts import Reason, Span
from ledger.messages import N_, _

AGENT = 12  # characters from a verb to the one it is done by
OPENING = 15  # characters from the start of a point to a verb that begins it
LOOKS = 6  # so many of the nearest words are tried; those farther off belong to others
OBJECT = 60  # characters from a verb to its object

ROLES = ("payer", "payee")

# Where a frame looks for its roles, and how that is said.
SLOTS = {
    "asking": N_("who asks"),
    "subject": N_("the subject"),
    "object": N_("the object"),
    "to": N_("after “till”"),
    "from": N_("after “från”"),
    "by": N_("after “av”"),
    "for": N_("after “för”"),
    "at": N_("after “hos”"),
    "with": N_("after “med”"),
    "owner": N_("whose it is"),
    "owned": N_("whose it is"),
}
_CASES = {
    "to": Case.TO,
    "from": Case.FROM,
    "by": Case.BY,
    "for": Case.FOR,
    "at": Case.AT,
    "with": Case.WITH,
    "asking": Case.ASKING,
}


class Party(NamedTuple):
    """A payer or payee as it is written, and the rule that found it."""

    actor: Actor
    reason: Reason


class Verb(NamedTuple):
    start: int
    end: int
    frame: dict[str, Any]


def verbs_in(scene: Scene, span: Span) -> list[Verb]:
    """The verbs in `span` that have a frame, nearest to the sum first."""
    verbs = scene.folded.once("frames", span, lambda: _with_frames(scene.folded, span))
    return sorted(verbs, key=lambda v: abs(v.start - scene.start))


def _with_frames(folded: Folded, span: Span) -> list[Verb]:
    verbs = []
    lower = folded.lower
    for start, end, name in _frame_verbs().find(folded, span):
        frame = _frames()[name]
        is_purpose = _PURPOSE.search(lower[max(span.start, start - 10) : start])
        if not is_purpose and not _is_other_use(lower, frame, start, end):
            verbs.append(Verb(start, end, frame))
    return verbs


_PURPOSE = re.compile(r"för\s+att\s+\Z")


def _is_other_use(lower: str, frame: dict[str, Any], start: int, at: int) -> bool:
    """ "får i uppdrag" and "få överföra" are not "får 40 tkr"."""
    if "unless" in frame and _unless(tuple(frame["unless"])).match(lower, at):
        return True
    return bool(
        "modal" in frame and lower[start:at] in frame["modal"] and _infinitive().match(lower, at)
    )


def is_other_use(lower: str, name: str, span: Span) -> bool:
    """Whether the verb of the frame `name` at `span` says something else than the frame."""
    return _is_other_use(lower, _frames()[name], *span)


@cache
def _infinitive() -> re.Pattern[str]:
    """ "få överföra", "får tas ut" are permissions; "får extra medel" is none."""
    words = any_of(_frames()["receive"]["no_infinitive"])
    return re.compile(rf"\s+(?!{words}(?!\w))[a-zåäö]{{2,}}as?(?!\w)")


@cache
def _unless(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s+{any_of(words)}(?!\w)")


def fill(scene: Scene, verb: Verb, actors: list[Actor], found: dict[str, Party]) -> None:
    if len(found) == len(ROLES):
        return
    for slot, where, role in _slots_of(verb.frame["name"]):
        if role in found:
            continue
        taken = {party.actor for party in found.values()}
        likely = (a for a in _candidates(scene, verb, slot, actors) if a not in taken)
        if role == "payer" and slot == "subject":
            likely = (a for a in likely if not (only_decides(a) or _proposes(scene, a, verb)))
        actor = next(likely, None)
        if actor:
            note = _("Of “{verb}”: {where}.").format(
                verb=scene.folded.text[verb.start : verb.end], where=_(where)
            )
            found[role] = Party(actor, Reason(f"{role}.frame.{verb.frame['name']}.{slot}", note))


@cache
def _slots_of(name: str) -> list[tuple[str, str, str]]:
    """The slots of a frame that tell a role: where each is looked for, and the role."""
    frame = _frames()[name]
    return [(slot, where, frame[slot]) for slot, where in SLOTS.items() if slot in frame]


def only_decides(actor: Actor) -> bool:
    """An assembly decides for the body whose money it is."""
    return bool(_assembly().fullmatch(actor.text.lower()))


def _proposes(scene: Scene, actor: Actor, verb: Verb) -> bool:
    """ "Utskottet föreslår att bevilja 40 tkr": who proposes does not pay."""
    between = Span(actor.end, verb.start)
    return between.end > between.start and bool(_proposing().find(scene.folded, between))


@cache
def _proposing() -> Words[None]:
    return Words((verb, None) for verb in lexicon("status")["proposed"]["verbs"])


@cache
def _assembly() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("bodies")["heads"]["assemblies"]))


def _candidates(scene: Scene, verb: Verb, slot: str, actors: list[Actor]) -> Iterator[Actor]:
    """The bodies that can fill `slot`, the likeliest first."""
    if slot in ("subject", "object"):
        plain = (a for a in reversed(actors) if a.end <= verb.start and a.case is Case.PLAIN)
        subject = next((a for a in islice(plain, LOOKS) if _governs(scene, a, verb)), None)
        after = [a for a in actors if 0 <= a.start - verb.end <= OBJECT and a.case is Case.PLAIN]
        # "avsätter nämnden 40 tkr" is turned round; "att bevilja nämnden 40 tkr" cannot be.
        turned = (
            not subject
            and "subject" in verb.frame
            and not _INFINITIVE.match(scene.folded.lower, verb.start, verb.end)
            and bool(after and _ADJACENT.fullmatch(scene.folded.lower, verb.end, after[0].start))
        )
        if slot == "object":
            told = after[1 if turned else 0 :][:1]
            yield from (a for a in told if not _sum_between(scene, verb, a))
        elif subject or (after and turned):
            yield subject or after[0]
        elif verb.start - scene.block.body <= OPENING:
            yield from _subject_above(scene)
    elif slot == "owner":
        reach = verb.frame.get("reach", OBJECT)
        near = (a for a in reversed(actors) if 0 <= verb.start - a.end <= reach)
        yield from (a for a in near if owns(scene, a))
    elif slot == "owned":
        after = [a for a in actors if 0 <= a.start - verb.end <= OBJECT]
        yield from (a for a in after if a.case is Case.OWNER and owns(scene, a))
    else:
        inside = [a for a in actors if _stands(scene, a, slot) and _belongs(scene, verb, a)]
        if slot == "to":
            inside = [a for a in inside if not of_a_share(scene, a)]
        if slot == "by":  # "betalas av regionen", but not "betalas för bygge av regionen"
            reach = verb.frame.get("reach", AGENT)
            inside = [a for a in inside if 0 <= a.start - verb.end <= reach]
        yield from sorted(inside, key=lambda a: abs(a.start - scene.end))


def _governs(scene: Scene, actor: Actor, verb: Verb) -> bool:
    """Not where a clause of its own with its own subject begins between the two."""
    return not _NEW_SUBJECT.search(scene.folded.text, actor.end, verb.start)


_ADJACENT = re.compile(r"\s+(?:(?:också|även|därför|nu|då|den|det|de|[a-zåäö]+a)\s+)?")
_INFINITIVE = re.compile(r"\w+a(?!\w)")
_NEW_SUBJECT = re.compile(r"(?<!\w)att\s+[A-ZÅÄÖ]")


def _subject_above(scene: Scene) -> list[Actor]:
    """Who acts in the words that open the list: "Nämnden beslutade att: ... avsätta 40 tkr"."""
    for sentence in scene.opening_words[:1]:
        actors = bodies_in(scene.folded, sentence)
        return [a for a in actors if a.case is Case.PLAIN and not a.is_forum][:1]
    return _subject_of_label(scene)


def _subject_of_label(scene: Scene) -> list[Actor]:
    """Who acts in the label above a list: "Nämnden beslutar", and points that begin with "att"."""
    if scene.block.label is not Label.DECISION:
        return []
    blocks = scene.outline.blocks
    here = scene.outline.index_at(scene.block.start)
    for block in blocks[here - 1 : max(0, here - POINTS) : -1]:
        if block.headings != scene.block.headings:
            return []
        if block.kind is BlockKind.LABEL:
            actors = bodies_in(scene.folded, block.span)
            return [a for a in actors if a.case is Case.PLAIN and not a.is_forum][:1]
    return []


POINTS = 15  # of one decision, below the label that opens it


def owns(scene: Scene, actor: Actor) -> bool:
    """Whether what the body owns is money: "nämndens ram", not "nämndens förslag"."""
    if actor.case not in (Case.OWNER, Case.FOR):
        return False
    return not _not_money().match(scene.folded.lower, actor.end)


def _sum_between(scene: Scene, verb: Verb, actor: Actor) -> bool:
    """ "bekostar kursen med 40 tkr och kommunen ...": an object stands before the sum."""
    return any(verb.end <= one.start < actor.start for one in scene.others)


def _stands(scene: Scene, actor: Actor, slot: str) -> bool:
    """Whether the body stands after the preposition of `slot`; also "för bolagets lån"."""
    if actor.case is _CASES[slot]:
        return True
    before = scene.folded.lower[max(0, actor.start - 4) : actor.start]
    return slot == "for" and actor.case is Case.OWNER and before == "för "


def of_a_share(scene: Scene, actor: Actor) -> bool:
    """ "40 tkr fördelas med hälften till A och hälften till B": neither receives the sum."""
    return is_share(scene.folded.lower, actor.start)


def is_share(lower: str, at: int) -> bool:
    """Whether the receiver at `at` is told to get a share: "hälften till"."""
    return bool(_SHARE.search(lower, max(0, at - SHARE), at))


SHARE = 30  # characters before a receiver in which its share is told
_SHARE = re.compile(
    r"(?<!\w)(?:hälften|resten|[a-zåäö]*(?:tredjedel|fjärdedel)(?:ar)?|procent|%)\s+(?:till|åt)\s"
)


def _belongs(scene: Scene, verb: Verb, actor: Actor) -> bool:
    """Whether the body stands in the clause, or with a verb that governs all the sentence."""
    if within(actor, scene.clause):
        return True
    first = scene.others[0].start if scene.others else scene.start
    return verb.end <= actor.start < first


def within(actor: Actor, span: Span) -> bool:
    return span.start <= actor.start < span.end


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
