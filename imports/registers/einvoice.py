"""E-invoices → an invoice row, and what in them breaks the rules of their own format.

    invoice = read_einvoice("faktura.xml", content)
    invoice.row.net, invoice.row.vat, invoice.row.amount, invoice.attachments

Peppol BIS Billing 3 (UBL 2.1, Invoice and CreditNote) and Svefaktura 1.0. Net, VAT and what is to
be paid are kept apart; a credit note's are negative. The file is kept whole, so attachments in it
are too. Rules are named by the number they have in EN 16931 and Peppol (`BR-CO-15`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from imports.registers.attachments import attachments_of
from imports.registers.invoice_rules import broken_rules
from imports.registers.problems import Problems
from imports.registers.safe_xml import (
    decimal_of,
    elements_of,
    find_day,
    find_decimal,
    find_text,
    head_of,
    line_of,
    ore_of,
)
from ledger.errors import UnreadableFile
from ledger.messages import _
from ledger.parties.org_numbers import number_kept
from ledger.registers.rows import InvoiceRow

if TYPE_CHECKING:
    from lxml.etree import _Element

_CREDIT_CODES = {"381", "383", "396"}
_ROOTS = {"Invoice", "CreditNote"}
_UBL = "{urn:oasis:names:specification:ubl:schema:xsd:"
_NAMESPACES = (f"{_UBL}Invoice-2}}", f"{_UBL}CreditNote-2}}", "{urn:sfti:documents:BasicInvoice:1")
_RULE = re.compile(r"\(([A-Z]+-[A-Z0-9-]+)\)")  # as it ends what is told


@dataclass(frozen=True, slots=True)
class Names:
    """Where one format says what; paths of local names below the root, the first found holds."""

    format: str
    total: str
    net: str
    gross: str
    payable: tuple[str, ...]
    vat: str
    seller: str
    buyer: str
    party_id: tuple[str, ...]
    due: tuple[str, ...]
    reference: tuple[str, ...]
    order: tuple[str, ...]
    credits: tuple[str, ...]
    type_code: tuple[str, ...]
    currency: tuple[str, ...]


_PEPPOL = Names(
    format="Peppol BIS Billing 3",
    total="LegalMonetaryTotal",
    net="TaxExclusiveAmount",
    gross="TaxInclusiveAmount",
    payable=("PayableAmount",),
    vat="TaxTotal/TaxAmount",
    seller="AccountingSupplierParty/Party",
    buyer="AccountingCustomerParty/Party",
    party_id=("PartyLegalEntity/CompanyID", "EndpointID", "PartyIdentification/ID"),
    due=("DueDate", "PaymentMeans/PaymentDueDate"),
    reference=("BuyerReference",),
    order=("OrderReference/ID",),
    credits=("BillingReference/InvoiceDocumentReference/ID",),
    type_code=("InvoiceTypeCode", "CreditNoteTypeCode"),
    currency=("DocumentCurrencyCode",),
)
_SVEFAKTURA = Names(
    format="Svefaktura 1.0",
    total="LegalTotal",
    net="TaxExclusiveTotalAmount",
    gross="TaxInclusiveTotalAmount",
    payable=("TaxInclusiveTotalAmount",),
    vat="TaxTotal/TotalTaxAmount",
    seller="SellerParty/Party",
    buyer="BuyerParty/Party",
    party_id=("PartyIdentification/ID", "PartyTaxScheme/CompanyID"),
    due=("PaymentMeans/DuePaymentDate",),
    reference=("RequisitionistDocumentReference/ID",),
    order=("OrderReference/BuyersID", "InvoiceLine/OrderLineReference/OrderReference/BuyersID"),
    credits=("InitialInvoiceDocumentReference/ID",),
    type_code=("InvoiceTypeCode",),
    currency=("InvoiceCurrencyCode",),
)


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An invoice as it was sent, and what is wrong in it."""

    format: str
    row: InvoiceRow
    attachments: tuple[str, ...]
    problems: Problems


@dataclass(slots=True)
class EInvoiceFile:
    """One invoice in a file, as every file of another system is read."""

    name: str
    content: bytes
    problems: Problems = field(default_factory=Problems)
    remarks: list[str] = field(default_factory=list)
    validate: bool = False  # also by the standard's own rules

    @property
    def decoded(self) -> str:
        return ""

    def tables(self) -> Iterator[tuple[str, Iterable[InvoiceRow]]]:
        """The invoice, one row. Raises UnreadableFile."""
        invoice = read_einvoice(self.name, self.content, validate=self.validate)
        self.problems = invoice.problems
        self.remarks = [invoice.format]
        if invoice.attachments:
            names = ", ".join(invoice.attachments)
            self.remarks.append(_("Attached, and kept in the file: {names}.").format(names=names))
        yield "invoices", [invoice.row]


def is_einvoice(content: bytes) -> bool:
    """Whether the file is an invoice of one of the two formats, by its namespace."""
    head = head_of(content)
    return b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" in head or (
        b"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" in head
        or b"urn:sfti:documents:BasicInvoice:1" in head
    )


def read_einvoice(name: str, content: bytes, *, validate: bool = False) -> EInvoice:
    """Read one invoice. Raises UnreadableFile where it is none, or says no sum or number.

    `validate`: a Peppol invoice also by the standard's own rules, which must be installed.
    """
    root = root_of(name, content)
    names = _names_of(root)
    row = row_of(name, root)
    problems = Problems()
    for path in ("IssueDate", *names.due):
        if (said := find_text(root, path)) and not find_day(root, path):
            problems.note(line_of(root), _("“{text}” is not a date.").format(text=said[:60]))
    for line, what in broken_rules(root, of_svefaktura=names is _SVEFAKTURA):
        problems.note(line, what)
    if validate and names is _PEPPOL:
        from imports.registers.official_rules import official_faults

        told = {found[0] for one in problems.told if (found := _RULE.findall(one.what)[-1:])}
        for line, what in official_faults(root, told):
            problems.note(line, what)
    return EInvoice(names.format, row, tuple(one.name for one in attachments_of(root)), problems)


def root_of(name: str, content: bytes) -> _Element:
    """The invoice; it may stand in an envelope, with what is attached to it beside it.

    Raises UnreadableFile.
    """
    found = [one for one, _name in elements_of(name, content, _ROOTS) if _is_invoice(one)]
    if len(found) > 1:
        raise _unreadable(name, _("The file holds several invoices; each must be its own."))
    if not found:
        raise _unreadable(name, _("The file is not an invoice of Peppol or Svefaktura."))
    return found[0]


def _is_invoice(element: _Element) -> bool:
    return str(element.tag).startswith(_NAMESPACES)


def row_of(name: str, root: _Element) -> InvoiceRow:
    """What an invoice says, as a row of the register. Raises UnreadableFile."""
    names = _names_of(root)
    number = find_text(root, "ID")
    seller_id, buyer_id = (_party_id(root, p, names) for p in (names.seller, names.buyer))
    payable = _first_ore(root, [f"{names.total}/{path}" for path in names.payable])
    if number is None:
        raise _unreadable(name, _("The invoice has no number."))
    if payable is None:
        raise _unreadable(name, _("The invoice does not say what is to be paid."))
    credit = _is_credit(root, names)
    net = ore_of(find_decimal(root, f"{names.total}/{names.net}"))
    vat = ore_of(_vat(root, names))
    # Some write a credit note's sums as negative; of one that is settled, the net alone has a sign.
    sign = -1 if credit and (payable or net or 0) > 0 else 1
    seller = _party_name(root, names.seller)
    return InvoiceRow(
        line=line_of(root),
        place=None,
        own=(seller_id or seller or "", "credit" if credit else "invoice", number),
        side="",
        number=number,
        date=find_day(root, "IssueDate"),
        due_date=next((day for path in names.due if (day := find_day(root, path))), None),
        issuer=seller,
        issuer_id=seller_id and number_kept(seller_id),
        recipient=_party_name(root, names.buyer),
        recipient_id=buyer_id and number_kept(buyer_id),
        net=None if net is None else sign * net,
        vat=None if vat is None else sign * vat,
        amount=sign * payable,
        currency=_first(root, names.currency) or "SEK",
        reference=_first(root, names.reference),
        order_reference=_first(root, names.order),
        project=find_text(root, "ProjectReference/ID"),
        account=find_text(root, "AccountingCost"),
        credits=_first(root, names.credits),
        text=_first(root, ("Note", "InvoiceLine/Item/Name", "CreditNoteLine/Item/Name",
                           "InvoiceLine/Item/Description")),
    )  # fmt: skip


def _vat(root: _Element, names: Names) -> Decimal | None:
    """The VAT in the invoice's own currency; it may be said in another too, in any order."""
    total, _slash, amount = names.vat.partition("/")
    currency = _first(root, names.currency)
    said = [one for parent in root.iterfind(f"{{*}}{total}")
            for one in parent.iterfind(f"{{*}}{amount}")]  # fmt: skip
    own = [one for one in said if (one.get("currencyID") or currency) == currency]
    return next((decimal_of(one.text) for one in own or said), None)


def _names_of(root: _Element) -> Names:
    return _SVEFAKTURA if "urn:sfti:documents:BasicInvoice" in str(root.tag) else _PEPPOL


def _is_credit(root: _Element, names: Names) -> bool:
    code = _first(root, names.type_code)
    return str(root.tag).endswith("}CreditNote") or code in _CREDIT_CODES


def _party_name(root: _Element, path: str) -> str | None:
    return _first(root, (f"{path}/PartyName/Name", f"{path}/PartyLegalEntity/RegistrationName"))


def _party_id(root: _Element, path: str, names: Names) -> str | None:
    return _first(root, [f"{path}/{one}" for one in names.party_id])


def _first(root: _Element, paths: tuple[str, ...] | list[str]) -> str | None:
    return next((said for path in paths if (said := find_text(root, path))), None)


def _first_ore(root: _Element, paths: list[str]) -> int | None:
    found = (ore_of(find_decimal(root, path)) for path in paths)
    return next((ore for ore in found if ore is not None), None)


def _unreadable(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        what, place=name, next_step=_("Ask who sent it for a new copy, or read it by hand.")
    )
