"""A rule: which rows of other systems it hits, and what it says of them.

>>> rule = rule_of("RSS", {"accounts": ["4500-4599"], "objects": {"6": ["P7"]}, "as": "spent"})
>>> rule.when.accounts, rule.counts_as.sv
(('4500-4599',), 'förbrukat')

Every condition of a rule must hold; of one condition's values, any. A condition on what a register
does not have (a series in a list of invoices) never holds there. What a rule says is a fund, a fund
year, a body, what the row counts as, or several of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ledger.dates import parse_fund_year
from ledger.errors import WrongUse
from ledger.messages import _
from ledger.registers.phrases import words_in
from ledger.terms import CountsAs

REGISTERS = ("invoices", "bookings", "payments")
COST_CENTRE, PROJECT = "1", "6"  # the dimensions that SIE gives a meaning to


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold of a row; an empty condition says nothing."""

    registers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()  # "4510", "4500-4599"
    objects: tuple[tuple[str, tuple[str, ...]], ...] = ()  # dimension → its objects, or ranges
    series: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()  # whole words
    parties: tuple[str, ...] = ()  # names or organisation numbers of who is on the other side
    company: tuple[str, ...] = ()  # whose books, invoices or bank account the row is of


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it stands in the book; `number` is that of its newest row."""

    name: str
    when: Conditions
    fund: int | None = None
    fund_year: int | None = None
    body: int | None = None
    counts_as: CountsAs | None = None
    priority: int = 0  # where rules disagree the highest holds; of equal ones none
    number: int = 0


def rule_of(
    name: str, definition: object, *, fund: int | None = None, body: int | None = None,
    number: int = 0,
) -> Rule:  # fmt: skip
    """A rule from its definition, as it was said or is stored. Raises WrongUse."""
    if not isinstance(definition, Mapping) or set(definition) - _FIELDS:
        raise WrongUse(_("“{definition}” is no rule.").format(definition=definition), place=name)
    said = dict(definition)
    objects = said.pop("objects", {})
    counts_as, year = said.pop("as", None), said.pop("year", None)
    priority = said.pop("priority", 0)
    conditions = Conditions(
        objects=tuple((dimension, tuple(values)) for dimension, values in sorted(objects.items())),
        **{condition: tuple(values) for condition, values in said.items()},
    )
    rule = Rule(
        name, conditions, fund, parse_fund_year(year) if year else None, body,
        counts_as_of(counts_as) if counts_as else None, priority, number,
    )  # fmt: skip
    _check(rule)
    return rule


def definition_of(rule: Rule) -> dict[str, Any]:
    """A rule's definition but for its fund and body, for the book and for JSON."""
    when = rule.when
    said: dict[str, Any] = {
        field.name: list(getattr(when, field.name))
        for field in fields(when)
        if field.name != "objects"
    }
    said |= {
        "objects": {dimension: list(values) for dimension, values in when.objects},
        "as": rule.counts_as.value if rule.counts_as else None,
        "year": rule.fund_year,
        "priority": rule.priority,
    }
    return {name: value for name, value in said.items() if value}


def counts_as_of(said: str) -> CountsAs:
    """What a row counts as, by its value or its label. Raises WrongUse."""
    for term in CountsAs:
        if said in {term.value, term.sv, term.en}:
            return term
    raise WrongUse(
        _("“{word}” is nothing that a row can count as.").format(word=said),
        next_step=_("Choose one of {kinds}.").format(kinds=", ".join(t.value for t in CountsAs)),
    )


_FIELDS = {field.name for field in fields(Conditions)} | {"as", "year", "priority"}


def _check(rule: Rule) -> None:
    when = rule.when
    if when == Conditions(registers=when.registers):
        raise WrongUse(
            _("A rule needs a condition."),
            next_step=_("For example --account 4500-4599, --project P7 or --text RSS."),
        )
    for account in when.accounts:
        _check_range(account)
    for text in when.texts:
        if not words_in(text):
            raise WrongUse(_("“{words}” has no letter or digit to look for.").format(words=text))
    if not any((rule.fund, rule.fund_year, rule.body, rule.counts_as)):
        raise WrongUse(
            _("A rule needs something to say of the rows it hits."),
            next_step=_("For example --fund, --body or --as spent."),
        )
    if rule.counts_as is CountsAs.OUTSIDE and (rule.fund or rule.fund_year):
        raise WrongUse(_("What is outside belongs to no fund."))


def _check_range(account: str) -> None:
    low, hyphen, high = account.partition("-")
    if hyphen and not (low.isdecimal() and len(low) == len(high) and low <= high):
        raise WrongUse(
            _("“{account}” is no range of accounts.").format(account=account),
            next_step=_("Write the first and the last with as many digits: 4500-4599."),
        )
