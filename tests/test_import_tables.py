"""Budgets, forecasts and populations as people keep them: csv and xlsx, one wrinkle a case."""

from __future__ import annotations

import io
from typing import Any

import pytest

from imports.plan_file import Defaults, read_plan
from imports.population_file import read_population
from imports.sheets import Sheets, sheets_of
from ledger.errors import MedelError
from ledger.parties.names import Names
from ledger.terms import PlanKind

NAMES = Names.shipped()
CODES = {body.code: body.name for body in NAMES.bodies if body.code}


def csv_file(text: str, encoding: str = "utf-8") -> Sheets:
    return sheets_of("prov.csv", text.encode(encoding))


def xlsx_file(**sheets: list[list[Any]]) -> Sheets:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return sheets_of("prov.xlsx", file.getvalue())


def people(file: Sheets, **said: Any) -> dict[str, int]:
    found = read_population(file, NAMES, CODES, **{"year": 2022, **said})
    return {row.body: row.people for row in found.rows}


POPULATIONS = [
    ("code and name in one cell", csv_file("Region;2022\n0880 Kalmar;72018"), 72018),
    ("lines above the headings", csv_file("Folkmängd\n\n\nKommun;Folkmängd\nKalmar;72018"), 72018),
    ("a code in a column of its own", csv_file("Kommunkod;Antal\n0880;72018"), 72018),
    ("a code that lost its zero", xlsx_file(A=[["Kod", "Antal"], [880, 72018]]), 72018),
    ("numbers with spaces", csv_file("Kommun;Folkmängd\nKalmar;72 018"), 72018),
    ("hard spaces", csv_file("Kommun;Folkmängd\nKalmar;72\u00a0018"), 72018),
    ("tabs and UTF-16", csv_file("\ufeffKommun\tFolkmängd\nKalmar\t72018", "utf-16-le"), 72018),
    ("commas and quotes", csv_file('"Kommun","Folkmängd"\n"Kalmar","72018"'), 72018),
    ("carriage returns alone", csv_file("Kommun;Folkmängd\rKalmar;72018\r"), 72018),
    ("cp1252", csv_file("Kommun;Invånare år\nKalmar;72018", "cp1252"), 72018),
    ("the year's column of several", csv_file("Region;2021;2022\nKalmar;1;72018"), 72018),
    ("on the second sheet", xlsx_file(Om=[["Källa"]], Tabell=[["Kommun", "Antal"],
                                                             ["Kalmar", 72018]]), 72018),
    ("a number that Excel keeps as a float", xlsx_file(A=[["Kommun", "Antal"],
                                                         ["Kalmar", 72018.0]]), 72018),
    ("nobody lives there", csv_file("Kommun;Antal\nKalmar;0"), 0),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "number"), POPULATIONS, ids=[c[0] for c in POPULATIONS])
def test_people_are_read(what: str, file: Sheets, number: int) -> None:
    assert people(file) == {"Kalmar kommun": number}


def test_sums_counties_and_notes_are_passed_over_by_name() -> None:
    file = csv_file(
        "Region;2022\n00 Riket;10 521 556\n08 Kalmar län;247 711\nKalmar län;247 711\n"
        "0880 Kalmar;72 018\nSumma;72 018\nAnm: påhittat\n;\n"
    )
    found = read_population(file, NAMES, CODES, year=2022)
    assert [row.place for row in found.rows] == ["B5"]
    assert found.skipped == (
        "B2: Riket (a sum)", "B3: Kalmar län (a county)", "B4: Kalmar län (a county)",
        "B6: Summa (a sum)", "B7: Anm: påhittat (no people given)",
    )  # fmt: skip


def test_the_column_may_be_named() -> None:
    file = csv_file("Kommun;Män antal;Folkmängd 2022;Folkmängd 2021\nKalmar;1;2;3")
    assert people(file, column="Folkmängd 2021") == {"Kalmar kommun": 3}


NO_PEOPLE = [
    ("a body that is none", csv_file("Kommun;Antal\nAtlantis;1\nKalmar;2"),
     "B2: no body is called “Atlantis”"),
    ("a kommun twice (men and women)", csv_file("Region;Antal\n0880 Kalmar;1\n0880 Kalmar;2"),
     "B3: Kalmar kommun stands twice"),
    ("a number that is none", csv_file("Kommun;Antal\nKalmar;72,5"), "B2: “72,5” is no number"),
    ("a negative number", csv_file("Kommun;Antal\nKalmar;-1"), "B2: “-1” is no number"),
    ("on a sheet", xlsx_file(Blad=[["Kommun", "Antal"], ["Atlantis", 1]]), "Blad!B2: no body"),
    ("two columns of people", csv_file("Kommun;Antal;Invånare\nKalmar;1;2"),
     "“Antal” (B1), “Invånare” (C1)"),
    ("no headings", csv_file("a;b\nKalmar;1"), "No table of people"),
    ("nothing below them", csv_file("Kommun;Antal"), "holds no people"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "said"), NO_PEOPLE, ids=[case[0] for case in NO_PEOPLE])
def test_people_are_refused_by_name_and_cell(what: str, file: Sheets, said: str) -> None:
    with pytest.raises(MedelError) as caught:
        people(file)
    assert said in str(caught.value)


def plan(file: Sheets, kind: PlanKind = PlanKind.BUDGET, **said: Any) -> list[tuple[Any, ...]]:
    column = said.pop("column", None)
    found = read_plan(file, kind, Defaults(2023, **said), column)
    return [(r.fund, r.body, r.year, r.kind.value, r.amount.ore, r.text) for r in found.rows]


ROW = ("RSS-medel", "Kalmar", 2023, "spent", 1500_50, None)
HEADINGS = ["Medel", "Part", "Belopp"]
HEAD = "Medel;Part;Belopp\n"
PLANS = [
    ("decimal comma", csv_file(f"{HEAD}RSS-medel;Kalmar;1 500,50"), ROW),
    ("lines above", csv_file(f"Budget\n\n{HEAD}RSS-medel;Kalmar;1500,50"), ROW),
    ("a number in Excel", xlsx_file(B=[HEADINGS, ["RSS-medel", "Kalmar", 1500.5]]),
     ROW),
    ("what Excel keeps of 0.1 + 0.2",
     xlsx_file(B=[HEADINGS, ["RSS-medel", "Kalmar", 1500.4 + 0.1 + 1e-11]]), ROW),
    ("the column of the kind", csv_file("Medel;Part;Prognos;Budget\nRSS-medel;Kalmar;1;1500,50"),
     ROW),
    ("tkr in the heading", csv_file("Medel;Part;Belopp (tkr)\nRSS-medel;Kalmar;1,5"),
     (*ROW[:4], 1500_00, None)),
    ("tkr above the table", csv_file("(belopp i tkr)\nMedel;Part;Belopp\nRSS-medel;Kalmar;1,5"),
     (*ROW[:4], 1500_00, None)),
    ("year, kind and text", csv_file("Medel;Part;År;Slag;Belopp;Text\n"
                                     "RSS-medel;Kalmar;2022;intäkt;1;resor"),
     ("RSS-medel", "Kalmar", 2022, "received", 100, "resor")),
    ("the kind as the book writes it", csv_file("Medel;Part;Slag;Belopp\n"
                                                "RSS-medel;Kalmar;beslutat att fakturera;1"),
     ("RSS-medel", "Kalmar", 2023, "to_invoice", 100, None)),
    ("a negative line", csv_file(f"{HEAD}RSS-medel;Kalmar;-1 000"),
     (*ROW[:4], -1000_00, None)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "row"), PLANS, ids=[case[0] for case in PLANS])
def test_a_line_of_a_plan_is_read(what: str, file: Sheets, row: tuple[Any, ...]) -> None:
    assert plan(file) == [row]


def test_what_every_row_shares_may_be_said_once() -> None:
    file = csv_file("Part;Belopp\nKalmar;1\nNybro;2")
    assert [row[:2] for row in plan(file, fund="RSS-medel")] == [
        ("RSS-medel", "Kalmar"), ("RSS-medel", "Nybro"),
    ]  # fmt: skip


def test_sums_and_rows_without_an_amount_are_passed_over_by_name() -> None:
    file = csv_file(f"{HEAD}RSS-medel;Kalmar;1\nRSS-medel;Nybro;\nSumma;;1\n;;\n")
    found = read_plan(file, PlanKind.BUDGET, Defaults(2023))
    assert [row.place for row in found.rows] == ["C2"]
    assert found.skipped == ("C3: RSS-medel (no amount)", "C4: Summa (a sum)")


NO_PLANS = [
    ("no fund", csv_file(f"{HEAD};Kalmar;1"), "prov.csv: A2: No fund is named."),
    ("no body", csv_file(f"{HEAD}RSS-medel;;1"), "B2: No body is named."),
    ("no amount in words", csv_file(f"{HEAD}RSS-medel;Kalmar;mycket"), "C2: “mycket”"),
    ("a third of a krona", xlsx_file(B=[HEADINGS, ["RSS-medel", "Kalmar", 1 / 3]]),
     "B!C2: “0.33333333” is not a whole number of öre"),
    ("a year that is none", csv_file("Medel;Part;Belopp;År\nRSS-medel;Kalmar;1;23"), "D2: “23”"),
    ("a kind that is none", csv_file("Medel;Part;Belopp;Slag\nRSS-medel;Kalmar;1;gåva"),
     "D2: “gåva” is not a kind"),
    ("true is no amount", xlsx_file(B=[HEADINGS, ["RSS-medel", "Kalmar", True]]),
     "B!C2: “True” is not an amount"),
    ("two columns of amounts", csv_file("Medel;Part;Budget;Budget 2024\nRSS-medel;Kalmar;1;2"),
     "“Budget” (C1), “Budget 2024” (D1)"),
    ("no headings", csv_file("a;b;c\nRSS-medel;Kalmar;1"), "No table was found"),
    ("nothing below them", csv_file("Medel;Part;Belopp"), "no lines"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "said"), NO_PLANS, ids=[case[0] for case in NO_PLANS])
def test_a_plan_is_refused_by_sheet_and_cell(what: str, file: Sheets, said: str) -> None:
    with pytest.raises(MedelError) as caught:
        plan(file)
    assert said in str(caught.value)


def test_all_that_is_wrong_in_a_file_is_told_at_once() -> None:
    with pytest.raises(MedelError) as caught:
        plan(csv_file(f"{HEAD};Kalmar;1\nRSS-medel;;1"))
    assert "A2: No fund" in str(caught.value)
    assert "B3: No body" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n;;\n", b"\x00\x01\x02", b"PK\x03\x04trasig"])
def test_a_file_that_is_no_table_is_told_in_words(content: bytes) -> None:
    with pytest.raises(MedelError, match=r"prov\.xlsx"):
        sheets_of("prov.xlsx", content)


def test_the_snapshot_is_the_cells_as_text() -> None:
    file = xlsx_file(Blad=[["Medel", None, "Belopp"], ["RSS", "Kalmar", 1500.5]])
    assert file.source.text == "[Blad]\nMedel\t\tBelopp\nRSS\tKalmar\t1500.5\n"
    assert file.sheets[0].place(1, 27) == "Blad!AB2"
