"""Plain pairs joined by the database, and the rest by `propose`: the answer is that of all rows."""

import random

import pytest
from matching_made import Made

from ledger.matching.big_book import Found, Pair, Rows, propose_beside
from ledger.matching.engine import propose
from ledger.matching.items import Item
from ledger.matching.rules import LEFTOVERS, RULES
from ledger.terms import Relation

PASSES = [name for name in RULES[Relation.INVOICED_PAID].passes if name != LEFTOVERS]


def joined(made: Made) -> list[Pair]:
    """What a database would join: one number on both sides, equal amounts and names, no more."""
    plain: dict[tuple[object, ...], list[Item]] = {}
    for bill in made.left:
        if bill.references[0].isdecimal() and not bill.mentions:
            key = bill.references[0], bill.open, bill.payer_text, bill.payee_text
            plain.setdefault(key, []).append(bill)
    return [
        (bill.number, payment.number, bill.references[0], bill.open, bill.date, payment.date,
         bill.payer_text, bill.payee_text)
        for payment in made.right
        if payment.mentions and all(x.lstrip("-~").isdecimal() for x in payment.mentions)
        and len({x for x in payment.mentions if x.isdecimal()}) == 1
        for bill in plain.get((payment.mentions[0], payment.open, payment.payer_text,
                               payment.payee_text), ())
    ]  # fmt: skip


def beside(made: Made) -> Found:
    bills = {bill.number: bill for bill in made.left}
    payments = {payment.number: payment for payment in made.right}
    body = {x.payer_text: x.payer for x in made.left} | {x.payee_text: x.payee for x in made.left}
    rows = Rows(
        joined(made), bills, payments, lambda numbers: [bills[x] for x in numbers],
        lambda numbers: [payments[x] for x in numbers], body.get,
    )  # fmt: skip
    return propose_beside(Relation.INVOICED_PAID, rows)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_answer_of_all_rows(seed: int) -> None:
    made = Made.of(300, seed)
    found = beside(made)
    whole = propose(Relation.INVOICED_PAID, made.left, made.right, passes=PASSES)
    assert len(found.pairs) > 50
    assert sorted(map(repr, found.whole())) == sorted(map(repr, whole))


def test_rows_that_say_one_number_with_one_amount_are_never_paired_blindly() -> None:
    """Few numbers and amounts: nearly everything could be something else."""
    for seed in range(30):
        made = Made.of(60, seed)
        rng = random.Random(seed)
        made.left = [_alike(item, rng) for item in made.left]
        made.right = [_alike(item, rng) for item in made.right]
        whole = propose(Relation.INVOICED_PAID, made.left, made.right, passes=PASSES)
        assert sorted(map(repr, beside(made).whole())) == sorted(map(repr, whole))


def _alike(item: Item, rng: random.Random) -> Item:
    """One of two amounts, one of two payers, payees and numbers."""
    from dataclasses import replace

    from ledger.matching.references import mentioned, own

    number = rng.choice(["701", "7010", "7015"])
    says = {"references": own(number)} if item.references else {"mentions": mentioned(number)}
    payer, payee = rng.choice([1, 2]), rng.choice([101, 102])
    return replace(
        item, amount=rng.choice([100_00, 200_00]) * 10, open=1000_00, payer=payer, payee=payee,
        payer_text=f"Kommun {payer}", payee_text=f"Region {payee}", net=None, vat=None, **says,
    )  # fmt: skip
