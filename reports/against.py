"""Is the book still the one a workbook was made from, and which figures have changed since?

    found = compared(connection, Path("redovisning 2023.xlsx"))
    found.edited        # cells that do not say what the book said then
    found.figures       # figures the book says otherwise today, and by which entries

The report that the workbook's stamp names is made twice more: as the book was after the event of
the stamp, to compare with what stands in the file, and as the book is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.messages import _
from ledger.money import Money
from reports.book import Book, Look, Value, a1
from reports.figures import EntryFact
from reports.formats import report_book
from reports.kinds import report_of
from reports.plain_text import cell_text
from reports.read_xlsx import opened, stamp_of
from reports.stamp import Stamp

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from sqlalchemy import Connection

_OURS_TO_FILL = frozenset({Look.INPUT, Look.INPUT_AMOUNT})

Shown = str | int | Money | date | None


@dataclass(frozen=True, slots=True)
class EditedCell:
    """A cell of the file that does not say what the book said when it was made."""

    sheet: str
    cell: str
    said: Shown  # by the book then
    says: Shown  # in the file


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that the book says otherwise now; None: there is no such line."""

    line: tuple[str, ...]  # the year, body and fund, or what else names the line
    column: str
    then: Money | None
    now: Money | None
    entries: tuple[int, ...]  # posted since, that touch the line


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it. Where the book is not the one of the file, nothing else is compared."""

    stamp: Stamp
    made_at: str  # UTC; "" where the book has no such event
    trouble: str = ""  # why nothing more could be compared
    other_program: bool = False  # the layout may differ: cells were not compared
    template: str = ""  # the county's own that it was made in: cells were not compared
    edited: tuple[EditedCell, ...] = ()
    figures: tuple[ChangedFigure, ...] = ()
    entries_since: int = 0

    @property
    def same(self) -> bool:
        """Whether the book still says what stands in the file."""
        return not (self.trouble or self.edited or self.figures)


def compared(connection: Connection, path: Path) -> Compared:
    """Compare a workbook with the book. Raises UnreadableFile where it has no stamp of ours."""
    from ledger.storage.chain import book_id
    from ledger.storage.moments import Moment, event_at, time_of

    workbook = opened(path)
    stamp = stamp_of(workbook, path)
    if stamp.book_id != book_id(connection):
        return Compared(stamp, "", _("The file was made from another book."))
    made_at = time_of(connection, stamp.event)
    if not made_at or event_at(connection, Moment(None, stamp.event)) != (stamp.event, stamp.head):
        return Compared(
            stamp, made_at, _("The book does not hold the event that the file was made at.")
        )
    return _with_figures(connection, workbook, stamp, made_at)


def _with_figures(
    connection: Connection, workbook: Workbook, stamp: Stamp, made_at: str
) -> Compared:
    report = report_of(stamp.spec.kind)
    # What people wrote is not the book's, nor is the layout of a template of theirs.
    spec = replace(stamp.spec, comments_from=None, template=None)
    then = report.read(connection, spec.at_event(stamp.event))
    now = report.read(connection, spec.at_event(None))
    same_program = then.book.program == stamp.program
    said = report_book(report, then, spec)
    since = [entry for entry in report.entries(now) if entry.number > stamp.entry]
    return Compared(
        stamp,
        made_at,
        other_program=not same_program,
        template=stamp.spec.template or "",
        edited=tuple(_edited(said, workbook)) if same_program and not stamp.spec.template else (),
        figures=tuple(_changed(report.lines(then, spec), report.lines(now, spec), since)),
        entries_since=now.book.up_to_entry - stamp.entry,
    )


def _edited(said: Book, workbook: Workbook) -> Iterator[EditedCell]:
    """Cells that differ; what a reader is meant to fill in is not looked at."""
    for sheet in said.sheets:
        if sheet.title not in workbook.sheetnames:
            yield EditedCell(sheet.title, "", sheet.title, None)
            continue
        stands = workbook[sheet.title].iter_rows(values_only=True)
        for number, row in enumerate(sheet.rows):
            there = next(stands, ())
            for column, cell in enumerate(row.cells):
                says = there[column] if column < len(there) else None
                if cell.look not in _OURS_TO_FILL and not _equal(cell.value, says):
                    shown = _shown(says, cell.value)
                    yield EditedCell(sheet.title, a1(number, column), cell.value, shown)


def _equal(said: Value, says: Any) -> bool:
    if isinstance(said, Money):
        return isinstance(says, int | float) and round(says * 100) == said.ore
    if isinstance(said, date):
        return (says.date() if isinstance(says, datetime) else says) == said
    if isinstance(said, str):
        return cell_text(said) == ("" if says is None else str(says).replace("\r\n", "\n"))
    return bool(said == says)


def _shown(says: Any, beside: Value) -> Shown:
    if isinstance(beside, Money) and isinstance(says, int | float):
        return Money(round(says * 100))
    if isinstance(says, datetime):
        return says.date()
    return says if says is None or isinstance(says, str | int) else str(says)


def _changed(then: Book, now: Book, since: Sequence[EntryFact]) -> Iterator[ChangedFigure]:
    """Figures of the lines that are not the same; a line that is new or gone has them all."""
    old, new = _figures(then), _figures(now)
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if (before or Money(0)) != (after or Money(0)):
            line, column = key
            touching = tuple(entry.number for entry in since if _touches(entry, line))
            yield ChangedFigure(line, column, before, after, touching)


def _touches(entry: EntryFact, line: Sequence[str]) -> bool:
    return entry.fund in line and (entry.payer in line or entry.payee in line)


def _figures(lines: Book) -> dict[tuple[tuple[str, ...], str], Money]:
    """Each sum by its line and column; a line is known by its texts and whole numbers."""
    figures = {}
    for sheet in lines.sheets:
        headings = [str(cell.value) for cell in sheet.rows[0].cells]
        for row in sheet.rows[1:]:
            line = tuple(str(c.value) for c in row.cells if isinstance(c.value, str | int))
            for heading, cell in zip(headings, row.cells, strict=True):
                if isinstance(cell.value, Money):
                    figures[line, heading] = cell.value
    return figures
