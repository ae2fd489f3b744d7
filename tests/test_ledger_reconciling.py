"""Reconciliation in the book: what is open, what is settled, and that it is never too much."""

from __future__ import annotations

from typing import Any

import books
import pytest
from books import Said, medel, posted
from matched import booking, invoice, matches, open_now, payment

from ledger.terms import EntryKind


def accept(db: str, *words: str) -> Said:
    return medel("match", "accept", *words, "--by", books.BY, db=db)


@pytest.fixture
def pair(db: str) -> tuple[str, int, int]:
    """A book with a decision and the invoice that follows on it."""
    return db, posted(db, 100), invoice(db, "1001", 100, text="enligt beslut 1")


def test_a_decision_is_met_by_its_invoice_and_the_invoice_by_its_payment(db: str) -> None:
    decision, bill = posted(db, 100), invoice(db, "1001", 100)
    came, booked = payment(db, 100), booking(db, -100)
    assert accept(db, f"decision:{decision}", f"invoice:{bill}").code == 0
    assert accept(db, f"invoice:{bill}", f"payment:{came}").code == 0
    assert accept(db, f"invoice:{bill}", f"booking:{booked}").code == 0
    chain = medel("match", "show", f"payment:{came}", "--format", "json", db=db).rows
    assert [(one["kind"], one["number"]) for one in chain["items"]] == [
        ("decision", 1), ("invoice", 1), ("booking", 1), ("payment", 1),
    ]  # fmt: skip
    assert [one["relation"] for one in chain["matches"]] == [
        "decided-invoiced", "invoiced-paid", "invoiced-booked",
    ]  # fmt: skip
    traced = medel("trace", decision, "--format", "json", db=db).rows
    assert traced["chain"] == {name: chain[name] for name in ("items", "matches")}
    assert "invoice 1: 100.00 kr" in medel("trace", decision, db=db).stdout
    assert medel("check", "--deep", db=db) == Said(0, "", "")


def test_nothing_is_settled_over_its_amount(pair: tuple[str, int, int]) -> None:
    db, _decision, _bill = pair
    assert (
        accept(db, "decision:1", "invoice:1=60", "--residual", "dispute=40", "--why", "x").code == 0
    )
    before = books.dump(db)
    said = accept(db, "invoice:1=60", "--residual", "write_off=60", "--why", "x")
    assert said.code == 0  # what is paid of it is another matter than what was decided
    again = accept(db, "decision:1", "invoice:1")
    assert again.code == 2
    again = accept(db, "decision:1=1", "invoice:1=1")
    assert "Of decision 1 0.00 kr is open, less than 1.00 kr" in again.stderr
    assert books.dump(db)["match_groups"] == [
        *before["match_groups"],
        books.dump(db)["match_groups"][-1],
    ]


REFUSED: list[tuple[list[str], str]] = [
    (["decision:1", "invoice:1=90"], "differ by 10.00 kr: 100.00 against 90.00"),
    (["decision:1", "invoice:9"], "There is no invoice 9"),
    (["decision:1", "invoice:1", "invoice:1"], "stands twice"),
    (["decision:1", "invoice:1=0"], "above zero"),
    (["decision:1=-5", "invoice:1=-5"], "above zero"),
    (["decision:1", "beslut:1"], "stands twice"),
    (["decision:1", "candidate:1"], "no item to match"),
    (["decision:1", "invoice:x"], "no item to match"),
    (["decision:1", "invoice:1", "payment:1"], "do not go in one match"),
    (["decision:1", "invoice:1", "3"], "Name suggestions by number, or items"),
    ([], "Name suggestions by number, or items"),
    (["3", "--residual", "fee=1"], "A residual is said of items"),
    (["decision:1", "invoice:1=90", "--residual", "fee=10"], "Say why"),
    (["decision:1", "invoice:1=90", "--residual", "luck=10", "--why", "x"], "difference is"),
    (["decision:1", "invoice:1=90", "--residual", "fee=20", "--why", "x"], "differ by"),
    (["decision:1", "invoice:1", "--residual", "fee=0", "--why", "x"], "above zero"),
    (["77"], "There is no match 77"),
]  # fmt: skip


def test_what_is_refused_is_told_and_leaves_the_book(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    payment(db, 100)
    before = books.dump(db)
    for words, told in REFUSED:
        said = accept(db, *words)
        assert (said.code, told in said.stderr) == (2, True), (words, said)
        assert books.dump(db) == before, words


def test_a_partial_payment_leaves_the_rest_open(db: str) -> None:
    bill, first, second = invoice(db, "1001", 100), payment(db, 60), payment(db, "39.50")
    assert accept(db, f"invoice:{bill}=60", f"payment:{first}").code == 0
    assert open_now(db)["invoiced-paid payee left"] == [(bill, 40_00)]
    settled = accept(
        db, f"invoice:{bill}", f"payment:{second}", "--residual", "write_off=0,50",
        "--why", "ören skrivs av",
    )  # fmt: skip
    assert "Residual, write-off: 0.50 kr (ören skrivs av)" in settled.stdout
    assert open_now(db)["invoiced-paid payee left"] == []
    (_one, last) = matches(db)
    assert last["residuals"] == [{"kind": "write_off", "amount": "0.50", "why": "ören skrivs av"}]
    assert medel("check", "--deep", db=db) == Said(0, "", "")


def test_more_than_the_invoice_is_a_residual_below_zero(db: str) -> None:
    bill, came = invoice(db, "1001", 100), payment(db, 110)
    assert accept(db, f"invoice:{bill}", f"payment:{came}", "--residual", "credit=10",
                  "--why", "betalt för mycket").code == 0  # fmt: skip
    (one,) = matches(db)
    assert one["residuals"][0]["amount"] == "-10.00"
    assert medel("check", db=db) == Said(0, "", "")


def test_an_invoice_is_written_off_by_a_residual_alone(db: str) -> None:
    bill = invoice(db, "1001", 100)
    assert (
        accept(db, f"invoice:{bill}", "--residual", "write_off=100", "--why", "preskriberad").code
        == 0
    )
    assert open_now(db)["invoiced-paid payee left"] == []


def test_payer_and_payee_each_see_the_same_payment_once(db: str) -> None:
    bill, came, went = invoice(db, "1001", 100), payment(db, 100), payment(db, -100)
    both = accept(db, f"invoice:{bill}", f"payment:{came}", f"payment:{went}")
    assert "both the payer and the payee" in both.stderr
    assert accept(db, f"invoice:{bill}", f"payment:{came}").code == 0
    assert accept(db, f"invoice:{bill}", f"payment:{went}").code == 0
    assert [(one["seen_by"]) for one in matches(db)] == ["payee", "payer"]
    assert accept(db, f"invoice:{bill}=1", f"payment:{payment(db, 1)}").code == 2
    assert medel("check", "--deep", db=db) == Said(0, "", "")


def test_what_is_credited_cannot_be_paid(db: str) -> None:
    bill, credit = invoice(db, "1001", 100), invoice(db, "1002", -30, credits="1001")
    assert accept(db, f"invoice:{bill}=30", f"invoice:{credit}").code == 0
    assert matches(db)[0]["relation"] == "credited"
    assert accept(db, f"invoice:{bill}=100", f"payment:{payment(db, 100)}").code == 2
    assert accept(db, f"invoice:{bill}", f"payment:{payment(db, 70)}").code == 0
    assert open_now(db)["decided-invoiced both right"] == [(bill, 70_00)]


def test_a_credit_note_lowers_what_one_payment_meets(db: str) -> None:
    bill, credit, came = invoice(db, "1", 100), invoice(db, "2", -30), payment(db, 70)
    assert accept(db, f"invoice:{bill}", f"invoice:{credit}", f"payment:{came}").code == 0
    (one,) = matches(db)
    assert [p["number"] for p in one["left"]] == [bill]
    assert [(p["kind"], p["amount"]) for p in one["right"]] == [
        ("invoice", "30.00"),
        ("payment", "70.00"),
    ]


def test_a_decision_that_was_paid_straight_cannot_be_invoiced(db: str) -> None:
    decision = posted(db, 100, kind=EntryKind.TRANSFERRED)
    assert accept(db, f"decision:{decision}", f"payment:{payment(db, 100)}").code == 0
    assert accept(db, f"decision:{decision}=100", f"invoice:{invoice(db, '1', 100)}").code == 2


def test_undone_everything_is_open_as_it_was(db: str) -> None:
    decision, bill, came = posted(db, 100), invoice(db, "1001", 100), payment(db, 100)
    before = open_now(db)
    accept(db, f"decision:{decision}", f"invoice:{bill}")
    accept(db, f"invoice:{bill}", f"payment:{came}")
    assert open_now(db) != before
    assert medel("match", "undo", 1, 2, "--why", "fel", db=db).code == 0
    assert open_now(db) == before
    assert [one["state"] for one in matches(db)] == ["undone", "undone"]
    assert medel("match", "undo", 1, db=db).code == 2
    assert medel("check", "--deep", db=db) == Said(0, "", "")


def test_what_was_turned_down_is_not_proposed_again(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    invoice(db, "1002", 100)
    medel("match", db=db)
    waiting = matches(db, "--state", "suggested") or matches(db, "--state", "settled")
    settled = [one["number"] for one in matches(db, "--state", "settled")]
    if settled:
        medel("match", "undo", *settled, db=db)
        medel("match", db=db)
        waiting = matches(db, "--state", "suggested")
    numbers = [one["number"] for one in waiting]
    assert medel("match", "reject", *numbers, "--why", "hör inte ihop", db=db).code == 0
    turned_down = {
        str(one["left"]) + str(one["right"]) for one in matches(db, "--state", "rejected")
    }
    medel("match", db=db)
    again = {str(one["left"]) + str(one["right"]) for one in matches(db, "--state", "suggested")}
    assert turned_down.isdisjoint(again)


def test_the_same_run_twice_adds_nothing(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    payment(db, 100, reference="1001")
    booking(db, -100)
    medel("match", db=db)
    before = books.dump(db)
    said = medel("match", db=db)
    assert "There is nothing new to propose" in said.stdout
    assert books.dump(db) == before


def test_what_was_undone_is_never_settled_by_itself_again(db: str) -> None:
    invoice(db, "1001", 100)
    payment(db, 100, reference="1001")
    medel("match", db=db)
    (one,) = matches(db)
    assert (one["state"], one["rule"].partition("/")[0]) == ("settled", "reference")
    medel("match", "undo", 1, "--why", "fel", db=db)
    medel("match", db=db)
    assert [one["state"] for one in matches(db)] == ["undone", "suggested"]


def test_a_suggestion_that_no_longer_fits_is_superseded(pair: tuple[str, int, int]) -> None:
    db, decision, bill = pair
    other = invoice(db, "1002", 100)
    with books.writing(db) as (_connection, made):
        suggest(made, decision, bill)
        suggest(made, decision, other)
    assert accept(db, "1").code == 0
    assert [one["state"] for one in matches(db)] == ["settled", "superseded"]
    assert "Of decision 1 0.00 kr is open" in accept(db, "2").stderr
    medel("match", "undo", 1, db=db)
    assert [one["state"] for one in matches(db)] == ["undone", "suggested"]


def test_all_above_a_score_takes_the_surest_first(pair: tuple[str, int, int]) -> None:
    db, decision, bill = pair
    other = invoice(db, "1003", 100)
    with books.writing(db) as (_connection, made):
        suggest(made, decision, other, score=500)
        suggest(made, decision, bill, score=900)
        suggest(made, decision, bill, score=100)
    said = medel("match", "accept", "--all-above", 400, db=db)
    assert said.stdout == "1 match is settled.\n1 is left: it holds what another took.\n"
    assert [one["state"] for one in matches(db)] == ["superseded", "settled", "superseded"]


def test_a_match_is_split(db: str) -> None:
    first, second = posted(db, 60), posted(db, 40, text="andra")
    bill, more, came = invoice(db, "1", 60), invoice(db, "2", 40), payment(db, 100)
    accept(db, f"invoice:{bill}", f"invoice:{more}", f"payment:{came}")
    said = medel("match", "split", 1, "--into", f"invoice:{bill} payment:{came}=60",
                 "--into", f"invoice:{more} payment:{came}=40", "--why", "två", db=db)  # fmt: skip
    assert (said.code, said.stdout) == (0, "Match 1 is now 2, 3.\n")
    assert [one["state"] for one in matches(db)] == ["undone", "settled", "settled"]
    assert medel("check", "--deep", db=db) == Said(0, "", "")
    before = books.dump(db)
    for into in (f"invoice:{bill} payment:{came}=61", f"decision:{first} payment:{came}=60", "x:1",
                 f"decision:{second}"):  # fmt: skip
        assert medel("match", "split", 2, "--into", into, db=db).code == 2
        assert books.dump(db) == before


def test_a_corrected_decision_keeps_its_match_while_it_fits(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    accept(db, "decision:1", "invoice:1")
    said = medel("correct", 1, "--amount", "120", "--reason", "fel", db=db)
    assert "Match 1 stands: look at it again." in said.stdout
    said = medel("correct", 3, "--amount", "90", "--reason", "fel", db=db)
    assert "Match 1 is undone: it held more than is decided now." in said.stdout
    assert medel("check", "--deep", db=db) == Said(0, "", "")
    assert accept(db, "decision:5", "invoice:1=90").code == 0  # by the newest number as well
    assert matches(db)[-1]["left"][0]["number"] == 1
    medel("correct", 5, "--reason", "gäller inte", db=db)
    assert [one["state"] for one in matches(db)] == ["undone", "undone"]
    assert open_now(db)["decided-invoiced both left"] == []
    assert medel("check", "--deep", db=db) == Said(0, "", "")


def test_an_import_whose_rows_are_settled_is_kept(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    accept(db, "decision:1", "invoice:1")
    before = books.dump(db)
    said = medel("undo", "batch", 1, db=db)
    assert (said.code, "“medel match undo 1” takes that back first" in said.stderr) == (2, True)
    assert books.dump(db) == before
    medel("match", "undo", 1, db=db)
    assert medel("undo", "batch", 1, db=db).code == 0
    assert "its import was undone" in medel("match", "show", 1, db=db).stdout
    assert "is no" in accept(db, "decision:1", "invoice:1").stderr


def test_a_suggestion_does_not_hold_an_import(pair: tuple[str, int, int]) -> None:
    db, decision, bill = pair
    with books.writing(db) as (_connection, made):
        suggest(made, decision, bill)
    assert medel("undo", "batch", 1, db=db).code == 0
    assert [one["state"] for one in matches(db)] == ["superseded"]


def test_the_book_as_it_was_then(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    from datetime import UTC, datetime

    before = datetime.now(UTC).isoformat()
    accept(db, "decision:1", "invoice:1")
    assert matches(db, "--known-at", before) == []
    chain = medel("match", "show", "decision:1", "--known-at", before, "--format", "json", db=db)
    assert (len(chain.rows["items"]), chain.rows["matches"]) == (1, [])
    assert matches(db, "--as-of", "2024-04-30") == []
    assert len(matches(db, "--as-of", "2024-05-02")) == 1


def test_a_merged_body_is_asked_for_by_what_it_has_become(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    accept(db, "decision:1", "invoice:1")
    medel("body", "add", "Falun", "--kind", "other", db=db)
    assert medel("body", "merge", "Falu kommun", "Mora kommun", "--why", "prov", db=db).code == 0
    assert len(matches(db, "--body", "Mora kommun")) == 1
    assert matches(db)[0]["left"][0]["payee"] == "Mora kommun"


def test_a_closed_year_can_still_be_matched(pair: tuple[str, int, int]) -> None:
    db, *_items = pair
    assert medel("close", 2024, db=db).code == 0
    assert accept(db, "decision:1", "invoice:1").code == 0
    assert medel("check", "--deep", db=db) == Said(0, "", "")


def test_exported_and_restored_the_matches_are_the_same(
    pair: tuple[str, int, int], tmp_path: Any
) -> None:
    db, *_items = pair
    accept(db, "decision:1", "invoice:1=90", "--residual", "vat=10", "--why", "moms")
    assert medel("export", tmp_path / "arkiv", db=db).code == 0
    other = str(tmp_path / "åter.db")
    assert medel("restore", tmp_path / "arkiv", db=other).code == 0
    assert matches(other) == matches(db)
    assert open_now(other) == open_now(db)


@pytest.mark.parametrize("filters", [["--fund", "RSS-medel"], ["--year", "2023"],
                                     ["--body", "Mora kommun"], ["--relation", "credited"],
                                     ["--state", "rejected"], ["--above", "1000"],
                                     ["--rule", "near"]])  # fmt: skip
def test_a_list_is_filtered(filters: list[str], pair: tuple[str, int, int]) -> None:
    db, decision, bill = pair
    with books.writing(db) as (_connection, made):
        suggest(made, decision, bill)
    assert matches(db, *filters) == []
    same = ["--year", "2024", "--body", "Falu kommun", "--fund", "Länsgemensamma medel",
            "--relation", "decided-invoiced", "--state", "suggested", "--above", "1"]  # fmt: skip
    assert len(matches(db, *same)) == 1


def suggest(made: Any, decision: int, bill: int, score: int = 700) -> None:
    """A suggestion as a run stores it."""
    from ledger.matching.items import Part
    from ledger.reconciling.settling import NewGroup, store_groups
    from ledger.terms import ItemKind, Relation

    left, right = Part(ItemKind.DECISION, decision, 100_00), Part(ItemKind.INVOICE, bill, 100_00)
    new = NewGroup(Relation.DECIDED_INVOICED, (left,), (right,), rule="same/1", score=score)
    store_groups(made, [new])
