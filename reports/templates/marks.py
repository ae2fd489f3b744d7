"""What a template asks for, found in it: marked cells, marked tables, and what is not understood.

marks = marks_in(workbook)
marks.cells, marks.tables, marks.troubles

Three marks there are: a cell named `medel_…`, a text with `{{…}}`, and a table named `medel_…`
(a real Excel table, or a heading row with such a name). A sheet whose name has `{{part}}` is
repeated for each body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger.messages import _
from reports.book import a1
from reports.templates.moving import refers_to
from reports.templates.package import MAIN
from reports.templates.words import (
    PREFIX,
    Field,
    TableKind,
    Word,
    nearest,
    table_of,
    word_of,
)
from reports.templates.workbook import Area, TemplateBook, TemplateSheet

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]{1,80}?)\s*\}\}")
_NOT_COPIED = {
    "pivotTable", "slicer", "timeline", "oleObject", "control", "ctrlProp", "queryTable",
    "threadedComment",
}  # fmt: skip


class Trouble(NamedTuple):
    """What a template has that cannot be followed, and what to do about it."""

    place: str
    what: str
    do: str = ""


class CellMark(NamedTuple):
    """A cell that is to show a word."""

    sheet: TemplateSheet
    row: int
    column: int
    word: Word
    name: str


@dataclass(slots=True)
class TableMark:
    """A table that is to be filled: its heading, and the rows below that are there now."""

    sheet: TemplateSheet
    name: str
    kind: TableKind
    heading: int
    first: int
    last: int
    left: int
    right: int
    part: str = ""  # of a real table
    fields: dict[int, Field] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)  # headings of the template's own columns
    near: dict[str, str] = field(default_factory=dict)  # of these, what may be meant


@dataclass(slots=True)
class Marks:
    """All that was found."""

    cells: list[CellMark] = field(default_factory=list)
    texts: list[tuple[str, Word]] = field(default_factory=list)  # place, and the word in braces
    tables: list[TableMark] = field(default_factory=list)
    repeated: TemplateSheet | None = None
    troubles: list[Trouble] = field(default_factory=list)


def marks_in(workbook: TemplateBook, *, repeated: bool = True) -> Marks:
    """What the template asks for; `repeated`: a sheet of it may be one to repeat."""
    marks = Marks()
    marks.troubles += _unfit(workbook)
    if repeated:
        _find_repeated(workbook, marks)
    _find_tables(workbook, marks)
    _find_names(workbook, marks)
    _find_texts(workbook, marks)
    _find_collisions(workbook, marks)
    if not (marks.cells or marks.texts or marks.tables or marks.troubles):
        marks.troubles.append(
            Trouble(workbook.package.place, _("The template asks for nothing."),
                    _("Begin with one that does: medel template new -o MALL.xlsx"))
        )  # fmt: skip
    return marks


def place_of(sheet: TemplateSheet, row: int, column: int) -> str:
    """A cell as it is named to people."""
    return f"{sheet.title}!{a1(row - 1, column)}"


def _unfit(workbook: TemplateBook) -> Iterator[Trouble]:
    place = workbook.package.place
    if any(name.startswith("_xmlsignatures/") for name in workbook.package.parts):
        yield Trouble(place, _("The template is digitally signed; filled in, it would not be."),
                      _("Remove the signature in Excel and save."))  # fmt: skip
    if not workbook.main.tag.startswith(MAIN):
        yield Trouble(place, _("The template is saved as “Strict Open XML”."),
                      _("Save it as an ordinary Excel workbook (.xlsx)."))  # fmt: skip


def _find_repeated(workbook: TemplateBook, marks: Marks) -> None:
    found = [one for one in workbook.sheets if PLACEHOLDER.search(one.title)]
    for sheet in found:
        words = {word_of(one) for one in PLACEHOLDER.findall(sheet.title)}
        if words != {word_of("part")}:
            marks.troubles.append(
                Trouble(sheet.title, _("The name of a sheet can only ask for {{part}}."),
                        _("Write {{part}} where the body's name is to stand."))
            )  # fmt: skip
    if len(found) > 1:
        marks.troubles.append(
            Trouble(found[1].title, _("Only one sheet can be repeated for each body."))
        )
    if not found:
        return
    marks.repeated = sheet = found[0]
    for kind in sorted(workbook.kinds(sheet) & _NOT_COPIED):
        marks.troubles.append(
            Trouble(sheet.title, _("A sheet with a {kind} cannot be repeated.").format(kind=kind),
                    _("Move it to another sheet."))
        )  # fmt: skip
    for other in workbook.sheets:
        formulas = (cell.findtext(f"{MAIN}f") for _row, _column, cell in other.cells())
        if other is not sheet and any(one and refers_to(one, sheet.title) for one in formulas):
            marks.troubles.append(
                Trouble(other.title,
                        _("A formula refers to the sheet that is repeated for each body."),
                        _("Let it refer to a table with all bodies, such as medel_parter."))
            )  # fmt: skip


def _find_tables(workbook: TemplateBook, marks: Marks) -> None:
    for table in workbook.tables():
        if not table.name.casefold().startswith(PREFIX):
            continue
        last = table.area.bottom - table.totals
        _add_table(workbook, marks, table.name, table.area._replace(bottom=last), table.part)
    for named in workbook.names():
        if named.area and named.name.casefold().startswith(PREFIX) and table_of(named.name):
            _add_table(workbook, marks, named.name, named.area)


def _add_table(
    workbook: TemplateBook, marks: Marks, name: str, area: Area, part: str = ""
) -> None:  # fmt: skip
    kind, sheet = table_of(name), workbook.sheet(area.sheet)
    if kind is None or sheet is None:
        marks.troubles.append(_unknown(f"{area.sheet}!{a1(area.top - 1, area.left)}", name))
        return
    first, last = area.top + 1, max(area.bottom, area.top + 1)
    table = TableMark(sheet, name, kind, area.top, first, last, area.left, area.right, part)
    for column in range(area.left, area.right + 1):
        heading = sheet.text_at(area.top, column)
        found = kind.field_of(heading)
        if found:
            table.fields[column] = found
        elif heading:
            table.own.append(heading)
            if near := kind.near_heading(heading):
                table.near[heading] = near
    marks.tables.append(table)
    if not table.fields:
        place = place_of(sheet, area.top, area.left)
        known = ", ".join(one.label("sv") for one in kind.fields[:6])
        marks.troubles.append(
            Trouble(place, _("No heading of {name} is known.").format(name=name),
                    _("Known are, for example: {headings}.").format(headings=known))
        )  # fmt: skip


def _find_names(workbook: TemplateBook, marks: Marks) -> None:
    for named in workbook.names():
        if not named.name.casefold().startswith(PREFIX) or (named.area and table_of(named.name)):
            continue
        word, area = word_of(named.name), named.area
        sheet = workbook.sheet(area.sheet) if area else None
        if word is None:
            marks.troubles.append(_unknown((named.element.text or "").replace("$", ""), named.name))
        elif area is None or sheet is None:
            marks.troubles.append(
                Trouble(named.name, _("The name does not stand for a cell of the template."),
                        _("Point it at one cell in the Name Manager of Excel."))
            )  # fmt: skip
        else:
            _add_cell(marks, sheet, area, word, named.name)


def _add_cell(marks: Marks, sheet: TemplateSheet, area: Area, word: Word, name: str) -> None:
    place = place_of(sheet, area.top, area.left)
    if (area.top, area.left) != (area.bottom, area.right) and not _merged(sheet, area):
        marks.troubles.append(
            Trouble(place, _("{name} stands for several cells.").format(name=name),
                    _("Point it at one cell in the Name Manager of Excel."))
        )  # fmt: skip
    elif sheet.cell(area.top, area.left).find(f"{MAIN}f") is not None:
        marks.troubles.append(
            Trouble(place, _("{name} stands for a cell with a formula.").format(name=name),
                    _("Name an empty cell, or take the formula away."))
        )  # fmt: skip
    else:
        marks.cells.append(CellMark(sheet, area.top, area.left, word, name))


def _merged(sheet: TemplateSheet, area: Area) -> bool:
    ref = f"{a1(area.top - 1, area.left)}:{a1(area.bottom - 1, area.right)}"
    return any(one.get("ref") == ref for one in sheet.root.iter(f"{MAIN}mergeCell"))


def _find_texts(workbook: TemplateBook, marks: Marks) -> None:
    for sheet in workbook.sheets:
        for row, column, cell in sheet.cells():
            for name in PLACEHOLDER.findall(sheet.text_of(cell)):
                _add_text(marks, place_of(sheet, row, column), name)
        for part in sheet.root.iter(f"{MAIN}headerFooter"):
            for name in PLACEHOLDER.findall("".join(part.itertext())):
                _add_text(marks, sheet.title, name)


def _add_text(marks: Marks, place: str, name: str) -> None:
    word = word_of(name)
    if word is None:
        marks.troubles.append(_unknown(place, name))
    else:
        marks.texts.append((place, word))


def _unknown(place: str, name: str) -> Trouble:
    near = nearest(name)
    shown = f"{PREFIX}{near}" if name.casefold().startswith(PREFIX) else near
    do = _("Is “{name}” meant?").format(name=shown) if near else _(
        "The words there are: medel template new -o MALL.xlsx")  # fmt: skip
    return Trouble(place, _("“{name}” is not known.").format(name=name), do)


def _find_collisions(workbook: TemplateBook, marks: Marks) -> None:
    """Tables whose rows cannot be moved without breaking something."""
    for table in marks.tables:
        place = place_of(table.sheet, table.heading, table.left)
        beside = [
            one for one in marks.tables
            if one is not table and one.sheet is table.sheet
            and one.heading <= table.last and table.heading <= one.last
        ]  # fmt: skip
        if beside and beside[0].left >= table.left:
            marks.troubles.append(
                Trouble(place, _("{name} and {other} stand on the same rows.").format(
                            name=table.name, other=beside[0].name),
                        _("Put one below the other, or on a sheet of its own."))
            )  # fmt: skip
        if "pivotTable" in workbook.kinds(table.sheet):
            marks.troubles.append(
                Trouble(place, _("A pivot table stands on the same sheet as {name}.").format(
                            name=table.name),
                        _("Move the pivot table to a sheet of its own."))
            )  # fmt: skip
        if any(PLACEHOLDER.search(table.sheet.text_at(table.heading, column))
               for column in range(table.left, table.right + 1)):  # fmt: skip
            marks.troubles.append(
                Trouble(place, _("A heading of {name} asks for a word.").format(name=table.name),
                        _("Put the word above the table."))
            )  # fmt: skip
