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
from ledger.posting.balances import REMAINING_SIGNS
from reports.book import Cell, ColumnLook, Look, Row, Sheet, fixed, literal, quoted, range_of
from reports.labels import Label
from reports.layout import Block, Grid, total_of
from reports.year_body import BodySheet
from reports.year_decisions import ENTRY_COLUMN
from reports.year_frame import YearFrame

FIRST_SUM = 2  # column of the first sum in Sammanställning
STATUS_ROW = 2  # of Sammanställning, where it says whether all checks hold
WRONG_ROW, WRONG_COLUMN = 2, 1  # where the number of failing checks stands

# What one body gives another receives: the two columns of a pair have the same total.
_PAIRS = (
    (Column.ALLOCATED_IN, Column.ALLOCATED_OUT),
    (Column.TRANSFERRED_IN, Column.TRANSFERRED_OUT),
    (Column.TO_INVOICE_CLAIM, Column.TO_INVOICE_DEBT),
    (Column.INVOICED_CLAIM, Column.INVOICED_DEBT),
    (Column.PAID_IN, Column.PAID_OUT),
)


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
        [_sum_row(frame, text, check, row) for row, (text, check) in
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
    _about(frame, grid)
    _sources(frame, grid)
    looks = (ColumnLook(least=34, most=52), ColumnLook(least=20), ColumnLook(least=20, most=30),
             ColumnLook(most=70))  # fmt: skip
    return Sheet(grid.title, tuple(grid.rows), looks, tuple(grid.tables), repeat=(0, 1)), outcome


def _checks(frame: YearFrame, blocks: Blocks) -> Iterator[tuple[str, Cell]]:
    """Each sum that must be 0, with what it is called."""
    used = frame.columns
    if frame.facts.body is None:
        for left, right in _PAIRS:
            if left in used or right in used:
                name = f"{frame.word(left)} − {frame.word(right)}"
                yield name, _signed(frame, blocks.lines, {left: 1, right: -1})
    parts = [column for column in REMAINING_SIGNS if column in used]
    if parts:
        signs = {Column.REMAINING: 1} | {c: -REMAINING_SIGNS[c] for c in parts}
        yield (
            frame.say(N_("Remaining less what it is made of")),
            _signed(frame, blocks.lines, signs),
        )
    if frame.facts.body is None:
        yield frame.say(N_("Who pays whom less the debts of all")), _debts(frame, blocks)
    yield frame.say(N_("Entries less those with their decision")), _proven(frame, blocks.decisions)


def _signed(frame: YearFrame, lines: Block, signs: dict[Column, int]) -> Cell:
    """The totals of some columns of Sammanställning, added with their signs."""
    used = {column: sign for column, sign in signs.items() if column in frame.columns}
    terms = "".join(
        f"{'+' if sign > 0 else '-'}SUM({_span(frame, lines, column)})"
        for column, sign in used.items()
    )
    ore = sum(sign * _total(frame, column).ore for column, sign in used.items())
    return Cell(Money(ore), Look.CHECK, f"ROUND({terms},2)")


def _debts(frame: YearFrame, blocks: Blocks) -> Cell:
    debt = Column.TO_INVOICE_DEBT
    terms = f"SUM({blocks.who_pays.span(3)})"
    if debt in frame.columns:
        terms += f"-SUM({_span(frame, blocks.lines, debt)})"
    difference = blocks.who_pays_sum - _total(frame, debt)
    return Cell(difference, Look.CHECK, f"ROUND({terms},2)")


def _proven(frame: YearFrame, decisions: Block) -> Cell:
    """How many entries lack a row with evidence in Beslut."""
    count = len(frame.facts.entries)
    proven = sum(decision.entry is not None for decision in frame.facts.decisions)
    return Cell(count - proven, Look.CHECK, f"{count}-COUNT({decisions.span(ENTRY_COLUMN)})")


def _span(frame: YearFrame, lines: Block, column: Column) -> str:
    return lines.span(FIRST_SUM + frame.columns.index(column))


def _total(frame: YearFrame, column: Column) -> Money:
    return total_of(line.columns.get(column) for line in frame.facts.lines)


def _sum_row(frame: YearFrame, text: str, check: Cell, row: int) -> list[Cell]:
    return [Cell(text), check, _result(frame, check, row)]


def _result(frame: YearFrame, check: Cell, row: int) -> Cell:
    holds, fails = frame.words(Label.HOLDS, Label.FAILS)
    value = holds if _is_zero(check) else fails
    return Cell(value, formula=f"IF({fixed(row, 1)}=0,{literal(holds)},{literal(fails)})")


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
    wrong = sum(not _is_zero(cell) for cell in cells)
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


def _is_zero(cell: Cell) -> bool:
    return cell.value in {0, Money(0)}


def _about(frame: YearFrame, grid: Grid) -> None:
    book = frame.facts.book
    grid.gap()
    grid.say(frame.word(Label.ABOUT), Look.SECTION)
    for label, value in (
        (Label.SELECTION, frame.selection),
        (Label.UP_TO, str(book.up_to_entry)),
        (Label.HEAD, book.head),
        (Label.BOOK, book.book_id),
        (Label.PROGRAM, book.program),
        (Label.LAST_EVENT, book.at[:16].replace("T", " ")),
    ):
        grid.add(Cell(frame.word(label)), Cell(value, Look.NOTE))
    grid.gap()


def _sources(frame: YearFrame, grid: Grid) -> None:
    """The files that the sheets rest on, each by the hash of its bytes."""
    grid.say(frame.word(Label.SOURCES), Look.SECTION)
    files = {
        decision.sha256: decision
        for decision in (*frame.facts.decisions, *frame.facts.follow_ups)
        if decision.sha256
    }
    grid.table(
        "Underlag_tabell",
        frame.words(Label.FILE, Label.MEETING_DATE, Label.FORUM, Label.SHA256),
        [
            [Cell(d.file or ""), Cell(d.meeting_date), Cell(d.forum or ""), Cell(d.sha256)]
            for d in files.values()
        ],
        when_empty=frame.say(N_("No files.")),
    )
