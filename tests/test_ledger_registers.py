"""Registers: each row once, whatever files bring it in whatever order; two equal rows are two."""

from __future__ import annotations

import shutil
from collections import Counter
from hashlib import sha256

import books
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ledger.errors import Refused
from ledger.registers.identity import Account, store_rows
from ledger.registers.rows import BookingRow, InvoiceRow
from ledger.storage.chain import act
from ledger.storage.store import open_book
from ledger.storage.tables import bookings, invoices, sources


def booked(ore: int, text: str = "bidrag", line: int = 1) -> BookingRow:
    return BookingRow(
        line, (), "222000-0315", "A", "1", "2024-04-12", "", "3510", None, None, ore, text, None
    )


def invoice(number: str, ore: int, line: int = 1) -> InvoiceRow:
    return InvoiceRow(
        line, None, ("Förbundet", number), "sent", number, "2024-04-12", None, "Förbundet", None,
        "Region Dalarna", None, None, None, ore, "SEK", None, None, None, None, None, None,
    )  # fmt: skip


def take(db: str, table: object, rows: list[object], name: str = "fil.se") -> Account:
    """One file with these rows, as an act of its own."""
    rows = [row._replace(line=line) for line, row in enumerate(rows, start=1)]  # type: ignore[attr-defined]
    with open_book(db).writing() as connection, act(connection, "ekonom", "imported") as made:
        count = len(connection.execute(select(sources.c.id)).all())
        source = made.add(
            sources, sha256=sha256(b"%d" % count).hexdigest(), name=name, media_type="text/x",
            reader="test", encoding="utf-8", content=b"%d" % count, text="", page_starts="[]",
            new_bodies="[]",
        )  # fmt: skip
        return store_rows(connection, made, table, source, rows)  # type: ignore[arg-type]


def kept(db: str, table: object = bookings) -> Counter[tuple[object, ...]]:
    """What the register holds, with keys, but not which file brought it."""
    with open_book(db).reading() as connection:
        rows = connection.execute(select(table)).mappings()  # type: ignore[call-overload]
        left = {"id", "source", "line", "event", "digest"}
        return Counter(tuple(v for k, v in row.items() if k not in left) for row in rows)


def test_two_equal_rows_of_one_file_are_two(db: str) -> None:
    account = take(db, bookings, [booked(100), booked(100)])
    assert (account.read, account.taken, account.known) == (2, 2, 0)
    assert (account.sum_read, account.sum_taken) == (200, 200)
    assert books.findings(db) == []


def test_files_that_overlap_add_nothing_twice(db: str) -> None:
    take(db, bookings, [booked(1), booked(2)])
    account = take(db, bookings, [booked(2), booked(3), booked(2)])
    assert (account.taken, account.known) == (2, 1)  # the second 2 is one more
    assert sum(kept(db).values()) == 4


def test_the_same_number_with_other_content_is_refused_and_shows_both(db: str) -> None:
    take(db, invoices, [invoice("17", 98597500)], "mars.csv")
    before = books.dump(db)
    with pytest.raises(Refused) as refused:
        take(db, invoices, [invoice("18", 1), invoice("17", 98597600)])
    assert "line 2 says amount 985976.00" in str(refused.value)
    assert "mars.csv, line 1, says amount 985975.00 of Förbundet 17" in str(refused.value)
    assert books.dump(db) == before


@pytest.mark.parametrize("apart", [0, 6_000], ids=["near", "in different chunks"])
def test_the_same_number_twice_in_one_file(apart: int, db: str) -> None:
    between = [invoice(f"b{n}", n + 1) for n in range(apart)]
    assert take(db, invoices, [invoice("17", 5), *between, invoice("17", 5)]).taken == apart + 2
    with pytest.raises(Refused, match=f"line {apart + 2} says amount 0.08, but"):
        take(db, invoices, [invoice("19", 7), *between, invoice("19", 8)])


FILES = st.lists(st.lists(st.integers(1, 4), max_size=6), min_size=1, max_size=4)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=FILES, order=st.randoms(use_true_random=False))
def test_any_order_and_overlap_give_the_union(
    files: list[list[int]], order: object, sqlite_db: str
) -> None:
    union: Counter[int] = Counter()
    for file in files:
        union |= Counter(file)
    shuffled = [*files, *files]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    held = []
    for run in (shuffled, [list(union.elements())]):
        db = shutil.copy(sqlite_db, f"{sqlite_db}.copy")
        for file in run:
            take(db, bookings, [booked(ore) for ore in file])
        held.append(kept(db))
    assert held[0] == held[1]
    assert sum(held[0].values()) == union.total()
