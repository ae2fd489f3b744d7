"""`medel check --against`: the workbook against the book, then and now."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import books
import openpyxl
import pytest

from ledger.money import Money
from ledger.terms import EntryKind
from reports.spec import Spec, Unit
from reports.stamp import Stamp, stamp_in, stamp_properties


@pytest.fixture
def book(db: str) -> str:
    books.posted(db, "985975.00")
    books.posted(db, 300, kind=EntryKind.ALLOCATED, payer="Falu kommun", payee="Mora kommun")
    return db


@pytest.fixture
def file(book: str, tmp_path: Path) -> Path:
    file = tmp_path / "redovisning.xlsx"
    assert books.medel("report", "year", 2024, "-o", file, db=book).code == 0
    return file


def against(book: str, file: Path) -> books.Said:
    return books.medel("check", "--against", file, "--format", "json", db=book)


def edited(file: Path, sheet: str, cell: str, value: object) -> None:
    """The cell written past any program that would lose the values of formulas."""
    workbook = openpyxl.load_workbook(file)
    at = workbook.sheetnames.index(sheet) + 1
    name = f"xl/worksheets/sheet{at}.xml"
    with zipfile.ZipFile(file) as old:
        parts = {one: old.read(one) for one in old.namelist()}
    xml = parts[name].decode()
    pattern = rf'(<c r="{cell}"[^>]*?>(?:<f>[^<]*</f>)?<v>)[^<]*(</v>)'
    changed, times = re.subn(pattern, rf"\g<1>{value}\g<2>", xml)
    assert times == 1
    parts[name] = changed.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        for one, content in parts.items():
            new.writestr(one, content)
    file.write_bytes(packed.getvalue())


def test_nothing_has_changed(book: str, file: Path) -> None:
    said = books.medel("check", "--against", file, db=book)
    assert said.code == 0
    assert said.stdout.endswith("The book still says the same.\n")
    assert "after entry 2" in said.stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--body", "Falu kommun"),
        ("--unit", "tkr"),
        ("--values-only",),
        ("--lang", "en"),
        ("--as-of", "2024-04-30"),
    ],
)
def test_as_it_was_asked_for(book: str, tmp_path: Path, options: tuple[str, ...]) -> None:
    file = tmp_path / "ut.xlsx"
    assert books.medel("report", "year", 2024, *options, "-o", file, db=book).code == 0
    said = against(book, file)
    assert (said.code, said.rows["same"]) == (0, True)


def test_an_entry_elsewhere_changes_nothing(book: str, file: Path) -> None:
    books.posted(book, 5, year=2025)
    said = books.medel("check", "--against", file, db=book)
    assert said.code == 0
    assert "1 entry later the book still says the same." in said.stdout


def test_a_correction_since_is_named_with_its_entries(book: str, file: Path) -> None:
    books.corrected(book, 1, amount=Money.of_kronor(900000))
    said = against(book, file)
    assert said.code == 1
    figures = {(*one["line"], one["column"]): one for one in said.rows["figures"]}
    line = figures["2024", "Falu kommun", "Länsgemensamma medel", "Ska fakturera (fordran)"]
    assert (line["then"], line["now"], line["entries"]) == ("985975.00", "900000.00", [3, 4])
    assert len(figures) == 2
    assert said.rows["cells"] == []


def test_a_new_line_is_a_change_from_nothing(book: str, file: Path) -> None:
    books.posted(book, 70, kind=EntryKind.SPENT, payer="Orsa kommun", payee="Mora kommun")
    spent = [one for one in against(book, file).rows["figures"] if one["column"] == "Förbrukat"]
    assert [(one["then"], one["now"], one["entries"]) for one in spent] == [(None, "70.00", [3])]


def test_a_figure_that_somebody_wrote_over(book: str, file: Path) -> None:
    edited(file, "Sammanställning", "C8", 985974)
    said = against(book, file)
    assert said.code == 1
    cells = said.rows["cells"]
    assert [(one["sheet"], one["cell"], one["file"]) for one in cells] == [
        ("Sammanställning", "C8", "985974.00")
    ]


def test_comments_are_kept_from_last_year_and_are_no_change(
    book: str, file: Path, tmp_path: Path
) -> None:
    workbook = openpyxl.load_workbook(file)
    lines = workbook["Sammanställning"]
    heading = next(row for row in lines.iter_rows() if row[0].value == "Part")
    column = [cell.value for cell in heading].index("Kommentar") + 1
    lines.cell(heading[0].row + 1, column, "Återstoden används i mars.")
    last = tmp_path / "i fjol.xlsx"
    workbook.save(last)
    assert [one["cell"] for one in against(book, last).rows["cells"] if one["file"]] == []
    new = tmp_path / "i år.xlsx"
    books.medel("report", "year", 2025, "--comments-from", last, "-o", new, db=book)
    books.posted(book, 5, year=2025, payer="Mora kommun", payee="Falu kommun")
    books.medel("report", "year", 2025, "--comments-from", last, "-o", new, db=book)
    said = [cell.value for row in openpyxl.load_workbook(new).worksheets[0] for cell in row]
    assert "Återstoden används i mars." in said
    assert against(book, new).code == 0


def test_the_file_of_another_book(book: str, file: Path, tmp_path: Path) -> None:
    other = str(tmp_path / "annan.db")
    books.medel("init", db=other)
    said = books.medel("check", "--against", file, db=other)
    assert (said.code, said.stdout) == (1, f"{file}: The file was made from another book.\n")


def test_a_book_put_back_to_what_it_was_before(sqlite_db: str, tmp_path: Path) -> None:
    books.posted(sqlite_db)
    earlier = tmp_path / "kopia.db"
    books.medel("backup", earlier, db=sqlite_db)
    books.posted(sqlite_db)
    file = tmp_path / "ut.xlsx"
    books.medel("report", "year", 2024, "-o", file, db=sqlite_db)
    said = books.medel("check", "--against", file, db=str(earlier))
    assert said.code == 1
    assert "does not hold the event that the file was made at" in said.stdout


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "cannot be opened as a workbook"),
        (b"PK\x03\x04 cut", "cannot be opened as a workbook"),
        (None, "does not carry the mark"),
    ],
)
def test_a_file_that_is_no_report(
    sqlite_db: str, tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "annat.xlsx"
    if content is None:
        openpyxl.Workbook().save(file)
    else:
        file.write_bytes(content)
    said = books.medel("check", "--against", file, db=sqlite_db)
    assert said.code != 0
    assert why in said.stderr


def test_a_stamp_of_any_length_comes_back() -> None:
    spec = Spec("year", year=2024, body="å" * 400, forum='"\\\ufffe', unit=Unit.MKR)
    stamp = Stamp("3f0c", 12, "5c" * 32, 8, "Medelsbok", spec)
    parts = dict(stamp_properties(stamp.as_text()))
    assert stamp_in(parts) == stamp
    assert all(len(part) <= 255 and part.isascii() for part in parts.values())


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1,2]", '["a",1,"b",2,"c","[]"]', "nul"])
def test_what_is_no_stamp(text: str) -> None:
    assert stamp_in({"Medelsbok 1": text}) is None
