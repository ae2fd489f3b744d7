"""The workbook of matches: what is suggested to belong together, to be answered in Excel.

    book = match_book(facts, "sv")      # then `medel import avstamning.xlsx` reads the answers back

The columns stand in `ledger.reconciling.match_columns`. Only the decision and why may be answered.
"""

from __future__ import annotations

from ledger.messages import N_, translate
from ledger.proposing.inbox_columns import (
    FIRST_ROW,
    HEADING_ROW,
    KEY_ROW,
    MARK_BOOK,
    MARK_FORMAT,
    MARK_HEAD,
    MARK_SHEET,
    MARK_UP_TO,
    MARK_WORKBOOK,
    Answer,
)
from ledger.reconciling.match_columns import (
    MATCH_COLUMNS,
    MATCH_FORMAT,
    MATCH_SHEET,
    MATCH_WORKBOOK,
)
from reports.book import Book, Cell, Choice, ColumnLook, Highlight, Look, Row, Sheet, a1, literal
from reports.figures import BookFacts, MatchFacts

_PLACE = {column.key: place for place, column in enumerate(MATCH_COLUMNS)}
_LOOKS = {
    "number": ColumnLook(least=7),
    "decision": ColumnLook(least=11),
    "why": ColumnLook(least=24, most=28),
    "left": ColumnLook(least=36, most=44),
    "right": ColumnLook(least=36, most=44),
    "amount": ColumnLook(least=16),
    "residual": ColumnLook(least=14),
    "reasons": ColumnLook(least=36, most=48),
    "quote": ColumnLook(least=36, most=48),
    "places": ColumnLook(most=36),
    "digest": ColumnLook(hidden=True),
}
_FIGURES = {"amount", "residual", "score"}


def match_book(facts: MatchFacts, language: str) -> Book:
    """The workbook of all suggested matches."""
    title = translate(N_("Matches to decide"), language)
    sheets = (_matches(facts, language), _mark(facts.book))
    return Book(title, sheets, foot=title, program=facts.book.program)


def _matches(facts: MatchFacts, language: str) -> Sheet:
    keys = Row(tuple(Cell(column.key) for column in MATCH_COLUMNS), hidden=True)
    headings = Row(
        tuple(
            Cell(column.label(language), Look.FIGURES if column.key in _FIGURES else Look.HEADING)
            for column in MATCH_COLUMNS
        )
    )
    first = {KEY_ROW: keys, HEADING_ROW: headings}
    above = tuple(first[row] for row in range(FIRST_ROW))
    if not facts.matches:
        text = translate(N_("Nothing waits for an answer."), language)
        return Sheet(MATCH_SHEET, (*above, Row((Cell(text, Look.NOTE),))))
    rows = [
        Row(
            tuple(
                Cell(cells[column.key], Look.INPUT if column.editable else Look.LOCKED)
                for column in MATCH_COLUMNS
            )
        )
        for cells in facts.matches
    ]
    last = FIRST_ROW + len(rows) - 1
    return Sheet(
        MATCH_SHEET,
        (*above, *rows),
        tuple(_LOOKS.get(column.key, ColumnLook()) for column in MATCH_COLUMNS),
        choices=tuple(_choices(language, last)),
        highlights=(_without_why(language, last),),
        filter=(HEADING_ROW, last),
        freeze=(FIRST_ROW, _PLACE["why"] + 1),
        repeat=(HEADING_ROW, HEADING_ROW),
        protected=True,
    )


def _choices(language: str, last: int) -> list[Choice]:
    answers = tuple(answer.label(language) for answer in Answer)

    def rule(key: str, kind: str, source: str | tuple[str, ...], advice: str) -> Choice:
        return Choice(
            _PLACE[key], FIRST_ROW, last, kind, source, None,
            MATCH_COLUMNS[_PLACE[key]].label(language), translate(advice, language),
        )  # fmt: skip

    return [
        rule("decision", "only", answers, N_("Leave it empty to decide later.")),
        rule("why", "any", "", N_("Needed to turn a match down.")),
    ]


def _without_why(language: str, last: int) -> Highlight:
    """Amber where a match is turned down without a reason."""
    answer = f"${a1(FIRST_ROW, _PLACE['decision'])}"
    cell = a1(FIRST_ROW, _PLACE["why"])
    formula = f"AND({answer}={literal(Answer.REJECT.label(language))},ISBLANK({cell}))"
    return Highlight(_PLACE["why"], FIRST_ROW, last, formula)


def _mark(book: BookFacts) -> Sheet:
    """By what the reader knows that the workbook is ours, and from which book."""
    marks = {
        MARK_WORKBOOK: MATCH_WORKBOOK, MARK_FORMAT: MATCH_FORMAT, MARK_BOOK: book.book_id,
        MARK_HEAD: book.head, MARK_UP_TO: str(book.up_to_entry),
    }  # fmt: skip
    rows = tuple(Row((Cell(name), Cell(value))) for name, value in marks.items())
    return Sheet(MARK_SHEET, rows, hidden=True)
