"""A strict checker of SIE 4I files, written from the specification (SIE 4B), not from our reader.

    faults_of(content)       # [] of a file that any program must be able to take in

It goes byte by byte where our reader uses patterns, and forgives nothing: order and number of
records, letters, quoting, dates, amounts with a point and at most two decimals, objects and
dimensions that were declared, vouchers within the year that sum to zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

_ORDER = ("FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "PROSA", "FNR", "ORGNR", "ADRESS",
          "FNAMN", "RAR", "TAXAR", "KPTYP", "VALUTA", "KONTO", "DIM", "OBJEKT", "VER")  # fmt: skip
_MUST = {"FLAGGA", "PROGRAM", "FORMAT", "GEN", "SIETYP", "FNAMN", "VER"}
_SEVERAL = {"PROSA", "RAR", "KONTO", "DIM", "OBJEKT", "VER"}
_FIELDS = {"FLAGGA": 1, "PROGRAM": 2, "FORMAT": 1, "GEN": 1, "SIETYP": 1, "PROSA": 1, "ORGNR": 1,
           "FNAMN": 1, "RAR": 3, "KONTO": 2, "DIM": 2, "OBJEKT": 3, "VER": 4,
           "TRANS": 5}  # fmt: skip
_SAID = {"FLAGGA": "0", "FORMAT": "PC8", "SIETYP": "4"}


class Fault(Exception):
    """Where a file breaks the specification."""


def faults_of(content: bytes) -> list[str]:
    """What is wrong in the file; the first of each voucher."""
    return list(_faults(content))


def vouchers_of(content: bytes) -> list[tuple[list[str], list[list[str | list[str]]]]]:
    """Each voucher: the fields of #VER, and those of each #TRANS."""
    found: list[tuple[list[str], list[list[str | list[str]]]]] = []
    for line in content.split(b"\r\n"):
        label, fields = _record(line) if line.startswith(b"#") else ("", [])
        if label == "VER":
            found.append(([str(one) for one in fields], []))
        elif label == "TRANS":
            found[-1][1].append(fields)
    return found


def _faults(content: bytes) -> Iterator[str]:
    lines = content.split(b"\r\n")
    if lines.pop() != b"":
        yield "the last line does not end with CR LF"
    for byte in set(content) - {13, 10}:
        if byte < 32 or byte in {127, 255}:
            yield f"the byte {byte} is no letter of the format"
    checked = _Checked()
    while checked.at < len(lines):
        where = f"line {checked.at + 1}"
        try:
            checked.record(lines)
        except Fault as fault:
            yield f"{where}: {fault}"
        checked.at += 1
    seen = checked.seen
    if [_ORDER.index(label) for label in seen] != sorted(_ORDER.index(label) for label in seen):
        yield "the records are not in order"
    yield from (f"#{label} is missing" for label in sorted(_MUST - set(seen)))
    several = (label for label in sorted(set(seen) - _SEVERAL) if seen.count(label) > 1)
    yield from (f"#{label} stands {seen.count(label)} times" for label in several)


@dataclass
class _Checked:
    """How far the file has been checked, and what it has said of itself."""

    at: int = 0
    seen: list[str] = field(default_factory=list)
    year: tuple[str, str] = ("", "")
    dimensions: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)

    def record(self, lines: list[bytes]) -> None:
        label, fields = _record(lines[self.at])
        _check_fields(label, fields)
        _must(label in _ORDER, f"#{label} stands in no voucher")
        self.seen.append(label)
        first = str(fields[0])
        if label == "VER":
            self.at = _voucher(lines, self.at, fields, self.year, self.objects)
        elif label == "RAR" and first == "0":
            self.year = (_day(fields[1]), _day(fields[2]))
        elif label == "DIM":
            self.dimensions.add(first)
        elif label == "OBJEKT":
            _must(first in self.dimensions, f"the dimension {first} is not declared")
            self.objects.add(f"{first}:{fields[1]}")
        elif label == "KONTO":
            _must(first.isdigit(), f"{first} is no account")
        elif label == "ORGNR":
            _must(len(first) == 11 and first[6] == "-", f"{first} is no organisation number")
        elif label in _SAID:
            _must(first == _SAID[label], f"#{label} is {first}")
        elif label == "GEN":
            _day(first)


def _voucher(
    lines: list[bytes], at: int, ver: list[str | list[str]], year: tuple[str, str],
    declared: set[str],
) -> int:  # fmt: skip
    """The line on which the voucher closes."""
    day = _day(ver[2])
    _must(year[0] <= day <= year[1], f"the voucher of {day} is not of the year {year}")
    _must(str(ver[1]).isdigit(), f"{ver[1]} is no number of a voucher")
    _must(lines[at + 1] == b"{", "no brace opens the voucher")
    total, at = Decimal(0), at + 2
    while lines[at] != b"}":
        label, fields = _record(lines[at])
        _must(label == "TRANS", f"#{label} in a voucher")
        _check_fields(label, fields)
        account, objects, amount, on, _text = fields
        _must(str(account).isdigit(), f"{account} is no account")
        for dimension, one in zip(objects[::2], objects[1::2], strict=True):
            _must(f"{dimension}:{one}" in declared, f"the object {dimension}:{one} is not declared")
        _whole, _point, decimals = str(amount).partition(".")
        _must(len(decimals) <= 2 and "," not in str(amount), f"{amount} is no amount")
        total += Decimal(str(amount))
        _day(on)
        at += 1
    _must(not total, f"the voucher sums to {total}")
    return at


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Fault(otherwise)


def _check_fields(label: str, fields: list[str | list[str]]) -> None:
    _must(label in _FIELDS, f"#{label} is not expected here")
    _must(len(fields) == _FIELDS[label], f"#{label} has {len(fields)} fields")


def _day(said: object) -> str:
    try:
        return datetime.strptime(str(said), "%Y%m%d").strftime("%Y%m%d")
    except ValueError:
        raise Fault(f"{said} is no day") from None


def _record(line: bytes) -> tuple[str, list[str | list[str]]]:
    """The label and the fields, letter by letter."""
    text = line.decode("cp437")
    _must(text.startswith("#"), f"“{text[:20]}” is no record")
    label, _space, rest = text[1:].partition(" ")
    fields, at = _fields(rest, 0, "")
    _must(at == len(rest), "something stands after a brace that closes nothing")
    return label, fields


def _fields(text: str, at: int, closing: str) -> tuple[list[str | list[str]], int]:
    fields: list[str | list[str]] = []
    while at < len(text) and text[at] != (closing or "\0"):
        if text[at] == " ":
            at += 1
        elif text[at] == '"':
            said, at = _quoted(text, at + 1)
            fields.append(said)
        elif text[at] == "{":
            inside, at = _fields(text, at + 1, "}")
            _must(at < len(text), "a brace is not closed")
            fields.append([str(one) for one in inside])
            at += 1
        else:
            end = at
            while end < len(text) and text[end] not in ' "{}':
                end += 1
            if end == at:
                break
            fields.append(text[at:end])
            at = end
    return fields, at


def _quoted(text: str, at: int) -> tuple[str, int]:
    said = ""
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] == '"':
            said, at = said + '"', at + 2
        elif text[at] == '"':
            after = text[at + 1 : at + 2]
            _must(after in {"", " ", "}"}, "a quote inside a text is not escaped")
            return said, at + 1
        else:
            said, at = said + text[at], at + 1
    raise Fault("a quote is not closed")
