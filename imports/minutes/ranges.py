"""Numbers that share a unit: the two ends of a range, a pair, a part of the sum before.

>>> from imports.minutes.amounts import find_sums
>>> from imports.minutes.folding import fold
>>> [one.ore // 100 for one in find_sums(fold("Det kostar mellan 2 och 3 mnkr."))]
[2000000, 3000000]

A range is two sums, both about; `2 respektive 3 mnkr` is two sums as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.numbers import Number, value_of
from imports.minutes.sums import Sum, sum_of
from imports.minutes.units import Unit
from ledger.drafts import Reason
from ledger.messages import _
from ledger.terms import Exactness

LONGEST_LINK = 40  # characters between the two numbers of a range
THOUSAND = 1000
LONGEST_PART = 200  # characters from a sum to the bare number that is a part of it


def with_linked(
    folded: Folded, other: Number | None, number: Number, unit: Unit, currency: int | None
) -> Iterator[Sum]:
    """The sum of `number` and `unit`, after the number before it that shares the unit."""
    whole = sum_of(folded, number, unit, currency)
    link = _link(folded.lower, other, number, whole) if other else None
    if link is None or other is None:
        yield whole
        return
    if link == "range" and _leaves_out_thousands(other, number):
        unit_of_lower = Unit(unit.end, unit.factor * THOUSAND)
    else:
        unit_of_lower = Unit(unit.end, unit.factor)
    lower_end = sum_of(folded, other, unit_of_lower, None)
    if link == "range":
        note = _("The text gives two ends; each is a sum of its own.")
        reason = Reason("exactness.range", note)
        for one in (lower_end, whole):
            yield one._replace(
                start=min(lower_end.start, whole.start),
                end=whole.end,
                exactness=Exactness.APPROXIMATE,
                per=whole.per,
                is_price=whole.is_price,
                reasons=(*one.reasons, reason),
            )
        return
    reason = Reason("amount.shared-unit", _("The unit stands after the second of the two numbers."))
    yield lower_end._replace(
        end=other.end,
        per=whole.per,
        is_price=whole.is_price,
        reasons=(*lower_end.reasons, reason),
    )
    yield whole


def _link(lower: str, first: Number, second: Number, whole: Sum) -> str | None:
    """How two numbers with one unit belong together: the ends of a range, a pair, or not at all."""
    between = lower[first.end : second.start]
    if len(between) > LONGEST_LINK or whole.ore is None:
        return None
    before = lower[max(0, first.start - 30) : first.start]
    if _and().fullmatch(between) and _opens_range().search(before):
        return "range"
    if _is_year(first.text):
        return None
    if _DASH.fullmatch(between):
        return "range" if _rises(first, second) else None
    if _to().fullmatch(between) and not _from().search(before) and _rises(first, second):
        return "range"  # 10 till 15 tkr
    from_to = _to().fullmatch(between) and _from().search(before)  # höjs från 5 till 7 mnkr
    return "pair" if from_to or _paired().fullmatch(between) else None


def _leaves_out_thousands(first: Number, second: Number) -> bool:
    """ "10–15 000 kr": the first end is in thousands too."""
    low, high = value_of(first.text, Decimal(1)), value_of(second.text, Decimal(1))
    if low is None or high is None or not first.text.isdigit():
        return False
    return bool(_THOUSANDS.search(second.text)) and low < high / THOUSAND


_THOUSANDS = re.compile(r"[ .]000\Z")


def _rises(first: Number, second: Number) -> bool:
    low, high = value_of(first.text, Decimal(1)), value_of(second.text, Decimal(1))
    return low is not None and high is not None and low < high


def _is_year(written: str) -> bool:
    return len(written) == 4 and written[:2] in {"19", "20"}


def joined_to(folded: Folded, last: Sum, one: Sum) -> Sum:
    """`one` as the upper end where each end of a range has a unit of its own: 800 tkr-2 mnkr."""
    if one.ore is None or last.ore is None or one.start - last.end > LONGEST_LINK:
        return one
    between = folded.lower[last.end : one.start]
    if _DASH.fullmatch(between) or (
        _and().fullmatch(between)
        and _opens_range().search(folded.lower[max(0, last.start - 30) : last.start])
    ):
        note = _("It is one end of a range.")
        return one._replace(
            exactness=Exactness.APPROXIMATE,
            reasons=(*one.reasons, Reason(_UPPER, note)),
        )
    return one


def is_upper_end(last: Sum, one: Sum) -> bool:
    """Whether `one`, with a unit of its own, ends the range that `last` begins."""
    return one.start >= last.end and any(reason.rule == _UPPER for reason in one.reasons)


def as_lower_end(one: Sum) -> Sum:
    """`one` as the lower end of a range."""
    if one.exactness is Exactness.APPROXIMATE:
        return one
    reason = Reason("exactness.range", _("It is one end of a range."))
    return one._replace(exactness=Exactness.APPROXIMATE, reasons=(*one.reasons, reason))


def says_again(folded: Folded, last: Sum, one: Sum) -> bool:
    """Whether `one` says the sum before again in words: "12 tkr (tolv tusen kronor)"."""
    between = folded.lower[last.end : one.start]
    in_words = any(reason.rule == "amount.in-words" for reason in one.reasons)
    return in_words and bool(_IN_BRACKETS.fullmatch(between))


_UPPER = "exactness.range-end"
_IN_BRACKETS = re.compile(r"\s?\([^()\n]{0,60}")


def row_before(
    folded: Folded, numbers: Iterable[Number], number: Number, unit: Unit
) -> Iterator[Sum]:
    """The sums of a row whose unit stands last: "A 40 000, B 30 000 och C 20 000 kronor"."""
    row: list[Number] = []
    first = number
    for before in numbers:
        between = folded.text[before.end : first.start]
        if len(between) > LONGEST_NAME or not _GROUPED.fullmatch(before.text):
            break
        if not _NAMED.fullmatch(between):
            break
        row.append(before)
        first = before
    if unit.factor != 1 or len(row) < SHORTEST_ROW or not _GROUPED.fullmatch(number.text):
        return
    note = _("The number has no unit; it stands in a row of sums and shares theirs.")
    for one in reversed(row):
        shared = sum_of(folded, one, Unit(one.end, unit.factor), None)
        yield shared._replace(reasons=(*shared.reasons, Reason("amount.in-row", note)))


def part_of(folded: Folded, last: Sum, number: Number) -> Sum | None:
    """The sum of a bare number that is said to be a part of the sum before it: "varav 4,5"."""
    between = folded.lower[last.end : number.start]
    if len(between) > LONGEST_PART or ". " in between or _is_year(number.text):
        return None
    if _is_listed(last, number, folded.text[last.end : number.start]) and _LISTED_END.match(
        folded.lower, number.end
    ):
        note = _("The number has no unit; it stands in a row of sums and shares theirs.")
        one = sum_of(folded, number, Unit(number.end, last.factor), None)
        return one._replace(reasons=(*one.reasons, Reason("amount.in-row", note)))
    if not _opens_part().search(between) or not _BARE_END.match(folded.lower, number.end):
        return None
    note = _("The number has no unit; it is a part of the sum before it and shares its unit.")
    one = sum_of(folded, number, Unit(number.end, last.factor), None)
    return one._replace(reasons=(*one.reasons, Reason("amount.part-of", note)))


def is_in_row(one: Sum) -> bool:
    """Whether the sum borrows its unit from a row of names and sums."""
    return any(reason.rule == "amount.in-row" for reason in one.reasons)


def _is_listed(last: Sum, number: Number, between: str) -> bool:
    """ "A får 40 000 kronor, B 30 000, C 20 000 kronor": after a name, in the same form."""
    grouped = _GROUPED.fullmatch(number.text) and last.factor == 1 and not last.is_price
    return bool(grouped) and bool(_NAMED.fullmatch(between)) and len(between) <= LONGEST_NAME


SHORTEST_ROW = 2  # numbers before the one that has the unit
LONGEST_NAME = 60  # characters between two sums in a row of names and sums
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[ ][0-9]{3})+")
_NAMED = re.compile(r"(?:,|;|\s+(?:och|samt))\s+(?:[a-zåäö]+\s+){0,2}[A-ZÅÄÖ]\w*\s+(?:\w+\s+){0,4}")
_LISTED_END = re.compile(r"\s*(?:[,;.]\s|[.]?\Z|\s(?:och|samt)\s)")
_BARE_END = re.compile(r"\s*(?:[.,;)]|(?:till|för|avser|är|går|och|från)\b)")


_DASH = re.compile(r"\s*[-–]{1,2}\s*")


@cache
def _and() -> re.Pattern[str]:
    return re.compile(rf"\s*{any_of(lexicon('amounts')['ranges']['and'])}\s*(?:{_hedges()}\s*)?")


def _hedges() -> str:
    return any_of(lexicon("amounts")["hedges"]["approximate"])


@cache
def _opens_range() -> re.Pattern[str]:
    opening = any_of(lexicon("amounts")["ranges"]["between"])
    return re.compile(rf"(?<!\w){opening}\s+(?:{_hedges()}\s+)?\Z")


@cache
def _from() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('amounts')['ranges']['from'])}\s+\Z")


@cache
def _to() -> re.Pattern[str]:
    return re.compile(rf"\s+{any_of(lexicon('amounts')['ranges']['to'])}\s+")


@cache
def _paired() -> re.Pattern[str]:
    return re.compile(rf"\s*{any_of(lexicon('amounts')['ranges']['paired'])}\s*")


@cache
def _opens_part() -> re.Pattern[str]:
    part = any_of(lexicon("amounts")["ranges"]["part"])
    return re.compile(rf"(?<!\w){part}\s+(?:{_hedges()}\s+)?\Z")
