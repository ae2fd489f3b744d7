"""Budget, forecast and outcome of a year, with the deviation and its sign rule.

report_of("plan").book(facts, spec)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.extract import Extract
from reports.extract_figures import ExtractFacts
from reports.extract_pages import PLAN
from reports.labels import Label

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.spec import Spec


def _read(connection: Connection, spec: Spec) -> ExtractFacts:
    from reports.extract_facts import plan_facts

    return plan_facts(connection, spec)


EXTRACT = Extract(
    Label.OF_PLAN,
    (PLAN,),
    PLAN,
    lambda facts: list(dict.fromkeys(one.body for one in facts.deviations)),
)
REPORT = EXTRACT.report(_read)
