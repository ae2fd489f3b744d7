"""A template filled in with what the book says, everything else in it as it was.

    content = filled(Path("MALL.xlsx"), facts, spec, stamp)

Text is written as text whatever it looks like, money as numbers to the öre, days as days. A cell
keeps its format; only where the template gives none do sums and days get one that shows them. The
values of formulas are computed by the program that opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.errors import WrongUse
from ledger.messages import _, ngettext
from ledger.money import Money
from reports.book import Value, a1
from reports.figures import YearFacts
from reports.plain_text import cell_text, plain_text
from reports.spec import Spec
from reports.stamp import stamp_properties
from reports.templates.marks import PLACEHOLDER, Marks, TableMark, marks_in
from reports.templates.moves import make_room
from reports.templates.moving import Move, copied_down
from reports.templates.package import MAIN, Element, Package, damage_told
from reports.templates.repeat import repeat
from reports.templates.styles import Styles
from reports.templates.words import Asked, of_body, word_of
from reports.templates.workbook import TemplateBook, TemplateSheet, column_of
from reports.write_xlsx import excel_number

_ENCODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_CUSTOM = "docProps/custom.xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_VALUES = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_PROPERTY_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_AS_WORKBOOK = {"template.main+xml": "sheet.main+xml",
                "template.macroEnabled.main+xml": "sheet.macroEnabled.main+xml"}  # fmt: skip
MOST_ROWS = 1_048_576


def filled(path: Path, facts: YearFacts, spec: Spec, stamp: str) -> bytes:
    """The template filled in. Raises WrongUse where it has something that cannot be followed."""
    with damage_told(path):
        return _filled(path, facts, spec, stamp)


def _filled(path: Path, facts: YearFacts, spec: Spec, stamp: str) -> bytes:
    workbook = TemplateBook.read(path)
    marks = _without_trouble(marks_in(workbook), path)
    workbook.unshare_formulas()
    if marks.repeated:
        bodies = list(dict.fromkeys(line.body for line in facts.lines))
        alone = Asked(facts, spec.language)
        repeat(workbook, marks.repeated, bodies or [str(word_of("part").value(alone))])  # type: ignore[union-attr]
        marks = _without_trouble(marks_in(workbook, repeated=False), path)
    _Filling(workbook, facts, spec, Styles.of(workbook, spec.unit)).fill(marks)
    _finish(workbook.package, stamp)
    return workbook.package.content()


@dataclass(frozen=True, slots=True)
class _Filling:
    """One template being filled in."""

    workbook: TemplateBook
    facts: YearFacts
    spec: Spec
    styles: Styles

    def fill(self, marks: Marks) -> None:
        for sheet in self.workbook.sheets:  # first: what is filled in is never read as a word
            self._texts(sheet)
        for mark in marks.cells:
            cell = mark.sheet.cell(mark.row, mark.column)
            self._put(cell, mark.word.value(self._asked(mark.sheet)))
        rows = {id(table): self._rows(table) for table in marks.tables}
        from_below = sorted(marks.tables, key=lambda table: -table.first)
        for at, table in enumerate(from_below):
            count = max(len(rows[id(table)]), 1)
            move = Move(table.sheet.title, table.first, table.last, count)
            if move.new_last + 1000 > MOST_ROWS:
                raise WrongUse(_("A sheet cannot hold so many rows."), place=table.name)
            make_room(self.workbook, table.sheet, move)
            for below in from_below[:at]:
                if below.sheet is table.sheet:
                    below.first += move.delta
                    below.heading += move.delta
        for table in marks.tables:
            self._table(table, rows[id(table)])

    def _asked(self, sheet: TemplateSheet) -> Asked:
        its = self.facts if sheet.body is None else of_body(self.facts, sheet.body)
        return Asked(its, self.spec.language)

    def _rows(self, table: TableMark) -> list[list[Value]]:
        asked = self._asked(table.sheet)
        return [
            [one.value(row, asked) for one in table.fields.values()]
            for row in table.kind.rows(asked.facts)
        ]

    def _table(self, table: TableMark, rows: Sequence[Sequence[Value]]) -> None:
        """The first row is the pattern: its formats and its own columns are copied down."""
        first = [table.sheet.cell(table.first, column) for column in table.fields]
        pattern = first[0].getparent()
        kept = [c for c in pattern if table.left <= column_of(c.get("r")) <= table.right]
        columns = [column_of(cell.get("r")) for cell in kept]
        places = [columns.index(column) for column in table.fields]
        made = []
        for number, values in enumerate(rows[1:], table.first + 1):
            row = _copy(pattern, kept, columns, table.first, number)
            for place, value in zip(places, values, strict=True):
                self._put(row[place], value)
            made.append(row)
        for cell, value in zip(first, rows[0] if rows else [None] * len(first), strict=True):
            self._put(cell, value)
        at = table.sheet.data.index(pattern) + 1
        table.sheet.data[at:at] = made
        table.sheet.number_rows()

    def _put(self, cell: Element, value: Value) -> None:
        """A value in a cell, which keeps its format where it has one that shows it."""
        for one in list(cell):
            cell.remove(one)
        cell.attrib.pop("t", None)
        if value is None or value == "":
            return
        if isinstance(value, str):
            _put_text(cell, value)
            return
        number = str(value)
        if isinstance(value, Money):
            excel_number(value)  # raises where Excel cannot keep it to the öre
            self.styles.show_money(cell)
            number = value.decimal_string
        elif isinstance(value, date):
            self.styles.show_day(cell)
            number = str(self.styles.day_number(value))
        cell.append(cell.makeelement(f"{MAIN}v"))
        cell[0].text = number

    def _texts(self, sheet: TemplateSheet) -> None:
        """Words in braces: alone in a cell they are a value, among others they are text."""
        asked = self._asked(sheet)
        for _row, _column, cell in list(sheet.cells()):
            text = sheet.text_of(cell)
            if whole := PLACEHOLDER.fullmatch(text.strip()):
                self._put(cell, self._value(whole[1], asked))
            elif PLACEHOLDER.search(text):
                self._put(cell, self._said(text, asked))
        for part in sheet.root.iter(f"{MAIN}headerFooter"):
            for one in part:
                one.text = PLACEHOLDER.sub(
                    lambda found: self._shown(found[1], asked).replace("&", "&&"), one.text or ""
                )
        for root in _drawn(self.workbook.package, sheet.part):
            for one in root.iter(_DRAWN_TEXT):
                one.text = self._said(one.text or "", asked)

    def _said(self, text: str, asked: Asked) -> str:
        return PLACEHOLDER.sub(lambda found: self._shown(found[1], asked), text)

    def _shown(self, name: str, asked: Asked) -> str:
        value = self._value(name, asked)
        if isinstance(value, Money):
            return self.spec.unit.shown(value, self.spec.language)
        return "" if value is None else plain_text(str(value))

    def _value(self, name: str, asked: Asked) -> Value:
        word = word_of(name)
        return word.value(asked) if word else f"{{{{{name}}}}}"


def _without_trouble(marks: Marks, path: Path) -> Marks:
    if not marks.troubles:
        return marks
    first, *others = marks.troubles
    more = ngettext("{count} thing more is amiss.", "{count} things more are amiss.", len(others))
    said = [first.what, more.format(count=len(others))] if others else [first.what]
    raise WrongUse(
        " ".join(said),
        place=f"{path}: {first.place}",
        next_step=" ".join(
            part for part in (first.do, _("See all: medel template check {file}").format(file=path))
            if part
        ),
    )  # fmt: skip


def _put_text(cell: Element, text: str) -> None:
    cell.set("t", "inlineStr")
    inline = cell.makeelement(f"{MAIN}is")
    said = inline.makeelement(f"{MAIN}t", {_XML_SPACE: "preserve"})
    said.text = _ENCODED.sub("_x005F_", cell_text(text))
    inline.append(said)
    cell.append(inline)


def _copy(
    pattern: Element, kept: Sequence[Element], columns: Sequence[int], first: int, number: int
) -> Element:
    """The pattern as another row: cells outside the table stay where they are."""
    row = pattern.makeelement(pattern.tag, dict(pattern.attrib))
    row.set("r", str(number))
    for cell, column in zip(kept, columns, strict=True):
        copy = deepcopy(cell)
        copy.set("r", a1(number - 1, column))
        formula = copy.find(f"{MAIN}f")
        if formula is not None and formula.text:
            formula.text = copied_down(formula.text, number - first)
        row.append(copy)
    return row


def _drawn(package: Package, part: str) -> list[Element]:
    """Drawings and charts of a sheet, whose texts may hold words too."""
    found = []
    for one in package.related(part):
        if one.kind in {"drawing", "chart"} and one.target in package.parts:
            if b"{{" in package.parts[one.target]:
                found.append(package.tree(one.target))
            found += _drawn(package, one.target)
    return found


def _finish(package: Package, stamp: str) -> None:
    """Formulas computed when it is opened; an ordinary workbook; what it was made from."""
    main = package.tree(package.main)
    computed = main.find(f"{MAIN}calcPr")
    if computed is None:
        computed = main.makeelement(f"{MAIN}calcPr")
        before = [one for one in main if one.tag in {f"{MAIN}sheets", f"{MAIN}externalReferences",
                  f"{MAIN}functionGroups", f"{MAIN}definedNames"}]  # fmt: skip
        before[-1].addnext(computed)
    computed.set("fullCalcOnLoad", "1")
    for relation in package.related(package.main):
        if relation.kind == "calcChain":
            package.drop(relation.target)
    type_ = package.type_of(package.main) or ""
    for template, ordinary in _AS_WORKBOOK.items():
        if type_.endswith(template):
            package.set_type(package.main, type_.replace(template, ordinary))
    _stamp(package, stamp)


def _stamp(package: Package, stamp: str) -> None:
    if _CUSTOM not in package.parts:
        empty = (f'<Properties xmlns="{_PROPERTIES[1:-1]}" xmlns:vt="{_VALUES[1:-1]}"/>').encode()
        package.add(_CUSTOM, empty, _CUSTOM_TYPE)
        package.relate("", "custom-properties", _CUSTOM)
    tree = package.tree(_CUSTOM)
    properties = dict(stamp_properties(stamp))
    for one in list(tree):
        if str(one.get("name")).rpartition(" ")[0] == "Medelsbok":
            tree.remove(one)
    taken = max((int(one.get("pid")) for one in tree), default=1)
    for pid, (name, text) in enumerate(properties.items(), taken + 1):
        one = tree.makeelement(
            f"{_PROPERTIES}property",
            {"fmtid": _PROPERTY_FORMAT, "pid": str(pid), "name": name},
        )
        value = one.makeelement(f"{_VALUES}lpwstr")
        value.text = text
        one.append(value)
        tree.append(one)
