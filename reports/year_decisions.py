"""Beslut, what every entry rests on, and Uppföljning, what somebody must come back to.

    sheet, block = decisions_sheet(frame)

An entry's row in Beslut holds the words it was posted from, with the sum marked. A decision that
has not become an entry stands below them, and if somebody must act on it also in Uppföljning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ledger.messages import N_
from reports.book import Cell, ColumnLook, Link, Sheet
from reports.decision_fields import DECISION_FIELDS, FOLLOW_UP_FIELDS
from reports.fields import looks_of, row_of
from reports.figures import DecisionFact
from reports.labels import Label
from reports.layout import Block, Grid
from reports.year_frame import YearFrame

ENTRY_COLUMN = 0


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
        frame.words(*(field.term for field in DECISION_FIELDS)),
        [row_of(frame, DECISION_FIELDS, decision) for decision in frame.facts.decisions],
        when_empty=frame.say(N_("No decisions concern this year.")),
    )
    return _listing(grid, block, looks_of(grid, block, DECISION_FIELDS)), block


def follow_up_sheet(frame: YearFrame) -> Sheet:
    """Uppföljning: decisions without a sum, put off, or not looked at yet."""
    grid = Grid(frame.titles.follow_up)
    frame.heading(grid, frame.word(Label.FOLLOW_UP))
    grid.gap()
    block = grid.table(
        "Uppfoljning_tabell",
        frame.words(*(field.term for field in FOLLOW_UP_FIELDS)),
        [row_of(frame, FOLLOW_UP_FIELDS, decision) for decision in frame.facts.follow_ups],
        when_empty=frame.say(N_("Nothing waits for follow-up.")),
    )
    return _listing(grid, block, looks_of(grid, block, FOLLOW_UP_FIELDS))


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


def _listing(grid: Grid, block: Block, looks: tuple[ColumnLook, ...]) -> Sheet:
    return Sheet(
        grid.title, tuple(grid.rows), looks, tuple(grid.tables),
        freeze=(block.heading + 1, 1), repeat=(block.heading, block.heading),
    )  # fmt: skip
