"""Attest: above a set amount a second person reviews what the first has posted."""

from __future__ import annotations

import books
import pytest
from books import medel, posted


def waiting(db: str, *more: str) -> list[int]:
    rows = medel("review", "list", "--format", "json", *more, db=db).rows
    return [row["number"] for row in rows]


def limit(db: str, amount: str | int) -> books.Said:
    return medel("review", "--limit", amount, "--by", "controller", db=db)


def test_nobody_needs_to_until_a_limit_is_set(db: str) -> None:
    posted(db, 10**9)
    assert "No limit is set" in medel("review", "list", db=db).stdout
    assert waiting(db) == []
    assert medel("close", 2024, db=db).code == 0


def test_what_is_above_the_limit_waits(db: str) -> None:
    for kronor in ("99.99", "100.00", "100.01"):
        posted(db, kronor)
    limit(db, 100)
    assert waiting(db) == [3]
    limit(db, 0)
    assert waiting(db) == [1, 2, 3]
    limit(db, "off")
    assert waiting(db) == []


def test_a_year_is_not_closed_before_it_is_reviewed(db: str) -> None:
    posted(db, 200)
    limit(db, 100)
    refused = medel("close", 2024, "--even-if", "brådskar", db=db)
    assert (refused.code, "Entry 1 (200.00 kr) waits" in refused.stderr) == (2, True)
    assert medel("close", 2023, db=db).code == 0
    assert medel("review", 1, "--by", "kontroller", "--why", "mot beslutet", db=db).code == 0
    assert waiting(db) == []
    assert medel("close", 2024, db=db).code == 0


def test_a_limit_set_later_covers_what_is_not_closed(db: str) -> None:
    posted(db, 200, year=2023)
    posted(db, 200)
    assert medel("close", 2023, db=db).code == 0
    limit(db, 100)
    assert waiting(db) == [2]
    medel("reopen", 2023, "--why", "fel", db=db)
    assert waiting(db) == [1, 2]


WHO = {
    "another": ("kontroller", True),
    "who posted it": (books.BY, False),
    "who posted it, in capitals": (books.BY.upper(), False),
    "who posted it, with spaces": (f"  {books.BY} ", False),
    "nobody": (" ", False),
}


@pytest.mark.parametrize("who", WHO)
def test_never_the_same_person(who: str, db: str) -> None:
    name, may = WHO[who]
    posted(db, 200)
    limit(db, 100)
    before = books.dump(db)
    said = medel("review", 1, "--by", name, db=db)
    assert said.code == (0 if may else 2)
    assert (waiting(db) == []) == may
    if not may:
        assert books.dump(db) == before


def test_who_corrected_it_cannot_review_it_either(db: str) -> None:
    posted(db, 200)
    limit(db, 100)
    medel("correct", 1, "--reason", "fel", "--amount", 300, "--by", "rättare", db=db)
    assert waiting(db) == [2, 3]  # the wrong one was taken back; the two that did it wait
    for by, code in ((books.BY, 2), ("rättare", 2), ("kontroller", 0)):
        assert medel("review", 2, 3, "--by", by, db=db).code == code
    assert waiting(db) == []


REFUSED = {
    "no such entry": ("review", 9, "--by", "k"),
    "one of them is not there": ("review", 1, 9, "--by", "k"),
    "neither entry nor limit": ("review", "--by", "k"),
    "both": ("review", 1, "--limit", 5, "--by", "k"),
    "a limit that is no amount": ("review", "--limit", "mycket"),
    "a limit below zero": ("review", "--limit", "-5"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str, sqlite_db: str) -> None:
    posted(sqlite_db, 200)
    before = books.dump(sqlite_db)
    assert medel(*REFUSED[what], db=sqlite_db).code == 2
    assert books.dump(sqlite_db) == before


def test_an_entry_is_reviewed_once(sqlite_db: str) -> None:
    posted(sqlite_db, 200)
    medel("review", 1, "--by", "kontroller", db=sqlite_db)
    assert "reviewed by kontroller" in medel("review", 1, "--by", "annan", db=sqlite_db).stderr


def test_the_journal_says_who_reviewed_and_what_waits(db: str) -> None:
    posted(db, 200)
    posted(db, 300)
    limit(db, 100)
    medel("review", 1, "--by", "kontroller", db=db)
    rows = medel("journal", "--format", "json", db=db).rows
    assert [(r["reviewed_by"], r["awaits_review"]) for r in rows] == [
        ("kontroller", False), (None, True),
    ]  # fmt: skip
    text = medel("journal", db=db).stdout
    assert ("kontroller" in text, "waits" in text) == (True, True)
    balances = medel("balances", db=db).stdout
    assert "500.00" in balances  # counted all the same
    assert "Entry 2 waits for review" in balances


def test_what_waited_then(db: str) -> None:
    posted(db, 200)
    limit(db, 100)
    at = books.dump_of(db, "events")[-1][1]
    medel("review", 1, "--by", "kontroller", db=db)
    assert (waiting(db), waiting(db, "--known-at", at)) == ([], [1])
