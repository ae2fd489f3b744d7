"""The example minutes and their labels: all there, rebuilt the same, every label in its text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import badfiles
import make_examples
import pytest
from make_examples import EXAMPLES

from ledger.parties.names import Names
from ledger.terms import Bound, Exactness, StatementKind, Status

FACIT = [
    json.loads(line) for line in (EXAMPLES / "FACIT.jsonl").read_text(encoding="utf-8").splitlines()
]
FIELDS = {
    "file", "amount", "amount_text", "kind", "status", "exactness", "bound", "per", "years",
    "payer_name", "payee_name", "fund_name", "quote", "notes",
}  # fmt: skip
MINUTES = sorted(p.name for p in EXAMPLES.iterdir() if p.suffix in {".txt", ".md", ".docx", ".pdf"})
WITHOUT_MONEY = {"vasternorrland-lgl-2022-11-18.txt"}
NEW_BODIES = {"Kommunförbundet Västernorrland"}  # named in the minutes, in no register


def _label_id(row: dict[str, Any]) -> str:
    return f"{row['file']}:{row['amount_text'] or 'no sum'}"


@cache
def words_of(name: str) -> str:
    """The words of an example, white space folded and tracked changes accepted."""
    return _folded(_text_in(name, (EXAMPLES / name).read_bytes()))


def test_there_are_three_forums_four_formats_and_four_years() -> None:
    assert len({name.split("-")[0] for name in MINUTES}) == 3
    assert Counter(Path(name).suffix for name in MINUTES) == {
        ".txt": 3, ".md": 2, ".docx": 2, ".pdf": 2,
    }  # fmt: skip
    assert {re.findall(r"20\d\d", name)[0] for name in MINUTES} == {"2022", "2023", "2024", "2025"}


def test_all_minutes_but_those_without_money_have_labels() -> None:
    assert {row["file"] for row in FACIT} == set(MINUTES) - WITHOUT_MONEY


@pytest.mark.parametrize("row", FACIT, ids=_label_id)
def test_every_label_stands_in_its_text(row: dict[str, Any]) -> None:
    words, quote = words_of(row["file"]), _folded(row["quote"])
    assert words.count(quote) >= 1
    if row["amount"] is None:
        assert row["amount_text"] is None
    elif row["file"].endswith(".docx") and quote in {_folded(c) for c in _table_cells(row["file"])}:
        assert f"{quote} {_folded(row['amount_text'])}" in words  # the two cells of a table row
    else:
        assert _folded(row["amount_text"]) in quote


@pytest.mark.parametrize("row", FACIT, ids=_label_id)
def test_every_label_uses_the_words_of_the_ledger(row: dict[str, Any]) -> None:
    assert set(row) == FIELDS
    StatementKind(row["kind"]), Status(row["status"])
    Exactness(row["exactness"]), Bound(row["bound"])
    if row["amount"] is not None:
        assert row["amount"] == f"{Decimal(row['amount']):.2f}"
    names = Names.shipped()
    for body in (row["payer_name"], row["payee_name"]):
        assert body is None or body in NEW_BODIES or names.body(body).name == body
    assert row["fund_name"] is None or names.fund(row["fund_name"]).name == row["fund_name"]


def test_the_wrinkles_that_the_demo_shows_are_all_there() -> None:
    seen = {
        "decided sum": any(r["status"] == "decided" and r["amount"] for r in FACIT),
        "decision without a sum": any(r["status"] == "decided" and not r["amount"] for r in FACIT),
        "approximate": any(r["exactness"] == "approximate" for r in FACIT),
        "bound": any(r["bound"] == "at_most" for r in FACIT),
        "rejected unit price": any(r["per"] and r["status"] == "rejected" for r in FACIT),
        "another fund year than the meeting's": any(
            r["years"] and str(r["years"][0]) not in r["file"] for r in FACIT
        ),
    }
    assert [wrinkle for wrinkle, there in seen.items() if not there] == []


@pytest.mark.parametrize("year", [2023, 2024])
def test_three_bodies_or_more_owe_and_are_owed_by_rows_that_are_clear(year: int) -> None:
    clear = [
        row
        for row in FACIT
        if (row["kind"], row["status"], row["exactness"]) == ("invoice", "decided", "exact")
        and row["years"] == [year]
    ]
    assert all(row["payer_name"] and row["payee_name"] and row["fund_name"] for row in clear)
    assert len({row["payer_name"] for row in clear}) >= 3
    assert len({row["payee_name"] for row in clear}) >= 3


def test_a_table_total_is_the_sum_of_its_rows() -> None:
    rows = [r for r in FACIT if "table" in r["notes"]]
    [total] = [Decimal(r["amount"]) for r in rows if r["quote"] == "Summa"]
    assert total == sum(Decimal(r["amount"]) for r in rows if r["quote"] != "Summa")


@pytest.mark.parametrize("name", make_examples.names())
def test_building_an_example_again_gives_the_same(name: str) -> None:
    built = make_examples.build(name)
    assert built == make_examples.build(name)
    assert _text_in(name, built) == _text_in(name, (EXAMPLES / name).read_bytes())


def test_a_running_head_stands_on_both_pages_and_a_matter_goes_over_the_break() -> None:
    first, second = _pdf_pages((EXAMPLES / "gavleborg-samverkansrad-2025-03-14.pdf").read_bytes())
    assert "Sida 1 (2)" in first
    assert "Sida 2 (2)" in second
    assert "§ 4 Avräkning" in first
    assert "37 850 kr" in second


def test_tracked_changes_are_kept_as_changes() -> None:
    packed = zipfile.ZipFile(EXAMPLES / "varmland-ledningsgrupp-2025-02-07.docx")
    xml = packed.read("word/document.xml").decode()
    assert "<w:delText>561 000</w:delText>" in xml
    assert re.search(r"<w:ins [^>]*><w:r>(<w:rPr/>)?<w:t>548 700</w:t>", xml)


@pytest.mark.parametrize("make", [badfiles.zip_bomb_xlsx, badfiles.zip_bomb_docx])
def test_a_zip_bomb_is_small_on_disk_and_large_inside(make: Any, tmp_path: Path) -> None:
    path = make(tmp_path)
    unpacked = sum(part.file_size for part in zipfile.ZipFile(path).infolist())
    assert path.stat().st_size < 550_000
    assert unpacked > 200_000_000


def test_a_scanned_pdf_has_a_page_and_no_text(tmp_path: Path) -> None:
    assert _pdf_pages(badfiles.scanned_pdf(tmp_path).read_bytes()) == [""]


def test_files_that_only_look_bad_say_the_sum(tmp_path: Path) -> None:
    assert badfiles.DECISION_SUM in badfiles.latin1_minutes(tmp_path).read_text("latin-1")
    assert badfiles.DECISION_SUM in badfiles.cp1252_minutes(tmp_path).read_text("cp1252")
    assert badfiles.DECISION_SUM in badfiles.utf16_minutes(tmp_path).read_text("utf-16")
    locked = badfiles.pdf_locked_against_editing(tmp_path)
    assert badfiles.DECISION_SUM in _pdf_pages(locked.read_bytes())[0]


def _folded(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def _text_in(name: str, content: bytes) -> str:
    if name.endswith(".pdf"):
        return "\n".join(_pdf_pages(content))
    if name.endswith(".docx"):
        return _docx_text(content)
    return content.decode("utf-8")


def _pdf_pages(content: bytes) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def _docx_text(content: bytes) -> str:
    """Paragraph by paragraph, what is put in kept and what is taken out left out."""
    from docx import Document
    from docx.oxml.ns import qn

    body: Any = Document(io.BytesIO(content)).element.body
    return "\n".join(
        "".join(words.text or "" for words in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )


def _table_cells(name: str) -> list[str]:
    from docx import Document

    document: Any = Document(str(EXAMPLES / name))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]
