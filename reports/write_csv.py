"""The tables of a Book as CSV that opens right in Swedish Excel: semicolon, decimal comma, BOM.

>>> csv_text("=1+1"), csv_text(Money(-150050))
("'=1+1", '-1500,50')

Text that a spreadsheet would take for a formula gets an apostrophe before it. Numbers have no
thousands separator and no unit, so that they are read as numbers.
"""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from ledger.money import Money
from reports.book import Book, Row, Value
from reports.plain_text import plain_text

BOM = "\ufeff"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


def csv_bytes(book: Book) -> bytes:
    """The rows of all visible sheets, one after another."""
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    for sheet in book.sheets:
        if not sheet.hidden:
            writer.writerows(_shown(row) for row in sheet.rows if not row.hidden)
    return (BOM + lines.getvalue()).encode("utf-8")


def _shown(row: Row) -> list[str]:
    return [csv_text(cell.value) for cell in row.cells]


def csv_text(value: Value) -> str:
    """One value as a field."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return value.decimal_string.replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    text = plain_text(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_SIGNS) else text
