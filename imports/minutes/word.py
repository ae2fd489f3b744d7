"""The text of a Word file: paragraphs and tables in the order of the document.

Tracked insertions are taken and deletions dropped, as if every change had been accepted. The cells
of a row stand on one line with a tab between them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ledger.errors import UnreadableFile
from ledger.messages import _

MEGABYTE = 1_000_000
LARGEST = 300 * MEGABYTE
SUSPECT = 50 * MEGABYTE
LARGEST_RATIO = 100

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DROPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"}
_DRAWN = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_of_word(name: str, content: bytes) -> str:
    """The text of the Word file `content`. Raises UnreadableFile."""
    _refuse_bomb(name, content)
    try:
        body = _body(content)
    except Exception:  # noqa: BLE001  whatever a damaged file makes the library raise
        raise _not_word(name) from None
    text = "\n\n".join(_blocks(body))
    if not text.strip():
        raise UnreadableFile(
            _("There is no text in the Word file."),
            place=name,
            next_step=_("Fetch the minutes again, or save them as text."),
        )
    return text


def _refuse_bomb(name: str, content: bytes) -> None:
    """Look at the sizes in the archive's directory before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _not_word(name) from None
    if size > LARGEST or (size > SUSPECT and size > LARGEST_RATIO * len(content)):
        raise UnreadableFile(
            _("The file would unpack to {size} MB and is not opened.").format(
                size=size // MEGABYTE
            ),
            place=name,
            next_step=_("Ask whoever sent it for the minutes as text or PDF."),
        )


def _body(content: bytes) -> Any:
    import docx  # a heavy import

    return docx.Document(io.BytesIO(content)).element.body


def _blocks(parent: Any) -> Iterator[str]:
    for element in parent.iterchildren():
        if element.tag == f"{_W}p":
            text = _text(element)
            if text.strip():
                yield f"{_heading(element)}{text}"
        elif element.tag == f"{_W}tbl":
            rows = ["\t".join(_cells(row)) for row in element.iter(f"{_W}tr")]
            yield "\n".join(row for row in rows if row.strip())
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo"):
            yield from _blocks(element)


def _cells(row: Any) -> Iterator[str]:
    for cell in row.iterchildren(f"{_W}tc"):
        yield " ".join(" ".join(_text(p).split()) for p in cell.iter(f"{_W}p")).strip()


def _heading(paragraph: Any) -> str:
    """A heading is marked as in plain text, so that the parts are seen."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    written = str(style.get(f"{_W}val")) if style is not None else ""
    level = written[-1:] if written.startswith(("Heading", "Rubrik")) else ""
    return f"{'#' * int(level)} " if level.isdigit() and level != "0" else ""


def _text(element: Any) -> str:
    parts: list[str] = []
    for child in element.iterchildren():
        tag = child.tag
        if tag in _DROPPED or tag == _DRAWN:
            continue
        if tag == f"{_W}t":
            parts.append(child.text or "")
        elif tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("\u2011")
        elif tag == f"{_W}softHyphen":
            parts.append("\u00ad")
        elif tag != f"{_W}pPr":
            parts.append(_text(child))
    return "".join(parts)


def _not_word(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("The file is not a Word document, whatever its name says."),
        place=name,
        next_step=_("Open it in Word and save it as .docx."),
    )
