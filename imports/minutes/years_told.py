"""The years that an item has told before, for a sentence that only points back at them.

>>> told = told_in("i bokslutet 2023 och i avtalet för 2024.", 0, 40)
>>> [(one.year, one.noun) for one in told]
[(2023, 'bokslutet'), (2024, 'avtalet')]

"Överenskommelsen för 2024 gäller alla. ... Överenskommelsen omfattar 40 tkr": the noun with its
article means the same thing again, so its year is the year of the sum. "Årets resultat" is that of
the one year that the item has named.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imports.minutes.folding import Folded
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.lines import Label
from imports.minutes.scene import LOWEST_TITLE, Scene
from imports.minutes.segments import Block, BlockKind
from imports.minutes.vocabulary import Forms
from ledger.drafts import Reason, Span
from ledger.messages import _

LONGEST_TITLE = 150  # characters at the beginning of a text that say what it is of
PARTICULAR = 3  # digits that are not noughts at the end
FARTHEST = 4_000  # characters back to a year that is still the one talked of

_YEAR = re.compile(r"(?:199[0-9]|20[0-4][0-9])(?<![\w/:.-]....)(?![\w/:]|[-–][0-9]|[.,][0-9])")
_NOUN = re.compile(
    r"(?<!\w)(?P<noun>\w{4,}(?:en|et|na|an))\s+(?:(?:för|avseende|under|om|på|av)\s+)?(?:år\s+)?\Z"
)
_BACK = 60  # characters before a year, where its noun or its date stands


class Told(NamedTuple):
    """A year where it is named, and the noun with its article that it is said of."""

    at: int
    year: int
    noun: str | None
    of_report: bool = False  # "bokslutet 2023": what the text reports of


def told_in(lower: str, start: int, end: int) -> list[Told]:
    """Every year named in `lower[start:end]`; dates are left out, periods and references too."""
    told = []
    for match in _YEAR.finditer(lower, start, end):
        before = lower[max(0, match.start() - _BACK) : match.start()]
        if not _not_the_topic().search(before):
            noun = _NOUN.search(before)
            named = noun["noun"] if noun and _topic().fullmatch(noun["noun"]) else None
            report = bool(_reports().search(before))
            told.append(Told(match.start(), int(match[0]), named, report))
    return told


def year_told(scene: Scene) -> tuple[int, Reason] | None:
    """The year of what the sentence only points back at."""
    above = _above(scene)
    if not above:
        return None
    words = scene.words(Span(scene.sentence.start, max(scene.sentence.start, scene.end)))
    for noun in _DEFINITE.findall(words):
        years = {one.year for one in above if one.noun == noun}
        if len(years) == 1:
            note = _("The year was said of “{words}” before.").format(words=noun)
            return years.pop(), Reason("years.noun", note)
    years = {one.year for one in above}
    if (
        len(years) == 1
        and any(one.of_report for one in above)
        and scene.find(_flows(), scene.sentence)
    ):
        note = _("It is the year that the report is of.")
        return years.pop(), Reason("years.report", note)
    if len(years) == 1 and _is_point_of_it(scene, above):
        note = _("It is a point of what is of that year alone.")
        return years.pop(), Reason("years.point", note)
    until = scene.until
    if len(years) == 1 and (match := scene.find(_of_the_year(), until)):
        note = _("“{words}”: the one year named before.").format(words=match[0])
        return years.pop(), Reason("years.of-the-year", note)
    return None


def _is_point_of_it(scene: Scene, above: list[Told]) -> bool:
    """A point of a list, below what is said to be of the year; a decision is of its own."""
    if scene.block.kind is not BlockKind.ITEM or scene.block.label is Label.DECISION:
        return False
    outline = scene.outline
    points = (outline.blocks[outline.index_at(one.at)] for one in above)
    # The year of another point is that point's own.
    above = [o for o, b in zip(above, points, strict=True) if b.kind is not BlockKind.ITEM]
    title = any(one.of_report and one.at < LONGEST_TITLE for one in above[:1])
    return title or any(one.noun for one in above)


def is_particular(ore: int) -> bool:
    """Whether a sum is hardly the same by chance: three digits or more, so not 40 tkr."""
    return len(str(abs(ore)).rstrip("0")) >= PARTICULAR


_DEFINITE = re.compile(r"(?<!\w)\w{4,}(?:en|et|na|an)(?!\w)")


def _above(scene: Scene) -> list[Told]:
    """The years told in the item above the sentence."""
    titles = [title.start for title in scene.headings if title.rank <= LOWEST_TITLE]
    begin = max(titles[-1] if titles else 0, scene.sentence.start - FARTHEST)
    outline = scene.outline
    blocks = outline.blocks[outline.index_at(begin) : outline.index_at(scene.sentence.start) + 1]
    every = [one for block in blocks for one in _in_block(scene.folded, block)]
    return [one for one in every if begin <= one.at < scene.sentence.start]


def _in_block(folded: Folded, block: Block) -> list[Told]:
    return folded.once("told", block.span, lambda: told_in(folded.lower, *block.span))


@cache
def _flows() -> Forms:
    return Forms(lexicon("years")["flows"]["words"])


@cache
def _topic() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("years")["topics"]["nouns"]))


@cache
def _reports() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(lexicon('years')['reports']['words'])}(?!\w)")


@cache
def _not_the_topic() -> re.Pattern[str]:
    """A date, a comparison, a year since or before which something is."""
    words = lexicon("years")
    months = any_of(words["dates"]["months"])
    aside = any_of([*words["dates"]["since"], *words["compared"]["words"]])
    meeting = any_of(f"{word}*" for word in words["meeting"]["words"])
    return re.compile(rf"(?:(?<!\w)(?:{aside}|{meeting})\s+(?:år\s+)?|(?:\d|\bi)\s+{months}\s+)\Z")


@cache
def _of_the_year() -> Forms:
    return Forms(lexicon("years")["relative"]["of_the_year"])
