"""What a careless or a hostile program writes into the files of registers, one thing at a time.

Each is read, or refused with its line: never half of it, and never what a database would not hold.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from register_files import BGMAX, NOTICE, OBJECTS
from test_registers_einvoice import PEPPOL
from test_registers_payments import ONE, START, STATEMENT, TO, deposit, payment
from test_registers_sie import HEAD, VOUCHER

from imports.registers.layouts import shipped
from imports.registers.reading import RegisterFile, list_file
from ledger.errors import UnreadableFile

LIST_HEAD = "Fakturanr;Kund;Fakturadatum;Belopp\n"


def read(kind: str, content: bytes | str) -> tuple[list[Any], list[str], int]:
    """The rows of the first table, what is told, and how many rows were refused."""
    given = content.encode() if isinstance(content, str) else content
    file = (
        list_file("fil", given, shipped())
        if kind == "list"
        else RegisterFile("fil", given, kind)
    )  # fmt: skip
    tables = [(rows, list(rows)) for _name, rows in file.tables()]
    refused = sum(getattr(rows, "refused", 0) for rows, _held in tables)
    return tables[0][1], [problem.what for problem in file.problems.told], refused


def camt(**changes: str) -> str:
    text = STATEMENT.format(details=ONE, closing="69.50")
    for old, new in changes.items():
        text = text.replace({"amount": ">30.50<", "day": ">2024-04-12<"}[old], f">{new}<")
    return text


# ---------------------------------------------------------------- SIE


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("half a letter of UTF-16", (HEAD + VOUCHER).encode("utf-16")[:-1]),
        ("a mark of UTF-8, and letters of another", b"\xef\xbb\xbf" + (HEAD).encode("cp437")),
        ("a NUL", (HEAD + VOUCHER).encode("cp437") + b"\x00"),
        ("a NUL in UTF-16", (HEAD + "\x00" + VOUCHER).encode("utf-16")),
    ],
)
def test_sie_that_is_no_text(what: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is not text"):
        read("sie", content)


@pytest.mark.parametrize(
    ("what", "old", "new", "rows", "refused", "said"),
    [
        ("no such day", "20230505", "20230231", 1, 1, "“20230231” is not a date."),
        ("a row without day", "20230505", "20230231", 1, 1, "The row has no day."),
        ("an amount of 30 figures", " 985975.00", " " + "9" * 30, 1, 1,
         "“999999999999999999999999999999” is not an amount."),
        ("an amount that is none", " -985975.00", " 1e5", 1, 1, "“1e5” is not an amount."),
        ("braces without end", '{6 "P7"}', "{" * 3000, 1, 1,
         "A quote or brace is not closed, or not escaped."),
        ("braces in braces", '{6 "P7"}', "{" * 3000 + "}", 2, 0, ""),
        ("a year of 5000 figures", "#RAR 0", "#RAR " + "9" * 5000, 2, 0, ""),
        ("a row outside", "#VER", "#PROSA", 0, 2, ""),
    ],
)  # fmt: skip
def test_sie_rows(what: str, old: str, new: str, rows: int, refused: int, said: str) -> None:
    text = (HEAD + VOUCHER).replace(old, new)
    if not rows:
        with pytest.raises(UnreadableFile, match="None of its rows can be read; line 14"):
            read("sie", text)
        return
    found, told, lost = read("sie", text)
    assert (len(found), lost) == (rows, refused), what
    assert said == "" or said in told, what


@pytest.mark.parametrize("balance", ["#IB 9999999999 1930 5", "#IB 0 1930 x", "#IB " + "9" * 5000])
def test_a_balance_that_cannot_be_read_is_refused(balance: str) -> None:
    file = RegisterFile("fil", (HEAD + balance + "\n#UB 0 1930 7\n" + VOUCHER).encode(), "sie")
    tables = {name: (rows, list(rows)) for name, rows in file.tables()}
    rows, held = tables["account_balances"]
    assert [row.amount for row in held] == [700]
    assert rows.refused == 1  # type: ignore[attr-defined]


# ---------------------------------------------------------------- payments


@pytest.mark.parametrize("day", ["20240231", "        ", "2024-04-", "00000000"])
def test_a_deposit_without_a_day_is_not_taken(day: str) -> None:
    with pytest.raises(UnreadableFile, match="None of its rows can be read"):
        read("bgmax", BGMAX.replace("20240412", day).encode("latin-1"))


def test_a_payment_without_an_amount_is_refused_and_the_others_go_on() -> None:
    lines = [START, TO, payment("1", 500, "1"), payment("2", 700, "2"), deposit(500, 2)]
    lines[3] = lines[3].replace(f"{700:018}", "x" * 18)
    rows, told, refused = read("bgmax", "\n".join(lines))
    assert ([row.amount for row in rows], refused) == ([500], 1)
    assert told == ["“xxxxxxxxxxxxxxxxxx” is not an amount."]


def test_parts_that_do_not_make_the_payment_are_told() -> None:
    lines = [START, TO, payment("", 300, "1"), payment("11", 100, "1", "22"), deposit(300, 1)]
    rows, told, _refused = read("bgmax", "\n".join(lines))
    assert [(row.amount, row.reference) for row in rows] == [(300, "11")]
    assert told == ["The parts sum to 1.00, the payment is 3.00; it is taken as one."]


def test_bgmax_saved_anew_in_utf_8_and_padded_with_nul() -> None:
    (row, *_rest), told, _refused = read("bgmax", BGMAX.replace("Faktura ", "Faktura\x00"))
    assert (row.payer, row.message, told) == ("Region Kalmar län", "Faktura 985975", [])


def test_a_test_file_of_bankgirot_is_told() -> None:
    text = BGMAX.replace(START, START[:44] + "T" + START[45:])
    assert read("bgmax", text.encode("latin-1"))[1] == ["The file is marked as a test."]


@pytest.mark.parametrize(
    "amount", ["1e999999", "-1e30", "NaN", "Infinity", "1_0", "1,5", "9" * 16, "0.001", "", "٣"]
)
def test_what_is_no_amount_in_camt(amount: str) -> None:
    with pytest.raises(UnreadableFile, match="is not an amount"):
        read("camt", camt(amount=amount))


@pytest.mark.parametrize("day", ["2024-02-31", "2024-4-1", "igår", "20240412", ""])
def test_an_entry_without_a_day_is_refused(day: str) -> None:
    with pytest.raises(UnreadableFile, match="The row has no day"):
        read("camt", camt(day=day))


@pytest.mark.parametrize("day", ["2024-04-12Z", "2024-04-12+02:00"])
def test_a_day_may_have_a_time_zone(day: str) -> None:
    assert read("camt", camt(day=day))[0][0].date == "2024-04-12"


@pytest.mark.parametrize("status", ["PDNG", "INFO"])
def test_an_entry_that_is_announced_or_only_told_is_no_payment(status: str) -> None:
    content = NOTICE.replace("<Cd>BOOK<", f"<Cd>{status}<").encode()
    file = RegisterFile("fil", content, "camt")
    assert [row for _name, rows in file.tables() for row in rows] == []
    assert file.remarks == ("2 entries are announced and not booked; they are not taken.",)


@pytest.mark.parametrize(
    ("what", "old", "new", "said"),
    [
        ("neither in nor out", "<CdtDbtInd>DBIT</CdtDbtInd>", "", "came in or went out"),
        ("below nothing", ">30.50<", ">-30.50<", "“-30.50” is not an amount."),
    ],
)
def test_an_entry_without_a_direction_is_refused(what: str, old: str, new: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read("camt", camt().replace(old, new, 1))


# ---------------------------------------------------------------- e-invoices


@pytest.mark.parametrize("day", ["2024-02-30", "2024-05", "6 maj 2024"])
def test_an_invoice_of_a_day_that_is_none(day: str) -> None:
    (row,), told, _refused = read("einvoice", PEPPOL.replace(">2024-05-06<", f">{day}<"))
    assert row.date is None
    assert told == [f"“{day}” is not a date."]


@pytest.mark.parametrize("amount", ["1_250.00", "1e3", "NaN", "９", "1" * 5000, "-1e999999"])
def test_what_is_no_amount_in_an_invoice(amount: str) -> None:
    text = PEPPOL.replace('PayableAmount currencyID="SEK">1250.00', f"PayableAmount>{amount}")
    with pytest.raises(UnreadableFile, match="does not say what is to be paid"):
        read("einvoice", text)


# ---------------------------------------------------------------- lists


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\udfffb"])
def test_characters_that_are_no_text_in_json(text: str) -> None:
    objects = [*OBJECTS, OBJECTS[0] | {"leverantor": text}]
    with pytest.raises(UnreadableFile, match="characters that are no text"):
        read("list", json.dumps(objects))


def test_letters_that_json_writes_in_two_halves() -> None:
    (row,), _told, _refused = read("list", json.dumps([OBJECTS[0] | {"leverantor": "Å😀"}]))
    assert row.issuer == "Å😀"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_nul_in_csv(encoding: str) -> None:
    text = LIST_HEAD + "1\x00;Falu kommun;2024-04-12;5\n"
    with pytest.raises(UnreadableFile, match="is not text"):
        read("list", text.encode(encoding))


@pytest.mark.parametrize("kind", ["list", "sie", "bgmax"])
def test_a_line_without_end(kind: str) -> None:
    begin = {"list": LIST_HEAD, "sie": HEAD, "bgmax": START + "\n"}[kind]
    with pytest.raises(UnreadableFile, match="longer than a million") as told:
        read(kind, begin.encode("cp437") + b"1;" * 2**20)
    assert told.value.place == f"fil, line {begin.count(chr(10)) + 1}"
