"""`medel report`: formats, files, languages, and errors in one sentence."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import books
import openpyxl
import pytest

from ledger.columns import Column
from ledger.terms import EntryKind


@pytest.fixture
def book(sqlite_db: str) -> str:
    books.posted(sqlite_db, "985975.00")
    books.posted(sqlite_db, 300, kind=EntryKind.ALLOCATED, payer="Falu kommun", payee="Mora kommun")
    return sqlite_db


def test_without_a_file_it_is_shown_as_text(book: str) -> None:
    said = books.medel("report", "year", 2024, db=book)
    assert said.code == 0
    assert said.stdout.startswith("Sammanställning\n═══")
    assert "985 975,00" in said.stdout


def test_english_when_asked_for(book: str) -> None:
    for words in (
        ("report", "year", 2024, "--lang", "en"),
        ("--lang", "en", "report", "year", 2024),
    ):
        assert books.medel(*words, db=book).stdout.startswith("Overview\n")


def test_workbooks_are_swedish_whatever_the_terminal_speaks(book: str, tmp_path: Path) -> None:
    file = tmp_path / "ut.xlsx"
    books.medel("report", "year", 2024, "-o", file, db=book)
    assert openpyxl.load_workbook(file).sheetnames[0] == "Sammanställning"


def test_json_is_the_contract(book: str) -> None:
    said = books.medel("report", "year", 2024, "--format", "json", db=book)
    content = json.loads(said.stdout)
    assert list(content) == ["fund_year", "up_to_entry", "head", "lines"]
    assert (content["fund_year"], content["up_to_entry"], len(content["head"])) == (2024, 2, 64)
    lines = {line["body"]: line["columns"] for line in content["lines"]}
    assert lines["Region Dalarna"]["to_invoice_debt"] == "985975.00"
    assert lines["Falu kommun"]["to_invoice_claim"] == "985975.00"
    assert lines["Falu kommun"]["remaining"] == "-300.00"
    assert lines["Mora kommun"]["deviation"] is None
    assert list(lines["Mora kommun"]) == [column.value for column in Column]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.xlsx", b"PK"), ("a.XLSX", b"PK"), ("a", b"PK"), ("a.csv", b"\xef\xbb\xbfBidrags"),
     ("a.json", b'{\n  "fund_year"'), ("a.txt", b"Sammanst")],
)  # fmt: skip
def test_the_name_says_the_format(book: str, tmp_path: Path, name: str, begins: bytes) -> None:
    said = books.medel("report", "year", 2024, "-o", tmp_path / name, db=book)
    assert said.code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert "3 bodies, 2 entries" in said.stdout


def test_the_format_wins_over_the_name(book: str, tmp_path: Path) -> None:
    books.medel("report", "year", 2024, "--format", "json", "-o", tmp_path / "a.xlsx", db=book)
    assert json.loads((tmp_path / "a.xlsx").read_text())["fund_year"] == 2024


def test_only_one_body(book: str) -> None:
    said = books.medel("report", "year", 2024, "--body", "Mora", "--format", "json", db=book)
    assert [line["body"] for line in json.loads(said.stdout)["lines"]] == ["Mora kommun"]


def test_a_year_without_entries_is_a_correct_report_that_says_so(book: str, tmp_path: Path) -> None:
    said = books.medel("report", "year", 2031, "-o", tmp_path / "a.xlsx", db=book)
    assert said.code == 0
    assert "the book has no entries here for 2031" in said.stdout
    assert json.loads(
        books.medel("report", "year", 2031, "--format", "json", db=book).stdout
    )["lines"] == []  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("year", "2024", "--format", "xlsx"), 2, "Name a file with -o"),
        (("year", "tjugotjugo"), 2, "is not a year"),
        (("year", "1850"), 2, "cannot be a fund year"),
        (("year", "2024", "--body", "Ankeborg"), 2, "No body is called “Ankeborg”"),
        (("year", "2024", "--forum", "Ankeborg"), 2, "No body is called “Ankeborg”"),
        (("year", "2024", "-o", "saknas/a.xlsx"), 3, "The folder does not exist"),
        (("year", "2024", "-o", "."), 3, "This is a folder"),
        (("inbox",), 2, "Name a file with -o, for example -o granskning.xlsx"),
        (("inbox", "-o", "a.csv"), 2, "ends with .xlsx"),
    ],
)
def test_wrong_use_is_one_sentence(
    book: str, words: tuple[str, ...], code: int, said: str, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    told = books.medel("report", *words, db=book)
    assert (told.code, told.stdout) == (code, "")
    assert said in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_same_book_same_bytes(book: str, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        books.medel("report", "year", 2024, "-o", tmp_path / name, db=book)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_review_workbook(book: str, tmp_path: Path) -> None:
    books.imported(book, books.minutes(books.found("Beslut om 5 kr.", 5, "5 kr")))
    said = books.medel("report", "inbox", "-o", tmp_path / "granskning.xlsx", db=book)
    assert "1 proposal to review" in said.stdout
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / "granskning.xlsx").read_bytes()))
    assert sheet.sheetnames == ["Granskning", "_listor", "_medel"]


def test_text_from_minutes_cannot_steer_the_terminal(book: str) -> None:
    books.imported(book, books.minutes(books.found("Beslut \x1b[2J\x9b\u202e om 5 kr.", 5, "5 kr")))
    said = books.medel("report", "year", 2024, db=book).stdout
    assert "Beslut [2J om »5 kr«." in said
    assert not {"\x1b", "\x9b", "\u202e"} & set(said)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, cli; from click.testing import CliRunner; "
        "said = CliRunner().invoke(cli.root, ['report', 'year', '--help']).output; "
        "assert 'yearly summary' in said, said; "
        "print({'xlsxwriter', 'sqlalchemy', 'openpyxl', 'pandas', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=books.environment(), capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "set()"
