"""What a table somebody made is, told by its headings and the title above them.

    heads = [Sheet("Blad1", rows)]               # the first rows of each sheet
    why_no_plan(heads, PlanKind.BUDGET)          # None: it is one; else why not, in words

Where the user has said what the file is (`asked`), headings that could be many things count too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from imports.sheets import Sheet, is_headed, text_in, words_of
from imports.tabular import Value
from ledger.messages import _
from ledger.terms import PlanKind

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def why_no_population(heads: Sequence[Sheet], *, asked: bool = False) -> str | None:
    """None where one of the tables says how many people live where."""
    words = words_of("population")
    for head in heads:
        titled = asked or _is_titled(head, "population")
        for row in head.rows:
            coded, named = _has(row, words["code"]), _has(row, words["name"])
            surely = _has(row, words["surely"])
            perhaps = (titled or coded) and (_has(row, words["people"]) or _has_year(row))
            if (coded or named) and (surely or perhaps):
                return None
    return _("It is no population: there are no headings for kommun and people.")


def why_no_plan(heads: Sequence[Sheet], kind: PlanKind, *, asked: bool = False) -> str | None:
    """None where one of the tables is a budget (or a forecast)."""
    words = words_of("plan")
    for head in heads:
        titled = asked or _is_titled(head, kind.value)
        for row in head.rows:
            of_whom = _has(row, words["fund"]) or _has(row, words["body"])
            if of_whom and (
                _has(row, words[kind.value]) or (titled and _has(row, words["amount"]))
            ):
                return None
    if kind is PlanKind.BUDGET:
        return _("It is no budget: there are no headings for fund or body and budget.")
    return _("It is no forecast: there are no headings for fund or body and forecast.")


def why_no_distribution(heads: Sequence[Sheet], *, asked: bool = False) -> str | None:
    """None where one of the tables says what each may claim."""
    words = words_of("distribution")
    shares = False
    for head in heads:
        titled = asked or _is_titled(head, "distribution")
        for row in head.rows:
            if not _has(row, words["body"]):
                continue
            if _has(row, words["allocated"]) or (titled and _has(row, words["amount"])):
                return None
            shares = shares or _has(row, words["share"])
    if shares:
        return _("It lists shares, not sums: “medel key add NAME --from FILE” makes a key of it.")
    return _("It is no distribution list: there are no headings for body and what it is allocated.")


def titles(head: Sheet) -> list[str]:
    """The texts above a table: of the first rows those that say one thing and no more."""
    above = takewhile(lambda row: len({v for v in row if v is not None}) <= 1, head.rows)
    return list(dict.fromkeys(v for row in above for v in row if isinstance(v, str)))


def years_in(head: Sheet) -> tuple[int, ...]:
    """The years that the titles name."""
    return tuple(sorted({int(y) for title in titles(head) for y in _YEAR.findall(title)}))


def _is_titled(head: Sheet, table: str) -> bool:
    words = set(words_of("titles")[table])
    said = (word.strip(".,:;()") for title in titles(head) for word in title.lower().split())
    return not words.isdisjoint(said)


def _has(row: Sequence[Value], words: Sequence[str]) -> bool:
    return any(is_headed(value, words) for value in row)


def _has_year(row: Sequence[Value]) -> bool:
    return any(text_in(v).strip().isdecimal() and len(text_in(v).strip()) == 4 for v in row)
