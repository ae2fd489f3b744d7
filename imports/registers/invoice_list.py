"""An invoice list, by its layout → invoice rows; what is passed over or refused is told.

    file = InvoiceList("reskontra.csv", chosen, encoding)
    rows = file.rows()                     # streaming
    rows.refused, file.problems.told, file.remarks      # known when the rows are read

A row that sums others is passed over, and checked against them; so are headings that are repeated
and lines with a single cell. A row that cannot be read is refused; the others go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from imports.registers.cells import Cell, Decimals, day_of, decimals_in, ore_of, text_of
from imports.registers.layouts import Chosen, Heading, Layout
from imports.registers.list_tables import ListTable
from imports.registers.problems import Problems
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import _, ngettext
from ledger.money import Money
from ledger.register_rows import InvoiceRow, RowsRead

MONEY = ("net", "vat", "amount")
DATES = ("date", "due_date")
LOOKED_AT = 200  # rows from the top, for which sign the decimals have
MOST_LINES = 10  # of passed rows, named
MOST_DATES = 50_000  # kept as they were read: the same days come again


class _Sums(NamedTuple):
    """Öre of the rows so far: all of the table's, and those since the last sum."""

    all: int = 0
    since: int = 0


@dataclass(slots=True)
class InvoiceList:
    """A list while it is read."""

    name: str
    chosen: Chosen
    encoding: str = ""
    problems: Problems = field(default_factory=Problems)
    remarks: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)  # the lines that were passed over
    read: RowsRead = field(init=False)

    def rows(self) -> RowsRead:
        """The rows of every table that the layout answers for. Raises UnreadableFile."""
        self.read = RowsRead(self._all())
        return self.read

    def _all(self) -> Iterator[InvoiceRow]:
        count = 0
        for table, heading in self.chosen.tables:
            layout = with_decimals(self.chosen.layout, table, heading)
            for row in _Table(self, table, heading, layout).rows():
                count += 1
                yield row
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
        if self.encoding:
            yield _("Encoding: {encoding}.").format(encoding=self.encoding)
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
    texts: tuple[tuple[str, int], ...] = field(init=False)
    sign: int = field(init=False)

    def __post_init__(self) -> None:
        known = {*MONEY, *DATES}
        columns = self.heading.columns.items()
        self.texts = tuple((name, at) for name, at in columns if name not in known)
        self.sign = -1 if self.layout.reversed_sign else 1

    def rows(self) -> Iterator[InvoiceRow]:
        for number, (line, cells) in enumerate(self.table.rows(), start=1):
            if number <= self.heading.row:
                continue
            filled = [at for at, cell in enumerate(cells) if _is_filled(cell)]
            if not filled:
                continue
            try:
                self._check_width(filled[-1] + 1)
                if self._is_passed(line, cells, filled):
                    self.file.passed.append(self._line(line))
                    continue
                row = self._row(line, cells)
            except WrongUse as error:
                self.file.read.refused += 1
                self.file.problems.note(line, self._told(error.message))
                continue
            self.sums = _Sums(self.sums.all + row.amount, self.sums.since + row.amount)
            yield row

    def _check_width(self, count: int) -> None:
        width = len(self.heading.names)
        if count > width:
            raise WrongUse(
                _("It has {count} cells, but there are {width} headings.").format(
                    count=count, width=width
                )
            )

    def _row(self, line: int, cells: Sequence[Cell]) -> InvoiceRow:
        columns = self.heading.columns
        said = {name: self._text(cells, at) for name, at in self.texts}
        amount = self._money(cells, "amount")
        if amount is None:
            raise WrongUse(_("It has no amount."))
        return InvoiceRow(
            line=line,
            place=self.table.place(line, columns["amount"]),
            own=self._own(said, cells),
            side=self.layout.side,
            number=said.get("number"),
            date=self._day(cells, "date"),
            due_date=self._day(cells, "due_date"),
            issuer=said.get("issuer"),
            issuer_id=said.get("issuer_id"),
            recipient=said.get("recipient"),
            recipient_id=said.get("recipient_id"),
            net=self._money(cells, "net"),
            vat=self._money(cells, "vat"),
            amount=amount,
            currency=said.get("currency") or self.layout.currency,
            reference=said.get("reference"),
            order_reference=said.get("order_reference"),
            project=said.get("project"),
            account=said.get("account"),
            credits=said.get("credits"),
            text=said.get("text"),
        )

    def _own(self, said: dict[str, str | None], cells: Sequence[Cell]) -> tuple[str, ...]:
        """What the layout says the row is known by; empty where the row lacks a part of it."""
        if not self.layout.key:
            return ()
        parts = []
        for name in self.layout.key:
            if name not in self.heading.columns:
                parts.append("")
                continue
            part = said[name] if name in said else text_of(cells[self.heading.columns[name]])
            if part is None:
                return ()
            parts.append(part)
        return ("list", self.layout.side, *parts) if any(parts) else ()

    def _text(self, cells: Sequence[Cell], at: int) -> str | None:
        return text_of(cells[at]) if at < len(cells) else None

    def _money(self, cells: Sequence[Cell], name: str) -> int | None:
        at = self.heading.columns.get(name)
        if at is None or at >= len(cells):
            return None
        try:
            ore = ore_of(cells[at], self.layout.decimals, self.heading.scales[name])
        except WrongUse as error:
            raise self._in_column(at, error) from None
        return None if ore is None else self.sign * ore

    def _day(self, cells: Sequence[Cell], name: str) -> str | None:
        at = self.heading.columns.get(name)
        if at is None or at >= len(cells):
            return None
        cell = cells[at]
        if cell not in self.days:
            if len(self.days) >= MOST_DATES:
                self.days.clear()
            try:
                serial = self.table.counted_days
                self.days[cell] = day_of(cell, self.layout.dates, serial=serial)
            except WrongUse as error:
                raise self._in_column(at, error) from None
        return self.days[cell]

    def _is_passed(self, line: int, cells: Sequence[Cell], filled: Sequence[int]) -> bool:
        """Whether the row is no invoice: a sum, the headings once more, or a note."""
        columns = self.heading.columns
        first = cells[filled[0]]
        if isinstance(first, str) and self._begins_a_sum(first):
            dated = any(columns.get(name) in filled[1:] for name in (*DATES, "number"))
            if not dated:
                self._check_sum(line, cells)
                return True
        if len(filled) == 1 and filled[0] not in {columns.get(name) for name in MONEY}:
            return True
        money = {columns.get(name) for name in MONEY}
        if money.issuperset(filled):
            if self._money(cells, "amount") in {self.sums.all, self.sums.since}:
                return True
            raise WrongUse(_("It has nothing but an amount."))
        return all(
            at < len(self.heading.names) and cells[at] == self.heading.names[at] for at in filled
        )

    def _begins_a_sum(self, text: str) -> bool:
        folded = text.strip().lower()
        return any(
            folded == word or folded.startswith((f"{word} ", f"{word}:"))
            for word in self.layout.skip
        )

    def _check_sum(self, line: int, cells: Sequence[Cell]) -> None:
        """A sum that its rows do not make is told: rows may be missing in the file."""
        said = self._money(cells, "amount")
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
