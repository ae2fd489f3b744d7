"""What is due and what is missing, counted from the day the report is made.

The day is kept in the report, so that who makes it again gets the same one.

    report_of("deadlines").book(facts, spec)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.dates import today
from reports.extract import Extract
from reports.extract_figures import ExtractFacts
from reports.extract_pages import DUE, UNKNOWN
from reports.labels import Label
from reports.spec import Spec

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _read(connection: Connection, spec: Spec) -> ExtractFacts:
    from reports.extract_facts import deadline_facts

    return deadline_facts(connection, spec)


def _dated(spec: Spec) -> Spec:
    return replace(spec, day=spec.day or spec.as_of or today().isoformat())


EXTRACT = Extract(
    Label.OF_DEADLINES,
    (DUE, UNKNOWN),
    DUE,
    lambda facts: list(dict.fromkeys(one.body for one in facts.due if one.body)),
)
REPORT = EXTRACT.report(_read, _dated)
