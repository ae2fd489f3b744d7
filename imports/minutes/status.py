"""How far a statement has come: decided, proposed, information or rejected, clause by clause.

"Beslut" above, the words that open the list, the governing verb of the sentence and the answer in
the next sentence are asked in that order of strength; a refusal wins over all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.lines import Label
from imports.minutes.scene import Scene
from imports.minutes.words import Words
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import Exactness, FollowUp, Status

AFTER = 1_000  # a verb after the sum counts as if it stood this many characters farther off


class Standing(NamedTuple):
    """The status of a statement, why, and whether someone must come back to it."""

    status: Status
    reason: Reason
    follow_up: FollowUp | None = None


def standing_of(scene: Scene) -> Standing:
    """The status of the statement in `scene`."""
    for rule in _RULES:
        if standing := rule(scene):
            return standing
    note = _("Nothing says that it is decided or proposed.")
    return Standing(Status.INFORMATION, Reason("status.default", note))


def moved_later(scene: Scene) -> bool:
    """Whether the decision on what is proposed here is moved: "Beslut: ... via mejl" further on."""
    headings = scene.block.headings
    if not headings:
        return False
    key = Span(headings[0], headings[0])
    last = scene.folded.once("moved", key, lambda: _last_moved(scene))
    return last > scene.block.start


def _last_moved(scene: Scene) -> int:
    """Where below the same heading a decision is moved; -1 where none is."""
    return max(
        (
            block.start
            for block in scene.outline.below(scene.block.headings[0])
            if block.headings == scene.block.headings
            and (block.label is Label.DECISION or scene.begins(_inline(), block.span))
            and scene.find(_word("postponed", "words"), block.span)
        ),
        default=-1,
    )


def decides(words: str) -> bool:
    """Whether the words themselves decide: "beslutar att", "Beslut: ..."."""
    return bool(_decided().search(words) or _inline().match(words))


def proposes(words: str) -> bool:
    """Whether the words themselves propose."""
    return bool(_proposed().search(words))


def _rejected(scene: Scene) -> Standing | None:
    match = scene.find(_word("rejected", "words"), scene.sentence)
    if match:
        return _standing(Status.REJECTED, "status.rejected.sentence", match[0])
    later = scene.sentence_after()
    if later is not None:
        match = scene.find(_word("rejected", "words"), later)
        decided = match and _decided().search(scene.folded.lower, later.start, match.start())
        if match and not decided and scene.begins(_answer(), later):
            return _standing(Status.REJECTED, "status.rejected.next-sentence", match[0])
    for span in (*scene.opening_words(), *(b.span for b in scene.headings()[:1])):
        match = scene.find(_word("rejected", "words"), span)
        if match:
            return _standing(Status.REJECTED, "status.rejected.above", match[0])
    if scene.block.label is Label.REJECTED:
        return _standing(Status.REJECTED, "status.rejected.above", "")
    return None


def _postponed(scene: Scene) -> Standing | None:
    match = scene.find(_word("postponed", "words"), scene.sentence)
    if match is None:
        return None
    standing = _standing(Status.PROPOSED, "status.postponed", match[0])
    return standing._replace(follow_up=FollowUp.POSTPONED)


def _whole_of_part(scene: Scene) -> Standing | None:
    if scene.is_whole:
        note = _("It only tells what the sum before is a part of.")
        return Standing(Status.INFORMATION, Reason("status.whole-of-part", note))
    return None


def _of_list(scene: Scene) -> Standing | None:
    """The words that open the list say who is to decide, or that it is decided."""
    for span in scene.opening_words():
        words = scene.words(span)
        if match := _opens_proposals().search(words) or _proposed().match(words.lstrip("*_ ")):
            return _standing(Status.PROPOSED, "status.lead.proposed", match[0])
        if match := _decided().search(words):
            return _with_verb(scene, "status.lead.decided", match[0])
    return None


def _by_last_word(scene: Scene) -> Standing | None:
    match = scene.find(_final(), scene.sentence)
    if match and not scene.find(_proposes_that(), scene.sentence):
        return _with_verb(scene, "status.last-word", match[0])
    return None


def _under_decision(scene: Scene) -> Standing | None:
    inline = scene.begins(_inline(), scene.block.span)
    if scene.block.label is not Label.DECISION and not inline:
        return None
    own = Span(scene.clause.start, max(scene.start, scene.clause.start))
    match = scene.find(_past(), own)
    if match and not scene.find(_decided(), scene.sentence):
        return _standing(Status.INFORMATION, "status.background", match[0])
    return _with_verb(scene, "status.label.decision", inline[0] if inline else "")


def _with_verb(scene: Scene, rule: str, words: str) -> Standing:
    """Decided, unless what is decided is to apply or to propose."""
    sentence = scene.sentence
    if match := scene.find(_decides_to_propose(), sentence) or scene.begins(
        _point_proposes(), sentence
    ):
        return _standing(Status.PROPOSED, "status.decides-to-propose", match[0])
    if rule != "status.last-word" and (match := scene.find(_opens_proposals(), sentence)):
        return _standing(Status.PROPOSED, "status.proposes-to-decide", match[0])
    return _standing(Status.DECIDED, rule, words)


def _under_label(scene: Scene) -> Standing | None:
    if scene.block.label is Label.PROPOSAL:
        return _standing(Status.PROPOSED, "status.label.proposal", "")
    return None


def _by_verb(scene: Scene) -> Standing | None:
    """The governing verb: of the clause, else of the words before it, else of those after."""
    if match := scene.find(_decides_to_propose(), scene.sentence):
        return _standing(Status.PROPOSED, "status.decides-to-propose", match[0])
    clause, sentence = scene.clause, scene.sentence
    for span in (
        clause,
        Span(sentence.start, max(sentence.start, clause.start)),
        Span(min(clause.end, sentence.end), sentence.end),
    ):
        if found := _nearest_verb(scene, span):
            status, verb = found
            return _standing(status, f"status.verb.{status.value}", verb)
    exact = scene.sum is not None and scene.sum.exactness is Exactness.EXACT
    match = scene.find(_word("decided", "present"), clause)
    if match and exact and not scene.find(_word("information", "verbs"), sentence):
        return _standing(Status.DECIDED, "status.present-tense", match[0])
    return None


def _nearest_verb(scene: Scene, span: Span) -> tuple[Status, str] | None:
    """The verb nearest before the sum, else nearest after it."""
    best: tuple[int, Status, str] | None = None
    for start, end, status, words in scene.folded.once("verbs", span, lambda: _verbs(scene, span)):
        distance = abs(scene.start - end) + (AFTER if start > scene.start else 0)
        if best is None or distance < best[0]:
            best = (distance, status, words)
    return (best[1], best[2]) if best else None


def _verbs(scene: Scene, span: Span) -> list[tuple[int, int, Status, str]]:
    lower = scene.folded.lower
    return [
        (*word[:2], word.tag, lower[word.start : word.end])
        for word in _governing().find(lower, *span)
    ]


@cache
def _governing() -> Words[Status]:
    table = lexicon("status")
    proposed = [*table["proposed"]["verbs"], *table["proposed"]["nouns"]]
    decided = [*table["decided"]["verbs"], *table["decided"]["may"]]
    return Words(
        [*((w, Status.PROPOSED) for w in proposed), *((w, Status.DECIDED) for w in decided)]
    )


# In order of strength: the first rule that speaks is followed.
_RULES: tuple[Callable[[Scene], Standing | None], ...] = (
    _rejected,
    _whole_of_part,
    _postponed,
    _of_list,
    _by_last_word,
    _under_decision,
    _under_label,
    _by_verb,
)


def _standing(status: Status, rule: str, words: str) -> Standing:
    words = " ".join(words.split())[:60].strip("*_ ")
    note = (
        _("“{words}” says so.").format(words=words) if words else _("It stands below such a line.")
    )
    return Standing(status, Reason(rule, note))


@cache
def _word(table: str, key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('status')[table][key])}(?!\w)")


@cache
def _proposed() -> re.Pattern[str]:
    table = lexicon("status")["proposed"]
    return re.compile(rf"(?<!\w){any_of([*table['verbs'], *table['nouns']])}(?!\w)")


@cache
def _decided() -> re.Pattern[str]:
    return _word("decided", "verbs")


@cache
def _inline() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['decided']['inline'])}[*_ ]*:")


@cache
def _answer() -> re.Pattern[str]:
    return re.compile(rf"[*_\s]*{any_of(lexicon('status')['rejected']['answers'])}(?!\w)")


@cache
def _decides_to_propose() -> re.Pattern[str]:
    table = lexicon("status")
    verbs = any_of(table["proposed"]["after_decision"])
    return re.compile(rf"(?<!\w)beslut\w*\s+(?:om\s+)?att\s+(?:\w+\s+){{0,2}}?{verbs}(?!\w)")


@cache
def _point_proposes() -> re.Pattern[str]:
    """A point of a decision that is itself to apply: "att ansöka om 40 tkr"."""
    verbs = any_of(lexicon("status")["proposed"]["after_decision"])
    return re.compile(rf"[*_\s]*(?:att\s+)?{verbs}(?!\w)")


@cache
def _opens_proposals() -> re.Pattern[str]:
    forms = any_of(lexicon("status")["proposed"]["opens_list"])
    return re.compile(rf"(?<!\w){forms}".replace(r"\s+\w*\s+", r"\s+(?:[^.]{0,80}?\s)?"))


@cache
def _final() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('status')['decided']['final'])}[.*_\s]*\Z")


@cache
def _proposes_that() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('status')['proposed']['verbs'])}\s+att(?!\w)")


@cache
def _past() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)har\s+\w+(?:at|it|ts|tt)(?!\w)")
