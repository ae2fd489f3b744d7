"""A template's workbook: its sheets and cells, names and tables, as they stand in its parts.

workbook = TemplateBook.read(Path("MALL.xlsx"))
workbook.sheets[0].text_at(4, 0)          # rows and columns counted from 1 and 0
workbook.names(), workbook.tables()
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reports.book import a1
from reports.templates.moving import copied_down
from reports.templates.package import MAIN, RELATION, Element, Package

_CELL = re.compile(r"^([A-Z]+)(\d+)$")
_AREA = re.compile(
    r"^(?:'((?:[^']|'')+)'|([^'!,]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$"
)


class Area(NamedTuple):
    """Cells of a sheet: rows from 1, columns from 0."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


class Named(NamedTuple):
    """A name of cells; `area` is None where it names anything else."""

    name: str
    area: Area | None
    sheet: int | None  # whose own name it is
    element: Element


class TablePart(NamedTuple):
    """A real Excel table."""

    name: str
    area: Area
    totals: int  # rows of totals, within the area
    headings: int  # rows of headings
    part: str


@dataclass(slots=True)
class TemplateSheet:
    """A sheet and its cells."""

    title: str
    part: str
    root: Element
    strings: list[str]
    body: str | None = None  # the body it is a copy for
    _rows: dict[int, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.number_rows()

    @property
    def data(self) -> Element:
        """The element that holds the rows."""
        return self.root.find(f"{MAIN}sheetData")

    def number_rows(self) -> None:
        """Find the rows again. Where a file leaves out numbers they are those that follow."""
        self._rows = {}
        number = 0
        for row in self.data:
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self._rows[number] = row
            column = -1
            for cell in row:
                said = cell.get("r")
                column = column_of(said) if said else column + 1
                cell.set("r", a1(number - 1, column))

    def row(self, number: int) -> Element | None:
        """A row, if it has cells or a height."""
        return self._rows.get(number)

    def cells(self) -> Iterator[tuple[int, int, Element]]:
        """Every cell with its row and column."""
        for number, row in self._rows.items():
            for cell in row:
                yield number, column_of(cell.get("r")), cell

    def cell(self, number: int, column: int) -> Element:
        """A cell, made where there is none."""
        row = self._rows.get(number)
        if row is None:
            row = self.data.makeelement(f"{MAIN}row", {"r": str(number)})
            after = sum(1 for one in self._rows if one < number)
            self.data.insert(after, row)
            self._rows[number] = row
        return cell_in(row, number, column)

    def text_at(self, number: int, column: int) -> str:
        """The text that a cell shows; "" where it holds none."""
        row = self._rows.get(number)
        address = a1(number - 1, column)
        found = (
            next((one for one in row if one.get("r") == address), None) if row is not None else None
        )
        return "" if found is None else self.text_of(found)

    def text_of(self, cell: Element) -> str:
        """The text of a cell; "" where it is a formula, a number or empty."""
        if cell.find(f"{MAIN}f") is not None:
            return ""
        if cell.get("t") == "s":
            value = cell.findtext(f"{MAIN}v") or ""
            return self.strings[int(value)] if value.isdigit() else ""
        return _said(cell) if cell.get("t") == "inlineStr" else ""


@dataclass(slots=True)
class TemplateBook:
    """The whole of it."""

    package: Package
    sheets: list[TemplateSheet]

    @classmethod
    def read(cls, path: Path) -> TemplateBook:
        """Open a template. Raises UnreadableFile, OSError."""
        package = Package.read(path)
        main = package.tree(package.main)
        related = {one.id: one for one in package.related(package.main)}
        strings = [
            _said(one)
            for relation in related.values()
            if relation.kind == "sharedStrings"
            for one in package.tree(relation.target).iter(f"{MAIN}si")
        ]
        sheets = []
        for one in main.iter(f"{MAIN}sheet"):
            to = related.get(one.get(f"{RELATION}id"))
            if to and to.kind == "worksheet":
                tree = package.tree(to.target)
                sheets.append(TemplateSheet(one.get("name"), to.target, tree, strings))
        return cls(package, sheets)

    @property
    def main(self) -> Element:
        """The part that lists sheets and names."""
        return self.package.tree(self.package.main)

    @property
    def titles(self) -> list[str]:
        """All sheets in order, those of charts too."""
        return [str(one.get("name")) for one in self.main.iter(f"{MAIN}sheet")]

    def sheet(self, title: str) -> TemplateSheet | None:
        """A sheet by its name."""
        folded = title.casefold()
        return next((one for one in self.sheets if one.title.casefold() == folded), None)

    def names(self) -> list[Named]:
        """The names that somebody has given cells."""
        found = []
        for one in self.main.iter(f"{MAIN}definedName"):
            local = one.get("localSheetId")
            place = int(local) if local is not None else None
            found.append(Named(str(one.get("name")), area_of(one.text or ""), place, one))
        return found

    def tables(self) -> list[TablePart]:
        """The real tables of all sheets."""
        return [
            _table(self.package.tree(one.target), sheet.title, one.target)
            for sheet in self.sheets
            for one in self.package.related(sheet.part)
            if one.kind == "table"
        ]

    def kinds(self, sheet: TemplateSheet) -> set[str]:
        """What hangs on a sheet: "drawing", "pivotTable"."""
        return {one.kind for one in self.package.related(sheet.part)}

    def unshare_formulas(self) -> None:
        """Every cell with a formula of its own, without the value it had: it must be computed."""
        for sheet in self.sheets:
            masters: dict[str, tuple[int, int, str]] = {}
            for number, column, cell in sheet.cells():
                formula = cell.find(f"{MAIN}f")
                if formula is not None:
                    _own_formula(formula, number, column, masters)
                    _forget_value(cell)


def cell_in(row: Element, number: int, column: int) -> Element:
    """A cell of a row, made in its place where there is none."""
    at = 0
    for at, one in enumerate(row):  # noqa: B007
        there = column_of(one.get("r"))
        if there == column:
            return one
        if there > column:
            break
    else:
        at = len(row)
    cell = row.makeelement(f"{MAIN}c", {"r": a1(number - 1, column)})
    row.insert(at, cell)
    return cell


def column_of(address: str) -> int:
    """The column of a cell, from 0.

    >>> column_of("A1"), column_of("AB12")
    (0, 27)
    """
    number = 0
    for letter in address.rstrip("0123456789").replace("$", ""):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def area_of(text: str) -> Area | None:
    """The cells that a name stands for.

    >>> area_of("'A b'!$B$2:$D$2")
    Area(sheet='A b', top=2, left=1, bottom=2, right=3)
    """
    found = _AREA.match(text.strip().removeprefix("="))
    if not found:
        return None
    sheet = (found[1] or found[2]).replace("''", "'")
    top, left = int(found[4]), column_of(found[3])
    if found[6] is None:
        return Area(sheet, top, left, top, left)
    return Area(sheet, top, left, int(found[6]), column_of(found[5]))


def _table(tree: Element, sheet: str, part: str) -> TablePart:
    first, _colon, last = tree.get("ref").partition(":")
    (left, top), (right, bottom) = (_CELL.match(one).groups() for one in (first, last or first))  # type: ignore[union-attr]
    area = Area(sheet, int(top), column_of(left), int(bottom), column_of(right))
    totals = int(tree.get("totalsRowCount") or 0)
    return TablePart(
        str(tree.get("displayName")), area, totals, int(tree.get("headerRowCount") or 1), part
    )


def _said(element: Element) -> str:
    """The text of runs, without what is said of how to pronounce it."""
    return "".join(
        one.text or ""
        for one in element.iter(f"{MAIN}t")
        if one.getparent().tag != f"{MAIN}rPh"
    )  # fmt: skip


def _own_formula(
    formula: Element, row: int, column: int, masters: dict[str, tuple[int, int, str]]
) -> None:
    if formula.get("t") != "shared":
        return
    shared = formula.get("si")
    if formula.text:
        masters[shared] = (row, column, formula.text)
    elif shared in masters:
        from_row, from_column, text = masters[shared]
        formula.text = copied_down(text, row - from_row, column - from_column)
    for said in ("t", "si", "ref"):
        formula.attrib.pop(said, None)


def _forget_value(cell: Element) -> None:
    value = cell.find(f"{MAIN}v")
    if value is not None:
        cell.remove(value)
    cell.attrib.pop("t", None)
