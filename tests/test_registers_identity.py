"""The identity law: in whatever order files come, and however they overlap, registers hold the
union of them; so too where some were taken back and came again.

`tests/torture/identity.py` tries as many as asked.
"""

from __future__ import annotations

import pytest
import register_sets
from register_sets import Case, cases, held_after, held_after_union

from ledger.storage.store import open_book

IN_CI = {"sqlite": 170, "postgresql": 40}
AS_JSON = 17  # each such set is compared as `medel register` says it


def test_files_that_overlap_in_any_order_come_to_their_union(
    db: str, kind_of_database: str
) -> None:
    book = open_book(db)
    kinds, rows = set(), 0
    for number, (seed, one) in enumerate(cases("ci", IN_CI[kind_of_database])):
        as_json = number % AS_JSON == 0
        expected = held_after_union(book, one, as_json=as_json)
        assert held_after(book, one, as_json=as_json) == expected, (seed, one)
        kinds.add(one.kind)
        rows += sum(said.total() for said, _sum in expected.values())
    assert kinds == set(register_sets.KINDS)
    assert rows > 100


@pytest.mark.parametrize("kind", register_sets.KINDS)
def test_the_law_as_it_is_written(kind: str, sqlite_db: str) -> None:
    from collections import Counter

    a, b = Counter({1: 2, 3: 1, 4: 1}), Counter({1: 1, 3: 2, 8: 1})
    book = open_book(sqlite_db)
    held = held_after(book, Case(kind, (a, b, a & b), (0, 1, 0, 2), 1))
    assert held == held_after_union(book, Case(kind, (a, b), (), 1))
    per_item = {"list": 1, "camt": 1, "sie": 2, "bgmax": 2}[kind]
    assert sum(said.total() for said, _sum in held.values()) == (a | b).total() * per_item
