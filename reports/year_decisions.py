"""Beslut, what every entry rests on, and Uppföljning, what somebody must come back to.

    sheet, block = decisions_sheet(frame)

An entry's row in Beslut holds the words it was posted from, with the sum marked. A decision that
has not become an entry stands below them, and if somebody must act on it also in Uppföljning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledger.messages import N_
from ledger.terms import CandidateState, FollowUp
from reports.book import Cell, ColumnLook, Link, Look, Sheet
from reports.figures import DecisionFact, marked
from reports.labels import Label
from reports.layout import Block, Grid
from reports.year_frame import YearFrame

ENTRY_COLUMN = 0
_NAME_WIDTH = 18
_WIDE = {Label.QUOTE: 48, Label.SECTION: 26}
_OFTEN_EMPTY = {Label.PAGE, Label.REMARK}

_DECISION_HEADINGS = (
    Label.ENTRY, Label.DECIDED_BY, Label.MEETING_DATE, Label.SECTION, Label.KIND, Label.STATUS,
    Label.PAYER, Label.PAYEE, Label.FUND, Label.AMOUNT, Label.QUOTE, Label.STATE,
    Label.REMARK, Label.FILE, Label.PAGE, Label.PROPOSAL,
)  # fmt: skip
_FOLLOW_UP_HEADINGS = (
    Label.PROPOSAL, Label.REASON, Label.DECIDED_BY, Label.MEETING_DATE, Label.SECTION, Label.QUOTE,
    Label.AMOUNT, Label.FUND, Label.PAYER, Label.PAYEE, Label.FILE, Label.PAGE,
)  # fmt: skip


class Place(NamedTuple):
    """A decision and the row of Beslut it stands on."""

    row: int
    decision: DecisionFact


def decisions_sheet(frame: YearFrame) -> tuple[Sheet, Block]:
    """Beslut: one row per entry with its evidence, then decisions that are not posted."""
    grid = Grid(frame.titles.decisions)
    frame.heading(grid, frame.word(Label.DECISIONS))
    grid.gap()
    block = grid.table(
        "Beslut_tabell",
        frame.words(*_DECISION_HEADINGS),
        [_decision_row(frame, decision) for decision in frame.facts.decisions],
        when_empty=frame.say(N_("No decisions concern this year.")),
    )
    return _listing(grid, block, _looks(grid, block, _DECISION_HEADINGS)), block


def follow_up_sheet(frame: YearFrame) -> Sheet:
    """Uppföljning: decisions without a sum, put off, or not looked at yet."""
    grid = Grid(frame.titles.follow_up)
    frame.heading(grid, frame.word(Label.FOLLOW_UP))
    grid.gap()
    block = grid.table(
        "Uppfoljning_tabell",
        frame.words(*_FOLLOW_UP_HEADINGS),
        [_follow_up_row(frame, decision) for decision in frame.facts.follow_ups],
        when_empty=frame.say(N_("Nothing waits for follow-up.")),
    )
    return _listing(grid, block, _looks(grid, block, _FOLLOW_UP_HEADINGS))


def places_of(decisions: tuple[DecisionFact, ...], block: Block) -> Mapping[int, Place]:
    """Where in Beslut each entry's decision stands, by the entry's number."""
    places: dict[int, Place] = {}
    for row, decision in enumerate(decisions, start=block.first):
        if decision.entry is not None:
            places.setdefault(decision.entry, Place(row, decision))
    return places


def decision_link(frame: YearFrame, place: Place | None) -> Cell:
    """A link to a decision, named by its section or the paper it stands on."""
    if place is None:
        return Cell("")
    decision = place.decision
    name = decision.section or decision.paper or frame.word(Label.DECISION)
    return Cell(name, link=Link(frame.titles.decisions, place.row))


def quote_cell(quote: str, amount_span: tuple[int, int] | None, look: Look = Look.PLAIN) -> Cell:
    """A quote with its sum marked."""
    before, amount, after = marked(quote, amount_span)
    mark = (len(before), len(before) + len(amount)) if amount else None
    return Cell(before + amount + after, look, mark=mark)


def _words_of(decision: DecisionFact) -> Cell:
    """The words it rests on; for a typed entry, the paper."""
    if decision.quote:
        return quote_cell(decision.quote, decision.amount_span)
    return Cell(decision.paper or "")


def _decision_row(frame: YearFrame, decision: DecisionFact) -> list[Cell]:
    return [
        Cell(decision.entry),
        Cell(decision.forum or ""),
        Cell(decision.meeting_date),
        Cell(decision.section or ""),
        Cell(frame.word(decision.kind)),
        Cell(frame.word(decision.status)),
        Cell(decision.payer or ""),
        Cell(decision.payee or ""),
        Cell(decision.fund or ""),
        Cell(decision.amount),
        _words_of(decision),
        Cell(_state(frame, decision)),
        Cell(_remark(frame, decision)),
        Cell(decision.file or ""),
        Cell(decision.page),
        Cell(decision.number),
    ]


def _follow_up_row(frame: YearFrame, decision: DecisionFact) -> list[Cell]:
    return [
        Cell(decision.number),
        Cell(_to_do(frame, decision)),
        Cell(decision.forum or ""),
        Cell(decision.meeting_date),
        Cell(decision.section or ""),
        _words_of(decision),
        Cell(decision.amount),
        Cell(decision.fund or ""),
        Cell(decision.payer or ""),
        Cell(decision.payee or ""),
        Cell(decision.file or ""),
        Cell(decision.page),
    ]


def _state(frame: YearFrame, decision: DecisionFact) -> str:
    if decision.corrects is not None:
        return f"{frame.word(Label.CORRECTION)} ({decision.corrects})"
    if decision.state is CandidateState.ACCEPTED:
        return frame.word(Label.POSTED)
    return frame.word(decision.state)


def _remark(frame: YearFrame, decision: DecisionFact) -> str:
    typed = decision.paper is not None
    who = f"{frame.word(Label.TYPED)}: {decision.stated_by}" if typed else ""
    return "; ".join(part for part in (who, decision.remark or "") if part)


def _to_do(frame: YearFrame, decision: DecisionFact) -> str:
    if decision.follow_up is FollowUp.NO_SUM:
        return frame.say(N_("No sum is stated: find out and give one."))
    if decision.follow_up is FollowUp.POSTPONED:
        return frame.say(N_("Put off or left to e-mail: find out the outcome."))
    return frame.say(N_("Decided but not reviewed: accept or reject."))


def _looks(grid: Grid, block: Block, headings: Sequence[Label]) -> tuple[ColumnLook, ...]:
    """Widths for print; a column that nobody fills here is hidden."""
    return tuple(
        ColumnLook(
            most=_WIDE.get(heading, _NAME_WIDTH),
            hidden=heading in _OFTEN_EMPTY and not any(grid.values(block, column)),
        )
        for column, heading in enumerate(headings)
    )


def _listing(grid: Grid, block: Block, looks: tuple[ColumnLook, ...]) -> Sheet:
    return Sheet(
        grid.title, tuple(grid.rows), looks, tuple(grid.tables),
        freeze=(block.heading + 1, 1), repeat=(block.heading, block.heading),
    )  # fmt: skip
