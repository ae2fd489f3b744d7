"""The formats a report is written in: by name, and by the ending of the file's name.

>>> format_of("redovisning.CSV"), format_of("redovisning"), format_of("redovisning.odp")
('csv', 'xlsx', None)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from reports.book import Book, values_only
from reports.kinds import Report
from reports.plain_text import plain_text
from reports.spec import Spec
from reports.stamp import Stamp

ENDINGS = {
    "xlsx": ".xlsx", "docx": ".docx", "pdf": ".pdf", "html": ".html", "json": ".json",
    "csv": ".csv", "text": ".txt",
}  # fmt: skip
FORMATS = tuple(ENDINGS)
FILES_ONLY = frozenset({"xlsx", "docx", "pdf"})  # what a terminal cannot show
MOST_OF_A_NAME = 100  # characters of a body, in the name of its file
WITH_MACROS = ".xlsm"  # a workbook too, where a template of the county's own has macros
_BY_ENDING = {ending: name for name, ending in ENDINGS.items()} | {WITH_MACROS: "xlsx"}
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))


def format_of(name: str) -> str | None:
    """The format a file's name asks for: a workbook without an ending, None for an unknown one."""
    ending = PurePath(name).suffix.lower()
    return _BY_ENDING.get(ending) if ending else "xlsx"


def ending_of(format_: str, template: str | None) -> str:
    """What the files of a format are called; a template with macros gives files with macros.

    >>> ending_of("csv", None), ending_of("xlsx", "MALL.XLTM")
    ('.csv', '.xlsm')
    """
    with_macros = PurePath(template or "").suffix.lower() in {WITH_MACROS, ".xltm"}
    return WITH_MACROS if with_macros else ENDINGS[format_]


def file_names(bodies: Sequence[str], year: int | None, ending: str) -> list[str]:
    """A name for the file of each body, legal everywhere and unlike the others.

    >>> file_names(["A/B", "a b"], 2023, ".xlsx")
    ['A B 2023.xlsx', 'a b 2023 (2).xlsx']
    """
    used: Counter[str] = Counter()
    names = []
    for body in bodies:
        legal = " ".join(plain_text(body).translate(_NOT_IN_NAMES).split()).strip(". ")
        name = f"{legal[:MOST_OF_A_NAME]} {year or ''}".strip()
        used[name.casefold()] += 1
        again = used[name.casefold()]
        names.append(f"{name} ({again}){ending}" if again > 1 else f"{name}{ending}")
    return names


def report_book(report: Report, facts: Any, spec: Spec) -> Book:
    """The workbook of a report as it was asked for: in its unit, with or without formulas."""
    book = report.book(facts, spec)
    if spec.values_only:
        book = values_only(book)
    return replace(book, unit=spec.unit, stamp=Stamp.of(facts.book, spec).as_text())


def report_bytes(report: Report, facts: Any, spec: Spec, format_: str) -> bytes:
    """A report as the content of a file. The machine formats have kronor with öre in any unit."""
    if format_ == "json":
        from reports.write_json import json_bytes

        return json_bytes(report.content(facts))
    if format_ == "csv":
        from reports.write_csv import csv_bytes

        return csv_bytes(report.lines(facts, spec))
    if format_ == "xlsx" and spec.template:
        from reports.templates.fill import filled

        named = replace(spec, template=Path(spec.template).name)  # whoever's folder it lies in
        return filled(Path(spec.template), facts, spec, Stamp.of(facts.book, named).as_text())
    return _written(report_book(report, facts, spec), spec.language, format_)


def _written(book: Book, language: str, format_: str) -> bytes:
    if format_ == "xlsx":
        from reports.write_xlsx import xlsx_bytes

        return xlsx_bytes(book)
    if format_ == "docx":
        from reports.write_docx import docx_bytes

        return docx_bytes(book, language)
    if format_ == "pdf":
        from reports.write_pdf import pdf_bytes

        return pdf_bytes(book, language)
    if format_ == "html":
        from reports.write_html import html_bytes

        return html_bytes(book, language)
    from reports.write_text import text_of

    return text_of(book, language).encode()
