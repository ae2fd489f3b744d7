"""The formats a report is written in: by name, and by the ending of the file's name.

>>> format_of("redovisning.CSV"), format_of("redovisning")
('csv', 'xlsx')
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from reports.book import Book, values_only
from reports.kinds import Report
from reports.plain_text import plain_text
from reports.spec import Spec
from reports.stamp import Stamp

FORMATS = ("xlsx", "json", "csv", "text")
ENDINGS = {"xlsx": ".xlsx", "json": ".json", "csv": ".csv", "text": ".txt"}
MOST_OF_A_NAME = 100  # characters of a body, in the name of its file
_BY_ENDING = {ending: name for name, ending in ENDINGS.items()}
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))


def format_of(name: str) -> str:
    """The format that a file's name asks for; a workbook where it does not say."""
    return _BY_ENDING.get(PurePath(name).suffix.lower(), "xlsx")


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
    from reports.write_csv import csv_bytes
    from reports.write_json import json_bytes
    from reports.write_text import text_of
    from reports.write_xlsx import xlsx_bytes

    if format_ == "json":
        return json_bytes(report.content(facts))
    if format_ == "csv":
        return csv_bytes(report.lines(facts, spec))
    book = report_book(report, facts, spec)
    return xlsx_bytes(book) if format_ == "xlsx" else text_of(book, spec.language).encode()
