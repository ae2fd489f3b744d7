"""A cell's value as people read it: sums in the report's unit, dates as written, text made safe.

>>> shown(Cell(Money(98597550)), Unit.TKR, "sv").text
'986,0'
>>> shown(Cell("A fakturerar B 10 kr.", mark=(15, 20)), Unit.KR, "sv")
Shown(before='A fakturerar B ', marked='10 kr', after='.')
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.money import Money
from reports.book import Cell
from reports.plain_text import plain_text
from reports.spec import Unit


class Shown(NamedTuple):
    """A text, and the part of it that is to be set in bold."""

    before: str = ""
    marked: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """All of it."""
        return self.before + self.marked + self.after


def shown(cell: Cell, unit: Unit, language: str) -> Shown:
    """The cell in words, nothing in them can steer what shows it."""
    value = cell.value
    if value is None:
        return Shown()
    if isinstance(value, Money):
        return Shown(unit.shown(value, language))
    if isinstance(value, date):
        return Shown(value.isoformat())
    text = str(value)
    start, end = cell.mark or (len(text), len(text))
    return Shown(*map(_safe, (text[:start], text[start:end], text[end:])))


def _safe(text: str) -> str:
    return plain_text(text).replace("\t", " ")
