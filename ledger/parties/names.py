"""Who and what is known by name: bodies, groups and funds, and what written words resolve to.

>>> names = Names.shipped()
>>> names.body("Borgholm kommun").name, names.body("Region Kronoberg").name
('Borgholms kommun', 'Region Kronoberg')
>>> names.body("kommunerna", county="Kalmar län").name
'Kommunerna i Kalmar län'
>>> names.fund("läns gemensamma medel").name
'Länsgemensamma medel'

A name that could be two bodies resolves to none and lists both (`Lookup.choices`): never guessed.
Source of the 290 kommuner and 21 regions: Statistics Sweden's codes, in `data/kommuner.csv`.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from ledger.terms import BodyKind

DATA_DIR = Path(__file__).parents[1] / "data"

_NOT_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9åäöéü]+")
_DOUBLED = re.compile(r"([a-zåäö])\1+")
_GENITIVE_OR_PREPOSITION = re.compile(r"\bi\b")

# Regions were county councils until 2019, and are shortened in speech.
_REGION_ALIASES = {
    "Västra Götalandsregionen": ("VGR", "Region Västra Götaland", "VG-regionen"),
    "Region Jämtland Härjedalen": ("Region Jämtland", "RJH"),
    "Region Sörmland": ("Region Södermanland", "Landstinget Sörmland"),
    "Region Kalmar län": ("Region Kalmar", "Landstinget i Kalmar län"),
    "Region Jönköpings län": ("Region Jönköping", "RJL", "Landstinget i Jönköpings län"),
    "Region Örebro län": ("Region Örebro", "Örebro läns landsting"),
    "Region Kronoberg": ("Region Kronobergs län", "Landstinget Kronoberg"),
    "Region Blekinge": ("Region Blekinge län", "Landstinget Blekinge"),
    "Region Gotland": ("Gotlands kommun", "Gotland", "Gotlands region"),
    "Region Stockholm": ("Stockholms läns landsting", "SLL", "Region Stockholms län"),
    "Region Östergötland": ("Region Östergötlands län", "Landstinget i Östergötland"),
}


_Known = TypeVar("_Known", "KnownBody", "KnownFund")


class Lookup(NamedTuple):
    """What written words resolve to: one name, or none with the names it could be."""

    name: str | None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body with every form it is written in. `members` are names, for a group."""

    name: str
    kind: BodyKind
    county: str | None = None
    code: str | None = None  # kommunkod, four digits, always text
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownFund:
    """A fund with every form it is written in. `parent` is the code of the fund it is a part of."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    generic: bool = False


@dataclass(frozen=True)
class Names:
    """The bodies and funds that are known, shipped or from a book, with look-up by written form."""

    bodies: tuple[KnownBody, ...]
    funds: tuple[KnownFund, ...]
    _body_of: dict[str, list[KnownBody]] = field(init=False, repr=False)
    _fund_of: dict[str, list[KnownFund]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_body_of", _index(self.bodies))
        object.__setattr__(self, "_fund_of", _index(self.funds))

    @classmethod
    def shipped(cls) -> Names:
        """The reference data that the program ships."""
        return _shipped()

    def body(self, written: str, *, county: str | None = None) -> Lookup:
        """The body that `written` names; `county` settles "kommunerna" and "regionen"."""
        key = fold_name(written)
        hits = _hits(self._body_of, key)
        if not hits and county:
            hits = self._of_county(key, county)
        return _only([hit.name for hit in hits])

    def fund(self, written: str) -> Lookup:
        """The fund that `written` names; a code counts where it is written as it stands."""
        hits = [fund for fund in self.funds if fund.code == written.strip()]
        hits = hits or _hits(self._fund_of, fold_name(written))
        return _only([hit.name for hit in hits])

    def _of_county(self, key: str, county: str) -> list[KnownBody]:
        if key in _ALL_KOMMUNER:
            wanted = BodyKind.GROUP
        elif key in _THE_REGION:
            wanted = BodyKind.REGION
        else:
            return []
        return [b for b in self.bodies if b.kind is wanted and b.county == county]


@lru_cache(maxsize=2**15)  # every form of every body is folded anew at each look-up
def fold_name(written: str) -> str:
    """The key two spellings of one name share: case, spaces, hyphens, "i" and doubled letters gone.

    >>> fold_name("Kommunförbundet i Kalmar län") == fold_name("kommunförbundet  Kalmar län")
    True
    >>> fold_name("Kvinnofridsatsningen") == fold_name("Kvinnofridssatsningen")
    True
    """
    words = _NOT_LETTER_OR_DIGIT.sub(" ", written.replace("­", "").lower())
    words = _GENITIVE_OR_PREPOSITION.sub(" ", words)
    return _DOUBLED.sub(r"\1", "".join(words.split()))


def kind_of_new_body(name: str) -> BodyKind:
    """What a body seen for the first time is, by the words of its name."""
    folded = fold_name(name)
    for stem, kind in _KIND_BY_STEM:
        if stem in folded:
            return kind
    return BodyKind.OTHER


def written_forms(known: KnownBody | KnownFund) -> Iterator[str]:
    """Every form a body or fund is written in, its name first."""
    yield known.name
    yield from known.aliases


# Words for "all kommuner here" and "the region here", folded; which county is in the minutes.
_ALL_KOMMUNER = {
    fold_name(w) for w in ("kommunerna", "länets kommuner", "samtliga kommuner", "alla kommuner",
                           "kommunerna i länet", "länets samtliga kommuner", "kommunernas")
}  # fmt: skip
_THE_REGION = {fold_name(w) for w in ("regionen", "landstinget", "regionens")}

_KIND_BY_STEM = tuple(
    (fold_name(stem), kind)
    for stem, kind in (
        ("kommunförbund", BodyKind.ASSOCIATION),
        ("kommunalförbund", BodyKind.ASSOCIATION),
        ("gymnasieförbund", BodyKind.ASSOCIATION),
        ("samordningsförbund", BodyKind.ASSOCIATION),
        ("räddningstjänstförbund", BodyKind.ASSOCIATION),
        ("kommunerna i", BodyKind.GROUP),
        ("länsgemensam", BodyKind.FORUM),
        ("ledningsgrupp", BodyKind.FORUM),
        ("samverkansgrupp", BodyKind.FORUM),
        ("samverkansråd", BodyKind.FORUM),
        ("samverkansnämnd", BodyKind.FORUM),
        ("länsstyrelse", BodyKind.STATE),
        ("socialstyrelse", BodyKind.STATE),
        ("kammarkollegiet", BodyKind.STATE),
        ("skolverket", BodyKind.STATE),
        ("folkhälsomyndighet", BodyKind.STATE),
        ("myndighet", BodyKind.STATE),
        ("regeringen", BodyKind.STATE),
        ("staten", BodyKind.STATE),
        ("region", BodyKind.REGION),
        ("kommun", BodyKind.KOMMUN),
    )
)

_STATE = (
    KnownBody("Staten", BodyKind.STATE, aliases=("regeringen", "statens")),
    KnownBody("Socialstyrelsen", BodyKind.STATE, aliases=("SoS",)),
    KnownBody("Kammarkollegiet", BodyKind.STATE),
    KnownBody("Folkhälsomyndigheten", BodyKind.STATE, aliases=("FoHM",)),
    KnownBody("Skolverket", BodyKind.STATE, aliases=("Statens skolverk",)),
    KnownBody("Forte", BodyKind.STATE),
    KnownBody(
        "Sveriges Kommuner och Regioner",
        BodyKind.ASSOCIATION,
        aliases=("SKR", "SKL", "Sveriges Kommuner och Landsting"),
    ),
)


@cache
def _shipped() -> Names:
    return Names(tuple(_shipped_bodies()), tuple(_shipped_funds()))


def _shipped_bodies() -> Iterator[KnownBody]:
    with (DATA_DIR / "kommuner.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    yield from _STATE
    counties: dict[str, list[str]] = {}
    for row in rows:
        region, county = row["region"], row["lan"]
        if county not in counties:
            counties[county] = []
            yield _region(region, county)
        if row["officiellt_namn"] == region:  # Gotland: one body is both region and kommun
            continue
        counties[county].append(row["officiellt_namn"])
        yield _kommun(row["namn"], row["officiellt_namn"], row["kommunkod"], county)
    for county, members in counties.items():
        yield _kommuner_of(county, members)


def _region(name: str, county: str) -> KnownBody:
    aliases = _REGION_ALIASES.get(name, ())
    return KnownBody(name, BodyKind.REGION, county, aliases=aliases)


def _kommun(short: str, official: str, code: str, county: str) -> KnownBody:
    genitive = short if short.endswith(("s", "x", "z")) else f"{short}s"
    aliases = {short, f"{short} kommun", f"{genitive} kommun", f"{genitive} stad", f"{short} stad"}
    return KnownBody(
        official, BodyKind.KOMMUN, county, code, tuple(sorted(aliases - {official})), ()
    )


def _kommuner_of(county: str, members: list[str]) -> KnownBody:
    short = county.removesuffix(" län")
    bare = short.removesuffix("s") if county not in {"Kalmar län"} else short
    aliases = (f"{county}s kommuner", f"kommunerna i {bare}", f"länets kommuner i {county}",
               f"samtliga kommuner i {county}", f"alla kommuner i {county}")  # fmt: skip
    return KnownBody(
        f"Kommunerna i {county}", BodyKind.GROUP, county, None, aliases, tuple(members)
    )


def _shipped_funds() -> Iterator[KnownFund]:
    data = tomllib.loads((DATA_DIR / "funds.toml").read_text(encoding="utf-8"))
    for row in data["fund"]:
        yield KnownFund(
            row["code"],
            row["name"],
            tuple(row.get("aliases", ())),
            row.get("parent"),
            row.get("generic", False),
        )


def _index(known: Iterable[_Known]) -> dict[str, list[_Known]]:
    index: dict[str, list[_Known]] = {}
    for one in known:
        for key in {fold_name(form) for form in written_forms(one)}:
            index.setdefault(key, []).append(one)
    return index


def _only(names: list[str]) -> Lookup:
    unique = tuple(sorted(set(names)))
    return Lookup(unique[0] if len(unique) == 1 else None, unique)


def _hits(index: dict[str, list[_Known]], key: str) -> list[_Known]:
    """What stands under `key`, or under it without the genitive or the definite form."""
    bare = key.removesuffix("s")
    indefinite = f"{bare.removesuffix('medlen')}medel" if bare.endswith("medlen") else bare
    return index.get(key) or index.get(bare) or index.get(indefinite) or []
