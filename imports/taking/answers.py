"""The answers of a review workbook into the book: each row accepted, turned down, or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from imports.answers import AnswerSheet, Result, take_answers
from imports.match_answers import take_match_answers
from imports.taking.outcomes import Line, Outcome
from ledger.errors import Refused
from ledger.messages import _
from ledger.posting.journal import entry
from ledger.reconciling.match_columns import MATCH_WORKBOOK

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from imports.taking.run import Run


def take_answer_sheet(connection: Connection, run: Run, sheet: AnswerSheet) -> Outcome:
    """Do as the sheet says, row by row."""
    take = take_match_answers if sheet.of == MATCH_WORKBOOK else take_answers
    results = take(connection, run.by, sheet)
    refused = any(result.outcome == "refused" for result in results)
    return Outcome(
        sheet.name, "answered", "answers", sheet.sha256, sheet.size,
        did={"rows": [_fields(connection, result) for result in results]},
        said=tuple(_said(sheet, results)), exit_code=Refused.exit_code if refused else 0,
    )  # fmt: skip


def _fields(connection: Connection, result: Result) -> dict[str, Any]:
    """One answer and what it posts; an entry's own number is not known before it is there."""
    fields: dict[str, Any] = {
        "line": result.line, "row": result.number, "outcome": result.outcome
    }  # fmt: skip
    if result.outcome != "accepted" or result.entry is None:
        return fields
    posted = entry(connection, result.entry)
    return fields | {
        "posts": {
            "date": posted.date, "kind": posted.kind.value, "fund": posted.fund,
            "year": posted.fund_year, "payer": posted.payer, "payee": posted.payee,
            "amount": posted.amount.decimal_string,
        }
    }  # fmt: skip


def _said(sheet: AnswerSheet, results: Sequence[Result]) -> Iterator[Line]:
    count = Counter(result.outcome for result in results)
    said = _("{file}: {accepted} accepted, {rejected} turned down, {known} known already.")
    yield Line(
        said.format(
            file=sheet.name, accepted=count["accepted"], rejected=count["rejected"],
            known=count["known"],
        )
    )  # fmt: skip
    for result in results:
        if result.outcome == "refused":
            place = _("{file}, line {line}").format(file=sheet.name, line=result.line)
            refused = Refused(result.problem, place=place)
            yield Line(_("Error: {error}").format(error=refused), aside=True)
