"""Writes files that go wrong, each into a folder the test gives, and says which it wrote.

>>> from pathlib import Path
>>> from tempfile import mkdtemp
>>> empty_file(Path(mkdtemp())).read_bytes()
b''

Some only look bad and must be read (`latin1_minutes`, `cp1252_minutes`, `utf16_minutes`,
`pdf_locked_against_editing`, `minutes_with_awkward_names`): `DECISION_SUM` stands in each of them.
"""

from __future__ import annotations

import os
import random
import unicodedata
import zipfile
from pathlib import Path

MINUTES = """\
Ledningsgrupp för samverkan i Dalarna

Anteckningar 2024-04-12

1. Psykisk hälsa och suicidprevention, länsgemensamma medel 2024

Östra och västra länsdelen har nu var sin sammankallande. Gruppen träffas åter i Älvdalen.

Beslut: Falu kommun fakturerar Region Dalarna 123 450 kr.
"""
DECISION_SUM = "123 450 kr"
PASSWORD = "hemligt"  # noqa: S105  # opens `encrypted_pdf`

BOMB_BYTES_UNPACKED = 200 * 1024 * 1024
BOMB_FILLER_BYTES = 200 * 1024  # random, so that the packed file is about 500 KB
SEED = 20240412

# A terminal obeys these where they reach it raw: title, clear screen, colour, one-byte CSI, a bell,
# a carriage return that hides what stands before it, a backspace, and letters that turn direction.
CONTROL_CODES = "\x1b]0;titel\x07\x1b[2J\x1b[31mrött\x1b[0m\x9b2Jdolt\rsynligt\x08\u202e\u2066"
# A spreadsheet calculates cells that begin like this.
FORMULA_TEXTS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    '=HYPERLINK("http://fel.example","klicka")',
    "=cmd|' /C calc'!A0",
)


def empty_file(folder: Path) -> Path:
    """A file without a single byte."""
    return _write(folder / "tom.txt", b"")


def file_of_only_spaces(folder: Path) -> Path:
    """A file with line breaks and spaces and nothing to read."""
    return _write(folder / "blank.txt", b"  \r\n\r\n \t \n")


def binary_named_txt(folder: Path) -> Path:
    """A picture that someone called .txt: NUL and control bytes everywhere."""
    noise = random.Random(SEED).randbytes(4096)
    return _write(folder / "bild.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + noise)


def latin1_minutes(folder: Path) -> Path:
    """Good: minutes in Latin-1."""
    return _write(folder / "latin1.txt", MINUTES.encode("latin-1"))


def cp1252_minutes(folder: Path) -> Path:
    """Good: minutes in Windows-1252, with quotes, a dash and a euro sign Latin-1 does not have."""
    text = (
        MINUTES + "\n2. Övrigt\n\nFilmen ”Våga fråga” visas kl. 13–15 – inträdet i € är struket.\n"
    )
    return _write(folder / "cp1252.txt", text.replace("\n", "\r\n").encode("cp1252"))


def utf16_minutes(folder: Path) -> Path:
    """Good where it is said to be UTF-16 by its first bytes: minutes saved as "Unicode"."""
    return _write(folder / "utf16.txt", b"\xff\xfe" + MINUTES.encode("utf-16-le"))


def scanned_pdf(folder: Path) -> Path:
    """A PDF of a picture of text: there is no text in it, which is not the same as no money."""
    from PIL import Image, ImageDraw
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    page = Image.new("L", (620, 877), "white")
    ImageDraw.Draw(page).multiline_text((40, 60), MINUTES.encode("ascii", "replace").decode())
    path = folder / "inskannat.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(page), 0, 0, 595, 842)
    canvas.save()
    return path


def encrypted_pdf(folder: Path) -> Path:
    """A PDF that needs `PASSWORD` to be opened."""
    return _locked_pdf(folder / "krypterat.pdf", user_password=PASSWORD)


def pdf_locked_against_editing(folder: Path) -> Path:
    """Good: a PDF that anyone may open and nobody may change."""
    return _locked_pdf(folder / "skrivskyddat.pdf", user_password="")


def broken_pdf(folder: Path) -> Path:
    """A PDF cut off in the middle."""
    whole = pdf_locked_against_editing(folder)
    content = whole.read_bytes()
    whole.unlink()
    return _write(folder / "avbrutet.pdf", content[: len(content) // 3])


def docx_that_is_not_one(folder: Path) -> Path:
    """Plain text that someone called .docx."""
    return _write(folder / "text.docx", MINUTES.encode())


def docx_without_document(folder: Path) -> Path:
    """A zip named .docx that lacks the part with the words."""
    path = folder / "stympat.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _content_types("/word/document.xml", _WORD_MAIN))
        packed.writestr("_rels/.rels", _root_relation("word/document.xml"))
    return path


def docx_with_outside_entity(folder: Path) -> Path:
    """A Word file whose XML asks for a file of the machine that reads it."""
    path = folder / "entitet.docx"
    document = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY fil SYSTEM "file:///etc/hostname">]>'
        f'<w:document xmlns:w="{_WORD_NAMES}"><w:body><w:p><w:r><w:t>&fil;</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _content_types("/word/document.xml", _WORD_MAIN))
        packed.writestr("_rels/.rels", _root_relation("word/document.xml"))
        packed.writestr("word/document.xml", document)
    return path


def zip_bomb_xlsx(folder: Path) -> Path:
    """About 500 KB named .xlsx that unpack to 200 MB."""
    sheet = "xl/worksheets/sheet1.xml"
    head = f'<worksheet xmlns="{_SHEET_NAMES}"><sheetData>'
    row = '<row><c t="inlineStr"><is><t>granskning</t></is></c><c><v>0</v></c></row>'
    return _bomb(
        folder / "bomb.xlsx",
        small_parts={
            "[Content_Types].xml": _content_types("/xl/workbook.xml", _SHEET_MAIN),
            "_rels/.rels": _root_relation("xl/workbook.xml"),
            "xl/workbook.xml": (
                f'<workbook xmlns="{_SHEET_NAMES}" xmlns:r="{_OFFICE}/relationships"><sheets>'
                '<sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        },
        big_part=(sheet, head, row, "</sheetData></worksheet>"),
    )


def zip_bomb_docx(folder: Path) -> Path:
    """About 500 KB named .docx that unpack to 200 MB."""
    head = f'<w:document xmlns:w="{_WORD_NAMES}"><w:body>'
    paragraph = "<w:p><w:r><w:t>Informationen noteras.</w:t></w:r></w:p>"
    return _bomb(
        folder / "bomb.docx",
        small_parts={
            "[Content_Types].xml": _content_types("/word/document.xml", _WORD_MAIN),
            "_rels/.rels": _root_relation("word/document.xml"),
        },
        big_part=("word/document.xml", head, paragraph, "</w:body></w:document>"),
    )


def file_without_read_rights(folder: Path) -> Path:
    """Minutes that nobody may read. For root, and on Windows, see `can_be_read_all_the_same`."""
    path = _write(folder / "stängd.txt", MINUTES.encode())
    path.chmod(0)
    return path


def can_be_read_all_the_same(path: Path) -> bool:
    """Whether taking the rights away made no difference here: then a test skips, and says so."""
    return os.access(path, os.R_OK)


def hostile_text(folder: Path) -> Path:
    """Minutes with terminal control codes and formula text in what would be quoted and named."""
    formulas = "\n\n".join(
        f"{text} Beslut: Falu kommun fakturerar Region Dalarna {number} 100 kr."
        for number, text in enumerate(FORMULA_TEXTS, start=1)
    )
    heading = f"2. =2+3 {CONTROL_CODES} Kvinnofridssatsningen 2024"
    codes = f"Beslut: Mora kommun {CONTROL_CODES}fakturerar Region Dalarna 45 678 kr."
    return _write(
        folder / "fientlig.txt", f"{MINUTES}\n{heading}\n\n{codes}\n\n{formulas}\n".encode()
    )


def minutes_with_awkward_names(folder: Path) -> tuple[Path, ...]:
    """Good: the same minutes under names that break careless programs; those this disk can have."""
    wanted = (
        "protokoll med mellanslag.txt",
        "protokoll å ä ö.txt",
        unicodedata.normalize("NFD", "protokoll åäö i delar.txt"),
        "protokoll\nmed radbrytning.txt",
        "protokoll\x1b[31m.txt",
        "'; DROP TABLE entries;--.txt",
        "=1+1.txt",
        "--help.txt",
        "$(touch offer).txt",
        "%s {0} %(name)s.txt",
    )
    written = []
    for number, name in enumerate(wanted):
        try:
            text = f"{MINUTES}\nBilaga {number}\n"  # no two files with the same content
            written.append(_write(folder / name, text.encode()))
        except OSError:  # Windows allows no line break in a name
            continue
    return tuple(written)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_NAMES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET_NAMES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FORMAT = "application/vnd.openxmlformats-officedocument"
_WORD_MAIN = f"{_FORMAT}.wordprocessingml.document.main+xml"
_SHEET_MAIN = f"{_FORMAT}.spreadsheetml.sheet.main+xml"


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _locked_pdf(path: Path, user_password: str) -> Path:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    lock = StandardEncryption(user_password, ownerPassword="kansliet", canModify=0, strength=128)
    canvas = Canvas(str(path), pagesize=(595, 842), encrypt=lock, invariant=1)
    lines = canvas.beginText(60, 760)
    lines.textLines(MINUTES)
    canvas.drawText(lines)
    canvas.save()
    return path


def _bomb(path: Path, small_parts: dict[str, str], big_part: tuple[str, str, str, str]) -> Path:
    """A package whose one big part repeats a line until it is `BOMB_BYTES_UNPACKED` long."""
    name, head, line, foot = big_part
    padded = f"{line:4096}"  # a run of spaces packs a thousand to one, other text not by far
    chunk = (padded * 256).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for part, text in small_parts.items():
            packed.writestr(part, text)
        with packed.open(name, "w") as file:
            file.write(head.encode())
            for _ in range(BOMB_BYTES_UNPACKED // len(chunk)):
                file.write(chunk)
            file.write(foot.encode())
        packed.writestr("docProps/thumbnail.jpeg", random.Random(SEED).randbytes(BOMB_FILLER_BYTES))
    return path


def _content_types(part: str, kind: str) -> str:
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="{part}" ContentType="{kind}"/></Types>'
    )


def _root_relation(target: str) -> str:
    return _relation("officeDocument", target)


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )
