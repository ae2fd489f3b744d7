"""Invoice lists through `medel import`, and `medel layout`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import books
import pytest
from books import medel

HEAD = "Fakturanr;Kund;Fakturadatum;Belopp"
ONE = "1001;Falu kommun;2024-04-12;1 250,50"
TWO = "1002;Mora kommun;2024-04-13;-400,00"
UNKNOWN = "Löpnr;Bolag;Dag;Kronor\n1;Tryck AB;2024-04-12;5,50\n2;Tryck AB;2024-04-13;-1,00\n"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, *lines: str) -> Path:
    path = Path(name)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def kept_as_json(db: str, table: str) -> list[dict[str, Any]]:
    """The one column of a table that is JSON, row by row."""
    rows = books.dump_of(db, table)
    return [json.loads(next(v for v in row if str(v).startswith("{"))) for row in rows]


def test_a_list_is_taken_and_told(db: str) -> None:
    said = medel("import", write("lista.csv", HEAD, ONE, TWO, "Summa;;;850,50"), db=db)
    assert (said.code, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "lista.csv: 2 invoices, 2 new, 0 known already; "
        "sum in the file 850.50 kr, stored 850.50 kr.",
        "  Layout: kundreskontra.",
        "  Encoding: ascii (no letter outside a–z).",
        "  1 row was passed over (sums, repeated headings, notes): line 4.",
        "This is import 1; “medel undo 1” takes it back.",
    ]
    rows = medel("register", "invoices", "--format", "json", db=db).rows
    assert [(row["number"], row["amount"], row["side"], row["place"]) for row in rows] == [
        ("1001", "1250.50", "sent", "lista.csv:2"), ("1002", "-400.00", "sent", "lista.csv:3"),
    ]  # fmt: skip
    assert books.findings(db) == []


def test_refused_rows_are_named_and_the_account_adds_up(db: str) -> None:
    first = write("mars.csv", HEAD, ONE)
    medel("import", first, db=db)
    said = medel("import", write("april.csv", HEAD, ONE, "7;Falu kommun;;abc", TWO), db=db)
    assert said.code == 2
    assert said.stdout.splitlines()[0] == (
        "april.csv: 3 invoices, 1 new, 1 known already, 1 refused; "
        "sum in the file 850.50 kr, stored -400.00 kr."
    )
    assert said.stderr.splitlines() == [
        "  april.csv, line 3: Belopp: “abc” is not an amount.",
        "When what was refused is mended: “medel undo 2”, and import it again.",
    ]
    account = kept_as_json(db, "batch_files")[-1]
    kept = {name.removeprefix("invoices_"): count for name, count in account.items()}
    assert kept["read"] == kept["taken"] + kept["known"] + kept["refused"] == 3


def test_the_layout_is_kept_with_the_batch(db: str) -> None:
    medel("import", write("lista.csv", HEAD, ONE), db=db)
    assert kept_as_json(db, "batches")[-1]["layout"] == "kundreskontra"


def test_the_same_number_with_another_sum_is_shown_and_nothing_is_stored(db: str) -> None:
    medel("import", write("mars.csv", HEAD, ONE), db=db)
    before = books.dump(db)
    said = medel("import", write("april.csv", HEAD, TWO, ONE.replace("250,50", "251,50")), db=db)
    assert said.code == 2
    assert "line 3 says amount 1251.50, but mars.csv, line 2, says amount 1250.50" in said.stderr
    assert books.dump(db) == before


def test_a_file_none_knows_is_told_what_to_do(db: str) -> None:
    said = medel("import", write("ny.csv", *UNKNOWN.splitlines()), db=db)
    assert said.code == 3
    assert "No layout knows this list: " in said.stderr
    assert "“medel layout new ny.csv” makes one that you correct." in said.stderr


def test_a_layout_is_proposed_corrected_and_used(db: str) -> None:
    file = write("ny.csv", *UNKNOWN.splitlines())
    beside = Path(db).parent if "://" not in db else Path()
    said = medel("layout", "new", file, "--name", "bolaget", db=db)
    path = beside / "medel-layout-bolaget.toml"
    assert said.code == 0
    assert f"Written: {path}" in said.stdout
    text = path.read_text(encoding="utf-8")
    assert '"Bolag" = ""  # Tryck AB' in text
    assert '"Kronor" = "amount"  # 5,50 | -1,00' in text
    path.write_text(text.replace('"Bolag" = ""', '"Bolag" = "issuer"'), encoding="utf-8")
    checked = medel("layout", "check", path, file)
    assert checked.code == 0
    assert "2 invoices, 4.50 kr; 0 refused." in checked.stdout
    assert "bolaget" in medel("layout", "list", db=db).stdout
    assert "ny.csv: 2 invoices, 2 new" in medel("import", file, db=db).stdout
    (row, _other) = medel("register", "invoices", "--format", "json", db=db).rows
    assert (row["issuer"], row["date"], row["amount"]) == ("Tryck AB", "2024-04-12", "5.50")


def test_a_proposal_never_overwrites_a_file() -> None:
    file, there = write("ny.csv", *UNKNOWN.splitlines()), write("x.toml", "mine")
    said = medel("layout", "new", file, "-o", there)
    assert (said.code, there.read_text()) == (2, "mine\n")


def test_the_layouts_are_listed() -> None:
    names = [row["name"] for row in medel("layout", "list", "--format", "json").rows]
    assert names == [
        "invoices-english", "kundreskontra", "leverantorsreskontra",
        "leverantorsreskontra-oppna-data",
    ]  # fmt: skip


def test_a_layout_that_is_wrong_is_told() -> None:
    said = medel("layout", "check", write("medel-layout-x.toml", 'name = "x"'))
    assert said.code == 2
    assert "“recognise” must name the headings that a list is known by." in said.stderr


def test_the_layout_can_be_decided(db: str) -> None:
    file = write("lista.csv", "Fakturanr;Kund;Leverantör;Fakturadatum;Belopp",
                 "7;Falu kommun;Tryck AB;2024-04-12;5")  # fmt: skip
    assert "Several layouts answer for it" in medel("import", file, db=db).stderr
    said = medel("import", "--layout", "kundreskontra", file, db=db)
    assert (said.code, "lista.csv: 1 invoice, 1 new" in said.stdout) == (0, True)
    assert medel("import", "--layout", "okänd", file, db=db).code == 2
