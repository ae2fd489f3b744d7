"""`medel check --deep`: quiet on a book that holds; each kind of fault is named."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import books
import pytest
from books import Said, found, imported_batch, medel, minutes
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.columns import Column
from ledger.money import Money
from ledger.posting.balances import lines
from ledger.safekeeping import replay
from ledger.terms import CandidateState, EntryKind

BODIES = ("Region Dalarna", "Falu kommun", "Mora kommun", "Socialstyrelsen")


@pytest.fixture
def kept(db: str) -> str:
    """A book with entries of every kind, corrections, a merge, and an import that was undone."""
    row = found("Beslut: Falu kommun fakturerar Region Dalarna 100 kr.", 100, "100 kr",
                payer="Region Dalarna", payee="Falu kommun")  # fmt: skip
    imported_batch(db, minutes(row), minutes(row, found("Övrigt."), name="hela.txt"))
    medel("inbox", "accept", 1, "--fund", "Länsgemensamma medel", db=db)
    imported_batch(db, minutes(found("Mer."), name="3.txt", date=date(2024, 5, 6)))
    medel("undo", db=db)
    for kind in EntryKind:
        carried = kind is EntryKind.CARRIED
        books.posted(db, "30.07", kind=kind, payee="Region Dalarna" if carried else "Mora kommun",
                     to_year=2025 if carried else None)  # fmt: skip
    medel("correct", 2, "--reason", "fel", "--amount", "31", db=db)
    return db


def test_quiet_where_the_book_holds(kept: str) -> None:
    assert medel("check", "--deep", db=kept) == Said(0, "", "")


def test_merged_bodies_are_one_by_either_road(kept: str) -> None:
    medel("body", "add", "Mora gamla kommun", "--kind", "kommun", db=kept)
    books.posted(kept, 5, payee="Mora gamla kommun")
    said = medel("body", "merge", "Mora gamla kommun", "Mora kommun", "--why", "samma", db=kept)
    assert said.code == 0, said
    assert medel("check", "--deep", db=kept) == Said(0, "", "")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([kind for kind in EntryKind if kind is not EntryKind.CARRIED]),
            st.permutations(BODIES), st.integers(1, 10**12), st.sampled_from([2023, 2024]),
        ),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_two_roads_to_every_balance(
    _sqlite_template: object, moves: list[tuple[EntryKind, list[str], int, int]]
) -> None:
    import shutil
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        db = shutil.copy(str(_sqlite_template), Path(folder) / "book.db").as_posix()
        for kind, (payer, payee, *_rest), ore, year in moves:
            kronor = f"{ore // 100}.{ore % 100:02}"
            books.posted(db, kronor, kind=kind, payer=payer, payee=payee, year=year)
        with books.book_at(db).reading() as connection:
            assert list(replay.replay(connection)) == []


def test_a_sum_that_is_off_by_one_ore_is_named(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def off(connection: object) -> object:
        first, *rest = lines(connection)  # type: ignore[arg-type]
        money = first.columns[Column.REMAINING] or Money(0)
        return [replace(first, columns={**first.columns, Column.REMAINING: Money(money.ore + 1)}),
                *rest]  # fmt: skip

    monkeypatch.setattr(replay, "lines", off)
    said = medel("check", "--deep", db=kept)
    assert said.code == 1
    assert "is not what the journal adds up to" in said.stdout
    assert medel("check", db=kept).code == 0


def test_a_state_told_wrongly_is_named(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.proposing.proposals import proposals

    def wrong(connection: object) -> object:
        found = proposals(connection)  # type: ignore[arg-type]
        return [replace(found[0], state=CandidateState.OPEN), *found[1:]]

    monkeypatch.setattr(replay, "proposals", wrong)
    assert "Row 1 of the inbox" in medel("check", "--deep", db=kept).stdout


def test_a_reference_to_nothing_is_named(sqlite_db: str) -> None:
    books.posted(sqlite_db, 1)
    with sqlite3.connect(sqlite_db) as other:  # foreign keys are off unless asked for
        other.execute("INSERT INTO attests VALUES (1, 99, NULL, 1, 'x')")
    assert "attests 1 refers to entries 99" in medel("check", "--deep", db=sqlite_db).stdout


def test_a_checkpoint_of_another_book_is_named(db: str) -> None:
    from ledger.storage.tables import period_states

    books.posted(db, 1)
    with books.writing(db) as (_connection, made):
        made.add(period_states, year=2024, state="closed", entry=1, head_event=1,
                 head_hash="0" * 64, balances="[]")  # fmt: skip
    assert "checkpoint of 2024" in medel("check", "--deep", db=db).stdout


def test_a_word_that_does_not_stand_there_is_named(db: str) -> None:
    from ledger.drafts import Mention, Span

    reading = minutes(found("Beslut: 100 kr.", 100, "100 kr"))
    wrong = replace(reading.candidates[0], payer=Mention("Region Dalarna", Span(0, 14), None))
    books.imported(db, replace(reading, candidates=(wrong,)))
    assert "does not stand there" in medel("check", "--deep", db=db).stdout
