"""What each may claim of a fund (fördelningslista): a sum for each body, with its cell.

    found = read_distribution(read_sheets(path))
    found.rows[0].body, found.rows[0].amount, found.rows[0].place

Every table with headings for body and sum is read; sums of others, counties and rows without a sum
are named and passed over. Shares instead of sums make a key (`shares_in`), not proposals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
from imports.tabular import Value
from ledger.dates import parse_fund_year
from ledger.errors import MedelError, UnreadableFile
from ledger.messages import _
from ledger.money import Money


@dataclass(frozen=True, slots=True)
class ListRow:
    """What one body may claim, in the file's words, and where that stands."""

    body: str
    amount: Money
    fund: str | None
    year: int | None
    sheet: Sheet
    at: int  # the row, counted from 0
    columns: Mapping[str, int]  # of body, sum, fund and year: field → column

    @property
    def place(self) -> str:
        return self.sheet.place(self.at, self.columns["amount"])


@dataclass(frozen=True, slots=True)
class DistributionFile:
    """The rows of a file, and those that were passed over, each in words."""

    rows: tuple[ListRow, ...]
    skipped: tuple[str, ...]
    scale: int  # 1000 where the sums are in tkr


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: Sheet
    heading: int
    columns: dict[str, int]  # field → column
    scale: int = 1

    def said(self, at: int, field: str) -> Value:
        column, row = self.columns.get(field), self.sheet.rows[at]
        return row[column] if column is not None and column < len(row) else None

    def words(self, at: int, field: str) -> str:
        return " ".join(text_in(self.said(at, field)).split())


def read_distribution(file: Sheets, column: str | None = None) -> DistributionFile:
    """The sums in a file. Raises UnreadableFile naming every sheet and cell that is wrong."""
    tables = list(_tables(file, "amount", column))
    if not tables:
        raise _none(file, _("No table was found with headings for body and sum."))
    rows: list[ListRow] = []
    skipped: list[str] = []
    wrong: list[str] = []
    for table in tables:
        for at in range(table.heading + 1, len(table.sheet.rows)):
            try:
                _take(table, at, rows, skipped)
            except MedelError as error:
                place = table.sheet.place(at, table.columns["amount"])
                wrong.append(f"{place}: {error.message}")
    if wrong or not rows:
        raise UnreadableFile(
            "\n".join(wrong) or _("The table has no sums."), place=file.source.name
        )
    return DistributionFile(tuple(rows), tuple(skipped), max(table.scale for table in tables))


def shares_in(file: Sheets, column: str | None = None) -> list[tuple[str, str]]:
    """Bodies and their shares, as a list of shares has them. Raises UnreadableFile."""
    found = [
        (body, text_in(share))
        for table in _tables(file, "share", column)
        for at in range(table.heading + 1, len(table.sheet.rows))
        if (body := table.words(at, "body")) and (share := table.said(at, "share")) is not None
        and not is_total(table.said(at, "body"))
    ]  # fmt: skip
    if not found:
        raise _none(file, _("No table was found with headings for body and share."))
    return found


def _take(table: _Table, at: int, rows: list[ListRow], skipped: list[str]) -> None:
    body, value = table.words(at, "body"), table.said(at, "amount")
    if not body and value is None:
        return
    place = table.sheet.place(at, table.columns["amount"])
    if is_total(table.said(at, "body")) or any(is_total(v) for v in table.sheet.rows[at][:2]):
        skipped.append(_("{place}: {named} (a sum)").format(place=place, named=body))
        return
    amount = money_in(value, table.scale)
    if amount is None or not amount.ore:
        skipped.append(_("{place}: {named} (no amount)").format(place=place, named=body))
        return
    if not body:
        raise UnreadableFile(_("No body is named."))
    year = table.words(at, "year")
    rows.append(
        ListRow(
            body, amount, table.words(at, "fund") or None, parse_fund_year(year) if year else None,
            table.sheet, at, table.columns,
        )
    )  # fmt: skip


def _tables(file: Sheets, wanted: str, column: str | None) -> Iterator[_Table]:
    for sheet in file.sheets:
        for at, row in enumerate(sheet.rows[:HEADING_WITHIN]):
            columns = _columns(file, sheet, at, wanted, column)
            if columns:
                above = [v for r in sheet.rows[:at] for v in r if isinstance(v, str)]
                yield _Table(sheet, at, columns, scale_of(row[columns[wanted]], *above))
                break


def _columns(
    file: Sheets, sheet: Sheet, at: int, wanted: str, column: str | None
) -> dict[str, int] | None:
    row, words = sheet.rows[at], words_of("distribution")
    body = next((i for i, value in enumerate(row) if is_headed(value, words["body"])), None)
    if body is None:
        return None
    found = _headed(row, [column.lower()] if column else (), body)
    for headed in () if column else (("share",) if wanted == "share" else ("allocated", "amount")):
        found = found or _headed(row, words[headed], body)
    if not found:
        return None
    if len(found) > 1:
        raise UnreadableFile(
            _("Which column of amounts: {columns}?").format(
                columns=", ".join(f"“{text_in(row[i])}” ({sheet.place(at, i)})" for i in found)
            ),
            place=file.source.name,
            next_step=_("Name its heading with --column."),
        )
    columns = {"body": body, wanted: found[0]}
    for field in ("fund", "year"):
        taken = set(columns.values())
        place = next(
            (i for i, v in enumerate(row) if i not in taken and is_headed(v, words[field])), None
        )
        if place is not None:
            columns[field] = place
    return columns


def _headed(row: Sequence[Value], words: Sequence[str], but: int) -> list[int]:
    return [i for i, value in enumerate(row) if i != but and is_headed(value, words)]


def _none(file: Sheets, why: str) -> UnreadableFile:
    return UnreadableFile(
        why, place=file.source.name,
        next_step=_("Give the columns headings such as Kommun and Tilldelat, or Kommun and Andel."),
    )  # fmt: skip
