"""The words that tell a statement's status, as patterns, and the standing that they give.

>>> proposing().search("nämnden föreslår")[0]
'föreslår'

The rules that weigh them against each other are in `status`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import Scene
from imports.minutes.vocabulary import Forms
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
def word(table: str, key: str) -> Forms:
    return Forms(lexicon("status")[table][key])


@cache
def proposing() -> Forms:
    table = lexicon("status")["proposed"]
    return Forms([*table["verbs"], *table["nouns"]])


@cache
def deciding() -> Forms:
    return word("decided", "verbs")


@cache
def inline() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['decided']['inline'])}[*_ ]*:")


@cache
def answer() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['rejected']['answers'])}(?!\w)")


@cache
def decides_to_propose() -> Forms:
    table = lexicon("status")
    verbs = any_of(table["proposed"]["after_decision"])
    return Forms(
        ["beslut*"],
        rf"(?<!\w)beslut\w*\s+(?:om\s+)?att\s+"
        rf"(?:(?:uppdra|ge)\s[^.;\n]{{0,60}}?\satt\s+)?(?:\w+\s+){{0,2}}?{verbs}(?!\w)",
    )


@cache
def point_proposes() -> re.Pattern[str]:
    """A point of a decision that is itself to apply: "att ansöka om 40 tkr"."""
    verbs = any_of(lexicon("status")["proposed"]["after_decision"])
    return re.compile(rf"[*_\s]*(?:att\s+)?{verbs}(?!\w)")


@cache
def opens_proposals() -> Forms:
    forms = lexicon("status")["proposed"]["opens_list"]
    far_apart = any_of(forms).replace(r"\s+\w*\s+", r"\s+(?:[^.]{0,80}?\s)?")
    return Forms([f"{form.split()[0]}*" for form in forms], rf"(?<!\w){far_apart}")


@cache
def final() -> Forms:
    verbs = lexicon("status")["decided"]["final"]
    return Forms(verbs, rf"(?<!\w){any_of(verbs)}[.*_\s]*\Z")


@cache
def proposes_that() -> Forms:
    """ "nämnden föreslår, efter samråd, att", but not "som nämnden föreslår, att"."""
    verbs = lexicon("status")["proposed"]["verbs"]
    return Forms(verbs, rf"(?<!\w){any_of(verbs)}(?!\w)(?!,\s+att)[^.;\n]{{0,120}}?\s+att(?!\w)")


@cache
def asked_for() -> Forms:
    """What is asked for is the subject of the sum: "ansökningarna omfattar"."""
    return _subject_of_sum(lexicon("status")["proposed"]["subjects"])


@cache
def agreed() -> Forms:
    """An agreement is the subject of the sum: "överenskommelsen omfattar"."""
    return _subject_of_sum(lexicon("status")["decided"]["agreements"])


def _subject_of_sum(subjects: list[str]) -> Forms:
    """A subject and its verb, in that order or turned round."""
    verbs = any_of(lexicon("status")["proposed"]["amounts_to"])
    what = rf"(?:(?:alla|samtliga|dessa|inkomna)\s+)?{any_of(subjects)}"
    return Forms(
        [*subjects, *lexicon("status")["proposed"]["amounts_to"]],
        rf"(?<!\w)(?:{what}(?!\w)[^.;,\n]{{0,80}}?\s{verbs}|{verbs}\s+{what})(?!\w)",
    )


@cache
def may_use() -> Forms:
    """ "får för sin del av uppdraget använda 40 tkr"."""
    verbs = any_of(lexicon("status")["decided"]["use"])
    return Forms(["får"], rf"(?<!\w)får(?:\s+\w+){{0,8}}?\s+{verbs}(?!\w)")


@cache
def set_apart() -> re.Pattern[str]:
    """ "40 tkr avsatta" in the budget."""
    words = any_of(lexicon("status")["decided"]["set_apart"])
    return re.compile(rf"\s+(?:\w+\s+)?{words}(?!\w)")


@cache
def row_label() -> re.Pattern[str]:
    """ "Sökt belopp: 40 tkr": what stands before the colon."""
    return re.compile(r"[^:.\n]{3,60}:[ ]*\Z")


@cache
def still() -> re.Pattern[str]:
    """ "återstår ca" right before a sum."""
    verbs = any_of(lexicon("status")["still"]["verbs"])
    return re.compile(rf"(?<!\w){verbs}(?:\s+\w+){{0,2}}\s*\Z")


@cache
def purpose() -> re.Pattern[str]:
    """ "I syfte att spara 40 tkr har nämnden föreslagit"."""
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['still']['purposes'])}(?!\w)")


@cache
def finite() -> Forms:
    """A verb that ends what opens the sentence: the main clause has begun."""
    return Forms(lexicon("status")["still"]["finite"])


@cache
def approves_report() -> re.Pattern[str]:
    """ "Bokslutet godkändes:" opens what it tells, not what is decided."""
    table = lexicon("status")["reports"]
    what, verbs = any_of(table["words"]), any_of(table["approve"])
    return re.compile(
        rf"(?<!\w)(?:{what}\s+(?:\w+\s+){{0,3}}{verbs}|{verbs}\s+(?:\w+\s+){{0,3}}{what})(?!\w)[^.]{{0,40}}:\s*\Z"
    )


@cache
def participle() -> Forms:
    """What has been done: "betalats", "införts"."""
    return Forms(["*ats", "*its", "*tts", "*rts"], r"(?<!\w)\w+(?:ats|its|tts|rts)(?!\w)")


@cache
def past() -> Forms:
    return Forms(["har", "hade"], r"(?<!\w)ha(?:r|de)\s+(?!ett|inget|mot)\w+ts?(?!\w)")


def verbs_in(scene: Scene, span: Span) -> list[tuple[int, int, Status, str]]:
    """The governing verbs in `span`, in order; forms that only look so count as information."""
    return scene.folded.once("verbs", span, lambda: _verbs_in(scene.folded, span))


def _verbs_in(folded: Folded, span: Span) -> list[tuple[int, int, Status, str]]:
    return [
        (start, end, status, folded.lower[start:end])
        for start, end, status in governing().find(folded, span)
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
