"""What stands at the head of a table in running text: its title and its columns.

>>> folded = fold("Stöd 2024\\nFörening    Sökt      Beslut\\nNorra IF    9 000     5 000")
>>> row = line_at(folded.text, 50)
>>> top = top_of(folded, row)
>>> folded.text[slice(*top.title)]
'Stöd 2024'
>>> folded.text[slice(*top.above(folded.text, cells_in(folded.text, row), 2))]
'Beslut'

The columns are told by their number; in a table set with spaces, also by what stands above what.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from imports.minutes.folding import Folded, fold
from ledger.drafts import Span

__all__ = ["FIGURE", "Top", "cells_in", "fold", "is_label", "line_at", "top_of"]

HIGHEST = 60  # rows from a figure up to the head of its table
LONGEST_TITLE = 160
GAP = 1  # empty lines between a title and its table

_CELL = re.compile(r"[^\s|](?:[^|\t\n ]|[ ](?![ ]))*")
FIGURE = re.compile(r"[-–+]?[0-9]{1,3}(?:(?:[ ][0-9]{3})+|(?:\.[0-9]{3})+|[0-9]*)(?:,[0-9]+)?")
_SUM = re.compile(r"[-–+]?[0-9][0-9 .,]*(?:\s?(?:kr|tkr|mnkr|mkr|kronor|%|:-))?\.?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class Top(NamedTuple):
    """The head of a table: the cells of its columns, and the line above them."""

    columns: tuple[Span, ...] = ()
    title: Span | None = None

    def above(self, text: str, row: list[Span], at: int) -> Span | None:
        """The head of the column that cell number `at` of `row` stands in."""
        if not self.columns:
            return None
        missing = len(row) - len(self.columns)
        line = line_at(text, row[0].start)
        if "\t" not in text[line.start : line.end] and "|" not in text[line.start : line.end]:
            return self._by_place(text, line, row[at]) or (
                self.columns[at] if not missing and at else None
            )
        at -= missing if missing == 1 else 0  # no head over the names of the rows
        return self.columns[at] if missing in (0, 1) and at >= 0 else None

    def _by_place(self, text: str, line: Span, cell: Span) -> Span | None:
        """The column whose words stand above the figure."""
        start, end = cell.start - line.start, cell.end - line.start
        for column in self.columns:
            begun = line_at(text, column.start).start
            if column.start - begun < end and start < column.end - begun:
                return column
        return None


def top_of(folded: Folded, line: Span) -> Top:
    """The head of the table that the row on `line` stands in; asked once for each row."""
    return folded.once("top", line, lambda: _top_of(folded, line))


def _top_of(folded: Folded, line: Span) -> Top:
    text = folded.text
    columns: tuple[Span, ...] = ()
    empty = 0
    for _row in range(HIGHEST):
        if line.start == 0:
            break
        line = line_at(text, line.start - 1)
        cells = cells_in(text, line)
        if not cells:
            empty += 1
            if empty > GAP:
                break
        elif len(cells) == 1:
            words = cells[0]
            is_title = words.end - words.start <= LONGEST_TITLE
            return Top(columns, words if is_title else None)
        elif columns:
            break
        elif not any(c.isalnum() for c in text[line.start : line.end]):
            continue
        elif _is_head(text, cells):
            columns = tuple(cells)
    return Top(columns)


def _is_head(text: str, cells: list[Span]) -> bool:
    """Words or years, and no sum."""
    figures = [c for c in cells if _SUM.fullmatch(text[c.start : c.end])]
    return all(_YEAR.fullmatch(text[c.start : c.end]) for c in figures)


def line_at(text: str, at: int) -> Span:
    """The line that holds `at`."""
    end = text.find("\n", at)
    return Span(text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text))


def cells_in(text: str, line: Span) -> list[Span]:
    """The cells of a line, without the spaces around them."""
    cells = []
    for match in _CELL.finditer(text, line.start, line.end):
        start, end = match.span()
        while end > start and text[end - 1] in " |\t":
            end -= 1
        cells.append(Span(start, end))
    return cells


def is_label(text: str, cell: Span) -> bool:
    """Words, and not a figure with its unit."""
    if text[cell.start] in "-–+0123456789":
        return False
    return sum(character.isalpha() for character in text[cell.start : cell.end]) > 1
