"""Files as they come: what is read, with what evidence, and what is refused in one sentence."""

# ruff: noqa: E501  one wrinkle to a line, however long

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx
import pytest

from imports.formats.reading import snapshot_bytes
from imports.members import read_file
from ledger.errors import UnreadableFile

TEXT = "Beslut: Regionen får 985 975 kr, vänligen läs på."


def word_file(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


ENCODINGS = [
    ("utf-8",              TEXT.encode(),                         TEXT,              "utf-8"),
    ("byte order mark",    b"\xef\xbb\xbf" + TEXT.encode(),       f"\ufeff{TEXT}",   "utf-8 (byte order mark)"),
    ("newlines as stored", b"a 5 kr\r\nb 6 kr\r",                 "a 5 kr\r\nb 6 kr\r", "utf-8"),
    ("windows",            f"{TEXT} – “ja”".encode("cp1252"),     f"{TEXT} – “ja”",  "cp1252 (not UTF-8)"),
    ("latin-1",            TEXT.encode("latin-1"),                TEXT,              "cp1252 (not UTF-8)"),
    ("no windows letter",  f"{TEXT}\x81".encode("latin-1"),       f"{TEXT}\x81",     "latin-1 (neither UTF-8 nor cp1252)"),
    ("utf-16",             b"\xff\xfe" + TEXT.encode("utf-16-le"), f"\ufeff{TEXT}",  "utf-16-le (byte order mark)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "text", "encoding"), ENCODINGS, ids=[r[0] for r in ENCODINGS]
)
def test_a_text_is_decoded_by_evidence(name: str, content: bytes, text: str, encoding: str) -> None:
    source = snapshot_bytes("p.txt", content)
    assert (source.text, source.encoding) == (text, encoding)
    assert source.content == content


def _zip_of(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * size)
    return file.getvalue()


REFUSED = [
    ("empty",              "p.txt",  b"",                          "The file is empty."),
    ("only spaces",        "p.txt",  b" \r\n\t ",                  "The file is empty."),
    ("zeros",              "p.txt",  b"Beslut\x00\x00\x01",        "The file is not text, whatever its name says."),
    ("control characters", "p.md",   bytes(range(1, 9)) * 50,      "The file is not text, whatever its name says."),
    ("high bytes",         "p.txt",  bytes(range(160, 256)) * 9,   "The file is not text, whatever its name says."),
    ("another kind",       "p.xyz",  b"text",                      "Minutes of this kind cannot be read."),
    ("text named docx",    "p.docx", b"just text",                 "The file is not a Word document, whatever its name says."),
    ("a zip, no document", "p.docx", _zip_of(10),                  "The file is not a Word document, whatever its name says."),
    ("a zip bomb",         "p.docx", _zip_of(60_000_000),          "The file would unpack to "),
    ("text named pdf",     "p.pdf",  b"just text",                 "The file is not a PDF that can be read."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "name", "content", "message"), REFUSED, ids=[r[0] for r in REFUSED]
)
def test_what_cannot_be_read_is_said_with_a_next_step(
    why: str, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        snapshot_bytes(name, content)
    assert refused.value.place == name
    assert refused.value.message.startswith(message)
    assert refused.value.next_step


def test_a_folder_and_a_missing_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="This is a folder"):
        read_file(tmp_path)
    with pytest.raises(UnreadableFile, match="There is no such file"):
        read_file(tmp_path / "p.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_read_rights_is_said(tmp_path: Path) -> None:
    file = tmp_path / "p.txt"
    file.write_text(TEXT)
    file.chmod(0)
    with pytest.raises(UnreadableFile, match="no right to read"):
        read_file(file)


def test_word_paragraphs_and_tables_come_in_the_order_of_the_document() -> None:
    document = docx.Document()
    document.add_heading("Medel för 2024", level=2)
    document.add_paragraph("Fördelning (belopp i tkr)")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Kommun", "Belopp", "Eda kommun", "412,5"), strict=True):
        cell.text = words
    document.add_paragraph("Efter tabellen.")
    text = snapshot_bytes("p.docx", word_file(document)).text
    assert text.split("\n\n") == [
        "## Medel för 2024",
        "Fördelning (belopp i tkr)",
        "Kommun\tBelopp\nEda kommun\t412,5",
        "Efter tabellen.",
    ]


def test_word_changes_that_are_tracked_are_taken_as_accepted() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Gruppen får ")
    for tag, run, words in (("w:del", "w:delText", "30"), ("w:ins", "w:t", "40")):
        change = docx.oxml.OxmlElement(tag)
        text_run = docx.oxml.OxmlElement("w:r")
        text = docx.oxml.OxmlElement(run)
        text.text = words
        text_run.append(text)
        change.append(text_run)
        paragraph._p.append(change)
    paragraph.add_run(" tkr.")
    assert snapshot_bytes("p.docx", word_file(document)).text == "Gruppen får 40 tkr."
