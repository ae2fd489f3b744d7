"""A Book as an Excel workbook: formats, live formulas with their values, links, tables, charts.

    content = xlsx_bytes(book)

The same book gives the same bytes: nothing in the file tells when or where it was written. Text is
written as text whatever it looks like, money as numbers that read back to the öre.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from ledger.errors import CannotStore
from ledger.messages import _
from ledger.money import Money
from reports.book import Book, Cell, Look, Row, Sheet, Value, fixed, quoted
from reports.layout import lines_needed, widths
from reports.plain_text import cell_text, plain_text
from reports.stamp import stamp_properties
from reports.xlsx_charts import insert_chart
from reports.xlsx_looks import Looks
from reports.xlsx_parts import print_set_up, validation

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2000, 1, 1)  # in every file: the same facts give the same bytes
MAX_EXACT_ORE = 10**15  # Excel shows fifteen digits
LINE_HEIGHT, TITLE_HEIGHT = 15, 24  # points
MAX_NAME = 255  # of a link
TABLE_STYLE = "Table Style Light 15"  # lines only: legible in black and white


def xlsx_bytes(book: Book) -> bytes:
    """The workbook as the content of an .xlsx file."""
    import xlsxwriter

    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    workbook.set_properties(
        {"title": plain_text(book.title), "comments": book.program, "created": CREATED}
    )
    for name, part in stamp_properties(book.stamp):
        workbook.set_custom_property(name, part, "text")
    workbook.set_size(2400, 1500)
    page = _Page(workbook, Looks(workbook, book.unit), book)
    pages = [(workbook.add_worksheet(sheet.title), sheet) for sheet in book.sheets]
    for worksheet, sheet in pages:
        page.write(worksheet, sheet)
    for name, place in book.names:
        workbook.define_name(name, f"={place}")
    workbook.close()
    return buffer.getvalue()


def excel_number(amount: Money) -> float:
    """Kronor as the number Excel keeps. Raises CannotStore where that would not be the same sum."""
    number = amount.ore / 100
    if abs(amount.ore) >= MAX_EXACT_ORE or round(number * 100) != amount.ore:
        raise CannotStore(
            _("{amount} kronor is more than Excel can show exactly.").format(
                amount=amount.decimal_string
            ),
            next_step=_("Use --format json or csv instead."),
        )
    return number


class _Page(NamedTuple):
    """What writing a sheet needs to know of its book."""

    workbook: Workbook
    looks: Looks
    book: Book

    def write(self, worksheet: Worksheet, sheet: Sheet) -> None:
        sizes = self._columns(worksheet, sheet)
        for number, row in enumerate(sheet.rows):
            for column, cell in enumerate(row.cells):
                self._cell(worksheet, number, column, cell)
            _set_height(worksheet, number, row, sizes)
        self._tables(worksheet, sheet)
        for chart in sheet.charts:
            insert_chart(self.workbook, worksheet, chart, self.book.unit)
        self._rules(worksheet, sheet)
        print_set_up(worksheet, sheet, self.book)
        worksheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})  # codes are text
        if sheet.filter:
            heading, last = sheet.filter
            worksheet.autofilter(heading, 0, last, len(sheet.rows[heading].cells) - 1)
        if sheet.freeze != (0, 0):
            worksheet.freeze_panes(*sheet.freeze)
        if sheet.hidden:
            worksheet.very_hidden()
        if sheet.protected:
            worksheet.protect("", _ALLOWED)

    def _columns(self, worksheet: Worksheet, sheet: Sheet) -> list[int]:
        count = max((len(row.cells) for row in sheet.rows), default=0)
        needed = widths(sheet.rows, sheet.columns, count)
        for column, width in enumerate(needed):
            hidden = column < len(sheet.columns) and sheet.columns[column].hidden
            worksheet.set_column(column, column, width, None, {"hidden": hidden})
        return needed

    def _cell(self, worksheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        shown = self.looks.of(cell)
        if cell.link:
            target = f"internal:{quoted(cell.link.sheet)}!{fixed(cell.link.row, cell.link.column)}"
            worksheet.write_url(row, column, target, shown, cell_text(str(cell.value))[:MAX_NAME])
        if cell.formula:
            worksheet.write_formula(row, column, f"={cell.formula}", shown, _cached(cell.value))
        elif cell.mark and isinstance(cell.value, str):
            self._marked(worksheet, row, column, cell.value, cell.mark, shown)
        else:
            _write_value(worksheet, row, column, cell.value, shown)
        if cell.note:
            worksheet.write_comment(row, column, cell_text(cell.note), {"x_scale": 2})
        if cell.look is Look.CHECK:
            worksheet.conditional_format(
                row, column, row, column,
                {"type": "cell", "criteria": "!=", "value": 0, "format": self.looks.wrong},
            )  # fmt: skip

    def _marked(
        self, worksheet: Worksheet, row: int, column: int,
        text: str, mark: tuple[int, int], shown: Format,
    ) -> None:  # fmt: skip
        before, marked, after = (
            plain_text(part) for part in (text[: mark[0]], text[slice(*mark)], text[mark[1] :])
        )
        if not marked or cell_text(text) != before + marked + after:
            worksheet.write_string(row, column, cell_text(text), shown)
            return
        parts = [
            *([before] if before else []),
            self.looks.marked,
            marked,
            *([after] if after else []),
        ]
        if len(parts) == 2:  # all of it is marked
            worksheet.write_string(row, column, marked, shown)
        else:
            worksheet.write_rich_string(row, column, *parts, shown)

    def _tables(self, worksheet: Worksheet, sheet: Sheet) -> None:
        for table in sheet.tables:
            cells = sheet.rows[table.heading].cells[: table.columns]
            headings = [
                {"header": str(cell.value), "header_format": self.looks.of(cell)} for cell in cells
            ]
            worksheet.add_table(
                table.heading, 0, table.last, table.columns - 1,
                {"name": table.name, "columns": headings, "style": TABLE_STYLE,
                 "banded_rows": False},
            )  # fmt: skip

    def _rules(self, worksheet: Worksheet, sheet: Sheet) -> None:
        for choice in sheet.choices:
            worksheet.data_validation(
                choice.first, choice.column, choice.last, choice.column, validation(choice)
            )
        for light in sheet.highlights:
            worksheet.conditional_format(
                light.first, light.column, light.last, light.column,
                {"type": "formula", "criteria": f"={light.formula}",
                 "format": self.looks.wrong if light.wrong else self.looks.missing},
            )  # fmt: skip


_EVERYWHERE = "A1:XFD1048576"
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}


def _set_height(worksheet: Worksheet, number: int, row: Row, sizes: list[int]) -> None:
    """Rows as tall as their text: not every program makes them so by itself."""
    if row.hidden:
        worksheet.set_row(number, None, None, {"hidden": True})
    elif row.cells and row.cells[0].look is Look.TITLE:
        worksheet.set_row(number, TITLE_HEIGHT)
    elif (lines := lines_needed(row, sizes)) > 1:
        worksheet.set_row(number, lines * LINE_HEIGHT)


def _write_value(worksheet: Worksheet, row: int, column: int, value: Value, shown: Format) -> None:
    if value is None:
        worksheet.write_blank(row, column, None, shown)
    elif isinstance(value, str):
        worksheet.write_string(row, column, cell_text(value), shown)
    elif isinstance(value, Money):
        worksheet.write_number(row, column, excel_number(value), shown)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, shown)
    else:
        worksheet.write_number(row, column, value, shown)


def _cached(value: Value) -> float | int | str:
    if isinstance(value, Money):
        return excel_number(value)
    return value if isinstance(value, int) else cell_text(str(value))
