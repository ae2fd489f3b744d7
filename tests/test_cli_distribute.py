"""`medel key` and `medel distribute`: a key, a sum, the inbox, and back to the calculation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import books
import pytest
from books import Said, found, imported, medel, minutes, posted

from ledger.parties.bodies import body_named, body_number
from ledger.parties.memberships import leave
from ledger.parties.merging import merge
from ledger.terms import EntryKind, StatementKind, Status

FUND = "Länsgemensamma medel"
REGION, ASSOCIATION = "Region Kalmar län", "Kommunförbundet Kalmar län"
OF = ("--fund", FUND, "--year", 2023)
PAPER = ("--paper", "beslut i maj", "--date", "2023-05-05")
PEOPLE = """Folkmängd, påhittad
Region;2022
08 Kalmar län;247 199
0821 Högsby;5 649
0834 Torsås;7 092
0840 Mörbylånga;15 600
0860 Hultsfred;13 859
0861 Mönsterås;13 375
0862 Emmaboda;9 277
0880 Kalmar;72 018
0881 Nybro;20 273
0882 Oskarshamn;27 102
0883 Västervik;36 622
0884 Vimmerby;15 441
0885 Borgholm;10 891
"""
NESTED = """kind = "halves"
[[parts]]
body = "Region Kalmar län"
[[parts]]
kind = "per_capita"
name = "Kommunerna"
among = ["Kommunerna i Kalmar län"]
"""


@pytest.fixture
def kalmar(db: str) -> str:
    """A book with the association, and a key that halves between it and the region."""
    return _with_a_key(db)


@pytest.fixture
def kalmar_file(sqlite_db: str) -> str:
    """The same in a file, for what is the same in both databases."""
    return _with_a_key(sqlite_db)


def _with_a_key(db: str) -> str:
    medel("body", "add", ASSOCIATION, "--county", "Kalmar län", db=db)
    said = medel("key", "add", "Kalmar halva", "--halves", REGION, ASSOCIATION, db=db)
    assert said.code == 0, said.both
    return db


@pytest.fixture
def counted(kalmar: str, tmp_path: Path) -> str:
    """The same with the people of Kalmar län, and a key of half per capita."""
    (tmp_path / "folk.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "nyckel.toml").write_text(NESTED, "utf-8")
    said = medel("key", "population", tmp_path / "folk.csv", "--date", "2022-12-31", db=kalmar)
    assert (said.code, said.stderr) == (0, "")
    assert "12 bodies, 247199 people" in said.stdout
    assert "B3: Kalmar län (a county)" in said.stdout
    said = medel("key", "add", "Efter folk", "--from", tmp_path / "nyckel.toml", db=kalmar)
    assert said.code == 0, said.both
    return kalmar


def distribute(db: str, *args: str | int) -> Any:
    said = medel("distribute", *args, "--format", "json", db=db)
    assert said.code == 0, said.both
    return said.rows


def amounts(done: Any) -> dict[str, str]:
    return {p["part"]: p["amount"] for p in done["parts"] if not p["divided"]}


def proposed(done: Any) -> list[tuple[str, str, str, str]]:
    return [(p["payer"], p["payee"], p["amount"], p["kind"]) for p in done["proposals"]]


def refused(said: Said, words: str, db: str, before: Any) -> None:
    assert said.code in {2, 3}
    assert words in said.stderr
    assert books.dump(db) == before


# -- The worked example: Kalmar 2023 --------------------------------------------------------------


def test_what_is_expected_to_be_unused_is_pooled_and_halved(kalmar: str, tmp_path: Path) -> None:
    """Kalmar 2023: both hold money; the forecast says what each will use; the rest is halved."""
    db = kalmar
    posted(db, "4528193", kind=EntryKind.RECEIVED, payer="Staten", payee=REGION, year=2023)
    posted(db, "1466414", kind=EntryKind.ALLOCATED, payer=REGION, payee=ASSOCIATION, year=2023)
    posted(db, "480438.97", kind=EntryKind.SPENT, payer=ASSOCIATION, payee="Staten", year=2023)
    forecast = tmp_path / "prognos.csv"
    forecast.write_text(
        f"Medel;Part;Prognos\n{FUND};{REGION};2 561 779\n{FUND};{ASSOCIATION};985 975\n", "utf-8"
    )
    medel("plan", "import", forecast, "--kind", "forecast", "--year", 2023, "--name", "maj",
          "--date", "2023-05-05", "--paper", "protokoll", db=db)  # fmt: skip
    medel("plan", "state", 1, "approved", "--why", "fastställd i maj", db=db)
    [row] = imported(
        db,
        minutes(
            found(
                "Det som väntas bli över delas lika mellan regionen och förbundet.",
                kind=StatementKind.TRANSFER,
            ),
            forum="Länsgemensam ledning i samverkan", county="Kalmar län",
        ),
    )  # fmt: skip

    done = distribute(
        db, "--unused", FUND, 2023, "--forecast", "--key", "Kalmar halva", "--row", row
    )

    # 3 061 779 - 2 561 779 of the region, and 1 466 414 - 985 975 of the association
    assert done["pool"] == [
        {"body": ASSOCIATION, "amount": "480439.00"}, {"body": REGION, "amount": "500000.00"},
    ]  # fmt: skip
    assert done["amount"] == "980439.00"
    assert amounts(done) == {REGION: "490219.50", ASSOCIATION: "490219.50"}
    assert proposed(done) == [(REGION, ASSOCIATION, "9780.50", "transfer")]
    assert medel("inbox", "accept", done["proposals"][0]["row"], db=db).code == 0
    trail = medel("trace", 4, db=db).stdout
    assert f"{FUND} 2023: {REGION} → {ASSOCIATION}: »9,780.50« kr" in trail
    assert "Länsgemensam ledning i samverkan" in trail
    text = books.dump_of(db, "sources")[-1]
    assert any("Det som väntas bli över delas lika" in str(value) for value in text)
    assert books.findings(db) == []


# -- Parts and proposals --------------------------------------------------------------------------


def test_half_per_capita_is_the_whole_to_the_ore(counted: str) -> None:
    done = distribute(
        counted, "985975", "--key", "efter folk", *OF, "--from", REGION, "--row", _row(counted)
    )
    parts = amounts(done)
    assert sum(round(float(kronor) * 100) for kronor in parts.values()) == 98597500
    assert parts[REGION] == "492987.50"
    assert parts["Kalmar kommun"] == "143625.07"  # 492 987,50 × 72 018 / 247 199
    assert [(p["name"], p["date"], p["file"]) for p in done["populations"]] == [
        ("folk", "2022-12-31", "folk.csv")
    ]
    assert len(done["proposals"]) == 12  # the region keeps its own half
    rows = medel("inbox", "list", "--ready", "--format", "json", db=counted).rows
    assert [row["number"] for row in rows if row["kind"] == "allocation"] == [
        proposal["row"] for proposal in done["proposals"]
    ]
    assert {row["forum"] for row in rows} == {"Ledningsgrupp för samverkan i Dalarna"}


def _row(db: str) -> int:
    return imported(db, minutes(found("Beslut: medlen fördelas 1 kr.", 1, "1 kr")))[0]


MOVED = [
    ("from one payer", ("100", "--from", ASSOCIATION),
     [(ASSOCIATION, REGION, "50.00", "allocation")]),
    ("to one payee", ("100", "--to", REGION), [(ASSOCIATION, REGION, "50.00", "transfer")]),
    ("a negative sum turns round", ("−100", "--from", "Kalmar kommun"),
     [(REGION, "Kalmar kommun", "50.00", "allocation"),
      (ASSOCIATION, "Kalmar kommun", "50.00", "allocation")]),
    ("one öre goes to one", ("0,01", "--from", "Kalmar kommun"),
     [("Kalmar kommun", ASSOCIATION, "0.01", "allocation")]),
    ("no payer is known: the inbox asks", ("100",),
     [(None, REGION, "50.00", "allocation"), (None, ASSOCIATION, "50.00", "allocation")]),
    ("another kind", ("100", "--from", REGION, "--kind", "to_invoice"),
     [(REGION, ASSOCIATION, "50.00", "invoice")]),
    ("whole kronor", ("101", "--from", "Kalmar kommun", "--round", "kr"),
     [("Kalmar kommun", REGION, "50.00", "allocation"),
      ("Kalmar kommun", ASSOCIATION, "51.00", "allocation")]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "args", "moved"), MOVED, ids=[case[0] for case in MOVED])
def test_who_pays_whom(what: str, args: tuple[str, ...], moved: Any, kalmar_file: str) -> None:
    done = distribute(kalmar_file, *args, "--key", "Kalmar halva", *OF, *PAPER)
    assert proposed(done) == moved
    assert books.findings(kalmar_file) == []


def test_a_dry_run_shows_the_same_and_stores_nothing(kalmar: str) -> None:
    args = ("100,01", "--key", "Kalmar halva", *OF, "--from", "Kalmar kommun")
    before = books.dump(kalmar)
    dry = distribute(kalmar, *args, "--dry-run")
    assert books.dump(kalmar) == before
    done = distribute(kalmar, *args, *PAPER)
    assert dry["parts"] == done["parts"]
    assert proposed(dry) == proposed(done)
    shown = medel("distribute", *args, "--dry-run", db=kalmar)
    assert "Nothing was stored." in shown.stdout


def test_what_remains_today_is_evened_out(kalmar: str) -> None:
    for kronor, body in ((300, REGION), (100, ASSOCIATION), (50, "Kalmar kommun")):
        posted(kalmar, kronor, kind=EntryKind.RECEIVED, payer="Staten", payee=body, year=2023)
    posted(kalmar, 40, kind=EntryKind.ALLOCATED, payer="Staten", payee="Nybro kommun", year=2023)
    done = distribute(kalmar, "--unused", FUND, 2023, "--key", "Kalmar halva", *PAPER)
    assert done["amount"] == "490.00"  # the state only grants: it holds nothing of the pool
    assert proposed(done) == [
        ("Kalmar kommun", ASSOCIATION, "50.00", "transfer"),
        ("Nybro kommun", ASSOCIATION, "40.00", "transfer"),
        (REGION, ASSOCIATION, "55.00", "transfer"),
    ]
    rows = [proposal["row"] for proposal in done["proposals"]]
    assert medel("inbox", "accept", *rows, db=kalmar).code == 0
    again = distribute(
        kalmar, "--unused", FUND, 2023, "--key", "Kalmar halva", "--dry-run"
    )  # fmt: skip
    assert again["proposals"] == []


def test_a_percentage_of_each_ones_grant_needs_no_amount(kalmar: str) -> None:
    for kronor, body in ((1000, "Kalmar kommun"), ("333.33", "Nybro kommun")):
        posted(kalmar, kronor, kind=EntryKind.GRANTED, payer="Staten", payee=body, year=2023)
    medel("key", "add", "fyra", "--percent", "Kalmar kommun=4", "--percent", "Nybro=4", db=kalmar)
    done = distribute(kalmar, "--key", "fyra", *OF, "--to", REGION, *PAPER)
    assert amounts(done) == {"Kalmar kommun": "40.00", "Nybro kommun": "13.33"}
    assert done["amount"] == "53.33"
    assert done["parts"][1]["note"] == "4 % of 333.33 kr"


def test_members_are_those_of_the_day_of_the_decision(kalmar: str) -> None:
    group = "Kommunerna i Kalmar län"
    with books.writing(kalmar) as (connection, made):
        who = [body_number(connection, name) for name in (group, "Nybro kommun")]
        leave(connection, made, *who, date(2023, 6, 30))
    medel("key", "add", "lika", "--equal", group, db=kalmar)
    key = ("1200", "--key", "lika", *OF, "--from", REGION, "--dry-run", "--paper", "beslut")
    before = amounts(distribute(kalmar, *key, "--date", "2023-05-05"))
    after = amounts(distribute(kalmar, *key, "--date", "2023-08-01"))
    assert (len(before), before["Kalmar kommun"]) == (12, "100.00")
    assert "Nybro kommun" in before
    assert (len(after), "Nybro kommun" in after) == (11, False)


# -- What is refused ------------------------------------------------------------------------------

REFUSED = [
    ("no decision", ("100", *OF), "Say what decision it rests on"),
    ("two decisions", ("100", *OF, "--row", "1", "--paper", "x"), "Name one decision"),
    ("a row that is none", ("100", *OF, "--row", "9"), "no row 9"),
    ("an entry that is none", ("100", *OF, "--decision", "9"), "no entry 9"),
    ("no amount", (*OF, *PAPER), "Say what amount"),
    ("an amount and what is unused", ("100", "--unused", FUND, "2023", *PAPER), "Either an amount"),
    ("nothing is unused", ("--unused", FUND, "2023", *PAPER), "Nothing of"),
    ("unused of one year for another", ("--unused", FUND, "2023", "--year", "2024", *PAPER),
     "stays in its own fund and year"),
    ("no forecast", ("--unused", FUND, "2023", "--forecast", *PAPER), "No forecast for 2023"),
    ("a forecast of an amount", ("100", *OF, "--forecast", *PAPER), "goes with --unused"),
    ("no fund", ("100", "--year", "2023", *PAPER), "with --fund and --year"),
    ("both payer and payee", ("100", *OF, "--from", REGION, "--to", REGION, *PAPER), "--from or"),
    ("a kind that moves nothing between two", ("1", *OF, "--kind", "carried", *PAPER), "proposed"),
    ("nothing to divide", ("0", *OF, *PAPER), "nothing to put into the inbox"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "args", "said"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused_with_the_book_as_it_was(
    what: str, args: tuple[str, ...], said: str, kalmar_file: str
) -> None:
    before = books.dump(kalmar_file)
    done = medel("distribute", *args, "--key", "Kalmar halva", db=kalmar_file)
    refused(done, said, kalmar_file, before)


def test_the_same_calculation_is_not_proposed_twice(kalmar: str) -> None:
    args = ("100", "--key", "Kalmar halva", *OF, "--from", REGION, *PAPER)
    distribute(kalmar, *args)
    before = books.dump(kalmar)
    refused(medel("distribute", *args, db=kalmar), "in the book already", kalmar, before)


def test_a_decision_that_was_turned_down_or_corrected_is_none(kalmar: str) -> None:
    row = imported(kalmar, minutes(found("Beslut: 1 kr.", 1, "1 kr")))[0]
    medel("inbox", "reject", row, "--why", "fel", db=kalmar)
    entry = posted(kalmar, 5)
    medel("correct", entry, "--reason", "fel", db=kalmar)
    before = books.dump(kalmar)
    for named, said in (
        (("--row", row), "turned down: fel"),
        (("--decision", entry), "corrected by 2"),
    ):
        args = ("distribute", "100", "--key", "Kalmar halva", *OF, *named)
        refused(medel(*args, db=kalmar), said, kalmar, before)


def test_what_is_only_proposed_is_proposed(kalmar: str) -> None:
    quote = found("Förslag: medlen delas.", status=Status.PROPOSED)
    row = imported(kalmar, minutes(quote))[0]
    done = distribute(kalmar, "2", "--key", "Kalmar halva", *OF, "--from", REGION, "--row", row)
    said = medel("inbox", "accept", done["proposals"][0]["row"], db=kalmar)
    assert "do not decide it: proposed" in said.stderr


# -- Keys -----------------------------------------------------------------------------------------

KEYS_REFUSED = [
    ("two ways", ("--equal", "Kalmar", "--per-capita", "Kalmar"), "Say one way"),
    ("no way", (), "Say one way"),
    ("a body that is none", ("--halves", "Kalmar", "Atlantis"), "No body is called “Atlantis”"),
    ("two words for one body", ("--halves", "Kalmar", "Kalmar kommun"), "stands twice"),
    ("the same body twice", ("--fixed", "Kalmar=1", "--fixed", "Kalmar=2"), "stands twice"),
    ("no figure", ("--fixed", "Kalmar"), "is not a body and a figure"),
    ("a population that is none", ("--per-capita", "Kalmar", "--population", "X"),
     "population “X”"),
    ("halves with a rest", ("--halves", "Kalmar", "Nybro", "--rest", "Torsås"), "takes no rest"),
    ("a file that is none", ("--from", "finns-inte.toml"), "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "args", "said"), KEYS_REFUSED,
                         ids=[case[0] for case in KEYS_REFUSED])  # fmt: skip
def test_a_key_is_refused_in_words(
    what: str, args: tuple[str, ...], said: str, sqlite_db: str
) -> None:
    before = books.dump(sqlite_db)
    refused(medel("key", "add", "ny", *args, db=sqlite_db), said, sqlite_db, before)


def test_every_version_of_a_key_is_kept_and_the_newest_holds(kalmar: str) -> None:
    again = ("key", "add", "kalmar halva", "--shares", f"{REGION}=60", "--shares")
    medel(*again, f"{ASSOCIATION}=40", "--paper", "nytt beslut", db=kalmar)
    versions = medel("key", "show", "Kalmar halva", "--format", "json", db=kalmar).rows
    assert [(v["version"], v["kind"], v["paper"]) for v in versions] == [
        (1, "halves", None), (2, "shares", "nytt beslut"),
    ]  # fmt: skip
    listed = medel("key", "list", "--format", "json", db=kalmar).rows
    assert [(key["name"], key["version"]) for key in listed] == [("kalmar halva", 2)]
    assert amounts(distribute(kalmar, "10", "--key", "Kalmar halva", *OF, "--dry-run")) == {
        REGION: "6.00", ASSOCIATION: "4.00",
    }  # fmt: skip
    assert "No distribution key" in medel("key", "show", "annan", db=kalmar).stderr


KEY_FILES = [
    ("json", '{"kind": "halves", "parts": ["Kalmar", "Nybro"]}', None),
    ("a number with decimals is kronor", 'kind = "fixed"\nsums = {Kalmar = 0.50}', None),
    ("three decimals are no öre", 'kind = "fixed"\nsums = {Kalmar = 1.005}', "whole number of öre"),
    ("no toml", "kind = ", "cannot be read"),
    ("no key", "[[a]]\nb = 1", "no field “a”"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "said"), KEY_FILES, ids=[case[0] for case in KEY_FILES])
def test_a_key_from_a_file(
    what: str, text: str, said: str | None, sqlite_db: str, tmp_path: Path
) -> None:
    (tmp_path / "nyckel.toml").write_text(text, "utf-8")
    done = medel("key", "add", "ny", "--from", tmp_path / "nyckel.toml", db=sqlite_db)
    assert (done.code == 0) == (said is None), done.both
    assert (said or "") in done.stderr
    assert not said or "nyckel.toml" in done.stderr


def test_a_population_is_refused_without_a_day_or_twice(counted: str, tmp_path: Path) -> None:
    before = books.dump(counted)
    file = tmp_path / "folk.csv"
    refused(medel("key", "population", file, db=counted), "--date", counted, before)
    again = medel("key", "population", file, "--date", "2022-12-31", db=counted)
    refused(again, "in the book already", counted, before)
    listed = medel("key", "population", "--format", "json", db=counted).rows
    assert listed == [{"number": 1, "name": "folk", "date": "2022-12-31", "file": "folk.csv"}]


def test_a_body_that_was_merged_is_divided_to_as_what_it_has_become(kalmar: str) -> None:
    medel("body", "add", "Förbundet i nya länet", "--kind", "association", db=kalmar)
    with books.writing(kalmar) as (connection, made):
        old, new = (body_named(connection, name) for name in (ASSOCIATION, "Förbundet i nya länet"))
        merge(connection, made, old, new, "nytt namn")
    done = distribute(kalmar, "100", "--key", "Kalmar halva", *OF, "--from", ASSOCIATION, *PAPER)
    assert proposed(done) == [("Förbundet i nya länet", REGION, "50.00", "allocation")]


def test_a_body_at_two_levels_of_a_key_gets_one_proposal(kalmar_file: str, tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text(
        'kind = "halves"\nparts = ["Kalmar", {name = "båda", kind = "equal", '
        'parts = ["Kalmar", "Nybro"]}]\n', "utf-8",
    )  # fmt: skip
    medel("key", "add", "två led", "--from", tmp_path / "k.toml", db=kalmar_file)
    args = ("100", "--key", "två led", *OF, "--from", REGION, *PAPER)
    assert [p[1:3] for p in proposed(distribute(kalmar_file, *args))] == [
        ("Kalmar kommun", "75.00"), ("Nybro kommun", "25.00"),
    ]  # fmt: skip
    rows = medel("inbox", "list", "--format", "json", db=kalmar_file).rows
    assert "75.00 kr (part: 1/2 + 1/2)" in rows[0]["quote"]
