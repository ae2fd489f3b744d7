"""A Book as PDF: A4 on its side, the font in the file, tables that repeat their heading row.

The one module that knows reportlab. Same facts, same bytes: no clock and no random id in the file.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reports.book import Book
from reports.paper import Box, Grille, Heading, Paper, Part, Sentence, paper_of
from reports.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FONT, BOLD = "Medelsbok", "Medelsbok-Bold"
WIDE, HIGH, MARGIN = 841.89, 595.28, 34.0  # points
ROOM = WIDE - 2 * MARGIN
LARGEST, SMALLEST = 9.0, 5.5
A_CHARACTER = 0.62  # of the size, on average
MOST_OF_A_BOX = 1_500  # characters that surely fit on a page; more goes on in a row below
LEAST_BELOW = 90  # points that a heading needs, with the first of what it names
UNKNOWN = "?"  # for a character that the font does not have


def pdf_bytes(book: Book, language: str = "sv") -> bytes:
    """The document."""
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
    paper = paper_of(book, language)
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=(WIDE, HIGH), invariant=1, lang=language,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=paper.title, author=paper.program, creator=paper.program, subject=paper.foot,
    )  # fmt: skip
    story = [_paragraph(paper.title, "Title"), *(f for part in paper.parts for f in _part(part))]
    document.build(story, canvasmaker=_numbered(paper))
    return file.getvalue()


@cache
def _fonts() -> Mapping[int, int]:
    """Register the fonts; gives the characters that they have."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    plain = TTFont(FONT, "Vera.ttf")
    registerFont(plain)
    registerFont(TTFont(BOLD, "VeraBd.ttf"))
    registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)
    known: Mapping[int, int] = plain.face.charToGlyph
    return known


def _part(part: Part) -> Iterator[Any]:
    from reportlab.platypus import CondPageBreak

    if isinstance(part, Heading):
        yield CondPageBreak(LEAST_BELOW)  # keeping it with a long table would begin a page
        yield _paragraph(part.text, f"Heading{part.level}")
    elif isinstance(part, Sentence):
        yield _paragraph(part.text, "Normal")
    else:
        yield _table(part)


def _table(table: Grille) -> Any:
    from reportlab.lib.colors import black, grey
    from reportlab.platypus import LongTable

    wanted = max(sum(table.widths), 1)
    size = min(LARGEST, max(SMALLEST, ROOM / (wanted * A_CHARACTER)))
    scale = min(ROOM / wanted, size * 0.75)
    heads = [table.headings] if table.headings else []
    rows = [piece for row in [*heads, *table.rows] for piece in _pieces(row)]
    cells = [[_box(box, size) for box in row] for row in rows]
    rules: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, grey),
        ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]  # fmt: skip
    if heads:
        rules.append(("LINEBELOW", (0, 0), (-1, 0), 1, black))
    return LongTable(
        cells, colWidths=[width * scale for width in table.widths], repeatRows=len(heads),
        hAlign="LEFT", style=rules, spaceAfter=8,
    )  # fmt: skip


def _pieces(row: tuple[Box, ...]) -> Iterator[tuple[Box, ...]]:
    """The row, or several where a text of it would not fit on a page."""
    longest = max((len(box.words.text) for box in row), default=0)
    if longest <= MOST_OF_A_BOX:
        yield row
        return
    for at in range(0, longest, MOST_OF_A_BOX):
        yield tuple(
            box._replace(words=Shown(box.words.text[at : at + MOST_OF_A_BOX])) for box in row
        )


def _box(box: Box, size: float) -> Any:
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.platypus import Paragraph

    style = _style("Cell", size, BOLD if box.strong else FONT, TA_RIGHT if box.right else TA_LEFT)
    return Paragraph(_markup(box.words), style)


def _paragraph(text: str, look: str) -> Any:
    from reportlab.platypus import Paragraph

    size, font = {"Title": (17, BOLD), "Heading1": (13, BOLD), "Heading2": (10.5, BOLD)}.get(
        look, (LARGEST, FONT)
    )
    return Paragraph(_markup(Shown(text)), _style(look, size, font))


@cache
def _style(name: str, size: float, font: str, side: int = 0) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    heading = name.startswith("Heading")
    return ParagraphStyle(
        f"{name} {size} {font} {side}", fontName=font, fontSize=size, leading=size * 1.25,
        alignment=side, spaceBefore=10 if heading else 0, spaceAfter=0 if name == "Cell" else 5,
        splitLongWords=1,
    )  # fmt: skip


def _markup(words: Shown) -> str:
    before, marked, after = (escape(_known(text)).replace("\n", "<br/>") for text in words)
    return f"{before}<b>{marked}</b>{after}" if marked else before + after


def _known(text: str) -> str:
    """The text as the font can show it."""
    known = _fonts()
    return "".join(c if c == "\n" or ord(c) in known else _instead(c) for c in text)


def _instead(character: str) -> str:
    return " " if character.isspace() else UNKNOWN


def _numbered(paper: Paper) -> type:
    """A canvas that knows how many pages there are when it writes the foot of each."""
    from reportlab.pdfgen.canvas import Canvas

    foot = _known(". ".join(filter(None, (paper.title, paper.foot))))

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page in self._pages:
                self.__dict__.update(page)
                self.setFont(FONT, 7)
                self.drawString(MARGIN, MARGIN / 2, foot[:190])
                number = f"{self._pageNumber} / {len(self._pages)}"
                self.drawRightString(WIDE - MARGIN, MARGIN / 2, number)
                super().showPage()
            super().save()

    return Numbered
