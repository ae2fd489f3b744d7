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

from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.scene import RINGS, Scene
from imports.minutes.vocabulary import Forms
from ledger.drafts import Meeting, Reason, Span
from ledger.messages import _
from ledger.terms import StatementKind

LONGEST_PERIOD = 15


class Years(NamedTuple):
    """The years of a statement and why."""

    years: tuple[int, ...] = ()
    reason: Reason | None = None


def years_in(words: str) -> tuple[int, ...]:
    """The years that `words` name, dates left out."""
    return tuple(sorted({year for _at, years in _named(words) for year in years}))


def years_of(scene: Scene, meeting: Meeting, kind: StatementKind) -> Years:
    """The fund years of the statement in `scene`."""
    for ring, span in scene.rings():
        named = _in_span(scene, span)
        if ring != "clause":
            named = [one for one in named if not _is_of_one_sum(scene, span, one[0])]
        if ring in _TITLES and scene.find(_of_meeting(), span):
            continue  # "Protokoll, stämma 2023": the year of the meeting
        if ring == "paragraph" and kind is StatementKind.OTHER:
            continue  # a balance is of its own day
        if ring == "sentence":
            named = [one for one in named if not _belongs_to_other(scene, span.start + one[0])]
        if not named:
            if ring == "clause" and (told := _relative(scene, meeting)):
                return told
            continue
        if ring == "paragraph" and kind is StatementKind.UNIT_PRICE and len(named) > 1:
            continue
        at = scene.start - span.start
        years = named[0][1] if len(named) == 1 else _nearest(named, at, ring)
        note = _("The year stands {ring}.").format(ring=_(RINGS[ring]))
        return Years(years, Reason(f"years.{ring}", note))
    return Years()


_TITLES = ("title", "heading", "item")


def _is_of_one_sum(scene: Scene, span: Span, at: int) -> bool:
    """ "jämfört med 2022", "från och med 2021": said of the sum beside it, and of no other."""
    before = scene.folded.lower[max(span.start, span.start + at - 40) : span.start + at]
    return bool(_beside().search(before))


def _in_span(scene: Scene, span: Span) -> list[tuple[int, tuple[int, ...]]]:
    return scene.folded.once("years", span, lambda: _named(scene.words(span)))


def _belongs_to_other(scene: Scene, at: int) -> bool:
    """A year between this sum and the next of the sentence is the next one's."""
    later = [s.start for s in scene.others if s.start > scene.end]
    return scene.clause.end <= at < max(later, default=0)


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
        if match:
            note = _("“{words}”, told from the date of the meeting.").format(words=match[0])
            return Years((meeting.date.year + shift,), Reason("years.meeting", note))
    return None


def _named(words: str) -> list[tuple[int, tuple[int, ...]]]:
    """Each mention of a year or a period, with where it stands; rows of years are one mention."""
    found: list[tuple[int, tuple[int, ...]]] = []
    for match in _year().finditer(words):
        if match["date"]:
            continue
        if match["last"]:
            first, last = int(match["first"]), _full(match["first"], match["last"])
            if first < last <= first + LONGEST_PERIOD:
                found.append((match.start(), tuple(range(first, last + 1))))
            continue
        found.append((match.start(), tuple(int(y) for y in _ONE.findall(match["row"]))))
    return found


def _full(first: str, last: str) -> int:
    return int(first[:2] + last) if len(last) == 2 else int(last)


_ONE = re.compile(r"(?:19|20)\d\d")


@cache
def _year() -> re.Pattern[str]:
    months = any_of(lexicon("years")["dates"]["months"])
    since = any_of(lexicon("years")["dates"]["since"])
    one = r"(?:199\d|20[0-4]\d)"
    return re.compile(
        rf"""
        (?<![\w/:.-])
        (?:
          (?P<date>
              \d{{1,2}}\s+{months}\s+\d{{4}}                  # 4 maj 2023
            | \d{{4}}[-/\ ]\d\d[-/\ ]\d\d(?!\d)                # 2023-05-04, 2021 09 01
            | \d{{4}}[:/]\d+                                   # 2001:453, 2016/17
            | \d{{4}}\s+nr\b
            | {since}\s+(?:år\s+)?\d{{4}}                      # sedan 2020
          )
        | (?P<first>{one})\s*[-–]\s*(?P<last>{one}|\d\d)(?![\w:/-])   # 2021–2025, 2021-22
        | (?P<row>{one}(?:(?:\s*,\s*|\s+(?:och|samt|respektive)\s+){one})*)(?![\w:/]|-\d|,\d|\s?%)
        )
        """,
        re.VERBOSE,
    )


@cache
def _beside() -> re.Pattern[str]:
    words = any_of(lexicon("years")["beside"]["words"])
    return re.compile(rf"(?<!\w){words}\s+(?:år\s+)?\Z")


@cache
def _of_meeting() -> Forms:
    return Forms(lexicon("years")["meeting"]["words"])


@cache
def _told(name: str) -> Forms:
    return Forms(lexicon("years")["relative"][name])
