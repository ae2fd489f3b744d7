"""The text of a LibreOffice document: headings, paragraphs, lists, tables, notes, in order.

Tracked changes are taken as accepted: what was put in stays, what was taken out is gone. A note or
a text frame stands after the paragraph it hangs on. Page headers and footers are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imports.formats.packed import Package
from ledger.errors import UnreadableFile
from ledger.messages import _

MOST_REPEATED = 50  # columns and spaces that are said to be repeated

_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT = f"{{{_NAMES}:text:1.0}}"
_TABLE = f"{{{_NAMES}:table:1.0}}"
_DRAW = f"{{{_NAMES}:drawing:1.0}}"
_OFFICE = f"{{{_NAMES}:office:1.0}}"
_DROPPED = {
    f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_OFFICE}annotation", f"{_OFFICE}forms",
    f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls", f"{_TEXT}ruby-text", f"{_OFFICE}scripts",
}  # fmt: skip
_BESIDE = {f"{_TEXT}note", f"{_DRAW}text-box"}


def text_of_odt(name: str, content: bytes) -> str:
    """The text of the document `content`. Raises UnreadableFile."""
    package = Package(
        name,
        content,
        not_it=_("The file is not an OpenDocument text, whatever its name says."),
        next_step=_("Open it in LibreOffice or Word and save it as .odt."),
    )
    if package.has("META-INF/manifest.xml") and _is_locked(package):
        raise UnreadableFile(
            _("The file is locked with a password."),
            place=name,
            next_step=_("Open it with the password and save it without one."),
        )
    body = package.xml("content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise package.problem
    try:
        text = "\n\n".join(block for block in _blocks(body) if block.strip())
    except RecursionError:
        raise package.problem from None
    if not text.strip():
        raise UnreadableFile(
            _("There is no text in the document."),
            place=name,
            next_step=_("Fetch the minutes again, or save them as text."),
        )
    return text


def _is_locked(package: Package) -> bool:
    return b"encryption-data" in package.bytes("META-INF/manifest.xml")


def _blocks(parent: Any) -> Iterator[str]:
    for element in parent.iterchildren():
        tag = element.tag
        if tag in _DROPPED:
            continue
        if tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield from _paragraph(element)
        elif tag == f"{_TEXT}list":
            yield "\n".join(_items(element))
        elif tag == f"{_TABLE}table":
            yield "\n".join(row for row in _rows(element) if row.strip())
        elif tag != f"{_TEXT}note-citation":
            yield from _blocks(element)  # sections, indexes, frames


def _paragraph(element: Any) -> Iterator[str]:
    beside: list[Any] = []
    text = _words(element, beside)
    if text.strip():
        yield f"{_heading(element)}{text}"
    for other in beside:
        yield from _blocks(other)


def _heading(element: Any) -> str:
    if element.tag != f"{_TEXT}h":
        return ""
    level = str(element.get(f"{_TEXT}outline-level", "1"))
    return f"{'#' * int(level)} " if level in {"1", "2", "3", "4", "5", "6"} else ""


def _items(listed: Any) -> Iterator[str]:
    for item in listed.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
        first = "- "
        for block in _blocks(item):
            if block.strip():
                yield block if block.startswith("- ") else f"{first}{block}"
                first = "  "


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is table:
            yield "\t".join(_cells(row)).rstrip()


def _cells(row: Any) -> Iterator[str]:
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        words = " ".join(" ".join(_blocks(cell)).split())
        yield from [words] * _count(cell.get(f"{_TABLE}number-columns-repeated"))


def _words(element: Any, beside: list[Any]) -> str:
    parts = [element.text or ""]
    for child in element.iterchildren():
        tag = child.tag
        if tag in _BESIDE:
            beside.append(child)
        elif tag == f"{_TEXT}s":
            parts.append(" " * _count(child.get(f"{_TEXT}c")))
        elif tag == f"{_TEXT}tab":
            parts.append("\t")
        elif tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif tag not in _DROPPED:
            parts.append(_words(child, beside))
        parts.append(child.tail or "")
    return "".join(parts)


def _count(written: object) -> int:
    text = str(written)
    return min(int(text), MOST_REPEATED) if text.isdecimal() and 0 < len(text) < 9 else 1
