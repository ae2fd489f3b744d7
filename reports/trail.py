"""The trail: every entry with the words, the file and the place it rests on.

report_of("trail").book(facts, spec)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.extract import Extract, bodies_of_entries
from reports.extract_figures import ExtractFacts
from reports.extract_pages import ENTRIES, TRAIL
from reports.labels import Label

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.spec import Spec


def _read(connection: Connection, spec: Spec) -> ExtractFacts:
    from reports.extract_facts import trail_facts

    return trail_facts(connection, spec)


EXTRACT = Extract(
    Label.OF_TRAIL,
    (TRAIL, ENTRIES),
    TRAIL,
    bodies_of_entries,
)
REPORT = EXTRACT.report(_read)
