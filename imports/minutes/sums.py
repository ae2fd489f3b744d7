"""A sum of money where it stands in a text: a number, its unit, its sign, and what is beside it.

>>> folded = fold("ca -40 tkr per år")
>>> one = sum_of(folded, Number(4, 6, "40"), Unit(10, Decimal(1000)))
>>> (one.ore, one.exactness.value, one.per)
(-4000000, 'approximate', 'år')
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from imports.minutes.folding import Folded, fold
from imports.minutes.margins import margin_of, per_what
from imports.minutes.numbers import Number, may_be_list_number, value_of
from imports.minutes.units import Unit
from ledger.drafts import Reason, Span
from ledger.messages import _
from ledger.money import MAX_ORE, ORE_PER_KRONA
from ledger.terms import Bound, Exactness

__all__ = ["Cell", "Sum", "fold", "sum_of"]


class Cell(NamedTuple):
    """The words of a table that a figure belongs to."""

    label: Span  # of its row
    head: Span | None  # of its column
    line: Span
    title: Span | None = None  # the line above the table that says what it shows


class Sum(NamedTuple):
    """A sum of money at `[start, end)` of the folded text. `ore` is None where it is doubtful."""

    start: int
    end: int
    ore: int | None
    factor: Decimal
    exactness: Exactness = Exactness.EXACT
    bound: Bound = Bound.NONE
    per: str | None = None
    is_price: bool = False  # per something that is not a year
    reasons: tuple[Reason, ...] = ()
    cell: Cell | None = None
    number_start: int = 0  # where its own number begins, inside a range


def sum_of(folded: Folded, number: Number, unit: Unit, currency: int | None = None) -> Sum:
    """The sum of `number` and `unit`; `currency` is where a currency before it begins."""
    lower = folded.lower
    start, sign = _sign(lower, number.start)
    if currency is not None:
        start = currency
    value = number.value if number.value is not None else value_of(number.text, unit.factor)
    reasons: tuple[Reason, ...] = ()
    if value is None:
        note = _("“{words}” can be read in two ways.").format(words=number.text)
        reasons = (Reason("amount.doubtful.separator", note),)
    elif may_be_list_number(folded.text, number):
        value = None
        note = _("The line is a point of a numbered list: the first digits may be its number.")
        reasons = (Reason("amount.doubtful.list-number", note),)
    elif _WHOLE_GROUP.match(number.text) and _BROKEN.search(lower[max(0, start - 12) : start]):
        value = None
        note = _("A number ends the line before: the digits may belong together.")
        reasons = (Reason("amount.doubtful.line-break", note),)
    ore = _in_ore(value, unit.factor, sign)
    if unit.understood:
        note = _("The word kronor is not written; the sentence speaks of money.")
        reasons = (*reasons, Reason("amount.currency-understood", note))
    margin = margin_of(lower, start, unit.end)
    per = per_what(lower, folded.text, unit.end)
    return Sum(
        start,
        unit.end,
        ore,
        unit.factor,
        exactness=margin.exactness,
        bound=margin.bound,
        per=per.text,
        is_price=per.is_price,
        reasons=(*reasons, *margin.reasons),
        number_start=number.start,
    )


# The line before ends in digits that could be the first group of the number.
_BROKEN = re.compile(r"(?<![0-9.,])[0-9]{1,3}[ ]*\n[ ]*\Z")
_WHOLE_GROUP = re.compile(r"[0-9]{3}(?![0-9])")


def _sign(lower: str, start: int) -> tuple[int, int]:
    """Where the sum begins, and its sign: a minus is attached to its number alone."""
    before = lower[max(0, start - 12) : start]
    if "minus" in before and (word := _MINUS.search(before)):
        return max(0, start - 12) + word.start("minus"), -1
    if start and lower[start - 1] in "-–+±":
        alone = start == 1 or lower[start - 2].isspace() or lower[start - 2] in "(:|*"
        if alone and lower[start - 1] in "-–":
            return start - 1, -1
        if alone:
            return start - 1, 1
    return start, 1


_MINUS = re.compile(r"(?<!\w)(?<!plus )(?P<minus>minus\s)\Z")


def _in_ore(value: Decimal | None, factor: Decimal, sign: int) -> int | None:
    if value is None:
        return None
    ore = value * factor * ORE_PER_KRONA
    return sign * int(ore) if ore == int(ore) and ore <= MAX_ORE else None
