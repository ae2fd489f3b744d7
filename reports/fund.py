"""A fund over its years: lines, terms, entries and the decisions they rest on.

report_of("fund").book(facts, spec)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.extract import Extract, bodies_of_lines
from reports.extract_figures import ExtractFacts
from reports.extract_pages import DECISIONS, ENTRIES, LINES, TERMS, UNPOSTED, YEARS
from reports.labels import Label

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.spec import Spec


def _read(connection: Connection, spec: Spec) -> ExtractFacts:
    from reports.extract_facts import of_part

    return of_part(connection, spec)


EXTRACT = Extract(
    Label.OF_FUND,
    (LINES, YEARS, TERMS, ENTRIES, DECISIONS, UNPOSTED),
    LINES,
    bodies_of_lines,
)
REPORT = EXTRACT.report(_read)
