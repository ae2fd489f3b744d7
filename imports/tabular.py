"""Workbooks as rows of plain values: the one module that knows the Excel reader.

    book = read_workbook("granskning.xlsx", content)
    book.sheets["Granskning"][2][0]      # row and column counted from 0

Whole numbers that Excel keeps as floats come out as int; text stays text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from imports.zips import refuse_bomb
from ledger.errors import UnreadableFile
from ledger.messages import _

Value = str | int | float | bool | date | datetime | time | timedelta | None
Rows = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets by name, hidden ones too; each a table from cell A1."""

    name: str
    sheets: Mapping[str, Rows]


def read_workbook(name: str, content: bytes) -> Workbook:
    """Read an xlsx from its bytes. Raises UnreadableFile."""
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_bomb(name, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            sheet: tuple(
                tuple(_plain(value) for value in row)
                for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            )
            for sheet in book.sheet_names
        }
    except (CalamineError, ValueError, KeyError, OSError):
        raise UnreadableFile(
            _("The workbook cannot be read."),
            place=name,
            next_step=_("Open it in Excel and save it anew as .xlsx."),
        ) from None
    return Workbook(name, sheets)


def _plain(value: object) -> Value:
    if value == "" or value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str | int | float | date | time | timedelta):
        return value
    return str(value)
