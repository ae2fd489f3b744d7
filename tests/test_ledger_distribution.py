"""Dividing a sum: the parts are the whole to the öre, by the largest remainder, for any key."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import WrongUse
from ledger.sharing.distribution import (
    KRONA,
    ORE,
    FixedSum,
    Share,
    Split,
    apportion,
    divide,
    nearest_ore,
    steps,
    swedish_order,
)
from ledger.sharing.distributions import evened_out, exact_text
from ledger.terms import StatementKind

# A busy machine is no fault of the arithmetic.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
AMOUNTS = st.integers(-(10**15), 10**15)
WEIGHTS = st.builds(Fraction, st.integers(0, 10**6), st.integers(1, 1000))
NAMES = st.sampled_from(["a", "b", "å", "ä", "ö", "A", "ab", "aå", "bö", "zä", "c", "d"])
UNITS = st.sampled_from([ORE, KRONA])


def shares(of: st.SearchStrategy[Split | None]) -> st.SearchStrategy[Split]:
    one = st.builds(Share, NAMES, WEIGHTS.filter(bool), of)
    return st.builds(Split, st.lists(one, min_size=1, max_size=6).map(tuple))


KEYS = st.recursive(shares(st.none()), lambda inner: shares(st.none() | inner), max_leaves=8)


def equal(*names: str) -> Split:
    return Split(tuple(Share(name, 1) for name in names))


CASES = [
    ("halves of an even sum", 10_000, equal("A", "B"), ORE, [5_000, 5_000]),
    ("halves of an odd öre: the first by name", 1, equal("B", "A"), ORE, [0, 1]),
    ("thirds of a hundred kronor", 10_000, equal("A", "B", "C"), ORE, [3334, 3333, 3333]),
    ("less öre than parts", 2, equal("A", "B", "C"), ORE, [1, 1, 0]),
    ("nothing", 0, equal("A", "B"), ORE, [0, 0]),
    ("a negative sum as the positive one", -1, equal("B", "A"), ORE, [0, -1]),
    ("whole kronor", 10_000, equal("A", "B", "C"), KRONA, [3400, 3300, 3300]),
    ("whole kronor of a sum with öre", 10_050, equal("A", "B", "C"), KRONA, [3400, 3350, 3300]),
    ("at a tie the larger share first", 2, Split((Share("A", 1), Share("B", 3))), ORE, [0, 2]),
    ("å ä ö in the order of the alphabet", 1, equal("Ö", "Ä", "Å"), ORE, [0, 0, 1]),
    ("a weight of nothing gets nothing", 5, Split((Share("A", 0), Share("B", 1))), ORE, [0, 5]),
    ("fixed sums first", 100, Split((Share("C", 1),), (FixedSum("A", 70),)), ORE, [70, 30]),
    ("fixed sums alone", 70, Split((), (FixedSum("A", 70),)), ORE, [70]),
    ("a rest of nothing", 70, Split((Share("C", 1),), (FixedSum("A", 70),)), ORE, [70, 0]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "ore", "split", "unit", "parts"), CASES, ids=[c[0] for c in CASES]
)
def test_divided(what: str, ore: int, split: Split, unit: int, parts: list[int]) -> None:
    assert [part.ore for part in divide(ore, split, unit)] == parts


def test_half_to_the_region_and_half_per_capita_to_the_kommuner() -> None:
    people = Split((Share("Kalmar", 72_000), Share("Nybro", 20_000), Share("Borgholm", 11_000)))
    key = Split((Share("Regionen", 1), Share("Kommunerna", 1, people)))
    found = list(steps(100_000_01, key))
    assert [(part.name, part.ore, part.divided) for part in found] == [
        ("Regionen", 50_000_00, False), ("Kommunerna", 50_000_01, True),
        ("Kalmar", 34_951_46, False), ("Nybro", 9_708_74, False), ("Borgholm", 5_339_81, False),
    ]  # fmt: skip
    assert found[2].path == ("Kommunerna",)
    assert found[2].exact == Fraction(50_000_01 * 72, 103)


WRONG = [
    ("no one has a share", 10, Split((Share("A", 0),)), "no one a share"),
    ("more than there is", 10, Split((), (FixedSum("A", 11),)), "more than"),
    ("a rest that no one gets", 10, Split((), (FixedSum("A", 9),)), "--rest"),
    ("a negative sum with fixed sums", -10, Split((Share("B", 1),), (FixedSum("A", 9),)), "more"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "ore", "split", "said"), WRONG, ids=[c[0] for c in WRONG])
def test_refused(what: str, ore: int, split: Split, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        divide(ore, split)


@unhurried
@given(AMOUNTS, KEYS, UNITS)
def test_the_parts_are_the_whole_at_every_level(ore: int, key: Split, unit: int) -> None:
    assert sum(part.ore for part in divide(ore, key, unit)) == ore
    _check_level(ore, key, unit)


def _check_level(ore: int, key: Split, unit: int) -> None:
    top = [part for part in steps(ore, key, unit) if not part.path]
    assert sum(part.ore for part in top) == ore
    for part in top:
        assert abs(part.ore - part.exact) < unit  # the quota rule: never a whole unit away
    for share, part in zip(key.shares, top, strict=True):
        if share.inside:
            _check_level(part.ore, share.inside, unit)


NAMED = st.lists(st.tuples(NAMES, WEIGHTS.filter(bool)), min_size=1, max_size=8, unique=True)


@unhurried
@given(AMOUNTS, NAMED, UNITS, st.randoms())
def test_the_order_of_the_parts_does_not_matter(ore, parts, unit, random) -> None:  # type: ignore[no-untyped-def]
    def divided(order: list[tuple[str, Fraction]]) -> list[tuple[str, Fraction, int]]:
        found = apportion(ore, [w for _n, w in order], [n for n, _w in order], unit)
        return sorted((n, w, got) for (n, w), (got, _extra) in zip(order, found, strict=True))

    mixed = list(parts)
    random.shuffle(mixed)
    assert divided(parts) == divided(mixed)


@unhurried
@given(st.integers(0, 10**9), st.lists(WEIGHTS.filter(bool), min_size=1, max_size=8), UNITS)
def test_a_larger_share_never_gets_less(ore: int, weights: list[Fraction], unit: int) -> None:
    found = apportion(ore, weights, [f"{i:03}" for i in range(len(weights))], unit)
    ordered = sorted(zip(weights, found, strict=True))
    for (smaller, (less, _1)), (larger, (more, _2)) in pairwise(ordered):
        assert less <= more or smaller == larger


@unhurried
@given(st.integers(0, 30), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_no_other_division_is_nearer_the_exact_shares(ore: int, weights: list[int]) -> None:
    """The largest remainder has the least sum of squared distances; tried against every other."""
    exact = [Fraction(ore * weight, sum(weights)) for weight in weights]

    def distance(parts: tuple[int, ...]) -> Fraction:
        return sum(((p - e) ** 2 for p, e in zip(parts, exact, strict=True)), Fraction(0))

    found = apportion(ore, [Fraction(w) for w in weights], [str(i) for i in range(len(weights))])
    best = min(map(distance, _compositions(ore, len(weights))))
    assert distance(tuple(part for part, _extra in found)) == best


def _compositions(whole: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(whole,)]
    return [(n, *rest) for n in range(whole + 1) for rest in _compositions(whole - n, parts - 1)]


@unhurried
@given(AMOUNTS, KEYS)
def test_a_negative_sum_is_the_positive_one_turned_round(ore: int, key: Split) -> None:
    there = [part.ore for part in divide(ore, key)]
    assert [-part.ore for part in divide(-ore, key)] == there


@unhurried
@given(st.fractions(max_denominator=10**6))
def test_the_nearest_ore_is_at_most_half_an_ore_away(exact: Fraction) -> None:
    assert abs(nearest_ore(exact) - exact) <= Fraction(1, 2)
    assert nearest_ore(-exact) == -nearest_ore(exact)


EXACT = [
    (Fraction(100), "1.00"), (Fraction(1, 2), "0.005"), (Fraction(-1, 2), "-0.005"),
    (Fraction(100, 3), "0.3333…"), (Fraction(1_000_000_00), "1,000,000.00"),
    (Fraction(1, 1000), "0.0000…"), (Fraction(0), "0.00"),
]  # fmt: skip


@pytest.mark.parametrize(("ore", "said"), EXACT, ids=[case[1] for case in EXACT])
def test_an_exact_share_shows_whether_its_decimals_end(ore: Fraction, said: str) -> None:
    assert exact_text(ore) == said


def test_swedish_order() -> None:
    names = ["Öland", "Ånge", "Ängelholm", "Zeta", "arvika"]
    assert sorted(names, key=swedish_order) == ["arvika", "Zeta", "Ånge", "Ängelholm", "Öland"]


HOLDERS = st.dictionaries(NAMES, st.integers(-(10**6), 10**9), min_size=1, max_size=6)


@unhurried
@given(HOLDERS, st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_a_pool_is_evened_out_to_the_ore(held: dict[str, int], names: list[str]) -> None:
    whole = sum(held.values())
    gets = {part.name: part.ore for part in divide(whole, equal(*names))}
    has = dict.fromkeys(gets, 0) | held
    transfers = list(evened_out(gets, held, StatementKind.TRANSFER))
    for one in transfers:
        assert one.payer and one.payee and one.amount.ore > 0
        has[one.payer] -= one.amount.ore
        has[one.payee] += one.amount.ore
    assert has == dict.fromkeys(has, 0) | gets
    assert len(transfers) < max(len(has), 1)  # never more than one each, less one
    assert len({(one.payer, one.payee) for one in transfers}) == len(transfers)
