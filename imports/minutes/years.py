"""Which fund years a sum concerns: in the clause, else in the widening rings, never guessed.

>>> years_in("för 2023 och framåt, beslutat den 4 maj 2022")
(2023,)
>>> years_in("perioden 2015–2018")
(2015, 2016, 2017, 2018)

A whole date says when something happened, not which year the money is for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imports.minutes.agreements import year_of_agreement
from imports.minutes.kinds import tells_kind
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import RINGS, Scene
from imports.minutes.vocabulary import Forms
from imports.minutes.years_told import year_told
from ledger.drafts import Meeting, Reason, Span
from ledger.messages import _
from ledger.terms import StatementKind

LONGEST_PERIOD = 15
_YEAR = r"(?:199\d|20[0-4]\d)"
BEFORE = 60  # characters before a year, where a word may say whose year it is

# Mentions of years: where each stands, and its years.
_Named = list[tuple[int, tuple[int, ...]]]


class Years(NamedTuple):
    """The years of a statement and why."""

    years: tuple[int, ...] = ()
    reason: Reason | None = None


def years_in(words: str) -> tuple[int, ...]:
    """The years that `words` name, dates left out."""
    return tuple(sorted({year for _at, years in _named(words) for year in years}))


def years_of(scene: Scene, meeting: Meeting, kind: StatementKind) -> Years:
    """The fund years of the statement in `scene`."""
    for ring, span in scene.rings:
        named = _carried(scene, span) if ring == "paragraph" else _in_span(scene, span)
        if not named and ring != "clause":
            continue
        if ring != "clause":
            named = [one for one in named if not _is_of_one_sum(scene, span, one[0])]
        if ring in _TITLES and scene.find(_of_meeting(), span):
            continue  # "Protokoll, stämma 2023": the year of the meeting
        if ring == "paragraph" and kind is StatementKind.OTHER and not _is_flow(scene):
            continue  # a balance is of its own day
        if ring == "sentence":
            named = [one for one in named if not _belongs_to_other(scene, span.start + one[0])]
        if not named:
            year_before = scene.find(_year_before(), scene.clause)
            if ring == "clause" and not year_before and (told := _relative(scene, meeting)):
                return told
            continue
        if ring == "paragraph" and kind is StatementKind.UNIT_PRICE and len(named) > 1:
            continue
        at = scene.start - span.start
        if ring == "clause" and kind is not StatementKind.CARRY_OVER:
            named = _own(scene, named)
        years = named[0][1] if len(named) == 1 else _nearest(named, at, ring)
        if ring != "clause" and len(years) == 1 and scene.find(_year_before(), scene.clause):
            years = (years[0] - 1,)
        note = _("The year stands {ring}.").format(ring=_(RINGS[ring]))
        return Years(years, Reason(f"years.{ring}", note))
    if year := year_of_agreement(scene):
        note = _("It is the year of the agreement that the sum is a share of.")
        return Years((year,), Reason("years.agreement", note))
    above = year_told(scene)
    return Years((above[0],), above[1]) if above else Years()


def _carried(scene: Scene, span: Span) -> _Named:
    """The years of a sentence before that its money goes on from.

    Not a period, which is said of the sum beside it; not the year of an event that is no money.
    """
    named = [one for one in _in_span(scene, span) if len(one[1]) == 1]
    if not named or not tells_kind(scene, span):
        return []
    words = scene.words(span)
    return [one for one in named if not _of_event().search(words, max(0, one[0] - 20), one[0])]


def _is_flow(scene: Scene) -> bool:
    """Whether the sum is of a whole year, as a result is."""
    return bool(scene.find(_flows(), scene.clause))


def is_part(scene: Scene) -> bool:
    """ "varav 5 tkr": a part of the sum before it in the sentence."""
    ends = [one.end for one in scene.others if one.end <= scene.start]
    begun = max(ends, default=scene.start)
    return bool(_PART.search(scene.folded.lower, begun, scene.start))


_TITLES = ("title", "heading", "item")


def _is_of_one_sum(scene: Scene, span: Span, at: int) -> bool:
    """ "jämfört med 2022", "från och med 2021": said of the sum beside it, and of no other."""
    before = scene.folded.lower[max(span.start, span.start + at - 40) : span.start + at]
    return bool(_beside().search(before))


def _in_span(scene: Scene, span: Span) -> _Named:
    folded = scene.folded
    if not _MAY_BE_YEAR.search(folded.lower, *span):
        return []
    return folded.once("years", span, lambda: _named(scene.words(span)))


_MAY_BE_YEAR = re.compile(r"\d{4}")


def _belongs_to_other(scene: Scene, at: int) -> bool:
    """A year between this sum and the next of the sentence is the next one's."""
    later = [s.start for s in scene.others if s.start > scene.end]
    if scene.clause.end <= at < max(later, default=0):
        return True
    between = scene.folded.lower[scene.end : at] if later and at > scene.end else ""
    return bool(_PART.search(between))


def _own(scene: Scene, named: _Named) -> _Named:
    """Of several years in the clause those that are said of the sum: "40 tkr för 2024, och ..."."""
    if len(named) == 1:
        return named
    begun = scene.clause.start
    if before := _YEAR_BEFORE.search(scene.folded.lower, max(0, scene.start - 8), scene.start):
        return [(before.start() - begun, (int(before["year"]),))]
    for one in named:
        between = (
            scene.folded.lower[scene.end : begun + one[0]] if begun + one[0] >= scene.end else "x"
        )
        if _SAID_OF.fullmatch(between):
            return [one]
    text = scene.folded.text
    free = [
        o for o in named if not _OF_NAME.search(text, max(begun, begun + o[0] - 40), begun + o[0])
    ]
    return free or named


_YEAR_BEFORE = re.compile(rf"(?<![\w–-])(?P<year>{_YEAR})(?::|\s)\s?\Z")
_SAID_OF = re.compile(r"\s*\(?(?:(?:för|under|avseende|avser|i|år)\s+)?(?:år(?:et|en)?\s+)?")
_OF_NAME = re.compile(r"(?<![.:\n] )(?<!\n)(?<!\w)[A-ZÅÄÖ]\w+ \Z")
_PART = re.compile(r"(?<!\w)(?:varav|därav)(?!\w)")


def _nearest(named: list[tuple[int, tuple[int, ...]]], at: int, ring: str) -> tuple[int, ...]:
    """Of several: all of an unbroken row in the clause; otherwise those nearest to the sum."""
    if ring == "clause":
        return tuple(sorted({year for _at, years in named for year in years}))
    return min(named, key=lambda one: abs(one[0] - at))[1]


def _relative(scene: Scene, meeting: Meeting) -> Years | None:
    if meeting.date is None:
        return None
    for name, shift in (("this", 0), ("next", 1), ("last", -1)):
        match = scene.find(_told(name), scene.clause)
        before = scene.folded.lower[max(0, match.start() - 30) : match.start()] if match else ""
        if match and not _compared().search(before):
            note = _("“{words}”, told from the date of the meeting.").format(words=match[0])
            return Years((meeting.date.year + shift,), Reason("years.meeting", note))
    return None


def _named(words: str) -> _Named:
    """Each mention of a year or a period, with where it stands; rows of years are one mention."""
    found: _Named = []
    for match in _YEARS.finditer(words):
        if match["date"] or _is_aside(words, match):
            if _AS_OF.search(words, max(0, match.start() - BEFORE), match.start()):
                found.append((match.start(), (int(words[match.start() : match.start() + 4]),)))
            continue
        if match["row"]:
            found.append((match.start(), tuple(int(y) for y in _ONE.findall(match["row"]))))
        elif match["year"]:
            if _school_year().search(words, max(0, match.start() - BEFORE), match.start()):
                first = int(match["year"])
                found.append((match.start(), (first, first + 1)))
        else:
            first, last = int(match["first"]), _full(match["first"], match["last"])
            if first < last <= first + LONGEST_PERIOD:
                found.append((match.start(), tuple(range(first, last + 1))))
    return found


def _is_aside(words: str, match: re.Match[str]) -> bool:
    """Whether the year is a date's, a comparison's, a name's or a decision's."""
    begun = max(0, match.start() - BEFORE)
    if _aside().search(words, begun, match.start()):
        return True
    if not _month_before().search(words, begun, match.start()):
        return False
    return bool(_decided_after().match(words, match.end()))


def _full(first: str, last: str) -> int:
    return int(first[:2] + last) if len(last) == 2 else int(last)


# "per den 31 december 2023": the day that a balance is of
_AS_OF = re.compile(r"(?<!\w)per\s+(?:den\s+)?(?:[0-9]{1,2}\s+\w+\s+)?\Z")
_ONE = re.compile(r"(?:19|20)\d\d")


_YEARS = re.compile(
    rf"""
    (?<![\w/:.-])
    (?:
      (?P<date>
          \d{{4}}[-/\ ]\d\d[-/\ ]\d\d(?!\d)                # 2023-05-04, 2021 09 01
        | \d{{4}}:\d+                                       # 2001:453
        | \d{{4}}\s+nr\b
      )
    | (?P<first>{_YEAR})\s*[-–]\s*(?P<last>{_YEAR}|\d\d)(?![\w:/-])   # 2021–2025, 2021-22
    | (?P<year>{_YEAR})/(?P<next>{_YEAR}|\d\d)(?![\w:/-])             # läsåret 2021/22
    | (?P<row>{_YEAR}(?:(?:\s*,\s*|\s+(?:och|samt|respektive)\s+){_YEAR})*)(?![\w:/]|-\d|,\d|\s?%)
    )
    """,
    re.VERBOSE,
)


@cache
def _aside() -> re.Pattern[str]:
    """What stands before a year that is not the money's: a day, "sedan", "jämfört med"."""
    words = lexicon("years")
    months = any_of(words["dates"]["months"])
    some = (words["dates"]["since"], words["compared"]["words"], words["names"]["words"])
    aside = any_of(word for words in some for word in words)
    decided = any_of(words["decisions"]["verbs"])
    return re.compile(
        rf"""
        (?: \d{{1,2}}\s+{months}\s+                                     # 4 maj 2023
        | (?<!\w){aside}\s+(?:år\s+)?                                  # sedan 2020
        | (?<!\w){decided}\s+(?:(?:i|från|av)\s+)?(?:{months}\s+)?     # beslutet från 2023
        )\Z
        """,
        re.VERBOSE,
    )


@cache
def _month_before() -> re.Pattern[str]:
    months = any_of(lexicon("years")["dates"]["months"])
    return re.compile(rf"(?<!\w)(?:i|från)\s+{months}\s+\Z")


@cache
def _decided_after() -> re.Pattern[str]:
    """ "i maj 2023 beslutade nämnden": the year is the decision's."""
    verbs = any_of(lexicon("years")["decisions"]["verbs"])
    return re.compile(rf"[^.\n]{{0,60}}?(?<!\w){verbs}(?!\w)")


@cache
def _school_year() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('years')['dates']['school'])}\s+\Z")


@cache
def _beside() -> re.Pattern[str]:
    words = any_of(lexicon("years")["beside"]["words"])
    return re.compile(rf"(?<!\w){words}\s+(?:år\s+)?\Z")


@cache
def _compared() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('years')['compared']['words'])}\s+\Z")


@cache
def _year_before() -> Forms:
    """ "(föregående år 40 tkr)": the year before the one that is talked of."""
    words = lexicon("years")["relative"]["last"]
    return Forms(words, rf"{any_of(words)}\W{{1,3}}(?=[+-]?\d)")


@cache
def _of_event() -> re.Pattern[str]:
    """ "i december 2023": when something happened."""
    return re.compile(rf"(?<!\w)i\s+{any_of(lexicon('years')['dates']['months'])}\s+\Z")


@cache
def _flows() -> Forms:
    return Forms(lexicon("years")["flows"]["words"])


@cache
def _of_meeting() -> Forms:
    return Forms(lexicon("years")["meeting"]["words"])


@cache
def _told(name: str) -> Forms:
    return Forms(lexicon("years")["relative"][name])
