"""A file → the text as it was read, with the file's hash: the snapshot that every span points into.

>>> snapshot_bytes("p.txt", "Å 5 kr".encode("cp1252")).encoding
'cp1252 (not UTF-8)'

Plain text is decoded here; every other kind of file has a module of its own. What cannot be
read is said in one sentence with a next step, and is never read in part or with letters lost.
"""

from __future__ import annotations

import hashlib
import pathlib
from typing import Any

from imports.formats.decoding import decode
from ledger.drafts import SourceText
from ledger.errors import UnreadableFile
from ledger.messages import _, ngettext

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
}


def snapshot_bytes(name: str, content: bytes, *, ocr: bool = False) -> SourceText:
    """The text of a file that is called `name` and holds `content`. Raises UnreadableFile.

    With `ocr`, pages of a PDF that are pictures are read by text recognition.
    """
    suffix = pathlib.PurePath(name).suffix.lower()
    if suffix not in MEDIA_TYPES:
        raise UnreadableFile(
            _("Minutes of this kind cannot be read."),
            place=name,
            next_step=_("Save them as .txt, .md, .html, .docx, .odt or .pdf."),
        )
    if not content.strip():
        raise UnreadableFile(
            _("The file is empty."), place=name, next_step=_("Fetch the minutes again.")
        )
    return SourceText(
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=MEDIA_TYPES[suffix],
        **_read(name, suffix, content, ocr=ocr),
    )


def _read(name: str, suffix: str, content: bytes, *, ocr: bool) -> dict[str, Any]:
    """What the reader of this kind of file makes of it."""
    if suffix == ".pdf":
        return _read_pdf(name, content, ocr=ocr)
    if suffix == ".docx":
        from imports.formats.word import text_of_word

        return {"text": text_of_word(name, content), "reader": "docx/2"}
    if suffix == ".odt":
        from imports.formats.odt import text_of_odt

        return {"text": text_of_odt(name, content), "reader": "odt/1"}
    if suffix in (".html", ".htm"):
        from imports.formats.html import text_of_html

        text, encoding = text_of_html(name, content)
        return {"text": text, "encoding": encoding, "reader": "html/1"}
    text, encoding = decode(name, content)
    return {"text": text, "encoding": encoding, "reader": "text/1"}


def _read_pdf(name: str, content: bytes, *, ocr: bool) -> dict[str, Any]:
    from imports.formats.pdf import pictures_in, text_of_pdf

    pictures = pictures_in(name, content) if ocr else []
    if pictures:
        from imports.formats.ocr import read_pictures

        return read_pictures(name, content, pictures)
    read = text_of_pdf(name, content)
    remarks: tuple[str, ...] = ()
    if read.pictures:
        pages = ", ".join(map(str, read.pictures))
        remark = ngettext(
            "Page {pages} is a picture and was not read; with “--ocr” it is.",
            "Pages {pages} are pictures and were not read; with “--ocr” they are.",
            len(read.pictures),
        )
        remarks = (remark.format(pages=pages),)
    return {
        "text": read.text, "page_starts": read.page_starts, "reader": "pdf/2", "remarks": remarks
    }  # fmt: skip
