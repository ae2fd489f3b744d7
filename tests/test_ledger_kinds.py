"""Entries of every kind: typed, proposed, corrected, followed back, in every state of a year."""

from __future__ import annotations

import books
import pytest
from books import found, imported, medel, minutes

from ledger.terms import EntryKind

KINDS = [kind.value for kind in EntryKind]
FUND = "länsgemensamma medel"


def typed(db: str, kind: str) -> books.Said:
    parties = ("--payer", "Falun", "--payee", "Falun" if kind == "carried" else "Mora")
    to_year = ("--to-year", 2025) if kind == "carried" else ()
    return medel("post", "--kind", kind, "--amount", 100, *parties, *to_year, "--fund", FUND,
                 "--year", 2024, "--paper", "underlag", "--by", books.BY, db=db)  # fmt: skip


def accepted(db: str, kind: str) -> books.Said:
    payee = "Falun" if kind == "carried" else "Mora"
    said = found(
        "Det gäller 100 kr ur medlen.", 100, "100 kr", payer="Falun", payee=payee, fund=FUND
    )
    imported(db, minutes(said))
    to_year = ("--to-year", 2025) if kind == "carried" else ()
    return medel("inbox", "accept", 1, "--kind", kind, *to_year, db=db)


def journal(db: str) -> list[tuple[str, str, int | None, int | None]]:
    rows = medel("journal", "--format", "json", db=db).rows
    return [(row["kind"], row["amount"], row["to_year"], row["corrects"]) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", [typed, accepted])
def test_posted_corrected_and_followed_back(way: type, kind: str, db: str) -> None:
    assert way(db, kind).code == 0
    to_year = 2025 if kind == "carried" else None
    said = medel("correct", 1, "--reason", "fel", "--amount", "90", "--by", "b", db=db)
    assert said.code == 0, said.both
    assert journal(db) == [
        (kind, "100.00", to_year, None), (kind, "-100.00", to_year, 1), (kind, "90.00", to_year, 1),
    ]  # fmt: skip
    assert medel("correct", 1, "--reason", "igen", db=db).code == 2  # the newest is to be corrected
    assert medel("correct", 2, "--reason", "igen", db=db).code == 2  # a reversal never is
    assert medel("correct", 3, "--reason", "igen", db=db).code == 0
    trail = medel("trace", 3, "--format", "json", db=db).rows
    assert (trail["entry"]["corrects"], trail["corrected_by"], len(trail["evidence"])) == (
        1,
        [4],
        2,
    )
    lines = medel("balances", "--format", "json", db=db).rows
    assert {m for line in lines for m in line["columns"].values() if m} == {"0.00"}
    assert books.findings(db) == []


@pytest.mark.parametrize("kind", KINDS)
def test_in_every_state_of_its_year(kind: str, sqlite_db: str) -> None:
    """Open: all. Adjusting: corrections, carry-overs and repayments. Closed: nothing."""
    db, ends_a_year = sqlite_db, kind in {"carried", "returned"}
    assert typed(db, kind).code == 0
    assert medel("close", 2024, "--adjusting", db=db).code == 0
    assert typed(db, kind).code == (0 if ends_a_year else 2)
    assert medel("correct", 1, "--reason", "fel", "--amount", 90, db=db).code == 0
    if kind == "carried":
        terms = ("--carry-over", "yes", "--from", "2024-01-01", "--on-word", "beslutsbrev")
        assert medel("fund", "year", FUND, 2024, *terms, db=db).code == 0
    closed = medel("close", 2024, db=db)
    assert closed.code == 0, closed.both
    before = books.dump(db)
    newest = len(journal(db))
    for refused in (typed(db, kind), medel("correct", newest, "--reason", "fel", db=db)):
        assert (refused.code, "2024 is closed" in refused.stderr) == (2, True)
    assert books.dump(db) == before
    assert books.findings(db) == []
