"""What sums must be (EN 16931, BR-CO-10 to BR-CO-16, BR-DEC; Peppol R120, R121, R046)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from imports.registers.invoice_rules.allowances import is_charge
from imports.registers.invoice_rules.seen import (
    Broken,
    Node,
    breaks,
    lacks,
    lines_of,
    unequal,
)
from imports.registers.safe_xml import decimal_of
from ledger.messages import _

ZERO, ONE = Decimal(0), Decimal(1)
SLACK = Decimal("0.02")  # of a line, since prices have more decimals than sums
_MOST_DECIMALS = 2
# Sums of money that the standard gives two decimals at most, with the rule of each.
_DECIMALS = {
    "LegalMonetaryTotal/LineExtensionAmount": "BR-DEC-09",
    "LegalMonetaryTotal/AllowanceTotalAmount": "BR-DEC-10",
    "LegalMonetaryTotal/ChargeTotalAmount": "BR-DEC-11",
    "LegalMonetaryTotal/TaxExclusiveAmount": "BR-DEC-12",
    "TaxTotal/TaxAmount": "BR-DEC-13",
    "LegalMonetaryTotal/TaxInclusiveAmount": "BR-DEC-14",
    "LegalMonetaryTotal/PrepaidAmount": "BR-DEC-16",
    "LegalMonetaryTotal/PayableRoundingAmount": "BR-DEC-17",
    "LegalMonetaryTotal/PayableAmount": "BR-DEC-18",
    "TaxTotal/TaxSubtotal/TaxableAmount": "BR-DEC-19",
    "TaxTotal/TaxSubtotal/TaxAmount": "BR-DEC-20",
    "InvoiceLine/LineExtensionAmount": "BR-DEC-23",
    "CreditNoteLine/LineExtensionAmount": "BR-DEC-23",
}


def broken(invoice: Node) -> Iterator[Broken]:
    """The sums that do not hold."""
    total = invoice.first("LegalMonetaryTotal")
    if total is not None:
        yield from _of_total(invoice, total)
    for line in lines_of(invoice):
        yield from _of_line(line)
    for path, rule in _DECIMALS.items():
        for node in invoice.all(path):
            exact = decimal_of(node.said)
            if exact is not None and -int(exact.as_tuple().exponent) > _MOST_DECIMALS:
                what = _("“{amount}” has more than two decimals").format(amount=node.said)
                yield breaks(rule, node.line, what)


def _of_total(invoice: Node, total: Node) -> Iterator[Broken]:
    lines = [one for line in lines_of(invoice) for one in line.sums_of("LineExtensionAmount")]
    of_lines, net = total.sum_of("LineExtensionAmount"), total.sum_of("TaxExclusiveAmount")
    gross, owed = total.sum_of("TaxInclusiveAmount"), total.sum_of("PayableAmount")
    allowed, added = total.sum_of("AllowanceTotalAmount"), total.sum_of("ChargeTotalAmount")
    vat = _vat_of(invoice)
    expected = (
        ("BR-CO-10", _("the lines"), sum(lines, ZERO), of_lines),
        ("BR-CO-13", _("lines, allowances and charges"),
         None if of_lines is None else of_lines - (allowed or ZERO) + (added or ZERO), net),
        ("BR-CO-15", _("net and VAT"), None if net is None else net + vat, gross),
        ("BR-CO-16", _("with VAT, less what is paid"),
         None if gross is None else gross - (total.sum_of("PrepaidAmount") or ZERO)
         + (total.sum_of("PayableRoundingAmount") or ZERO), owed),
    )  # fmt: skip
    for rule, what, found, stated in expected:
        if found is not None and stated is not None and found != stated:
            yield unequal(rule, total.line, what, found, stated)
    yield from _of_allowances(invoice, total, allowed, added)


def _of_allowances(
    invoice: Node, total: Node, allowed: Decimal | None, added: Decimal | None
) -> Iterator[Broken]:
    for rule, charge, what, stated in (
        ("BR-CO-11", False, _("the allowances"), allowed),
        ("BR-CO-12", True, _("the charges"), added),
    ):
        given = [one for one in invoice.all("AllowanceCharge") if is_charge(one) is charge]
        found = sum((one.sum_of("Amount") or ZERO for one in given), ZERO)
        if given and stated is None:
            yield lacks(rule, total.line, _("sum of {what}").format(what=what))
        elif stated is not None and found != stated:
            yield unequal(rule, total.line, what, found, stated)


def _vat_of(invoice: Node) -> Decimal:
    """The VAT in the invoice's own currency; a second sum may be in that of the accounts."""
    currency = invoice.text("DocumentCurrencyCode")
    amounts = invoice.all("TaxTotal/TaxAmount")
    own = [one for one in amounts if one.attributes.get("currencyID", currency) == currency]
    return decimal_of((own or amounts)[0].said) or ZERO if amounts else ZERO


def _of_line(line: Node) -> Iterator[Broken]:
    stated, price = line.sum_of("LineExtensionAmount"), line.sum_of("Price/PriceAmount")
    base = line.sum_of("Price/BaseQuantity")
    if base is not None and base <= 0:
        yield breaks("PEPPOL-EN16931-R121", line.line, _("The base quantity is not above zero"))
    if stated is not None and price is not None:
        added = ZERO
        for one in line.all("AllowanceCharge"):
            amount = one.sum_of("Amount") or ZERO
            added += amount if is_charge(one) else -amount
        found = _quantity(line) * price / (base or ONE) + added
        if abs(found - stated) > SLACK:
            what = _("quantity by price, allowances and charges")
            yield unequal("PEPPOL-EN16931-R120", line.line, what, found, stated)
    for one in line.all("Price/AllowanceCharge"):
        gross, off = one.sum_of("BaseAmount"), one.sum_of("Amount")
        if gross is not None and off is not None and price is not None and gross - off != price:
            what = _("price before less the discount")
            yield unequal("PEPPOL-EN16931-R046", one.line, what, gross - off, price)


def _quantity(line: Node) -> Decimal:
    for path in ("InvoicedQuantity", "CreditedQuantity"):
        said = line.sum_of(path)
        if said is not None:
            return said
    return ONE
