"""The ring of cases of reconciliation: what is settled by itself is right, and little is missed."""

import random

import pytest
from matching_made import Made, group_of
from matching_ring import Answer, Case, answered, cases, together

from ledger.matching.engine import propose
from ledger.terms import Relation

CASES = cases()


def test_the_ring_is_large_and_every_case_has_its_name() -> None:
    names = [case.wrinkle for case in CASES]
    assert sum(len(case.left) + len(case.right) for case in CASES) >= 300
    assert len(set(names)) == len(names)
    assert {case.relation for case in CASES} == set(Relation)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.wrinkle)
def test_nothing_is_settled_by_itself_but_what_is_sure(case: Case) -> None:
    answer = answered(case)
    assert answer.counts["settled"] == answer.counts["settled rightly"], answer.wrong


@pytest.mark.parametrize("how", ["each alone", "all together"])
def test_the_figures_of_the_ring(how: str) -> None:
    some = CASES if how == "each alone" else list(together(CASES))
    answer = sum(map(answered, some), Answer())
    precision = answer.share("settled rightly", "settled")
    recall = answer.share("settled rightly", "to be settled")
    first_three = answer.share("suggested among the first", "to be suggested")
    print(f"{how}: precision {precision:.3f}, recall {recall:.3f}, first three {first_three:.3f}")
    assert precision == 1
    assert recall >= 0.95, answer.wrong
    assert first_three >= 0.9, answer.wrong


def test_items_made_up_by_a_seed_are_never_settled_wrongly() -> None:
    made = Made.of(4_000, seed=5)
    proposals = propose(Relation.INVOICED_PAID, made.left, made.right)
    settled = {group_of(proposal) for proposal in proposals if proposal.settles}
    named = {group for group, way in made.truth.items() if way == "named"}
    assert not made.wrong(proposals)
    print(f"{len(settled)} settled, of {len(named)} that are named {len(named & settled)}")
    assert len(named & settled) >= 0.95 * len(named)


def test_the_order_items_come_in_changes_nothing() -> None:
    made = Made.of(600, seed=6)
    first = propose(Relation.INVOICED_PAID, made.left, made.right)
    for seed in range(3):
        for side in (made.left, made.right):
            random.Random(seed).shuffle(side)
        assert propose(Relation.INVOICED_PAID, made.left, made.right) == first
