"""The business rules of e-invoices, one broken at a time; judged by the standard's own where it is.

Each case changes one thing in an invoice that breaks nothing. Where Saxon and the rules as they are
published are installed (`medelsbok[validate]`), they must say the same of the standard's rules.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from books import medel
from test_registers_einvoice import PEPPOL, STANDARD, SVEFAKTURA, UBL, told

from imports.registers.einvoice import read_einvoice

SAXON = find_spec("saxonche") is not None and find_spec("facturx") is not None
LINE = re.search(r"<cac:InvoiceLine>.*</cac:InvoiceLine>", PEPPOL, re.S)[0]  # type: ignore[index]
SUBTOTAL = re.search(r"<cac:TaxSubtotal>.*</cac:TaxSubtotal>", PEPPOL, re.S)[0]  # type: ignore[index]
TOTAL = "<cac:LegalMonetaryTotal>"
NUMBER = "<cbc:CompanyID>SE222000031501</cbc:CompanyID>"
VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
REASON = "<cbc:TaxExemptionReason>Skäl</cbc:TaxExemptionReason>"
OTHER = (
    f"<cac:PartyTaxScheme><cbc:CompanyID>Nej</cbc:CompanyID>{VAT.replace('VAT', 'TAX')}"
    "</cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>Förb"
)


def kr(name: str, amount: str) -> str:
    return f'<cbc:{name} currencyID="SEK">{amount}</cbc:{name}>'


def allowance(more: str = "", *, charge: str = "false", amount: str = "0.00") -> str:
    reason = "<cbc:AllowanceChargeReason>Rabatt</cbc:AllowanceChargeReason>"
    category = f"<cac:TaxCategory>{STANDARD}</cac:TaxCategory>"
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{charge}</cbc:ChargeIndicator>{reason}"
        f"{kr('Amount', amount)}{more}{category}</cac:AllowanceCharge>"
    )


def with_category(category: str, percent: str = "<cbc:Percent>0</cbc:Percent>") -> str:
    """The same invoice without VAT, in another category."""
    text = PEPPOL.replace("<cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent>",
                          f"<cbc:ID>{category}</cbc:ID>{percent}")  # fmt: skip
    text = text.replace(">250.00<", ">0.00<").replace(">1250.00<", ">1000.00<")
    return text.replace(
        f"{percent}{VAT}</cac:TaxCategory>", f"{percent}{REASON}{VAT}</cac:TaxCategory>"
    )


def put(before: str, what: str) -> tuple[tuple[str, str], ...]:
    """`what` just before the first of that element."""
    return ((before, what + before),)


def period(begins: str = "", ends: str = "") -> str:
    start = f"<cbc:StartDate>{begins}</cbc:StartDate>" if begins else ""
    end = f"<cbc:EndDate>{ends}</cbc:EndDate>" if ends else ""
    return f"<cac:InvoicePeriod>{start}{end}</cac:InvoicePeriod>"


def on_line(charge: str, more: str = "") -> str:
    indicator = f"<cbc:ChargeIndicator>{charge}</cbc:ChargeIndicator>"
    return f"<cac:AllowanceCharge>{indicator}{more or kr('Amount', '0.00')}</cac:AllowanceCharge>"


def without(element: str, text: str) -> str:
    return re.sub(f"<({element})>.*</\\1>", "", text)


OF_ORDER, OF_TAX, OF_ITEM = "<cac:OrderReference>", "<cac:TaxTotal>", "<cac:Item>"
OF_REFERENCE, PRICED = "<cbc:BuyerReference>", "</cac:Price>"
PERCENT = "<cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric>"
REFERENCE = (
    "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:IssueDate>2024-01-01</cbc:IssueDate>"
    "</cac:InvoiceDocumentReference></cac:BillingReference>"
)
REVERSE, EXEMPT, OUTSIDE = with_category("AE"), with_category("E"), with_category("O", "")
ZERO = with_category("Z").replace(REASON, "")

# The rule, and what is changed in the invoice: (old, new), all of them.
CHANGES: list[tuple[str, tuple[tuple[str, str], ...]]] = [
    ("BR-01", ((r"<cbc:CustomizationID>.*</cbc:CustomizationID>", ""),)),
    ("BR-03", (("<cbc:IssueDate>2024-05-06</cbc:IssueDate>", ""),)),
    ("BR-04", (("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", ""),)),
    ("BR-05", (("<cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>", ""),)),
    ("BR-06", (("<cbc:RegistrationName>Förbundet i länet</cbc:RegistrationName>", ""),)),
    ("BR-07", (("<cbc:RegistrationName>Regionen</cbc:RegistrationName>", ""),)),
    ("BR-08", ((r"0315</cbc:EndpointID>\n<cac:PostalAddress>.*?</cac:PostalAddress>",
                "0315</cbc:EndpointID>"),)),
    ("BR-09", ((r"0315</cbc:EndpointID>\n<cac:PostalAddress>.*?</cac:PostalAddress>",
                "0315</cbc:EndpointID><cac:PostalAddress/>"),)),
    ("BR-10", ((r"0073</cbc:EndpointID>\n<cac:PostalAddress>.*?</cac:PostalAddress>",
                "0073</cbc:EndpointID>"),)),
    ("BR-11", ((r"0073</cbc:EndpointID>\n<cac:PostalAddress>.*?</cac:PostalAddress>",
                "0073</cbc:EndpointID><cac:PostalAddress/>"),)),
    ("BR-12", ((TOTAL + r"<cbc:LineExtensionAmount.*?</cbc:LineExtensionAmount>", TOTAL),)),
    ("BR-13", ((r"<cbc:TaxExclusiveAmount.*?</cbc:TaxExclusiveAmount>", ""),)),
    ("BR-14", ((r"<cbc:TaxInclusiveAmount.*?</cbc:TaxInclusiveAmount>", ""),)),
    ("BR-16", ((re.escape(LINE), ""),)),
    ("BR-21", ((r"<cac:InvoiceLine><cbc:ID>1</cbc:ID>", "<cac:InvoiceLine>"),)),
    ("BR-22", ((r"<cbc:InvoicedQuantity.*?</cbc:InvoicedQuantity>", ""),)),
    ("BR-23", ((' unitCode="HUR"', ""),)),
    ("BR-24", ((r"(Quantity>)\n<cbc:LineExtensionAmount.*?</cbc:LineExtensionAmount>", r"\1"),)),
    ("BR-25", (("<cbc:Name>Samordning</cbc:Name>", ""),)),
    ("BR-26", ((r"<cac:Price>.*</cac:Price>", ""),)),
    ("BR-27", ((">500.00<", ">-500.00<"),)),
    ("BR-29", put(OF_ORDER, period("2024-05-02", "2024-05-01"))),
    ("BR-30", put(OF_ITEM, period("2024-05-02", "2024-05-01"))),
    ("BR-32", put(OF_TAX, without("cac:TaxCategory", allowance()))),
    ("BR-33", put(OF_TAX, without("cbc:AllowanceChargeReason", allowance()))),
    ("BR-37", put(OF_TAX, without("cac:TaxCategory", allowance(charge="true")))),
    ("BR-38", put(OF_TAX, without("cbc:AllowanceChargeReason", allowance(charge="true")))),
    ("BR-42", put(OF_ITEM, on_line("false"))),
    ("BR-44", put(OF_ITEM, on_line("true"))),
    ("BR-47", ((r"(<cac:TaxCategory>)<cbc:ID>S</cbc:ID>", r"\1"),)),
    ("BR-48", ((r"(<cac:TaxCategory><cbc:ID>S</cbc:ID>)<cbc:Percent>25</cbc:Percent>", r"\1"),)),
    ("BR-49", (("<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>", ""),)),
    ("BR-55", put(OF_ORDER, REFERENCE)),
    ("BR-61", (("<cbc:ID>50501055</cbc:ID>", ""),)),
    ("BR-CO-04", ((r"<cac:ClassifiedTaxCategory>.*</cac:ClassifiedTaxCategory>", ""),)),
    ("BR-CO-09", ((NUMBER, NUMBER.replace("SE", "12")),)),
    ("BR-CO-10", (("(HUR.*?\n<cbc:LineExtensionAmount.*?>)1000", r"\g<1>1001"),)),
    ("BR-CO-11", ((TOTAL, TOTAL + kr("AllowanceTotalAmount", "10.00")),)),
    ("BR-CO-12", ((TOTAL, TOTAL + kr("ChargeTotalAmount", "10.00")),)),
    ("BR-CO-13", (("(<cbc:TaxExclusiveAmount.*?>)1000", r"\g<1>1001"),)),
    ("BR-CO-14", (("(<cac:TaxTotal><cbc:TaxAmount.*?>)250.00", r"\g<1>249.00"),)),
    ("BR-CO-15", (("(<cbc:TaxInclusiveAmount.*?>)1250", r"\g<1>1251"),)),
    ("BR-CO-16", (("(<cbc:PayableAmount.*?>)1250", r"\g<1>1249"),)),
    ("BR-CO-17", (("(<cac:TaxTotal><cbc:TaxAmount.*?>)250.00", r"\g<1>252.00"),
                  ("(TaxableAmount>\n<cbc:TaxAmount.*?>)250.00", r"\g<1>252.00"))),
    ("BR-CO-18", ((re.escape(SUBTOTAL), ""),)),
    ("BR-CO-26", (("<cbc:CompanyID>2220000315</cbc:CompanyID>", ""), (NUMBER, ""))),
    ("BR-DEC-18", (("(<cbc:PayableAmount.*?>)1250.00", r"\g<1>1250.000"),)),
    ("BR-DEC-23", (("(HUR.*?\n<cbc:LineExtensionAmount.*?>)1000.00", r"\g<1>1000.000"),)),
    ("BR-S-01", ((r"(<cac:TaxCategory><cbc:ID>)S(</cbc:ID><cbc:Percent>)25", r"\1Z\g<2>0"),)),
    ("BR-S-02", ((NUMBER, ""),)),
    ("BR-S-05", ((r"(<cac:ClassifiedTaxCategory>.*<cbc:Percent>)25", r"\g<1>0"),)),
    ("BR-S-06", put(OF_TAX, allowance().replace(">25<", ">0<"))),
    ("BR-S-08", (("(<cbc:TaxableAmount.*?>)1000", r"\g<1>1002"),)),
    ("BR-S-10", ((f"{VAT}</cac:TaxCategory>", f"{REASON}{VAT}</cac:TaxCategory>"),)),
    ("PEPPOL-EN16931-R001", ((r"<cbc:ProfileID>.*</cbc:ProfileID>", ""),)),
    ("PEPPOL-EN16931-R002", put(OF_REFERENCE, "<cbc:Note>a</cbc:Note><cbc:Note>b</cbc:Note>")),
    ("PEPPOL-EN16931-R004", (("#compliant#", "#"),)),
    ("PEPPOL-EN16931-R005", put(OF_REFERENCE, "<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>")),
    ("PEPPOL-EN16931-R007", (("billing:01:1.0", "billing:1"),)),
    ("PEPPOL-EN16931-R008", put(OF_REFERENCE, "<cbc:AccountingCost/>")),
    ("PEPPOL-EN16931-R010", (('<cbc:EndpointID schemeID="0007">2321000073</cbc:EndpointID>', ""),)),
    ("PEPPOL-EN16931-R020", (('<cbc:EndpointID schemeID="0007">2220000315</cbc:EndpointID>', ""),)),
    ("PEPPOL-EN16931-R040", put(OF_TAX, allowance(PERCENT + kr("BaseAmount", "100.00")))),
    ("PEPPOL-EN16931-R041", put(OF_TAX, allowance(PERCENT))),
    ("PEPPOL-EN16931-R042", put(OF_TAX, allowance(kr("BaseAmount", "100.00")))),
    ("PEPPOL-EN16931-R043", put(OF_TAX, allowance(charge="nej"))),
    ("PEPPOL-EN16931-R044", put(PRICED, on_line("true"))),
    ("PEPPOL-EN16931-R046",
     put(PRICED, on_line("false", kr("Amount", "10.00") + kr("BaseAmount", "500.00")))),
    ("PEPPOL-EN16931-R051", (('(<cbc:TaxInclusiveAmount currencyID=")SEK', r"\1EUR"),)),
    ("PEPPOL-EN16931-R053", ((r"(<cac:TaxTotal>.*</cac:TaxTotal>)", r"\1\1"),)),
    ("PEPPOL-EN16931-R110",
     (*put(OF_ORDER, period("2024-05-02")), *put(OF_ITEM, period("2024-05-01")))),
    ("PEPPOL-EN16931-R111",
     (*put(OF_ORDER, period(ends="2024-05-02")), *put(OF_ITEM, period(ends="2024-05-03")))),
    ("PEPPOL-EN16931-R120", ((">500.00<", ">499.98<"),)),
    ("PEPPOL-EN16931-R121",
     put(PRICED, '<cbc:BaseQuantity unitCode="HUR">0</cbc:BaseQuantity>')),
    ("PEPPOL-EN16931-R130",
     put(PRICED, '<cbc:BaseQuantity unitCode="C62">1</cbc:BaseQuantity>')),
    ("PEPPOL-COMMON-R049", (('(<cbc:EndpointID schemeID="0007">222000031)5', r"\g<1>6"),)),
    ("SE-R-001", ((NUMBER, NUMBER.replace("01<", "<")),)),
    ("SE-R-002", ((NUMBER, NUMBER.replace("01<", "AB<")),)),
    ("SE-R-003", (("<cbc:CompanyID>2220000315", "<cbc:CompanyID>222000-0315"),)),
    ("SE-R-004", (("<cbc:CompanyID>2220000315", "<cbc:CompanyID>162220000315"),)),
    ("SE-R-005", (("<cac:PartyLegalEntity><cbc:RegistrationName>Förb", OTHER),)),
    ("SE-R-006", ((r"(<cac:ClassifiedTaxCategory>.*<cbc:Percent>)25", r"\g<1>20"),)),
    ("SE-R-007", (("SE:BANKGIRO", "SE:PLUSGIRO"), ("50501055", "5050-1055"))),
    ("SE-R-008", (("50501055", "5050-1055"),)),
    ("SE-R-009", (("50501055", "505010"),)),
    ("SE-R-010", (("SE:BANKGIRO", "SE:PLUSGIRO"), ("50501055", "1"))),
    ("SE-R-011", (("Code>30<", "Code>56<"),)),
    ("SE-R-012", (("Code>30<", "Code>31<"),)),
    ("SE-R-013", (("<cbc:CompanyID>2220000315", "<cbc:CompanyID>2220000316"),)),
]  # fmt: skip
OF_OTHER_CATEGORIES: list[tuple[str, str, str, str]] = [
    ("BR-AE-02", REVERSE, NUMBER, ""),
    ("BR-AE-05", REVERSE, r"(<cac:ClassifiedTaxCategory>.*<cbc:Percent>)0", r"\g<1>6"),
    ("BR-AE-10", REVERSE, REASON, ""),
    ("BR-E-08", EXEMPT, "(<cbc:TaxableAmount.*?>)1000", r"\g<1>1002"),
    ("BR-E-09", EXEMPT, "(TaxableAmount>\n<cbc:TaxAmount.*?>)0.00", r"\g<1>1.00"),
    ("BR-E-10", EXEMPT, REASON, ""),
    ("BR-Z-01", ZERO, r"(<cac:TaxCategory><cbc:ID>)Z", r"\1E"),
    ("BR-Z-05", ZERO, r"(<cac:ClassifiedTaxCategory>.*<cbc:Percent>)0", r"\g<1>6"),
    ("BR-Z-10", ZERO, f"{VAT}</cac:TaxCategory>", f"{REASON}{VAT}</cac:TaxCategory>"),
    ("BR-O-05", OUTSIDE, "(<cac:ClassifiedTaxCategory><cbc:ID>O</cbc:ID>)",
     r"\1<cbc:Percent>0</cbc:Percent>"),
    ("BR-O-08", OUTSIDE, "(<cbc:TaxableAmount.*?>)1000", r"\g<1>1002"),
    ("BR-O-09", OUTSIDE, "(TaxableAmount>\n<cbc:TaxAmount.*?>)0.00", r"\g<1>1.00"),
    ("BR-O-10", OUTSIDE, REASON, ""),
]  # fmt: skip


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        text = re.sub(old, new, text, count=1, flags=re.S)
    return text


def rules_in(text: str) -> set[str]:
    return {one.rpartition("(")[2].removesuffix(").") for one in told(text)}


def test_invoices_that_break_nothing() -> None:
    for text in (PEPPOL, EXEMPT, ZERO):
        assert told(text) == []


@pytest.mark.parametrize(("rule", "changes"), CHANGES, ids=[rule for rule, _changes in CHANGES])
def test_a_rule_that_is_broken_is_named(rule: str, changes: tuple[tuple[str, str], ...]) -> None:
    text = changed(PEPPOL, *changes)
    assert text != PEPPOL
    assert rule in rules_in(text)


@pytest.mark.parametrize(
    ("rule", "text", "old", "new"), OF_OTHER_CATEGORIES, ids=[one[0] for one in OF_OTHER_CATEGORIES]
)
def test_a_rule_of_invoices_without_vat(rule: str, text: str, old: str, new: str) -> None:
    broken = changed(text, (old, new))
    assert broken != text
    assert rule in rules_in(broken)


def test_vat_outside_cannot_stand_beside_other_vat() -> None:
    assert "BR-O-11" in rules_in(
        PEPPOL.replace(SUBTOTAL, SUBTOTAL + SUBTOTAL.replace(">S<", ">O<"))
    )


@pytest.mark.skipif(not SAXON, reason="the standard's own rules are not installed (validate)")
def test_the_standards_own_rules_say_the_same() -> None:
    for text in (PEPPOL, EXEMPT, ZERO):
        assert read_einvoice("f.xml", text.encode(), validate=True).problems.told == []
    for rule, text in [
        *((rule, changed(PEPPOL, *changes)) for rule, changes in CHANGES),
        *((rule, changed(text, (old, new))) for rule, text, old, new in OF_OTHER_CATEGORIES),
    ]:
        if rule != "PEPPOL-EN16931-R043":  # at “nej” instead of true or false they stop
            ours = {one for one in rules_in(text) if one.startswith("BR-")}
            assert ours <= official(text), rule


def official(text: str) -> set[str]:
    from lxml import etree

    from imports.registers.official_rules import official_faults

    found = official_faults(etree.fromstring(text.encode()))
    return {one.rpartition("(")[2].removesuffix(").") for _line, one in found}


@pytest.mark.skipif(not SAXON, reason="the standard's own rules are not installed (validate)")
def test_what_we_do_not_know_the_standard_tells_with_its_line() -> None:
    text = PEPPOL.replace("<cbc:DocumentCurrencyCode>SEK<", "<cbc:DocumentCurrencyCode>SEX<")
    text = text.replace('currencyID="SEK"', 'currencyID="SEX"')
    assert told(text) == []
    (first, *_rest) = read_einvoice("f.xml", text.encode(), validate=True).problems.told
    assert first.what.endswith("(BR-CL-04).")
    assert text.splitlines()[first.line - 1].startswith("<cbc:DocumentCurrencyCode>")


@pytest.mark.parametrize(
    ("what", "old", "new", "said"),
    [
        ("no type", "<InvoiceTypeCode>380</InvoiceTypeCode>", "", "lacks: type of invoice"),
        ("no seller", "<cbc:Name>Förbundet</cbc:Name>", "", "lacks: issuer (Svefaktura 1.0)"),
        ("the lines", ">99.60</cbc:LineExtensionAmount>", ">99.50</cbc:LineExtensionAmount>",
         "the lines: 99.50, but the invoice says 99.60"),
        ("the sum", ">125.00<", ">126.00<", "net and VAT: 125.00, but the invoice says 126.00"),
    ],
)  # fmt: skip
def test_svefaktura(what: str, old: str, new: str, said: str) -> None:
    assert old in SVEFAKTURA
    assert any(said in one for one in told(SVEFAKTURA.replace(old, new))), what


def test_a_credit_note_is_held_to_the_same_rules() -> None:
    note = PEPPOL.replace("Invoice-2", "CreditNote-2").replace("InvoiceLine", "CreditNoteLine")
    note = note.replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>")
    note = note.replace("InvoicedQuantity", "CreditedQuantity")
    note = note.replace("InvoiceTypeCode>380", "CreditNoteTypeCode>381")
    note = note.replace("InvoiceTypeCode>", "CreditNoteTypeCode>")
    assert UBL in note
    assert rules_in(note) == set()
    assert rules_in(note.replace(">500.00<", ">400.00<")) == {"PEPPOL-EN16931-R120"}


def test_import_says_how_the_standards_rules_are_had(
    tmp_path: Path, sqlite_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imports.registers.official_rules.find_spec", lambda _name: None)
    (tmp_path / "f.xml").write_text(PEPPOL, encoding="utf-8")
    said = medel("import", "--validate", tmp_path / "f.xml", db=sqlite_db)
    assert said.code == 2
    assert "pip install 'medelsbok[validate]', or leave --validate out." in said.stderr


@pytest.mark.skipif(not SAXON, reason="the standard's own rules are not installed (validate)")
def test_import_tells_what_the_standards_rules_say(tmp_path: Path, sqlite_db: str) -> None:
    text = PEPPOL.replace("<cbc:DocumentCurrencyCode>SEK<", "<cbc:DocumentCurrencyCode>SEX<")
    (tmp_path / "f.xml").write_text(text.replace('"SEK"', '"SEX"'), encoding="utf-8")
    said = medel("import", "--validate", tmp_path / "f.xml", db=sqlite_db)
    assert said.code == 0
    assert "1 invoice, 1 new" in said.stdout
    assert "(BR-CL-04)." in said.stderr


def test_a_broken_rule_stops_no_file(tmp_path: Path, sqlite_db: str) -> None:
    (tmp_path / "f.xml").write_text(PEPPOL.replace("SE:BANKGIRO", "SE:PLUSGIRO")
                                    .replace("50501055", "5"), encoding="utf-8")  # fmt: skip
    said = medel("import", tmp_path / "f.xml", db=sqlite_db)
    assert (said.code, "1 invoice, 1 new" in said.stdout) == (0, True)
    assert said.stderr.startswith("  f.xml, line ")
    assert said.stderr.endswith(" (SE-R-010).\n")


@pytest.mark.parametrize("amount", ["9" * 15 + "." + "9" * 20, "-" + "9" * 15, "NaN", "1e999", "٣"])
def test_sums_of_any_size_are_reckoned_with(amount: str) -> None:
    text = re.sub(r">(1000|250|500)\.00<", f">{amount}<", PEPPOL)
    text = text.replace("<cbc:Percent>25<", f"<cbc:Percent>{amount}<")
    text = text.replace('unitCode="HUR">2<', f'unitCode="HUR">{amount}<')
    assert told(text)
