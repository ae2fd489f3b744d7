"""Damage to the files of registers, and whether a reader took it as it must.

    content = damaged(reader, content, random.Random(7))
    fault = fault_of(reader, name, content)        # "" where it was read, or refused in words

Half of the damage is to bytes, half knows the form: figures become what no figure should be,
lines and elements change places, text comes in another alphabet, parts of a workbook are packed
anew. What a reader gives must be fit to be stored in either database.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import mangled
from register_files import zipped

from imports.kinds import HEAD_BYTES
from imports.registers.bgmax import is_bgmax
from imports.registers.camt import is_camt
from imports.registers.einvoice import is_einvoice
from imports.registers.layouts import shipped
from imports.registers.reading import RegisterFile, list_file
from imports.registers.sie import is_sie
from ledger.errors import MedelError

LARGEST = 2**63
_NUMBER = re.compile(rb"[-+]?[0-9][0-9.,]*")
_TAG = re.compile(rb"<(/?)([\w:.-]+)[^<>]*>")
_PACKED = {"xlsx", "ods"}
_XML = {"camt", "einvoice"}
FIGURES = (
    b"", b"0", b"-0", b"-0.00", b"+1", b"1e5", b"1E-7", b"1e999999", b"-1e400", b"9" * 16,
    b"9" * 30, b"1" * 5000, b"NaN", b"Infinity", b"-inf", b"0x10", b"1_000", b"1,234", b"1.234,5",
    b"1 234,50", b"1\xa0234", b"(5,00)", b"5-", b"=1+1", b"20231301", b"00000000", b"2023-02-30",
    b"0001-01-01", b"9999-12-31", b"99999", b"-1", b"0.001", b"\xd9\xa1\xd9\xa2", b"\\u0000",
    b"\\ud800", b"true", b"null", b"[]", b"{}", b"%s", b"18446744073709551616",
)  # fmt: skip
MORSELS = (
    b"\x00", b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b"{", b"}", b"{" * 3000,
    b'"' * 999, b";" * 3000, b"#VER", b"#TRANS 1930 {} 1", b"#RAR " + b"9" * 5000 + b" 1 1",
    b"<![CDATA[", b"]]>", b"<!-- ", b"<?x ", b"&#0;", b"&#xD800;", b"&amp;", b"<a>" * 200,
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"=cmd|' /C calc'!A0", b"_x0000_", b"\\u0000", b"\\ud83d",
    b"[" * 2000, b'{"a":' * 2000, b"\xc3\x28", b"\x81\x8d", b"xml:space='preserve'",
)  # fmt: skip
ALPHABETS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp437", "cp1252", "latin-1",
             "cp037", "utf-7")  # fmt: skip


def damaged(reader: str, content: bytes, chance: random.Random) -> bytes:
    """`content` with one or a few faults, as the form has them or as a disk makes them."""
    if reader in _PACKED and chance.random() < 0.85:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        wanted = [n for n in parts if "sheet" in n or "shared" in n or "content" in n] or [*parts]
        name = chance.choice(wanted if chance.random() < 0.7 else sorted(parts))
        parts[name] = _damaged_text(parts[name], chance, is_xml=True)
        return zipped(parts)
    if chance.random() < 0.35 or reader in {"xls", *_PACKED}:
        return _with_bytes_changed(content, chance)
    return _damaged_text(content, chance, is_xml=reader in _XML)


def fault_of(reader: str, name: str, content: bytes) -> str:
    """What a reader did that it must not; an exception that is not told in words goes through."""
    try:
        for has_sign in (is_sie, is_bgmax, is_camt, is_einvoice):
            has_sign(content[:HEAD_BYTES])
        file = _opened(reader, name, content)
        for _table, rows in file.tables():
            for row in rows:
                if what := _unfit(row._asdict()):
                    return what
    except MedelError as error:
        if not error.message or not error.place.startswith(name):
            return f"an error without words or place: {error!r}"
        return ""
    return _unfit_text(file.source().encoding)


def _opened(reader: str, name: str, content: bytes) -> RegisterFile:
    if reader in {"sie", "bgmax", "camt", "einvoice"}:
        return RegisterFile(name, content, reader)
    return list_file(name, content, shipped())


def _unfit(row: dict[str, Any]) -> str:
    """Why a row cannot be stored, or should not be."""
    for name, value in row.items():
        if isinstance(value, int) and not -LARGEST <= value < LARGEST:
            return f"{name} is larger than a database holds"
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and (what := _unfit_text(one)):
                return f"{name}: {what}"
        if name in {"date", "due_date", "value_date"} and value is not None:
            try:
                date.fromisoformat(value)
            except ValueError:
                return f"{name} is no day"
    if isinstance(year := row.get("fiscal_year"), int) and not -100 < year < 100:
        return "fiscal_year is no year"
    return ""


def _unfit_text(text: str) -> str:
    if "\x00" in text:
        return "a NUL, which PostgreSQL does not take"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half a character"
    return ""


# ---------------------------------------------------------------- damage that knows the form


def _damaged_text(content: bytes, chance: random.Random, *, is_xml: bool) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        content = _once(content, chance, is_xml=is_xml)
    return content


def _once(content: bytes, chance: random.Random, *, is_xml: bool) -> bytes:
    ways = [_other_figure, _other_figure, _other_figure, _with_morsel, _chunks_changed,
            _in_another_alphabet, _cut, _with_bytes_changed, _with_bytes_changed]  # fmt: skip
    return chance.choice([*ways, _elements_changed, _elements_changed] if is_xml else ways)(
        content, chance
    )


def _with_bytes_changed(content: bytes, chance: random.Random) -> bytes:
    try:
        return mangled.mangle(content, chance)
    except zipfile.BadZipFile:  # what only begins as a zip
        return content


def _with_morsel(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(MORSELS) + content[at:]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _other_figure(content: bytes, chance: random.Random) -> bytes:
    found = [*_NUMBER.finditer(content)]
    if not found:
        return content
    one = chance.choice(found)
    new = chance.choice(FIGURES)
    if chance.random() < 0.3:
        new = b"%d" % chance.randrange(-(10 ** chance.randrange(1, 25)), 10**18)
    return content[: one.start()] + new + content[one.end() :]


def _chunks_changed(content: bytes, chance: random.Random) -> bytes:
    """Lines (or pieces of a file that has none) doubled, lost, in another order."""
    mark = next((m for m in (b"\n", b"\r", b">", b";", b" ") if m in content), b"0")
    chunks = content.split(mark)
    one, other = chance.randrange(len(chunks)), chance.randrange(len(chunks))
    match chance.randrange(4):
        case 0:
            chunks[one], chunks[other] = chunks[other], chunks[one]
        case 1:
            del chunks[one]
        case 2:
            chunks[one:one] = chunks[other : other + chance.choice((1, 5, 50))]
        case _:
            chance.shuffle(chunks)
    return mark.join(chunks)


def _in_another_alphabet(content: bytes, chance: random.Random) -> bytes:
    text = content.decode(chance.choice(("utf-8", "cp437", "latin-1", "utf-16")), "replace")
    at = chance.randrange(len(text) + 1)
    piece = text[at : at + chance.choice((1, 20, len(text)))]
    new = piece.encode(chance.choice(ALPHABETS), "replace")
    if chance.random() < 0.5:
        return text.encode(chance.choice(ALPHABETS), "replace")
    return text[:at].encode("utf-8", "replace") + new + text[at + len(piece) :].encode()


def _elements_changed(content: bytes, chance: random.Random) -> bytes:
    """An element lost, doubled or within itself; a tag lost; two names changed for each other."""
    tags = [*_TAG.finditer(content)]
    if not tags:
        return content
    one = chance.choice(tags)
    if chance.random() < 0.3:
        other = chance.choice(tags)
        return content.replace(one[2], other[2], chance.choice((1, -1)))
    whole = next(_elements(tags, one), None)
    if whole is None:
        return content[: one.start()] + content[one.end() :]
    start, end = whole
    piece = content[start:end]
    new = chance.choice((b"", piece * 2, piece * 40, one[0] + piece + b"</" + one[2] + b">"))
    return content[:start] + new + content[end:]


def _elements(tags: list[re.Match[bytes]], one: re.Match[bytes]) -> Iterator[tuple[int, int]]:
    """Where an element begins and ends, as far as a count of its name tells."""
    if one[1]:
        return
    depth = 0
    for tag in tags[tags.index(one) :]:
        if tag[2] != one[2]:
            continue
        depth += -1 if tag[1] else not tag[0].endswith(b"/>")
        if depth <= 0:
            yield one.start(), tag.end()
            return
