"""A SIE 4 file → its records: a label and its fields, with the line they stand on.

>>> fields('1930 {1 "100" 6 "P 7"} -500.00 20230105 "Bidrag \\\\"RSS\\\\""')
['1930', ['1', '100', '6', 'P 7'], '-500.00', '20230105', 'Bidrag "RSS"']

Fields are parted by spaces or tabs, may be quoted (`\\"` is a quote), and a list of objects stands
in braces (SIE 4B, 5.7). Labels in small letters are met and taken as the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from imports.registers.sie_encoding import Encoding

Field = str | list[str]

LABELS = frozenset({
    "FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "PROSA", "FTYP", "FNR", "ORGNR", "BKOD",
    "ADRESS", "FNAMN", "RAR", "TAXAR", "OMFATTN", "KPTYP", "VALUTA",
    "KONTO", "KTYP", "ENHET", "SRU", "DIM", "UNDERDIM", "OBJEKT",
    "IB", "UB", "OIB", "OUB", "RES", "PSALDO", "PBUDGET",
    "VER", "TRANS", "RTRANS", "BTRANS", "KSUMMA",
})  # fmt: skip
_FIELD = re.compile(
    r"""
    "((?:\\"|[^"])*)"                            # quoted, a quote inside it escaped
    | \{ ((?:"(?:\\"|[^"])*"|[^}"])*) \}         # a list of objects
    | ([^\s"{}]+)                                # bare
    | (["{}])                                    # a quote or brace that nothing closes
    """,
    re.VERBOSE,
)
# As programs write it that neither escape a quote nor close it where the text was cut.
_LENIENT = re.compile(
    r"""
    "((?:\\"|[^"]|"(?![\s}]|\Z))*)(?:"|\Z)      # a quote within a word is part of the text
    | \{ ([^}]*) (?:\}|\Z)
    | ([^\s"{}][^\s{}]*)
    """,
    re.VERBOSE,
)
_INSIDE = re.compile(r'"((?:\\"|[^"])*)(?:"|\Z)|([^\s"]+)')  # of a list of objects
_QUOTED, _LISTED, _BARE = 1, 2, 3
_OPEN, _CLOSE = "{", "}"
AT_ONCE = 1 << 16  # bytes that are decoded at once


class Record(NamedTuple):
    """One record: `label` without its #, `rest` as it stands after it; or a brace, or neither."""

    line: int
    label: str  # "" where the line is no record: then `rest` is the line
    rest: str


def lines(content: bytes, encoding: Encoding) -> Iterator[tuple[int, str]]:
    """Every line that says anything, stripped, with its number."""
    name = encoding.name
    if name == "utf-16":
        content, name = content.decode("utf-16").encode(), "utf-8"
    if b"\n" not in content and b"\r" in content:
        content = content.replace(b"\r", b"\n")
    mark = "\ufeff" if name == "utf-8-sig" else ""
    before, held = 0, BytesIO(content)
    while some := held.readlines(AT_ONCE):
        text = b"".join(some).decode("utf-8" if mark else name)
        for number, raw in enumerate(text.removesuffix("\n").split("\n"), start=before + 1):
            line = raw.removeprefix(mark).strip()
            if line and line != "\x1a":  # an end mark of old systems
                yield number, line
        before += len(some)


def records_of(number: int, line: str) -> Iterator[Record]:
    """What stands on a line, braces as records of their own."""
    if line[0] == _OPEN and line[1:].lstrip()[:1] == "#":
        yield Record(number, _OPEN, "")
        line = line[1:].lstrip()
    if line[0] == "#":
        label, _space, rest = line[1:].partition(" ")
        if "\t" in label:
            label, _tab, rest = line[1:].partition("\t")
        label, rest = label.upper(), rest.strip()
        if label == "VER" and rest[-1:] == _OPEN:
            yield Record(number, label, rest[:-1].rstrip())
            yield Record(number, _OPEN, "")
        else:
            yield Record(number, label, rest)
    elif line in (_OPEN, _CLOSE):
        yield Record(number, line, "")
    else:
        yield Record(number, "", line)


def fields(rest: str, *, lenient: bool = False) -> list[Field]:
    """The fields of a record. Raises ValueError where a quote or brace is never closed.

    `lenient` reads such a record too: what is not closed goes on to the end of the line.
    """
    if '"' not in rest and "{" not in rest.replace("{}", ""):
        return [[] if one == "{}" else one for one in rest.replace("{}", " {} ").split()]
    return [_field(found) for found in (_LENIENT if lenient else _FIELD).finditer(rest)]


def listed_in(braces: str) -> list[str]:
    """What a list of objects holds, by what stands between its braces."""
    return [quoted.replace('\\"', '"') or bare for quoted, bare in _INSIDE.findall(braces)]


def _field(found: re.Match[str]) -> Field:
    if found.lastindex == _QUOTED:
        return found[_QUOTED].replace('\\"', '"')
    if found.lastindex == _LISTED:
        return listed_in(found[_LISTED])
    if found.lastindex == _BARE:
        return found[_BARE]
    raise ValueError(found[0])
