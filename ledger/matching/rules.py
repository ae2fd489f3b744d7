"""How each relation is matched: which passes, in which order, and how long may lie between.

>>> rule_name("same")
'same/1'
>>> RULES[Relation.INVOICED_PAID].usual
30

A pass that changes what it proposes gets a new version: a group in a book says which it came from.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.terms import Relation

REFERENCE, SAME, SUM, ONE_PAYMENT = "reference", "same", "sum", "one-payment"
VAT, CREDIT, NEAR, LEFTOVERS = "vat", "credit", "near", "leftovers"

# In the order they run, with the version of each.
PASSES = {
    REFERENCE: 1, SAME: 1, SUM: 1, ONE_PAYMENT: 1, VAT: 1, CREDIT: 1, NEAR: 1, LEFTOVERS: 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in one relation. Days count from the left item to the right one."""

    before: int  # the right one may be this many days older
    usual: int  # what is looked for where several would do
    after: int
    passes: tuple[str, ...]
    changes_places: bool = False  # payer and payee stand the other way about on the right
    both_own: bool = False  # the two may have one number in common that is their own (a dnr)


_SUMS = (REFERENCE, SAME, SUM, VAT, NEAR, LEFTOVERS)
_PAYMENTS = (REFERENCE, SAME, ONE_PAYMENT, VAT, CREDIT, NEAR, LEFTOVERS)

RULES = {
    Relation.CREDITED: Rules(5, 20, 550, (REFERENCE, CREDIT, NEAR, LEFTOVERS), changes_places=True),
    Relation.DECIDED_INVOICED: Rules(60, 60, 730, _SUMS, both_own=True),
    Relation.INVOICED_PAID: Rules(31, 30, 365, _PAYMENTS),
    Relation.DECIDED_PAID: Rules(31, 60, 730, _PAYMENTS),
    Relation.INVOICED_BOOKED: Rules(60, 5, 120, _SUMS),
    Relation.DECIDED_BOOKED: Rules(60, 60, 730, _SUMS),
}


def rule_name(name: str) -> str:
    """What a proposal of this pass says that it came from."""
    return f"{name}/{PASSES[name]}"
