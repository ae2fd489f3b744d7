"""What follows when rows of a sheet become more or fewer: every reference to what moved.

>>> move = Move("Blad1", first=6, last=6, count=4)
>>> moved("SUM(D6:D6)+D7", "Blad1", move)
'SUM(D6:D9)+D10'
>>> moved("'Blad1'!$B$9&\\"B9\\"", "Annat", move), moved("B9", "Annat", move)
('\\'Blad1\\'!$B$12&"B9"', 'B9')
>>> moved("Blad1!$B$6", "", move, widen=True)
'Blad1!$B$6:$B$9'

Rows `first`–`last` become `count` rows. A range that ends with the last of them ends with the new
last; what stands below moves. In a chart or a rule a single cell among them means the whole column.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_SHEET = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(.*)$", re.DOTALL)
_AREA = re.compile(r"^(\$?[A-Z]{0,3})(\$?)(\d+)(?::(\$?[A-Z]{0,3})(\$?)(\d+))?$")
_TABLE = re.compile(r"^([^\[\]!]+)(\[.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Move:
    """Rows of a sheet that become more or fewer, counted from 1."""

    sheet: str
    first: int
    last: int
    count: int

    @property
    def new_last(self) -> int:
        """The last of the rows afterwards."""
        return self.first + self.count - 1

    @property
    def delta(self) -> int:
        """How far what stands below moves."""
        return self.new_last - self.last

    def row(self, row: int) -> int:
        """Where a row is afterwards."""
        if row > self.last:
            return row + self.delta
        return row if row <= self.first else min(row, self.new_last)

    def span(self, top: int, bottom: int) -> tuple[int, int]:
        """Where a range is afterwards."""
        return self.row(top), self.new_last if bottom == self.last else self.row(bottom)


def moved(formula: str, sheet: str, move: Move, *, widen: bool = False) -> str:
    """A formula that stands on `sheet`, after the move."""

    def operand(text: str) -> str:
        found = _SHEET.match(text)
        name, area = (_named(found), found[3]) if found else (sheet, text)
        if name.casefold() != move.sheet.casefold():
            return text
        return text.removesuffix(area) + moved_area(area, move, widen=widen)

    return _operands(formula, operand) if move.delta else formula


def moved_area(area: str, move: Move, *, widen: bool = False) -> str:
    """A cell or a range without its sheet, after the move; other words as they are."""
    found = _AREA.match(area)
    if not found:
        return area
    left, fix, top, right, fix_last, bottom = found.groups()
    if bottom is None:
        if not left:
            return area
        if widen and move.first == move.last == int(top) and move.count > 1:
            return f"{left}{fix}{top}:{left}{fix}{move.new_last}"
        return f"{left}{fix}{move.row(int(top))}"
    first, last = move.span(int(top), int(bottom))
    return f"{left}{fix}{first}:{right}{fix_last}{last}"


def moved_areas(areas: str, move: Move) -> str:
    """Areas beside each other, as rules and merged cells have them."""
    return " ".join(moved_area(one, move, widen=True) for one in areas.split())


def renamed(formula: str, old: str, new: str, tables: dict[str, str]) -> str:
    """A formula with another name of a sheet, and of tables.

    >>> renamed("'{{part}}'!A1+medel_rader[Kvar]", "{{part}}", "Mora", {"medel_rader": "rader_2"})
    "'Mora'!A1+rader_2[Kvar]"
    """

    def operand(text: str) -> str:
        found = _SHEET.match(text)
        if found and _named(found).casefold() == old.casefold():
            return "'" + new.replace("'", "''") + f"'!{found[3]}"
        table = _TABLE.match(text)
        if table and table[1].casefold() in tables:
            return tables[table[1].casefold()] + table[2]
        return text

    return _operands(formula, operand)


def refers_to(formula: str, sheet: str) -> bool:
    """Whether a formula refers to a sheet by its name."""
    said: list[str] = []

    def operand(text: str) -> str:
        found = _SHEET.match(text)
        said.extend([_named(found).casefold()] if found else [])
        return text

    _operands(formula, operand)
    return sheet.casefold() in said


def copied_down(formula: str, rows: int, columns: int = 0) -> str:
    """A formula as it is when its cell is copied some rows down, and columns to the right.

    >>> copied_down("ROUND(B6-C$1,2)", 2)
    'ROUND(B8-C$1,2)'
    """
    from openpyxl.formula.translate import Translator

    there = Translator(f"={formula}", "A1").translate_formula(row_delta=rows, col_delta=columns)
    return str(there)[1:]


def _named(found: re.Match[str]) -> str:
    return (found[1] or found[2]).replace("''", "'")


def _operands(formula: str, change: Callable[[str], str]) -> str:
    from openpyxl.formula.tokenizer import Token, Tokenizer

    try:
        items = Tokenizer(f"={formula}").items
    except (ValueError, IndexError):  # what it cannot read it does not change
        return formula
    return "".join(
        change(one.value) if one.type == Token.OPERAND and one.subtype == Token.RANGE
        else one.value
        for one in items
    )  # fmt: skip
