"""The reports there are: how each is read from the book, laid out, and told in a line.

    report = report_of("year")
    facts = report.read(connection, spec)
    report.book(facts, spec), report.content(facts), report.lines(facts, spec)

A report is a module with a `REPORT`; it is loaded when it is asked for. What `read` gives has the
`book` it was read from (`BookFacts`), and nothing after it touches the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.book import Book
from reports.figures import EntryFact
from reports.spec import Spec

if TYPE_CHECKING:
    from sqlalchemy import Connection

KINDS = {
    "year": "reports.year",
    "reconciliation": "reports.reconciliation",
    "statement": "reports.statement",
    "fund": "reports.fund",
    "body": "reports.body",
    "forum": "reports.forum",
    "plan": "reports.plan",
    "deadlines": "reports.deadlines",
    "trail": "reports.trail",
    "basis": "reports.basis",
}


class Report(NamedTuple):
    """What one kind of report consists of. The facts are of a type of its own."""

    read: Callable[[Connection, Spec], Any]  # raises what the book raises
    book: Callable[[Any, Spec], Book]  # the workbook, and the text of it
    content: Callable[[Any], object]  # for JSON
    lines: Callable[[Any, Spec], Book]  # the figures as one table, the same shape every year
    summary: Callable[[Any, str], str]  # what a file of that name holds, in a line
    entries: Callable[[Any], Sequence[EntryFact]] = lambda _facts: ()  # those it sums
    bodies: Callable[[Any], Sequence[str]] = lambda _facts: ()  # each may have a file of its own
    dated: Callable[[Spec], Spec] = lambda spec: spec  # with what follows from the day it is made


def report_of(kind: str) -> Report:
    """The report of a kind. Raises KeyError."""
    report: Report = import_module(KINDS[kind]).REPORT
    return report
