"""An invoice list, by its layout → invoice rows; what is passed over or refused is told.

    file = InvoiceList("reskontra.csv", chosen, encoding)
    rows = file.rows()                     # streaming
    rows.refused, file.problems.told, file.remarks      # known when the rows are read

A row that sums others is passed over, and checked against them; so are headings that are repeated
and lines with a single cell. A row that cannot be read is refused; the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice, repeat
from typing import Any, NamedTuple

from imports.registers.cell_columns import MOST_DAYS, days_of, ores_of, texts_of
from imports.registers.cells import Cell, Decimals, day_of, decimals_in, ore_of, text_of
from imports.registers.layouts import Chosen, Heading, Layout
from imports.registers.list_tables import ListTable, Row
from imports.registers.problems import Problems
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import _, ngettext
from ledger.money import Money
from ledger.parties.org_numbers import number_kept
from ledger.registers.rows import Block, InvoiceRow, RowsRead, in_blocks

MONEY = ("net", "vat", "amount")
DATES = ("date", "due_date")
LOOKED_AT = 200  # rows from the top, for which sign the decimals have
AT_ONCE = 1000  # rows that are read column by column, where none of them is unusual
MOST_LINES = 10  # of passed rows, named
_AT = {name: at for at, name in enumerate(InvoiceRow._fields)}
_LINE, _PLACE, _OWN = _AT["line"], _AT["place"], _AT["own"]
_NUMBERS = (_AT["issuer_id"], _AT["recipient_id"])
_AMOUNT, _CURRENCY = _AT["amount"], _AT["currency"]


class _Sums(NamedTuple):
    """Öre of the rows so far: all of the table's, and those since the last sum."""

    all: int = 0
    since: int = 0


@dataclass(slots=True)
class InvoiceList:
    """A list while it is read."""

    name: str
    chosen: Chosen
    decoded: str = ""
    problems: Problems = field(default_factory=Problems)
    remarks: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)  # the lines that were passed over
    read: RowsRead[InvoiceRow] = field(init=False)

    def height(self) -> int:
        """How many rows its tables have, as far as they have been opened."""
        return sum(table.height() or 0 for table, _heading in self.chosen.tables)

    def tables(self) -> Iterator[tuple[str, Iterable[InvoiceRow]]]:
        """The invoices, the one table of the register; whatever sheets they stand on."""
        yield "invoices", self.rows()

    def rows(self) -> RowsRead[InvoiceRow]:
        """The rows of every table that the layout answers for. Raises UnreadableFile."""
        self.read = RowsRead(self._all())
        return self.read

    def _all(self) -> Iterator[Block]:
        count = 0
        for table, heading in self.chosen.tables:
            layout = with_decimals(self.chosen.layout, table, heading)
            for block in _Table(self, table, heading, layout).blocks():
                count += 1
                yield block
        if self.read.refused and not count:
            first = self.problems.told[0]
            raise UnreadableFile(
                _("None of its rows can be read; line {line}: {what}").format(
                    line=first.line, what=first.what
                ),
                place=self.name,
                next_step=_("Correct the layout; “medel layout check” shows how it reads."),
            )
        self.remarks.extend(self._remarks())

    def _remarks(self) -> Iterator[str]:
        layout = self.chosen.layout
        yield _("Layout: {name}.").format(name=layout.name)
        for heading in self.chosen.twice():
            said = _("Two columns are called “{name}”; the first is read.")
            yield said.format(name=heading)
        if self.decoded:
            yield _("Encoding: {encoding}.").format(encoding=self.decoded)
        for table in self.chosen.others:
            said = (
                _("The sheet “{name}” is hidden and was not read.")
                if table.hidden
                else _("The sheet “{name}” holds no such list and was not read.")
            )
            yield said.format(name=table.name)
        if self.passed:
            lines = ", ".join(self.passed[:MOST_LINES])
            more = "…" if len(self.passed) > MOST_LINES else ""
            said = ngettext(
                "{count} row was passed over (sums, repeated headings, notes): line {lines}.",
                "{count} rows were passed over (sums, repeated headings, notes): lines {lines}.",
                len(self.passed),
            )
            yield said.format(count=len(self.passed), lines=lines + more)


@dataclass(slots=True)
class _Table:
    """One table while it is read."""

    file: InvoiceList
    table: ListTable
    heading: Heading
    layout: Layout
    sums: _Sums = field(default_factory=_Sums)
    days: dict[Cell, str | None] = field(default_factory=dict)
    texts: tuple[tuple[int, int], ...] = field(init=False)  # where in the row, which column
    money: tuple[tuple[int, int, int], ...] = field(init=False)  # and how many times over
    dates: tuple[tuple[int, int], ...] = field(init=False)
    empty: list[Any] = field(init=False)  # a row of which nothing is known yet
    sum_letters: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        heading, layout = self.heading, self.layout
        sign = -1 if layout.reversed_sign else 1
        at = {name: (_AT[name], column) for name, column in heading.columns.items()}
        self.texts = tuple(at[name] for name in at if name not in {*MONEY, *DATES})
        self.money = tuple((*at[n], sign * heading.scales[n]) for n in MONEY if n in at)
        self.dates = tuple(at[name] for name in DATES if name in at)
        self.empty = [None] * len(_AT)
        self.empty[_AT["side"]] = layout.side
        self.sum_letters = frozenset(word[:1].lower() for word in layout.skip)

    def blocks(self) -> Iterator[Block]:
        waiting = islice(self.table.rows(), self.heading.row, None)
        while chunk := list(islice(waiting, AT_ONCE)):
            if plain := self._plain(chunk):
                yield plain
            else:
                yield from in_blocks(self._each_row(chunk), AT_ONCE)

    def _plain(self, chunk: Sequence[Row]) -> Block | None:
        """The rows column by column; None where one of them has to be looked at by itself."""
        lines, rows = zip(*chunk, strict=True)
        if set(map(len, rows)) != {len(self.heading.names)}:
            return None
        columns = list(zip(*rows, strict=True))
        if not self._are_plain(columns):
            return None
        try:
            made = self._columns(lines, columns)
        except WrongUse:
            return None  # what is wrong, and in which row, is told row by row
        if None in made[_AMOUNT]:
            return None
        total = sum(made[_AMOUNT])
        self.sums = _Sums(self.sums.all + total, self.sums.since + total)
        return Block(InvoiceRow, made)

    def _columns(
        self, lines: Sequence[int], columns: Sequence[Sequence[Cell]]
    ) -> list[Sequence[Any]]:
        """The columns of the rows as `_row` makes them. Raises WrongUse where one can't be made."""
        layout, count = self.layout, len(lines)
        made: list[Sequence[Any]] = [[value] * count for value in self.empty]
        made[_LINE] = lines
        made[_PLACE] = self.table.places(lines, self.heading.columns["amount"])
        for at, column in self.texts:
            made[at] = texts_of(columns[column])
        for at, column, times in self.money:
            ores = ores_of(columns[column], layout.decimals, abs(times))
            made[at] = ores if times > 0 else [ore if ore is None else -ore for ore in ores]
        for at, column in self.dates:
            made[at] = days_of(
                columns[column], layout.dates, self.days, serial=self.table.counted_days
            )
        made[_CURRENCY] = [said or layout.currency for said in made[_CURRENCY]]
        made[_OWN] = self._owns(made, count)
        for at in _NUMBERS:  # after what it is known by, as in `_row`
            made[at] = [number and number_kept(number) for number in made[at]]
        return made

    def _owns(self, made: Sequence[Sequence[Any]], count: int) -> Sequence[tuple[str, ...]]:
        """`_own` of each row."""
        parts = [made[_AT[name]] for name in self.layout.key]
        if not parts:
            return [()] * count
        if all(set(map(type, part)) == {str} for part in parts):
            return list(zip(repeat("list"), repeat(self.layout.side), *parts, strict=False))
        return list(map(self._own, zip(*made, strict=True)))

    def _each_row(self, chunk: Sequence[Row]) -> Iterator[InvoiceRow]:
        """The rows one by one, those that are no invoices passed over, told or refused."""
        width = len(self.heading.names)
        for line, cells in chunk:
            if len(cells) < width:
                cells = [*cells, *[None] * (width - len(cells))]  # noqa: PLW2901
            try:
                if (len(cells) > width or not self._is_plain(cells)) and self._is_passed(
                    line, cells
                ):
                    continue
                row = self._row(line, cells)
            except WrongUse as error:
                self.file.read.refuse(line)
                self.file.problems.note(line, self._told(error.message))
                continue
            self.sums = _Sums(self.sums.all + row.amount, self.sums.since + row.amount)
            yield row

    def _are_plain(self, columns: Sequence[Sequence[Cell]]) -> bool:
        """Whether every row is an invoice at first sight."""
        at = self.heading.columns
        if "date" not in at or not all(columns[at["amount"]]):
            return False
        suspect = [cell for cell in set(columns[0]) if self._may_sum(cell)]
        if any(self._begins_a_sum(str(cell)) for cell in suspect):
            return False
        days = columns[at["date"]]
        kinds = set(map(type, days))
        if kinds == {str}:
            return all(day[:1].isdigit() for day in set(days))  # type: ignore[index]
        return kinds <= {date, datetime}

    def _is_plain(self, cells: Sequence[Cell]) -> bool:
        """Whether the row is an invoice at first sight: it has a day, and it has an amount."""
        columns = self.heading.columns
        if "date" not in columns or not cells[columns["amount"]] or self._may_sum(cells[0]):
            return False
        day = cells[columns["date"]]
        return day[:1].isdigit() if isinstance(day, str) else isinstance(day, date)

    def _row(self, line: int, cells: Sequence[Cell]) -> InvoiceRow:
        row = self.empty.copy()
        row[_LINE] = line
        row[_PLACE] = self.table.place(line, self.heading.columns["amount"])
        for at, column in self.texts:
            row[at] = text_of(cells[column])
        for at, column, times in self.money:
            row[at] = self._money(cells[column], column, times)
        for at, column in self.dates:
            row[at] = self._day(cells[column], column)
        if row[_AMOUNT] is None:
            raise WrongUse(_("It has no amount."))
        row[_CURRENCY] = row[_CURRENCY] or self.layout.currency
        row[_OWN] = self._own(row)
        for at in _NUMBERS:  # what it is known by is whole: two born on one day are two
            if row[at]:
                row[at] = number_kept(row[at])
        return InvoiceRow._make(row)

    def _own(self, row: Sequence[Any]) -> tuple[str, ...]:
        """What the layout says the row is known by; empty where the row lacks a part of it."""
        parts = []
        for name in self.layout.key:
            said = row[_AT[name]]
            if said is None and name in self.heading.columns:
                return ()
            parts.append("" if said is None else str(said))
        return ("list", self.layout.side, *parts) if any(parts) else ()

    def _money(self, cell: Cell, column: int, times: int) -> int | None:
        try:
            ore = ore_of(cell, self.layout.decimals, abs(times))
        except WrongUse as error:
            raise self._in_column(column, error) from None
        return ore if ore is None or times > 0 else -ore

    def _amount(self, cells: Sequence[Cell]) -> int | None:
        _at, column, times = self.money[-1]  # MONEY ends with it
        return self._money(cells[column], column, times)

    def _day(self, cell: Cell, column: int) -> str | None:
        if cell not in self.days:
            if len(self.days) >= MOST_DAYS:
                self.days.clear()
            try:
                self.days[cell] = day_of(cell, self.layout.dates, serial=self.table.counted_days)
            except WrongUse as error:
                raise self._in_column(column, error) from None
        return self.days[cell]

    def _is_passed(self, line: int, cells: Sequence[Cell]) -> bool:
        """Whether the row is no invoice: empty, a sum, the headings once more, or a note.

        Raises WrongUse where it is none of these and yet no invoice.
        """
        filled = [at for at, cell in enumerate(cells) if _is_filled(cell)]
        if not filled:
            return True
        self._check_width(filled[-1] + 1)
        if self._is_no_invoice(line, cells, filled):
            self.file.passed.append(self._line(line))
            return True
        return False

    def _check_width(self, count: int) -> None:
        width = len(self.heading.names)
        if count > width:
            raise WrongUse(
                _("It has {count} cells, but there are {width} headings.").format(
                    count=count, width=width
                )
            )

    def _is_no_invoice(self, line: int, cells: Sequence[Cell], filled: Sequence[int]) -> bool:
        columns = self.heading.columns
        first = cells[filled[0]]
        if isinstance(first, str) and self._begins_a_sum(first):
            named = columns.get("number") in filled[1:]
            dated = any(columns.get(name) in filled[1:] for name in DATES)
            if not named and (not dated or self._is_sum(cells)):
                self._check_sum(line, cells)
                return True
        money = {columns.get(name) for name in MONEY}
        if len(filled) == 1 and filled[0] not in money:
            return True
        if all(cells[at] == self.heading.names[at] for at in filled):
            return True
        # What no layout reads (a balance that is left) says nothing of an invoice.
        said = set(columns.values()).intersection(filled) - money
        if columns["amount"] in filled and not said.intersection(self._naming()):
            if self._is_sum(cells):
                return True
            if not said:
                raise WrongUse(_("It has nothing but an amount."))
            if self._naming():
                raise WrongUse(_("It has neither a number nor a day."))
        return False

    def _naming(self) -> set[int]:
        """The columns that an invoice has one of filled, whatever else it lacks."""
        names = ("number", "reference", "order_reference", *DATES)
        return {self.heading.columns[name] for name in names if name in self.heading.columns}

    def _is_sum(self, cells: Sequence[Cell]) -> bool:
        return self._amount(cells) in {self.sums.all, self.sums.since}

    def _may_sum(self, first: Cell) -> bool:
        """Whether a row that begins so has to be looked at: its first letter is one of a sum's."""
        return isinstance(first, str) and first[:1].lower() in self.sum_letters

    def _begins_a_sum(self, text: str) -> bool:
        folded = text.strip().lower()
        return any(
            folded == word or folded.startswith((f"{word} ", f"{word}:"))
            for word in map(str.lower, self.layout.skip)
        )

    def _check_sum(self, line: int, cells: Sequence[Cell]) -> None:
        """A sum that its rows do not make is told: rows may be missing in the file."""
        said = self._amount(cells)
        if said is not None and said not in {self.sums.all, self.sums.since}:
            what = _("The sum says {said}, but the rows above it make {found}.").format(
                said=Money(said).decimal_string, found=Money(self.sums.since).decimal_string
            )
            self.file.problems.note(line, self._told(what))
        self.sums = _Sums(self.sums.all, 0)

    def _in_column(self, at: int, error: WrongUse) -> WrongUse:
        return WrongUse(f"{self.heading.names[at]}: {error.message}")

    def _told(self, what: str) -> str:
        sheet = self.table.name
        return _("sheet “{name}”: {what}").format(name=sheet, what=what) if sheet else what

    def _line(self, line: int) -> str:
        return f"{self.table.name}!{line}" if self.table.name else str(line)


def with_decimals(layout: Layout, table: ListTable, heading: Heading) -> Layout:
    """The layout with what sign its decimals have, where the first rows say it."""
    if layout.decimals != "auto":
        return layout
    columns = [heading.columns[name] for name in MONEY if name in heading.columns]
    top = table.top(LOOKED_AT)[heading.row :]
    written = (cells[at] for _line, cells in top for at in columns if at < len(cells))
    found: set[Decimals] = {
        sign for cell in written if isinstance(cell, str) and (sign := decimals_in(cell))
    }
    return replace(layout, decimals=found.pop()) if len(found) == 1 else layout


def _is_filled(cell: Cell) -> bool:
    return cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())
