"""The text of a Word file: paragraphs, tables, boxes and notes in the order of the document.

Tracked insertions are taken and deletions dropped, as if every change had been accepted. The cells
of a row stand on one line with a tab between them; a text box stands after the paragraph it hangs
on, a footnote or endnote after the paragraph that refers to it. Page headers and footers are left
out. Numbers and dots that Word puts before the items of a list are written out (`numbering`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from imports.formats.numbering import Numbering
from imports.formats.packed import Package
from ledger.errors import UnreadableFile
from ledger.messages import _

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DROPPED = {
    f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}delInstrText",
    f"{_W}pPr", f"{_W}rPr", f"{_W}sdtPr", f"{_W}tblPr", f"{_W}trPr", f"{_W}tcPr", _FALLBACK,
}  # fmt: skip
_WRAPPERS = {
    f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag",
}  # fmt: skip
_AS_TEXT = {
    f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\u00ad",
}  # fmt: skip
_BOX = f"{_W}txbxContent"
_NOTES = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}


def text_of_word(name: str, content: bytes) -> str:
    """The text of the Word file `content`. Raises UnreadableFile."""
    package = Package(
        name,
        content,
        not_it=_("The file is not a Word document, whatever its name says."),
        next_step=_("Open it in Word and save it as .docx."),
    )
    try:
        text = "\n\n".join(block for block in _Document(package).blocks() if block.strip())
    except RecursionError:
        raise package.problem from None
    if not text.strip():
        raise UnreadableFile(
            _("There is no text in the Word file."),
            place=name,
            next_step=_("Fetch the minutes again, or save them as text."),
        )
    return text


class _Document:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = _target(package, "_rels/.rels", "officeDocument") or "word/document.xml"
        self.body = self._root(self.part).find(f"{_W}body")
        if self.body is None:
            raise package.problem
        folder, base = posixpath.split(self.part)
        self.relations = f"{folder}/_rels/{base}.rels"
        self.begun = ""
        self.notes = {kind: self._notes(kind) for kind in ("footnotes", "endnotes")}
        self.numbering = Numbering(self._related("numbering"), self._related("styles"))

    def blocks(self) -> Iterator[str]:
        """Paragraphs and tables in order."""
        return self._blocks(self.body)

    def _root(self, part: str) -> Any:
        root = self.package.xml(part)
        if root.tag.startswith(f"{{{_STRICT}}}"):  # the same words under another name
            for element in root.iter():
                if isinstance(element.tag, str):
                    element.tag = element.tag.replace(_STRICT, _W[1:-1])
                for key in list(element.attrib):
                    if _STRICT in key:
                        element.set(key.replace(_STRICT, _W[1:-1]), element.attrib.pop(key))
        return root

    def _related(self, kind: str) -> Any:
        part = _target(self.package, self.relations, kind)
        return self._root(part) if part and self.package.has(part) else None

    def _notes(self, kind: str) -> dict[str, Any]:
        root = self._related(kind)
        if root is None:
            return {}
        return {
            str(note.get(f"{_W}id")): note
            for note in root.iterchildren()
            if note.get(f"{_W}type") in (None, "normal")
        }

    def _blocks(self, parent: Any) -> Iterator[str]:
        for element in parent.iterchildren():
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                rows = ["\t".join(self._cells(row)).rstrip() for row in _rows(element)]
                yield "\n".join(row for row in rows if row.strip())
            elif element.tag in _WRAPPERS:
                yield from self._blocks(element)

    def _paragraph(self, element: Any) -> Iterator[str]:
        beside: list[Any] = []
        text, self.begun = self.begun + _text(element, beside), ""
        if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
            self.begun = text  # its end is taken out: the next paragraph goes on here
        elif text.strip():
            yield f"{_heading(element)}{self.numbering.mark(element)}{text}"
        for other in beside:
            if other.tag == _BOX:
                yield from self._blocks(other)
            else:
                note = self.notes[_NOTES[other.tag]].pop(str(other.get(f"{_W}id")), None)
                if note is not None:
                    yield from self._blocks(note)

    def _cells(self, row: Any) -> Iterator[str]:
        for cell in _inside(row, f"{_W}tc"):
            blocks = " ".join(self._blocks(cell))
            yield " ".join(blocks.split())


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table that no tracked change has taken out."""
    for row in _inside(table, f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}del") is None:
            yield row


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def _heading(paragraph: Any) -> str:
    """A heading is marked as in plain text, so that the parts are seen."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    written = str(style.get(f"{_W}val")) if style is not None else ""
    level = written[-1:] if written.startswith(("Heading", "Rubrik")) else ""
    return f"{'#' * int(level)} " if level in "123456" and level else ""


def _text(element: Any, beside: list[Any]) -> str:
    """The words of a paragraph; boxes and references to notes are put into `beside`."""
    parts: list[str] = []
    for child in element.iterchildren():
        tag = child.tag
        if tag in _DROPPED:
            continue
        if tag == f"{_W}t":
            parts.append(child.text or "")
        elif tag in _AS_TEXT:
            parts.append(_AS_TEXT[tag])
        elif tag == _BOX or tag in _NOTES:
            beside.append(child)
        else:
            parts.append(_text(child, beside))
    return "".join(parts)


def _target(package: Package, part: str, kind: str) -> str | None:
    """The part that `part` points at by a relation of this kind."""
    if not package.has(part):
        return None
    folder = posixpath.dirname(posixpath.dirname(part))
    for relation in package.xml(part).iter(_RELATION):
        if str(relation.get("Type")).endswith(f"/{kind}") and relation.get("TargetMode") is None:
            target = str(relation.get("Target"))
            joined = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            return posixpath.normpath(joined)
    return None
