"""Bodies named in a text, with the place of each and the word before it.

>>> text = "Miljö- och klimatnämnden får 5 tkr från Region Skåne."
>>> [(m.text, m.case.name) for m in bodies_in(fold(text), Span(0, len(text)))]
[('Miljö- och klimatnämnden', 'PLAIN'), ('Region Skåne', 'FROM')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from ledger.drafts import Span

__all__ = ["Actor", "Case", "bodies_in", "fold"]


class Case(Enum):
    """How a body stands in its clause."""

    PLAIN = auto()  # subject or object
    TO = auto()  # till, åt
    FROM = auto()  # från, av, via
    OWNER = auto()  # the genitive: "nämndens"
    OTHER = auto()  # after another preposition


@dataclass(frozen=True, slots=True)
class Actor:
    """A body as it is written at `[start, end)`, a genitive s left out."""

    start: int
    end: int
    text: str
    case: Case


def bodies_in(folded: Folded, span: Span) -> list[Actor]:
    """The bodies that `folded.text[span]` names, in order."""
    return list(_found(folded, span))


def _found(folded: Folded, span: Span) -> Iterator[Actor]:
    text = folded.text
    for match in _body().finditer(text, span.start, span.end):
        start, end = match.span()
        before = _PREPOSITION().search(folded.lower[max(span.start, start - 30) : start])
        owner = _GENITIVE.search(text[start:end]) and not _is_name_in_s(text, end)
        case = _case_of(before[1] if before else "")
        if owner:
            end -= 1
            case = Case.OWNER if case in (Case.PLAIN, Case.FROM, Case.OTHER) else case
        yield Actor(start, end, " ".join(text[start:end].split()), case)


_GENITIVE = re.compile(r"(?:en|et|erna|na|Stad|stad|kommun|län|AB|mäktige|[A-ZÅÄÖ]\w+[^s])s\Z")


def _is_name_in_s(text: str, end: int) -> bool:
    """Whether nothing that can be owned follows."""
    return not re.match(r"\s+\w", text[end : end + 3])


def _case_of(preposition: str) -> Case:
    words = lexicon("bodies")["prepositions"]
    written = " ".join(preposition.split())
    if not written:
        return Case.PLAIN
    if written in words["to"]:
        return Case.TO
    return Case.FROM if written in words["from"] else Case.OTHER


@cache
def _PREPOSITION() -> re.Pattern[str]:  # noqa: N802
    words = lexicon("bodies")["prepositions"]
    every = any_of([*words["to"], *words["from"], *words["other"]])
    between = (
        r"(?:(?:den|det|de|stadens|länets|samtliga|respektive|övriga|berörda|en|ett|vissa)\s+)?"
    )
    return re.compile(rf"(?<!\w)({every})\s+{between}\Z")


@cache
def _body() -> re.Pattern[str]:
    heads = lexicon("bodies")["heads"]
    name = r"[A-ZÅÄÖ][\w&:-]*"
    loose = {key: f"(?i:{any_of(heads[key])})" for key in heads}
    board = rf"(?:(?i:\w*nämnd\w*)|{loose['boards']})s?"
    joined = r"(?:\w+-?\s+samt\s+\w+-?\s+och\s+|\w+-\s+(?:och|samt)\s+|\w+-,\s+\w+-\s+och\s+)?"
    purpose = r"(?:\s+för\s+(?:\w+-\s+och\s+)?\w+(?:\s+(?:och|samt)\s+(?!\w*nämnd)\w+)?)?"
    return re.compile(
        rf"""
        (?<![\w-])
        (?:
          (?:{name}\s+(?:&\s+|och\s+)?){{1,5}}AB(?!\w)s?                 # Norra Vatten AB
        | AB\s+{name}(?:\s+{name})*                                      # AB Norra Vatten
        | (?i:{any_of(heads["region_names"])})s?                         # Västra Götalandsregionen
        | (?i:{any_of(heads["regions"])})\s+(?:i\s+)?{name}(?:\s+(?:län|{name}))*s?   # Region Kalmar län
        | {name}(?:\s+{name})?\s+(?i:{any_of(heads["places"])})(?!\w)    # Borgholms kommun
        | {joined}{board}{purpose}(?:\s+{name})?(?!\w)                   # nämnden för kultur
        | {loose["forums"]}(?!\w)s?
        | {loose["named"]}s?(?:\s+(?:i\s+)?{name}(?:\s+(?:och\s+)?(?:{name}|län|läns))*(?:\s+i\s+{name})?)(?!\w)  # Stiftelsen Norden
        | (?:{name}\s+){{1,3}}{loose["named"]}(?!\w)                     # Solberga Teaterförening
        | {loose["groups"]}s?(?!\w)
        | {loose["single"]}s?(?:\s+{name}(?:\s+län)?)?(?!\w)             # Socialstyrelsen
        | {loose["named"]}s?(?!\w)
        | {any_of(heads["short"])}(?!\w)                                 # SKR
        )
        """,
        re.VERBOSE,
    )
