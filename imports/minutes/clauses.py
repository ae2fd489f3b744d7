"""The clause of each sum in a sentence: where that of one ends and that of the next begins.

>>> text = "nämnd a får 2 tkr och nämnd b får 3 tkr."
>>> from imports.minutes.amounts import find_sums
>>> folded = fold(text)
>>> [text[slice(*clause)] for clause in clauses_of(folded, Span(0, 40), find_sums(folded))]
['nämnd a får 2 tkr', ' och nämnd b får 3 tkr.']

Two sums in a sentence have their own words: verbs, receivers, years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from imports.minutes.folding import Folded, fold
from imports.minutes.lexicon import any_of, lexicon
from imports.minutes.sums import Sum
from imports.minutes.words import Words
from ledger.drafts import Span

__all__ = ["clauses_of", "describes_whole", "fold"]


def clauses_of(folded: Folded, sentence: Span, sums: list[Sum]) -> list[Span]:
    """The clause of each of `sums`, which all stand in `sentence`; a range has one clause."""
    if len(sums) == 1:
        return [sentence]
    lower = folded.lower
    places = sorted({(one.start, one.end) for one in sums})
    edges = [sentence.start, *_splits(folded, places), sentence.end]
    clauses = []
    for one in sums:
        at = places.index((one.start, one.end))
        following = places[at + 1][0] if at + 1 < len(places) else one.end
        # "5 tkr av reservens kapital på 40 tkr återförs": the last verb is the first sum's too.
        last = at + 2 if describes_whole(lower[one.end : following]) else at + 1
        clauses.append(Span(edges[at], edges[last]))
    return clauses


def describes_whole(between: str) -> bool:
    """Whether the words between two sums make the second what the first is a part of."""
    return bool(_of_a_whole().search(between))


def _splits(folded: Folded, places: list[tuple[int, int]]) -> Iterator[int]:
    lower = folded.lower
    for (_start, end), (start, _end) in pairwise(places):
        between = lower[end:start]
        breaks = list(_BREAK.finditer(between))
        if not breaks:
            own_year = _OWN_YEAR.match(between)
            yield end + (own_year.end() if own_year else 0)
            continue
        # "…, B får" or "… och för B till" begins the next clause; "… till A," ends this one.
        rest = Span(end + breaks[0].end(), start)
        leads_on = _verbs().find(folded, rest) or _introduces().search(between)
        yield end + (breaks[0] if leads_on else breaks[-1]).start()


_BREAK = re.compile(r"[,;:]\s|\s(?:och|samt|varav|därav|medan|men|respektive|där)\s|\n|[)]\s")


# "från 1 tkr 2019 till 2 tkr 2020", "av 5 tkr som avsattes 2019": the year after a sum is its own.
_OWN_YEAR = re.compile(
    r"(?:,?\s+som\s+\w+(?:\s+\w+)?)?\s+(?:(?:under|för|i)\s+)?(?:år\s+)?(?:19|20)\d\d(?!\d)"
)


@cache
def _introduces() -> re.Pattern[str]:
    words = lexicon("amounts")["introduced"]["words"]
    return re.compile(rf"\s{any_of(words)}\s+\Z")


@cache
def _of_a_whole() -> re.Pattern[str]:
    parts = lexicon("status")["whole"]
    return re.compile(rf"\s{any_of(parts['of'])}\s[^,.;]{{3,80}}\s{any_of(parts['sum'])}\s+\Z")


@cache
def _verbs() -> Words[None]:
    verbs = [verb for frame in lexicon("frames")["frame"] for verb in frame["verbs"]]
    movements = [word for kind in lexicon("kinds").values() for word in kind.get("verbs", ())]
    told = lexicon("status")
    standing = [*told["proposed"]["verbs"], *told["decided"]["verbs"], *told["decided"]["may"]]
    return Words((word, None) for word in (*verbs, *movements, *standing))
