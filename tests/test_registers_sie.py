"""SIE 4 files: every record read or named, in whatever alphabet; sums that do not tie are told."""

from __future__ import annotations

import pytest

from imports.registers.sie import SieFile
from imports.registers.sie_encoding import encoding_of
from imports.registers.sie_records import fields
from ledger.errors import UnreadableFile

UNCLOSED = "A quote or brace is not closed, or not escaped."

HEAD = """#FLAGGA 0
#PROGRAM "Ekonomi" 7.1
#FORMAT PC8
#SIETYP 4
#ORGNR 222000-0315
#FNAMN "Förbundet för samverkan"
#RAR 0 20230101 20231231
#DIM 6 "Projekt"
#OBJEKT 6 "P7" "Brukarmiljonen"
#KONTO 1930 "Bank"
#KONTO 3510 "Länsgemensamma bidrag"
"""
VOUCHER = """#VER A 12 20230505 "Faktura till regionen"
{
#TRANS 1930 {} 985975.00
#TRANS 3510 {6 "P7"} -985975.00 20230504 "RSS-medel"
}
"""


def read(text: str, encoding: str = "cp437") -> tuple[SieFile, list[tuple[object, ...]]]:
    file = SieFile.opened("bok.se", text.encode(encoding))
    rows = [tuple(row) for row in file.bookings()]
    return file, rows


def problems(text: str) -> list[str]:
    return [problem.what for problem in read(text)[0].problems.told]


def test_a_voucher_and_what_its_rows_say() -> None:
    file, rows = read(HEAD + VOUCHER)
    company, known_by = "222000-0315", ("222000-0315", "2023-01-01", "A", "12")
    assert rows == [
        (14, (*known_by, "1"), company, "A", "12", "2023-05-05", "", "1930", "Bank", None,
         98597500, None, "Faktura till regionen"),
        (15, (*known_by, "2"), company, "A", "12", "2023-05-04", "", "3510",
         "Länsgemensamma bidrag", '[["6","P7"]]', -98597500, "RSS-medel",
         "Faktura till regionen"),
    ]  # fmt: skip
    assert file.problems.told == []
    assert file.years == {0: ("2023-01-01", "2023-12-31")}
    assert file.objects == {("6", "P7"): "Brukarmiljonen"}


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "latin-1", "utf-8", "utf-8-sig", "utf-16"])
def test_the_alphabet_is_concluded_from_the_bytes(encoding: str) -> None:
    file, rows = read(HEAD + VOUCHER, encoding)
    assert file.accounts["3510"] == "Länsgemensamma bidrag"
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Förening".encode("cp437"), "cp437"),
        ("Förening".encode("cp1252"), "cp1252"),
        ("Förening – “så”".encode("cp1252"), "cp1252"),
        ("Å Ä Ö ÅÄÖ ÅRE".encode("cp437"), "cp437"),
        ("Förening".encode(), "utf-8"),
        (b"Forening", "ascii"),
        (b"F\xf6rening \x81", "latin-1"),
    ],
)
def test_encoding_of(content: bytes, name: str) -> None:
    assert encoding_of(content).name == name


@pytest.mark.parametrize(
    ("what", "rest", "expected"),
    [
        ("bare and quoted",          '1930 "Bank och giro"',           ["1930", "Bank och giro"]),
        ("tabs",                     '1930\t"Bank"',                   ["1930", "Bank"]),
        ("no objects",               "1930 {} 5.00",                   ["1930", [], "5.00"]),
        ("no space by the braces",   "1930{}5.00",                     ["1930", [], "5.00"]),
        ("a space in the braces",    "1930 { } 5.00 \"x\"",            ["1930", [], "5.00", "x"]),
        ("two objects",              '1 {1 "a" 6 c} 5',                ["1", [*"1a6c"], "5"]),
        ("a brace in an object",     '1 {1 "a}b"} 5',                  ["1", ["1", "a}b"], "5"]),
        ("an escaped quote",         r'1 "den \"egna\" delen"',        ["1", 'den "egna" delen']),
        ("a path",                   r'"C:\Bok\År"',                   [r"C:\Bok\År"]),
        ("empty text",               '"" 0',                           ["", "0"]),
    ],
)  # fmt: skip
def test_fields(what: str, rest: str, expected: list[object]) -> None:
    assert fields(rest) == expected, what


@pytest.mark.parametrize(
    ("amount", "ore"),
    [("5", 500), ("5.1", 510), ("-0.05", -5), ("5,25", 525), ("+5.00", 500), ("5.2500", 525)],
)
def test_amounts(amount: str, ore: int) -> None:
    _file, rows = read(HEAD + VOUCHER.replace("985975.00", amount, 1))
    assert rows[0][10] == ore


@pytest.mark.parametrize(
    ("what", "old", "new", "said"),
    [
        ("a voucher that is uneven", "-985975.00", "-985974.00",
         "Voucher A12 does not sum to zero: 1.00 kr over."),
        ("no amount", "-985975.00", "abc", "“abc” is not an amount."),
        ("parts of an öre", "-985975.00", "-985975.001", "“-985975.001” is not an amount."),
        ("no such day", "20230505", "20231305", "“20231305” is not a date."),
        ("a quote inside text", '"RSS-medel"', '"RSS"medel"', UNCLOSED),
        ("text that was cut", '"RSS-medel"', '"RSS-med', UNCLOSED),
        ("a record of no standard", "#DIM", "#EGEN", "#EGEN is no record of SIE 4; passed by."),
        ("a line that is none", "#DIM 6", "DIM 6", "This is no record: “DIM 6 \"Projekt\"”."),
        ("a row outside", "#VER", "#PROSA", "The row stands in no voucher."),
        ("no last brace", "}\n", "", "The voucher is not closed: the file ends in it."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(what: str, old: str, new: str, said: str) -> None:
    whole = HEAD + VOUCHER
    assert said in problems(whole.replace(old, new) if old != "}\n" else whole[:-2]), what


def test_a_cut_text_does_not_lose_its_row() -> None:
    _file, rows = read(HEAD + VOUCHER.replace('"RSS-medel"', '"RSS-med'))
    assert [row[10] for row in rows] == [98597500, -98597500]
    assert rows[1][11] == "RSS-med"


def test_the_history_of_a_correction_is_kept_and_never_summed() -> None:
    changed = VOUCHER.replace(
        "#TRANS 1930 {} 985975.00",
        "#BTRANS 1910 {} 985975.00\n#RTRANS 1930 {} 985975.00\n#TRANS 1930 {} 985975.00",
    )
    file, rows = read(HEAD + changed)
    assert [(row[6], row[7]) for row in rows] == [
        ("removed", "1910"), ("added", "1930"), ("", "1930"), ("", "3510"),
    ]  # fmt: skip
    assert file.problems.told == []


def test_balances_that_do_not_tie_are_named() -> None:
    balances = "#IB 0 1930 100.00\n#UB 0 1930 {closing}\n#RES 0 3510 -985975.00\n"
    assert problems(HEAD + balances.format(closing="986075.00") + VOUCHER) == []
    (said,) = problems(HEAD + balances.format(closing="986074.00") + VOUCHER)
    assert said == "Account 1930: opening and vouchers give 986075.00, closing is 986074.00."


def test_period_budgets_and_objects_of_balances() -> None:
    file, _rows = read(HEAD + '#PBUDGET 0 202301 3510 {6 "P7"} 5.00\n#OIB 0 1930 {1 "2"} 7\n')
    assert [tuple(row)[1:] for row in file.balances] == [
        ("pbudget", 0, "202301", "3510", '[["6","P7"]]', 500),
        ("oib", 0, None, "1930", '[["1","2"]]', 700),
    ]


def test_old_line_ends() -> None:
    text = (HEAD + VOUCHER).replace("\n", "\r")
    assert len(read(text)[1]) == 2


@pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"#VER A 1", b"\x00\x01\x02"])
def test_what_is_no_sie_file(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="no #FLAGGA"):
        SieFile.opened("x.se", content)


# ---------------------------------------------------------------- as other programs write them


@pytest.mark.parametrize(
    ("what", "rows"),
    [
        (
            "quoted through",
            '#TRANS "1930" {} "5.00" "20230505" "x" "1" "sign"\n#TRANS "3510" {} "-5"',
        ),
        ("no day, a quantity", '#TRANS 1930 {} 5.00 "" "x" 3.5 sign\n#TRANS 3510 {} -5.00 "" "" 0'),
        ("in small letters", "#trans 1930 {} 5.00\n#trans 3510 {} -5.00"),
        ("tabs", "#TRANS\t1930\t{}\t5.00\n#TRANS\t3510\t{}\t-5.00"),
        ("no list of objects", '#TRANS 1930 5.00\n#TRANS 3510 -5.00 20230505 "x"'),
        ("nothing between", "#TRANS 1930{}5.00\n#TRANS 3510{}-5.00"),
        ("several dimensions", '#TRANS 1930 {1 "a" 6 "b"} 5.00\n#TRANS 3510 {} -5.00'),
    ],
)
def test_rows_of_other_programs(what: str, rows: str) -> None:
    file, found = read(f'{HEAD}#VER A 1 20230505 "x"\n{{\n{rows}\n}}\n')
    assert [(row[7], row[10], row[5]) for row in found] == [
        ("1930", 500, "2023-05-05"), ("3510", -500, "2023-05-05"),
    ], what  # fmt: skip
    assert file.problems.told == []


@pytest.mark.parametrize(
    ("what", "voucher"),
    [
        ("a brace on the same line", '#VER A 1 20230505 "x" {\n#TRANS 1930 {} 0\n}'),
        ("the first row beside the brace", '#VER A 1 20230505 "x"\n{ #TRANS 1930 {} 0\n}'),
        ("empty lines", '#VER A 1 20230505 "x"\n\n{\n\n#TRANS 1930 {} 0\n\n}\n\x1a'),
        ("no text", "#VER A 1 20230505\n{\n#TRANS 1930 {} 0\n}"),
        ("the day it was registered, and by whom",
         '#VER A 1 20230505 "x" 20230601 "sign"\n{\n#TRANS 1930 {} 0\n}'),
    ],
)  # fmt: skip
def test_vouchers_of_other_programs(what: str, voucher: str) -> None:
    file, found = read(HEAD + voucher + "\n")
    assert [(row[2], row[3], row[4]) for row in found] == [("222000-0315", "A", "1")], what
    assert file.problems.told == []


def test_thousands_that_are_set_apart_are_not_cut_to_their_first_figures() -> None:
    file, found = read(
        HEAD + "#VER A 1 20230505\n{\n#TRANS 1930 {} 1 000.00\n#TRANS 3510 {} 0\n}\n"
    )
    assert [row[10] for row in found] == [0]
    assert [problem.what for problem in file.problems.told] == ["“000.00” is not a date."]


def test_rows_keep_their_place_in_the_voucher_when_one_cannot_be_read() -> None:
    known_by = [row[1] for row in read(HEAD + VOUCHER.replace("985975.00\n", "x\n", 1))[1]]
    assert known_by == [row[1] for row in read(HEAD + VOUCHER)[1]][-len(known_by) :]


def test_an_object_without_its_pair_is_kept() -> None:
    _file, found = read(HEAD + VOUCHER.replace('{6 "P7"}', '{6 "P7" 1}'))
    assert found[1][9] == '[["6","P7"],["1",""]]'


def test_vouchers_without_a_number_yet_are_known_by_what_they_say() -> None:
    _file, found = read(HEAD + VOUCHER.replace("A 12", 'A ""'))
    assert [(row[1], row[3], row[4]) for row in found] == [((), "A", None)] * 2
