"""Reports that come again: saved by a name, run for another year, and a file for each body."""

from __future__ import annotations

from pathlib import Path

import books
import openpyxl
import pytest

from ledger.terms import EntryKind
from reports.formats import file_names


@pytest.fixture
def book(db: str) -> str:
    books.posted(db, 985)
    books.posted(db, 300, kind=EntryKind.ALLOCATED, payer="Falu kommun", payee="Mora kommun")
    books.posted(db, 40, year=2025)
    return db


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_saved_run_for_next_year_and_forgotten(book: str) -> None:
    asked = ("year", "2024", "--unit", "tkr", "--body", "Falu kommun", "-o", "styrelse 2024.xlsx")
    said = books.medel("report", "save", "--db", book, "till styrelsen", *asked)
    assert said.stdout == 'Saved. Write it with: medel report run "till styrelsen"\n'
    assert not Path("styrelse 2024.xlsx").exists()
    books.medel("report", "run", "till styrelsen", db=book)
    books.medel("report", "run", "till styrelsen", "--year", "2025", db=book)
    first, next_ = (openpyxl.load_workbook(f"styrelse {year}.xlsx") for year in (2024, 2025))
    assert "2024" in first.worksheets[0]["A1"].value
    assert "2025" in next_.worksheets[0]["A1"].value
    kept = books.medel("report", "saved", "--format", "json", db=book).rows
    assert [(one["name"], one["unit"], one["part"]) for one in kept] == [
        ("till styrelsen", "tkr", "Falu kommun")
    ]
    books.medel("report", "forget", "till styrelsen", db=book)
    assert books.medel("report", "saved", db=book).stdout == "No reports are saved.\n"
    assert "No report is saved as" in books.medel("report", "run", "till styrelsen", db=book).stderr
    assert books.findings(book) == []


def test_what_is_run_is_what_was_asked_for(sqlite_db: str) -> None:
    books.posted(sqlite_db, 985)
    asked = ("year", "2024", "--values-only", "--lang", "en")
    books.medel("report", *asked, "-o", "for-hand.xlsx", db=sqlite_db)
    books.medel("report", "save", "--db", sqlite_db, "x", *asked, "-o", "saved.xlsx")
    books.medel("report", "run", "x", db=sqlite_db)
    sheets = [
        [[cell.value for cell in row] for row in openpyxl.load_workbook(file).worksheets[0]]
        for file in ("for-hand.xlsx", "saved.xlsx")
    ]
    changed = [(a, b) for a, b in zip(*sheets, strict=True) if a != b]
    assert len(changed) == 1  # the head of the chain: saving is an event
    assert "Head hash" in changed[0][0][0]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("inbox", "-o", "x.xlsx"), "is no report that can be saved"),
        (("foo",), "is no report that can be saved"),
        (("year",), "Missing argument"),
        (("year", "2024", "--unit", "öre"), "Invalid value"),
        (("year", "2024", "--format", "xlsx"), "cannot be shown here"),
    ],
)
def test_what_cannot_be_saved(sqlite_db: str, asked: tuple[str, ...], why: str) -> None:
    before = books.dump(sqlite_db)
    said = books.medel("report", "save", "--db", sqlite_db, "x", *asked)
    assert said.code != 0
    assert why in said.stderr
    assert books.dump(sqlite_db) == before


def test_a_file_for_each_body(book: str) -> None:
    said = books.medel("report", "year", "2024", "--each", "-o", "mapp", db=book)
    assert said.stdout == "mapp: 3 files.\n"
    assert sorted(one.name for one in Path("mapp").iterdir()) == [
        "Falu kommun 2024.xlsx", "Mora kommun 2024.xlsx", "Region Dalarna 2024.xlsx",
    ]  # fmt: skip
    alone = books.medel("report", "year", "2024", "--body", "Mora kommun", "-o", "a.xlsx", db=book)
    assert alone.code == 0
    assert Path("a.xlsx").read_bytes() == Path("mapp/Mora kommun 2024.xlsx").read_bytes()


def test_each_needs_a_folder(sqlite_db: str) -> None:
    said = books.medel("report", "year", "2024", "--each", db=sqlite_db)
    assert "needs a folder" in said.stderr


def test_each_in_another_format(book: str) -> None:
    books.medel("report", "year", "2024", "--each", "--format", "csv", "-o", "mapp", db=book)
    assert {one.suffix for one in Path("mapp").iterdir()} == {".csv"}


@pytest.mark.parametrize(
    ("bodies", "names"),
    [
        (["Falu kommun"], ["Falu kommun 2023.xlsx"]),
        (["A/B", "a b", "A:B"], ["A B 2023.xlsx", "a b 2023 (2).xlsx", "A B 2023 (3).xlsx"]),
        (["../../etc"], ["etc 2023.xlsx"]),
        (["..."], ["2023.xlsx"]),
        (["x" * 300], [f"{'x' * 100} 2023.xlsx"]),
    ],
)
def test_names_of_files(bodies: list[str], names: list[str]) -> None:
    assert file_names(bodies, 2023, ".xlsx") == names
