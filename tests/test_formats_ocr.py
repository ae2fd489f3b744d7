# ruff: noqa: E501  tables of cases
"""Pages that are pictures: told apart, read by text recognition when asked, and marked as such."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from make_layouts import in_columns, invented, scanned

from imports.containers import Found
from imports.files import open_one
from imports.formats import ocr
from imports.formats.ocr import RULE, marked
from imports.formats.reading import snapshot_bytes
from imports.minutes.reader import read_minutes
from ledger.errors import UnreadableFile
from ledger.parties.names import Names

NAMES = Names.shipped()
DECISION = "Beslut: Falu kommun fakturerar\nRegion Dalarna 123 450 kr."


def _has_swedish() -> bool:
    program = shutil.which("tesseract")
    if program is None:
        return False
    done = subprocess.run([program, "--list-langs"], capture_output=True, check=False)
    return b"swe" in done.stdout.split()


needs_tesseract = pytest.mark.skipif(
    not _has_swedish(), reason="Tesseract with its Swedish words is not installed here"
)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    ocr._languages.cache_clear()
    ocr._version.cache_clear()
    yield
    ocr._languages.cache_clear()
    ocr._version.cache_clear()


def _joined(*contents: bytes) -> bytes:
    """The pages of several PDFs as one."""
    import io

    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for content in contents:
        whole.import_pages(pypdfium2.PdfDocument(content))
    packed = io.BytesIO()
    whole.save(packed)
    return packed.getvalue()


def test_a_scanned_pdf_is_recognised_as_such() -> None:
    with pytest.raises(UnreadableFile, match="There is no text in it") as error:
        snapshot_bytes("scan.pdf", scanned(DECISION))
    assert error.value.place == "scan.pdf"
    assert "--ocr" in error.value.next_step


def test_a_page_that_is_a_picture_among_others_is_told() -> None:
    source = snapshot_bytes("p.pdf", _joined(in_columns(invented(2)), scanned(DECISION)))
    assert source.reader == "pdf/2"
    assert [remark.partition(" is")[0] for remark in source.remarks] == ["Page 2"]


def test_a_pdf_with_text_needs_no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.shutil, "which", lambda _program: pytest.fail("nothing to recognise"))
    source = snapshot_bytes("p.pdf", in_columns(invented(2)), ocr=True)
    assert (source.reader, source.ocr_pages, source.remarks) == ("pdf/2", (), ())


def test_without_tesseract_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.shutil, "which", lambda _program: None)
    monkeypatch.setattr(ocr, "_WINDOWS", ())
    with pytest.raises(UnreadableFile, match="not installed") as error:
        snapshot_bytes("scan.pdf", scanned(DECISION), ocr=True)
    assert "apt-get install tesseract-ocr tesseract-ocr-swe" in error.value.next_step


def _program(folder: Path, script: str) -> str:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


PROGRAMS = [
    ("without Swedish", "echo eng",                                        "not its Swedish words"),
    ("that fails",      'case "$1" in --*) echo swe;; *) cat >/dev/null; echo sorry >&2; exit 3;; esac', "page 1 failed: sorry"),
    ("that hangs",      'case "$1" in --*) echo swe;; *) exec sleep 60;; esac', "took more than 1 seconds"),
]  # fmt: skip


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell here to play Tesseract")
@pytest.mark.parametrize(("name", "script", "said"), PROGRAMS, ids=[r[0] for r in PROGRAMS])
def test_a_program_that_does_not_do_its_work(
    name: str, script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = _program(tmp_path, script)
    monkeypatch.setattr(ocr.shutil, "which", lambda p: program if p == "tesseract" else None)
    monkeypatch.setattr(ocr, "SECONDS_PER_PAGE", 1)
    with pytest.raises(UnreadableFile, match=said) as error:
        snapshot_bytes("scan.pdf", scanned(DECISION), ocr=True)
    assert error.value.place == "scan.pdf"


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell here to play OCRmyPDF")
def test_ocrmypdf_is_asked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_words = tmp_path / "words.pdf"
    with_words.write_bytes(in_columns(invented(2)))
    tesseract = _program(tmp_path, 'case "$1" in --list*) echo swe;; *) echo tesseract 9;; esac')
    ocrmypdf = tmp_path / "ocrmypdf"
    ocrmypdf.write_text(f"#!/bin/sh\ncat >/dev/null; cat '{with_words}'\n")
    ocrmypdf.chmod(0o755)
    programs = {"tesseract": tesseract, "ocrmypdf": str(ocrmypdf)}
    monkeypatch.setattr(ocr.shutil, "which", programs.get)
    source = snapshot_bytes("scan.pdf", scanned(DECISION), ocr=True)
    assert source.reader == "pdf+ocr/1 (ocrmypdf, tesseract 9)"
    assert "Samverkansrådet beslutar" in source.text
    assert source.ocr_pages == (1,)


@needs_tesseract
def test_a_scanned_pdf_is_read_and_every_find_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr(ocr.shutil, "which", lambda p: which(p) if p == "tesseract" else None)
    content = scanned("Protokoll 2024-05-03", DECISION)
    item = open_one(Found("scan.pdf", content=content), NAMES, ocr=True)
    assert item.reading is not None
    source = item.reading.source
    assert source.reader.startswith("pdf+ocr/1 (tesseract ")
    assert source.ocr_pages == (1, 2)
    assert len(source.page_starts) == 2
    (found,) = item.reading.candidates
    assert (found.amount_text, found.page) == ("123 450 kr", 2)
    assert [reason.rule for reason in found.reasons if reason.rule == RULE] == [RULE]
    assert found.amount_span is not None
    assert source.text[slice(*found.amount_span)] == "123 450 kr"


@needs_tesseract
def test_only_finds_on_recognised_pages_are_marked() -> None:
    content = _joined(in_columns(invented(2)), scanned(DECISION))
    item = open_one(Found("p.pdf", content=content), NAMES, ocr=True)
    assert item.reading is not None
    by_page = {
        (found.page, any(r.rule == RULE for r in found.reasons))
        for found in item.reading.candidates
    }
    assert by_page == {(1, False), (2, True)}


def test_a_reading_without_pictures_is_left_alone() -> None:
    reading = read_minutes(snapshot_bytes("p.txt", DECISION.encode()), NAMES)
    assert marked(reading) is reading
