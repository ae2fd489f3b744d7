"""How far a statement has come: decided, proposed, information or rejected, clause by clause.

"Beslut" above, the words that open the list, the governing verb of the sentence and the answer in
the next sentence are asked in that order of strength; a refusal wins over all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from imports.minutes.agreements import of_agreement, of_contract
from imports.minutes.going_on import assigned, goes_on, lost_elsewhere
from imports.minutes.lines import Label, is_row
from imports.minutes.scene import Scene
from imports.minutes.standing import (
    Standing,
    agreed,
    answer,
    approves_report,
    asked_for,
    decides_to_propose,
    deciding,
    final,
    finite,
    inline,
    may_use,
    opens_proposals,
    participle,
    past,
    point_proposes,
    proposes_here,
    proposing,
    purpose,
    row_label,
    set_apart,
    still,
    told,
    verbs_in,
    word,
)
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.terms import Exactness, FollowUp, Status

__all__ = ["Standing", "decides", "moved_later", "proposes", "standing_of"]

NEAR = 25  # characters before a sum, where a verb is its own
RELATIVE = 40  # characters after a sum, where the verb of its relative clause stands
AFTER = 1_000  # a verb after the sum counts as if it stood this many characters farther off


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
            and (block.label is Label.DECISION or scene.begins(inline(), block.span))
            and scene.find(word("postponed", "words"), block.span)
        ),
        default=-1,
    )


def decides(words: str) -> bool:
    """Whether the words themselves decide: "beslutar att", "Beslut: ..."."""
    return bool(deciding().search(words) or inline().match(words))


def proposes(words: str) -> bool:
    """Whether the words themselves propose."""
    return bool(proposing().search(words))


def _rejected(scene: Scene) -> Standing | None:
    match = scene.find(word("rejected", "words"), scene.sentence)
    if match is None and scene.cell is not None:
        match = scene.find(word("rejected", "cells"), scene.sentence)
    if match and not _of_another_sum(scene, match.start()):
        return told(Status.REJECTED, "status.rejected.sentence", match[0])
    later = scene.sentence_after
    if later is not None:
        match = scene.find(word("rejected", "words"), later)
        decided = match and deciding().search(scene.folded.lower, later.start, match.start())
        if match and not decided and scene.begins(answer(), later):
            return told(Status.REJECTED, "status.rejected.next-sentence", match[0])
    for span in (*scene.opening_words, *(b.span for b in scene.headings[:1])):
        match = scene.find(word("rejected", "words"), span)
        if match:
            return told(Status.REJECTED, "status.rejected.above", match[0])
    if scene.block.label is Label.REJECTED:
        return told(Status.REJECTED, "status.rejected.above", "")
    return None


def _of_another_sum(scene: Scene, at: int) -> bool:
    """ "Av stödet har 40 tkr betalats ut och 5 tkr avslagits": each has a participle of its own."""
    later = any(scene.end < one.start < at for one in scene.others)
    return later and bool(scene.find(participle(), Span(scene.end, scene.clause.end)))


def _postponed(scene: Scene) -> Standing | None:
    match = scene.find(word("postponed", "words"), scene.sentence)
    if match is None:
        return None
    standing = told(Status.PROPOSED, "status.postponed", match[0])
    return standing._replace(follow_up=FollowUp.POSTPONED)


def _whole_of_part(scene: Scene) -> Standing | None:
    if scene.is_whole:
        note = _("It only tells what the sum before is a part of.")
        return Standing(Status.INFORMATION, Reason("status.whole-of-part", note))
    return None


def _of_list(scene: Scene) -> Standing | None:
    """The words that open the list say who is to decide, or that it is decided."""
    for span in scene.opening_words:
        words = scene.words(span)
        if match := opens_proposals().search(words) or proposing().match(words.lstrip("*_ ")):
            return told(Status.PROPOSED, "status.lead.proposed", match[0])
        verbs = [verb for verb in verbs_in(scene, span) if verb[2] is not Status.INFORMATION]
        if verbs and verbs[0][2] is Status.PROPOSED and not _answered(scene):
            return told(Status.PROPOSED, "status.lead.proposed", verbs[0][3])
        if scene.block.label is Label.PROPOSAL:
            continue
        if match := approves_report().search(words):
            return told(Status.INFORMATION, "status.report", match[0])
        if match := deciding().search(words) or agreed().search(words):
            return _with_verb(scene, "status.lead.decided", match[0])
    return None


def _answered(scene: Scene) -> bool:
    """A point of what is proposed that tells its own outcome: "Skolan, 40 tkr: beviljas"."""
    return bool(scene.find(deciding(), scene.sentence))


def _by_column(scene: Scene) -> Standing | None:
    """The head of the column: "Sökt" is asked for, "Beviljat" is decided."""
    head = scene.cell.head if scene.cell else None
    own = scene.until
    if scene.cell is None and row_label().fullmatch(scene.words(own)):
        head = own
    if head is None:
        return None
    for status in (Status.REJECTED, Status.PROPOSED, Status.DECIDED, Status.INFORMATION):
        if match := scene.find(word("columns", status.value), head):
            return told(status, f"status.column.{status.value}", match[0])
    return None


def _by_title(scene: Scene) -> Standing | None:
    """A title over rows: "Anmälan av delegationsbeslut", "Plan, fastställd av nämnden"."""
    words = scene.words(scene.sentence)
    if scene.cell is None and words.endswith("."):
        return None  # a sentence tells its own status
    rows = scene.cell is not None or is_row(words)
    above = [b.span for b in scene.headings]
    if scene.cell is not None and scene.cell.title is not None:
        above = [scene.cell.title, *above]
    for span in above:
        for status in (Status.PROPOSED, Status.DECIDED) if rows else (Status.DECIDED,):
            if match := scene.find(word("titles", status.value), span):
                return told(status, f"status.title.{status.value}", match[0])
    return None


def _by_last_word(scene: Scene) -> Standing | None:
    if scene.block.label is Label.PROPOSAL:
        return None
    match = scene.find(final(), scene.sentence)
    if match and not proposes_here(scene, Span(scene.sentence.start, match.start())):
        return _with_verb(scene, "status.last-word", match[0])
    return None


def _under_decision(scene: Scene) -> Standing | None:
    label = scene.begins(inline(), scene.block.span)
    if scene.block.label is not Label.DECISION and not label:
        return None
    own = scene.until_in_clause
    match = scene.find(past(), own) or scene.find(word("information", "background"), own)
    if match and not scene.find(deciding(), scene.sentence):
        if (verb := _nearest_verb(scene, own)) and verb[0] is Status.PROPOSED:
            return told(Status.PROPOSED, "status.verb.proposed", verb[1])
        return told(Status.INFORMATION, "status.background", match[0])
    return _with_verb(scene, "status.label.decision", label[0] if label else "")


def _with_verb(scene: Scene, rule: str, words: str) -> Standing:
    """Decided, unless what is decided is to apply or to propose."""
    sentence = scene.sentence
    if match := scene.find(decides_to_propose(), sentence) or scene.begins(
        point_proposes(), sentence
    ):
        return told(Status.PROPOSED, "status.decides-to-propose", match[0])
    if rule != "status.last-word" and (match := scene.find(opens_proposals(), sentence)):
        return told(Status.PROPOSED, "status.proposes-to-decide", match[0])
    until = scene.until
    if rule != "status.last-word" and (match := proposes_here(scene, until)):
        return told(Status.PROPOSED, "status.governs", match[0])
    return told(Status.DECIDED, rule, words)


def _under_label(scene: Scene) -> Standing | None:
    if scene.block.label is Label.PROPOSAL:
        return told(Status.PROPOSED, "status.label.proposal", "")
    return None


def _by_verb(scene: Scene) -> Standing | None:
    """The governing verb: of the clause, else of the words before it, else of those after."""
    if match := scene.find(decides_to_propose(), scene.sentence):
        return told(Status.PROPOSED, "status.decides-to-propose", match[0])
    clause, sentence = scene.clause, scene.sentence
    until = scene.until
    governs = proposes_here(scene, until)
    last = max((one.end for one in scene.others), default=scene.end)
    for span in (
        _relative_clause(scene),
        clause,
        Span(sentence.start, max(sentence.start, clause.start)),
        # A verb before another sum is that sum's: "40 tkr, och staten beräknar 50 tkr".
        Span(min(max(clause.end, last), sentence.end), sentence.end),
    ):
        if found := _nearest_verb(scene, span):
            status, verb = found
            if governs and status is Status.DECIDED:  # "föreslår att klubben beviljas 40 tkr"
                return told(Status.PROPOSED, "status.governs", governs[0])
            return told(status, f"status.verb.{status.value}", verb)
        if span is clause and scene.find(past(), scene.until_in_clause):
            return None  # "beviljades 40 tkr och har använt 5 tkr": a verb of its own
    return None


def _relative_clause(scene: Scene) -> Span:
    """Of a sum and what is said of it: "40 tkr, som avsattes till resor, återstår"."""
    end = min((one.start for one in scene.others if one.start >= scene.end), default=scene.end)
    begins = scene.folded.lower.startswith((", som ", " som ", ") som "), scene.end)
    return Span(scene.end, min(end, scene.end + RELATIVE) if begins else scene.end)


def _by_subject(scene: Scene) -> Standing | None:
    """Who or what the sum is of: "ansökningarna omfattar 40 tkr", "nämnden får ... använda"."""
    until = scene.until
    if match := scene.find(asked_for(), until):
        return told(Status.PROPOSED, "status.asked-for", match[0])
    if match := _FORECAST.search(scene.words(until)):
        return told(Status.PROPOSED, "status.forecast", match[0])
    if match := scene.find(agreed(), until):
        return told(Status.DECIDED, "status.agreed", match[0])
    match = set_apart().match(scene.folded.lower, scene.end, scene.sentence.end)
    if match and _FINNS.search(scene.words(until)):
        return told(Status.DECIDED, "status.set-apart", match[0])
    if match := scene.find(may_use(), Span(min(scene.clause.start, until.end), until.end)):
        return told(Status.DECIDED, "status.may-use", match[0])
    return None


# "För 2026 beräknas 40 tkr": what the state means to give later
_FORECAST = re.compile(
    r"(?<!\w)för\s+(?:år(?:en)?\s+)?20\d\d(?:\s?[–-]\s?20\d\d)?\s+beräknas(?!\w)"
)
_FINNS = re.compile(r"(?<!\w)(?:finns|fanns)(?!\w)")


def _in_present(scene: Scene) -> Standing | None:
    """ "40 tkr avsätts till en utbildning."."""
    if scene.sum is None or scene.sum.exactness is not Exactness.EXACT:
        return None
    if scene.find(word("information", "verbs"), scene.sentence):
        return None
    match = scene.find(word("decided", "present"), scene.clause)
    if match is None or scene.folded.lower[max(0, match.start() - 4) : match.start()] == "som ":
        return None  # "det är 40 tkr som fördelas": only told of
    return told(Status.DECIDED, "status.present-tense", match[0])


def _only_told(scene: Scene) -> Standing | None:
    """What is left of a sum, and why something is decided: told, not decided."""
    begun = max(min(scene.clause.start, scene.start), scene.start - NEAR)
    nearest = scene.words(Span(begun, scene.start))
    if match := still().search(nearest):
        return told(Status.INFORMATION, "status.still", match[0])
    if scene.begins(purpose(), scene.sentence) and not scene.find(
        finite(), Span(scene.sentence.start, scene.start)
    ):
        return told(Status.INFORMATION, "status.purpose", "")
    return None


def _nearest_verb(scene: Scene, span: Span) -> tuple[Status, str] | None:
    """The verb nearest before the sum, else nearest after it."""
    best: tuple[int, Status, str] | None = None
    for start, end, status, words in scene.folded.once(
        "verbs", span, lambda: verbs_in(scene, span)
    ):
        if status is Status.INFORMATION:
            continue
        distance = abs(scene.start - end) + (AFTER if start > scene.start else 0)
        if best is None or distance < best[0]:
            best = (distance, status, words)
    return (best[1], best[2]) if best else None


# In order of strength: the first rule that speaks is followed.
_RULES: tuple[Callable[[Scene], Standing | None], ...] = (
    _rejected,
    lost_elsewhere,
    _whole_of_part,
    _by_column,
    _postponed,
    _of_list,
    _by_last_word,
    _under_decision,
    _under_label,
    _only_told,
    _by_verb,
    _by_subject,
    _in_present,
    goes_on,
    assigned,
    of_agreement,
    of_contract,
    _by_title,
)
