"""The formats a report is written in: by name, and by the ending of the file's name.

>>> format_of("redovisning.CSV"), format_of("redovisning")
('csv', 'xlsx')
"""

from __future__ import annotations

from pathlib import PurePath

from reports.figures import YearFacts
from reports.year import year_book, year_content, year_lines

FORMATS = ("xlsx", "json", "csv", "text")
_BY_ENDING = {".xlsx": "xlsx", ".json": "json", ".csv": "csv", ".txt": "text"}


def format_of(name: str) -> str:
    """The format that a file's name asks for; a workbook where it does not say."""
    return _BY_ENDING.get(PurePath(name).suffix.lower(), "xlsx")


def year_report(facts: YearFacts, format_: str, language: str) -> bytes:
    """The yearly summary as the content of a file."""
    from reports.write_csv import csv_bytes
    from reports.write_json import json_bytes
    from reports.write_text import text_of
    from reports.write_xlsx import xlsx_bytes

    if format_ == "json":
        return json_bytes(year_content(facts))
    if format_ == "csv":
        return csv_bytes(year_lines(facts, language))
    book = year_book(facts, language)
    return xlsx_bytes(book) if format_ == "xlsx" else text_of(book, language).encode()
