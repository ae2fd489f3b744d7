"""Payments of banks: BgMax and camt read whole, what does not tie named, hostile XML refused."""

from __future__ import annotations

import pytest

from imports.registers.bgmax import BgMaxFile
from imports.registers.camt import CamtFile
from ledger.errors import UnreadableFile
from ledger.registers.rows import PaymentRow

# -- BgMax ---------------------------------------------------------------------------------------


def line(kind: str, *fields: tuple[int, str]) -> str:
    """A line of 80 characters with texts at their places, counted from 1."""
    said = list(kind.ljust(80))
    for at, text in fields:
        said[at - 1 : at - 1 + len(text)] = text
    return "".join(said)


def payment(reference: str, ore: int, serial: str, kind: str = "20") -> str:
    return line(
        kind, (3, "0050501234"), (13, reference.rjust(25)), (38, f"{ore:018}"), (56, "21"),
        (58, serial.rjust(12, "0")),
    )  # fmt: skip


def deposit(ore: int, count: int) -> str:
    return line(
        "15", (38, "20240412"), (46, "00056"), (51, f"{ore:018}"), (69, "SEK"), (72, f"{count:08}")
    )


START = line("01BGMAX", (23, "01"))
TO = line("05", (3, "0009912346"), (23, "SEK"))


def read(*lines: str) -> tuple[list[PaymentRow], list[str]]:
    file = BgMaxFile("in.txt", "\r\n".join(lines).encode("latin-1"))
    rows = list(file.payments())
    return rows, [problem.what for problem in file.problems.told]


def test_a_payment_with_who_paid_and_what_was_written() -> None:
    rows, problems = read(
        START, TO, payment("985975", 98597500, "7"), line("25", (3, "Faktura 985975")),
        line("26", (3, "Region Kalmar län")), deposit(98597500, 1), line("70", (3, "00000001")),
    )  # fmt: skip
    assert rows == [
        PaymentRow(
            3, ("991-2346", "2024-04-12", "00056", "000000000007", "0"),
            "991-2346", "2024-04-12", None,
            98597500, "SEK", "Region Kalmar län", "5050-1234", None, "991-2346", "985975",
            "Faktura 985975", "000000000007",
        )
    ]  # fmt: skip
    assert problems == []


def test_one_payment_of_several_invoices_is_parted_where_the_parts_are_told() -> None:
    rows, _problems = read(
        TO, payment("", 300, "1"), payment("11", 100, "1", "22"), payment("12", 200, "1", "22"),
        deposit(300, 1),
    )  # fmt: skip
    assert [(row.reference, row.amount) for row in rows] == [("11", 100), ("12", 200)]


def test_references_without_parts_stand_together() -> None:
    rows, _problems = read(
        TO, payment("10", 300, "1"), payment("11", 0, "1", "22"), payment("12", 0, "1", "22"),
        deposit(300, 1),
    )  # fmt: skip
    assert [(row.reference, row.amount) for row in rows] == [("10 11 12", 300)]


def test_a_deduction_is_negative() -> None:
    rows, problems = read(TO, payment("1", 500, "1"), payment("1", 200, "2", "21"), deposit(300, 2))
    assert [row.amount for row in rows] == [500, -200]
    assert problems == []


@pytest.mark.parametrize(
    ("what", "lines", "said"),
    [
        ("another sum", [TO, payment("1", 5, "1"), deposit(6, 1)],
         "The payments sum to 0.05, the deposit says 0.06."),
        ("another count", [TO, payment("1", 5, "1"), deposit(5, 2)],
         "There are 1 payments, the deposit says 2."),
        ("no deposit", [TO, payment("1", 5, "1")],
         "The payment stands in no deposit; it is not taken."),
        ("no payment", [TO, line("26", (3, "Region"))], "The line belongs to no payment."),
        ("no line of it", [TO, "99 hej"], "This is no line of BgMax: “99 hej”."),
        ("fewer than told", [TO, line("70", (3, "00000002"))],
         "The file says it has 2 payments; it has 0."),
    ],
)  # fmt: skip
def test_what_does_not_tie_is_named(what: str, lines: list[str], said: str) -> None:
    assert said in read(*lines)[1], what


# -- camt ----------------------------------------------------------------------------------------

STATEMENT = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>SE1234</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">100.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">{closing}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="SEK">30.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2024-04-12</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>{details}</NtryDtls>
</Ntry>
<Ntry><Amt Ccy="SEK">999</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
ONE = """<TxDtls><RltdPties><Cdtr><Nm>Falu kommun</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>5050-1234</Id></Othr></Id></CdtrAcct></RltdPties><RmtInf>
<Strd><CdtrRefInf><Ref>985975</Ref></CdtrRefInf></Strd><Ustrd>RSS-medel</Ustrd></RmtInf></TxDtls>"""
TWO = "".join(
    f"<TxDtls><Amt Ccy='SEK'>{kr}</Amt><RmtInf><Ustrd>{kr}</Ustrd></RmtInf></TxDtls>"
    for kr in ("10.50", "20.00")
)


def statement(details: str = ONE, closing: str = "69.50") -> tuple[list[PaymentRow], list[str]]:
    file = CamtFile("k.xml", STATEMENT.format(details=details, closing=closing).encode())
    return list(file.payments()), [problem.what for problem in file.problems.told]


def test_an_entry_of_a_statement() -> None:
    rows, problems = statement()
    assert rows == [
        PaymentRow(
            9, ("SE1234", "2024-04-12", "B1", "0"), "SE1234", "2024-04-12", None, -3050, "SEK",
            None, None, "Falu kommun", "5050-1234", "985975", "RSS-medel", "B1",
        )
    ]  # fmt: skip
    assert problems == []


def test_an_entry_told_in_parts_gives_a_row_for_each() -> None:
    rows, problems = statement(TWO)
    assert [(row.amount, row.message) for row in rows] == [(-1050, "10.50"), (-2000, "20.00")]
    assert problems == []


def test_parts_and_balances_that_do_not_tie_are_named() -> None:
    assert statement(TWO.replace("20.00", "21.00"))[1] == [
        "The transactions sum to -31.50, the entry is -30.50."
    ]
    assert statement(closing="70.00")[1] == [
        "Opening and entries give 69.50, the closing balance is 70.00."
    ]


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("what", "content", "said"),
    [
        ("an entity bomb", BOMB, "it has a document type"),
        ("an outer entity", OUTSIDE, "it has a document type"),
        ("a doctype far down", " " * 9000 + BOMB, "it has a document type"),
        ("nested without end", "<a>" * 5000, "nested too deep"),
        ("cut off", "<a><b>", "line 1"),
        ("no XML", "hej", "line 1"),
        ("nothing", "", "line"),
    ],
)
def test_hostile_xml_is_refused_in_words(what: str, content: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        list(CamtFile("x.xml", content.encode()).payments())


# -- As other banks write them -------------------------------------------------------------------

ENTRY = (
    '<Ntry><Amt Ccy="SEK">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    "<BookgDt><DtTm>2024-04-12T10:00:00+02:00</DtTm></BookgDt>"
    "<AcctSvcrRef>NOTPROVIDED</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
)
DETAIL = (
    "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{amount}"
    "<RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr></RltdPties>"
    "<RmtInf><Strd><RfrdDocInf><Nb>{number}</Nb></RfrdDocInf></Strd></RmtInf></TxDtls>"
)
IN_SEK = (
    '<AmtDtls><InstdAmt><Amt Ccy="EUR">9.00</Amt></InstdAmt>'
    '<TxAmt><Amt Ccy="SEK">{}</Amt></TxAmt></AmtDtls>'
)


def notice(*entries: str, summary: str = "") -> tuple[list[PaymentRow], list[str]]:
    text = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
        "<Ntfctn><Id>1</Id><Acct><Id><Othr><Id>991-2346</Id></Othr></Id></Acct>"
        f"{summary}{''.join(entries)}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    )
    file = CamtFile("avi.xml", text.encode())
    return list(file.payments()), [problem.what for problem in file.problems.told]


def test_a_notice_of_several_entries() -> None:
    one = ENTRY.format(details=DETAIL.format(amount="", payer="Falu kommun", number="11"))
    rows, problems = notice(one, one.replace("300.00", "5.00").replace(">11<", ">12<"))
    assert [(row.amount, row.reference, row.date, row.own) for row in rows] == [
        (30000, "11", "2024-04-12", ()), (500, "12", "2024-04-12", ()),
    ]  # fmt: skip
    assert problems == []


def test_transactions_without_sums_of_their_own_are_one_payment_with_all_their_numbers() -> None:
    details = "".join(
        DETAIL.format(amount="", payer=payer, number=number)
        for payer, number in (("Falu kommun", "11"), ("Mora kommun", "12"), ("Falu kommun", "13"))
    )
    ((row,), problems) = notice(ENTRY.format(details=details))
    assert (row.amount, row.payer, row.reference) == (30000, "Falu kommun, Mora kommun", "11 12 13")
    assert problems == []


def test_the_sum_of_a_transaction_is_in_the_currency_of_the_account() -> None:
    details = "".join(
        DETAIL.format(amount=IN_SEK.format(kr), payer="Falu kommun", number=kr)
        for kr in ("100.00", "200.00")
    )
    rows, problems = notice(ENTRY.format(details=details))
    assert [(row.amount, row.currency) for row in rows] == [(10000, "SEK"), (20000, "SEK")]
    assert problems == []


def test_what_a_notice_says_of_its_own_entries_is_held_against_them() -> None:
    summary = (
        "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries><TtlCdtNtries><NbOfNtries>1"
        "</NbOfNtries><Sum>301.00</Sum></TtlCdtNtries></TxsSummry>"
    )
    assert notice(ENTRY.format(details=""), summary=summary)[1] == [
        "The file says it has 2 entries; it has 1.",
        "The entries sum to 300.00, the file says 301.00.",
    ]


def test_bgmax_whose_lines_lack_their_trailing_spaces() -> None:
    lines = [START, TO, payment("1", 500, "1"), line("26", (3, "Falu kommun")), deposit(500, 1)]
    whole, cut = read(*lines), read(*(one.rstrip() for one in lines))
    assert whole == cut
    assert whole[0][0].payer == "Falu kommun"
