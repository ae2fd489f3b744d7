"""E-invoices of Peppol and Svefaktura: net, VAT and sum apart, credits negative, rules told."""

from __future__ import annotations

import pytest

from imports.registers import safe_xml
from imports.registers.einvoice import EInvoice, is_einvoice, read_einvoice
from imports.registers.invoice_rules.peppol import SPECIFICATION
from ledger.errors import UnreadableFile

ADDRESS = (
    "<cac:PostalAddress><cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode>"
    "</cac:Country></cac:PostalAddress>"
)
STANDARD = (
    "<cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent>"
    "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
)
UBL = "urn:oasis:names:specification:ubl:schema:xsd"
PEPPOL = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="{UBL}:Invoice-2" xmlns:cac="{UBL}:CommonAggregateComponents-2"
 xmlns:cbc="{UBL}:CommonBasicComponents-2">
<cbc:CustomizationID>{SPECIFICATION}</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>F-1007</cbc:ID><cbc:IssueDate>2024-05-06</cbc:IssueDate><cbc:DueDate>2024-06-05</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>RSS-2024</cbc:BuyerReference>
<cac:OrderReference><cbc:ID>4711</cbc:ID></cac:OrderReference>
<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>
<cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="underlag.pdf">
QQ==</cbc:EmbeddedDocumentBinaryObject>
</cac:Attachment></cac:AdditionalDocumentReference>
<cac:ProjectReference><cbc:ID>P7</cbc:ID></cac:ProjectReference>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0007">2220000315</cbc:EndpointID>
{ADDRESS}
<cac:PartyTaxScheme><cbc:CompanyID>SE222000031501</cbc:CompanyID>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Förbundet i länet</cbc:RegistrationName>
<cbc:CompanyID>2220000315</cbc:CompanyID></cac:PartyLegalEntity></cac:Party>
</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="0007">2321000073</cbc:EndpointID>
{ADDRESS}
<cac:PartyLegalEntity><cbc:RegistrationName>Regionen</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
<cac:PayeeFinancialAccount><cbc:ID>50501055</cbc:ID><cac:FinancialInstitutionBranch>
<cbc:ID>SE:BANKGIRO</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount>
</cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">250.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="SEK">1000.00</cbc:TaxableAmount>
<cbc:TaxAmount currencyID="SEK">250.00</cbc:TaxAmount>
<cac:TaxCategory>{STANDARD}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="SEK">1000.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="SEK">1000.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="SEK">1250.00</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="SEK">1250.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID>
<cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="SEK">1000.00</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>Samordning</cbc:Name>
<cac:ClassifiedTaxCategory>{STANDARD}</cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="SEK">500.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""

SVEFAKTURA = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:sfti:documents:BasicInvoice:1:0"
 xmlns:cac="urn:sfti:CommonAggregateComponents:1:0"
 xmlns:cbc="urn:oasis:names:tc:ubl:CommonBasicComponents:1:0">
<ID>991</ID><cbc:IssueDate>2013-03-01</cbc:IssueDate><InvoiceTypeCode>380</InvoiceTypeCode>
<InvoiceCurrencyCode>SEK</InvoiceCurrencyCode>
<cac:BuyerParty><cac:Party><cac:PartyIdentification><cac:ID>2321000073</cac:ID>
</cac:PartyIdentification><cac:PartyName><cbc:Name>Landstinget</cbc:Name></cac:PartyName></cac:Party>
</cac:BuyerParty>
<cac:SellerParty><cac:Party><cac:PartyIdentification><cac:ID>2220000315</cac:ID>
</cac:PartyIdentification><cac:PartyName><cbc:Name>Förbundet</cbc:Name></cac:PartyName></cac:Party>
</cac:SellerParty>
<cac:PaymentMeans><cbc:DuePaymentDate>2013-03-31</cbc:DuePaymentDate></cac:PaymentMeans>
<cac:TaxTotal><cbc:TotalTaxAmount>24.90</cbc:TotalTaxAmount></cac:TaxTotal>
<cac:LegalTotal><cbc:LineExtensionTotalAmount>99.60</cbc:LineExtensionTotalAmount>
<cbc:TaxExclusiveTotalAmount>99.60</cbc:TaxExclusiveTotalAmount>
<cbc:TaxInclusiveTotalAmount>125.00</cbc:TaxInclusiveTotalAmount>
<cac:RoundOffAmount>0.50</cac:RoundOffAmount></cac:LegalTotal>
<cac:InvoiceLine><cac:ID>1</cac:ID><cbc:LineExtensionAmount>99.60</cbc:LineExtensionAmount>
</cac:InvoiceLine></Invoice>"""


def read(text: str) -> EInvoice:
    return read_einvoice("f.xml", text.encode())


def told(text: str) -> list[str]:
    return [problem.what for problem in read(text).problems.told]


def test_a_peppol_invoice() -> None:
    invoice = read(PEPPOL)
    row = invoice.row
    assert invoice.format == "Peppol BIS Billing 3"
    assert (row.net, row.vat, row.amount, row.currency) == (100000, 25000, 125000, "SEK")
    assert (row.number, row.date, row.due_date) == ("F-1007", "2024-05-06", "2024-06-05")
    assert (row.issuer, row.issuer_id) == ("Förbundet i länet", "2220000315")
    assert (row.recipient, row.recipient_id) == ("Regionen", "2321000073")
    assert (row.reference, row.order_reference, row.project) == ("RSS-2024", "4711", "P7")
    assert row.own == ("2220000315", "invoice", "F-1007")
    assert row.text == "Samordning"
    assert invoice.attachments == ("underlag.pdf",)
    assert invoice.problems.told == []


def test_a_credit_note_is_negative_and_says_what_it_credits() -> None:
    original = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-1001</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference><cac:OrderReference>"
    )
    text = (
        PEPPOL.replace("Invoice-2", "CreditNote-2")
        .replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>")
        .replace("cac:InvoiceLine", "cac:CreditNoteLine")
        .replace("cbc:InvoicedQuantity", "cbc:CreditedQuantity")
        .replace("cbc:InvoiceTypeCode>380", "cbc:CreditNoteTypeCode>381")
        .replace("</cbc:InvoiceTypeCode>", "</cbc:CreditNoteTypeCode>")
        .replace("<cac:OrderReference>", original)
    )  # fmt: skip
    row = read(text).row
    assert (row.net, row.vat, row.amount) == (-100000, -25000, -125000)
    assert row.credits == "F-1001"
    assert row.own == ("2220000315", "credit", "F-1007")
    assert told(text) == []


def test_a_svefaktura_with_rounding() -> None:
    invoice = read(SVEFAKTURA)
    row = invoice.row
    assert invoice.format == "Svefaktura 1.0"
    assert (row.net, row.vat, row.amount) == (9960, 2490, 12500)
    assert (row.issuer, row.recipient_id, row.due_date) == ("Förbundet", "2321000073", "2013-03-31")
    assert invoice.problems.told == []


@pytest.mark.parametrize("sign", ["", "-"], ids=["as positive", "as negative"])
def test_a_credit_in_svefaktura(sign: str) -> None:
    text = SVEFAKTURA.replace(">380<", ">381<")
    for kronor in ("24.90", "99.60", "125.00", "0.50"):
        text = text.replace(f">{kronor}<", f">{sign}{kronor}<")
    row = read(text).row
    assert (row.net, row.vat, row.amount) == (-9960, -2490, -12500)


@pytest.mark.parametrize(
    ("what", "old", "new", "said"),
    [
        ("lines", "Quantity>\n<cbc:LineExtensionAmount currencyID=\"SEK\">1000.00",
         "Quantity>\n<cbc:LineExtensionAmount currencyID=\"SEK\">999.00", "BR-CO-10"),
        ("net", "TaxExclusiveAmount currencyID=\"SEK\">1000.00",
         "TaxExclusiveAmount currencyID=\"SEK\">1001.00", "BR-CO-13"),
        ("VAT", ">250.00<", ">251.00<",
         "net and VAT: 1251.00, but the invoice says 1250.00 (BR-CO-15)."),
        ("to be paid", "PayableAmount currencyID=\"SEK\">1250.00",
         "PayableAmount currencyID=\"SEK\">1249.00", "BR-CO-16"),
        ("no date", "<cbc:IssueDate>2024-05-06</cbc:IssueDate>", "",
         "The invoice lacks: date (BR-03)."),
        ("no recipient", "<cbc:RegistrationName>Regionen</cbc:RegistrationName>", "",
         "The invoice lacks: recipient (BR-07)."),
    ],
)  # fmt: skip
def test_what_breaks_the_rules_is_told(what: str, old: str, new: str, said: str) -> None:
    assert old in PEPPOL
    assert any(said in one for one in told(PEPPOL.replace(old, new))), what


def test_an_invoice_without_any_reference_is_told() -> None:
    text = PEPPOL.replace("<cbc:BuyerReference>RSS-2024</cbc:BuyerReference>", "").replace(
        "<cac:OrderReference><cbc:ID>4711</cbc:ID></cac:OrderReference>", ""
    )
    assert told(text) == [
        "The invoice lacks: a reference or an order number (PEPPOL-EN16931-R003)."
    ]


@pytest.mark.parametrize(
    ("what", "text", "said"),
    [
        ("no number", PEPPOL.replace("<cbc:ID>F-1007</cbc:ID>", ""), "no number"),
        ("no sum", PEPPOL.replace("PayableAmount", "Payable"), "does not say what is to be paid"),
        ("parts of an öre", PEPPOL.replace(">1250.00<", ">1250.001<"), "does not say what is to"),
        ("another XML", "<a/>", "is not an invoice"),
        ("a bomb", f'<!DOCTYPE Invoice [<!ENTITY b "b">]>{PEPPOL[39:]}', "document type"),
    ],
)
def test_what_cannot_be_read(what: str, text: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(text)


def test_is_einvoice() -> None:
    assert is_einvoice(PEPPOL.encode())
    assert is_einvoice(SVEFAKTURA.encode())
    assert not is_einvoice(b"<Document/>")


# ---------------------------------------------------------------- as other programs write them


def in_envelope(invoice: str, *more: str) -> str:
    """An invoice as it travels: with a header before it, and other files after it."""
    return (
        '<?xml version="1.0"?><StandardBusinessDocument xmlns="urn:envelope"><Header/>'
        + "".join(one.partition("?>")[2] for one in (invoice, *more))
        + "</StandardBusinessDocument>"
    )


@pytest.mark.parametrize("text", [PEPPOL, SVEFAKTURA], ids=["peppol", "svefaktura"])
def test_an_invoice_in_an_envelope(text: str) -> None:
    assert is_einvoice(in_envelope(text).encode())
    enclosed, alone = read(in_envelope(text)), read(text)
    assert enclosed.row._replace(line=0) == alone.row._replace(line=0)
    assert (enclosed.format, enclosed.attachments) == (alone.format, alone.attachments)


def test_two_invoices_in_one_file_are_told() -> None:
    with pytest.raises(UnreadableFile, match="holds several invoices"):
        read(in_envelope(PEPPOL, PEPPOL.replace("F-1007", "F-1008")))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_an_invoice_in_utf_16(encoding: str) -> None:
    content = PEPPOL.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode(encoding)
    assert is_einvoice(content)
    assert read_einvoice("f.xml", content).row.issuer == "Förbundet i länet"


@pytest.mark.parametrize("first", ["SEK", "EUR"])
def test_vat_that_is_said_in_another_currency_too(first: str) -> None:
    other = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">21.70</cbc:TaxAmount></cac:TaxTotal>'
    before, after = (other, "") if first == "EUR" else ("", other)
    text = PEPPOL.replace("<cac:TaxTotal>", f"{before}<cac:TaxTotal>")
    assert read(text.replace("</cac:TaxTotal>\n", f"</cac:TaxTotal>{after}\n")).row.vat == 25000


def test_what_is_paid_before_leaves_the_rest_to_be_paid() -> None:
    text = PEPPOL.replace(
        '<cbc:PayableAmount currencyID="SEK">1250.00',
        '<cbc:PrepaidAmount currencyID="SEK">1000.00</cbc:PrepaidAmount>'
        '<cbc:PayableAmount currencyID="SEK">250.00',
    )
    row = read(text).row
    assert (row.net, row.vat, row.amount) == (100000, 25000, 25000)


def test_a_credit_note_with_nothing_left_to_pay_is_negative_all_the_same() -> None:
    text = PEPPOL.replace(">380<", ">381<").replace(
        '<cbc:PayableAmount currencyID="SEK">1250.00', '<cbc:PayableAmount currencyID="SEK">0.00'
    )
    row = read(text).row
    assert (row.net, row.vat, row.amount) == (-100000, -25000, 0)


def test_an_attachment_of_many_megabytes() -> None:
    text = PEPPOL.replace("QQ==", "QQ==" * (3 * 2**20))
    assert read(text).attachments == ("underlag.pdf",)


def test_an_invoice_of_more_elements_than_any_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MOST_KEPT", 1_000)
    with pytest.raises(UnreadableFile, match="more elements than any such file"):
        read(PEPPOL.replace("</Invoice>", f"{'<a/>' * 1_000}</Invoice>"))
