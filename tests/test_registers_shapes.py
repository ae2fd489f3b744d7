"""Lists and files in the shapes that other programs give them: nothing lost, no sum an invoice."""

from __future__ import annotations

from typing import Any

import pytest

from imports.registers.layouts import shipped
from imports.registers.reading import RegisterFile, list_file
from ledger.errors import UnreadableFile

SUPPLIERS = "Leverantör;Fakturanr;Fakturadatum;Belopp"


def read(text: str, encoding: str = "cp1252") -> tuple[list[Any], RegisterFile, int]:
    file = list_file("fil", text.encode(encoding), shipped())
    ((_table, rows),) = file.tables()
    taken = list(rows)
    return taken, file, rows.refused  # type: ignore[attr-defined]


# ---------------------------------------------------------------- how money is written


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("1\xa0234,50", 123450), ("SEK 1 234,50", 123450), ("1 234,50 SEK", 123450),
        ("kr 5,00", 500), ("Kr. 5", 500), ("-SEK 5,00", -500), ("SEK -5,00", -500),
        ("SEK-5,00", -500), ("1.234,50-", -123450), ("(1 234,50)", -123450), ("-0,00", 0),
        ("-0", 0), ("+5,00", 500), ("1234,5", 123450), ("5,-", 500),
        ("-1 500,--", -150000), ("5:-", 500),
    ],
)  # fmt: skip
def test_an_amount(written: str, ore: int) -> None:
    (row,), _file, _refused = read(f"{SUPPLIERS}\nA AB;1;2024-01-05;{written}\n")
    assert row.amount == ore


@pytest.mark.parametrize("written", ["1234,50CR", "SEK", "--5", "-SEK -5", "=1+1", "#REF!"])
def test_what_is_no_amount(written: str) -> None:
    with pytest.raises(UnreadableFile, match="None of its rows can be read; line 2: Belopp"):
        read(f"{SUPPLIERS}\nA AB;1;2024-01-05;{written}\n")


BOTH = "A AB;1;2024-01-05;5,00\nB AB;2;2024-01-05;7,00\n"


# ---------------------------------------------------------------- sums among the rows


@pytest.mark.parametrize(
    ("what", "rows"),
    [
        ("a sum for each supplier", "A AB;1;2024-01-05;5,00\nSumma A AB;;;5,00\n"
         "B AB;2;2024-01-05;7,00\nSumma B AB;;;7,00\nTotalsumma;;;12,00\n"),
        ("other words", f"{BOTH}Alla leverantörer;;;12,00\n"),
        ("a sum with the day of the report",
         "A AB;1;2024-01-05;5,00\nB AB;2;2024-01-05;7,00\nSumma;;2024-12-31;12,00\n"),
        ("how many there are", f"{BOTH}Antal poster: 2;;;\n"),
        ("no word at all", "A AB;1;2024-01-05;5,00\nB AB;2;2024-01-05;7,00\n;;;12,00\n"),
    ],
)  # fmt: skip
def test_sums_are_passed_over(what: str, rows: str) -> None:
    taken, file, refused = read(f"{SUPPLIERS}\n{rows}")
    assert ([row.amount for row in taken], refused) == ([500, 700], 0), what
    assert file.problems.told == []
    assert "passed over" in file.remarks[-1]


def test_a_sum_that_has_a_balance_beside_it_is_no_invoice() -> None:
    taken, _file, refused = read(
        "Fakturanr;Kund;Fakturadatum;Belopp;Saldo\n1;Falu kommun;2024-04-12;125,00;0\n;;;125,00;0\n"
    )
    assert ([row.amount for row in taken], refused) == ([12500], 0)


def test_a_row_of_a_name_and_a_sum_alone_is_refused() -> None:
    taken, file, refused = read(f"{SUPPLIERS}\nA AB;1;2024-01-05;5,00\nÖvrigt;;;99,00\n")
    assert ([row.amount for row in taken], refused) == ([500], 1)
    assert file.problems.told[0].what == "It has neither a number nor a day."


def test_a_supplier_whose_name_is_a_sum_s_is_one_when_it_has_a_number() -> None:
    taken, _file, refused = read(f"{SUPPLIERS}\nTotal Städ AB;1;2024-01-05;5,00\n")
    assert ([row.issuer for row in taken], refused) == (["Total Städ AB"], 0)


# ---------------------------------------------------------------- headings and columns


def test_two_columns_of_one_name_are_told() -> None:
    taken, file, _refused = read(f"{SUPPLIERS};Belopp\nA AB;1;2024-01-05;5,00;6,00\n")
    assert taken[0].amount == 500
    assert "Two columns are called “Belopp”; the first is read." in file.remarks


def test_thousands_of_columns() -> None:
    more = ";".join(f"k{n}" for n in range(16_000))
    text = f"{SUPPLIERS};{more}\nA AB;1;2024-01-05;5,00;{';'.join('x' * 16_000)}\n"
    assert read(text)[0][0].amount == 500


def test_a_mark_behind_every_row() -> None:
    assert read(f"{SUPPLIERS};\nA AB;1;2024-01-05;5,00;\n")[0][0].amount == 500


def test_open_data_of_a_kommun() -> None:
    text = (
        "kopare_id;kopare;verifikationsnummer;leverantor;leverantor_id;konto_nr;belopp;datum\r\n"
        "212000-1355;Kommunen;L-1;Städ AB;5561234567;6170;1 234,50;20240105\r\n"
        "212000-1355;Kommunen;L-2;Bygg AB;556123-4567;6170;-1 000,00;2024-01-06\r\n"
    )
    taken, _file, refused = read(text)
    assert [(r.reference, r.issuer_id, r.amount, r.date) for r in taken] == [
        ("L-1", "5561234567", 123450, "2024-01-05"), ("L-2", "556123-4567", -100000, "2024-01-06"),
    ]  # fmt: skip
    assert refused == 0


def test_json_of_numbers() -> None:
    text = (
        '[{"kopare":"K","leverantor":"L","verifikationsnummer":1001.0,"leverantor_id":5561234567,'
        '"belopp":1e3,"datum":"2024-01-05"},{"kopare":"K","leverantor":"L","verifikationsnummer":7,'
        '"leverantor_id":null,"belopp":-0.0,"datum":"2024-01-05T00:00:00"}]'
    )
    taken, _file, _refused = read(text)
    assert [(row.reference, row.issuer_id, row.amount) for row in taken] == [
        ("1001", "5561234567", 100000), ("7", None, 0),
    ]  # fmt: skip


def test_a_name_that_stands_twice_in_an_object_is_told() -> None:
    text = '[{"kopare":"K","leverantor":"L","verifikationsnummer":1,"belopp":1,"belopp":2}]'
    with pytest.raises(UnreadableFile, match="It says “belopp” twice"):
        read(text)
