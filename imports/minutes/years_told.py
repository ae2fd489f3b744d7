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
from imports.minutes.scene import Scene
from imports.minutes.segments import Block
from imports.minutes.vocabulary import Forms
from ledger.drafts import Reason, Span
from ledger.messages import _

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


def told_in(lower: str, start: int, end: int) -> list[Told]:
    """Every year named in `lower[start:end]`; dates are left out, periods and references too."""
    told = []
    for match in _YEAR.finditer(lower, start, end):
        before = lower[max(0, match.start() - _BACK) : match.start()]
        if not _not_the_topic().search(before):
            noun = _NOUN.search(before)
            told.append(Told(match.start(), int(match[0]), noun["noun"] if noun else None))
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
    until = Span(scene.sentence.start, max(scene.sentence.start, scene.start))
    if len(years) == 1 and (match := scene.find(_of_the_year(), until)):
        note = _("“{words}”: the one year named before.").format(words=match[0])
        return years.pop(), Reason("years.of-the-year", note)
    return None


def is_particular(ore: int) -> bool:
    """Whether a sum is hardly the same by chance: three digits or more, so not 40 tkr."""
    return len(str(abs(ore)).rstrip("0")) >= PARTICULAR


_DEFINITE = re.compile(r"(?<!\w)\w{4,}(?:en|et|na|an)(?!\w)")


def _above(scene: Scene) -> list[Told]:
    """The years told in the item above the sentence."""
    item = scene.headings()[-1].start if scene.block.headings else 0
    begin = max(item, scene.sentence.start - FARTHEST)
    outline = scene.outline
    blocks = outline.blocks[outline.index_at(begin) : outline.index_at(scene.sentence.start) + 1]
    every = [one for block in blocks for one in _in_block(scene.folded, block)]
    return [one for one in every if begin <= one.at < scene.sentence.start]


def _in_block(folded: Folded, block: Block) -> list[Told]:
    return folded.once("told", block.span, lambda: told_in(folded.lower, *block.span))


@cache
def _not_the_topic() -> re.Pattern[str]:
    """A date, a comparison, a year since or before which something is."""
    words = lexicon("years")
    months = any_of(words["dates"]["months"])
    aside = any_of([*words["dates"]["since"], *words["compared"]["words"]])
    return re.compile(rf"(?:(?<!\w){aside}\s+(?:år\s+)?|(?:\d|\bi)\s+{months}\s+)\Z")


@cache
def _of_the_year() -> Forms:
    return Forms(lexicon("years")["relative"]["of_the_year"])
