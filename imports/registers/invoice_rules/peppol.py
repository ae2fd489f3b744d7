"""What Peppol adds to the standard, in general and of Swedish invoices (PEPPOL-…, SE-R-…)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imports.registers.invoice_rules.seen import Broken, Node, breaks, lines_of
from ledger.messages import _

SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
SWEDISH_RATES = (25, 12, 6)
_PROCESS = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:[0-9]{2}:1\.0")
_SELLER, _BUYER = "AccountingSupplierParty/Party", "AccountingCustomerParty/Party"
_COUNTRY = "PostalAddress/Country/IdentificationCode"
_F_TAX = "GODKÄND FÖR F-SKATT"
_MONEY = {
    "Amount", "BaseAmount", "PriceAmount", "TaxableAmount", "LineExtensionAmount",
    "TaxExclusiveAmount", "TaxInclusiveAmount", "AllowanceTotalAmount", "ChargeTotalAmount",
    "PrepaidAmount", "PayableRoundingAmount", "PayableAmount",
}  # fmt: skip
_NUMBERS = {"EndpointID", "ID", "CompanyID"}
_BANKGIRO, _PLUSGIRO = "SE:BANKGIRO", "SE:PLUSGIRO"
_GIROS = {_BANKGIRO: (7, 8, "SE-R-008", "SE-R-009"), _PLUSGIRO: (2, 8, "SE-R-007", "SE-R-010")}


def broken(invoice: Node) -> Iterator[Broken]:
    """Peppol's rules that are broken."""
    yield from _of_document(invoice)
    yield from _of_every_element(invoice)
    yield from _of_periods(invoice)
    if invoice.text(f"{_SELLER}/{_COUNTRY}") == "SE":
        yield from _of_swedish_seller(invoice)
        for means in invoice.all("PaymentMeans"):
            yield from _of_payment(invoice, means)


def _of_document(invoice: Node) -> Iterator[Broken]:
    process, specified = invoice.first("ProfileID"), invoice.first("CustomizationID")
    if process is not None and not _PROCESS.fullmatch(process.said):
        what = _("The business process “{text}” is not one of Peppol's").format(text=process.said)
        yield breaks("PEPPOL-EN16931-R007", process.line, what)
    if specified is not None and not specified.said.startswith(SPECIFICATION):
        what = _("The specification “{text}” is not Peppol BIS Billing 3")
        yield breaks("PEPPOL-EN16931-R004", specified.line, what.format(text=specified.said))
    notes = invoice.all("Note")
    if len(notes) > 1:
        yield breaks("PEPPOL-EN16931-R002", notes[1].line, _("There is more than one note"))
    accounted = invoice.first("TaxCurrencyCode")
    if accounted is not None and accounted.said == invoice.text("DocumentCurrencyCode"):
        what = _("The currency of the VAT is that of the invoice, and is not to be said again")
        yield breaks("PEPPOL-EN16931-R005", accounted.line, what)
    whole = sum(bool(one.all("TaxSubtotal")) for one in invoice.all("TaxTotal"))
    if whole > 1:
        what = _("There is more than one VAT total with a breakdown")
        yield breaks("PEPPOL-EN16931-R053", invoice.line, what)


def _of_every_element(invoice: Node) -> Iterator[Broken]:
    currency = invoice.text("DocumentCurrencyCode")
    for one in invoice.walk():
        if not one.said and not one.children:
            what = _("The element {name} is empty").format(name=one.name)
            yield breaks("PEPPOL-EN16931-R008", one.line, what)
        elif one.name in _MONEY and one.attributes.get("currencyID") != currency:
            what = _("The sum {amount} is not in the currency of the invoice")
            yield breaks("PEPPOL-EN16931-R051", one.line, what.format(amount=one.said))
        elif _is_wrong_org_number(one):
            what = _("An organisation number has ten digits, the last a check on the others")
            yield breaks("PEPPOL-COMMON-R049", one.line, what)


def _of_periods(invoice: Node) -> Iterator[Broken]:
    """Days are ISO, so that they can be compared as text."""
    whole = invoice.first("InvoicePeriod")
    first = whole.text("StartDate") if whole else ""
    last = whole.text("EndDate") if whole else ""
    if whole is not None and first and last and last < first:
        yield breaks("BR-29", whole.line, _("The period ends before it begins"))
    for line in lines_of(invoice):
        for period in line.all("InvoicePeriod"):
            begins, ends = period.text("StartDate"), period.text("EndDate")
            if begins and ends and ends < begins:
                yield breaks("BR-30", period.line, _("The period ends before it begins"))
            outside = _("The period of the line is outside that of the invoice")
            if first and begins and begins < first:
                yield breaks("PEPPOL-EN16931-R110", period.line, outside)
            if last and ends and ends > last:
                yield breaks("PEPPOL-EN16931-R111", period.line, outside)
        unit = line.first("Price/BaseQuantity")
        counted = line.first("InvoicedQuantity") or line.first("CreditedQuantity")
        said = unit.attributes.get("unitCode") if unit else None
        if unit and counted and said and said != counted.attributes.get("unitCode"):
            what = _("The price is of another unit than the quantity")
            yield breaks("PEPPOL-EN16931-R130", unit.line, what)


def _of_swedish_seller(invoice: Node) -> Iterator[Broken]:
    liable = False
    for scheme in invoice.all(f"{_SELLER}/PartyTaxScheme"):
        said = scheme.text("CompanyID")
        if scheme.text("TaxScheme/ID").upper() != "VAT":
            if said.upper() != _F_TAX and invoice.text(f"{_SELLER}/PartyLegalEntity/CompanyID"):
                what = _("Where F-skatt is meant, it must say “Godkänd för F-skatt”")
                yield breaks("SE-R-005", scheme.line, what)
        elif said[:2] == "SE":
            liable = True
            if len(said) != len("SE") + 12:
                what = _("A Swedish VAT number is SE and twelve digits")
                yield breaks("SE-R-001", scheme.line, what)
            elif not _digits(said[2:]):
                what = _("A Swedish VAT number is SE and twelve digits")
                yield breaks("SE-R-002", scheme.line, what)
    for number in invoice.all(f"{_SELLER}/PartyLegalEntity/CompanyID"):
        yield from _of_org_number(number)
    for category in _tax_categories(invoice) if liable else ():
        if category.text("ID") == "S" and category.sum_of("Percent") not in SWEDISH_RATES:
            what = _("Swedish VAT is 25, 12 or 6 per cent")
            yield breaks("SE-R-006", category.line, what)


def _of_org_number(number: Node) -> Iterator[Broken]:
    what = _("An organisation number has ten digits, the last a check on the others")
    if not _digits(number.said):
        yield breaks("SE-R-003", number.line, what)
    elif len(number.said) != 10:
        yield breaks("SE-R-004", number.line, what)
    elif not _is_org_number(number.said):
        yield breaks("SE-R-013", number.line, what)


def _of_payment(invoice: Node, means: Node) -> Iterator[Broken]:
    code = means.text("PaymentMeansCode")
    account = means.first("PayeeFinancialAccount/ID")
    branch = means.text("PayeeFinancialAccount/FinancialInstitutionBranch/ID")
    if code in {"50", "56"}:
        what = _("Bankgiro and plusgiro are paid with the code 30 and SE:BANKGIRO or SE:PLUSGIRO")
        yield breaks("SE-R-011", means.line, what)
    elif code == "31" and invoice.text(f"{_BUYER}/{_COUNTRY}") == "SE":
        yield breaks("SE-R-012", means.line, _("A Swedish credit transfer has the code 30"))
    elif code == "30" and account is not None and branch in _GIROS:
        least, most, rule_of_digits, rule_of_length = _GIROS[branch]
        if not _digits(account.said):
            what = _("The number of a bankgiro or plusgiro has digits alone")
            yield breaks(rule_of_digits, account.line, what)
        elif not least <= len(account.said) <= most:
            what = _("The number of a bankgiro has 7 or 8 digits, of a plusgiro 2 to 8")
            yield breaks(rule_of_length, account.line, what)


def _tax_categories(invoice: Node) -> list[Node]:
    return [one for one in invoice.walk() if one.name in {"TaxCategory", "ClassifiedTaxCategory"}]


def _is_wrong_org_number(one: Node) -> bool:
    is_one = one.name in _NUMBERS and one.attributes.get("schemeID") == "0007"
    return is_one and not _is_org_number(one.said)


def _digits(said: str) -> bool:
    return said.isascii() and said.isdigit()


def _is_org_number(said: str) -> bool:
    """Ten digits, the last by Luhn's rule."""
    from stdnum import luhn

    return len(said) == 10 and _digits(said) and bool(luhn.is_valid(said))
