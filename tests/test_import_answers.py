"""The review workbook there and back: written by `report inbox`, answered in Excel, imported."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import books
import openpyxl
import pytest
from books import found, imported, medel, minutes

from ledger.proposing.inbox_columns import FIRST_ROW, INBOX_SHEET, KEY_ROW

WORDS = "Beslut: Falu kommun fakturerar Region Dalarna {} kr ur länsgemensamma medel."


def row(kronor: int, **said: Any) -> books.Found:
    return found(
        WORDS.format(kronor), kronor, f"{kronor} kr",
        **{"payer": "Region Dalarna", "payee": "Falu kommun", "fund": "länsgemensamma medel"}
        | said,
    )  # fmt: skip


@pytest.fixture
def sheet(sqlite_db: str, tmp_path: Path) -> Callable[[dict[int, dict[str, Any]]], Path]:
    """Write the workbook of a book with three rows; answer it; its path."""
    imported(sqlite_db, minutes(row(100), row(200, years=()), row(300)))

    def answered(answers: dict[int, dict[str, Any]]) -> Path:
        path = tmp_path / "granskning.xlsx"
        said = medel("report", "inbox", "-o", path, db=sqlite_db)
        assert said.code == 0, said
        workbook = openpyxl.load_workbook(path)
        cells = workbook[INBOX_SHEET]
        keys = [cell.value for cell in cells[KEY_ROW + 1]]
        for line in range(FIRST_ROW + 1, cells.max_row + 1):
            number = cells.cell(line, keys.index("number") + 1).value
            for key, value in answers.get(number, {}).items():
                cells.cell(line, keys.index(key) + 1).value = value
        workbook.save(path)
        return path

    return answered


def entries(db: str) -> list[tuple[int, str, int]]:
    rows = medel("journal", "--format", "json", db=db).rows
    return [(r["candidate"], r["amount"], r["fund_year"]) for r in rows]


def test_answers_do_the_same_as_accept_and_reject(sqlite_db: str, sheet: Any) -> None:
    path = sheet(
        {
            1: {"decision": "godkänn"},
            2: {"decision": "Accept", "year": 2023, "amount": 199.5},
            3: {"decision": "avvisa", "why": "avser annat"},
        }
    )
    said = medel("import", path, db=sqlite_db)
    assert (said.code, said.stderr) == (0, ""), said
    assert entries(sqlite_db) == [(1, "100.00", 2024), (2, "199.50", 2023)]
    assert medel("inbox", "--format", "json", db=sqlite_db).rows == []
    assert books.findings(sqlite_db) == []


def test_the_same_answers_again_change_nothing(sqlite_db: str, sheet: Any) -> None:
    path = sheet({1: {"decision": "godkänn"}, 3: {"decision": "avvisa", "why": "x"}})
    assert medel("import", path, db=sqlite_db).code == 0
    before = books.dump(sqlite_db)
    again = medel("import", path, db=sqlite_db)
    assert again.code == 0
    assert "2 known already" in again.stdout
    assert books.dump(sqlite_db) == before


def test_a_dry_run_answers_nothing(sqlite_db: str, sheet: Any) -> None:
    path = sheet({1: {"decision": "godkänn"}})
    before = books.dump(sqlite_db)
    said = medel("import", path, "--dry-run", db=sqlite_db)
    assert said.code == 0
    assert "1 accepted" in said.stdout
    assert books.dump(sqlite_db) == before


def test_rows_without_an_answer_are_left(sqlite_db: str, sheet: Any) -> None:
    before = books.dump(sqlite_db)
    assert medel("import", sheet({}), db=sqlite_db).code == 0
    assert books.dump(sqlite_db) == before


REFUSED: dict[str, dict[str, Any]] = {
    "an answer that is none": {"decision": "kanske"},
    "a quote that was changed": {"decision": "godkänn", "quote": "Något annat."},
    "a status that was changed": {"decision": "godkänn", "status": "föreslaget"},
    "a file that was changed": {"decision": "godkänn", "file": "annan.txt"},
    "a digest that was changed": {"decision": "godkänn", "digest": "0" * 64},
    "another row's number": {"decision": "godkänn", "number": 3},
    "no number": {"decision": "godkänn", "number": None},
    "a number that is none": {"decision": "godkänn", "number": 9**9},
    "a payer that was emptied": {"decision": "godkänn", "payer": None},
    "an unknown payer": {"decision": "godkänn", "payer": "Ankeborg"},
    "an amount of words": {"decision": "godkänn", "amount": "tolv"},
    "an amount of nothing": {"decision": "godkänn", "amount": 0},
    "an amount below nothing": {"decision": "godkänn", "amount": -5},
    "parts of an öre": {"decision": "godkänn", "amount": 10.005},
    "a formula for an amount": {"decision": "godkänn", "amount": "=1+1"},
    "an endless amount": {"decision": "godkänn", "amount": 1e300},
    "a year that cannot be": {"decision": "godkänn", "year": 1800},
    "a year in words": {"decision": "godkänn", "year": "i fjol"},
    "turned down without a reason": {"decision": "avvisa"},
    "an unknown kind": {"decision": "godkänn", "post_as": "skänkt"},
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_told_by_line_and_the_others_are_done(
    what: str, sqlite_db: str, sheet: Any
) -> None:
    path = sheet({1: REFUSED[what], 3: {"decision": "godkänn"}})
    said = medel("import", path, db=sqlite_db)
    assert said.code == 2, said
    assert re.match(rf"Error: granskning.xlsx, line {FIRST_ROW + 1}: ", said.stderr), said.stderr
    assert entries(sqlite_db) == [(3, "300.00", 2024)]
    assert books.findings(sqlite_db) == []


def test_the_workbook_of_another_book_is_refused(
    sqlite_db: str, sheet: Any, tmp_path: Path
) -> None:
    path = sheet({1: {"decision": "godkänn"}})
    other = str(tmp_path / "annan.db")
    medel("init", db=other)
    imported(other, minutes(row(100), row(200, years=()), row(300)))
    said = medel("import", path, db=other)
    assert said.code != 0
    assert "another book" in said.stderr
    assert entries(other) == []


def test_any_other_workbook_is_told_so(sqlite_db: str, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.save(tmp_path / "budget.xlsx")
    said = medel("import", tmp_path / "budget.xlsx", db=sqlite_db)
    assert said.code == 3
    assert len(said.stderr.splitlines()) == 1
