"""Plans: every version stays, the newest approved one holds, deviations have one sign rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import books
import pytest
from books import posted, writing

from ledger.errors import MedelError, Refused, WrongUse
from ledger.grants.funds import fund_number
from ledger.money import Money
from ledger.parties.bodies import body_number
from ledger.planning.deviations import Deviation, deviations
from ledger.planning.plans import (
    NewLine,
    NewVersion,
    add_line,
    add_version,
    holding,
    lines_of,
    set_state,
    version_of,
    versions,
)
from ledger.terms import EntryKind, PlanKind, PlanState

FUND = "Länsgemensamma medel"
REGION, KOMMUN = "Region Dalarna", "Falu kommun"
APPROVED, REVISED, OBSOLETE = PlanState.APPROVED, PlanState.REVISED, PlanState.OBSOLETE


def planned(db: str, *lines: tuple[str, EntryKind, int], name: str = "Maj", **said: Any) -> int:
    """A version with one line for each body, kind and kronor."""
    kind, year = said.get("kind", PlanKind.FORECAST), said.get("year", 2024)
    with writing(db) as (connection, made):
        rows = [
            NewLine(
                fund_number(connection, FUND), year, body_number(connection, body), what,
                Money.of_kronor(kronor), place=f"C{at}",
            )
            for at, (body, what, kronor) in enumerate(lines)
        ]  # fmt: skip
        new = NewVersion(kind, year, name, date(2024, 5, 5), "protokoll")
        return add_version(connection, made, new, rows)


def said_of(db: str, version: int, state: PlanState, why: str = "beslut") -> None:
    with writing(db) as (connection, made):
        set_state(made, version_of(connection, str(version)), state, why)


def holds(db: str, kind: PlanKind = PlanKind.FORECAST, year: int = 2024) -> int | None:
    with books.book_at(db).reading() as connection:
        found = holding(connection, kind, year)
    return found.number if found else None


STORIES: list[tuple[str, list[tuple[int, PlanState]], int | None]] = [
    ("nothing said: proposed, none holds", [], None),
    ("approved", [(1, APPROVED)], 1),
    ("the one approved last holds", [(1, APPROVED), (2, APPROVED)], 2),
    ("approved in the other order", [(2, APPROVED), (1, APPROVED)], 1),
    ("the newest one withdrawn: the former holds again", [(1, APPROVED), (2, APPROVED),
                                                          (2, OBSOLETE)], 1),
    ("revised by saying so", [(1, APPROVED), (2, APPROVED), (1, REVISED)], 2),
    ("none is left", [(1, APPROVED), (1, OBSOLETE)], None),
    ("approved anew", [(1, APPROVED), (1, OBSOLETE), (1, APPROVED)], 1),
]  # fmt: skip


@pytest.mark.parametrize(("what", "story", "number"), STORIES, ids=[s[0] for s in STORIES])
def test_which_version_holds(
    what: str, story: list[tuple[int, PlanState]], number: int | None, sqlite_db: str
) -> None:
    planned(sqlite_db, (REGION, EntryKind.SPENT, 1), name="Maj")
    planned(sqlite_db, (REGION, EntryKind.SPENT, 2), name="Juni")
    for version, state in story:
        said_of(sqlite_db, version, state)
    assert holds(sqlite_db) == number
    assert holds(sqlite_db, PlanKind.BUDGET) is None
    assert holds(sqlite_db, year=2023) is None


def test_all_versions_are_kept_with_their_lines(db: str) -> None:
    planned(db, (REGION, EntryKind.SPENT, 100), (KOMMUN, EntryKind.RECEIVED, 50))
    planned(db, (REGION, EntryKind.SPENT, 200), name="Juni")
    said_of(db, 1, APPROVED)
    said_of(db, 1, REVISED, "juni ersätter")
    with books.book_at(db).reading() as connection:
        first, second = versions(connection, year=2024)
        lines = lines_of(connection, 1)
    assert (first.state, first.why, second.state) == (REVISED, "juni ersätter", PlanState.PROPOSED)
    assert [(line.body, line.kind, line.amount.ore, line.place) for line in lines] == [
        (REGION, EntryKind.SPENT, 100_00, "C0"), (KOMMUN, EntryKind.RECEIVED, 50_00, "C1"),
    ]  # fmt: skip
    assert books.findings(db) == []


REFUSED: list[tuple[str, Any, str]] = [
    ("the same name again", lambda db: planned(db, name="maj"), "version 1 already"),
    ("no name", lambda db: planned(db, name=" "), "letter or a digit"),
    ("the same state again", lambda db: said_of(db, 1, APPROVED), "approved already"),
    ("no reason", lambda db: said_of(db, 1, REVISED, " "), "--why"),
    ("back to proposed", lambda db: said_of(db, 1, PlanState.PROPOSED), "until something else"),
    ("a version that is none", lambda db: said_of(db, 7, REVISED), "no plan version “7”"),
]


@pytest.mark.parametrize(("what", "act", "said"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused_and_nothing_stored(what: str, act: Any, said: str, sqlite_db: str) -> None:
    planned(sqlite_db, (REGION, EntryKind.SPENT, 100))
    said_of(sqlite_db, 1, APPROVED)
    before = books.dump(sqlite_db)
    with pytest.raises(MedelError, match=said):
        act(sqlite_db)
    assert books.dump(sqlite_db) == before


def test_a_line_set_again_replaces_the_former_until_the_version_is_approved(db: str) -> None:
    planned(db)
    for kronor in (100, 250):
        with writing(db) as (connection, made):
            region = body_number(connection, REGION)
            line = NewLine(
                fund_number(connection, FUND), 2024, region, EntryKind.SPENT, Money(kronor)
            )
            add_line(made, version_of(connection, "Maj"), line)
    with books.book_at(db).reading() as connection:
        assert [line.amount.ore for line in lines_of(connection, 1)] == [250]
    said_of(db, 1, APPROVED)
    with pytest.raises(Refused, match="its lines stay"), writing(db) as (connection, made):
        add_line(made, version_of(connection, "Maj"), line)


def test_a_name_that_two_years_share_is_asked_for_by_number(sqlite_db: str) -> None:
    planned(sqlite_db, year=2023)
    planned(sqlite_db, year=2024)
    with books.book_at(sqlite_db).reading() as connection:
        assert version_of(connection, "maj", year=2023).number == 1
        with pytest.raises(WrongUse, match="could be version 1, 2"):
            version_of(connection, "maj")


SIGNS = [
    ("less spent than planned: money left", EntryKind.SPENT, 100, 70, 30),
    ("more spent than planned", EntryKind.SPENT, 100, 130, -30),
    ("less came in than planned", EntryKind.RECEIVED, 100, 70, -30),
    ("more came in than planned", EntryKind.RECEIVED, 100, 130, 30),
    ("as planned", EntryKind.TO_INVOICE, 100, 100, 0),
    ("less carried on than planned", EntryKind.CARRIED, 100, 70, 30),
]


@pytest.mark.parametrize(("what", "kind", "plan", "outcome", "sign"), SIGNS,
                         ids=[case[0] for case in SIGNS])  # fmt: skip
def test_the_sign_rule(what: str, kind: EntryKind, plan: int, outcome: int, sign: int) -> None:
    row = Deviation("F", 2024, "B", kind, Money(plan), None, Money(outcome))
    assert row.deviation == Money(sign)
    assert row.forecast_deviation is None


def test_deviation_against_what_was_posted(db: str) -> None:
    planned(db, (REGION, EntryKind.SPENT, 100), (REGION, EntryKind.SPENT, 20))
    planned(db, (REGION, EntryKind.SPENT, 90), kind=PlanKind.BUDGET, name="Budget")
    posted(db, 70, kind=EntryKind.SPENT, payer=REGION, payee=KOMMUN)
    posted(db, 5, kind=EntryKind.SPENT, payer=KOMMUN, payee=REGION)
    posted(db, 99, kind=EntryKind.TO_INVOICE, payer=REGION, payee=KOMMUN)  # a kind not planned
    with (
        books.book_at(db).reading() as connection,
        pytest.raises(WrongUse, match="No budget or forecast for 2024 is approved"),
    ):
        deviations(connection, 2024)
    said_of(db, 1, APPROVED)
    said_of(db, 2, APPROVED)
    with books.book_at(db).reading() as connection:
        unplanned, region = deviations(connection, 2024)
        assert deviations(connection, 2024, body=REGION) == [region]
    assert (unplanned.body, unplanned.budget, unplanned.forecast) == (KOMMUN, None, None)
    assert unplanned.outcome == Money(5_00)
    assert (region.budget, region.forecast) == (Money(90_00), Money(120_00))
    assert (region.deviation, region.forecast_deviation) == (Money(20_00), Money(50_00))
