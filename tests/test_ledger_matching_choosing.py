"""The best set overall and exact sums, beside the plainest way there is to find them."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.matching.assignment import assign
from ledger.matching.subset_sums import ALL_OF, MOST_AMOUNTS, MOST_FOUND, MOST_PARTS, subsets

WEIGHTS = st.dictionaries(
    st.integers(0, 4), st.dictionaries(st.integers(0, 4), st.integers(1, 6), min_size=1), max_size=4
)


def best_sets(weights: dict[int, dict[int, int]]) -> list[dict[int, int | None]]:
    """Every set of pairs with the largest sum, by trying all."""
    found: dict[int, list[dict[int, int | None]]] = {}
    for choice in product(*([None, *columns] for columns in weights.values())):
        taken = [column for column in choice if column is not None]
        if len(set(taken)) == len(taken):
            one = dict(zip(weights, choice, strict=True))
            total = sum(weights[row][c] for row, c in one.items() if c is not None)
            found.setdefault(total, []).append(one)
    return found[max(found)]


@given(WEIGHTS)
@settings(max_examples=600, deadline=None)
def test_the_best_set_and_its_ties_are_those_found_by_trying_all(
    weights: dict[int, dict[int, int]],
) -> None:
    best = best_sets(weights)
    certain, tied = assign(weights)
    for row in weights:
        choices = {one[row] for one in best}
        if len(choices) == 1:
            assert certain.get(row) == choices.pop()
            assert row not in tied
        else:
            assert row not in certain
            assert tied.get(row, set()) == choices - {None}


@given(st.lists(st.integers(1, 30), max_size=MOST_AMOUNTS), st.integers(2, 90))
@settings(max_examples=150, deadline=None)
def test_sums_are_those_found_by_trying_all(amounts: list[int], target: int) -> None:
    most = len(amounts) if len(amounts) <= ALL_OF else MOST_PARTS
    tried = (
        places
        for size in range(2, most + 1)
        for places in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in places) == target
    )
    assert subsets(amounts, target) == sorted(tried, key=lambda x: (len(x), x))[:MOST_FOUND]
