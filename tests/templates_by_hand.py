"""Templates made by hand for the tests, and what they become when they are filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from reports_by_hand import FACTS

from reports.figures import YearFacts
from reports.spec import Spec
from reports.stamp import Stamp
from reports.templates.fill import filled
from reports.templates.marks import Marks, marks_in
from reports.templates.workbook import TemplateBook

HEADINGS = ("Part", "Medel", "Kvar")
SPEC = Spec("year", year=2023, template="mall.xlsx")


def template(folder: Path, make: Callable[[Workbook, Worksheet], None]) -> Path:
    """A workbook with one sheet, Blad, made by a few lines of a test."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Blad"
    make(workbook, sheet)
    workbook.save(folder / "mall.xlsx")
    return folder / "mall.xlsx"


def named(workbook: Workbook, name: str, place: str) -> None:
    """Give cells a name."""
    workbook.defined_names[name] = DefinedName(name, attr_text=place)


def table(sheet: Worksheet, name: str = "medel_rader", at: int = 3, headings=HEADINGS) -> None:
    """A real table with one empty row, and the total of its last column below."""
    for column, heading in enumerate(headings, 1):
        sheet.cell(at, column, heading)
    last = chr(ord("A") + len(headings) - 1)
    sheet.add_table(Table(displayName=name, ref=f"A{at}:{last}{at + 1}"))
    sheet.cell(at + 2, 1, "Summa")
    sheet.cell(at + 2, len(headings), f"=SUM({last}{at + 1}:{last}{at + 1})")


def fill(path: Path, facts: YearFacts = FACTS, spec: Spec = SPEC) -> Workbook:
    """The template filled in, opened."""
    return openpyxl.load_workbook(io.BytesIO(content(path, facts, spec)))


def content(path: Path, facts: YearFacts = FACTS, spec: Spec = SPEC) -> bytes:
    """The template filled in, as bytes."""
    return filled(path, facts, spec, Stamp.of(facts.book, spec).as_text())


def marks(path: Path) -> Marks:
    """What the template asks for."""
    return marks_in(TemplateBook.read(path))


def with_part(path: Path, name: str, part: bytes) -> Path:
    """One more part in the file, of a kind that nothing here knows."""
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(name, part)
    return path
