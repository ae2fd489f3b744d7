"""A Book as plain text for the terminal and for tests: aligned columns, money as people write it.

Long text wraps inside its column; a marked part of a text stands between » and «. Nothing in it can
steer the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

from ledger.money import Money
from reports.book import RUNS_OVER, Book, Cell, Look, Row, Sheet
from reports.layout import HEADINGS, widths
from reports.shown import shown
from reports.spec import Unit

GAP = "  "


def text_of(book: Book, language: str = "sv") -> str:
    """All visible sheets, one below the other."""
    how = _How(language, book.unit)
    return "\n\n".join(_sheet(sheet, how) for sheet in book.sheets if not sheet.hidden) + "\n"


class _How(NamedTuple):
    """How sums are written."""

    language: str
    unit: Unit


def _sheet(sheet: Sheet, how: _How) -> str:
    columns = max((len(row.cells) for row in sheet.rows), default=0)
    sizes = widths(sheet.rows, sheet.columns, columns)
    hidden = {n for n, look in enumerate(sheet.columns) if look.hidden} | _to_fill_in(sheet)
    visible = [n for n in range(columns) if n not in hidden]
    lines = [sheet.title, "═" * len(sheet.title)]
    for row in sheet.rows:
        if not row.hidden:
            lines.extend(_row(row, sizes, visible, how))
    return "\n".join(line.rstrip() for line in lines)


def _to_fill_in(sheet: Sheet) -> set[int]:
    """Columns that wait for somebody to write in them: nothing to read in a text."""
    waiting = {
        n for row in sheet.rows for n, cell in enumerate(row.cells) if cell.look is Look.INPUT
    }
    return waiting - {
        n
        for row in sheet.rows
        for n, cell in enumerate(row.cells)
        if cell.value is not None and cell.look not in HEADINGS
    }


def _row(row: Row, sizes: Sequence[int], visible: Sequence[int], how: _How) -> list[str]:
    if len(row.cells) == 1 and row.cells[0].look in RUNS_OVER:
        return [_text(row.cells[0], how)]
    cells = [(row.cells[n], sizes[n]) for n in visible if n < len(row.cells)]
    columns = [_lines(cell, size, how) for cell, size in cells]
    lines = [GAP.join(parts) for parts in _across(columns, cells)]
    rule = GAP.join("─" * size for _cell, size in cells)
    if any(cell.look in HEADINGS for cell, _size in cells):
        return [*lines, rule]
    if any(cell.look is Look.TOTAL for cell, _size in cells):
        return [rule, *lines]
    return lines or [""]


def _across(columns: Sequence[Sequence[str]], cells: Sequence[tuple[Cell, int]]) -> list[list[str]]:
    return [
        [
            part.rjust(size)
            if isinstance(cell.value, Money) or cell.look is Look.FIGURES
            else part.ljust(size)
            for part, (cell, size) in zip(line, cells, strict=True)
        ]
        for line in zip_longest(*columns, fillvalue="")
    ]


def _lines(cell: Cell, size: int, how: _How) -> list[str]:
    text = _text(cell, how)
    if isinstance(cell.value, Money) or cell.look in RUNS_OVER:
        return [text]
    return [part for line in text.split("\n") for part in wrap(line, max(size, 1)) or [""]]


def _text(cell: Cell, how: _How) -> str:
    before, mark, after = shown(cell, how.unit, how.language)
    return f"{before}»{mark}«{after}" if cell.mark else before + mark + after
