# ruff: noqa: E501
"""Long invented minutes as plain text, and the same minutes as a PDF laid out as papers are.

    minutes = invented(items=40)
    plain_text(minutes)              # what a reader of text would be given
    in_columns(minutes)              # two columns, tables, running heads, divided words: PDF bytes
    drawn_across(minutes)            # the same, drawn line by line over both columns
    scanned("Beslut: …")             # a picture of text: PDF bytes

Everything is made by code from a seed. The minutes name roles and bodies, never persons.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

SEED = 20240523
HEAD = "Samverkansråd Jämtlands län"
PAPER = "Dnr SR 2024/77"
MEETING = "2024-05-23"
KOMMUNER = (
    "Bergs",
    "Bräcke",
    "Härjedalens",
    "Krokoms",
    "Ragunda",
    "Strömsunds",
    "Åre",
    "Östersunds",
)
REGION = "Region Jämtland Härjedalen"
FUNDS = (
    "psykisk hälsa",
    "suicidprevention",
    "God och nära vård",
    "familjecentraler",
    "samsjuklighet",
)
PURPOSES = (
    "utbildning av handledare", "samtalsgrupper för äldre", "en gemensam kartläggning",
    "anhörigstöd i glesbygd", "mobila arbetssätt", "en digital mötesplats",
)  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """The line that opens an item."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, on one line in the plain text."""

    text: str


@dataclass(frozen=True)
class Table:
    """A caption, and rows of cells; ruled or not."""

    caption: str
    rows: tuple[tuple[str, ...], ...]
    ruled: bool = True


Part = Heading | Paragraph | Table


def invented(items: int = 40, seed: int = SEED) -> list[Part]:
    """Minutes with as many items as asked: about half a page each in two columns."""
    chance = random.Random(seed)
    parts: list[Part] = [Heading(HEAD), Paragraph(f"Protokoll {MEETING}"), Paragraph(PAPER)]
    for number in range(1, items + 1):
        parts += _item(number, chance)
    return parts


def _item(number: int, chance: random.Random) -> Iterator[Part]:
    fund = chance.choice(FUNDS)
    year = chance.choice((2023, 2024, 2025))
    one, other = chance.sample(KOMMUNER, 2)
    purpose = chance.choice(PURPOSES)
    yield Heading(f"§ {number} Länsgemensamma medel för {fund} {year}")
    yield Paragraph(
        "Samordnaren redogör för läget i länet. Arbetsgruppen har träffats fyra gånger under våren "
        f"och har tagit fram ett underlag om {purpose}. Kommunerna har lämnat synpunkter, och flera "
        "av dem framhåller att avstånden gör gemensamma verksamhetsutvecklingsinsatser dyrare än i "
        "andra delar av landet. Brukarorganisationerna har medverkat vid två tillfällen."
    )
    yield Paragraph(
        f"Utfallet för föregående år blev {_sum(chance)} kronor, vilket är lägre än beräknat därför "
        "att två utbildningstillfällen ställdes in. Ingen invändning finns mot redovisningen."
    )
    if number % 4 == 0:
        yield _table(chance, ruled=number % 8 == 0)
    yield Paragraph(
        f"Samverkansrådet beslutar att {one} kommun fakturerar {REGION} {_sum(chance)} kr för "
        f"{purpose} under {year}."
    )
    if number % 3 == 0:
        yield Paragraph(
            f"Samverkansrådet beslutar att avsätta {_sum(chance)} kronor till kommunförbundets arbete "
            f"med {fund} {year + 1}."
        )
    if number % 5 == 0:
        yield Paragraph(
            f"Arbetsutskottet föreslår att {REGION} betalar ut högst {_sum(chance)} kronor till "
            f"{other} kommun under {year + 1}."
        )


def _sum(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return f"1 {chance.randrange(1000):03} {chance.randrange(1000):03}"
    return f"{chance.randrange(11, 999)} {chance.randrange(1000):03}"


def _table(chance: random.Random, *, ruled: bool) -> Table:
    rows = [("Insats", "Kommun", "Belopp")]
    for purpose in chance.sample(PURPOSES, 4):
        rows.append(
            (purpose.capitalize(), chance.choice(KOMMUNER), f"{chance.randrange(20, 900)} tkr")
        )
    return Table("Fördelning av medel per insats", tuple(rows), ruled)


# ---------------------------------------------------------------- as text


def plain_text(parts: Sequence[Part]) -> str:
    """Paragraphs kept apart by empty lines, the cells of a row by tabs."""
    return "\n\n".join(_as_text(part) for part in parts) + "\n"


def _as_text(part: Part) -> str:
    if isinstance(part, Table):
        return "\n".join([part.caption, *("\t".join(row) for row in part.rows)])
    return part.text


# ---------------------------------------------------------------- as PDF


def in_columns(parts: Sequence[Part], *, columns: int = 2) -> bytes:
    """A4 in columns with a running head and foot, justified, words divided at syllables."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    width, height = A4
    margin, gutter = 50, 22
    each = (width - 2 * margin - (columns - 1) * gutter) / columns
    frames = [
        Frame(
            margin + i * (each + gutter), 70, each, height - 150,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )
        for i in range(columns)
    ]  # fmt: skip
    packed = io.BytesIO()
    document = BaseDocTemplate(packed, pagesize=A4, invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=_furnish))
    document.build([flowable for part in parts for flowable in _flowables(part, each)])
    return packed.getvalue()


def pages_in(content: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    return len(pypdfium2.PdfDocument(content))


def _furnish(canvas: Any, document: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(50, 805, f"{HEAD}, protokoll {MEETING}")
    canvas.drawRightString(545, 805, PAPER)
    canvas.line(50, 798, 545, 798)
    canvas.drawString(50, 40, "Justerandes sign.")
    canvas.drawRightString(545, 40, f"Sida {document.page}")


def _flowables(part: Part, width: float) -> Iterator[Any]:
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Set
    from reportlab.platypus import Spacer

    body = ParagraphStyle(
        "body", fontName="Times-Roman", fontSize=10, leading=12.5, alignment=TA_JUSTIFY,
        spaceAfter=6, embeddedHyphenation=1,
    )  # fmt: skip
    head = ParagraphStyle(
        "head", parent=body, fontName="Helvetica-Bold", alignment=0, spaceBefore=6, keepWithNext=1
    )
    if isinstance(part, Heading):
        yield Set(part.text, head)
    elif isinstance(part, Paragraph):
        yield Set(_with_syllables(part.text), body)
    else:
        yield Set(part.caption, head)
        yield _set_table(part, width)
        yield Spacer(1, 8)


def _set_table(table: Table, width: float) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Set
    from reportlab.platypus import Table as Grid

    style = ParagraphStyle("cell", fontName="Helvetica", fontSize=8, leading=9.6)
    rows = [[Set(cell, style) for cell in row] for row in table.rows]
    grid = Grid(rows, colWidths=[width * 0.45, width * 0.3, width * 0.25])
    lines = [("GRID", (0, 0), (-1, -1), 0.4, colors.black)] if table.ruled else []
    grid.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *lines])
    return grid


def _with_syllables(text: str) -> str:
    """Long words may be divided after a vowel that two consonants follow."""
    return re.sub(
        r"\b[a-zåäö]{9,}\b",
        lambda word: re.sub(
            r"(?<=[a-zåäö]{3})(?<=[aeiouyåäö][bcdfghjklmnpqrstv])(?=[bcdfghjklmnpqrstv][aeiouyåäö][a-zåäö]{2})",
            "&shy;",
            word[0],
        ),
        text,
    )


def drawn_across(parts: Sequence[Part]) -> bytes:
    """Two columns whose lines are drawn from left to right over the page, as some programs do."""
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.pdfgen.canvas import Canvas

    width, pitch, deep = 230.0, 13.0, 52
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Table):
            continue
        line = ""
        for word in part.text.split(" "):
            longer = f"{line} {word}" if line else word
            if stringWidth(longer, "Times-Roman", 10) > width:
                lines.append(line)
                longer = word
            line = longer
        lines += [line, ""]
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842), invariant=1)
    for start in range(0, len(lines), 2 * deep):
        canvas.setFont("Times-Roman", 10)
        left, right = lines[start : start + deep], lines[start + deep : start + 2 * deep]
        for i in range(deep):
            for x, side in ((50, left), (310, right)):
                if i < len(side):
                    canvas.drawString(x, 770 - i * pitch, side[i])
        canvas.showPage()
    canvas.save()
    return packed.getvalue()


def scanned(*pages: str) -> bytes:
    """Each page a picture of its text, 150 dots an inch."""
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842), invariant=1)
    font = ImageFont.load_default(size=26)
    for text in pages:
        page = Image.new("L", (1240, 1754), "white")
        ImageDraw.Draw(page).multiline_text((120, 140), text, font=font, fill="black", spacing=14)
        canvas.drawImage(ImageReader(page), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return packed.getvalue()
