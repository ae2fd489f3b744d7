"""What is due, for which body, and what is missing."""

from __future__ import annotations

from typing import Any

import books
import pytest
from books import findings, medel, posted

from ledger.terms import EntryKind

SOS, REGION, FALU = "Socialstyrelsen", "Region Dalarna", "Falu kommun"
LATE, SOON, FAR = "2024-11-01", "2024-12-15", "2025-03-31"  # seen from the day below
DAY = ("--as-of", "2024-12-01")


def _terms(db: str, *args: str, fund: str = "PSYK") -> None:
    said = medel(
        "fund", "year", fund, "2024", *args, "--from", "2024-01-01", "--on-word", SOS, db=db
    )
    assert said.code == 0, said.stderr


def _post(db: str, kind: EntryKind, kronor: int, payee: str = REGION, **more: Any) -> None:
    posted(db, kronor, kind=kind, payer=more.pop("payer", SOS), payee=payee, fund="PSYK", **more)


def _due(db: str, *args: str) -> list[tuple[Any, ...]]:
    rows = medel("deadlines", "--format", "json", *(args or DAY), db=db).rows
    return [(r["what"], r["due"], r["days_left"], r["body"], r["amount"]) for r in rows]


def test_each_kind_of_last_day_names_body_and_what_is_missing(db: str) -> None:
    _terms(db, "--requisition-by", LATE, "--use-by", SOON, "--report-by", FAR)
    _post(db, EntryKind.GRANTED, 100)
    _post(db, EntryKind.REQUISITIONED, 60)
    _post(db, EntryKind.RECEIVED, 60)
    _post(db, EntryKind.SPENT, 15, payer=REGION, payee=FALU)
    assert _due(db) == [
        ("requisition", LATE, -30, REGION, "40.00"),
        ("use", SOON, 14, REGION, "45.00"),
        ("report", FAR, 120, REGION, None),
    ]
    assert [row[0] for row in _due(db, "--within", "14", *DAY)] == ["requisition", "use"]
    assert [row[0] for row in _due(db, "--within", "13", *DAY)] == ["requisition"]
    said = medel("deadlines", *DAY, db=db).stdout
    assert "30 days late" in said
    assert "40.00 kr not requisitioned" in said
    assert findings(db) == []


def test_what_is_done_is_not_due(db: str) -> None:
    _terms(db, "--requisition-by", LATE, "--use-by", SOON, "--report-by", FAR)
    _post(db, EntryKind.GRANTED, 100)
    _post(db, EntryKind.RECEIVED, 100)  # what has come has been claimed
    _post(db, EntryKind.SPENT, 70, payer=REGION, payee=FALU)
    _post(db, EntryKind.RETURNED, 30, payer=REGION, payee=SOS)
    args = ("--body", REGION, "--date", "2024-11-30", "--paper", "redovisning")
    assert medel("fund", "year", "reported", "PSYK", "2024", *args, db=db).code == 0
    assert _due(db) == []
    assert "Nothing is due." in medel("deadlines", *DAY, db=db).stdout
    before_it_was_handed_in = _due(db, "--as-of", "2024-11-29")
    assert [row[0] for row in before_it_was_handed_in] == ["report"]


def test_who_had_the_money_from_another_reports_to_that_one(sqlite_db: str) -> None:
    _terms(sqlite_db, "--report-by", FAR, "--use-by", SOON)
    _post(sqlite_db, EntryKind.RECEIVED, 100)
    _post(sqlite_db, EntryKind.ALLOCATED, 100, payer=REGION, payee=FALU)
    assert _due(sqlite_db) == [
        ("use", SOON, 14, FALU, "100.00"),
        ("report", FAR, 120, REGION, None),
    ]


def test_a_last_day_comes_though_nothing_is_posted(sqlite_db: str) -> None:
    _terms(sqlite_db, "--requisition-by", SOON)
    assert _due(sqlite_db) == [("requisition", SOON, 14, None, None)]
    assert "nothing is posted" in medel("deadlines", *DAY, db=sqlite_db).stdout


def test_entries_without_terms_are_named(db: str) -> None:
    _post(db, EntryKind.GRANTED, 100)
    rows = medel("deadlines", "--within", "0", "--format", "json", db=db).rows
    assert [(r["what"], r["fund"], r["fund_year"], r["due"]) for r in rows] == [
        ("terms_unknown", "Psykisk hälsa och suicidprevention", 2024, None)
    ]
    assert (
        "Terms unknown: Psykisk hälsa och suicidprevention 2024."
        in medel("deadlines", db=db).stdout
    )


def test_a_body_that_became_another_is_due_as_that_one(db: str) -> None:
    _terms(db, "--use-by", SOON, "--report-by", FAR)
    _post(db, EntryKind.RECEIVED, 100, payee=FALU)
    args = ("--body", FALU, "--date", "2024-11-30", "--paper", "redovisning")
    medel("fund", "year", "reported", "PSYK", "2024", *args, db=db)
    medel("body", "merge", FALU, "Borlänge kommun", "--why", "sammanslagning", db=db)
    assert _due(db) == [("use", SOON, 14, "Borlänge kommun", "100.00")]


def test_what_was_carried_to_a_day_is_due_that_day_first_in_first_out(db: str) -> None:
    _terms(db, "--carry-until", "2025-06-30")
    _post(db, EntryKind.RECEIVED, 100)
    _post(db, EntryKind.CARRIED, 100, payer=REGION, to_year=2025)
    _post(db, EntryKind.RECEIVED, 50, year=2025)
    _post(db, EntryKind.SPENT, 30, payer=REGION, payee=FALU, year=2025)
    rows = medel("deadlines", *DAY, "--format", "json", db=db).rows
    due = [(r["what"], r["due"], r["fund_year"], r["amount"]) for r in rows if r["due"]]
    assert due == [("use", "2025-06-30", 2025, "70.00")]
    _post(db, EntryKind.SPENT, 70, payer=REGION, payee=FALU, year=2025)
    assert all(row[1] is None for row in _due(db))


def test_terms_of_the_day_count(sqlite_db: str) -> None:
    _post(sqlite_db, EntryKind.RECEIVED, 100)
    _terms(sqlite_db, "--use-by", SOON)
    medel("fund", "year", "PSYK", "2024", "--use-by", FAR, "--from", "2024-12-10", "--on-word", SOS,
          db=sqlite_db)  # fmt: skip
    assert [row[1] for row in _due(sqlite_db)] == [SOON]
    assert [row[1] for row in _due(sqlite_db, "--as-of", "2024-12-10")] == [FAR]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(("--date", "2999-01-01", "--paper", "x"), "not been", id="a day to come"),
        pytest.param(("--date", "2024-11-30", "--paper", " "), "--paper", id="no paper"),
        pytest.param(("--date", "2024-11-30", "--paper", "dnr 1"), "already", id="twice"),
    ],
)
def test_reports_that_cannot_have_been(args: tuple[str, ...], says: str, sqlite_db: str) -> None:
    once = ("fund", "year", "reported", "PSYK", "2024", "--body", REGION)
    medel(*once, "--date", "2024-11-30", "--paper", "dnr 1", db=sqlite_db)
    before = books.dump(sqlite_db)
    said = medel(*once, *args, db=sqlite_db)
    assert said.code == 2
    assert says in said.stderr
    assert books.dump(sqlite_db) == before
