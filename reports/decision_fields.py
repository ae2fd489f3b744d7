"""The fields of decisions: what an entry rests on, or what the minutes say that is not posted.

row_of(frame, DECISION_FIELDS, decision)
"""

from __future__ import annotations

from ledger.messages import N_
from ledger.terms import CandidateState, FollowUp
from reports.book import Cell, Look
from reports.fields import Field
from reports.figures import DecisionFact, marked
from reports.labels import Label
from reports.worded import Worded


def quote_cell(quote: str, amount_span: tuple[int, int] | None, look: Look = Look.PLAIN) -> Cell:
    """A quote with its sum marked."""
    before, amount, after = marked(quote, amount_span)
    mark = (len(before), len(before) + len(amount)) if amount else None
    return Cell(before + amount + after, look, mark=mark)


def words_of(_frame: Worded, decision: DecisionFact) -> Cell:
    """The words it rests on; for a typed entry, the paper."""
    if decision.quote:
        return quote_cell(decision.quote, decision.amount_span)
    return Cell(decision.paper or "")


def _state(frame: Worded, decision: DecisionFact) -> Cell:
    if decision.corrects is not None:
        return Cell(f"{frame.word(Label.CORRECTION)} ({decision.corrects})")
    if decision.state is CandidateState.ACCEPTED:
        return Cell(frame.word(Label.POSTED))
    return Cell(frame.word(decision.state))


def remark(frame: Worded, decision: DecisionFact) -> Cell:
    """Why it is so, and who typed it where nobody read it."""
    typed = decision.paper is not None
    who = f"{frame.word(Label.TYPED)}: {decision.stated_by}" if typed else ""
    return Cell("; ".join(part for part in (who, decision.remark or "") if part))


def _to_do(frame: Worded, decision: DecisionFact) -> Cell:
    if decision.follow_up is FollowUp.NO_SUM:
        return Cell(frame.say(N_("No sum is stated: find out and give one.")))
    if decision.follow_up is FollowUp.POSTPONED:
        return Cell(frame.say(N_("Put off or left to e-mail: find out the outcome.")))
    return Cell(frame.say(N_("Decided but not reviewed: accept or reject.")))


_ENTRY = Field(Label.ENTRY, lambda d: d.entry)
_FORUM = Field(Label.DECIDED_BY, lambda d: d.forum or "")
_DAY = Field(Label.MEETING_DATE, lambda d: d.meeting_date)
_SECTION = Field(Label.SECTION, lambda d: d.section or "", most=26)
_PAYER = Field(Label.PAYER, lambda d: d.payer or "")
_PAYEE = Field(Label.PAYEE, lambda d: d.payee or "")
_FUND = Field(Label.FUND, lambda d: d.fund or "")
_AMOUNT = Field(Label.AMOUNT, lambda d: d.amount)
_QUOTE = Field(Label.QUOTE, lambda d: d.quote or d.paper or "", cell=words_of, most=48)
_FILE = Field(Label.FILE, lambda d: d.file or "")
_PAGE = Field(Label.PAGE, lambda d: d.page, often_empty=True)
_PROPOSAL = Field(Label.PROPOSAL, lambda d: d.number)

DECISION_FIELDS = (
    _ENTRY, _FORUM, _DAY, _SECTION, Field(Label.KIND, lambda d: d.kind),
    Field(Label.STATUS, lambda d: d.status), _PAYER, _PAYEE, _FUND, _AMOUNT, _QUOTE,
    Field(Label.STATE, lambda d: d.state, cell=_state),
    Field(Label.REMARK, lambda d: d.remark or "", cell=remark, often_empty=True),
    _FILE, _PAGE, _PROPOSAL,
)  # fmt: skip
FOLLOW_UP_FIELDS = (
    _PROPOSAL, Field(Label.REASON, lambda d: d.follow_up, cell=_to_do), _FORUM, _DAY, _SECTION,
    _QUOTE, _AMOUNT, _FUND, _PAYER, _PAYEE, _FILE, _PAGE,
)  # fmt: skip
