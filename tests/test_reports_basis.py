"""`medel report basis`: what is decided to be invoiced, on whose word, and what is invoiced."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import books
import docx
import openpyxl
import pypdfium2
import pytest
from books import medel, posted
from matched import invoice

from ledger.proposing import inbox
from ledger.proposing.resolving import Choices
from ledger.terms import EntryKind

GOLDENS = Path(__file__).parent / "data" / "reports"
REGION, FALUN = "Region Dalarna", "Falu kommun"
DECISION = books.found(
    "Beslut: Falu kommun fakturerar\nRegion Dalarna 1 250,50 kr för RSS-medel.", "1250.50",
    "1 250,50 kr", payer=REGION, payee=FALUN, fund="RSS-medel", section="§ 4 Ekonomi", page=2,
)  # fmt: skip


@pytest.fixture
def book(sqlite_db: str) -> str:
    return filled(sqlite_db)


def filled(db: str) -> str:
    """Of minutes (1), invoiced in part (2), corrected (3–5), taken back (6–7); 8 is no claim."""
    books.imported(db, books.minutes(DECISION, name="ledning.txt"))
    with books.writing(db, "accepted") as (connection, made):
        inbox.accept(connection, made, [1], Choices(), books.BY)
    posted(db, 300, payee="Mora kommun")
    posted(db, 500)
    books.corrected(db, 3, amount=books.Money.of_kronor(450))
    posted(db, 70)
    books.corrected(db, 6)
    posted(db, 40, kind=EntryKind.ALLOCATED)
    invoice(db, "1001", 100, payee="Mora kommun")
    said = medel("match", "accept", "decision:2=100", "invoice:1", "--by", books.BY, db=db)
    assert said.code == 0, said.stderr
    return db


def claims(db: str, *words: str | int) -> list[dict[str, Any]]:
    said = medel("report", "basis", *words, "--format", "json", db=db)
    assert said.code == 0, said.stderr
    found: list[dict[str, Any]] = json.loads(said.stdout)["claims"]
    return found


def test_what_is_decided_corrected_invoiced_and_left(db: str) -> None:
    book = filled(db)
    assert [
        (one["entry"], one["holds"], one["amount"], one["invoiced"], one["remaining"])
        for one in claims(book)
    ] == [
        (1, 1, "1250.50", "0.00", "1250.50"),
        (2, 2, "300.00", "100.00", "200.00"),
        (3, 5, "450.00", "0.00", "450.00"),
    ]
    first, second, third = claims(book)
    (ground,) = first["decisions"]
    assert (ground["section"], ground["page"], ground["file"]) == ("§ 4 Ekonomi", 2, "ledning.txt")
    assert (ground["quote"], len(ground["sha256"])) == (DECISION.quote, 64)
    assert [one["name"] for one in second["invoices"]] == ["1001"]
    assert third["corrected"] == [{"entry": 3, "amount": "500.00", "reason": "fel"}]
    assert {one["entry"] for one in third["decisions"]} == {3, 5}


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ((), [1, 2, 3]),
        ((2,), [2]),
        ((5, 1), [1, 3]),  # by its correction, once
        (("--body", "Mora"), [2]),
        (("--body", REGION), []),  # it pays, and invoices nobody
        (("--fund", "RSS-medel"), [1]),
        (("--year", 2024), [1, 2, 3]),
        (("--year", 2031), []),
    ],
)
def test_which_claims(book: str, words: tuple[str | int, ...], numbers: list[int]) -> None:
    assert sorted(one["entry"] for one in claims(book, *words)) == numbers


@pytest.mark.parametrize(
    ("number", "why"),
    [(6, "has been taken back"), (8, "no decision to invoice"), (99, "no entry 99")],
)
def test_what_is_no_claim_is_refused_in_words(book: str, number: int, why: str) -> None:
    said = medel("report", "basis", number, db=book)
    assert (said.code, why in said.stderr) == (2, True)


def test_a_document_of_one_claim(book: str, tmp_path: Path) -> None:
    for ending in ("docx", "pdf"):
        assert medel("report", "basis", 1, "-o", tmp_path / f"a.{ending}", db=book).code == 0
    document = docx.Document(io.BytesIO((tmp_path / "a.docx").read_bytes()))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    pages = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    quote = " ".join(DECISION.quote.split())
    assert quote in cells
    assert "".join(quote.split()) in "".join(text.split())
    assert any(p.text == "Fakturaunderlag, post nr 1" for p in document.paragraphs)


def test_a_file_for_each_that_invoices(book: str, tmp_path: Path) -> None:
    said = medel("report", "basis", "--each", "--year", 2024, "-o", tmp_path / "ut", db=book)
    assert said.code == 0
    names = sorted(path.name for path in (tmp_path / "ut").iterdir())
    assert names == ["Falu kommun 2024.xlsx", "Mora kommun 2024.xlsx"]
    sheets = openpyxl.load_workbook(tmp_path / "ut" / names[0]).sheetnames
    assert sheets == ["Fakturaunderlag", "Fakturaunderlag 1", "Fakturaunderlag 3"]


def test_the_workbook_is_the_books(book: str, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    assert medel("report", "basis", 1, 2, "-o", file, db=book).code == 0
    assert medel("check", "--against", file, db=book).code == 0


def test_text_form(book: str) -> None:
    said = medel("report", "basis", "--lang", "en", db=book).stdout
    assert _steady(said) == (GOLDENS / "basis.en.txt").read_text("utf-8")


def _steady(text: str) -> str:
    """Without the hash of the book, which no two share, and those of files made for the test."""
    return re.sub(r"\b[0-9a-f]{12,64}\b", "…", text)
