"""Svefaktura 1.0: its mandatory fields, and sums that must be what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from imports.registers.invoice_rules.seen import Broken, Node, breaks, lacks, lines_of, unequal
from ledger.messages import N_, _

ZERO, ONE = Decimal(0), Decimal(1)
SLACK = Decimal("0.02")
_RULE = "Svefaktura 1.0"

# Any of the paths will do.
OF_INVOICE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("IssueDate",), N_("date")),
    (("InvoiceTypeCode",), N_("type of invoice")),
    (("InvoiceCurrencyCode",), N_("currency")),
    (("SellerParty/Party/PartyName/Name",), N_("issuer")),
    (("BuyerParty/Party/PartyName/Name",), N_("recipient")),
    (("SellerParty/Party/PartyIdentification/ID", "SellerParty/Party/PartyTaxScheme/CompanyID"),
     N_("issuer's number")),
    (("LegalTotal/LineExtensionTotalAmount",), N_("sum of the lines")),
    (("LegalTotal/TaxInclusiveTotalAmount",), N_("sum with VAT")),
    (("TaxTotal/TotalTaxAmount",), N_("VAT")),
    (("InvoiceLine",), N_("lines")),
)  # fmt: skip
OF_LINE = ((("ID",), N_("number of the line")), (("LineExtensionAmount",), N_("sum of the line")))


def broken(invoice: Node) -> Iterator[Broken]:
    """What is missing, and the sums that do not hold."""
    yield from _missing(invoice, OF_INVOICE)
    for line in lines_of(invoice):
        yield from _missing(line, OF_LINE)
    total = invoice.first("LegalTotal")
    if total is not None:
        yield from _of_total(invoice, total)
    for one in invoice.all("TaxTotal/TaxSubTotal"):
        base, tax = one.sum_of("TaxableAmount"), one.sum_of("TaxAmount")
        rate = one.sum_of("TaxCategory/Percent")
        if base is not None and tax is not None and rate is not None:
            found = base * rate / 100
            if abs(found - tax) >= ONE:
                yield unequal(_RULE, one.line, _("what is taxed by the rate"), found, tax)


def _missing(node: Node, table: tuple[tuple[tuple[str, ...], str], ...]) -> Iterator[Broken]:
    for paths, what in table:
        if not any(one.said or one.children for path in paths for one in node.all(path)):
            yield lacks(_RULE, node.line, _(what))


def _of_total(invoice: Node, total: Node) -> Iterator[Broken]:
    lines = [one for line in lines_of(invoice) for one in line.sums_of("LineExtensionAmount")]
    of_lines, gross = (
        total.sum_of("LineExtensionTotalAmount"),
        total.sum_of("TaxInclusiveTotalAmount"),
    )
    net = total.sum_of("TaxExclusiveTotalAmount")
    vat = invoice.sum_of("TaxTotal/TotalTaxAmount")
    if lines and of_lines is not None and sum(lines, ZERO) != of_lines:
        yield unequal(_RULE, total.line, _("the lines"), sum(lines, ZERO), of_lines)
    if net is not None and gross is not None and vat is not None:
        found = net + vat + (total.sum_of("RoundOffAmount") or ZERO)
        if found != gross:
            yield unequal(_RULE, total.line, _("net and VAT"), found, gross)
    parts = invoice.sums_of("TaxTotal/TaxSubTotal/TaxAmount")
    if parts and vat is not None and abs(sum(parts, ZERO) - vat) > SLACK:
        yield breaks(_RULE, total.line, _("VAT by rate does not sum to the VAT of the invoice"))
