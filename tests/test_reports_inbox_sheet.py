"""The review workbook: what may be answered, how it is checked, and that our reader knows it."""

from __future__ import annotations

import io
from dataclasses import replace

import books
import openpyxl
import pytest
from openpyxl.workbook import Workbook as Opened
from openpyxl.worksheet.worksheet import Worksheet
from reports_by_hand import BOOK, FOLLOW_UPS, INBOX, proposal_of

from imports.answers import is_answer_sheet, read_answers, take_answers
from imports.tabular import read_workbook
from ledger.proposing.inbox_columns import (
    FIRST_ROW,
    HEADING_ROW,
    INBOX_COLUMNS,
    INBOX_SHEET,
    KEY_ROW,
    MARK_SHEET,
)
from ledger.storage.store import open_book
from ledger.terms import EntryKind
from reports.facts import inbox_facts
from reports.figures import InboxFacts
from reports.inbox_sheet import FUNDS_NAME, LISTS_SHEET, inbox_book
from reports.write_xlsx import xlsx_bytes

PLACE = {column.key: place for place, column in enumerate(INBOX_COLUMNS, start=1)}


def opened(facts: InboxFacts = INBOX, language: str = "sv") -> Opened:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(inbox_book(facts, language))))


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return opened()[INBOX_SHEET]


def cell(sheet: Worksheet, key: str, row: int = FIRST_ROW + 1):
    return sheet.cell(row, PLACE[key])


def test_keys_are_hidden_above_headings(sheet: Worksheet) -> None:
    keys = [c.value for c in sheet[KEY_ROW + 1]]
    assert keys == [column.key for column in INBOX_COLUMNS]
    assert sheet.row_dimensions[KEY_ROW + 1].hidden
    assert [c.value for c in sheet[HEADING_ROW + 1]] == [column.sv for column in INBOX_COLUMNS]


def test_headings_in_english() -> None:
    headings = [c.value for c in opened(language="en")[INBOX_SHEET][HEADING_ROW + 1]]
    assert headings == [column.en for column in INBOX_COLUMNS]


def test_only_answers_may_be_written(sheet: Worksheet) -> None:
    assert sheet.protection.sheet
    assert not sheet.protection.password
    unlocked = {key for key in PLACE if not cell(sheet, key).protection.locked}
    assert unlocked == {column.key for column in INBOX_COLUMNS if column.editable}


def test_filter_and_widths_may_be_used_on_the_protected_sheet(sheet: Worksheet) -> None:
    assert sheet.auto_filter.ref == "A2:S5"
    # In the file a lock is said, so what is allowed is no lock.
    locks = sheet.protection
    assert not any((locks.autoFilter, locks.formatColumns, locks.formatRows, locks.sort))


def test_the_digest_is_hidden(sheet: Worksheet) -> None:
    column = cell(sheet, "digest").column_letter
    assert sheet.column_dimensions[column].hidden
    assert cell(sheet, "digest").value == f"{21:064x}"


@pytest.mark.parametrize(
    ("key", "kind", "first", "second", "style"),
    [
        ("decision", "list", '"godkänn,avvisa"', None, "stop"),
        ("payer", "list", "medel_parter", None, "warning"),
        ("payee", "list", "medel_parter", None, "warning"),
        ("fund", "list", "medel_medel", None, "warning"),
        ("year", "whole", "1990", "2099", "stop"),
        ("amount", "decimal", "0", "10000000000000", "stop"),
    ],
)
def test_answers_are_checked(
    sheet: Worksheet, key: str, kind: str, first: str, second: str | None, style: str
) -> None:
    place = cell(sheet, key).coordinate
    rule = next(r for r in sheet.data_validations.dataValidation if place in r.sqref)
    assert (rule.type, rule.formula1, rule.formula2) == (kind, first, second)
    assert (rule.errorStyle or "stop") == style
    assert rule.allow_blank
    assert rule.prompt


def test_kinds_fit_into_a_list(sheet: Worksheet) -> None:
    rule = next(
        r for r in sheet.data_validations.dataValidation
        if cell(sheet, "post_as").coordinate in r.sqref
    )  # fmt: skip
    assert rule.formula1.strip('"').split(",") == [kind.sv for kind in EntryKind]
    assert len(rule.formula1) <= 257  # Excel's limit for words in a rule


def test_names_to_choose_from_stand_on_a_hidden_sheet() -> None:
    book = opened()
    lists = book[LISTS_SHEET]
    assert [lists.sheet_state, book[MARK_SHEET].sheet_state] == ["veryHidden"] * 2
    assert [row[0].value for row in lists["A2":"A5"]] == list(INBOX.bodies)
    assert book.defined_names[FUNDS_NAME].attr_text == f"'{LISTS_SHEET}'!$B$2:$B$4"


def test_the_mark_names_the_book() -> None:
    mark = dict(row for row in opened()[MARK_SHEET].values)
    assert mark == {
        "workbook": "medel-inbox", "format": "1", "book": BOOK.book_id, "head": BOOK.head,
        "up_to_entry": "8",
    }  # fmt: skip


def test_what_an_accepted_row_lacks_stands_out(sheet: Worksheet) -> None:
    rules = {
        str(place.sqref): rule.formula[0]
        for place in sheet.conditional_formatting
        for rule in place.rules
    }
    payer = cell(sheet, "payer").coordinate
    assert rules[f"{payer}:{payer[0]}5"] == f'AND($B3="godkänn",ISBLANK({payer}))'
    assert len(rules) == 7


def test_words_that_could_not_be_resolved_are_noted(sheet: Worksheet) -> None:
    note = cell(sheet, "payee", FIRST_ROW + 2).comment
    assert "kommunerna" in note.text
    assert cell(sheet, "payee", FIRST_ROW + 2).value is None


def test_several_years_are_noted_not_chosen() -> None:
    facts = replace(
        INBOX,
        proposals=(proposal_of(replace(FOLLOW_UPS[0], years=(2022, 2023)), EntryKind.ALLOCATED),),
    )
    year = cell(opened(facts)[INBOX_SHEET], "year")
    assert year.value is None
    assert "2022, 2023" in year.comment.text


def test_rows_are_tall_enough_for_their_quote() -> None:
    long = replace(FOLLOW_UPS[0], quote="Beslutet gäller hela länet. " * 20)
    facts = replace(INBOX, proposals=(proposal_of(long, EntryKind.ALLOCATED),))
    sheet = opened(facts)[INBOX_SHEET]
    width = sheet.column_dimensions[cell(sheet, "quote").column_letter].width
    height = sheet.row_dimensions[FIRST_ROW + 1].height
    assert height >= 15 * len(long.quote) / width
    assert cell(sheet, "quote").alignment.wrap_text


def test_an_empty_inbox_says_so() -> None:
    sheet = opened(replace(INBOX, proposals=()), "en")[INBOX_SHEET]
    assert sheet.cell(FIRST_ROW + 1, 1).value == "Nothing waits for review."
    assert not sheet.data_validations.dataValidation


# -- The way there and back ----------------------------------------------------------------------


@pytest.fixture
def reviewed(sqlite_db: str) -> str:
    """A book with two decided invoices and one decision without a sum in the inbox."""
    books.imported(
        sqlite_db,
        books.minutes(
            books.found(
                "Beslut: Falu kommun fakturerar\nRegion Dalarna 1 250,50 kr för RSS-medel.",
                "1250.50", "1 250,50 kr", payer="Region Dalarna", payee="Falu kommun",
                fund="RSS-medel",
            ),
            books.found(
                "Beslut: kommunerna fakturerar Region Dalarna 75 kr för RSS-medel.", 75, "75 kr",
                payer="Region Dalarna", payee="kommunerna", fund="RSS-medel",
                names={"kommunerna": None},
            ),
            books.found("=1+1 ska användas till det.", fund="RSS-medel"),
        ),
    )  # fmt: skip
    return sqlite_db


def workbook_of(db: str, language: str) -> Opened:
    with open_book(db).reading() as connection:
        content = xlsx_bytes(inbox_book(inbox_facts(connection, language), language))
    return openpyxl.load_workbook(io.BytesIO(content))


def taken(db: str, book: Opened) -> list[tuple[int, str]]:
    content = io.BytesIO()
    book.save(content)  # as another program leaves it
    workbook = read_workbook("granskning.xlsx", content.getvalue())
    assert is_answer_sheet(workbook)
    with open_book(db).writing() as connection:
        results = take_answers(connection, "ekonom", read_answers(workbook))
    return [(result.number, result.outcome) for result in results]


@pytest.mark.parametrize(("language", "accept"), [("sv", "godkänn"), ("en", "accept")])
def test_answers_are_read_back(reviewed: str, language: str, accept: str) -> None:
    book = workbook_of(reviewed, language)
    sheet = book[INBOX_SHEET]
    cell(sheet, "decision").value = accept
    cell(sheet, "decision", FIRST_ROW + 2).value = accept
    cell(sheet, "payee", FIRST_ROW + 2).value = "Ludvika kommun"
    assert taken(reviewed, book) == [(1, "accepted"), (2, "accepted")]
    with open_book(reviewed).reading() as connection:
        waiting = inbox_facts(connection, language).proposals
    assert [proposal.cells["number"] for proposal in waiting] == [3]


def test_an_unanswered_workbook_changes_nothing(reviewed: str) -> None:
    assert taken(reviewed, workbook_of(reviewed, "sv")) == []


def test_a_changed_quote_is_refused(reviewed: str) -> None:
    book = workbook_of(reviewed, "sv")
    sheet = book[INBOX_SHEET]
    cell(sheet, "decision").value = "godkänn"
    cell(sheet, "quote").value = "Något annat"
    assert taken(reviewed, book) == [(1, "refused")]


def test_a_quote_like_a_formula_comes_back_as_it_was(reviewed: str) -> None:
    book = workbook_of(reviewed, "sv")
    sheet = book[INBOX_SHEET]
    row = FIRST_ROW + 3
    assert cell(sheet, "quote", row).value == "=1+1 ska användas till det."
    assert cell(sheet, "quote", row).data_type == "s"
