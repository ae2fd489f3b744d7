"""Funds: their names, parts and fund years, and the terms of a year in versions."""

from __future__ import annotations

from datetime import date
from typing import Any

import books
import pytest
from books import dump, findings, medel, posted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.grants.fund_terms import Said, add_terms, terms_of, versions
from ledger.grants.funds import fund_number
from ledger.storage.moments import Moment
from ledger.storage.store import open_book
from ledger.terms import CarryOver

PSYK = "Psykisk hälsa och suicidprevention"
FROM = ("--from", "2024-01-15", "--on-word", "Socialstyrelsen")


def _say(db: str, *args: str, fund: str = "PSYK", year: str = "2024") -> books.Said:
    return medel("fund", "year", fund, year, *args, db=db)


def _terms(db: str, *args: str, fund: str = "PSYK", year: str = "2024") -> Any:
    return medel("fund", "year", fund, year, "--format", "json", *args, db=db).rows


# -- Names ---------------------------------------------------------------------------------------


def test_a_part_is_added_to_its_whole(db: str) -> None:
    said = medel("fund", "add", "Samtalsstöd", "--parent", "PSYK", "--code", "SAMTAL", db=db)
    assert said.code == 0
    assert medel("fund", "show", "SAMTAL", "--format", "json", db=db).rows["part_of"] == PSYK
    assert "Samtalsstöd" in medel("fund", "show", PSYK, "--format", "json", db=db).rows["parts"]
    assert medel("fund", "alias", "SAMTAL", "samtalspengen", db=db).code == 0
    posted(db, 10, fund="Samtalspengen")
    assert medel("journal", "--format", "json", db=db).rows[0]["fund"] == "Samtalsstöd"
    assert findings(db) == []


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(("add", "Ny pott", "--code", "PSYK"), PSYK, id="a code that is taken"),
        pytest.param(("add", "Ny pott", "--alias", "UPH-medel"), PSYK, id="an alias that is taken"),
        pytest.param(("add", "Ny pott", "--parent", "Ingen"), "No fund", id="an unknown whole"),
        pytest.param(("alias", "PSYK", "Brukarmiljonen"), "already", id="another fund's name"),
        pytest.param(("alias", "PSYK", "PRIO-medel"), "already", id="its own name"),
        pytest.param(("show", "Brukarmiljnen"), "“Brukarmiljonen”", id="near names are offered"),
    ],
)
def test_names_and_codes_mean_one_fund(args: tuple[str, ...], says: str, sqlite_db: str) -> None:
    before = dump(sqlite_db)
    said = medel("fund", *args, db=sqlite_db)
    assert said.code == 2
    assert says in said.stderr
    assert dump(sqlite_db) == before


def test_two_long_names_get_codes_of_their_own(sqlite_db: str) -> None:
    for name in ("Gemensam utveckling ett", "Gemensam utveckling två"):
        assert medel("fund", "add", name, db=sqlite_db).code == 0
    codes = [row["code"] for row in medel("fund", "list", "--format", "json", db=sqlite_db).rows]
    assert len(codes) == len(set(codes))


def test_show_tells_what_is_left_of_each_year(db: str) -> None:
    received = books.EntryKind.RECEIVED
    for year, kronor in ((2023, 100), (2024, 250)):
        posted(db, kronor, kind=received, fund="PSYK", year=year, payer="Socialstyrelsen")
    posted(db, 30, kind=books.EntryKind.SPENT, fund="PSYK", year=2024, payer="Falu kommun",
           payee="Region Dalarna")  # fmt: skip
    _say(db, "--carry-over", "no", *FROM)
    years = medel("fund", "show", "PSYK", "--format", "json", db=db).rows["years"]
    assert [(y["year"], y["remaining"]) for y in years] == [(2023, "100.00"), (2024, "220.00")]
    assert [y["terms"] and y["terms"]["carry_over"] for y in years] == [None, "no"]
    said = medel("fund", "show", "PSYK", db=db).stdout
    assert "terms unknown" in said
    assert "220.00" in said


# -- Terms ---------------------------------------------------------------------------------------


def test_a_version_takes_over_what_it_does_not_say(db: str) -> None:
    assert _terms(db) is None
    assert _say(db, "--grantor", "Socialstyrelsen", "--use-by", "2024-12-31",
                "--carry-over", "no", "--paper", "beslut", *FROM).code == 0  # fmt: skip
    assert _say(db, "--carry-until", "2025-06-30", "--from", "2024-11-20",
                "--on-word", "Socialstyrelsen, frågor och svar").code == 0  # fmt: skip
    then, now = _terms(db, "--as-of", "2024-06-30"), _terms(db)
    assert (then["carry_over"], then["carry_until"], then["paper"]) == ("no", None, "beslut")
    assert (now["carry_over"], now["carry_until"]) == ("until", "2025-06-30")
    assert (now["grantor"], now["use_by"], now["paper"]) == ("Socialstyrelsen", "2024-12-31", None)
    assert now["on_word"] == "Socialstyrelsen, frågor och svar"
    assert _terms(db, "--as-of", "2024-01-14") is None
    assert [one["from"] for one in _terms(db, "--history")] == ["2024-01-15", "2024-11-20"]
    assert findings(db) == []


def test_a_version_said_later_of_an_earlier_day_holds_for_those_days(db: str) -> None:
    _say(db, "--use-by", "2024-12-31", "--from", "2024-06-01", "--on-word", "Staten")
    _say(db, "--use-by", "2024-10-31", "--from", "2024-01-01", "--on-word", "Staten")
    _say(db, "--use-by", "2024-11-30", "--from", "2024-06-01", "--on-word", "Staten")
    days = ("2024-03-01", "2024-06-01")
    assert [_terms(db, "--as-of", day)["use_by"] for day in days] == ["2024-10-31", "2024-11-30"]


def test_what_the_book_said_then(db: str) -> None:
    _say(db, "--use-by", "2024-10-31", *FROM)
    with open_book(db).reading() as connection:
        before = str(connection.exec_driver_sql("SELECT max(at) FROM events").scalar())
    _say(db, "--use-by", "2024-11-30", *FROM)
    assert _terms(db, "--known-at", before)["use_by"] == "2024-10-31"
    assert _terms(db)["use_by"] == "2024-11-30"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(("--use-by", "2024-12-31"), "--on-word", id="on nobody's word"),
        pytest.param(("--use-by", "2024-12-31", "--from", "2024-01-01"), "--on-word", id="no word"),
        pytest.param(("--use-by", "2024-12-31", "--on-word", "S"), "--from", id="from no day"),
        pytest.param(("--use-by", "2024-12-31", "--from", "2024-01-01", "--on-word", " "),
                     "--on-word", id="an empty word"),
        pytest.param(FROM, "Say what", id="nothing is said"),
        pytest.param(("--carry-over", "until", *FROM), "--carry-until", id="until no day"),
        pytest.param(("--carry-over", "no", "--carry-until", "2025-01-01", *FROM), "until",
                     id="no, but until a day"),
        pytest.param(("--use-by", "0204-12-31", *FROM), "cannot be", id="digits swapped"),
        pytest.param(("--use-by", "2024-02-30", *FROM), "not a date", id="no such day"),
        pytest.param(("--grantor", "Ingen alls", *FROM), "No body", id="an unknown grantor"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be(args: tuple[str, ...], says: str, sqlite_db: str) -> None:
    before = dump(sqlite_db)
    said = _say(sqlite_db, *args)
    assert said.code == 2
    assert says in said.stderr
    assert dump(sqlite_db) == before


def test_a_day_that_nobody_knows_any_more_is_taken_away(sqlite_db: str) -> None:
    _say(sqlite_db, "--use-by", "2024-12-31", "--report-by", "2025-03-31", *FROM)
    _say(sqlite_db, "--use-by", "unknown", "--from", "2024-05-01", "--on-word", "Staten")
    now = _terms(sqlite_db)
    assert (now["use_by"], now["report_by"]) == (None, "2025-03-31")


def test_parts_have_terms_of_their_own_unless_they_are_said_for_all(sqlite_db: str) -> None:
    _say(sqlite_db, "--use-by", "2024-12-31", *FROM)
    assert _terms(sqlite_db, fund="BRUKAR") is None
    _say(sqlite_db, "--use-by", "2024-12-31", "--parts", *FROM)
    assert _terms(sqlite_db, fund="BRUKAR")["use_by"] == "2024-12-31"


@pytest.mark.parametrize(
    ("carry_over", "until", "day", "may"),
    [
        pytest.param(CarryOver.YES, None, "2030-01-01", True, id="yes"),
        pytest.param(CarryOver.NO, None, "2024-01-01", False, id="no"),
        pytest.param(CarryOver.UNTIL, "2025-06-30", "2025-06-30", True, id="until, on its day"),
        pytest.param(CarryOver.UNTIL, "2025-06-30", "2025-07-01", False, id="until, the day after"),
        pytest.param(CarryOver.UNKNOWN, None, "2024-01-01", None, id="unknown is neither"),
    ],
)
def test_may_it_be_carried(
    carry_over: CarryOver, until: str | None, day: str, may: bool | None, sqlite_db: str
) -> None:
    with books.writing(sqlite_db) as (connection, made):
        fund = fund_number(connection, "PSYK")
        changes = {"carry_over": carry_over}
        if until:
            changes |= {"carry_until": date.fromisoformat(until)}
        add_terms(connection, made, fund, 2024, changes, Said(date(2024, 1, 1), "Staten"))
    with open_book(sqlite_db).reading() as connection:
        terms = terms_of(connection, fund, 2024)
    assert terms is not None
    assert terms.may_be_carried(date.fromisoformat(day)) is may


_DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 12))


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(said=st.lists(_DAYS, min_size=1, max_size=6), day=_DAYS)
def test_the_newest_version_that_applies_holds(said: list[date], day: date, sqlite_db: str) -> None:
    """Against the simplest of models: walk the versions in order of day, then of saying."""
    year = 1990 + len(books.dump_of(sqlite_db, "fund_years"))
    with books.writing(sqlite_db) as (connection, made):
        fund = fund_number(connection, "PSYK")
        for number, start in enumerate(said):
            changes = {"conditions": str(number)}
            add_terms(connection, made, fund, year, changes, Said(start, "Staten"))
    with open_book(sqlite_db).reading() as connection:
        holds = terms_of(connection, fund, year, Moment(as_of=day))
        assert len(versions(connection, fund, year)) == len(said)
    applies = [(start, n) for n, start in enumerate(said) if start <= day]
    assert (holds and holds.conditions) == (str(max(applies)[1]) if applies else None)
