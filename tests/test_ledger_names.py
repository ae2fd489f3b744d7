"""Names: every kommun and region by every form it is written in, and no guess where two fit."""

from __future__ import annotations

import csv

import pytest

from ledger.parties.names import DATA_DIR, Names, fold_name, kind_of_new_body
from ledger.terms import BodyKind

NAMES = Names.shipped()
with (DATA_DIR / "kommuner.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
KOMMUNER = [row for row in ROWS if row["officiellt_namn"] != row["region"]]
REGIONS = sorted({row["region"] for row in ROWS})


def test_there_are_all_of_them() -> None:
    assert (len(ROWS), len(REGIONS)) == (290, 21)


def _genitive(short: str) -> str:
    return short if short.endswith(("s", "x", "z")) else f"{short}s"


@pytest.mark.parametrize(
    "form",
    [
        "{official}",
        "{short}",
        "{short} kommun",
        "{genitive} kommun",
        "{official_genitive}",
        "{upper}",
        "{lower}",
        "{spaced}",
    ],
)
def test_every_kommun_by(form: str) -> None:
    wrong = {}
    for row in KOMMUNER:
        official, short = row["officiellt_namn"], row["namn"]
        words = form.format(
            official=official, short=short, genitive=_genitive(short),
            official_genitive=_genitive(official), upper=official.upper(),
            lower=official.lower(), spaced=official.replace(" ", "\u00a0"),
        )  # fmt: skip
        found = NAMES.body(words)
        if found.name != official:
            wrong[words] = found
    assert wrong == {}


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_by_its_name_and_genitive(region: str) -> None:
    assert NAMES.body(region).name == region
    assert NAMES.body(region.upper()).name == region
    assert NAMES.body(_genitive(region)).name == region


@pytest.mark.parametrize(("county", "kommuner"), sorted({(r["lan"], "") for r in ROWS}))
def test_all_kommuner_of_a_county(county: str, kommuner: str) -> None:
    name = f"Kommunerna i {county}"
    here = [row for row in KOMMUNER if row["lan"] == county]
    if not here:
        pytest.skip("Gotland is one kommun and one region")
    for words in (f"kommunerna i {county}", f"samtliga kommuner i {county}", f"{county}s kommuner"):
        assert NAMES.body(words).name == name, words
    for words in ("kommunerna", "länets kommuner", "samtliga kommuner", "alla kommuner"):
        assert NAMES.body(words, county=county).name == name, words
        assert NAMES.body(words).name is None, "no county, no guess"
    group = next(body for body in NAMES.bodies if body.name == name)
    assert sorted(group.members) == sorted(row["officiellt_namn"] for row in here)


@pytest.mark.parametrize("county", sorted({row["lan"] for row in ROWS}))
def test_the_region_of_a_county(county: str) -> None:
    region = next(row["region"] for row in ROWS if row["lan"] == county)
    assert NAMES.body("regionen", county=county).name == region
    assert NAMES.body("regionen").name is None


BODIES = {
    "Borgholm": "Borgholms kommun",
    "Borgholms kommun": "Borgholms kommun",
    "Region Kronoberg": "Region Kronoberg",
    "Region Kalmar": "Region Kalmar län",
    "Kalmar": "Kalmar kommun",
    "VGR": "Västra Götalandsregionen",
    "Gotland": "Region Gotland",
    "Stockholms stad": "Stockholms kommun",
    "Göteborgs stad": "Göteborgs kommun",
    "Socialstyrelsen": "Socialstyrelsen",
    "Socialstyrelsens": "Socialstyrelsen",
    "SKR": "Sveriges Kommuner och Regioner",
    "SKL": "Sveriges Kommuner och Regioner",
    "kommunerna i Kalmar län": "Kommunerna i Kalmar län",
    "Bor\u00adgholms kommun": "Borgholms kommun",  # soft hyphen from a PDF
}


@pytest.mark.parametrize(("words", "name"), BODIES.items(), ids=ascii)
def test_bodies(words: str, name: str) -> None:
    assert NAMES.body(words).name == name


NOBODY = (
    "", " ", "kommun", "kommunen", "kommunerna", "regionen", "länet", "Kommunförbundet",
    "förbundet", "Kalmar län", "Ankeborg", "Region", "gruppen", "ordföranden", "a", "s",
)  # fmt: skip


@pytest.mark.parametrize("words", NOBODY)
def test_words_that_name_nobody(words: str) -> None:
    assert NAMES.body(words).name is None


def test_two_of_a_name_are_both_told_and_none_is_chosen() -> None:
    from ledger.parties.names import KnownBody

    names = Names(
        (
            KnownBody("Samverkan Nord", BodyKind.FORUM, aliases=("samverkansrådet",)),
            KnownBody("Samverkan Syd", BodyKind.FORUM, aliases=("samverkansrådet",)),
        ),
        (),
    )
    assert names.body("Samverkansrådet") == (None, ("Samverkan Nord", "Samverkan Syd"))


FUNDS = {
    "läns gemensamma medel": "Länsgemensamma medel",
    "LÄNSGEMENSAMMA MEDEL": "Länsgemensamma medel",
    "kvinnofridsatsningen": "Kvinnofridssatsningen",
    "brukarmiljonen": "Brukarmiljonen",
    "brukarmiljonens": "Brukarmiljonen",
    "RSS-medel": "RSS-medel",
    "RSS-medlen": "RSS-medel",
    "God och nära vård": "God och nära vård",
}


@pytest.mark.parametrize(("words", "name"), FUNDS.items())
def test_funds(words: str, name: str) -> None:
    assert NAMES.fund(words).name == name


@pytest.mark.parametrize("words", ["läkemedel", "hjälpmedel", "livsmedel", "medel", "", "pengar"])
def test_words_that_are_no_fund(words: str) -> None:
    assert NAMES.fund(words).name is None


SAME = [
    ("Kommunförbundet i Kalmar län", "kommunförbundet  Kalmar län"),
    ("Kvinnofridssatsningen", "kvinnofridsatsningen"),
    ("RSS-medel", "rss medel"),
    ("Region\u00a0Dalarna", "region dalarna"),
]
APART = [
    ("Habo kommun", "Håbo kommun"),
    ("Malå kommun", "Mala kommun"),
    ("Örebro", "Orebro"),
    ("Region Dalarna", "Region Dalarna 2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_are_not_one(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_no_form_names_two_bodies() -> None:
    from ledger.parties.names import written_forms

    two = {
        form: NAMES.body(form).choices
        for body in NAMES.bodies
        for form in written_forms(body)
        if NAMES.body(form).name is None
    }
    assert two == {}


KINDS = {
    "Kommunförbundet Norr": BodyKind.ASSOCIATION,
    "Samordningsförbundet Syd": BodyKind.ASSOCIATION,
    "Länsgemensam ledning": BodyKind.FORUM,
    "Länsstyrelsen Dalarna": BodyKind.STATE,
    "Region Påhitt": BodyKind.REGION,
    "Påhitts kommun": BodyKind.KOMMUN,
    "Föreningen Hjälpen": BodyKind.OTHER,
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_kind_of_a_body_by_its_name(name: str, kind: BodyKind) -> None:
    assert kind_of_new_body(name) is kind
