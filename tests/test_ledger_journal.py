"""The journal: what may be posted, how it is corrected, and what it sums to.

The sums of the database are compared with a small model in plain Python, on entries that
Hypothesis makes up.
"""

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

from ledger.columns import PLANNED, Column
from ledger.errors import MedelError, Refused, WrongUse
from ledger.evidence import Typed
from ledger.money import MAX_ORE, Money
from ledger.posting.balances import lines
from ledger.posting.journal import MAX_ENTRY_ORE, NewEntry, corrected_by, entry, listing, post
from ledger.storage.store import open_book
from ledger.terms import EntryKind

PARTIES = ("Region Dalarna", "Falu kommun", "Mora kommun")
FUNDS = ("Länsgemensamma medel", "Brukarmiljonen")
YEARS = (2022, 2023, 2024)


def entries_of(db: str) -> list[tuple[int, EntryKind, str, str, int, int | None]]:
    with open_book(db).reading() as connection:
        return [
            (e.number, e.kind, e.payer, e.payee, e.amount.ore, e.corrects)
            for e in listing(connection)
        ]


def columns_of(db: str, body: str, year: int = 2024) -> dict[str, int]:
    """The columns of a body that are not 0, in öre."""
    with open_book(db).reading() as connection:
        return {
            column.value: money.ore
            for line in lines(connection, year=year)
            if line.body == body
            for column, money in line.columns.items()
            if money and money.ore
        }


# -- Posting -------------------------------------------------------------------------------------

NOT_POSTED: dict[str, tuple[type[MedelError], dict[str, Any]]] = {
    "nothing": (WrongUse, {"kronor": 0}),
    "less than nothing": (WrongUse, {"kronor": -100}),
    "to oneself": (WrongUse, {"payee": "Region Dalarna"}),
    "to oneself, as spent": (WrongUse, {"payee": "Region Dalarna", "kind": EntryKind.SPENT}),
    "to an unknown body": (WrongUse, {"payee": "Ankeborgs kommun"}),
    "of an unknown fund": (WrongUse, {"fund": "okända medel"}),
    "of a year before all": (WrongUse, {"year": 1989}),
    "of a year after all": (WrongUse, {"year": 2100}),
    "carried backwards": (WrongUse, {"kind": EntryKind.CARRIED, "to_year": 2022}),
    "carried to another body": (WrongUse, {"kind": EntryKind.CARRIED, "to_year": 2025}),
    "carried to its own year": (WrongUse, {"kind": EntryKind.CARRIED, "to_year": 2024}),
    "carried beyond all years": (WrongUse, {"kind": EntryKind.CARRIED, "to_year": 2100}),
}


@pytest.mark.parametrize("what", NOT_POSTED)
def test_what_is_not_posted(what: str, sqlite_db: str) -> None:
    error, values = NOT_POSTED[what]
    before = books.dump(sqlite_db)
    with pytest.raises(error):
        posted(sqlite_db, **values)
    assert books.dump(sqlite_db) == before


def test_more_than_any_sum_of_public_money_is_a_slip_of_the_keys(sqlite_db: str) -> None:
    """Or two such entries could not be summed, and the book would show no balances any more."""
    for ore in (MAX_ENTRY_ORE + 1, MAX_ORE):
        with pytest.raises(WrongUse):
            posted(sqlite_db, str(Money(ore).kronor))
    assert posted(sqlite_db, str(Money(MAX_ENTRY_ORE).kronor)) == 1
    with pytest.raises(WrongUse):
        corrected(sqlite_db, 1, amount=Money(MAX_ORE))


KINDS: dict[EntryKind, tuple[dict[str, int], dict[str, int]]] = {  # payer's line, payee's line
    EntryKind.GRANTED: ({}, {"granted": 1}),
    EntryKind.REQUISITIONED: ({}, {"requisitioned": 1}),
    EntryKind.RECEIVED: ({}, {"received": 1, "remaining": 1}),
    EntryKind.ALLOCATED: (
        {"allocated_out": 1, "remaining": -1}, {"allocated_in": 1, "remaining": 1},
    ),
    EntryKind.TRANSFERRED: (
        {"transferred_out": 1, "remaining": -1}, {"transferred_in": 1, "remaining": 1},
    ),
    EntryKind.TO_INVOICE: ({"to_invoice_debt": 1}, {"to_invoice_claim": 1}),
    EntryKind.SPENT: ({"spent": 1, "remaining": -1}, {}),
    EntryKind.RETURNED: ({"returned": 1, "remaining": -1}, {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_each_kind(kind: EntryKind, sqlite_db: str) -> None:
    posted(sqlite_db, "123.45", kind=kind)
    for body, expected in zip(("Region Dalarna", "Falu kommun"), KINDS[kind], strict=True):
        assert columns_of(sqlite_db, body) == {name: n * 12345 for name, n in expected.items()}


def test_money_carried_opens_the_year_it_is_carried_to(db: str) -> None:
    carried = {"kind": EntryKind.CARRIED, "payer": "Falun", "payee": "Falun"}
    posted(db, 100, **carried, to_year=None)  # the year after
    posted(db, 20, **carried, to_year=2026)
    assert columns_of(db, "Falu kommun", 2024) == {"carried_out": 12000, "remaining": -12000}
    assert columns_of(db, "Falu kommun", 2025) == {"opening": 10000, "remaining": 10000}
    assert columns_of(db, "Falu kommun", 2026) == {"opening": 2000, "remaining": 2000}


# -- Correcting ----------------------------------------------------------------------------------


def test_a_correction_takes_back_and_posts_anew(db: str) -> None:
    posted(db, 100)
    assert corrected(db, 1, amount=Money(9900)) == [2, 3]
    both = (EntryKind.TO_INVOICE, "Region Dalarna", "Falu kommun")
    assert entries_of(db) == [(1, *both, 10000, None), (2, *both, -10000, 1), (3, *both, 9900, 1)]
    assert columns_of(db, "Falu kommun") == {"to_invoice_claim": 9900}
    assert books.findings(db) == []


def test_a_correction_without_new_values_only_takes_back(db: str) -> None:
    posted(db, 100)
    assert corrected(db, 1) == [2]
    assert columns_of(db, "Falu kommun") == {}
    assert books.findings(db) == []


def test_the_new_entry_is_the_one_to_correct_next(db: str) -> None:
    posted(db, 100)
    corrected(db, 1, amount=Money(5000))
    assert corrected(db, 3, fund_year=2023) == [4, 5]
    assert columns_of(db, "Falu kommun", 2024) == {}
    assert columns_of(db, "Falu kommun", 2023) == {"to_invoice_claim": 5000}
    with open_book(db).reading() as connection:
        assert corrected_by(connection, 1) == [2, 3]
        assert corrected_by(connection, 3) == [4, 5]


NOT_CORRECTED: dict[str, tuple[type[MedelError], int, dict[str, Any]]] = {
    "a reversal": (Refused, 2, {}),
    "an entry that is corrected already": (Refused, 1, {}),
    "an entry that is not there": (WrongUse, 9, {}),
    "with the values it has": (WrongUse, 3, {"amount": Money(9900)}),
    "to nothing": (WrongUse, 3, {"amount": Money(0)}),
    "to less than nothing": (WrongUse, 3, {"amount": Money(-1)}),
    "to a payment to oneself": (WrongUse, 3, {"payee": 0}),
    "to a year that cannot be": (WrongUse, 3, {"fund_year": 1800}),
}


@pytest.mark.parametrize("what", NOT_CORRECTED)
def test_what_is_not_corrected(what: str, sqlite_db: str) -> None:
    error, number, changes = NOT_CORRECTED[what]
    posted(sqlite_db, 100)
    corrected(sqlite_db, 1, amount=Money(9900))
    if "payee" in changes:
        with open_book(sqlite_db).reading() as connection:
            changes = {"payee": books.new_entry(connection).payer}
    before = books.dump(sqlite_db)
    with pytest.raises(error):
        corrected(sqlite_db, number, **changes)
    assert books.dump(sqlite_db) == before


def test_every_entry_says_who_and_when_and_on_what(db: str) -> None:
    posted(db, 100)
    with open_book(db).reading() as connection:
        one = entry(connection, 1)
    assert (one.by, one.date) == (books.BY, "2024-04-12")
    assert one.at.endswith("Z")
    traced = medel("trace", 1, "--format", "json", db=db).rows
    assert [(ground["paper"], ground["stated_by"]) for ground in traced["evidence"]] == [
        ("faktura", books.BY)
    ]


def test_numbers_are_unbroken_also_after_what_was_refused(db: str) -> None:
    for kronor in (1, 0, 2, -1, 3):
        try:
            posted(db, kronor)
        except MedelError:
            continue
    assert [number for number, *_rest in entries_of(db)] == [1, 2, 3]


# -- Sums, against a model -----------------------------------------------------------------------

ENTRY = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(EntryKind),
        "fund": st.integers(0, 1),
        "fund_year": st.sampled_from(YEARS),
        "payer": st.integers(0, 2),
        "payee": st.integers(0, 2),
        "amount": st.integers(1, 10**13),
        "to_year": st.none() | st.sampled_from(YEARS),
        "then": st.sampled_from(["stands", "taken back", "corrected"]),
    }
)
Key = tuple[str, str, int]


class Model:
    """Balances as one would reckon them with pen and paper: by entry, one after the other."""

    def __init__(self) -> None:
        self.columns: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, kind: str, fund: str, year: int, payer: str, payee: str, ore: int,
            to_year: int | None) -> None:  # fmt: skip
        if kind == "carried":
            self._move(payer, fund, year, "carried_out", ore, -ore)
            self._move(payee, fund, to_year or year + 1, "opening", ore, ore)
        elif kind in {"granted", "requisitioned"}:
            self._move(payee, fund, year, kind, ore, 0)
        elif kind == "received":
            self._move(payee, fund, year, kind, ore, ore)
        elif kind in {"spent", "returned"}:
            self._move(payer, fund, year, kind, ore, -ore)
        elif kind == "to_invoice":
            self._move(payer, fund, year, "to_invoice_debt", ore, 0)
            self._move(payee, fund, year, "to_invoice_claim", ore, 0)
        else:
            self._move(payer, fund, year, f"{kind}_out", ore, -ore)
            self._move(payee, fund, year, f"{kind}_in", ore, ore)

    def _move(self, body: str, fund: str, year: int, column: str, ore: int, remaining: int) -> None:
        self.columns[body, fund, year][column] += ore
        self.columns[body, fund, year]["remaining"] += remaining

    def not_zero(self) -> dict[Key, dict[str, int]]:
        kept = {
            key: {c: ore for c, ore in line.items() if ore} for key, line in self.columns.items()
        }
        return {key: line for key, line in kept.items() if line}


@pytest.fixture
def fresh(
    kind_of_database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[], str]:
    """A new book for each of Hypothesis' examples; on PostgreSQL one that is rolled back."""
    if kind_of_database == "postgresql":
        url = str(request.getfixturevalue("postgresql_db"))
        return lambda: url
    template = request.getfixturevalue("sqlite_db")
    return lambda: shutil.copy(template, tmp_path / "example.db").as_posix()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ENTRY, max_size=12))
def test_sums_agree_with_a_model(fresh: Callable[[], str], made_up: list[dict[str, Any]]) -> None:
    from ledger.grants.funds import fund_number
    from ledger.posting.journal import correct
    from ledger.safekeeping.checks import check
    from ledger.storage.chain import act

    model, paper = Model(), Typed("prov", books.BY)
    book = open_book(fresh())
    with book.writing() as connection:
        numbers = {
            name: books.body_number(connection, name) for name in PARTIES
        } | {name: fund_number(connection, name) for name in FUNDS}  # fmt: skip
        count = 0
        for one in made_up:
            kind, payer, payee = one["kind"], PARTIES[one["payer"]], PARTIES[one["payee"]]
            if kind is EntryKind.CARRIED:
                payee = payer  # a body carries its own money
            to_year = one["to_year"]
            if kind is not EntryKind.CARRIED:
                to_year = None
                if payer == payee:
                    continue
            elif to_year is not None and to_year <= one["fund_year"]:
                continue
            fund, year, ore = FUNDS[one["fund"]], one["fund_year"], one["amount"]
            new = NewEntry(
                date=date(2024, 1, 1), kind=kind, fund=numbers[fund], fund_year=year,
                payer=numbers[payer], payee=numbers[payee], amount=Money(ore), text="prov",
                to_year=to_year,
            )  # fmt: skip
            with act(connection, books.BY, "posted") as made:
                number = post(connection, made, new, paper)
                count += 1
                assert number == count
            if one["then"] == "stands":
                model.add(kind.value, fund, year, payer, payee, ore, to_year)
                continue
            changes = {"amount": Money(ore + 1)} if one["then"] == "corrected" else {}
            with act(connection, books.BY, "corrected") as made:
                count += len(correct(connection, made, number, "fel", paper, changes))
            if changes:
                model.add(kind.value, fund, year, payer, payee, ore + 1, to_year)
        found = lines(connection)
        assert {
            (line.body, line.fund, line.year): {
                column.value: money.ore
                for column, money in line.columns.items()
                if money and money.ore
            }
            for line in found
            if any(money and money.ore for money in line.columns.values())
        } == model.not_zero()
        for line in found:
            assert {column for column, money in line.columns.items() if money is None} == PLANNED
        assert _nets_to_zero(found)
        assert check(connection) == []
        connection.rollback()


def _nets_to_zero(found: list[Any]) -> bool:
    """What some give others get, per fund and year."""
    net: dict[tuple[str, int, str], int] = defaultdict(int)
    for line in found:
        for kind, plus, minus in (
            ("allocated", Column.ALLOCATED_IN, Column.ALLOCATED_OUT),
            ("transferred", Column.TRANSFERRED_IN, Column.TRANSFERRED_OUT),
            ("to_invoice", Column.TO_INVOICE_CLAIM, Column.TO_INVOICE_DEBT),
        ):
            net[line.fund, line.year, kind] += line.columns[plus].ore - line.columns[minus].ore
    return not any(net.values())
