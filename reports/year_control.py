"""Kontroll: sums that must be 0, what the file was made from, and the sources it rests on.

Each check is a live formula with its value; a failing one turns red and says FEL beside it. Checks
of the whole book (claims equal debts) are left out where only one body is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.columns import Column
from ledger.messages import N_
from ledger.money import Money
from reports.about import about, sources
from reports.book import Cell, ColumnLook, Look, Row, Sheet, fixed, literal, quoted, range_of
from reports.checks import SumsOf, check_row, is_zero, line_checks, proven_check
from reports.labels import Label
from reports.layout import Block, Grid
from reports.year_body import BodySheet
from reports.year_decisions import ENTRY_COLUMN
from reports.year_frame import YearFrame

FIRST_SUM = 2  # column of the first sum in Sammanställning
STATUS_ROW = 2  # of Sammanställning, where it says whether all checks hold
WRONG_ROW, WRONG_COLUMN = 2, 1  # where the number of failing checks stands


class Blocks(NamedTuple):
    """Where the tables stand that the checks add up."""

    lines: Block  # of Sammanställning
    who_pays: Block
    who_pays_sum: Money
    decisions: Block
    bodies: Sequence[BodySheet]


class Outcome(NamedTuple):
    """Whether all checks hold: a sentence for the first sheet, and where their number stands."""

    status: Cell
    fails: str  # a formula that holds when the sentence says otherwise


def control_sheet(frame: YearFrame, blocks: Blocks) -> tuple[Sheet, Outcome]:
    """The sheet, and what Sammanställning shows of it."""
    grid = Grid(frame.titles.control)
    frame.heading(grid, frame.word(Label.CONTROL))
    grid.gap()  # WRONG_ROW
    grid.gap()
    grid.say(frame.word(Label.SUMS), Look.SECTION)
    sums = grid.table(
        "Kontroll_tabell",
        frame.words(Label.CHECK, Label.DIFFERENCE, Label.RESULT),
        [check_row(frame, text, check, row) for row, (text, check) in
         enumerate(_checks(frame, blocks), start=grid.next_row + 1)],
        when_empty=frame.say(N_("Nothing to check.")),
    )  # fmt: skip
    grid.gap()
    grid.say(frame.word(Label.BODIES), Look.SECTION)
    first = grid.next_row + 1
    per_body = grid.table(
        "Kontroll_per_part_tabell",
        frame.words(Label.BODY, Label.LINES_OF_SHEET, Label.LINES_OF_ENTRIES),
        [_body_row(frame, body, blocks.lines, first + n) for n, body in enumerate(blocks.bodies)],
        when_empty=frame.say(N_("Nothing to check.")),
    )
    grid.rows[WRONG_ROW], outcome = _outcome(frame, grid, sums, per_body)
    about(frame, grid, frame.facts.book, frame.selection)
    sources(frame, grid, (*frame.facts.decisions, *frame.facts.follow_ups))
    looks = (ColumnLook(least=34, most=52), ColumnLook(least=20), ColumnLook(least=20, most=30),
             ColumnLook(most=70))  # fmt: skip
    return Sheet(grid.title, tuple(grid.rows), looks, tuple(grid.tables), repeat=(0, 1)), outcome


def _checks(frame: YearFrame, blocks: Blocks) -> Iterator[tuple[str, Cell]]:
    """Each sum that must be 0, with what it is called."""
    sums = SumsOf(blocks.lines, FIRST_SUM, frame.columns, frame.facts.lines)
    whole = frame.facts.body is None
    yield from line_checks(frame, sums, whole=whole)
    if whole:
        yield frame.say(N_("Who pays whom less the debts of all")), _debts(blocks, sums)
    span = blocks.decisions.span(ENTRY_COLUMN)
    yield proven_check(frame, frame.facts.entries, frame.facts.decisions, span)


def _debts(blocks: Blocks, sums: SumsOf) -> Cell:
    debt = Column.TO_INVOICE_DEBT
    terms = f"SUM({blocks.who_pays.span(3)})"
    if debt in sums.columns:
        terms += f"-SUM({sums.span(debt)})"
    return Cell(blocks.who_pays_sum - sums.total(debt), Look.CHECK, f"ROUND({terms},2)")


def _body_row(frame: YearFrame, body: BodySheet, lines: Block, row: int) -> list[Cell]:
    """Two checks of a body: Sammanställning against its sheet, its lines against its entries."""
    width = len(body.checks)
    if not width:
        return [Cell(body.body), Cell(Money(0), Look.CHECK), Cell(Money(0), Look.CHECK)]
    all_lines = range_of(
        lines.sheet, lines.first, FIRST_SUM, lines.last, FIRST_SUM + len(frame.columns) - 1
    )
    own = range_of(body.sheet.title, body.lines.first, 1, body.lines.last, width)
    same = f"ROUND(SUMPRODUCT(({lines.span(0)}={fixed(row, 0)})*{all_lines})-SUM({own}),2)"
    checks = range_of(body.sheet.title, body.check_row, 1, body.check_row, width)
    wrong = sum(abs(c.value.ore) for c in body.checks if isinstance(c.value, Money))
    return [
        Cell(body.body),
        Cell(Money(0), Look.CHECK, same),
        Cell(Money(wrong), Look.CHECK, f"ROUND(SUMPRODUCT(ABS({checks})),2)"),
    ]


def _outcome(frame: YearFrame, grid: Grid, sums: Block, per_body: Block) -> tuple[Row, Outcome]:
    """How many checks fail: as a row here, and as a sentence on the first sheet."""
    cells = [cell for row in grid.rows for cell in row.cells if cell.look is Look.CHECK]
    wrong = sum(not is_zero(cell) for cell in cells)
    spans = (sums.span(1), per_body.span(1), per_body.span(2))
    formula = "+".join(f"SUMPRODUCT(ISNUMBER({span})*({span}<>0))" for span in spans)
    name = Cell(frame.say(N_("Checks that fail")), Look.SECTION)
    good = frame.say(N_("All checks hold."))
    bad = frame.say(N_("A CHECK FAILS: see the last sheet."))
    place = f"{quoted(grid.title)}!{fixed(WRONG_ROW, WRONG_COLUMN)}"
    status = Cell(
        bad if wrong else good, Look.STATUS, f"IF({place}=0,{literal(good)},{literal(bad)})",
    )  # fmt: skip
    fails = f"{fixed(STATUS_ROW, 0)}<>{literal(good)}"
    return Row((name, Cell(wrong, Look.CHECK, formula))), Outcome(status, fails)
