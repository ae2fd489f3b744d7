"""What a forum decided: each decision with its quote, the entries, and what is not posted.

report_of("forum").book(facts, spec)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.extract import Extract, bodies_of_entries
from reports.extract_figures import ExtractFacts
from reports.extract_pages import DECISIONS, ENTRIES, LINES, UNPOSTED
from reports.labels import Label

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.spec import Spec


def _read(connection: Connection, spec: Spec) -> ExtractFacts:
    from reports.extract_facts import of_part

    return of_part(connection, spec)


EXTRACT = Extract(
    Label.OF_FORUM,
    (DECISIONS, UNPOSTED, ENTRIES, LINES),
    DECISIONS,
    bodies_of_entries,
)
REPORT = EXTRACT.report(_read)
