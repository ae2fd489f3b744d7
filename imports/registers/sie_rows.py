"""What the fields of a SIE row say; and a plain `#TRANS`, as nearly all are, at one look.

>>> PlainRows().read('#TRANS 3010 {1 "100"} -500.00 20230105 "Bidrag"')
PlainRow(account='3010', objects='[["1","100"]]', ore=-50000, day='2023-01-05', text='Bidrag')
>>> PlainRows().read("#TRANS 3010 {} fem") is None      # for the whole reader to tell of
True

A plain row is read as `fields` and the functions here read any: a test holds them to it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from imports.registers.days import iso_day
from imports.registers.sie_records import Field, listed_in

MOST_KEPT = 50_000  # texts of objects: the same come again
_AMOUNT = re.compile(r"([-+]?)([0-9]{1,15})(?:[.,]([0-9]{1,2})0*)?")
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLAIN = re.compile(
    r"""
    \#TRANS [ ]++
    ([0-9A-Za-z]++) [ \t]++                         # the account
    \{ ((?:"[^"\\]*+" | [^"{}\\])*+) \} [ \t]++     # pairs of dimension and object
    ([-+]?+[0-9]{1,13}+) (?:[.]([0-9]{1,2}+))?+     # kronor and öre
    (?:[ \t]++ (?: "" | ([0-9]{8}) )                # the day
        (?:[ \t]++ "([^"\\]*+)" )?+                 # the text
    )?
    """,
    re.VERBOSE,
)


class PlainRow(NamedTuple):
    """What a plain row says; `day` is empty where it says none."""

    account: str
    objects: str | None
    ore: int
    day: str
    text: str


@dataclass(slots=True)
class PlainRows:
    """Reads plain rows; remembers the objects that it has met."""

    objects: dict[str, str | None] = field(default_factory=dict)

    def read(self, line: str) -> PlainRow | None:
        """The row on this line, stripped; None where it is not a plain one."""
        found = _PLAIN.fullmatch(line)
        if found is None:
            return None
        account, listed, kronor, ore, written, text = found.groups("")
        day = iso_day(written)
        if written and not day:
            return None
        if listed not in self.objects:
            self._remember(listed)
        return PlainRow(account, self.objects[listed], int(f"{kronor}{ore:0<2}"), day, text)

    def _remember(self, listed: str) -> None:
        if len(self.objects) >= MOST_KEPT:
            self.objects.clear()
        self.objects[listed] = objects_of(list(listed_in(listed)))


def text_of(found: Field) -> str:
    """A field as text; a list of objects is none."""
    return found if isinstance(found, str) else ""


def ore_of(found: Field) -> int | None:
    """Öre of an amount with at most two decimals, point or comma; None where it is none."""
    match = _AMOUNT.fullmatch(found) if isinstance(found, str) else None
    if match is None:
        return None
    sign, kronor, decimals = match.groups()
    ore = int(kronor) * 100 + int((decimals or "").ljust(2, "0"))
    return -ore if sign == "-" else ore


def objects_of(listed: Field) -> str | None:
    """Pairs of dimension and object as JSON; None where there are none."""
    if not isinstance(listed, list) or not listed:
        return None
    pairs = list(zip_longest(listed[::2], listed[1::2], fillvalue=""))
    return _written(pairs)
