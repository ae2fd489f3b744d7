"""Money, dates and terms: what is read is what was written, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import terms
from ledger.dates import parse_date, parse_fund_year
from ledger.errors import WrongUse
from ledger.money import MAX_ORE, Money

ORE = st.integers(-MAX_ORE, MAX_ORE)

READ = {
    "985 975": 98_597_500,
    "985\u00a0975": 98_597_500,  # hard space
    "985\u202f975": 98_597_500,  # narrow hard space
    "985\u2009975": 98_597_500,  # thin space
    "985975": 98_597_500,
    "1.000.000 kr": 100_000_000,
    "1 500,50 kr": 150_050,
    "1500.5": 150_050,
    "0,01": 1,
    "12 kronor": 1200,
    "12 SEK": 1200,
    "1 000:-": 100_000,
    " 7 ": 700,
    "-5": -500,
    "−5": -500,  # minus sign
    "–5": -500,  # en dash
    "1.000": 100_000,  # groups of three, as Swedes write thousands
}
REFUSED = (
    "", " ", "kr", "tolv", "1,234", "1,234.50", "12 34", "1 0000", "1,005", "0,001", "1e6", "1_000",
    "٣", "½", "1 000 tkr", "2 mnkr", "1-2", "--1", "=1+1", "1\n000 000 0", "nan", "inf", "9" * 5000,
    "0.005", "0 500", "0.985.000",
)  # fmt: skip


@pytest.mark.parametrize(("typed", "ore"), READ.items(), ids=ascii)
def test_sums_that_are_read(typed: str, ore: int) -> None:
    assert Money.of_text(typed) == Money(ore)


@pytest.mark.parametrize("typed", REFUSED, ids=lambda typed: ascii(typed[:12]))
def test_sums_that_are_refused(typed: str) -> None:
    with pytest.raises(WrongUse):
        Money.of_text(typed)


@given(ORE)
def test_what_is_written_in_swedish_is_read_back(ore: int) -> None:
    assert Money.of_text(Money(ore).kronor_text("sv")) == Money(ore)


@given(ORE)
def test_what_machines_write_is_read_back(ore: int) -> None:
    assert Money.of_kronor(Money(ore).decimal_string) == Money(ore)


@given(ORE)
def test_english_thousands_are_never_read_as_something_else(ore: int) -> None:
    text = Money(ore).kronor_text("en")
    if "," in text:
        with pytest.raises(WrongUse):
            Money.of_text(text)
    else:
        assert Money.of_text(text) == Money(ore)


@given(st.decimals(-(10**15), 10**15, places=3))
def test_parts_of_an_ore_are_refused(kronor: Decimal) -> None:
    if kronor * 1000 % 10:
        with pytest.raises(WrongUse):
            Money.of_kronor(kronor)
    else:
        assert Money.of_kronor(kronor).kronor == kronor


NO_SUM = (
    "", "x", "nan", "snan", "inf", "-inf", "1e30", "1e999999", "1e999999999", "0.001",
    "46116860184273879.0000000000001", "1e-999999",
)  # fmt: skip


@pytest.mark.parametrize("kronor", NO_SUM)
def test_kronor_that_are_no_sum(kronor: str) -> None:
    with pytest.raises(WrongUse):
        Money.of_kronor(kronor)


@given(ORE, ORE)
def test_sums_add_without_loss(a: int, b: int) -> None:
    if abs(a + b) <= MAX_ORE:
        assert (Money(a) + Money(b)).ore == a + b
        assert Money(a) + Money(b) - Money(b) == Money(a)
    else:
        with pytest.raises(WrongUse):
            Money(a) + Money(b)


@pytest.mark.parametrize("ore", [MAX_ORE + 1, -MAX_ORE - 1, 2**63, 10**30])
def test_the_limit_of_the_book(ore: int) -> None:
    with pytest.raises(WrongUse):
        Money(ore)


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    assert Money.of_text("0,1") + Money.of_text("0,2") == Money.of_text("0,3")


@pytest.mark.parametrize("text", ["2023-05-05", " 2023-05-05 "])
def test_dates(text: str) -> None:
    assert parse_date(text) == date(2023, 5, 5)


@pytest.mark.parametrize(
    "text", ["", "5/5 2023", "2023-5-5", "2023-02-29", "23-05-05", "2023-05-05T10:00", "i går"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(WrongUse):
        parse_date(text)


@pytest.mark.parametrize("text", ["1990", "2099", " 2023 ", 2023])
def test_fund_years(text: str | int) -> None:
    assert 1990 <= parse_fund_year(text) <= 2099


@pytest.mark.parametrize(
    "text", ["", "1989", "2100", "23", "2023.0", "2023-2024", "²⁰²³", "٢٠٢٣", "-2023", "9" * 5000]
)
def test_what_is_no_fund_year(text: str) -> None:
    with pytest.raises(WrongUse):
        parse_fund_year(text)


ALL_TERMS = [t for t in vars(terms).values() if isinstance(t, type) and issubclass(t, terms.Term)]


@pytest.mark.parametrize("kind", [t for t in ALL_TERMS if t is not terms.Term])
def test_terms_are_stored_by_value_and_found_by_it(kind: type[terms.Term]) -> None:
    for term in kind:
        assert kind.of(term.value) is term
        assert term.value.isascii()
        assert term.value == term.value.lower()
        assert term.label("sv")
        assert term.label("en")
    with pytest.raises(ValueError, match="no such"):
        kind.of("no such")


# A term that is stored may never be renamed: books that exist hold it.
STORED = {
    terms.EntryKind: "granted allocated requisitioned received to_invoice spent transferred "
                     "returned carried",
    terms.StatementKind: "allocation grant requisition invoice repayment carry_over transfer "
                         "budget cost unit_price other",
    terms.Status: "decided proposed information rejected",
    terms.Exactness: "exact approximate",
    terms.Bound: "none at_most at_least",
    terms.BodyKind: "region kommun association forum state group other",
    terms.FollowUp: "no_sum postponed",
    terms.CandidateState: "open accepted rejected duplicate undone",
}  # fmt: skip


@pytest.mark.parametrize("kind", STORED)
def test_the_values_that_books_hold(kind: type[terms.Term]) -> None:
    assert [term.value for term in kind] == STORED[kind].split()
