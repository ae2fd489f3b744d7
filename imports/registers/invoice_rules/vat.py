"""VAT: the breakdown by category and rate (BR-CO-14, BR-CO-17, BR-S, BR-Z, BR-E, BR-AE, BR-O).

Categories: S standard (25, 12, 6), Z zero rate, E exempt, AE reverse charge, O outside VAT, as most
money that bodies hand on. Others (K, G, L, M) are looked at as little as Sweden uses them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from imports.registers.invoice_rules.allowances import is_charge
from imports.registers.invoice_rules.seen import (
    Broken,
    Cent,
    Node,
    breaks,
    lacks,
    lines_of,
    unequal,
)
from imports.registers.safe_xml import decimal_of
from ledger.messages import _

ZERO, ONE = Decimal(0), Decimal(1)
_WITHOUT_TAX = ("Z", "E", "AE", "O")
_WITH_REASON = ("E", "AE", "O")
_KNOWN = ("S", *_WITHOUT_TAX)
_SELLER, _BUYER = "AccountingSupplierParty/Party", "AccountingCustomerParty/Party"

Sums = dict[tuple[str, Decimal | None], Decimal]  # category and rate → what is taxed


def broken(invoice: Node) -> Iterator[Broken]:
    """What is wrong with the VAT."""
    subtotals = invoice.all("TaxTotal/TaxSubtotal")
    yield from _of_total(invoice)
    taxed = _taxed(invoice)
    for one in subtotals:
        yield from _of_subtotal(one, taxed)
    given = [one.text("TaxCategory/ID") for one in subtotals]
    used = {category for category, _rate in taxed}
    for category in _KNOWN:
        count = given.count(category)
        if category in used and (not count or (count > 1 and category != "S")):
            what = _("VAT of category {category} is to stand once in the breakdown")
            yield breaks(f"BR-{category}-01", invoice.line, what.format(category=category))
    if "O" in given and len(given) > 1:
        what = _("What is outside VAT cannot stand beside other VAT")
        yield breaks("BR-O-11", invoice.line, what)
    yield from _of_rates(invoice)
    yield from _of_numbers(invoice, used)


def _of_total(invoice: Node) -> Iterator[Broken]:
    for total in invoice.all("TaxTotal"):
        parts, stated = total.sums_of("TaxSubtotal/TaxAmount"), total.sum_of("TaxAmount")
        if parts and stated is not None and sum(parts, ZERO) != stated:
            yield unequal("BR-CO-14", total.line, _("VAT by rate"), sum(parts, ZERO), stated)


def _of_subtotal(one: Node, taxed: Sums) -> Iterator[Broken]:
    category = one.text("TaxCategory/ID")
    if not category:
        yield lacks("BR-47", one.line, _("VAT category"))
        return
    rate, base = one.sum_of("TaxCategory/Percent"), one.sum_of("TaxableAmount")
    tax = one.sum_of("TaxAmount")
    if rate is None and category != "O":
        yield lacks("BR-48", one.line, _("VAT rate"))
    if base is not None and tax is not None and rate is not None:
        found = (abs(base) * rate / 100).quantize(Cent, ROUND_HALF_UP)
        if abs(found - abs(tax)) >= ONE:  # parts are rounded each by itself
            yield unequal("BR-CO-17", one.line, _("what is taxed by the rate"), found, tax)
    if category in _WITHOUT_TAX and tax:
        what = _("There is VAT, and yet the category is {category}").format(category=category)
        yield breaks(f"BR-{category}-09", one.line, what)
    reason = one.text("TaxCategory/TaxExemptionReason") or one.text(
        "TaxCategory/TaxExemptionReasonCode"
    )
    if category in _WITH_REASON and not reason:
        yield lacks(f"BR-{category}-10", one.line, _("reason why there is no VAT"))
    elif category in {"S", "Z"} and reason:
        what = _("There is a reason for having no VAT, and yet the category is {category}")
        yield breaks(f"BR-{category}-10", one.line, what.format(category=category))
    if category in _KNOWN and base is not None and (rate is not None or category != "S"):
        found = taxed.get((category, rate if category == "S" else None), ZERO)
        if abs(found - base) >= (ONE if category == "S" else Cent):
            yield unequal(f"BR-{category}-08", one.line, _("what is taxed"), found, base)


def _taxed(invoice: Node) -> Sums:
    """What the lines, allowances and charges of each category (of S: and rate) sum to."""
    sums: Sums = {}

    def add(category: str, rate: Decimal | None, amount: Decimal) -> None:
        key = (category, rate if category == "S" else None)
        sums[key] = sums.get(key, ZERO) + amount

    for line in lines_of(invoice):
        of_line = line.first("Item/ClassifiedTaxCategory")
        if of_line is not None:
            amount = line.sum_of("LineExtensionAmount") or ZERO
            add(of_line.text("ID"), of_line.sum_of("Percent"), amount)
    for one in invoice.all("AllowanceCharge"):
        of_one = one.first("TaxCategory")
        if of_one is not None:
            amount = one.sum_of("Amount") or ZERO
            sign = 1 if is_charge(one) else -1
            add(of_one.text("ID"), of_one.sum_of("Percent"), sign * amount)
    return sums


def _of_rates(invoice: Node) -> Iterator[Broken]:
    """A rate that goes with the category: of the lines (05), allowances (06) and charges (07)."""
    places = [(one, "05") for line in lines_of(invoice)
              for one in line.all("Item/ClassifiedTaxCategory")]  # fmt: skip
    for given in invoice.all("AllowanceCharge"):
        number = "07" if is_charge(given) else "06"
        places += [(one, number) for one in given.all("TaxCategory")]
    for one, number in places:
        category, said = one.text("ID"), one.text("Percent")
        rate = decimal_of(said)
        wrong = (
            (category == "S" and (rate is None or rate <= 0))
            or (category in {"Z", "E", "AE"} and rate != 0)
            or (category == "O" and bool(said))
        )  # fmt: skip
        if wrong:
            what = _("The VAT rate “{rate}” does not go with the category {category}")
            shown = what.format(rate=said, category=category)
            yield breaks(f"BR-{category}-{number}", one.line, shown)


def _of_numbers(invoice: Node, used: set[str]) -> Iterator[Broken]:
    """Who is liable for VAT must have a number for it."""
    seller = _vat_numbers(invoice, _SELLER)
    if not seller and not invoice.text("TaxRepresentativeParty/PartyTaxScheme/CompanyID"):
        for category in ("S", "Z", "E", "AE"):
            registered = category != "AE" and invoice.text(f"{_SELLER}/PartyTaxScheme/CompanyID")
            if category in used and not registered:
                yield lacks(f"BR-{category}-02", invoice.line, _("issuer's VAT number"))
    legal = invoice.text(f"{_BUYER}/PartyLegalEntity/CompanyID")
    if seller and "AE" in used and not (_vat_numbers(invoice, _BUYER) or legal):
        yield lacks("BR-AE-02", invoice.line, _("recipient's VAT number"))
    for path in (_SELLER, _BUYER):
        for number in _vat_numbers(invoice, path):
            if not (number.said[:2].isalpha() and number.said[:2].isascii()):
                what = _("The VAT number “{number}” does not begin with a country")
                shown = what.format(number=number.said[:2] + "…")
                yield breaks("BR-CO-09", number.line, shown)


def _vat_numbers(invoice: Node, party: str) -> list[Node]:
    return [
        number
        for scheme in invoice.all(f"{party}/PartyTaxScheme")
        if scheme.text("TaxScheme/ID").upper() == "VAT"
        for number in scheme.all("CompanyID")
    ]
