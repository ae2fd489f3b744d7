"""The answers in a workbook of matches: the same as `medel match accept` and `reject`.

    sheet = read_match_answers(workbook)
    results = take_match_answers(connection, by, sheet)

Each row that is answered is an event of its own; a row that does not hold, or was changed where
nobody should, is refused and the others are done.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from imports.answers import (
    AnsweredRow,
    AnswerSheet,
    Result,
    answer_of,
    marks_of,
    rows_of,
    says,
    text_of,
)
from imports.tabular import Workbook
from ledger.errors import MedelError, Refused, UnreadableFile
from ledger.messages import LANGUAGES, _
from ledger.proposing.inbox_columns import (
    KEY_ROW,
    MARK_BOOK,
    MARK_FORMAT,
    MARK_WORKBOOK,
    Answer,
)
from ledger.reconciling.amounts import Key
from ledger.reconciling.evidence import Shown, describe
from ledger.reconciling.groups import Group, groups, keys_of
from ledger.reconciling.match_columns import (
    MATCH_COLUMNS,
    MATCH_FORMAT,
    MATCH_SHEET,
    MATCH_WORKBOOK,
    cells_of,
    digest_of,
)
from ledger.reconciling.settling import reject, settle
from ledger.storage.chain import act, book_id
from ledger.terms import MatchState

_DONE = {Answer.ACCEPT: MatchState.SETTLED, Answer.REJECT: MatchState.REJECTED}
_NOT_ASKED = {
    "number",
    "digest",
    "places",
    "left",
    "right",
    "reasons",
}  # a digest says what they are


def is_match_sheet(workbook: Workbook) -> bool:
    """Whether `medel report matches` wrote this workbook."""
    return marks_of(workbook).get(MARK_WORKBOOK) == MATCH_WORKBOOK


def read_match_answers(workbook: Workbook) -> AnswerSheet:
    """The rows of the sheet. Raises UnreadableFile where it was taken apart."""
    marks = marks_of(workbook)
    rows = workbook.sheets.get(MATCH_SHEET, ())
    keys = [str(value) if value else "" for value in rows[KEY_ROW]] if rows else []
    missing = {column.key for column in MATCH_COLUMNS} - set(keys)
    if missing or str(marks.get(MARK_FORMAT)) != MATCH_FORMAT:
        raise UnreadableFile(
            _("The sheet of matches has lost columns, or was made by another version."),
            place=workbook.name,
            next_step=_("Write it anew with “medel report matches”."),
        )
    book = str(marks.get(MARK_BOOK))
    return AnswerSheet(workbook.name, book, tuple(rows_of(rows, keys)), of=MATCH_WORKBOOK)


def take_match_answers(connection: Connection, by: str, sheet: AnswerSheet) -> list[Result]:
    """Accept and turn down as answered; rows without an answer are left as they are."""
    if sheet.book != book_id(connection):
        raise Refused(
            _("The workbook was made from another book."),
            place=sheet.name,
            next_step=_("Name the right one with --db."),
        )
    answered = [row for row in sheet.rows if row.cells.get("decision") is not None]
    numbers = [n for row in answered if isinstance(n := row.cells["number"], int)]
    known = {one.number: one for one in groups(connection, numbers)}
    items = describe(connection, {key for one in known.values() for key in keys_of(one.parts)})
    return [_take(connection, by, sheet, row, known, items) for row in answered]


def _take(
    connection: Connection, by: str, sheet: AnswerSheet, row: AnsweredRow,
    known: Mapping[int, Group], items: Mapping[Key, Shown],
) -> Result:  # fmt: skip
    number = row.cells["number"]
    number = number if isinstance(number, int) else 0
    try:
        one = _match_of(row, known.get(number), items)
        answer = answer_of(row)
        if one.state is _DONE[answer]:
            return Result(row.line, number, "known")
        savepoint = connection.begin_nested()
        try:
            _do(connection, by, one, answer, row, sheet)
        except BaseException:
            savepoint.rollback()
            raise
        savepoint.commit()
    except MedelError as error:
        return Result(row.line, number, "refused", None, str(error))
    return Result(row.line, number, answer.value + "ed")


def _do(
    connection: Connection, by: str, one: Group, answer: Answer, row: AnsweredRow,
    sheet: AnswerSheet,
) -> None:  # fmt: skip
    why = text_of(row.cells.get("why"))
    payload = {"matches": [one.number], "sheet": sheet.name, "line": row.line, "why": why}
    if answer is Answer.REJECT:
        with act(connection, by, "match rejected", payload) as made:
            reject(connection, made, [one.number], why or "")
        return
    with act(connection, by, "match accepted", payload) as made:
        settle(connection, made, [one.number], why)


def _match_of(row: AnsweredRow, one: Group | None, items: Mapping[Key, Shown]) -> Group:
    """The match a row is about. Raises Refused where the row no longer says so."""
    if one is None or row.cells.get("digest") != digest_of(one):
        raise Refused(_("The row is not one of this book's matches."))
    shown = [cells_of(one, items, language) for language in LANGUAGES]
    for column in MATCH_COLUMNS:
        if column.editable or column.key in _NOT_ASKED:
            continue
        here = row.cells.get(column.key)
        if not any(says(here, cells[column.key]) for cells in shown):
            raise Refused(
                _("The cell “{column}” has been changed, and it is not one to answer in.").format(
                    column=f"{column.sv} / {column.en}"
                )
            )
    return one
