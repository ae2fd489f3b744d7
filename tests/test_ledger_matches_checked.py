"""What `medel check` finds in matches that were sealed as they should be and say what cannot be."""

from __future__ import annotations

from typing import Any

import books
import pytest
from books import Said, medel, posted
from matched import invoice, matches, payment

from ledger.matching.items import Part
from ledger.reconciling.chains import met
from ledger.reconciling.groups import Residual
from ledger.reconciling.settling import NewGroup, add_states, store_groups
from ledger.storage.store import open_book
from ledger.storage.tables import match_groups
from ledger.terms import ItemKind, MatchState, Relation, ResidualKind

DECISION = Part(ItemKind.DECISION, 1, 100_00)
BILL = Part(ItemKind.INVOICE, 1, 100_00)


def stored(db: str, left: Part, right: Part, *states: MatchState, rule: str = "by-hand/1",
           residuals: tuple[Residual, ...] = ()) -> None:  # fmt: skip
    """A match with these states, past what settles it."""
    with books.writing(db) as (_connection, made):
        new = NewGroup(Relation.DECIDED_INVOICED, (left,), (right,), residuals, rule=rule)
        numbers = store_groups(made, [new])
        for state in states:
            add_states(made, numbers, state, "prov")


@pytest.fixture
def two(sqlite_db: str) -> str:
    """A book with a decision and an invoice of a hundred kronor each."""
    posted(sqlite_db, 100)
    invoice(sqlite_db, "1001", 100)
    return sqlite_db


def checked(db: str, *options: str) -> str:
    said = medel("check", *options, db=db)
    assert said.code == (1 if said.stdout else 0)
    return said.stdout


SETTLED, UNDONE, REJECTED = MatchState.SETTLED, MatchState.UNDONE, MatchState.REJECTED
SMALL = Part(ItemKind.INVOICE, 1, 99_00)
ONE_KRONA = Residual(ResidualKind.FEE, 1_00, "avgift")


@pytest.mark.parametrize(
    ("matched_as", "found"),
    [
        ([(DECISION, BILL, SETTLED)], ""),
        ([(DECISION, BILL)], ""),
        ([(DECISION, BILL, SETTLED, UNDONE), (DECISION, BILL, SETTLED)], ""),
        ([(DECISION, SMALL, SETTLED)], "Match 1 does not come out even."),
        ([(DECISION, BILL, SETTLED), (DECISION, BILL, SETTLED)],
         "More of decision 1 is settled than there is."),
        ([(DECISION, Part(ItemKind.INVOICE, 9, 100_00), SETTLED)],
         "invoice 9 is settled, and it is not in the book."),
        ([(DECISION, BILL, SETTLED, UNDONE, SETTLED)],
         "What has become of match 1 does not follow: settled, undone, settled."),
        ([(DECISION, BILL, REJECTED, SETTLED)], "does not follow: rejected, settled."),
        ([(Part(ItemKind.DECISION, 1, -100_00), Part(ItemKind.INVOICE, 1, -100_00))],
         "Match 1 has a part that is no amount above zero."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_found(
    matched_as: list[tuple[Any, ...]], found: str, two: str
) -> None:  # fmt: skip
    for left, right, *states in matched_as:
        stored(two, left, right, *states)
    said = checked(two, "--deep")
    assert found in said
    assert bool(said) is bool(found)


@pytest.mark.parametrize("rule", ["same/1", "near/2", "sum/1", "something/9"])
def test_only_a_reference_settles_by_itself(rule: str, two: str) -> None:
    stored(two, DECISION, BILL, SETTLED, rule=rule)
    assert f"Match 1 was settled by itself, by {rule}, which may only suggest." in checked(two)


def test_not_even_a_reference_settles_what_is_not_even(two: str) -> None:
    stored(two, DECISION, SMALL, SETTLED, rule="reference/1", residuals=(ONE_KRONA,))
    assert "which may only suggest" in checked(two)


def test_a_match_without_parts_is_found(two: str) -> None:
    with books.writing(two) as (_connection, made):
        made.add(match_groups, relation="credited", seen_by="both", rule="same/1", score=1,
                 reasons='{"reasons":[]}', fingerprint="x")  # fmt: skip
    assert "Match 1 has no parts." in checked(two)


def test_values_that_no_book_holds_are_told_and_not_met_with_a_traceback(two: str) -> None:
    with books.writing(two) as (_connection, made):
        made.add(match_groups, relation="luck", seen_by="both", rule="same/1", score=1,
                 reasons="{", fingerprint="x")  # fmt: skip
        add_states(made, [1], SETTLED, None)
    assert checked(two, "--deep") != ""


def test_the_same_is_found_in_either_database(db: str) -> None:
    posted(db, 100)
    invoice(db, "1001", 100)
    stored(db, DECISION, SMALL, SETTLED, rule="same/1")
    stored(db, DECISION, BILL, SETTLED)
    stored(db, DECISION, BILL, SETTLED, UNDONE, SETTLED)
    said = checked(db, "--deep")
    for words in ("come out even", "More of decision 1", "does not follow", "may only suggest"):
        assert words in said


def test_how_much_of_decisions_and_invoices_has_come(db: str) -> None:
    """Two decisions on one invoice that is paid in part: the first is filled first."""
    posted(db, 60)
    posted(db, 40)
    bill, came = invoice(db, "1001", 100), payment(db, 70)
    assert medel("match", "accept", "decision:1", "decision:2", f"invoice:{bill}", db=db).code == 0
    assert medel("match", "accept", f"invoice:{bill}=70", f"payment:{came}", db=db).code == 0
    with open_book(db).reading() as connection:
        decisions = met(connection, ItemKind.DECISION)
        bills = met(connection, ItemKind.INVOICE, [bill])
    said = {number: (one.amount, one.invoiced, one.paid) for number, one in decisions.items()}
    assert said == {1: (60_00, 60_00, 60_00), 2: (40_00, 40_00, 10_00)}
    assert (bills[bill].invoiced, bills[bill].paid, bills[bill].booked) == (100_00, 70_00, 0)
    assert medel("check", "--deep", db=db) == Said(0, "", "")
    assert len(matches(db)) == 2
