"""Lineage: whose money paid what, and what is left of each grant, to the öre."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import books
import pytest
from books import corrected, medel, posted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.posting.lineage import INTO, OUT_OF, Lineage, lineage
from ledger.storage.store import open_book
from ledger.terms import EntryKind

K = EntryKind
FUND = "länsgemensamma medel"
R, F, M, S = "Region Dalarna", "Falu kommun", "Mora kommun", "Socialstyrelsen"


def move(db: str, kind: EntryKind, payer: str, payee: str, kronor: int, day: int = 1,
         **more: Any) -> int:  # fmt: skip
    return posted(db, kronor, kind=kind, payer=payer, payee=payee, date=date(2024, 3, day), **more)


def told(db: str, *more: str) -> list[dict[str, Any]]:
    rows = medel("lineage", FUND, 2024, "--format", "json", *more, db=db)
    assert rows.code == 0, rows.both
    return list(rows.rows)


def short(db: str) -> list[tuple[int, str, dict[int, str]]]:
    """Of each grant: its number, what is left, and what each entry drew on it."""
    return [
        (one["entry"], one["left"], {d["entry"]: d["amount"] for d in one["draws"]})
        for one in told(db)
    ]


def test_first_in_first_out_by_date_and_number(db: str) -> None:
    move(db, K.RECEIVED, S, R, 100, day=2)
    move(db, K.RECEIVED, S, R, 50, day=1)
    move(db, K.SPENT, R, M, 70, day=3)
    move(db, K.RETURNED, R, S, 30, day=4)
    assert short(db) == [(2, "0.00", {3: "50.00"}), (1, "50.00", {3: "20.00", 4: "30.00"})]


def test_through_allocations_to_the_next_body(db: str) -> None:
    move(db, K.GRANTED, S, R, 100)
    move(db, K.RECEIVED, S, R, 80)
    move(db, K.ALLOCATED, R, F, 60)
    move(db, K.SPENT, F, M, 45)
    ends = {(e["body"], e["entry"], e["left"]): e["amount"] for e in told(db)[0]["ends"]}
    assert ends == {
        (F, 4, False): "45.00",  # spent by Falun
        (F, 3, True): "15.00",  # left with Falun of what it was allocated
        (R, 2, True): "20.00",  # left with the region of what it received
        (R, 1, True): "20.00",  # granted, and not received yet
    }
    said = medel("lineage", FUND, 2024, db=db).stdout
    assert ("45.00 kr: spent by Falu kommun, entry 4" in said, "left with" in said) == (True, True)


def test_what_nobody_has_brought_is_uncovered(db: str) -> None:
    move(db, K.RECEIVED, S, R, 10)
    move(db, K.SPENT, R, M, 15)
    (grant,) = told(db)
    assert (grant["left"], grant["draws"][0]["amount"], grant["draws"][0]["uncovered"]) == (
        "0.00", "10.00", "5.00",
    )  # fmt: skip


def test_a_grant_that_is_named_is_drawn_on_first(db: str) -> None:
    move(db, K.RECEIVED, S, R, 100, day=1)
    move(db, K.RECEIVED, S, R, 50, day=2)
    said = medel("post", "--kind", "spent", "--amount", 40, "--payer", R, "--payee", M, "--fund",
                 FUND, "--year", 2024, "--paper", "faktura", "--of", 2, db=db)  # fmt: skip
    assert said.code == 0, said.both
    assert short(db) == [(1, "100.00", {}), (2, "10.00", {3: "40.00"})]
    corrected(db, 3, amount=books.Money.of_kronor(45))  # what is right is drawn on the same
    assert short(db) == [(1, "100.00", {}), (2, "5.00", {5: "45.00"})]
    corrected(db, 2, amount=books.Money.of_kronor(60))  # and the right grant is drawn on
    assert short(db) == [(1, "100.00", {}), (7, "15.00", {5: "45.00"})]


NOT_DRAWN: dict[str, tuple[int, int, str]] = {  # öre, on which entry, what is said
    "more than there is": (101, 1, "100.00 kr are left to name"),
    "of another year": (10, 2, "cannot be drawn"),
    "of another body": (10, 3, "cannot be drawn"),
    "of what is no grant": (10, 4, "cannot be drawn"),
    "of itself": (10, 5, "cannot be drawn"),
    "of nothing": (10, 99, "cannot be drawn"),
}


@pytest.mark.parametrize("what", NOT_DRAWN)
def test_what_cannot_be_drawn_on(what: str, sqlite_db: str) -> None:
    kronor, of, refused = NOT_DRAWN[what]
    move(sqlite_db, K.RECEIVED, S, R, 100)
    move(sqlite_db, K.RECEIVED, S, R, 100, year=2023)
    move(sqlite_db, K.RECEIVED, S, F, 100)
    move(sqlite_db, K.TO_INVOICE, R, F, 100)
    before = books.dump(sqlite_db)
    said = medel(
        "post", "--kind", "spent", "--amount", kronor, "--payer", R, "--payee", M, "--fund", FUND,
        "--year", 2024, "--paper", "x", "--of", of, db=sqlite_db,
    )  # fmt: skip
    assert (said.code, refused in said.stderr) == (2, True), said.both
    assert books.dump(sqlite_db) == before


def test_what_was_left_then(db: str) -> None:
    move(db, K.RECEIVED, S, R, 100)
    at = books.dump_of(db, "events")[-1][1]
    move(db, K.SPENT, R, M, 70, day=9)
    assert [told(db, *when)[0]["left"] for when in ((), ("--known-at", at),
            ("--as-of", "2024-03-08"))] == ["30.00", "100.00", "100.00"]  # fmt: skip


# -- Whatever is posted --------------------------------------------------------------------------

MOVES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from([K.GRANTED, K.RECEIVED, K.ALLOCATED, K.TRANSFERRED, K.SPENT,
                                     K.RETURNED, K.CARRIED]),
            "payer": st.sampled_from([R, F, M]), "payee": st.sampled_from([R, F, M]),
            "ore": st.integers(1, 10_000), "day": st.integers(1, 28),
            "year": st.sampled_from([2023, 2024]), "correct": st.booleans(),
        }
    ),
    max_size=14,
)  # fmt: skip


@pytest.fixture
def fresh(sqlite_db: str, tmp_path: Path) -> Callable[[], str]:
    count = iter(range(10**6))
    return lambda: shutil.copy(sqlite_db, tmp_path / f"{next(count)}.db").as_posix()


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made_up=MOVES)
def test_drawn_and_left_is_the_grant(
    fresh: Callable[[], str], made_up: list[dict[str, Any]]
) -> None:
    db = fresh()
    for one in made_up:
        carried = one["kind"] is K.CARRIED
        payee = one["payer"] if carried else one["payee"]
        if not carried and payee == one["payer"]:
            continue
        number = posted(
            db, f"{one['ore'] / 100:.2f}", kind=one["kind"], payer=one["payer"], payee=payee,
            date=date(2024, 1, one["day"]), year=one["year"], to_year=2025 if carried else None,
        )  # fmt: skip
        if one["correct"]:
            corrected(db, number, text="rättad")
    with open_book(db).reading() as connection:
        check(lineage(connection))


def check(found: Lineage) -> None:
    drawn: dict[int, int] = defaultdict(int)
    for lot in found.lots.values():
        assert lot.left >= 0
        assert lot.drawn + lot.left == lot.entry.amount.ore
        for draw in lot.draws:
            assert draw.ore > 0
            drawn[draw.entry.number] += draw.ore
    entries = {d.entry.number: d.entry for lot in found.lots.values() for d in lot.draws}
    for number, entry in entries.items():
        assert entry.kind in OUT_OF | INTO
        if entry.kind in OUT_OF:  # all of it is drawn on something, or said to be uncovered
            assert drawn[number] + found.uncovered.get(number, 0) == entry.amount.ore
        assert drawn[number] <= entry.amount.ore
    for lot in found.lots.values():
        if lot.entry.kind in {K.GRANTED, K.RECEIVED, K.CARRIED}:
            assert sum(end.ore for end in found.ends(lot)) == lot.entry.amount.ore
