"""Reports as docx, PDF and HTML: read back by other readers, the same bytes, text stays text."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import books
import docx
import pypdfium2
import pytest
import reports_by_hand
from lxml import html
from reports_by_hand import FACTS

from ledger.money import Money
from reports.book import Book, Cell, Look, Row, Sheet
from reports.formats import report_bytes
from reports.spec import Spec
from reports.write_docx import docx_bytes
from reports.write_html import html_bytes
from reports.write_pdf import pdf_bytes
from reports.year import REPORT

SPEC = Spec("year", year=2023)
WRITERS = {"docx": docx_bytes, "pdf": pdf_bytes, "html": html_bytes}


def words_of(format_: str, content: bytes) -> str:
    """All that a reader of the format finds to read."""
    if format_ == "docx":
        found = docx.Document(io.BytesIO(content))
        cells = [c.text for table in found.tables for row in table.rows for c in row.cells]
        return "\n".join([*(p.text for p in found.paragraphs), *cells])
    if format_ == "pdf":
        pages = pypdfium2.PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    return str(html.fromstring(content).text_content())


def flat(text: str) -> str:
    return "".join(text.split())


def one_cell(text: str) -> Book:
    rows = (Row((Cell("Text", Look.HEADING), Cell("Kr", Look.FIGURES))),
            Row((Cell(text), Cell(Money(-150)))))  # fmt: skip
    return Book(text, (Sheet("Blad", rows),), foot=text)


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_table_and_sentence_of_the_year_is_read_back(format_: str, language: str) -> None:
    spec = replace(SPEC, language=language)
    content = report_bytes(REPORT, FACTS, spec, format_)
    text = report_bytes(REPORT, FACTS, spec, "text").decode()
    found = flat(words_of(format_, content))
    wanted = {w for w in text.split() if not set(w) & set("═─»«")}
    assert not {w for w in wanted if w not in found}
    assert content == report_bytes(REPORT, FACTS, spec, format_)


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> & </w:t> ]]>",
        "=1+1",
        "<b>fet</b> <br/> &amp; &#0;",
        "{language} {0} %s",
        "åäö ÅÄÖ é – ” “ § − … ½",
        "ett\nannat",
        "",
    ],
    ids=["tags", "formula", "markup", "braces", "letters", "lines", "empty"],
)
def test_text_stays_text(format_: str, text: str) -> None:
    assert flat(text) in flat(words_of(format_, WRITERS[format_](one_cell(text))))


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("text", ["x" * 20_000, "ord " * 5_000], ids=["a word", "words"])
def test_no_text_is_too_long_for_a_page(format_: str, text: str) -> None:
    book = replace(one_cell(text), title="Bok", foot="")
    found = words_of(format_, WRITERS[format_](book))
    assert found.count(text[0]) - "Text".count(text[0]) >= text.count(text[0])


@pytest.mark.parametrize("format_", WRITERS)
def test_what_cannot_be_shown_is_left_out_or_told(format_: str) -> None:
    found = words_of(format_, WRITERS[format_](one_cell("a\x00\x1b[31m\u202eb\ud800c 🙂 →")))
    assert "a[31mbc" in flat(found)
    assert not set(found) & set("\x00\x1b\u202e")
    assert ("?" in found) is (format_ == "pdf")  # its font has no such characters


@pytest.mark.parametrize("format_", WRITERS)
def test_a_book_with_nothing_on_it(format_: str) -> None:
    assert "Tom" in words_of(format_, WRITERS[format_](Book("Tom", (Sheet("Blad", ()),))))


def test_pages_lie_are_numbered_and_have_their_font_with_them() -> None:
    pages = pypdfium2.PdfDocument(report_bytes(REPORT, FACTS, SPEC, "pdf"))
    for number, page in enumerate(pages, start=1):
        assert page.get_width() > page.get_height()
        assert f"{number} / {len(pages)}" in page.get_textpage().get_text_range()
    assert b"/FontFile2" in report_bytes(REPORT, FACTS, SPEC, "pdf")


def test_a_long_table_repeats_its_heading_on_every_page() -> None:
    rows = [Row((Cell("Part", Look.HEADING), Cell("Kr", Look.FIGURES)))]
    rows += [Row((Cell(f"Kommun {n}"), Cell(Money(n)))) for n in range(120)]
    pages = pypdfium2.PdfDocument(pdf_bytes(Book("Bok", (Sheet("Blad", rows),))))
    assert len(pages) > 2
    assert all("Part" in page.get_textpage().get_text_range() for page in pages)


def test_the_page_is_accessible_and_runs_nothing() -> None:
    page = html.fromstring(report_bytes(REPORT, FACTS, SPEC, "html"))
    assert page.get("lang") == "sv"
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//table") and not page.xpath("//table[not(@aria-label)]")
    assert not page.xpath("//thead//th[not(@scope)]")
    assert not page.xpath("//script | //link | //img | //iframe | //*[@src]")
    targets = {f"#{place}" for place in page.xpath("//@id")}
    assert set(page.xpath("//nav//@href")) <= targets


@pytest.mark.parametrize(
    ("name", "begins"), [("a.docx", b"PK"), ("a.PDF", b"%PDF"), ("a.html", b"<!DOCTYPE html>")]
)
def test_the_name_says_the_format(sqlite_db: str, tmp_path: Path, name: str, begins: bytes) -> None:
    books.posted(sqlite_db, 300)
    said = books.medel("report", "year", 2024, "-o", tmp_path / name, db=sqlite_db)
    assert said.code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_an_ending_that_no_report_has_is_refused_in_words(sqlite_db: str, tmp_path: Path) -> None:
    books.posted(sqlite_db, 300)
    said = books.medel("report", "year", 2024, "-o", tmp_path / "a.odp", db=sqlite_db)
    assert said.code != 0
    assert "No report is written as .odp" in said.stderr
    assert ".docx, .pdf" in said.stderr
    assert not (tmp_path / "a.odp").exists()


def test_a_dash_shows_it(sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books.posted(sqlite_db, 300)
    monkeypatch.chdir(tmp_path)
    assert books.medel("report", "year", 2024, "-o", "-", db=sqlite_db).stdout.startswith("Samm")
    assert books.medel("report", "year", 2024, "-o", "-", "--format", "pdf", db=sqlite_db).code
    assert not (tmp_path / "-").exists()


def test_any_book_can_be_written() -> None:
    for seed in range(2):
        facts = reports_by_hand.any_book(seed, 30)
        assert all(report_bytes(REPORT, facts, SPEC, format_) for format_ in WRITERS)
