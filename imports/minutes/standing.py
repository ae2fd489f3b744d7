"""The words that tell a statement's status, as patterns, and the standing that they give.

>>> proposing().search("nämnden föreslår")[0]
'föreslår'

The rules that weigh them against each other are in `status`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import Scene
from imports.minutes.words import Words
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import FollowUp, Status


class Standing(NamedTuple):
    """The status of a statement, why, and whether someone must come back to it."""

    status: Status
    reason: Reason
    follow_up: FollowUp | None = None


def told(status: Status, rule: str, words: str) -> Standing:
    words = " ".join(words.split())[:60].strip("*_ ")
    note = (
        _("“{words}” says so.").format(words=words) if words else _("It stands below such a line.")
    )
    return Standing(status, Reason(rule, note))


@cache
def word(table: str, key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('status')[table][key])}(?!\w)")


@cache
def proposing() -> re.Pattern[str]:
    table = lexicon("status")["proposed"]
    return re.compile(rf"(?<!\w){any_of([*table['verbs'], *table['nouns']])}(?!\w)")


@cache
def deciding() -> re.Pattern[str]:
    return word("decided", "verbs")


@cache
def inline() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['decided']['inline'])}[*_ ]*:")


@cache
def answer() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['rejected']['answers'])}(?!\w)")


@cache
def decides_to_propose() -> re.Pattern[str]:
    table = lexicon("status")
    verbs = any_of(table["proposed"]["after_decision"])
    return re.compile(rf"(?<!\w)beslut\w*\s+(?:om\s+)?att\s+(?:\w+\s+){{0,2}}?{verbs}(?!\w)")


@cache
def point_proposes() -> re.Pattern[str]:
    """A point of a decision that is itself to apply: "att ansöka om 40 tkr"."""
    verbs = any_of(lexicon("status")["proposed"]["after_decision"])
    return re.compile(rf"[*_\s]*(?:att\s+)?{verbs}(?!\w)")


@cache
def opens_proposals() -> re.Pattern[str]:
    forms = any_of(lexicon("status")["proposed"]["opens_list"])
    return re.compile(rf"(?<!\w){forms}".replace(r"\s+\w*\s+", r"\s+(?:[^.]{0,80}?\s)?"))


@cache
def final() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('status')['decided']['final'])}[.*_\s]*\Z")


@cache
def proposes_that() -> re.Pattern[str]:
    """ "nämnden föreslår, efter samråd, att", but not "som nämnden föreslår, att"."""
    verbs = any_of(lexicon("status")["proposed"]["verbs"])
    return re.compile(rf"(?<!\w){verbs}(?!\w)(?!,\s+att)[^.;\n]{{0,120}}?\s+att(?!\w)")


@cache
def participle() -> re.Pattern[str]:
    """What has been done: "betalats", "införts"."""
    return re.compile(r"(?<!\w)\w+(?:ats|its|tts|rts)(?!\w)")


@cache
def past() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)har\s+\w+(?:at|it|ts|tt)(?!\w)")


def verbs_in(scene: Scene, span: Span) -> list[tuple[int, int, Status, str]]:
    """The governing verbs in `span`, in order; forms that only look so count as information."""
    return scene.folded.once("verbs", span, lambda: _verbs_in(scene.folded.lower, span))


def _verbs_in(lower: str, span: Span) -> list[tuple[int, int, Status, str]]:
    return [
        (*one[:2], one.tag, lower[one.start : one.end]) for one in governing().find(lower, *span)
    ]


def proposes_here(scene: Scene, span: Span) -> re.Match[str] | None:
    """The proposing verb whose "att" governs what follows, where nobody decides after it."""
    match = scene.find(proposes_that(), span)
    if match is None:
        return None
    later = verbs_in(scene, Span(match.end(), max(match.end(), span.end)))
    acts = [verb for *_, status, verb in later if status is Status.DECIDED]
    return None if any(verb.endswith(("ar", "er", "ade", "de", "öt")) for verb in acts) else match


@cache
def governing() -> Words[Status]:
    table = lexicon("status")
    proposed = [*table["proposed"]["verbs"], *table["proposed"]["nouns"]]
    decided = [*table["decided"]["verbs"], *table["decided"]["may"]]
    told_of = table["information"]["forms"]
    return Words(
        [
            *((w, Status.PROPOSED) for w in proposed),
            *((w, Status.DECIDED) for w in decided),
            *((w, Status.INFORMATION) for w in told_of),
        ]
    )
