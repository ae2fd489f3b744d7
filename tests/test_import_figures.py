"""Tables of figures through `medel import`: told by their headings, taken, known, taken back."""

from __future__ import annotations

import io
from pathlib import Path

import books
import pytest
from books import Said, medel
from openpyxl import Workbook

from imports.kinds import KINDS, Seen, recognised
from imports.table_file import TableFile
from ledger.errors import UnreadableFile, WrongUse
from ledger.parties.names import Names

FILES = {
    "folk.csv": "Folkmängd 31 december 2023\nKommun;Folkmängd\nFalun;60000\nLeksand;15000\n"
                "Riket;75000\n",
    "budget.csv": "Medel;Part;Budget;År\nRSS;Falun;1000;2024\nRSS;Leksand;500;2024\n",
    "prognos.csv": "Prognos 2024\nMedel;Part;Belopp\nRSS;Falun;1100\n",
    "lista.csv": "Fördelning RSS-medel 2024 (tkr)\nKommun;Belopp\nFalun;400\nLeksand;12,5\n"
                 "Summa;412,5\n",
    "tilldelat.csv": "Part;Medel;Bidragsår;Tilldelat\nFalun;RSS;2024;400000\n",
    "andelar.csv": "Kommun;Andel\nFalun;60 %\nLeksand;40\n",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def kind_of(text: str, name: str = "fil.csv", kind: str | None = None) -> str:
    content = _workbook(text) if name.endswith("xlsx") else text.encode()
    what = recognised(Seen(name, content, Names.shipped()), kind)
    assert isinstance(what, TableFile)
    return what.kind


def _workbook(text: str) -> bytes:
    book, held = Workbook(), io.BytesIO()
    for line in text.splitlines():
        book.active.append([cell or None for cell in line.split(";")])  # type: ignore[union-attr]
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (FILES["folk.csv"], "population"),
        ("Kod;Kommun;2022;2023\n2080;Falun;1;2", "population"),
        ("Region;Invånare 2023\nFalun;5", "population"),
        (FILES["budget.csv"], "budget"),
        ("Budget 2024\nPart;Belopp\nFalun;5", "budget"),
        (FILES["prognos.csv"], "forecast"),
        (FILES["lista.csv"], "distribution"),
        (FILES["tilldelat.csv"], "distribution"),
        ("Kommun;Att rekvirera\nFalun;5", "distribution"),
    ],
)
def test_a_table_is_told_by_its_headings(text: str, kind: str, ending: str) -> None:
    assert kind_of(text, f"fil.{ending}") == kind


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Kommun;Belopp\nFalun;5", "It is no distribution list"),  # of what?
        ("Kommun;2023\nFalun;5", "It is no population"),  # people, or kronor?
        ("Part;Budget;Prognos\nFalun;5;6", "Several readers answer for the file: budget"),
        ("Part;Budget;Tilldelat\nFalun;5;6", "distribution (distribution list)"),
        (FILES["andelar.csv"], "It lists shares, not sums: “medel key add NAME --from FILE”"),
        ("Namn;Ålder\nx;5", "It is no budget"),
    ],
)
def test_none_or_two_are_told_with_the_reasons(text: str, why: str) -> None:
    with pytest.raises(UnreadableFile) as told:
        kind_of(text)
    assert why in str(told.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kommun;Belopp\nFalun;5", "distribution"),
        ("Kommun;Belopp\nFalun;5", "budget"),
        ("Kommun;2023\nFalun;5", "population"),
        ("Part;Budget;Prognos\nFalun;5;6", "forecast"),
    ],
)
def test_as_kind_decides(text: str, kind: str) -> None:
    assert kind_of(text, kind=kind) == kind


def test_a_kind_that_is_none_is_told_with_those_there_are() -> None:
    with pytest.raises(WrongUse, match="There are answers, sie,"):
        kind_of("x", kind="kalkyl")
    said = medel("import", "--help").stdout
    assert [kind.name for kind in KINDS if kind.name not in said] == []


def take(db: str, folder: Path, *said: str) -> Said:
    files = [folder / one if one in FILES else one for one in said]
    return medel("import", *files, db=db)


def test_each_is_taken_and_known_the_next_time(db: str, folder: Path) -> None:
    said = take(db, folder, "folk.csv", "prognos.csv", "lista.csv")
    assert (said.code, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "folk.csv: folk, 2023-12-31: 2 bodies, 75000 people, from the column “Folkmängd”.",
        "  passed over: B5: Riket (a sum)",
        "prognos.csv: Version 1, forecast 2024 “prognos”: proposed.",
        "  1 line, 1,100.00 kr.",
        "lista.csv: decided: 2 → rows 1–2 in the inbox",
        "  The amounts are read as 1000 kr.",
        "  passed over: B5: Summa (a sum)",
        "This is import 1; “medel undo 1” takes it back.",
    ]
    before = books.dump(db)
    again = take(db, folder, "lista.csv", "folk.csv", "prognos.csv")
    assert again.stdout.count("known already, nothing added.") == 3
    assert books.dump(db) == before
    assert medel("undo", db=db).code == 0
    assert medel("inbox", "list", "--format", "json", db=db).rows == []
    assert medel("key", "population", "--format", "json", db=db).rows == []
    assert medel("plan", "show", "--format", "json", db=db).rows == []
    assert take(db, folder, "folk.csv", "lista.csv").code == 0
    assert books.findings(db) == []


def test_a_list_of_sums_becomes_proposals_with_their_cells(db: str, folder: Path) -> None:
    said = take(db, folder, "lista.csv", "--payer", "Socialstyrelsen", "--date", "2024-01-15")
    assert said.code == 0, said.both
    first, second = medel("inbox", "list", "--format", "json", db=db).rows
    assert {name: first[name] for name in ("kind", "amount", "payee_name", "fund_name", "years")} \
        == {"kind": "grant", "amount": "400000.00", "payee_name": "Falu kommun",
            "fund_name": "RSS-medel", "years": [2024]}  # fmt: skip
    assert (second["amount"], second["amount_text"], second["quote"], second["section"]) == (
        "12500.00", "12,5", "Leksand\t12,5", "B4",
    )  # fmt: skip
    assert medel("inbox", "accept", "1", "2", db=db).code == 0
    traced = medel("trace", "2", db=db).stdout
    assert "»12,5«" in traced
    assert "Socialstyrelsen → Leksands kommun, 12,500.00 kr" in traced
    assert medel("undo", db=db).code == 2
    assert books.findings(db) == []


def test_what_stands_in_the_row_goes_before_what_is_said(sqlite_db: str, folder: Path) -> None:
    take(sqlite_db, folder, "tilldelat.csv", "--fund", "Brukarmiljonen", "--year", "2020")
    (row,) = medel("inbox", "list", "--format", "json", db=sqlite_db).rows
    assert (row["fund_name"], row["years"]) == ("RSS-medel", [2024])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("budget.csv",), "Say which year it is for, with --year."),
        (("folk.csv", "--fund", "RSS"), "population, which takes no --fund"),
        (("folk.csv", "--date", "igår"), "is not a date"),
        (("lista.csv", "--column", "Summa"), "No table was found"),
        (("andelar.csv", "--as", "distribution"), "It lists shares"),
    ],
)
def test_what_is_missing_or_too_much_is_told(
    said: tuple[str, ...], why: str, sqlite_db: str, folder: Path
) -> None:
    before = books.dump(sqlite_db)
    done = take(sqlite_db, folder, *said)
    assert (done.code in {2, 3}, why in done.stderr) == (True, True), done.both
    assert books.dump(sqlite_db) == before


def test_a_plan_of_an_import_keeps_what_was_said(sqlite_db: str, folder: Path) -> None:
    plan = folder / "plan.json"
    asked = ("budget.csv", "--as", "budget", "--year", "2024", "--name", "Ram", "--paper", "dnr 7")
    dry = take(sqlite_db, folder, *asked, "--plan", str(plan))
    assert dry.code == 0, dry.both
    assert medel("plan", "show", "--format", "json", db=sqlite_db).rows == []
    assert medel("apply", plan, db=sqlite_db).code == 0
    (version,) = medel("plan", "show", "--format", "json", db=sqlite_db).rows
    assert (version["name"], version["paper"], version["year"]) == ("Ram", "dnr 7", 2024)


def test_a_list_of_shares_makes_a_key(db: str, folder: Path) -> None:
    said = medel("key", "add", "Andelar", "--from", folder / "andelar.csv", db=db)
    assert said.stdout == (
        "The key Andelar, version 1: agreed shares: Falu kommun 60, Leksands kommun 40\n"
    )


def test_explain_says_that_it_is_no_minutes(folder: Path) -> None:
    said = medel("explain", folder / "folk.csv")
    assert "This is a table of figures, not minutes." in said.stderr


def test_a_hidden_sheet_is_not_read_and_told(sqlite_db: str, folder: Path) -> None:
    book = Workbook()
    for name, kronor in (("Lista", 5), ("Gammal", 7)):
        sheet = book.create_sheet(name)
        for row in (("Fördelning RSS-medel 2024", None), ("Kommun", "Belopp"), ("Falun", kronor)):
            sheet.append(row)
    book["Gammal"].sheet_state = "hidden"
    del book["Sheet"]
    book.save(folder / "lista.xlsx")
    said = medel("import", folder / "lista.xlsx", db=sqlite_db)
    assert "The sheet “Gammal” is hidden and was not read." in said.stdout
    (row,) = medel("inbox", "list", "--format", "json", db=sqlite_db).rows
    assert (row["amount"], row["section"]) == ("5.00", "Lista!B3")
