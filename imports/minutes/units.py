"""What a number counts: thousands of kronor, millions, a currency, or nothing of the kind.

>>> unit_after("20tkr av", "20tkr av", 2)
Unit(end=5, factor=Decimal('1000'), understood=False)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import any_of, lexicon

# Smaller scales without a currency count anything: "5 hundra".
LEAST_UNDERSTOOD = Decimal(1_000)
REACH = 250  # characters on each side of a unit in which numbers may share it
AROUND = 300  # characters on each side where a word of money is looked for


class Unit(NamedTuple):
    """The unit after a number. `understood`: a scale alone, the kronor are not written out."""

    end: int
    factor: Decimal
    understood: bool = False


def unit_after(lower: str, text: str, at: int) -> Unit | None:
    """The unit that follows the number that ends at `at`."""
    match = _unit().match(lower, at)
    if match is None:
        return None
    if short := match["short"]:
        return Unit(match.end(), _factors()[_key(short)])
    currency = match["currency"]
    if currency == "sek" and text[match.end() - 3 : match.end()] != "SEK":
        return None  # seconds
    ore = Decimal("0.01") if currency == "öre" else Decimal(1)
    if scale := match["scale"] or match["scale_alone"]:
        return Unit(match.end(), _factors()[_key(scale)] * ore, understood=currency is None)
    return Unit(match.end(), ore)


def factor_of(written: str) -> Decimal | None:
    """What a unit on its own stands for: "tkr", "tusen kronor"."""
    unit = unit_after(written.lower(), written, 0)
    return unit.factor if unit and unit.end == len(written) else None


def speaks_of_money(lower: str, start: int, end: int) -> bool:
    """Whether a scale alone (`lower[start:end]` is "3 miljoner") can only mean kronor here."""
    if not _may_follow().match(lower, end):
        return False  # 27 miljoner invånare
    return bool(
        _money().search(lower, max(0, start - AROUND), start)
        or _money().search(lower, end, end + AROUND)
    )


def currency_before(text: str, start: int) -> int | None:
    """Where the currency begins that stands before the number at `start`: "SEK 500"."""
    match = _BEFORE.search(text[max(0, start - 8) : start])
    return max(0, start - 8) + match.start() if match else None


# "SEK 500", "kr 4 500", "Kr. 4 500": but not the end of "40 kr 2024"
_BEFORE = re.compile(r"(?<![\w\d.])(?<!\d )(?:SEK|[Kk]r\.?)[ ]?\Z")


def may_be_currency(text: str, start: int) -> bool:
    """The cheap question: whether what stands before `start` ends as a currency does."""
    return text[max(0, start - 4) : start].rstrip(" .")[-1:] in ("K", "r")


def _key(written: str) -> str:
    return "".join(written.split())


def runs_near_units(lower: str) -> Iterator[re.Match[str]]:
    """The runs of digits near a unit, each to its last digit: `lastindex` is 1 before a unit.

    Also those after one: "SEK 500", "kr 500", and those in brackets. Most digits of minutes are
    dates and numbers of items, far from any unit; they are passed over.
    """
    places = sorted(
        match.span() for pattern in _digits_at_units() for match in pattern.finditer(lower)
    )
    for start, end in _lines_around(places, lower):
        yield from _run().finditer(lower, start, end)


def _lines_around(places: Iterable[tuple[int, int]], lower: str) -> Iterator[tuple[int, int]]:
    """The lines around `places`, those that meet as one; no run goes over a line."""
    begun, ended = 0, -1
    for first, last in places:
        if last <= ended - REACH:
            continue
        start = lower.rfind("\n", 0, max(0, first - REACH)) + 1
        if start > ended >= 0:
            yield begun, ended
        begun = begun if 0 <= start <= ended else start
        ended = lower.find("\n", last + REACH)
        ended = len(lower) if ended < 0 else ended
    if ended >= 0:
        yield begun, ended


@cache
def _digits_at_units() -> tuple[re.Pattern[str], ...]:
    """Each begins with a digit or with fixed letters, which is what is searched fastest."""
    before, after = rf"[0-9]\)?\s*{_openings()}", (r"sek ?[0-9]", r"kr\.? ?[0-9]")
    return tuple(re.compile(pattern) for pattern in (before, *after))


@cache
def _run() -> re.Pattern[str]:
    """Its length is bounded: no sum is longer."""
    return re.compile(rf"[0-9][0-9 .,']{{0,40}}(?<![ .,'])(?:(?=\s*{_openings()})())?")


def _openings() -> str:
    """The first two letters of every unit: they tell most other words after a number from units."""
    words = lexicon("amounts")
    return any_of({form[:2] for t in ("units", "scales", "currencies") for form in words[t]})


@cache
def _factors() -> dict[str, Decimal]:
    words = lexicon("amounts")
    return {_key(form): Decimal(f) for t in ("units", "scales") for form, f in words[t].items()}


@cache
def _unit() -> re.Pattern[str]:
    words = lexicon("amounts")
    signs = [form for form in words["currencies"] if not form[-1].isalpha()]
    named = [form for form in words["currencies"] if form[-1].isalpha()]
    currency = rf"(?:{any_of(named)}(?!\w)|{any_of(signs)}(?![0-9]))"
    return re.compile(
        rf"""
        [ \t]*(?:\n[ \t]*)?                                        # also on the next line
        (?:
          (?P<short>{any_of(words["units"])})(?!\w)                # tkr, mnkr, MSEK
        | (?:(?P<scale>{any_of(words["scales"])})(?!\w)\.?\s*)?    # miljoner
          (?P<currency>{currency})                                 # kronor, kr, :-
        | (?P<scale_alone>{any_of(words["scales"])})(?!\w)         # miljoner, kronor understood
        )
        """,
        re.VERBOSE,
    )


@cache
def _may_follow() -> re.Pattern[str]:
    before = any_of(lexicon("amounts")["understood"]["before"])
    return re.compile(rf"\s*(?:{before}(?!\w)|[^\w\s]|\Z|\n\s*\n)")


@cache
def _money() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('amounts')['understood']['money'])}(?!\w)")
