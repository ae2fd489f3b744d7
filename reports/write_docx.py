"""A Book as a Word document: A4 on its side, headings, tables that repeat their heading row.

The parts of the file are written here as text: same facts, same bytes, with no clock and no name of
who ran it, and a table of ten thousand rows takes no longer than its text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from reports.book import Book
from reports.docx_parts import CONTENT_TYPES, RELATIONS, STYLES, W, document_relations, properties
from reports.paper import Box, Grille, Heading, Paper, Part, Sentence, paper_of
from reports.shown import Shown

PAGE = 16838 - 2 * 720  # the width between the margins of A4 on its side, in twentieths of a point
SMALL_FROM = 130  # characters across a table from which it is set smaller, and smaller again
SMALLER_FROM = 200
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)
_LINES = re.compile("(\n)")


def docx_bytes(book: Book, language: str = "sv") -> bytes:
    """The document."""
    paper = paper_of(book, language)
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": _document(paper),
        "word/_rels/document.xml.rels": document_relations(),
        "word/styles.xml": STYLES.format(language="sv-SE" if language == "sv" else "en-GB"),
        "word/footer1.xml": _footer(paper),
        "docProps/core.xml": properties(paper.title, paper.program, paper.language),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as into:
        for name, content in files.items():
            place = zipfile.ZipInfo(name, _MIDNIGHT)
            place.compress_type = zipfile.ZIP_DEFLATED
            place.create_system = 3  # the same byte on every system
            into.writestr(place, content.encode())
    return file.getvalue()


def _document(paper: Paper) -> str:
    body = "".join(part for one in paper.parts for part in _part(one))
    page = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="720" w:right="720" w:bottom="720" w:left="720" w:header="360" '
        'w:footer="360" w:gutter="0"/></w:sectPr>'
    )
    title = _paragraph(paper.title, "Title")
    return f"{W}<w:document {_NAMES}><w:body>{title}{body}{page}</w:body></w:document>"


_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Heading):
        yield _paragraph(part.text, f"Heading{part.level}")
    elif isinstance(part, Sentence):
        yield _paragraph(part.text, "Normal")
    else:
        yield from _table(part)
        yield _paragraph("", "Normal")  # two tables that touch would become one


def _table(table: Grille) -> Iterator[str]:
    wanted = sum(table.widths)
    sizes = [size * PAGE // max(wanted, 1) for size in table.widths]
    style = "Cell" + (
        "Smaller" if wanted > SMALLER_FROM else "Small" if wanted > SMALL_FROM else ""
    )
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Figures"/><w:tblW w:w="{PAGE}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    )
    yield from (f'<w:gridCol w:w="{size}"/>' for size in sizes)
    yield "</w:tblGrid>"
    if table.headings:
        yield _row(table.headings, sizes, style, "<w:cantSplit/><w:tblHeader/>")
    yield from (_row(row, sizes, style) for row in table.rows)
    yield "</w:tbl>"


def _row(boxes: tuple[Box, ...], sizes: list[int], style: str, how: str = "") -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/></w:tcPr>{_box(box, style)}</w:tc>'
        for box, size in zip(boxes, sizes, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{how}</w:trPr>' if how else ''}{cells}</w:tr>"


def _box(box: Box, style: str) -> str:
    right = '<w:jc w:val="right"/>' if box.right else ""
    runs = _runs(box.words, strong=box.strong)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{right}</w:pPr>{runs}</w:p>'


def _paragraph(text: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>'


def _runs(words: Shown, *, strong: bool) -> str:
    before, marked, after = words
    return _run(before, strong=strong) + _run(marked, strong=True) + _run(after, strong=strong)


def _run(text: str, *, strong: bool = False) -> str:
    if not text:
        return ""
    bold = "<w:rPr><w:b/></w:rPr>" if strong else ""
    words = "".join(
        "<w:br/>" if line == "\n" else f'<w:t xml:space="preserve">{escape(line)}</w:t>'
        for line in _LINES.split(text)
        if line
    )
    return f"<w:r>{bold}{words}</w:r>"


def _footer(paper: Paper) -> str:
    pages = "".join(
        f"<w:fldSimple w:instr={quoteattr(f' {field} ')}><w:r><w:t>1</w:t></w:r></w:fldSimple>{gap}"
        for field, gap in (("PAGE", _run(" / ")), ("NUMPAGES", ""))
    )
    said = _run(f"{paper.title}. {paper.foot}  ") if paper.foot else _run(f"{paper.title}  ")
    line = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{said}{pages}</w:p>'
    return f"{W}<w:ftr {_NAMES}>{line}</w:ftr>"
