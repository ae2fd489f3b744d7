"""The lines of a budget or a forecast in a workbook or csv file, each with its cell.

    found = read_plan(read_sheets(path), PlanKind.FORECAST, Defaults(year=2023))

Columns are found by their headings, on any sheet: fund, body, amount (or budget, or forecast), and
where they are there year, kind and text. What every row shares may be said once instead. Rows that
are sums, and rows without an amount, are named and passed over; an error names sheet and cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from imports.sheets import (
    HEADING_WITHIN,
    Sheet,
    Sheets,
    is_headed,
    is_total,
    money_in,
    scale_of,
    text_in,
    words_of,
)
from imports.tabular import Rows, Value
from ledger.dates import parse_fund_year
from ledger.errors import MedelError, UnreadableFile, WrongUse
from ledger.messages import _
from ledger.money import Money
from ledger.proposing.resolving import entry_kind
from ledger.terms import EntryKind, PlanKind

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row where the file does not say."""

    year: int
    fund: str | None = None
    body: str | None = None
    kind: EntryKind = EntryKind.SPENT


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line, fund and body in the file's words, and the cell of its amount."""

    fund: str
    body: str
    year: int
    kind: EntryKind
    amount: Money
    text: str | None
    place: str


@dataclass(frozen=True, slots=True)
class PlanFile:
    """The lines of a file, and the rows that were passed over, each in words."""

    rows: tuple[PlanRow, ...]
    skipped: tuple[str, ...]
    scale: int  # 1000 where the amounts are in tkr


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: Sheet
    heading: int
    columns: dict[str, int]  # field → column
    scale: int


def read_plan(
    file: Sheets, kind: PlanKind, defaults: Defaults, column: str | None = None
) -> PlanFile:
    """The lines in a file. Raises UnreadableFile naming every sheet and cell that is wrong."""
    tables = [t for sheet in file.sheets for t in _tables(file, sheet, kind, column)]
    if not tables:
        raise UnreadableFile(
            _("No table was found with headings for fund, body and amount."),
            place=file.source.name,
            next_step=_("Give the columns headings such as Medel, Part and Belopp."),
        )
    rows: list[PlanRow] = []
    skipped: list[str] = []
    wrong: list[str] = []
    for table in tables:
        for at in range(table.heading + 1, len(table.sheet.rows)):
            try:
                _take(table, at, defaults, rows, skipped)
            except MedelError as error:
                wrong.append(str(error))
    if wrong or not rows:
        raise UnreadableFile(
            "\n".join(wrong) or _("The table has no lines."), place=file.source.name
        )
    return PlanFile(tuple(rows), tuple(skipped), max(table.scale for table in tables))


def _take(
    table: _Table, at: int, defaults: Defaults, rows: list[PlanRow], skipped: list[str]
) -> None:
    def said(field: str) -> Value:
        column = table.columns.get(field)
        row = table.sheet.rows[at]
        return row[column] if column is not None and column < len(row) else None

    def words(field: str) -> str:
        return " ".join(text_in(said(field)).split())

    if all(said(field) is None for field in table.columns):
        return
    place = table.sheet.place(at, table.columns["amount"])
    named = words("fund") or words("body") or words("text")
    amount = _at(place, lambda: money_in(said("amount"), table.scale))
    if any(is_total(value) for value in table.sheet.rows[at][:3]):
        skipped.append(_("{place}: {named} (a sum)").format(place=place, named=named))
    elif amount is None:
        skipped.append(_("{place}: {named} (no amount)").format(place=place, named=named))
    else:
        rows.append(
            PlanRow(
                fund=_needed(table, at, "fund", words("fund") or defaults.fund),
                body=_needed(table, at, "body", words("body") or defaults.body),
                year=_at(
                    _cell(table, at, "year"),
                    lambda: parse_fund_year(words("year")) if words("year") else defaults.year,
                ),
                kind=_at(
                    _cell(table, at, "kind"),
                    lambda: _kind(words("kind")) if words("kind") else defaults.kind,
                ),
                amount=amount,
                text=words("text") or None,
                place=place,
            )
        )


def _tables(
    file: Sheets, sheet: Sheet, kind: PlanKind, column: str | None
) -> Iterator[_Table]:  # fmt: skip
    for at, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        found = _columns(file, sheet, at, kind, column)
        if found and ("fund" in found or "body" in found):
            heading = row[found["amount"]]
            scale = scale_of(heading)
            yield _Table(sheet, at, found, scale if scale > 1 else _scale_above(sheet.rows, at))
            return


def _columns(
    file: Sheets, sheet: Sheet, at: int, kind: PlanKind, column: str | None
) -> dict[str, int] | None:
    row, words = sheet.rows[at], words_of("plan")
    amounts = [i for i, value in enumerate(row) if column and _same(value, column)]
    for headed in () if column else (kind.value, "amount"):
        amounts = amounts or [i for i, v in enumerate(row) if is_headed(v, words[headed])]
    if not amounts:
        return None
    if len(amounts) > 1:
        raise UnreadableFile(
            _("Which column of amounts: {columns}?").format(
                columns=", ".join(f"“{text_in(row[i])}” ({sheet.place(at, i)})" for i in amounts)
            ),
            place=file.source.name,
            next_step=_("Name its heading with --column."),
        )
    found = {"amount": amounts[0]}
    for field in ("fund", "body", "year", "kind", "text"):
        for i, value in enumerate(row):
            if field not in found and i not in found.values() and is_headed(value, words[field]):
                found[field] = i
    return found


def _scale_above(rows: Rows, heading: int) -> int:
    return scale_of(*(value for row in rows[:heading] for value in row if isinstance(value, str)))


def _kind(said: str) -> EntryKind:
    word = said.lower()
    for kind, words in words_of("plan_kinds").items():
        if word in words:
            return EntryKind.of(kind)
    return entry_kind(word)


def _needed(table: _Table, at: int, field: str, value: str | None) -> str:
    if not value:
        what = {"fund": _("No fund is named."), "body": _("No body is named.")}[field]
        raise WrongUse(what, place=_cell(table, at, field))
    return value


def _cell(table: _Table, at: int, field: str) -> str:
    return table.sheet.place(at, table.columns.get(field, 0))


def _at(place: str, read: Callable[[], _Value]) -> _Value:
    try:
        return read()
    except MedelError as error:
        raise WrongUse(error.message, place=place, next_step=error.next_step) from None


def _same(value: Value, said: str) -> bool:
    return text_in(value).strip().lower() == said.strip().lower()
