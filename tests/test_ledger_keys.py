"""Distribution keys: how they are written, what is refused, and how each divides a sum."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import MedelError, WrongUse
from ledger.money import Money
from ledger.sharing.distribution import divide
from ledger.sharing.dividing import Facts, People, split_of
from ledger.sharing.keys import decimal_text, fields_of_key, key_of, number_of, with_full_names

# A busy machine is no fault of the arithmetic.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEMBERS = {"Kommunerna": ("Kalmar", "Nybro", "Borgholm")}
PEOPLE = {"Kalmar": 72_000, "Nybro": 20_000, "Borgholm": 11_000, "Regionen": 247_000}
GRANTS = {"Kalmar": 1_000_000_00, "Nybro": 333_333_33, "Borgholm": 0}
FACTS = Facts(
    lambda name: MEMBERS.get(name, ()),
    lambda name: People(name or "Folkmängd", "2022-12-31", PEOPLE),
    lambda body: Money(GRANTS[body]),
)
HALF_PER_CAPITA = {
    "kind": "halves",
    "parts": ["Regionen", {"kind": "per_capita", "name": "Kommunerna", "among": ["Kommunerna"]}],
}

DIVIDED: list[tuple[str, dict[str, Any], int, dict[str, int]]] = [
    ("halves: a group is one part", {"kind": "halves", "parts": ["Regionen", "Kommunerna"]},
     101, {"Regionen": 50, "Kommunerna": 51}),
    ("equal parts", {"kind": "equal", "parts": ["C", "B", "A"]},
     100, {"C": 33, "B": 33, "A": 34}),
    ("equal among members", {"kind": "equal", "among": ["Kommunerna"]},
     99, {"Kalmar": 33, "Nybro": 33, "Borgholm": 33}),
    ("agreed shares", {"kind": "shares", "parts": [{"body": "A", "share": "2,5"},
                                                   {"body": "B", "share": 7.5}]},
     1000, {"A": 250, "B": 750}),
    ("per capita", {"kind": "per_capita", "among": ["Kommunerna"]},
     103_000, {"Kalmar": 72_000, "Nybro": 20_000, "Borgholm": 11_000}),
    ("per capita, one has not opted in",
     {"kind": "per_capita", "among": ["Kommunerna"], "opt_in": ["Nybro", "Borgholm"]},
     31_000, {"Nybro": 20_000, "Borgholm": 11_000}),
    ("fixed sums with an exception and a rest",
     {"kind": "fixed", "sums": {"Kommunerna": "4", "Kalmar": "6"}, "rest": "Regionen"},
     2000, {"Kalmar": 600, "Nybro": 400, "Borgholm": 400, "Regionen": 600}),
    ("fixed sums, the rest by a key of its own",
     {"kind": "fixed", "sums": {"Regionen": "10"},
      "rest": {"kind": "equal", "parts": ["Kalmar", "Nybro"]}},
     1002, {"Regionen": 1000, "Kalmar": 1, "Nybro": 1}),
    ("a percentage of each one's own grant, to the nearest öre",
     {"kind": "percent", "percents": {"Kommunerna": "4"}},
     5_333_333, {"Kalmar": 4_000_000, "Nybro": 1_333_333, "Borgholm": 0}),
    ("half to the region, half per capita", HALF_PER_CAPITA,
     206_001, {"Regionen": 103_000, "Kalmar": 72_001, "Nybro": 20_000, "Borgholm": 11_000}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "key", "ore", "parts"), DIVIDED, ids=[c[0] for c in DIVIDED])
def test_divides(what: str, key: dict[str, Any], ore: int, parts: dict[str, int]) -> None:
    divided = divide(ore, split_of(key_of(key), FACTS))
    assert {part.name: part.ore for part in divided} == parts


@pytest.mark.parametrize("key", [case[1] for case in DIVIDED], ids=[c[0] for c in DIVIDED])
def test_is_stored_and_read_back_as_it_was(key: dict[str, Any]) -> None:
    assert key_of(fields_of_key(key_of(key))) == key_of(key)


WRONG: list[tuple[str, Any, str]] = [
    ("no table", ["A", "B"], "a table with a kind"),
    ("no kind", {"parts": ["A"]}, "not a kind of key"),
    ("a kind that is none", {"kind": "lottery"}, "“lottery” is not a kind"),
    ("a field that is none", {"kind": "halves", "colour": "red"}, "no field “colour”"),
    ("halves of three", {"kind": "halves", "parts": ["A", "B", "C"]}, "two parts"),
    ("nothing to divide among", {"kind": "equal"}, "either of parts or among"),
    ("nothing named", {"kind": "per_capita"}, "needs among"),
    ("a field of another kind", {"kind": "per_capita", "among": ["A"], "sums": {"A": "1"}}, "sums"),
    ("the same body twice", {"kind": "equal", "parts": ["A", "A"]}, "A stands twice"),
    ("a share missing", {"kind": "shares", "parts": [{"body": "A", "share": 1}, "B"]}, "has a"),
    ("a share too many", {"kind": "equal", "parts": [{"body": "A", "share": 1}, "B"]}, "has a"),
    ("a share in words", {"kind": "shares", "parts": [{"body": "A", "share": "half"}]}, "“half”"),
    ("a negative share", {"kind": "percent", "percents": {"A": -4}}, "“-4” is not a share"),
    ("half an öre", {"kind": "fixed", "sums": {"A": "0.005"}}, "not an amount"),
    ("a body without a name", {"kind": "equal", "parts": ["A", " "]}, "needs a name"),
    ("a part that is a number", {"kind": "equal", "parts": ["A", 4]}, "a body or a key"),
    ("sums as a list", {"kind": "fixed", "sums": ["A"]}, "a table of bodies"),
    ("parts as a word", {"kind": "equal", "parts": "A"}, "is a list"),
    ("without end", None, "more than 8 deep"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "fields", "said"), WRONG, ids=[case[0] for case in WRONG])
def test_is_refused_in_words(what: str, fields: Any, said: str) -> None:
    deep: Any = "A"
    for _level in range(20):
        deep = {"kind": "equal", "name": "B", "parts": ["C", deep]}
    with pytest.raises(WrongUse, match=said):
        key_of(deep if what == "without end" else fields)


NO_FACTS: list[tuple[str, dict[str, Any], str]] = [
    ("not in the population", {"kind": "per_capita", "among": ["Mönsterås"]},
     "“Mönsterås” is not in the population Folkmängd of 2022-12-31"),
    ("opted in without being asked", {"kind": "equal", "among": ["Kommunerna"], "opt_in": ["X"]},
     "X has opted in"),
    ("in two groups with a sum each", {"kind": "fixed", "sums": {"Kommunerna": 1, "Norra": 2}},
     "Kalmar stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "key", "said"), NO_FACTS, ids=[case[0] for case in NO_FACTS])
def test_what_the_world_does_not_bear_out(what: str, key: dict[str, Any], said: str) -> None:
    members = {**MEMBERS, "Norra": ("Kalmar",)}
    facts = Facts(lambda name: members.get(name, ()), FACTS.people, FACTS.grant)
    with pytest.raises(MedelError, match=said):
        split_of(key_of(key), facts)


def test_words_become_full_names_at_every_level() -> None:
    long = with_full_names(key_of(HALF_PER_CAPITA), lambda words: f"{words} län")
    assert [part.title for part in long.parts] == ["Regionen län", "Kommunerna"]
    assert long.parts[1].key is not None
    assert long.parts[1].key.among == ("Kommunerna län",)


@unhurried
@given(st.integers(0, 10**12), st.integers(0, 6))
def test_a_number_with_decimals_is_written_as_it_was_read(digits: int, decimals: int) -> None:
    number = Fraction(digits, 10**decimals)
    assert number_of(decimal_text(number)) == number


BODIES = st.sampled_from(["Kalmar", "Nybro", "Borgholm", "Regionen"])
LISTS = st.lists(BODIES, min_size=1, unique=True)
FLAT = st.one_of(
    st.builds(lambda parts: {"kind": "equal", "parts": parts}, LISTS),
    st.builds(lambda among: {"kind": "per_capita", "among": among}, LISTS),
    st.builds(
        lambda names, share: {
            "kind": "shares",
            "parts": [{"body": name, "share": share + i} for i, name in enumerate(names)],
        },
        LISTS,
        st.integers(1, 100),
    ),
    st.builds(
        lambda name, rest: {"kind": "fixed", "sums": {name: "0.01"}, "rest": rest}, BODIES, BODIES
    ),
)
NESTED = st.recursive(
    FLAT,
    lambda inner: st.builds(
        lambda body, key: {"kind": "halves", "parts": [body, {"name": "De andra", **key}]},
        BODIES,
        inner,
    ),
    max_leaves=4,
)


@unhurried
@given(NESTED, st.integers(10**3, 10**14))
def test_the_parts_of_any_key_are_the_whole(key: dict[str, Any], ore: int) -> None:
    assert sum(part.ore for part in divide(ore, split_of(key_of(key), FACTS))) == ore
