"""A body over its years: its lines in all funds, what it is owed and owes, and its entries.

report_of("body").book(facts, spec)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.extract import Extract, bodies_of_lines
from reports.extract_figures import ExtractFacts
from reports.extract_pages import CLAIMS, DEBTS, DECISIONS, ENTRIES, LINES, UNPOSTED, YEARS
from reports.labels import Label

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.spec import Spec


def _read(connection: Connection, spec: Spec) -> ExtractFacts:
    from reports.extract_facts import with_owed

    return with_owed(connection, spec)


EXTRACT = Extract(
    Label.OF_BODY,
    (LINES, YEARS, CLAIMS, DEBTS, ENTRIES, DECISIONS, UNPOSTED),
    LINES,
    bodies_of_lines,
)
REPORT = EXTRACT.report(_read)
