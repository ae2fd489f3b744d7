# ruff: noqa: E501
"""Files of every kind that is read, and the same with bytes changed, cut, doubled and mixed.

    for name, content in samples(): ...
    content = mangle(content, random.Random(7))

What is zipped is also changed inside, so that readers meet damage that no checksum stops.
"""

from __future__ import annotations

import io
import random
import zipfile
from email.message import EmailMessage
from functools import cache

from make_layouts import in_columns, invented, plain_text, scanned

# What readers of structure stumble over.
MORSELS = (
    b"<", b">", b"&", b"&amp", b"</", b"<table>", b"<td colspan=999999999>", b"<ol start=99999999999>", b"]]>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\x00", b"\xff", b"\xfe\xff", b"\n\n", b"%PDF", b"endobj", b"stream",
    b"PK\x03\x04", b"PK\x05\x06", b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n", b"=?utf-8?q?=C3?=", b"1e999",
)  # fmt: skip


@cache
def samples() -> tuple[tuple[str, bytes], ...]:
    """A small good file of each kind."""
    parts = invented(4)
    text = plain_text(parts)
    page = "".join(
        f"<h2>§</h2><p>{line}</p><ul><li>{line[:20]}</ul>" for line in text.split("\n\n")
    )
    page += "<table><tr><td>A<td>5 tkr<tr><td colspan=2>B</table>"
    letter = EmailMessage()
    letter["Subject"] = "Protokoll å"
    letter.set_content(text)
    letter.add_attachment(page.encode(), "text", "html", filename="bilaga å.html")
    letter.add_attachment(_word(text), "application", "octet-stream", filename="b.docx")
    return (
        ("p.html", f"<html><head><meta charset=utf-8></head><body>{page}</body></html>".encode()),
        ("p.docx", _word(text)),
        ("p.odt", _odt(text)),
        ("p.pdf", in_columns(parts)),
        ("s.pdf", scanned("Beslut")),
        ("p.eml", letter.as_bytes()),
        (
            "p.zip",
            _packed({"a.txt": text.encode(), "b.docx": _word(text), "c.eml": letter.as_bytes()}),
        ),
    )


def mangle(content: bytes, chance: random.Random) -> bytes:
    """`content` with some damage; of a zip half the time a part, zipped again."""
    if content[:2] == b"PK" and chance.random() < 0.6:
        return _mangled_part(content, chance)
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not damaged:
            break
        _damage(damaged, chance)
    return bytes(damaged)


def _damage(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    end = min(len(content), at + chance.choice((1, 4, 40, 400)))
    match chance.randrange(6):
        case 0:
            content[at] = chance.randrange(256)
        case 1:
            del content[at:end]
        case 2:
            content[at:at] = content[at:end]
        case 3:
            content[at:at] = chance.choice(MORSELS) * chance.choice((1, 1, 1, 50))
        case 4:
            content[at:end] = chance.randbytes(end - at)
        case _:
            del content[at:]


def _mangled_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = mangle(parts[name], chance)
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _word(text: str) -> bytes:
    import docx

    document = docx.Document()
    for part in text.split("\n\n")[:12]:
        document.add_paragraph(part, style="List Number" if len(part) < 60 else None)
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "A", "5 tkr"
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as archive:  # what the reader looks at, and no more
        wanted = ("document", "styles", "numbering", ".rels", "Types")
        kept = {
            name: archive.read(name)
            for name in archive.namelist()
            if any(w in name for w in wanted)
        }
    return _packed(kept)


def _odt(text: str) -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("o", "office"), ("t", "text"), ("b", "table"))
    )
    words = "".join(f"<t:p>{part}</t:p>" for part in text.split("\n\n")[:12])
    row = '<b:table-row><b:table-cell b:number-columns-repeated="2"><t:p>5 tkr</t:p></b:table-cell></b:table-row>'
    content = f"<o:document-content{names}><o:body><o:text>{words}<b:table>{row}</b:table></o:text></o:body></o:document-content>"
    return _packed({"content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"})
