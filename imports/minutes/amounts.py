"""Sums of money in a text, each with its place, its value in öre and how sure it is.

>>> [(s.ore, s.exactness.value) for s in find_sums(fold("Kostnaden är ca 2,7 mnkr."))]
[(270000000, 'approximate')]

Two steps, for speed: digits before what looks like a unit are found first, and only the lines
around them are read closely. Numbers in words are looked for backwards from a word such as
"miljoner".
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from imports.minutes.cells import sums_under_captions
from imports.minutes.flattened import sums_below_units
from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.numbers import Number, ending_at, spelled_ending_at, value_of, with_ore
from imports.minutes.occurrences import occurrences
from imports.minutes.ranges import (
    LONGEST_LINK,
    LONGEST_PART,
    as_lower_end,
    is_in_row,
    is_upper_end,
    joined_to,
    part_of,
    row_before,
    says_again,
    with_linked,
)
from imports.minutes.sums import Sum, sum_of
from imports.minutes.units import (
    LEAST_UNDERSTOOD,
    Unit,
    currency_before,
    may_be_currency,
    runs_near_units,
    speaks_of_money,
    unit_after,
)
from ledger.drafts import Reason
from ledger.messages import _

__all__ = ["Sum", "find_sums", "fold"]


def find_sums(folded: Folded) -> list[Sum]:
    """Every sum in `folded`, in reading order; the two ends of a range are two sums."""
    found = sorted(
        [
            *_in_digits(folded),
            *_in_words(folded),
            *sums_under_captions(folded),
            *sums_below_units(folded),
        ],
        key=lambda s: (s.start, s.number_start),
    )
    sums: list[Sum] = []
    for one in found:
        last = sums[-1] if sums else None
        if last and (one.number_start < last.number_start or says_again(folded, last, one)):
            continue
        if last and is_upper_end(last, one):
            sums[-1] = as_lower_end(last)
        sums.append(one)
    return sums


# ---------------------------------------------------------------- digits


def _in_digits(folded: Folded) -> Iterator[Sum]:
    lower, text = folded.lower, folded.text
    # Runs of digits without a unit since the last sum; more than these are too far off to count.
    loose: deque[tuple[int, int]] = deque(maxlen=LONGEST_LINK)
    last: Sum | None = None
    parts_end = -1  # where no number can be a part of the last sum any more
    for run in runs_near_units(lower):
        start, end = run.span()
        unit = unit_after(lower, text, end) if run.lastindex else None
        if unit is None and start > parts_end and not may_be_currency(text, start):
            if text[end : end + 1] == ")" and (one := _in_brackets(folded, start, end)):
                last = one
                parts_end = last.end + LONGEST_PART
                yield last
                loose.clear()
                continue
            loose.append((start, end))  # most numbers: looked at only if a sum comes near
            continue
        number = _number_in(folded, (start, end), has_unit=unit is not None)
        if number is None:
            continue
        currency = None
        if may_be_currency(text, number.start):
            currency = currency_before(text, number.start)
        if unit is None and currency is not None and not _YEAR.fullmatch(number.text):
            unit = Unit(end, Decimal(1))
        if unit is None:
            if last and (part := part_of(folded, last, number)):
                yield part
                if is_in_row(part):
                    last, parts_end = part, part.end + LONGEST_PART
            else:
                loose.append((start, end))
            continue
        if unit.understood and currency is None and not _understood(folded, number, unit):
            continue
        numbers = filter(None, (_number_in(folded, run) for run in reversed(loose)))
        yield from row_before(folded, numbers, number, unit)
        for one in with_linked(folded, _nearest(folded, loose, number), number, unit, currency):
            apart = last is not None and one.number_start >= last.end
            last = joined_to(folded, last, one) if last and apart else one
            parts_end = last.end + LONGEST_PART
            yield last
        loose.clear()


_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _in_brackets(folded: Folded, start: int, end: int) -> Sum | None:
    """ "sju (7) miljoner kronor": the number in words, and again in digits."""
    lower = folded.lower
    if lower[start - 1 : start] != "(":
        return None
    begun = max(0, start - 60)
    words = spelled_ending_at(lower[begun : start - 1].rstrip())
    unit = unit_after(lower, folded.text, end + 1) if words else None
    number = ending_at(lower, start, end)
    if words is None or unit is None or number is None:
        return None
    if value_of(number.text, unit.factor) != words.value:
        return None
    whole = words._replace(start=begun + words.start, end=end + 1)
    if unit.understood and not _understood(folded, whole, unit):
        return None
    return sum_of(folded, whole, unit)


def _number_in(folded: Folded, run: tuple[int, int], *, has_unit: bool = False) -> Number | None:
    """The number that ends a run of digits, where one may stand there."""
    lower = folded.lower
    if has_unit and lower[run[0] - 1 : run[0]] == ":" and (ore := with_ore(lower, *run)):
        return ore
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
    return not following or not (following.isalpha() or following in "%:/§")


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


# ---------------------------------------------------------------- words


def _in_words(folded: Folded) -> Iterator[Sum]:
    for stem in _STEMS:
        for at in occurrences(folded.lower, stem):
            if one := _spelled_before(folded, at):
                yield one


# What a number in words is looked for before: scales and currencies that are written out.
_STEMS = ("miljon", "miljard", "kron")


def _with_larger(lower: str, number: Number, unit: Unit) -> Number:
    """All of a number in words with two scales: "en miljard femtiotusen kronor"."""
    begun = max(0, number.start - 60)
    scale = _LARGER.search(lower[begun : number.start])
    larger = spelled_ending_at(lower[begun : begun + scale.start()].rstrip()) if scale else None
    if scale is None or larger is None or larger.value is None or number.value is None:
        return number
    factor = Decimal(1_000_000_000 if "miljard" in scale[0] else 1_000_000)
    value = larger.value * factor / unit.factor + number.value
    return number._replace(start=begun + larger.start, value=value)


_LARGER = re.compile(r"(?<!\w)(?:miljard|miljon)(?:er)?\s+(?:och\s+)?\Z")
_DIGITS_BEFORE = re.compile(r"[0-9]\s*\Z")


def _spelled_before(folded: Folded, at: int) -> Sum | None:
    lower = folded.lower
    unit = unit_after(lower, folded.text, at) if lower[max(0, at - 1) : at].isspace() else None
    if unit and lower[at - 2] == ")":
        return _said_again_before(folded, at, unit)
    number = spelled_ending_at(lower[max(0, at - 60) : at].rstrip()) if unit else None
    if unit is None or number is None or number.value is None:
        return None
    shift = max(0, at - 60)
    if _vague().search(lower[max(0, shift + number.start - 20) : shift + number.start]):
        return None  # "några tusen kronor"
    if _DIGITS_BEFORE.search(lower[max(0, shift + number.start - 4) : shift + number.start]):
        return None  # "75 tusen kronor" is read by its digits
    number = number._replace(start=number.start + shift, end=number.end + shift)
    number = _with_larger(lower, number, unit)
    if unit.understood and not _understood(folded, number, unit):
        return None
    note = _("The number is written in words.")
    one = sum_of(folded, number, unit, None)
    return one._replace(reasons=(*one.reasons, Reason("amount.in-words", note)))


def _said_again_before(folded: Folded, at: int, unit: Unit) -> Sum | None:
    """ "25 000 (tjugofemtusen) kronor": the number in digits, and again in words."""
    begun = max(0, at - 80)
    match = _AGAIN.search(folded.lower[begun:at])
    words = spelled_ending_at(match["words"]) if match else None
    if match is None or words is None or words.value != value_of(match["number"], unit.factor):
        return None
    number = Number(begun + match.start("number"), at - 1, match["number"])
    return sum_of(folded, number, unit)


_AGAIN = re.compile(
    r"(?<![0-9.,])(?P<number>[0-9][0-9 .]{0,20})[ ]\((?P<words>[a-zåäö ]{2,60})\)[ ]\Z"
)


@cache
def _vague() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('amounts')['understood']['vague'])}\s+\Z")
