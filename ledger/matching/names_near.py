"""Whether two written names may be one body: misspellings, order of words, bank's capitals.

>>> nearness("FALU KOMUN", "Falu kommun") >= NEAR_ENOUGH
True
>>> nearness("Region Kalmar län", "Kalmar kommun"), nearness("Habo kommun", "Håbo kommun") < 80
(0, True)

What kind of body it is (kommun, region) must not differ; the rest of the name is compared by
rapidfuzz without such words, so that they do not make two short names alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

NEAR_ENOUGH = 85  # of 100

_KINDS = {
    "kommun": "kommun", "kommuns": "kommun", "kommunen": "kommun", "komun": "kommun",
    "stad": "kommun", "stads": "kommun", "kom": "kommun", "kn": "kommun",
    "region": "region", "regionen": "region", "landsting": "region", "landstinget": "region",
    "reg": "region", "kommunförbund": "association", "kommunalförbund": "association",
    "förbund": "association", "kommunförbundet": "association", "kommunerna": "group",
    "kommuner": "group", "ab": "company", "aktiebolag": "company",
}  # fmt: skip
_OFTEN, _LONG = ("kommun", "region"), 5  # the words that are looked for misspelled too
_SAYS_LITTLE = {"i", "län", "läns", "och", "the", "of", "municipality", "county"}


@lru_cache(maxsize=2**15)
def nearness(one: str, other: str) -> int:
    """How alike two names are, 0–100."""
    from rapidfuzz import fuzz

    (own, own_kinds), (its, its_kinds) = _parts(one), _parts(other)
    if own_kinds and its_kinds and own_kinds != its_kinds:
        return 0
    if not own or not its:
        return 100 if own == its and own_kinds == its_kinds else 0
    return int(fuzz.token_sort_ratio(own, its))


def nearest(name: str, forms: Iterable[str]) -> int:
    """How alike a name is to the most alike of the forms another is written in."""
    return max((nearness(name, form) for form in forms), default=0)


@lru_cache(maxsize=2**15)
def _parts(name: str) -> tuple[str, frozenset[str]]:
    """What is a name's own, and which kinds of body its words say."""
    words = "".join(x if x.isalnum() else " " for x in name.lower()).split()
    kinds = {word: _kind(word) for word in words}
    own = [word for word in words if not kinds[word] and word not in _SAYS_LITTLE]
    # "Falu" and "Falus", "Borgholm" and "Borgholms": the genitive is no misspelling.
    return " ".join(w.removesuffix("s") if len(w) > 4 else w for w in own), frozenset(
        kind for kind in kinds.values() if kind
    )


@lru_cache(maxsize=2**12)
def _kind(word: str) -> str | None:
    """The kind of body that a word says, misspelled or not."""
    from rapidfuzz import fuzz

    if word in _KINDS or len(word) < _LONG:
        return _KINDS.get(word)
    return next((_KINDS[x] for x in _OFTEN if fuzz.ratio(word, x) >= NEAR_ENOUGH), None)
