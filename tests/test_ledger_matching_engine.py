"""Whole runs: beside a plain reference of the exact passes, and what must hold of any answer."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import WrongUse
from ledger.matching.engine import propose
from ledger.matching.items import Item, Proposal
from ledger.terms import ItemKind, Relation

DAYS = ("2024-01-10", "2024-01-31", "2024-02-15", "2024-03-20")
USUAL, BEFORE, AFTER = 30, 31, 365  # of invoices and payments
Group = tuple[frozenset[int], frozenset[int]]


def item(kind: ItemKind, number: int, **more: object) -> Item:
    amount = more.pop("amount", 1000_00)
    return Item(kind=kind, number=number, amount=amount, open=amount, **more)  # type: ignore[arg-type]


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[Item], list[Item]]:
    """Few bodies, few amounts, few numbers: everything meets everything."""
    bodies = st.sampled_from([1, 1, 2, None])
    numbers = st.lists(st.sampled_from(["5001", "5002", "5003"]), max_size=2, unique=True)
    both: list[list[Item]] = []
    for kind, named in ((ItemKind.INVOICE, "references"), (ItemKind.PAYMENT, "mentions")):
        both.append([
            item(kind, number, amount=draw(st.sampled_from([100_00, 200_00, 300_00, 500_00])),
                 payer=draw(bodies), payee=draw(st.sampled_from([11, 11, 12])),
                 date=draw(st.sampled_from(DAYS)), fund=draw(st.sampled_from([None, None, 7, 8])),
                 **{named: tuple(draw(numbers))})
            for number in range(draw(st.integers(0, 5)))
        ])  # fmt: skip
    return both[0], both[1]


# ---------------------------------------------------------------- the plain reference


def contradict(left: Item, right: Item) -> bool:
    return any(
        None not in (one, other) and one != other
        for one, other in ((left.payer, right.payer), (left.payee, right.payee),
                           (left.fund, right.fund))
    )  # fmt: skip


def days_between(left: Item, right: Item) -> int:
    return (date.fromisoformat(right.date or "") - date.fromisoformat(left.date or "")).days


def names(left: Item, right: Item) -> bool:
    return bool(set(left.references) & set(right.mentions)) and not contradict(left, right)


def sums_to(amount: int, others: list[Item]) -> bool:
    return any(
        sum(x.open for x in some) == amount
        for size in range(2, len(others) + 1)
        for some in combinations(others, size)
    )


def settled_plainly(left: list[Item], right: list[Item]) -> set[Group]:
    """What is settled by itself, by comparing all with all."""
    pairs = [(a, b) for a in left for b in right if names(a, b)]
    equal = [
        (a, b) for a, b in pairs if a.open == b.open and -BEFORE <= days_between(a, b) <= AFTER
    ]
    found = set()
    for a, b in equal:
        alone = sum(x is a for x, _y in equal) == 1 == sum(y is b for _x, y in equal)
        other_lefts = [x for x, y in pairs if y is b and x is not a]
        other_rights = [y for x, y in pairs if x is a and y is not b]
        if alone and not sums_to(b.open, other_lefts) and not sums_to(a.open, other_rights):
            found.add((frozenset([a.number]), frozenset([b.number])))
    return found


def pairs_settled(proposals: list[Proposal]) -> set[Group]:
    return {
        (frozenset(x.number for x in one.left), frozenset(x.number for x in one.right))
        for one in proposals
        if one.settles and len(one.left) == len(one.right) == 1
    }


def best_total(left: list[Item], right: list[Item]) -> int:
    """The largest sum of weights that pairs of the same parties, fund and amount can have."""

    def weight(a: Item, b: Item) -> int:
        apart = days_between(a, b)
        if (
            a.payer is None or (a.payer, a.payee, a.open) != (b.payer, b.payee, b.open)
            or contradict(a, b) or not -BEFORE <= apart <= AFTER
        ):  # fmt: skip
            return 0
        return (
            2_000_000
            + 200_000 * (a.fund is not None and a.fund == b.fund)
            - (abs(apart - USUAL) ** 2)
        )

    few, many = (left, right) if len(left) <= len(right) else (right, left)
    turned = few is right and few is not left
    return max(
        sum(weight(b, a) if turned else weight(a, b) for a, b in zip(few, some, strict=True))
        for some in permutations(many, len(few))
    )


@given(sides())
@settings(max_examples=1_500, deadline=None)
def test_what_is_settled_by_itself_is_what_comparing_all_with_all_gives(
    both: tuple[list[Item], list[Item]],
) -> None:
    found = propose(Relation.INVOICED_PAID, *both, passes=["reference"])
    assert pairs_settled(found) == settled_plainly(*both)


@given(sides())
@settings(max_examples=400, deadline=None)
def test_pairs_of_the_same_amount_are_the_best_set_overall(
    both: tuple[list[Item], list[Item]],
) -> None:
    found = propose(Relation.INVOICED_PAID, *both, passes=["same"])
    ties = [one for one in found if one.others and any("good" in why for why in one.reasons)]
    if not ties:
        weights = [
            best_total([a], [b])
            for one in found
            for a in both[0] if a.number == one.left[0].number
            for b in both[1] if b.number == one.right[0].number
        ]  # fmt: skip
        assert sum(weights) == best_total(*both)


@given(sides(), st.randoms(use_true_random=False))
@settings(max_examples=800, deadline=None)
def test_any_answer_holds(both: tuple[list[Item], list[Item]], rng: object) -> None:
    """Nothing is used over what is open, groups come out even, and order changes nothing."""
    left, right = both
    found = propose(Relation.INVOICED_PAID, left, right)
    again = [list(left), list(right)]
    for side in again:
        rng.shuffle(side)  # type: ignore[attr-defined]
    assert propose(Relation.INVOICED_PAID, *again) == found
    is_open = {(x.kind, x.number): x.open for x in (*left, *right)}
    used: Counter[tuple[ItemKind, int]] = Counter()
    for one in found:
        parts = [(part.kind, part.number, part.amount) for part in (*one.left, *one.right)]
        assert all(0 < amount <= is_open[kind, number] for kind, number, amount in parts)
        assert 0 <= one.score <= 1000
        assert one.reasons
        if not one.score:
            continue
        assert one.difference == 0
        if not any("good" in why for why in one.reasons):
            used.update({(kind, number): amount for kind, number, amount in parts})
    assert all(amount <= is_open[key] for key, amount in used.items())


def test_ties_name_each_other() -> None:
    more = {"payer": 1, "payee": 2, "date": "2024-01-10"}
    bills = [item(ItemKind.INVOICE, number, **more) for number in (1, 2)]
    payment = item(ItemKind.PAYMENT, 9, **more | {"date": "2024-02-10"})
    found = [x for x in propose(Relation.INVOICED_PAID, bills, [payment]) if x.score]
    assert [x.left[0].number for x in found] == [1, 2]
    assert [x.others[0].left[0].number for x in found] == [2, 1]
    assert not any(x.settles for x in found)


def test_a_leftover_says_what_is_nearest_and_how_it_differs() -> None:
    bill = item(ItemKind.INVOICE, 1, payer=1, payee=2, date="2024-01-10")
    payment = item(ItemKind.PAYMENT, 9, amount=400_00, payer=1, payee=2, date="2024-02-10")
    one, other = propose(Relation.INVOICED_PAID, [bill], [payment])
    assert (one.rule, one.score, one.right, other.left) == ("leftovers/1", 0, (), ())
    assert one.others[0].right[0].number == 9
    assert one.others[0].reasons[0] == "The amounts differ by 600.00 kr."


def test_a_pass_that_is_not_is_told_with_those_that_are() -> None:
    with pytest.raises(WrongUse, match="no pass “samma”"):
        propose(Relation.INVOICED_PAID, [], [], passes=["samma"])
