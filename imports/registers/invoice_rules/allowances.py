"""Allowances and charges, of the invoice and of its lines (BR-32 to BR-44, Peppol R040 to R044)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from imports.registers.invoice_rules.seen import (
    Broken,
    Node,
    breaks,
    lacks,
    lines_of,
    unequal,
)
from ledger.messages import _

_SLACK = Decimal("0.02")
_INDICATORS = {"true", "false"}


def is_charge(one: Node) -> bool:
    """Whether it adds to the sum; else it takes from it."""
    return one.text("ChargeIndicator") == "true"


def broken(invoice: Node) -> Iterator[Broken]:
    """What is wrong with them."""
    for one in invoice.all("AllowanceCharge"):
        if not one.text("TaxCategory/ID"):
            rule = "BR-37" if is_charge(one) else "BR-32"
            yield lacks(rule, one.line, _("VAT category of an allowance or charge"))
        yield from _of_any(one, "BR-38" if is_charge(one) else "BR-33")
    for line in lines_of(invoice):
        for one in line.all("AllowanceCharge"):
            yield from _of_any(one, "BR-44" if is_charge(one) else "BR-42")
        for one in line.all("Price/AllowanceCharge"):
            if one.text("ChargeIndicator") != "false":
                what = _("A price has discounts, not charges")
                yield breaks("PEPPOL-EN16931-R044", one.line, what)


def _of_any(one: Node, rule_of_reason: str) -> Iterator[Broken]:
    if not (one.text("AllowanceChargeReason") or one.text("AllowanceChargeReasonCode")):
        yield lacks(rule_of_reason, one.line, _("reason of an allowance or charge"))
    if one.text("ChargeIndicator") not in _INDICATORS:
        what = _("It does not say whether it is an allowance or a charge")
        yield breaks("PEPPOL-EN16931-R043", one.line, what)
    base, percent = one.sum_of("BaseAmount"), one.sum_of("MultiplierFactorNumeric")
    if percent is not None and base is None:
        yield lacks("PEPPOL-EN16931-R041", one.line, _("what the percentage is of"))
    elif base is not None and percent is None:
        yield lacks("PEPPOL-EN16931-R042", one.line, _("the percentage of the base"))
    elif base is not None and percent is not None:
        found, stated = base * percent / 100, one.sum_of("Amount") or Decimal(0)
        if abs(found - stated) > _SLACK:
            what = _("the base by the percentage")
            yield unequal("PEPPOL-EN16931-R040", one.line, what, found, stated)
