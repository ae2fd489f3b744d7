"""Two times: what concerned a day (`--as-of`), and what the book said at a time (`--known-at`).

What the book said then is compared with what it did say then, command by command.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import books
import pytest
from books import corrected, found, imported, medel, minutes, posted
from sqlalchemy import select

from ledger.errors import WrongUse
from ledger.storage.moments import parse_moment
from ledger.storage.store import open_book
from ledger.storage.tables import events

LISTINGS: dict[str, tuple[str | int, ...]] = {
    "journal": ("journal", "--format", "json"),
    "journal of a body": ("journal", "--body", "Falun", "--format", "json"),
    "balances": ("balances", "--format", "json"),
    "balances of a year": ("balances", "--year", 2024, "--format", "json"),
    "inbox": ("inbox", "list", "--state", "all", "--format", "json"),
    "open in the inbox": ("inbox", "list", "--format", "json"),
    "trace": ("trace", 1, "--format", "json"),
    "report as JSON": ("report", "year", 2024, "--format", "json"),
    "report as text": ("report", "year", 2024, "--format", "text"),
}


def last_moment(db: str) -> str:
    with open_book(db).reading() as connection:
        return str(connection.execute(select(events.c.at).order_by(events.c.id.desc())).scalar())


def said(db: str, *more: str | int) -> dict[str, Any]:
    return {name: medel(*args, *more, db=db).stdout for name, args in LISTINGS.items()}


def test_what_the_book_said_then_is_what_it_did_say(db: str) -> None:
    """Also the errors that have been corrected since, and the proposals that waited."""
    posted(db, 100, date=date(2024, 1, 10))
    imported(db, minutes(found("Falu kommun fakturerar Region Dalarna 70 kr.", 70, "70 kr",
             payer="Region Dalarna", payee="Falun", fund="länsgemensamma medel")))  # fmt: skip
    then = []
    for change in (
        lambda: None,
        lambda: corrected(db, 1, amount=books.Money.of_kronor(90)),
        lambda: medel("inbox", "accept", 1, db=db),
        lambda: posted(db, 5, date=date(2023, 5, 1)),
    ):
        change()
        then.append((last_moment(db), said(db)))
    assert len({whole["balances"] for _at, whole in then}) == len(then)
    for at, whole in then:
        assert said(db, "--known-at", at) == whole


def test_a_workbook_of_then_is_the_workbook_made_then(sqlite_db: str, tmp_path: Path) -> None:
    posted(sqlite_db, 100)
    made, again = tmp_path / "then.xlsx", tmp_path / "again.xlsx"
    medel("report", "year", 2024, "-o", made, db=sqlite_db)
    at = last_moment(sqlite_db)
    corrected(sqlite_db, 1, amount=books.Money.of_kronor(90))
    medel("report", "year", 2024, "-o", again, "--known-at", at, db=sqlite_db)
    assert again.read_bytes() == made.read_bytes()


def test_what_concerned_a_day(db: str) -> None:
    """A correction concerns the day of what it corrects, whenever it is made."""
    posted(db, 100, date=date(2024, 1, 10))
    posted(db, 7, date=date(2024, 2, 10))
    corrected(db, 1, amount=books.Money.of_kronor(90))
    for day, numbers in {
        "2024-01-09": [], "2024-01-10": [1, 3, 4], "2024-02-09": [1, 3, 4],
        "2024-02-10": [1, 2, 3, 4],
    }.items():  # fmt: skip
        rows = medel("journal", "--as-of", day, "--format", "json", db=db).rows
        assert [row["number"] for row in rows] == numbers
    lines = medel("balances", "--as-of", "2024-02-09", "--format", "json", db=db).rows
    assert {line["columns"]["to_invoice_claim"] for line in lines} == {"90.00", "0.00"}
    assert "2024-02-09" in medel("report", "year", 2024, "--as-of", "2024-02-09", db=db).stdout
    report = medel("report", "year", 2024, "--as-of", "2024-02-09", "--format", "json", db=db)
    assert report.rows["as_of"] == "2024-02-09"


def test_both_times_at_once(db: str) -> None:
    posted(db, 100, date=date(2024, 1, 10))
    at = last_moment(db)
    posted(db, 7, date=date(2024, 1, 10))
    for day, numbers in (("2024-01-09", []), ("2024-01-10", [1])):
        rows = medel("journal", "--as-of", day, "--known-at", at, "--format", "json", db=db).rows
        assert [row["number"] for row in rows] == numbers


def test_the_inbox_by_the_day_of_the_meeting(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(found("Falu kommun fakturerar 70 kr.", 70, "70 kr")))
    for day, count in (("2024-04-11", 0), ("2024-04-12", 1)):
        assert len(medel("inbox", "--as-of", day, "--format", "json", db=sqlite_db).rows) == count


def test_an_entry_is_followed_back_only_when_it_was_there(sqlite_db: str) -> None:
    posted(sqlite_db, 100, date=date(2024, 1, 10))
    at = last_moment(sqlite_db)
    corrected(sqlite_db, 1)
    assert "Corrected by" in medel("trace", 1, db=sqlite_db).stdout
    assert "Corrected by" not in medel("trace", 1, "--known-at", at, db=sqlite_db).stdout
    assert "no entry 2" in medel("trace", 2, "--known-at", at, db=sqlite_db).stderr
    assert "no entry 1" in medel("trace", 1, "--as-of", "2024-01-09", db=sqlite_db).stderr


MOMENTS = {
    "a time with a zone": ("2026-01-31T13:00:00+01:00", "2026-01-31T12:00:00.000000Z"),
    "a time in UTC, as the journal says it": (
        "2026-01-31T12:00:00.123456Z", "2026-01-31T12:00:00.123456Z",
    ),
    "a space between day and time": ("2026-01-31 13:00+01:00", "2026-01-31T12:00:00.000000Z"),
}  # fmt: skip


@pytest.mark.parametrize("what", MOMENTS)
def test_how_a_time_may_be_written(what: str) -> None:
    written, stored = MOMENTS[what]
    assert parse_moment(written) == stored


def test_a_time_without_a_zone_is_the_time_here() -> None:
    here = datetime(2026, 7, 1, 12, 30).astimezone()
    assert parse_moment("2026-07-01T12:30") == parse_moment(here.isoformat())
    end = datetime(2026, 7, 1, 23, 59, 59, 999999).astimezone()
    assert parse_moment("2026-07-01") == parse_moment(end.isoformat())


@pytest.mark.parametrize("written", ["i går", "2026-13-01", "2026-01-31T25:00", "12:00", ""])
def test_what_is_no_time(written: str) -> None:
    with pytest.raises(WrongUse):
        parse_moment(written)


def test_before_the_book_was_started(sqlite_db: str) -> None:
    for listing in ("journal", "balances", "inbox"):
        said = medel(listing, "--known-at", "1999-12-31", db=sqlite_db)
        assert (said.code, said.stdout) == (2, "")
        assert "had not been started" in said.stderr
