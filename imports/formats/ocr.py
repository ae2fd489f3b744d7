"""Pages that are pictures → their words, by text recognition (OCR) where it is installed.

    fields = read_pictures("scan.pdf", content, pages=[1, 2])

OCRmyPDF is asked first: it straightens pages and keeps columns and tables in their places. Without
it each page is drawn at 300 dots an inch and given to Tesseract. Both run as processes of their
own, without a shell, with a limit of time, and need Tesseract's Swedish words. What was read so is
marked on every statement: a recognised 8 may have been a 3.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from imports.formats.pdf import ONE_AT_A_TIME, text_of_pdf
from ledger.drafts import Candidate, Reading, Reason, SourceText
from ledger.errors import MedelError, UnreadableFile
from ledger.messages import _, ngettext

DOTS_PER_INCH = 300
POINTS_PER_INCH = 72
LARGEST_SIDE = 10_000  # dots: a poster is drawn more coarsely
SECONDS_PER_PAGE = 120
LANGUAGE = "swe"
RULE = "source.ocr"

_WINDOWS = (
    r"C:\Program Files\Tesseract-OCR\tesseract.exe",
    r"C:\Program Files (x86)\Tesseract-OCR\tesseract.exe",
)


def read_pictures(name: str, content: bytes, pages: Sequence[int]) -> dict[str, Any]:
    """A PDF with the given pages (from 1) read as pictures, as the fields of a SourceText.

    Raises UnreadableFile, where nothing is installed to read them: with how to install it.
    """
    program = _tesseract(name)
    better = _with_words_behind(content, len(pages))
    if better is not None:
        read, engine = text_of_pdf(name, better, trust=pages), f"ocrmypdf, {_version(program)}"
    else:
        texts = {page: _read(name, program, _drawn(name, content, page), page) for page in pages}
        read, engine = text_of_pdf(name, content, texts), _version(program)
    remark = ngettext(
        "Page {pages} was read by text recognition (OCR): compare its sums with the paper.",
        "Pages {pages} were read by text recognition (OCR): compare their sums with the paper.",
        len(pages),
    )
    return {
        "text": read.text,
        "page_starts": read.page_starts,
        "reader": f"pdf+ocr/1 ({engine})",
        "ocr_pages": tuple(pages),
        "remarks": (remark.format(pages=", ".join(map(str, pages))),),
    }


def marked(reading: Reading) -> Reading:
    """The reading with every statement marked that rests on a recognised page."""
    source = reading.source
    if not source.ocr_pages:
        return reading
    reason = Reason(
        RULE, _("Read from a picture by text recognition (OCR): compare it with the paper.")
    )
    return replace(
        reading,
        candidates=tuple(
            replace(found, reasons=(*found.reasons, reason)) if _rests_on(found, source) else found
            for found in reading.candidates
        ),
    )


def _rests_on(found: Candidate, source: SourceText) -> bool:
    """Whether any word of the statement's sentence stands on a recognised page."""
    ends = (*source.page_starts[1:], len(source.text) + 1)
    return any(
        number in source.ocr_pages and start < found.quote_span.end and found.quote_span.start < end
        for number, (start, end) in enumerate(zip(source.page_starts, ends, strict=True), 1)
    )


def _with_words_behind(content: bytes, pages: int) -> bytes | None:
    """The PDF with words put behind its pictures, where OCRmyPDF is installed and succeeds."""
    program = shutil.which("ocrmypdf")
    if program is None:
        return None
    command = [
        program, "--language", LANGUAGE, "--skip-text", "--output-type", "pdf", "--quiet",
        "--jobs", "1", "--tesseract-timeout", str(SECONDS_PER_PAGE), "-", "-",
    ]  # fmt: skip
    limit = SECONDS_PER_PAGE * pages
    try:
        done = subprocess.run(  # noqa: S603  our own words, no shell
            command, input=content, capture_output=True, check=False, timeout=limit
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"%PDF") else None


def _drawn(name: str, content: bytes, number: int) -> bytes:
    """A page as a picture, in shades of grey."""
    import pypdfium2

    with ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
            try:
                page = document[number - 1]
                longest = max(*page.get_size(), 1.0)
                scale = min(DOTS_PER_INCH / POINTS_PER_INCH, LARGEST_SIDE / longest)
                bitmap = page.render(scale=scale, grayscale=True)
                width, height, stride = bitmap.width, bitmap.height, bitmap.stride
                rows = bytes(bitmap.buffer)
            finally:
                document.close()
        except pypdfium2.PdfiumError:
            raise UnreadableFile(
                _("Page {page} cannot be drawn.").format(page=number),
                place=name,
                next_step=_("Scan the paper anew, or ask for the text."),
            ) from None
    packed = io.BytesIO()
    packed.write(b"P5 %d %d 255\n" % (width, height))  # a plain picture that Tesseract knows
    for at in range(0, stride * height, stride):
        packed.write(rows[at : at + width])
    return packed.getvalue()


def _read(name: str, program: str, picture: bytes, page: int) -> str:
    command = [
        program, "-", "-", "-l", LANGUAGE, "--dpi", str(DOTS_PER_INCH),
        "-c", "preserve_interword_spaces=1",
    ]  # fmt: skip
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603  our own words, no shell
            command, input=picture, capture_output=True, check=False,
            timeout=SECONDS_PER_PAGE, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UnreadableFile(
            _("Text recognition (OCR) of page {page} took more than {seconds} seconds.").format(
                page=page, seconds=SECONDS_PER_PAGE
            ),
            place=name,
            next_step=_("Scan the page anew, or ask for the text."),
        ) from None
    except OSError as error:
        raise _failed(name, page, error.strerror or str(error)) from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _failed(name, page, said[-1] if said else str(done.returncode))
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n").strip()


@cache
def _languages(program: str) -> frozenset[str]:
    done = subprocess.run(  # noqa: S603
        [program, "--list-langs"], capture_output=True, check=False, timeout=30
    )
    return frozenset((done.stdout + done.stderr).decode("utf-8", "replace").split())


@cache
def _version(program: str) -> str:
    done = subprocess.run(  # noqa: S603
        [program, "--version"], capture_output=True, check=False, timeout=30
    )
    first = (done.stdout + done.stderr).decode("utf-8", "replace").split("\n")[0]
    return " ".join(first.replace("tesseract v", "tesseract ").split())[:40] or "tesseract"


def _tesseract(name: str) -> str:
    """Where Tesseract is, with its Swedish words. Raises UnreadableFile that says how to get it."""
    program = shutil.which("tesseract") or next((p for p in _WINDOWS if Path(p).is_file()), None)
    if program is None:
        raise _missing(name, _("Text recognition (OCR) needs Tesseract, which is not installed."))
    try:
        languages = _languages(program)
    except (OSError, subprocess.TimeoutExpired):
        raise _missing(name, _("Tesseract is installed but does not answer.")) from None
    if LANGUAGE not in languages:
        raise _missing(name, _("Tesseract is installed, but not its Swedish words."))
    return program


def _missing(name: str, problem: str) -> MedelError:
    return UnreadableFile(
        problem,
        place=name,
        next_step=_(
            "Linux: apt-get install tesseract-ocr tesseract-ocr-swe. macOS: brew install tesseract "
            "tesseract-lang. Windows: install Tesseract with Swedish ticked under additional "
            "languages (winget install UB-Mannheim.TesseractOCR)."
        ),
    )


def _failed(name: str, page: int, reason: str) -> UnreadableFile:
    return UnreadableFile(
        _("Text recognition (OCR) of page {page} failed: {reason}.").format(
            page=page, reason=reason
        ),
        place=name,
        next_step=_("Scan the page anew, or ask for the text."),
    )
