"""What must be there (EN 16931, BR-01 to BR-61; Peppol's own): rule, path, what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from imports.registers.invoice_rules.seen import Broken, Node, breaks, lacks, lines_of
from ledger.messages import N_, _

_SELLER, _BUYER = "AccountingSupplierParty/Party", "AccountingCustomerParty/Party"
_TOTAL = "LegalMonetaryTotal"

# Any of the paths will do.
OF_INVOICE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("BR-01", ("CustomizationID",), N_("specification")),
    ("BR-03", ("IssueDate",), N_("date")),
    ("BR-04", ("InvoiceTypeCode", "CreditNoteTypeCode"), N_("type of invoice")),
    ("BR-05", ("DocumentCurrencyCode",), N_("currency")),
    ("BR-06", (f"{_SELLER}/PartyLegalEntity/RegistrationName",), N_("issuer")),
    ("BR-07", (f"{_BUYER}/PartyLegalEntity/RegistrationName",), N_("recipient")),
    ("BR-12", (f"{_TOTAL}/LineExtensionAmount",), N_("sum of the lines")),
    ("BR-13", (f"{_TOTAL}/TaxExclusiveAmount",), N_("sum without VAT")),
    ("BR-14", (f"{_TOTAL}/TaxInclusiveAmount",), N_("sum with VAT")),
    ("BR-15", (f"{_TOTAL}/PayableAmount",), N_("sum to be paid")),
    ("BR-16", ("InvoiceLine", "CreditNoteLine"), N_("lines")),
    ("BR-CO-18", ("TaxTotal/TaxSubtotal",), N_("VAT by rate")),
    ("BR-CO-26", (f"{_SELLER}/PartyIdentification/ID", f"{_SELLER}/PartyLegalEntity/CompanyID",
                  f"{_SELLER}/PartyTaxScheme/CompanyID"), N_("issuer's number")),
    ("PEPPOL-EN16931-R001", ("ProfileID",), N_("business process")),
    ("PEPPOL-EN16931-R003", ("BuyerReference", "OrderReference/ID"),
     N_("a reference or an order number")),
    ("PEPPOL-EN16931-R010", (f"{_BUYER}/EndpointID",), N_("recipient's electronic address")),
    ("PEPPOL-EN16931-R020", (f"{_SELLER}/EndpointID",), N_("issuer's electronic address")),
)  # fmt: skip

OF_LINE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("BR-21", ("ID",), N_("number of the line")),
    ("BR-22", ("InvoicedQuantity", "CreditedQuantity"), N_("quantity")),
    ("BR-24", ("LineExtensionAmount",), N_("sum of the line")),
    ("BR-25", ("Item/Name",), N_("name of what is invoiced")),
    ("BR-26", ("Price/PriceAmount",), N_("price")),
    ("BR-CO-04", ("Item/ClassifiedTaxCategory/ID",), N_("VAT category of the line")),
)

_CREDIT_TRANSFER = {"30", "58"}


def broken(invoice: Node) -> Iterator[Broken]:
    """What is missing in a Peppol invoice."""
    yield from _missing(invoice, OF_INVOICE)
    for line in lines_of(invoice):
        yield from _missing(line, OF_LINE)
        yield from _of_quantity(line)
    yield from _of_parties(invoice)
    yield from _of_payment(invoice)
    for reference in invoice.all("BillingReference"):
        if not reference.text("InvoiceDocumentReference/ID"):
            yield lacks("BR-55", reference.line, _("number of the invoice that is credited"))


def _missing(node: Node, table: tuple[tuple[str, tuple[str, ...], str], ...]) -> Iterator[Broken]:
    for rule, paths, what in table:
        if not any(one.said or one.children for path in paths for one in node.all(path)):
            yield lacks(rule, node.line, _(what))


def _of_quantity(line: Node) -> Iterator[Broken]:
    for quantity in (*line.all("InvoicedQuantity"), *line.all("CreditedQuantity")):
        if not quantity.attributes.get("unitCode"):
            yield lacks("BR-23", quantity.line, _("unit of the quantity"))
    price = line.sum_of("Price/PriceAmount")
    if price is not None and price < 0:
        yield breaks("BR-27", line.line, _("The price is below zero"))


def _of_parties(invoice: Node) -> Iterator[Broken]:
    for path, of_address, address, of_country, country in (
        (_SELLER, "BR-08", _("issuer's address"), "BR-09", _("issuer's country")),
        (_BUYER, "BR-10", _("recipient's address"), "BR-11", _("recipient's country")),
    ):
        party = invoice.first(path)
        place = party.first("PostalAddress") if party else None
        if place is None:
            yield lacks(of_address, party.line if party else invoice.line, address)
        elif not place.text("Country/IdentificationCode"):
            yield lacks(of_country, place.line, country)


def _of_payment(invoice: Node) -> Iterator[Broken]:
    for means in invoice.all("PaymentMeans"):
        code = means.text("PaymentMeansCode")
        if not code:
            yield lacks("BR-49", means.line, _("how to pay"))
        elif code in _CREDIT_TRANSFER and not means.text("PayeeFinancialAccount/ID"):
            yield lacks("BR-61", means.line, _("account to pay to"))
