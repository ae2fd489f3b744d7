"""The review workbook: open proposals beside their quotes, to be answered in Excel.

    book = inbox_book(facts, "sv")      # then `medel import granskning.xlsx` reads the answers back

The columns and the mark by which the reader knows the workbook stand in
`ledger.proposing.inbox_columns`.
What may be answered is pale yellow and offers the names the book knows; everything else is grey and
locked. A row marked as accepted shows in amber what it still lacks.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.dates import FIRST_FUND_YEAR, LAST_FUND_YEAR
from ledger.messages import N_, translate
from ledger.proposing.inbox_columns import (
    FIRST_ROW,
    FORMAT_VERSION,
    HEADING_ROW,
    INBOX_COLUMNS,
    INBOX_SHEET,
    INBOX_WORKBOOK,
    KEY_ROW,
    MARK_BOOK,
    MARK_FORMAT,
    MARK_HEAD,
    MARK_SHEET,
    MARK_UP_TO,
    MARK_WORKBOOK,
    Answer,
    InboxColumn,
)
from ledger.terms import EntryKind
from reports.book import (
    Book,
    Cell,
    Choice,
    ColumnLook,
    Highlight,
    Look,
    Row,
    Sheet,
    a1,
    literal,
    range_of,
)
from reports.decision_fields import quote_cell
from reports.figures import InboxFacts, ProposalFact

LISTS_SHEET, BODIES_NAME, FUNDS_NAME = "_listor", "medel_parter", "medel_medel"
MAX_AMOUNT = 10**13  # kronor; what Excel still shows to the öre

_PLACE = {column.key: place for place, column in enumerate(INBOX_COLUMNS)}
_LOOKS = {
    "number": ColumnLook(least=7),
    "decision": ColumnLook(least=11),
    "post_as": ColumnLook(least=16, most=16),
    "payer": ColumnLook(least=24, most=28),
    "payee": ColumnLook(least=24, most=28),
    "fund": ColumnLook(least=20, most=26),
    "year": ColumnLook(least=10),
    "amount": ColumnLook(least=16),
    "why": ColumnLook(least=28, most=28),
    "quote": ColumnLook(least=48, most=64),
    "section": ColumnLook(most=44),
    "file": ColumnLook(most=24),
    "digest": ColumnLook(hidden=True),
}
_NEEDED = ("post_as", "payer", "payee", "fund", "year", "amount")  # before a row can be accepted


def inbox_book(facts: InboxFacts, language: str) -> Book:
    """The review workbook of all open proposals."""
    title = translate(N_("Review of proposals"), language)
    sheets = (_review(facts, language), _lists(facts, language), _mark(facts))
    # Named ranges: a list on another sheet, for every version of Excel.
    names = (
        (BODIES_NAME, _list_range(0, facts.bodies)),
        (FUNDS_NAME, _list_range(1, facts.funds)),
    )
    return Book(title, sheets, foot=title, program=facts.book.program, names=names)


def _review(facts: InboxFacts, language: str) -> Sheet:
    keys = Row(tuple(Cell(column.key) for column in INBOX_COLUMNS), hidden=True)
    headings = Row(tuple(_heading(column, language) for column in INBOX_COLUMNS))
    rows = [Row(tuple(_cells(proposal, language))) for proposal in facts.proposals]
    if not rows:
        text = translate(N_("Nothing waits for review."), language)
        return Sheet(INBOX_SHEET, (keys, headings, Row((Cell(text, Look.NOTE),))))
    return Sheet(
        INBOX_SHEET,
        _rows_at({KEY_ROW: keys, HEADING_ROW: headings}, rows),
        tuple(_LOOKS.get(column.key, ColumnLook()) for column in INBOX_COLUMNS),
        choices=tuple(_choices(facts, language, FIRST_ROW + len(rows) - 1)),
        highlights=tuple(_highlights(language, FIRST_ROW + len(rows) - 1)),
        filter=(HEADING_ROW, FIRST_ROW + len(rows) - 1),
        freeze=(FIRST_ROW, _PLACE["quote"] + 1),
        repeat=(HEADING_ROW, HEADING_ROW),
        protected=True,
    )


def _rows_at(first: dict[int, Row], rows: Sequence[Row]) -> tuple[Row, ...]:
    return (*(first[row] for row in range(FIRST_ROW)), *rows)


def _heading(column: InboxColumn, language: str) -> Cell:
    look = Look.FIGURES if column.key == "amount" else Look.HEADING
    return Cell(column.label(language), look)


def _cells(proposal: ProposalFact, language: str) -> list[Cell]:
    return [_cell(column, proposal, language) for column in INBOX_COLUMNS]


def _cell(column: InboxColumn, proposal: ProposalFact, language: str) -> Cell:
    value = proposal.cells[column.key]
    if column.key == "quote":
        return quote_cell(str(value), proposal.amount_span, Look.LOCKED)
    if not column.editable:
        return Cell(value, Look.LOCKED)
    if column.key == "amount":
        return Cell(value, Look.INPUT_AMOUNT)
    return Cell(value, Look.INPUT, note=_words_behind(column.key, proposal, language))


def _words_behind(key: str, proposal: ProposalFact, language: str) -> str:
    """What the minutes say where the cell could not be filled in from them."""
    if key == "year" and len(proposal.years) > 1:
        years = ", ".join(map(str, proposal.years))
        return translate(N_("The minutes name several years: {years}."), language).format(
            years=years
        )
    words = proposal.words.get(key)
    if words is None:
        return ""
    return translate(N_("The minutes say “{words}”."), language).format(words=words)


def _choices(facts: InboxFacts, language: str, last: int) -> list[Choice]:
    """What may be typed into each column, with advice shown beside the cell."""

    def rule(key: str, kind: str, source: str | tuple[str, ...], advice: str,
             limits: tuple[int, int] | None = None) -> Choice:  # fmt: skip
        column = INBOX_COLUMNS[_PLACE[key]]
        return Choice(
            _PLACE[key], FIRST_ROW, last, kind, source, limits, column.label(language),
            translate(advice, language),
        )  # fmt: skip

    answers = tuple(answer.label(language) for answer in Answer)
    kinds = tuple(kind.label(language) for kind in EntryKind)
    name = N_("Choose from the list, or write the name of a body that is new to the book.")
    return [
        rule("decision", "only", answers, N_("Leave it empty to decide later.")),
        rule("post_as", "only", kinds, N_("What kind of entry it becomes.")),
        rule("payer", "known", BODIES_NAME, name),
        rule("payee", "known", BODIES_NAME, name),
        rule("fund", "known", FUNDS_NAME, N_("Choose from the list of funds.")),
        rule("year", "whole", "", N_("The year the money is for, 1990 to 2099; not the meeting's."),
             (FIRST_FUND_YEAR, LAST_FUND_YEAR)),
        rule("amount", "amount", "", N_("Kronor, with öre after the decimal comma."),
             (0, MAX_AMOUNT)),
        rule("why", "any", "",
             N_("Needed to reject, and to accept what is approximate or not decided.")),
    ]  # fmt: skip


def _list_range(column: int, names: Sequence[str]) -> str:
    return range_of(LISTS_SHEET, 1, column, max(len(names), 1), column)


def _highlights(language: str, last: int) -> list[Highlight]:
    """Amber where an accepted row lacks something, or a rejected one its reason."""
    answer = f"${a1(FIRST_ROW, _PLACE['decision'])}"

    def empty(key: str, decided: Answer) -> Highlight:
        cell = a1(FIRST_ROW, _PLACE[key])
        formula = f"AND({answer}={literal(decided.label(language))},ISBLANK({cell}))"
        return Highlight(_PLACE[key], FIRST_ROW, last, formula)

    return [*(empty(key, Answer.ACCEPT) for key in _NEEDED), empty("why", Answer.REJECT)]


def _lists(facts: InboxFacts, language: str) -> Sheet:
    """The names to choose from, on a sheet that is not shown."""
    labels = [INBOX_COLUMNS[_PLACE[key]].label(language) for key in ("payer", "fund")]
    rows = [Row(tuple(Cell(label, Look.HEADING) for label in labels))]
    for place in range(max(len(facts.bodies), len(facts.funds))):
        names = (
            names[place] if place < len(names) else None for names in (facts.bodies, facts.funds)
        )
        rows.append(Row(tuple(Cell(name) for name in names)))
    return Sheet(LISTS_SHEET, tuple(rows), hidden=True)


def _mark(facts: InboxFacts) -> Sheet:
    """By what the reader knows that the workbook is ours, and from which book."""
    marks = {
        MARK_WORKBOOK: INBOX_WORKBOOK,
        MARK_FORMAT: FORMAT_VERSION,
        MARK_BOOK: facts.book.book_id,
        MARK_HEAD: facts.book.head,
        MARK_UP_TO: str(facts.book.up_to_entry),
    }
    rows = tuple(Row((Cell(name), Cell(value))) for name, value in marks.items())
    return Sheet(MARK_SHEET, rows, hidden=True)
