"""A body's own sheet: its lines per fund, its entries, and the check that the two agree.

    body = body_sheet(frame, "Region Kalmar län", 1, lines, posted, places)
    body.sheet, body.lines, body.checks     # for the sheet Kontroll

An entry stands under In where the body receives and under Ut where it pays. Each column of the
lines must equal the entries of its kind: the row of checks says so with live formulas. The entries
have no total of their own: a sum over money decided, received and spent would mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledger.columns import Column
from ledger.messages import N_
from ledger.money import Money
from ledger.posting.balances import PAYEE_COLUMN, PAYER_COLUMN, REMAINING_SIGNS
from ledger.terms import EntryKind
from reports.book import Cell, ColumnLook, Look, Row, Sheet, a1, literal
from reports.figures import BookedFact, EntryFact, LineFact
from reports.labels import Label
from reports.layout import Block, Grid, total_of
from reports.year_decisions import Place, decision_link
from reports.year_frame import YearFrame, used_columns
from reports.year_lines import LineSums

KIND_COLUMN, IN_COLUMN, OUT_COLUMN = 3, 4, 5
_HEADINGS = (
    Label.COUNTERPARTY, Label.ENTRY, Label.DATE, Label.KIND, Label.IN, Label.OUT, Label.DECISION,
    Label.FUND, Label.TEXT,
)  # fmt: skip
_LOOKS = (*[ColumnLook(least=13, most=36)] * 8, ColumnLook(most=50))

# Which entries a column sums: their kind, and on which side of them the body stands.
_SUMMED = {
    **{column: (kind, OUT_COLUMN) for kind, column in PAYER_COLUMN.items()},
    **{column: (kind, IN_COLUMN) for kind, column in PAYEE_COLUMN.items()},
    Column.OPENING: (EntryKind.CARRIED, IN_COLUMN),
}


_SIGN = {1: "+", -1: "-"}


class BodySheet(NamedTuple):
    """A body's sheet, and where its lines and checks stand."""

    body: str
    sheet: Sheet
    lines: Block
    check_row: int
    checks: tuple[Cell, ...]


def body_sheet(
    frame: YearFrame, body: str, number: int, lines: Sequence[LineFact],
    posted: Sequence[EntryFact], places: Mapping[int, Place],
) -> BodySheet:  # fmt: skip
    """The sheet of one body; `number` tells its tables from those of other bodies."""
    grid = Grid(frame.titles.body[body])
    columns = used_columns(lines)
    sums = LineSums.of(columns, 1)
    frame.heading(grid, body)
    grid.gap()
    grid.say(frame.word(Label.PER_FUND), Look.SECTION)
    line_block = grid.table(
        f"Medel_{number}",
        [frame.word(Label.FUND), *sums.headings(frame)],
        [
            [Cell(line.fund), *sums.cells(line, row)]
            for row, line in enumerate(lines, start=grid.next_row + 1)
        ],
        totals=sums.places,
        total_word=frame.word(Label.TOTAL),
    )
    checks = grid.next_row
    grid.gap()  # filled in below: its formulas point at the entries
    grid.gap()
    grid.say(frame.word(Label.ENTRIES), Look.SECTION)
    entry_block = grid.table(
        f"Poster_{number}",
        frame.words(*_HEADINGS),
        [
            *(_entry_row(frame, entry, body, places) for entry in posted),
            *(_booked_row(frame, one) for one in frame.facts.booked if one.body == body),
        ],
        when_empty=frame.say(N_("No entries.")),
    )
    cells = _checks(frame, grid, columns, line_block, entry_block)
    grid.rows[checks] = Row((Cell(frame.say(N_("Lines less entries")), Look.NOTE), *cells))
    sheet = Sheet(
        grid.title, tuple(grid.rows), _LOOKS, tuple(grid.tables), freeze=(2, 1), repeat=(0, 1)
    )
    return BodySheet(body, sheet, line_block, checks, tuple(cells))


def _entry_row(
    frame: YearFrame, entry: EntryFact, body: str, places: Mapping[int, Place]
) -> list[Cell]:
    received, paid = amounts_for(entry, body, frame.facts.year)
    return [
        Cell(entry.payer if entry.payee == body else entry.payee),
        Cell(entry.number),
        Cell(entry.date),
        Cell(frame.word(entry.kind)),
        Cell(received),
        Cell(paid),
        decision_link(frame, places.get(entry.number)),
        Cell(entry.fund),
        Cell(_text(frame, entry)),
    ]


def _booked_row(frame: YearFrame, booked: BookedFact) -> list[Cell]:
    """Bookings that a rule says are the body's: no entry, and yet its money."""
    comes_in = booked.kind is EntryKind.RECEIVED
    name = f"{booked.account} {booked.account_name or ''}".strip()
    text = frame.say(
        N_("Booked on account {account}, by rule: rows {count}."), account=name, count=booked.rows
    )
    return [
        Cell(), Cell(), Cell(booked.last_day), Cell(frame.word(booked.kind)),
        Cell(booked.amount if comes_in else None), Cell(None if comes_in else booked.amount),
        Cell(booked.place), Cell(booked.fund), Cell(text),
    ]  # fmt: skip


def amounts_for(entry: EntryFact, body: str, year: int) -> tuple[Money | None, Money | None]:
    """What an entry brings to a body and takes from it in the year; None on the other side."""
    arrives = entry.to_year if entry.kind is EntryKind.CARRIED else entry.fund_year
    received = entry.amount if entry.payee == body and arrives == year else None
    paid = entry.amount if entry.payer == body and entry.fund_year == year else None
    return received, paid


def _text(frame: YearFrame, entry: EntryFact) -> str:
    parts = [entry.text]
    if entry.corrects is not None:
        parts.append(
            frame.say(N_("Corrects entry {number}: {reason}"), number=entry.corrects,
                      reason=entry.reason or "–")
        )  # fmt: skip
    if entry.corrected_by:
        numbers = ", ".join(map(str, entry.corrected_by))
        parts.append(frame.say(N_("Corrected by entry {number}"), number=numbers))
    return ". ".join(part for part in parts if part)


def _checks(
    frame: YearFrame, grid: Grid, columns: Sequence[Column], lines: Block, posted: Block
) -> list[Cell]:
    """Per column its total less what it must equal; an empty cell where nothing says what."""
    totals = {
        column: (a1(lines.total, place), total_of(grid.values(lines, place)))
        for place, column in enumerate(columns, start=1)
    }
    entry_sums = _EntrySums(frame, grid, posted)
    cells = []
    for column, (address, total) in totals.items():
        if column is Column.REMAINING:
            parts = [c for c in REMAINING_SIGNS if c in totals]
            terms = "".join(f"{_SIGN[REMAINING_SIGNS[c]]}{totals[c][0]}" for c in parts)
            found = Money(sum(REMAINING_SIGNS[c] * totals[c][1].ore for c in parts))
        elif column in _SUMMED:
            terms, found = entry_sums.of(*_SUMMED[column])
        else:
            cells.append(Cell())
            continue
        cells.append(Cell(total - found, Look.CHECK, f"ROUND({address}-({terms}),2)"))
    return cells


class _EntrySums(NamedTuple):
    """Sums over the table of entries, as formula and as figure."""

    frame: YearFrame
    grid: Grid
    posted: Block

    def of(self, kind: EntryKind, side: int) -> tuple[str, Money]:
        word, block = self.frame.word(kind), self.posted
        pairs = zip(
            self.grid.values(block, KIND_COLUMN), self.grid.values(block, side), strict=True
        )
        formula = f"SUMIFS({block.span(side)},{block.span(KIND_COLUMN)},{literal(word)})"
        return formula, total_of(value for found, value in pairs if found == word)
