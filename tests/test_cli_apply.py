"""`medel import --plan` and `medel apply`: exactly what was planned, or nothing and why."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import books
import pytest
from books import medel
from test_cli_register import BGMAX, CAMT, SIE
from test_ledger_undo import TEXT
from test_registers_einvoice import PEPPOL

LIST = "Fakturanr;Kund;Fakturadatum;Belopp\n1001;Falu kommun;2024-04-12;1 250,50\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "bok.se": SIE, "in.txt": BGMAX, "utdrag.xml": CAMT, "faktura.xml": PEPPOL.encode(),
        "lista.csv": LIST.encode(), "protokoll.txt": TEXT.encode(),
    }  # fmt: skip
    (tmp_path / "in").mkdir()
    for name, content in contents.items():
        (tmp_path / "in" / name).write_bytes(content)
    return {name: tmp_path / "in" / name for name in contents}


@pytest.fixture
def plan(files: dict[str, Path], tmp_path: Path, db: str) -> Path:
    path = tmp_path / "plan.json"
    said = medel("import", *files.values(), "--plan", path, db=db)
    assert said.code == 0, said
    return path


def of(plan: Path, name: str) -> Any:
    return next(one for one in json.loads(plan.read_text())["files"] if one["name"] == name)


def test_a_plan_stores_nothing_and_says_what_would_be_done(
    files: dict[str, Path], plan: Path, db: str
) -> None:
    assert books.dump_of(db, "sources") == []
    said = json.loads(plan.read_text())
    assert (said["medel_plan"], said["named"]) == (1, [str(path) for path in files.values()])
    assert said["book"]["event"] > 0
    listed = of(plan, "lista.csv")
    assert listed["options"]["layout"] == "kundreskontra"
    assert listed["did"]["invoices"] | {"rows_sha256": ""} == {
        "read": 1, "taken": 1, "known": 0, "refused": 0, "sum_read": "1250.50",
        "sum_taken": "1250.50", "lines": {"taken": "2"}, "rows_sha256": "",
    }  # fmt: skip
    assert (of(plan, "bok.se")["reader"], of(plan, "bok.se")["size"]) == ("sie/1", len(SIE))
    (found,) = of(plan, "protokoll.txt")["did"]["candidates"]
    assert (found["amount"], found["payee_name"], found["duplicate"]) == (
        "450.00", "Falu kommun", False,
    )  # fmt: skip


def test_apply_does_what_the_import_would_have_done(
    files: dict[str, Path], plan: Path, db: str
) -> None:
    said = medel("apply", plan, db=db)
    assert (said.code, said.stderr) == (0, "")
    assert said.stdout.endswith("takes it back.\nDone as planned.\n")
    registers = {
        name: len(medel("register", name, "--format", "json", db=db).rows)
        for name in ("invoices", "bookings", "payments", "balances")
    }
    assert registers == {"invoices": 2, "bookings": 2, "payments": 2, "balances": 1}
    assert len(medel("inbox", "--format", "json", db=db).rows) == 1
    assert books.findings(db) == []


def test_what_happens_in_the_book_otherwise_spoils_no_plan(plan: Path, db: str) -> None:
    books.posted(db, 100)
    books.imported(db, books.minutes(books.found("Beslut: 7 kr.", 7, "7 kr")))
    assert medel("apply", plan, db=db).code == 0


def refused(plan: Path, db: str) -> str:
    before = books.dump(db)
    said = medel("apply", plan, db=db)
    assert (said.code, said.stdout) == (2, "")
    assert "nothing was done" in said.stderr
    assert books.dump(db) == before
    return said.stderr


def test_a_file_that_was_changed(files: dict[str, Path], plan: Path, db: str) -> None:
    files["lista.csv"].write_text(LIST.replace("50", "60"))
    assert "lista.csv: the file has been changed since the plan was made." in refused(plan, db)


def test_a_file_that_is_gone(files: dict[str, Path], plan: Path, db: str) -> None:
    files["bok.se"].unlink()
    assert "bok.se: state: stored in the plan, failed now." in refused(plan, db)


def test_a_file_that_has_come_in_meanwhile(files: dict[str, Path], plan: Path, db: str) -> None:
    medel("import", files["in.txt"], db=db)
    assert "in.txt: state: stored in the plan, known now." in refused(plan, db)


def test_rows_that_have_come_in_meanwhile(
    files: dict[str, Path], plan: Path, tmp_path: Path, db: str
) -> None:
    (tmp_path / "annan.csv").write_text(LIST + "1002;Mora kommun;2024-04-13;-400,00\n")
    medel("import", tmp_path / "annan.csv", db=db)
    told = refused(plan, db)
    assert "lista.csv: did › invoices › taken: 1 in the plan, 0 now." in told
    assert "lista.csv: did › invoices › lines › known: – in the plan, 2 now." in told


def test_a_reader_of_another_version(plan: Path, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from imports.registers import reading

    monkeypatch.setitem(reading.VERSIONS, "sie", "sie/99")
    assert "bok.se: reader: sie/1 in the plan, sie/99 now." in refused(plan, db)


def test_a_layout_that_says_something_else(
    files: dict[str, Path], tmp_path: Path, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = 'name = "egen"\nrecognise = ["fakturanr", "kund"]\nwithout = []\n[columns]\n{}\n'
    own = tmp_path / "medel-layout-egen.toml"
    columns = 'fakturanr = "number"\nkund = "recipient"\nbelopp = "amount"'
    own.write_text(text.format(columns), "utf-8")
    plan = tmp_path / "plan.json"
    said = medel("import", files["lista.csv"], "--layout", "egen", "--plan", plan, db=db)
    assert said.code == 0, said
    own.write_text(text.format(columns.replace("kund =", "fakturadatum =").replace(
        "recipient", "date")), "utf-8")  # fmt: skip
    told = refused(plan, db)
    assert "lista.csv: options › layout_sha256: " in told
    assert "rows_sha256" in told


def test_a_body_that_has_been_given_a_name_meanwhile(
    files: dict[str, Path], tmp_path: Path, db: str
) -> None:
    """What the words of the minutes mean is part of what is planned."""
    files["protokoll.txt"].write_text(TEXT.replace("Falu kommun", "Siljans kommun"), "utf-8")
    plan = tmp_path / "plan.json"
    medel("import", files["protokoll.txt"], "--plan", plan, db=db)
    medel("body", "alias", "Falu kommun", "Siljans kommun", db=db)
    told = refused(plan, db)
    assert "protokoll.txt: did › candidates › 1 › payee_name: " in told
    assert "Falu kommun now." in told


def test_another_book(plan: Path, sqlite_db: str, tmp_path: Path) -> None:
    other = str(tmp_path / "annan.db")
    medel("init", db=other)
    said = medel("apply", plan, db=other)
    assert (said.code, "made for another book" in said.stderr) == (2, True)


def test_a_plan_of_one_language_is_applied_in_another(
    files: dict[str, Path], tmp_path: Path, db: str
) -> None:
    path = tmp_path / "plan.json"
    medel("import", files["protokoll.txt"], "--plan", path, "--lang", "sv", db=db)
    assert medel("apply", path, "--lang", "en", db=db).stdout.endswith("Done as planned.\n")


def test_a_plan_with_a_file_that_cannot_be_read_does_the_others(
    files: dict[str, Path], tmp_path: Path, db: str
) -> None:
    (tmp_path / "x.se").write_text("404")
    path = tmp_path / "plan.json"
    planned = medel("import", tmp_path / "x.se", files["bok.se"], "--plan", path, db=db)
    said = medel("apply", path, db=db)
    assert planned.code == said.code == 3
    assert "x.se: What the file is cannot be told" in said.stderr
    assert "bok.se: 2 rows of vouchers, 2 new" in said.stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[:-40],
        lambda text: text.replace('"taken": 1', '"taken": 2'),
        lambda text: text.replace('"medel_plan": 1', '"medel_plan": 2'),
        lambda text: "[" * 100_000,
        lambda text: "{" + '"a":' * 50 + "1" + "}" * 50,
        lambda text: "[]",
        lambda text: '{"medel_plan": 1}',
        lambda text: text.replace('"ocr": false', '"ocr": null'),
    ],
)
def test_a_damaged_plan_is_one_clear_error(change: Any, plan: Path, sqlite_db: str) -> None:
    before = books.dump(sqlite_db)
    plan.write_text(change(plan.read_text()))
    said = medel("apply", plan, db=sqlite_db)
    assert (said.code, said.stdout) == (3, "")
    assert said.stderr.startswith("Error: plan.json: ")
    assert len(said.stderr.splitlines()) == 1
    assert books.dump(sqlite_db) == before


def test_a_plan_damaged_anywhere(plan: Path, sqlite_db: str) -> None:
    before = books.dump(sqlite_db)
    whole = plan.read_bytes()
    chance = random.Random(1)
    for _time in range(60):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] = chance.randrange(256)
        if json_of(bytes(damaged)) == json_of(whole):
            continue
        plan.write_bytes(damaged)
        said = medel("apply", plan, db=sqlite_db)
        assert (said.code, said.stdout, len(said.stderr.splitlines())) == (3, "", 1)
    assert books.dump(sqlite_db) == before


def test_a_forged_plan_with_the_right_seal_does_not_pass(plan: Path, db: str) -> None:
    from imports.import_plan import Plan, read_plan

    true = read_plan(plan)
    files = [dict(one) for one in true.files]
    files[0]["did"] = {"bookings": [1, {"x": None}]}
    forged = Plan(true.named, true.options, true.book, true.language, None, tuple(files))
    plan.write_bytes(forged.as_bytes())
    assert "bok.se: did › bookings: " in refused(plan, db)


def test_an_interrupted_dry_run_and_a_plan_leave_the_book_free(
    files: dict[str, Path], sqlite_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imports.taking import registers

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(registers, "store_file", interrupted)
        said = medel("import", files["bok.se"], "--dry-run", db=sqlite_db)
    assert said.code == 130
    assert medel("import", files["bok.se"], db=sqlite_db).code == 0


def json_of(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8", "surrogatepass"))
    except ValueError:
        return None
