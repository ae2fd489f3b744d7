"""Splits: one sum as several entries with the same evidence, together the whole to the öre."""

from __future__ import annotations

import books
import pytest
from books import found, imported, medel, minutes

TYPED = ("post", "--kind", "to_invoice", "--fund", "länsgemensamma medel", "--paper", "beslut")


def row(db: str, **said: object) -> None:
    whole = {"payer": "Region Dalarna", "payee": "Falun", "fund": "länsgemensamma medel"} | said
    imported(
        db, minutes(found("Falu kommun fakturerar Region Dalarna 100 kr.", 100, "100 kr", **whole))
    )


def journal(db: str) -> list[tuple[str, str, int, str]]:
    rows = medel("journal", "--format", "json", db=db).rows
    return [(r["payer"], r["payee"], r["fund_year"], r["amount"]) for r in rows]


def parts(*written: str) -> list[str]:
    return [arg for text in written for arg in ("--split", text)]


R, F, M = "Region Dalarna", "Falu kommun", "Mora kommun"
SPLITS = {
    "several payees": (("Falun=60", "Mora=39,50", "payee:Orsa kommun=0,50"),
                       [(R, F, 2024, "60.00"), (R, M, 2024, "39.50"),
                        (R, "Orsa kommun", 2024, "0.50")]),
    "several payers": (("payer:Mora=60", "payer:Orsa kommun=40"),
                       [(M, F, 2024, "60.00"), ("Orsa kommun", F, 2024, "40.00")]),
    "several years": (("year:2023=60", "year:2024=40"),
                      [(R, F, 2023, "60.00"), (R, F, 2024, "40.00")]),
    "one part is the whole": (("Mora=100",), [(R, M, 2024, "100.00")]),
}  # fmt: skip


@pytest.mark.parametrize("what", SPLITS)
def test_a_row_as_several_entries(what: str, db: str) -> None:
    row(db)
    written, entries = SPLITS[what]
    said = medel("inbox", "accept", 1, *parts(*written), db=db)
    assert said.code == 0, said.both
    assert journal(db) == entries
    evidence = [medel("trace", n + 1, "--format", "json", db=db).rows for n in range(len(entries))]
    assert {e["evidence"][0]["quote"] for e in evidence} == {
        "Falu kommun fakturerar Region Dalarna 100 kr."
    }
    assert {e["entry"]["candidate"] for e in evidence} == {1}
    assert f"of {len(entries)} of 100.00 kr" in evidence[-1]["evidence"][0]["note"]
    assert medel("inbox", "--format", "json", db=db).rows == []
    assert books.findings(db) == []


@pytest.mark.parametrize("what", SPLITS)
def test_a_typed_sum_as_several_entries(what: str, sqlite_db: str) -> None:
    written, entries = SPLITS[what]
    said = medel(*TYPED, "--amount", 100, "--payer", R, "--payee", F, "--year", 2024,
                 *parts(*written), db=sqlite_db)  # fmt: skip
    assert said.code == 0, said.both
    assert journal(sqlite_db) == entries
    assert books.findings(sqlite_db) == []


def test_parts_of_several_funds(sqlite_db: str) -> None:
    row(sqlite_db)
    written = parts("fund:Brukarmiljonen=60", "fund:länsgemensamma medel=40")
    assert medel("inbox", "accept", 1, *written, db=sqlite_db).code == 0
    rows = medel("journal", "--format", "json", db=sqlite_db).rows
    assert [(r["fund"], r["amount"]) for r in rows] == [
        ("Brukarmiljonen", "60.00"), ("Länsgemensamma medel", "40.00"),
    ]  # fmt: skip


REFUSED = {
    "an öre too little": (("Falun=60", "Mora=39,99"), "0.01 kr differ"),
    "an öre too much": (("Falun=60", "Mora=40,01"), "-0.01 kr differ"),
    "a part of nothing": (("Falun=100", "Mora=0"), "above zero"),
    "a part below zero": (("Falun=110", "Mora=-10"), "above zero"),
    "nobody": (("=100",), "is not a part"),
    "no sum": (("Falun",), "is not a part"),
    "a body nobody knows": (("Falun=60", "Ankeborg=40"), "Ankeborg"),
    "to the payer": (("Falun=60", "Region Dalarna=40"), "the same body"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_leaves_the_book_as_it_was(what: str, db: str) -> None:
    row(db)
    before = books.dump(db)
    written, told = REFUSED[what]
    said = medel("inbox", "accept", 1, *parts(*written), db=db)
    assert (said.code, told in said.stderr) == (2, True), said.both
    assert books.dump(db) == before
    typed = medel(*TYPED, "--amount", 100, "--payer", R, "--payee", F, "--year", 2024,
                  *parts(*written), db=db)  # fmt: skip
    assert (typed.code, told in typed.stderr) == (2, True)
    assert books.dump(db) == before


def test_a_row_without_a_sum_is_split_by_the_sum_that_is_said(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(found("Falu kommun fakturerar.", payer=R, payee="Falun",
             fund="länsgemensamma medel")))  # fmt: skip
    written = parts("Falun=60", "Mora=40")
    assert "add --amount" in medel("inbox", "accept", 1, *written, db=sqlite_db).stderr
    assert medel("inbox", "accept", 1, "--amount", 100, *written, db=sqlite_db).code == 0


def test_one_row_at_a_time(sqlite_db: str) -> None:
    row(sqlite_db)
    assert medel("inbox", "accept", 1, 2, *parts("Falun=100"), db=sqlite_db).code == 2


def test_parts_are_corrected_one_by_one(db: str) -> None:
    row(db)
    medel("inbox", "accept", 1, *parts("Falun=60", "Mora=40"), db=db)
    assert medel("correct", 2, "--reason", "fel", "--payee", "Orsa kommun", db=db).code == 0
    assert books.findings(db) == []
    assert "already posted" in medel("inbox", "accept", 1, db=db).stderr
