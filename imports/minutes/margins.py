"""What stands around a sum: about, at most, at least; and what a price is per.

>>> margin_of("högst ca 40 tkr", 9, 15).bound.value
'at_most'
>>> per_what("99 kr/användare och år", "99 kr/användare och år", 5)
Per(text='användare och år', is_price=True)
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imports.minutes.lexicon import any_of, lexicon
from ledger.drafts import Reason
from ledger.messages import _
from ledger.terms import Bound, Exactness

REACH = 50  # characters before a sum in which its hedge stands


class Margin(NamedTuple):
    """How exactly a sum is given."""

    exactness: Exactness = Exactness.EXACT
    bound: Bound = Bound.NONE
    reasons: tuple[Reason, ...] = ()


class Per(NamedTuple):
    """What a sum is per, and whether that makes it a price: a sum per year is none."""

    text: str | None = None
    is_price: bool = False


def margin_of(lower: str, start: int, end: int) -> Margin:
    """The hedges and bounds directly before (or after) the sum `lower[start:end]`."""
    before = lower[max(0, start - REACH) : start]
    reasons: list[Reason] = []
    exactness, bound = Exactness.EXACT, Bound.NONE
    may_hedge = _may_hedge(before)
    hedge = (may_hedge and _before("approximate").search(before)) or _after().match(lower, end)
    if hedge:
        exactness = Exactness.APPROXIMATE
        reasons.append(_reason("exactness.hedge", hedge))
    for limit, found in ((Bound.AT_MOST, "at_most"), (Bound.AT_LEAST, "at_least")):
        match = _before(found).search(before) if may_hedge else None
        if match and not (hedge and _is_inside(match, hedge)):  # "strax över" is no bound
            bound = limit
            reasons.append(_reason(f"bound.{found.replace('_', '-')}", match))
            break
    return Margin(exactness, bound, tuple(reasons))


def per_what(lower: str, text: str, end: int) -> Per:
    """What the sum that ends at `end` is per."""
    match = _per().match(lower, end)
    if match is None:
        return Per()
    start, stop = match.span(str(match.lastgroup))
    words = lower[start:stop].split()
    periods = lexicon("amounts")["per"]["periods"]
    return Per(
        " ".join(text[start:stop].split()), any(w not in periods and w != "och" for w in words)
    )


def _may_hedge(before: str) -> bool:
    """Whether what stands before a sum ends as a hedge does: the cheap question first."""
    last = before.rsplit(None, 1)[-1:]
    return bool(last) and (not last[0].isalpha() or last[0] in _last_of_hedges())


def _is_inside(word: re.Match[str], other: re.Match[str]) -> bool:
    return other.start("word") <= word.start("word") < other.end("word")


def _reason(rule: str, match: re.Match[str]) -> Reason:
    words = " ".join(match["word"].split())
    return Reason(rule, _("“{words}” stands beside the sum.").format(words=words))


@cache
def _last_of_hedges() -> frozenset[str]:
    hedges = lexicon("amounts")["hedges"]
    tables = ("approximate", "at_most", "at_least", "between")
    return frozenset(form.split()[-1] for table in tables for form in hedges[table])


@cache
def _before(table: str) -> re.Pattern[str]:
    hedges = lexicon("amounts")["hedges"]
    others = [word for name in ("approximate", "at_most", "at_least") for word in hedges[name]]
    between = any_of([*hedges["between"], *others])
    return re.compile(
        rf"(?<!\w)(?P<word>{any_of(hedges[table])})(?:\s+{between}){{0,2}}\s*[(]?\s*\Z"
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s+(?P<word>{any_of(lexicon('amounts')['hedges']['after'])})(?!\w)")


@cache
def _per() -> re.Pattern[str]:
    words = lexicon("amounts")["per"]
    months = any_of(lexicon("years")["dates"]["months"])
    return re.compile(
        rf"""
        \s*
        (?:
          # 40 tkr per år för ett barn, 40 kr för varje elev
          (?:per\s+(?:år|månad|termin)\s+)?för\s+(?:en|ett|varje)\s+
          (?P<head>{any_of(words["heads"])})(?!\w)
        | (?:/\s?|(?:{any_of(words["words"])})\s+)      # 120 kr/timme, 12 kr per invånare
          (?!den\s|sista\s|(?:[0-9]{{1,2}}\s+)?{months}(?!\w)|[0-9]{{4}}-)  # no: per den 31 mars
          (?P<what>(?:[0-9]+\s+)?\w[\w-]*(?:\s+och\s+(?:år|dygn|månad|dag|person|elev)\b)?)
        | (?P<alone>{any_of([*words["alone"], *words["pieces"]])})(?!\w)
        )
        """,
        re.VERBOSE,
    )
