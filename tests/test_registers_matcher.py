"""Which rules hit which rows: one condition a line, and all together as by reading each rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import WrongUse
from ledger.registers.matcher import Matcher
from ledger.registers.phrases import BETWEEN_TEXTS
from ledger.registers.rules import definition_of, rule_of


def keys(written: str) -> frozenset[str]:
    return frozenset({written.casefold()})


def hits(definition: dict[str, Any], register: str = "bookings", **row: Any) -> bool:
    rule = rule_of("prov", definition, fund=1)
    return bool(Matcher([rule], keys).hits(register, **row).rules)


@pytest.mark.parametrize(
    ("definition", "row", "hit"),
    [
        ({"accounts": ["4510"]}, {"account": "4510"}, True),
        ({"accounts": ["4510"]}, {"account": "45101"}, False),
        ({"accounts": ["4500-4599"]}, {"account": "4500"}, True),
        ({"accounts": ["4500-4599"]}, {"account": "4599"}, True),
        ({"accounts": ["4500-4599"]}, {"account": "4600"}, False),
        ({"accounts": ["4500-4599"]}, {"account": "45101"}, False),
        ({"accounts": ["1930", "4500-4599"]}, {"account": "1930"}, True),
        ({"accounts": ["4510"]}, {"account": None}, False),
        ({"series": ["A"]}, {"series": "A"}, True),
        ({"series": ["A"]}, {"series": None}, False),
        ({"objects": {"6": ["P7"]}}, {"objects": '[["6","P7"]]'}, True),
        ({"objects": {"6": ["P7"]}}, {"objects": '[["1","P7"]]'}, False),
        ({"objects": {"6": ["P7"]}}, {"objects": None}, False),
        ({"objects": {"6": ["P7"]}}, {"objects": '[["1","100"],["6","P7"]]'}, True),
        ({"objects": {"1": ["100-199"]}}, {"objects": '[["1","150"],["6","P7"]]'}, True),
        ({"objects": {"6": ["2023-11"]}}, {"objects": '[["6","2023-11"]]'}, True),  # no range
        ({"objects": {"1": ["100"], "6": ["P7"]}}, {"objects": '[["6","P7"]]'}, False),
        ({"texts": ["rss"]}, {"text": "Bidrag RSS-medel, vår"}, True),
        ({"texts": ["rss"]}, {"text": "Rssmedel"}, False),
        ({"texts": ["14"]}, {"text": "beslut 1814"}, False),
        ({"texts": ["nära vård"]}, {"text": "God och  nära\nVÅRD 2024"}, True),
        ({"texts": ["nära vård"]}, {"text": f"nära{BETWEEN_TEXTS}vård"}, False),
        ({"texts": ["nära vård", "rss"]}, {"text": "rss"}, True),
        ({"company": ["Falun"]}, {"company": keys("FALUN")}, True),
        ({"company": ["Falun"]}, {}, False),
        ({"parties": ["Falun"]}, {"parties": (keys("x"), keys("falun"))}, True),
        ({"parties": ["Falun"]}, {}, False),  # vouchers have no parties
        ({"accounts": ["4510"], "texts": ["rss"]}, {"account": "4510", "text": "rss"}, True),
        ({"accounts": ["4510"], "texts": ["rss"]}, {"account": "4511", "text": "rss"}, False),
        ({"registers": ["invoices"], "texts": ["rss"]}, {"text": "rss"}, False),
    ],
    ids=str,
)
def test_a_condition_holds_or_not(
    definition: dict[str, Any], row: dict[str, Any], hit: bool
) -> None:
    assert hits(definition, **row) is hit


def test_which_party_a_rule_hit_for() -> None:
    rules = [rule_of(n, {"parties": [n]}, body=1) for n in ("a", "b")]
    found = Matcher(rules, keys).hits("invoices", parties=(keys("b"), keys("a")))
    assert found == (0b11, (0b10, 0b01))


@pytest.mark.parametrize(
    ("definition", "fund", "why"),
    [
        ({}, 1, "needs a condition"),
        ({"registers": ["invoices"]}, 1, "needs a condition"),
        ({"accounts": ["4510"]}, None, "something to say"),
        ({"accounts": ["4510"], "as": "outside"}, 1, "belongs to no fund"),
        ({"accounts": ["4510"], "as": "kostnad"}, 1, "nothing that a row can count as"),
        ({"accounts": ["4510"], "year": "20233"}, 1, "is not a year"),
        ({"accounts": ["4599-4500"]}, 1, "no range of accounts"),
        ({"accounts": ["45-4599"]}, 1, "no range of accounts"),
        ({"texts": ["§"]}, 1, "no letter or digit"),
        ({"konto": ["4510"]}, 1, "is no rule"),
        (None, 1, "is no rule"),
    ],
    ids=str,
)
def test_what_is_no_rule(definition: object, fund: int | None, why: str) -> None:
    with pytest.raises(WrongUse, match=why):
        rule_of("prov", definition, fund=fund)


_CODE = st.sampled_from(["1", "2", "11", "12", "1-2", "11-19"])  # ranges, and as they stand
_DEFINITIONS = st.fixed_dictionaries(
    {},
    optional={
        "accounts": st.lists(_CODE, min_size=1, max_size=2),
        "series": st.lists(st.sampled_from("AB"), min_size=1, max_size=2),
        "objects": st.dictionaries(st.sampled_from("16"), st.lists(_CODE, min_size=1), min_size=1),
        "texts": st.lists(st.sampled_from(["x", "y", "x y"]), min_size=1, max_size=2),
        "company": st.lists(st.sampled_from("cd"), min_size=1, max_size=1),
    },
).filter(bool)
_ROWS = st.fixed_dictionaries(
    {
        "account": st.none() | st.sampled_from(["1", "2", "12", "19", "20"]),
        "series": st.none() | st.sampled_from("ABC"),
        "objects": st.none()
        | st.lists(st.tuples(st.sampled_from("16"), _CODE), min_size=1).map(json.dumps),
        "text": st.text(alphabet="xy ", max_size=5),
        "company": st.sampled_from(["", "c", "d"]).map(lambda c: frozenset({c} - {""})),
    }
)


@settings(max_examples=150, deadline=None)
@given(definitions=st.lists(_DEFINITIONS, max_size=6), rows=st.lists(_ROWS, max_size=6))
def test_many_rules_together_hit_as_each_by_itself(
    definitions: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> None:
    rules = [rule_of(f"{n}", definition, fund=1) for n, definition in enumerate(definitions)]
    assert [rule_of(r.name, definition_of(r), fund=1) for r in rules] == rules
    matcher = Matcher(rules, keys)
    for row in rows:
        found = matcher.hits("bookings", **row).rules
        assert [bool(found >> n & 1) for n in range(len(rules))] == [
            hits(definition, **row) for definition in definitions
        ]
