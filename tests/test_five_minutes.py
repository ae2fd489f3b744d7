"""The main job on five real minutes: import, accept by number alone, report, trace, again.

The minutes lie outside the project; where they are absent these tests are skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import cli

MINUTES = Path(__file__).resolve().parents[2] / "shared/minutes"
REGION, ASSOCIATION = "Region Kalmar län", "Kommunförbundet i Kalmar län"
OWED = {2022: "985975.00", 2023: "1466414.00"}

pytestmark = pytest.mark.skipif(
    not MINUTES.is_dir(), reason="the five minutes (../shared/minutes) are not here"
)

Medel = Callable[..., str]


@pytest.fixture
def medel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Medel:
    """Runs a command in a folder with a book of the five minutes."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli.root, words, prog_name="medel")
        assert done.exit_code == 0, done.output
        return done.stdout

    run("init")
    run("import", *map(str, sorted(MINUTES.glob("*.txt"))))
    return run


def _decided_invoices(medel: Medel) -> list[str]:
    rows = json.loads(medel("inbox", "list", "--format", "json"))
    return [
        str(row["number"])
        for row in rows
        if row["kind"] == "invoice" and row["status"] == "decided"
    ]


def test_two_invoices_are_accepted_by_number_alone(medel: Medel) -> None:
    numbers = _decided_invoices(medel)
    assert len(numbers) == len(OWED)
    medel("inbox", "accept", *numbers)
    posted = json.loads(medel("journal", "--format", "json"))
    assert [(e["payer"], e["payee"], e["fund_year"], e["amount"]) for e in posted] == [
        (REGION, ASSOCIATION, year, amount) for year, amount in OWED.items()
    ]


@pytest.mark.parametrize("year", OWED)
def test_who_owes_whom_in_json_and_workbook(medel: Medel, year: int) -> None:
    medel("inbox", "accept", *_decided_invoices(medel))
    said = json.loads(medel("report", "year", str(year), "--format", "json"))
    columns = {line["body"]: line["columns"] for line in said["lines"]}
    assert columns[REGION]["to_invoice_debt"] == OWED[year]
    assert columns[ASSOCIATION]["to_invoice_claim"] == OWED[year]
    assert columns[REGION]["to_invoice_claim"] == "0.00"
    assert said["fund_year"] == year
    assert said["up_to_entry"] == len(OWED)

    medel("report", "year", str(year), "-o", "year.xlsx")
    assert _figures(Path("year.xlsx")) >= {Decimal(OWED[year])}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_recalculates_the_same(medel: Medel, tmp_path: Path) -> None:
    medel("inbox", "accept", *_decided_invoices(medel))
    medel("report", "year", "2023", "-o", "year.xlsx")
    out = tmp_path / "recalculated"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), "year.xlsx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert _cells(out / "year.xlsx") == _cells(Path("year.xlsx"))


@pytest.mark.parametrize("number", [1, 2])
def test_trace_shows_the_very_sentence(medel: Medel, number: int) -> None:
    medel("inbox", "accept", *_decided_invoices(medel))
    said = json.loads(medel("trace", str(number), "--format", "json"))
    ground = said["evidence"][0]
    text = (MINUTES / ground["file"]).read_bytes().decode("utf-8")
    assert text[slice(*ground["quote_span"])] == ground["quote"]
    assert text[slice(*ground["amount_span"])] == ground["amount_text"]
    assert ground["amount_text"] in ground["quote"]
    assert "fakturerar" in ground["quote"]


def test_importing_again_changes_nothing(medel: Medel) -> None:
    medel("inbox", "accept", *_decided_invoices(medel))
    before = [medel(*w, "--format", "json") for w in (("journal",), ("inbox", "list"))]
    said = medel("import", *map(str, sorted(MINUTES.glob("*.txt"))))
    assert said.count("known already") == len(list(MINUTES.glob("*.txt")))
    assert [medel(*w, "--format", "json") for w in (("journal",), ("inbox", "list"))] == before
    assert medel("check") == ""


def test_decisions_without_a_sum_are_found(medel: Medel) -> None:
    rows = json.loads(medel("inbox", "list", "--format", "json"))
    decided = [row["quote"] for row in rows if row["amount"] is None and row["status"] == "decided"]
    assert any("brukarmiljonen" in quote for quote in decided)
    assert any("delas på hälften" in quote for quote in decided)


def _figures(workbook: Path) -> set[Decimal]:
    return {
        Decimal(str(value)).quantize(Decimal("0.01"))
        for value in _cells(workbook).values()
        if isinstance(value, int | float)
    }


def _cells(workbook: Path) -> dict[tuple[str, str], object]:
    """Every value, formulas by what they come to; texts without the white space at line ends."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }
