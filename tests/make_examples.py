"""Builds the Word and PDF minutes of `imports/examples/` from plain sources, always the same bytes.

    python tests/make_examples.py        writes them where they belong

A source is `tests/data/NAME.docx.txt` or `NAME.pdf.txt`, paragraphs kept apart by empty lines:
`# ` title, `## ` heading, `- ` bullet, `| a | b |` table row, `**bold**`, `*italics*`, and for Word
`{+put in+}` and `{-taken out-}` as tracked changes nobody has accepted yet.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

SOURCES = Path(__file__).parent / "data"
EXAMPLES = Path(__file__).parents[1] / "imports" / "examples"

WRITTEN = datetime(2025, 4, 1, 12, 0, tzinfo=UTC)  # one fixed moment for all that carries a date
ZIP_DATE = (2025, 4, 1, 12, 0, 0)
# Minutes with a running head and foot: what stands at the top left and right of every page.
RUNNING_HEADS = {
    "gavleborg-samverkansrad-2025-03-14.pdf": ("Samverkansråd Gävleborg", "Dnr HSN 2025/118"),
}

_INLINE = re.compile(
    r"""
      \{\+(?P<put_in>.+?)\+\}        # {+a tracked insertion+}
    | \{-(?P<taken_out>.+?)-\}       # {-a tracked deletion-}
    | \*\*(?P<bold>.+?)\*\*          # **bold**
    | \*(?P<italic>.+?)\*            # *italics*
    """,
    re.VERBOSE,
)


class Block(NamedTuple):
    """A paragraph (`title`, `heading`, `bullet`, `plain`) or a `table` with its rows."""

    style: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def names() -> list[str]:
    """The files that are built, by name."""
    return sorted(source.name.removesuffix(".txt") for source in SOURCES.glob("*.*.txt"))


def build(name: str) -> bytes:
    """The Word or PDF file `name`, made from its source."""
    blocks = list(read_blocks((SOURCES / f"{name}.txt").read_text(encoding="utf-8")))
    if name.endswith(".docx"):
        return build_docx(blocks)
    return build_pdf(blocks, RUNNING_HEADS.get(name))


def read_blocks(source: str) -> Iterator[Block]:
    """The blocks of a source, which empty lines keep apart; lists and tables stand line by line."""
    for chunk in re.split(r"\n{2,}", source.strip()):
        lines = chunk.splitlines()
        if lines[0].startswith("| "):
            rows = tuple(tuple(c.strip() for c in row.strip("| ").split("|")) for row in lines)
            yield Block("table", rows=rows)
            continue
        for line in lines:
            yield _paragraph(line)


def build_docx(blocks: list[Block]) -> bytes:
    """The blocks as a Word file."""
    from docx import Document
    from docx.shared import Mm

    document: Any = Document()
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "Sekreterare"
    properties.comments = ""
    properties.title = blocks[0].text
    properties.created = properties.modified = WRITTEN.replace(tzinfo=None)
    change_numbers = count(1)
    for block in blocks:
        if block.style == "table":
            _add_table(document, block.rows)
        else:
            paragraph = document.add_paragraph(style=_WORD_STYLES[block.style])
            _add_runs(paragraph, block.text, change_numbers)
    saved = io.BytesIO()
    document.save(saved)
    return _with_fixed_dates(saved.getvalue())


def build_pdf(blocks: list[Block], running_head: tuple[str, str] | None = None) -> bytes:
    """The blocks as a PDF with text in it, on as many A4 pages as they need."""
    pages, content = _lay_out(blocks, running_head, total_pages=0)
    if running_head:  # the foot says how many pages there are, which the first round counted
        pages, content = _lay_out(blocks, running_head, total_pages=pages)
    return content


def main() -> None:
    """Write every built example where it belongs."""
    for name in names():
        (EXAMPLES / name).write_bytes(build(name))


_WORD_STYLES = {"title": "Title", "heading": "Heading 2", "bullet": "List Bullet", "plain": None}
_STYLE_OF_PREFIX = {"# ": "title", "## ": "heading", "- ": "bullet"}


def _paragraph(line: str) -> Block:
    for prefix, style in _STYLE_OF_PREFIX.items():
        if line.startswith(prefix):
            return Block(style, line.removeprefix(prefix))
    return Block("plain", line)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces with what is done to each: `plain`, `bold`, `put_in` …"""
    end = 0
    for match in _INLINE.finditer(text):
        yield "plain", text[end : match.start()]
        what = match.lastgroup or "plain"
        yield what, match[what]
        end = match.end()
    yield "plain", text[end:]


def _add_runs(paragraph: Any, text: str, change_numbers: Iterator[int]) -> None:
    for what, piece in _pieces(text):
        if not piece:
            continue
        run = paragraph.add_run(piece)
        run.bold, run.italic = (what == "bold") or None, (what == "italic") or None
        if what in {"put_in", "taken_out"}:
            _track(run, what, next(change_numbers))


def _track(run: Any, what: str, number: int) -> None:
    """Wrap a run as a tracked change, the way Word stores it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    change = OxmlElement("w:ins" if what == "put_in" else "w:del")
    for attribute, value in {
        "w:id": str(number),
        "w:author": "Sekreterare",
        "w:date": f"{WRITTEN:%Y-%m-%dT%H:%M:%SZ}",
    }.items():
        change.set(qn(attribute), value)
    run._r.addprevious(change)
    change.append(run._r)
    if what == "taken_out":
        for words in run._r.findall(qn("w:t")):
            words.tag = qn("w:delText")


def _add_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for column, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = text
            if column:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _with_fixed_dates(packed: bytes) -> bytes:
    """The same zip with one date on every part, so that the same text gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            fixed = zipfile.ZipInfo(part.filename, ZIP_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0
            new.writestr(fixed, old.read(part))
    return out.getvalue()


def _lay_out(
    blocks: list[Block], running_head: tuple[str, str] | None, total_pages: int
) -> tuple[int, bytes]:
    """How many pages the blocks take, and the PDF."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    width, height = A4
    left, right = 25 * mm, width - 25 * mm

    def head_and_foot(canvas: Any, page: Any) -> None:
        if running_head is None:
            return
        canvas.setFont("Helvetica", 8)
        canvas.drawString(left, height - 15 * mm, running_head[0])
        canvas.drawRightString(right, height - 15 * mm, running_head[1])
        canvas.drawString(left, 12 * mm, "Justerandes signatur ____________")
        canvas.drawRightString(right, 12 * mm, f"Sida {page.page} ({total_pages})")

    styles = _pdf_styles()
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=left,
        rightMargin=left,
        topMargin=(28 if running_head else 18) * mm,
        bottomMargin=24 * mm,
        title=blocks[0].text,
        author="Sekreterare",
        invariant=1,
    )
    story = [Paragraph(_pdf_markup(block), styles[block.style]) for block in blocks]
    document.build(story, onFirstPage=head_and_foot, onLaterPages=head_and_foot)
    return document.page, file.getvalue()


def _pdf_styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    plain = ParagraphStyle("plain", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=6)
    bold = {"fontName": "Helvetica-Bold", "keepWithNext": 1}
    return {
        "plain": plain,
        "bullet": ParagraphStyle("bullet", plain, leftIndent=12, bulletIndent=2),
        "heading": ParagraphStyle("heading", plain, fontSize=11.5, spaceBefore=10, **bold),
        "title": ParagraphStyle("title", plain, fontSize=17, leading=22, **bold),
    }


def _pdf_markup(block: Block) -> str:
    tags = {"bold": "<b>{}</b>", "italic": "<i>{}</i>", "plain": "{}"}
    return "".join(tags[what].format(escape(piece)) for what, piece in _pieces(block.text))


if __name__ == "__main__":
    main()
