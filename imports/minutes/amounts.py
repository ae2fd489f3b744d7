"""Sums of money in a text, each with its place, its value in öre and how sure it is.

>>> [(s.ore, s.exactness.value) for s in find_sums(fold("Kostnaden är ca 2,7 mnkr."))]
[(270000000, 'approximate')]

Two steps, for speed: every run of digits is found first, and only where a unit of money follows
is it read closely. Numbers in words are looked for backwards from a word such as "miljoner".
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from imports.minutes.cells import sums_under_captions
from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.margins import margin_of, per_what
from imports.minutes.numbers import Number, ending_at, spelled_ending_at, value_of
from imports.minutes.sums import Sum
from imports.minutes.units import (
    LEAST_UNDERSTOOD,
    Unit,
    currency_before,
    runs_of_digits,
    speaks_of_money,
    unit_after,
)
from ledger.drafts import Reason
from ledger.messages import _
from ledger.money import MAX_ORE, ORE_PER_KRONA
from ledger.terms import Exactness

__all__ = ["Sum", "find_sums", "fold"]

LONGEST_LINK = 40  # characters between the two numbers of a range
LONGEST_PART = 200  # characters from a sum to the bare number that is a part of it


def find_sums(folded: Folded) -> list[Sum]:
    """Every sum in `folded`, in reading order; the two ends of a range are two sums."""
    found = sorted(
        [*_in_digits(folded), *_in_words(folded), *sums_under_captions(folded)],
        key=lambda s: (s.start, s.number_start),
    )
    return [
        one
        for i, one in enumerate(found)
        if i == 0 or one.number_start >= found[i - 1].number_start
    ]


# ---------------------------------------------------------------- digits


def _in_digits(folded: Folded) -> Iterator[Sum]:
    lower, text = folded.lower, folded.text
    # Runs of digits without a unit since the last sum; more than these are too far off to count.
    loose: deque[tuple[int, int]] = deque(maxlen=LONGEST_LINK)
    last: Sum | None = None
    parts_end = -1  # where no number can be a part of the last sum any more
    currency_may_come_first = "SEK" in text
    for run in runs_of_digits().finditer(lower):
        start, end = run.span()
        unit = unit_after(lower, text, end) if run.lastindex else None
        if (
            unit is None
            and start > parts_end
            and not (currency_may_come_first and "SEK" in text[max(0, start - 4) : start])
        ):
            loose.append((start, end))  # most numbers: looked at only if a sum comes near
            continue
        number = _number_in(folded, (start, end), has_unit=unit is not None)
        if number is None:
            continue
        currency = currency_before(text, number.start)
        if unit is None and currency is not None:
            unit = Unit(end, Decimal(1))
        if unit is None:
            if last and (part := _part_of(folded, last, number)):
                yield part
            else:
                loose.append((start, end))
            continue
        if unit.understood and currency is None and not _understood(folded, number, unit):
            continue
        for one in _with_linked(folded, _nearest(folded, loose, number), number, unit, currency):
            if last and not one.number_start < last.end:
                one = _joined_to(folded, last, one)
            yield one
            last, parts_end = one, one.end + LONGEST_PART
        loose.clear()


def _number_in(folded: Folded, run: tuple[int, int], *, has_unit: bool = False) -> Number | None:
    """The number that ends a run of digits, where one may stand there."""
    lower = folded.lower
    number = ending_at(lower, *run) if has_unit or _may_be_bare(lower, run[1]) else None
    if number is None or not _starts_freely(lower, folded.text, number.start):
        return None
    return number


def _nearest(folded: Folded, loose: deque[tuple[int, int]], number: Number) -> Number | None:
    """The last number without a unit, where it is so near that it may share the one after."""
    for run in reversed(loose):
        if number.start - run[1] > LONGEST_LINK:
            return None
        if before := _number_in(folded, run):
            return before
    return None


def _may_be_bare(lower: str, end: int) -> bool:
    following = lower[end : end + 1]
    return not (following.isalpha() or following in "%:/§")


def _starts_freely(lower: str, text: str, start: int) -> bool:
    """Whether a number may begin at `start`: not inside a reference, a law, a code."""
    if start == 0:
        return True
    before = lower[start - 1]
    if before in "§#@_\\=":
        return False
    if before in "/:":
        return not (start > 1 and lower[start - 2].isdigit())
    if before.isalpha():  # "ca500 kr", but not "RGK153"
        return (
            text[max(0, start - 2) : start].islower() and start > 1 and lower[start - 2].isalpha()
        )
    if before in "-–" and start > 1:
        return not lower[start - 2].isalpha() or bool(
            _UNIT_BEFORE_DASH.search(lower[max(0, start - 9) : start])
        )
    return True


_UNIT_BEFORE_DASH = re.compile(r"(?:kr|kronor|sek|miljon|miljoner|miljarder|milj|mn|md)\s?[-–]\Z")


def _understood(folded: Folded, number: Number, unit: Unit) -> bool:
    return unit.factor >= LEAST_UNDERSTOOD and speaks_of_money(folded.lower, number.start, unit.end)


def _with_linked(
    folded: Folded, other: Number | None, number: Number, unit: Unit, currency: int | None
) -> Iterator[Sum]:
    """The sum of `number` and `unit`, after the number before it that shares the unit."""
    whole = _sum(folded, number, unit, currency)
    link = _link(folded.lower, other, number, whole) if other else None
    if link is None or other is None:
        yield whole
        return
    lower_end = _sum(folded, other, Unit(unit.end, unit.factor), None)
    if link == "range":
        note = _("The text gives two ends; each is a sum of its own.")
        reason = Reason("exactness.range", note)
        for one in (lower_end, whole):
            yield replace(
                one,
                start=min(lower_end.start, whole.start),
                end=whole.end,
                exactness=Exactness.APPROXIMATE,
                per=whole.per,
                is_price=whole.is_price,
                reasons=(*one.reasons, reason),
            )
        return
    reason = Reason("amount.shared-unit", _("The unit stands after the second of the two numbers."))
    yield replace(
        lower_end,
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
    if _DASH.fullmatch(between) and not _is_year(first.text):
        return "range" if _rises(first, second) else None
    if _and().fullmatch(between) and _opens_range().search(
        lower[max(0, first.start - 30) : first.start]
    ):
        return "range"
    if _paired().fullmatch(between) and not _is_year(first.text):
        return "pair"
    return None


def _rises(first: Number, second: Number) -> bool:
    low, high = value_of(first.text, Decimal(1)), value_of(second.text, Decimal(1))
    return low is not None and high is not None and low < high


def _is_year(written: str) -> bool:
    return len(written) == 4 and written[:2] in {"19", "20"}


def _joined_to(folded: Folded, last: Sum, one: Sum) -> Sum:
    """`one` as the upper end where each end of a range has a unit of its own: 800 tkr-2 mnkr."""
    if one.ore is None or last.ore is None or one.start - last.end > LONGEST_LINK:
        return one
    between = folded.lower[last.end : one.start]
    if _DASH.fullmatch(between) or (
        _and().fullmatch(between)
        and _opens_range().search(folded.lower[max(0, last.start - 30) : last.start])
    ):
        note = _("It is one end of a range.")
        return replace(
            one,
            exactness=Exactness.APPROXIMATE,
            reasons=(*one.reasons, Reason("exactness.range", note)),
        )
    return one


def _part_of(folded: Folded, last: Sum, number: Number) -> Sum | None:
    """The sum of a bare number that is said to be a part of the sum before it: "varav 4,5"."""
    between = folded.lower[last.end : number.start]
    if len(between) > LONGEST_PART or ". " in between or _is_year(number.text):
        return None
    if not _opens_part().search(between) or not _BARE_END.match(folded.lower, number.end):
        return None
    note = _("The number has no unit; it is a part of the sum before it and shares its unit.")
    one = _sum(folded, number, Unit(number.end, last.factor), None)
    return replace(one, reasons=(*one.reasons, Reason("amount.part-of", note)))


_BARE_END = re.compile(r"\s*(?:[.,;)]|(?:till|för|avser|är|går|och|från)\b)")


def _sum(folded: Folded, number: Number, unit: Unit, currency: int | None) -> Sum:
    lower = folded.lower
    start, sign = _sign(lower, number.start)
    if currency is not None:
        start = currency
    value = number.value if number.value is not None else value_of(number.text, unit.factor)
    reasons: tuple[Reason, ...] = ()
    if value is None:
        note = _("“{words}” can be read in two ways.").format(words=number.text)
        reasons = (Reason("amount.doubtful.separator", note),)
    elif _BROKEN.search(lower[max(0, start - 12) : start]) and _WHOLE_GROUP.match(number.text):
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
_DASH = re.compile(r"\s*[-–]{1,2}\s*")


def _sign(lower: str, start: int) -> tuple[int, int]:
    """Where the sum begins and its sign: a minus is attached to its number and to nothing before."""
    if start and lower[start - 1] in "-–+±":
        alone = start == 1 or lower[start - 2].isspace() or lower[start - 2] in "(:|*"
        if alone and lower[start - 1] in "-–":
            return start - 1, -1
        if alone:
            return start - 1, 1
    return start, 1


def _in_ore(value: Decimal | None, factor: Decimal, sign: int) -> int | None:
    if value is None:
        return None
    ore = value * factor * ORE_PER_KRONA
    return sign * int(ore) if ore == int(ore) and ore <= MAX_ORE else None


# ---------------------------------------------------------------- words


def _in_words(folded: Folded) -> Iterator[Sum]:
    for stem in _STEMS:
        at = folded.lower.find(stem)
        while at >= 0:
            one = _spelled_before(folded, at)
            if one:
                yield one
            at = folded.lower.find(stem, at + 1)


# What a number in words is looked for before: scales and currencies that are written out.
_STEMS = ("miljon", "miljard", "kronor", "krona")


_DIGITS_BEFORE = re.compile(r"[0-9]\s*\Z")


def _spelled_before(folded: Folded, at: int) -> Sum | None:
    lower = folded.lower
    if at == 0 or not lower[at - 1].isspace():
        return None
    unit = unit_after(lower, folded.text, at)
    number = spelled_ending_at(lower[max(0, at - 60) : at].rstrip()) if unit else None
    if unit is None or number is None or number.value is None:
        return None
    shift = max(0, at - 60)
    if _DIGITS_BEFORE.search(lower[max(0, shift + number.start - 4) : shift + number.start]):
        return None  # "75 tusen kronor" is read by its digits
    number = replace(number, start=number.start + shift, end=number.end + shift)
    if unit.understood and not _understood(folded, number, unit):
        return None
    note = _("The number is written in words.")
    one = _sum(folded, number, unit, None)
    return replace(one, reasons=(*one.reasons, Reason("amount.in-words", note)))


# ---------------------------------------------------------------- words of ranges


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
def _paired() -> re.Pattern[str]:
    return re.compile(rf"\s*{any_of(lexicon('amounts')['ranges']['paired'])}\s*")


@cache
def _opens_part() -> re.Pattern[str]:
    part = any_of(lexicon("amounts")["ranges"]["part"])
    return re.compile(rf"(?<!\w){part}\s+(?:{_hedges()}\s+)?\Z")
