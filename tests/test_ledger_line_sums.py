"""Invoiced, paid and spent on the lines of a year: read from matches and rules, posted nowhere."""

from __future__ import annotations

from typing import Any

import books
import pytest
from books import medel, posted
from matched import booking, invoice, payment

from ledger.terms import EntryKind

FUND = "Länsgemensamma medel"
PAYER, PAYEE = "Region Dalarna", "Falu kommun"


def accept(db: str, *items: str) -> None:
    assert medel("match", "accept", *items, "--by", books.BY, db=db).code == 0


def rule(db: str, name: str = "kostnad", **more: str) -> None:
    said = {"account": "4500-4599", "fund": FUND, "body": PAYEE, "as": "spent"} | more
    options = [word for key, value in said.items() for word in (f"--{key}", value)]
    assert medel("rule", "add", name, *options, "--by", books.BY, db=db).code == 0


def line(db: str, body: str = PAYEE, *words: str, year: int = 2024) -> dict[str, str]:
    """The sums of a body's line that are not zero."""
    content = medel("report", "year", year, "--format", "json", *words, db=db).rows
    columns = [one["columns"] for one in content["lines"] if one["body"] == body]
    return {k: v for one in columns for k, v in one.items() if v not in {None, "0.00"}}


def spent(db: str, kronor: int, **said: Any) -> int:
    return posted(db, kronor, kind=EntryKind.SPENT, payer=PAYEE, payee="Mora kommun", **said)


def test_what_is_invoiced_and_paid_stands_on_both_lines(db: str) -> None:
    decision, bill = posted(db, 100), invoice(db, "1001", 80)
    assert "invoiced_claim" not in line(db)
    accept(db, f"decision:{decision}=80", f"invoice:{bill}")
    accept(db, f"invoice:{bill}=30", f"payment:{payment(db, 30)}")
    assert line(db) == {
        "to_invoice_claim": "100.00", "invoiced_claim": "80.00", "paid_in": "30.00",
    }  # fmt: skip
    assert line(db, PAYER) == {
        "to_invoice_debt": "100.00", "invoiced_debt": "80.00", "paid_out": "30.00",
    }  # fmt: skip


def test_what_is_taken_back_is_no_longer_there(db: str) -> None:
    decision, bill = posted(db, 100), invoice(db, "1001", 100)
    accept(db, f"decision:{decision}", f"invoice:{bill}")
    medel("match", "undo", 1, "--why", "fel", "--by", books.BY, db=db)
    assert line(db) == {"to_invoice_claim": "100.00"}


def test_a_payment_straight_on_a_decision_is_paid_and_not_invoiced(db: str) -> None:
    decision = posted(db, 100, kind=EntryKind.RETURNED)
    accept(db, f"decision:{decision}", f"payment:{payment(db, 100)}")
    assert line(db) == {"paid_in": "100.00"}


def test_bookings_that_a_rule_says_are_spent(db: str) -> None:
    posted(db, 100, kind=EntryKind.RECEIVED, payer="Socialstyrelsen", payee=PAYEE)
    booking(db, 40, account="4510")
    booking(db, 5, account="4511")
    booking(db, 7, account="5000")  # no rule
    booking(db, 9, account="4510", date="2025-01-02")  # another year
    assert line(db) == {"received": "100.00", "remaining": "100.00"}
    rule(db)
    assert line(db) == {"received": "100.00", "spent": "45.00", "remaining": "55.00"}
    assert line(db, year=2025) == {"spent": "9.00", "remaining": "-9.00"}
    assert "Alla kontroller stämmer." in medel("report", "year", 2024, db=db).stdout


def test_history_and_undone_files_are_not_counted(db: str) -> None:
    rule(db)
    booking(db, 40, account="4510", change="removed")
    booking(db, 5, account="4510")
    medel("undo", 2, "--by", books.BY, db=db)
    assert line(db) == {}


def test_a_booking_matched_with_an_entry_is_counted_once(db: str) -> None:
    rule(db)
    entry, row = spent(db, 40), booking(db, 40, account="4510")
    booking(db, 5, account="4510")
    assert line(db)["spent"] == "40.00"  # held out: it may be the entry's
    text = medel("report", "year", 2024, db=db).stdout
    assert "45,00 kr" in text.replace("\u00a0", " ") and "räknas inte" in text
    accept(db, f"decision:{entry}", f"booking:{row}")
    assert line(db)["spent"] == "45.00"
    assert "räknas inte" not in medel("report", "year", 2024, db=db).stdout


@pytest.mark.parametrize(
    ("counts_as", "kronor", "column", "sum_"),
    [
        ("spent", 40, "spent", "40.00"),
        ("spent", -40, "spent", "-40.00"),  # a cost taken back
        ("received", -40, "received", "40.00"),
        ("returned", 40, "returned", "40.00"),
    ],
)
def test_what_a_booking_counts_as(
    sqlite_db: str, counts_as: str, kronor: int, column: str, sum_: str
) -> None:
    rule(sqlite_db, **{"as": counts_as})
    booking(sqlite_db, kronor, account="4510")
    assert line(sqlite_db)[column] == sum_
    text = medel("report", "year", 2024, db=sqlite_db).stdout
    assert "Alla kontroller stämmer." in text


def test_outside_and_what_rules_dispute_is_not_counted(sqlite_db: str) -> None:
    rule(sqlite_db, "a")
    booking(sqlite_db, 40, account="4510")
    assert line(sqlite_db)["spent"] == "40.00"
    outside = ("--account", "4510", "--as", "outside", "--by", books.BY)
    assert medel("rule", "add", "b", *outside, db=sqlite_db).code == 0
    assert line(sqlite_db) == {}


def test_a_part_of_the_book(sqlite_db: str) -> None:
    rule(sqlite_db)
    booking(sqlite_db, 40, account="4510")
    assert line(sqlite_db, PAYEE, "--body", PAYEE)["spent"] == "40.00"
    assert line(sqlite_db, PAYEE, "--body", PAYER) == {}
    assert line(sqlite_db, PAYEE, "--as-of", "2024-05-02") == {}
