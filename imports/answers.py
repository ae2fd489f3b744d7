"""The economist's answers in a review workbook (granskning.xlsx): the same as accept and reject.

    sheet = read_answers(workbook)                       # what was answered, row by row
    results = take_answers(connection, by, sheet)        # rows that hold are done, others refused

A row is refused when a cell that nobody should touch has been changed, when the proposal is not
the one the workbook was made from, or when the answer leaves something open. The other rows are
done: each accepted or rejected row is an event of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlalchemy import Connection

from imports.tabular import Rows, Value, Workbook
from ledger.dates import parse_fund_year
from ledger.errors import MedelError, Refused, UnreadableFile
from ledger.messages import LANGUAGES, _, language
from ledger.money import Money
from ledger.posting.journal import entry
from ledger.proposing.inbox import accept, reject
from ledger.proposing.inbox_cells import Cell, cells_of
from ledger.proposing.inbox_columns import (
    FIRST_ROW,
    FORMAT_VERSION,
    INBOX_COLUMNS,
    INBOX_SHEET,
    INBOX_WORKBOOK,
    KEY_ROW,
    MARK_BOOK,
    MARK_FORMAT,
    MARK_SHEET,
    MARK_WORKBOOK,
    Answer,
)
from ledger.proposing.proposals import Proposal, proposals
from ledger.proposing.resolving import Choices
from ledger.storage.chain import act, book_id
from ledger.terms import CandidateState

NOISE = Decimal("0.000001")  # of a krona, from sums that Excel keeps as binary fractions
NOT_ASKED = ("digest", "number")  # compared first, and apart


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """One row of the sheet: where it stands (as Excel counts) and its cells by key."""

    line: int
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A review workbook as it came back."""

    name: str
    book: str  # id of the book it was made from
    rows: tuple[AnsweredRow, ...]
    sha256: str = ""  # of the workbook
    size: int = 0
    of: str = INBOX_WORKBOOK  # which workbook it is


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one answered row; `problem` is empty where it was done."""

    line: int
    number: int
    outcome: str  # accepted, rejected, known, refused
    entry: int | None = None
    problem: str = ""


def is_answer_sheet(workbook: Workbook) -> bool:
    """Whether `medel report inbox` wrote this workbook."""
    return marks_of(workbook).get(MARK_WORKBOOK) == INBOX_WORKBOOK


def read_answers(workbook: Workbook) -> AnswerSheet:
    """The rows of the review sheet. Raises UnreadableFile where the sheet was taken apart."""
    marks = marks_of(workbook)
    rows = workbook.sheets.get(INBOX_SHEET, ())
    keys = [str(value) if value else "" for value in rows[KEY_ROW]] if rows else []
    missing = {column.key for column in INBOX_COLUMNS} - set(keys)
    if missing or str(marks.get(MARK_FORMAT)) != FORMAT_VERSION:
        raise UnreadableFile(
            _("The review sheet has lost columns, or was made by another version."),
            place=workbook.name,
            next_step=_("Write it anew with “medel report inbox”."),
        )
    return AnswerSheet(workbook.name, str(marks.get(MARK_BOOK)), tuple(rows_of(rows, keys)))


def take_answers(connection: Connection, by: str, sheet: AnswerSheet) -> list[Result]:
    """Accept and reject as answered; rows without an answer are left as they are."""
    if sheet.book != book_id(connection):
        raise Refused(
            _("The workbook was made from another book."),
            place=sheet.name,
            next_step=_("Name the right one with --db."),
        )
    answered = [row for row in sheet.rows if row.cells.get("decision") is not None]
    numbers = [row.cells["number"] for row in answered]
    known = {
        p.number: p
        for p in proposals(connection, numbers=[n for n in numbers if isinstance(n, int)] or [0])
    }
    return [_take(connection, by, sheet, row, known) for row in answered]


def _take(
    connection: Connection, by: str, sheet: AnswerSheet, row: AnsweredRow,
    known: Mapping[int, Proposal],
) -> Result:  # fmt: skip
    number = row.cells["number"]
    number = number if isinstance(number, int) else 0
    try:
        proposal = _proposal_of(row, known.get(number))
        answer = answer_of(row)
        if _is_done(proposal, answer):
            _check_says_the_same(connection, proposal, row)
            return Result(row.line, number, "known", proposal.entry)
        savepoint = connection.begin_nested()
        try:
            payload = {"rows": [number], "sheet": sheet.name, "line": row.line}
            entry = _do(connection, by, proposal, answer, row, payload)
        except BaseException:
            savepoint.rollback()
            raise
        savepoint.commit()
    except MedelError as error:
        return Result(row.line, number, "refused", None, str(error))
    return Result(row.line, number, answer.value + "ed", entry)


def _do(
    connection: Connection, by: str, proposal: Proposal, answer: Answer, row: AnsweredRow,
    payload: dict[str, object],
) -> int | None:  # fmt: skip
    why = text_of(row.cells.get("why"))
    if answer is Answer.REJECT:
        with act(connection, by, "rejected", payload | {"why": why}) as made:
            reject(connection, made, [proposal.number], why or "")
        return None
    choices = _choices(proposal, row, why)
    with act(connection, by, "accepted", payload) as made:
        return accept(connection, made, [proposal.number], choices, by)[0]


def _proposal_of(row: AnsweredRow, proposal: Proposal | None) -> Proposal:
    """The proposal a row is about. Raises Refused where the row no longer says so."""
    if proposal is None or row.cells.get("digest") != proposal.digest:
        raise Refused(_("The row is not one of this book's proposals."))
    shown = [cells_of(proposal, language) for language in LANGUAGES]
    for column in INBOX_COLUMNS:
        if column.editable or column.key in NOT_ASKED:
            continue
        here = comparable(row.cells.get(column.key))
        if here not in {comparable(cells[column.key]) for cells in shown}:
            raise Refused(
                _("The cell “{column}” has been changed, and it is not one to answer in.").format(
                    column=f"{column.sv} / {column.en}"
                )
            )
    return proposal


def answer_of(row: AnsweredRow) -> Answer:
    said = str(row.cells["decision"]).strip().lower()
    for answer in Answer:
        if said in {answer.value, answer.sv, answer.en}:
            return answer
    raise Refused(
        _("“{said}” is not an answer: write {accept} or {reject}.").format(
            said=said, accept=Answer.ACCEPT.sv, reject=Answer.REJECT.sv
        )
    )


def _is_done(proposal: Proposal, answer: Answer) -> bool:
    """The same answer again is no error: the sheet was read before."""
    done = {
        Answer.ACCEPT: CandidateState.ACCEPTED,
        Answer.REJECT: CandidateState.REJECTED,
    }
    return proposal.state is done[answer]


def _check_says_the_same(connection: Connection, proposal: Proposal, row: AnsweredRow) -> None:
    """A row that is posted already must not say another sum now. Raises Refused."""
    if proposal.entry is None:
        return
    posted = entry(connection, proposal.entry)
    here = row.cells.get("amount")
    if here is not None and _money(str(here)) != posted.amount:
        raise Refused(
            _("Row {number} is already entry {entry}, with {amount} kr.").format(
                number=proposal.number, entry=posted.number,
                amount=posted.amount.kronor_text(language()),
            ),
            next_step=_("Correct the entry with “medel correct {entry}”.").format(
                entry=posted.number
            ),
        )  # fmt: skip


def _choices(proposal: Proposal, row: AnsweredRow, why: str | None) -> Choices:
    """What the economist wrote that differs from the proposal. Raises MedelError."""
    proposed = cells_of(proposal, "sv")
    said = {
        key: _said(row.cells.get(key), proposed[key], key)
        for key in ("payer", "payee", "fund", "year", "amount")
    }
    post_as = text_of(row.cells.get("post_as"))
    unchanged = {cells_of(proposal, language)["post_as"] for language in LANGUAGES}
    return Choices(
        payer=said["payer"],
        payee=said["payee"],
        fund=said["fund"],
        fund_year=parse_fund_year(said["year"]) if said["year"] else None,
        amount=_money(said["amount"]) if said["amount"] else None,
        kind=post_as.lower() if post_as and post_as not in unchanged else None,
        even_if=why,
    )


def _said(here: Value, proposed: Cell, key: str) -> str | None:
    if here is None and proposed is not None:
        column = next(column for column in INBOX_COLUMNS if column.key == key)
        raise Refused(
            _("The cell “{column}” has been emptied: write what it should be.").format(
                column=f"{column.sv} / {column.en}"
            )
        )
    if here is None or says(here, proposed):
        return None
    return str(here).strip()


def says(here: Value, proposed: Cell) -> bool:
    """Whether a cell still says what was written into it."""
    if isinstance(proposed, Money):
        return _money(str(here)) == proposed
    return comparable(here) == comparable(proposed)


def _money(said: str) -> Money:
    try:
        exact = Decimal(said)
        rounded = exact.quantize(Decimal("0.01"))
    except InvalidOperation:
        return Money.of_text(said)
    # Excel's 0.1 + 0.2 is 0.30000000000000004; what somebody wrote as 10.005 is not 10 kronor.
    return Money.of_kronor(rounded if abs(exact - rounded) < NOISE else exact)


def marks_of(workbook: Workbook) -> dict[str, Value]:
    rows = workbook.sheets.get(MARK_SHEET, ())
    return {str(row[0]): row[1] for row in rows if len(row) > 1}


def rows_of(rows: Rows, keys: Sequence[str]) -> Iterator[AnsweredRow]:
    for line, row in enumerate(rows[FIRST_ROW:], start=FIRST_ROW + 1):
        cells = dict(zip(keys, row, strict=False))
        if cells.get("number") is not None or cells.get("decision") is not None:
            yield AnsweredRow(line, cells)


def text_of(value: Value) -> str | None:
    return str(value).strip() or None if value is not None else None


def comparable(value: Value | Cell) -> str:
    """A cell as it compares: Excel folds white space and keeps sums as numbers."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return value.decimal_string
    if isinstance(value, float):
        return f"{Decimal(str(value)):.2f}"
    kept = "".join(c for c in str(value) if c.isprintable() or c.isspace())
    return " ".join(kept[:32_000].split())
