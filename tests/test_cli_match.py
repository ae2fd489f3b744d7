"""`medel match` as a user meets it: runs, plans, the workbook, screens, reasons."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import books
import openpyxl
import pytest
from books import medel, posted
from matched import booking, invoice, matches, open_now, payment

from ledger.proposing.inbox_columns import FIRST_ROW, KEY_ROW
from ledger.reconciling.match_columns import MATCH_SHEET

WAIT_SECONDS = 60  # for what a program on a terminal says


@pytest.fixture
def waiting(sqlite_db: str) -> str:
    """A book with two matches suggested and one settled by itself."""
    posted(sqlite_db, 100)
    posted(sqlite_db, 250, payee="Mora kommun")
    invoice(sqlite_db, "1001", 100)
    invoice(sqlite_db, "1002", 250, payee="Mora kommun")
    payment(sqlite_db, 100, reference="1001")
    assert medel("match", "--by", books.BY, db=sqlite_db).code == 0
    assert [one["state"] for one in matches(sqlite_db)] == ["suggested", "suggested", "settled"]
    return sqlite_db


def test_a_dry_run_says_it_and_stores_nothing(sqlite_db: str) -> None:
    posted(sqlite_db, 100)
    invoice(sqlite_db, "1001", 100)
    before = books.dump(sqlite_db)
    said = medel("match", "--dry-run", db=sqlite_db)
    assert "decision 1" in said.stdout
    assert said.stdout.endswith("0 would be settled, 1 suggested.\nNothing was stored.\n")
    (one,) = medel("match", "--dry-run", "--format", "json", db=sqlite_db).rows
    assert (one["relation"], one["settles"], one["left"][0]["amount"]) == (
        "decided-invoiced", False, "100.00",
    )  # fmt: skip
    assert books.dump(sqlite_db) == before


@pytest.mark.parametrize("command", [["match", "apply"], ["apply"]], ids=" ".join)
def test_a_plan_is_carried_out_as_it_stands(
    command: list[str], sqlite_db: str, tmp_path: Path
) -> None:
    posted(sqlite_db, 100)
    invoice(sqlite_db, "1001", 100)
    payment(sqlite_db, 100, reference="1001")
    plan = tmp_path / "avstämning.json"
    assert medel("match", "--plan", plan, db=sqlite_db).code == 0
    planned = json.loads(plan.read_text("utf-8"))["proposals"]
    invoice(sqlite_db, "1002", 100)  # what has come since makes no difference
    assert medel(*command, plan, db=sqlite_db).code == 0
    done = matches(sqlite_db)
    assert [one["relation"] for one in done] == [one["relation"] for one in planned]
    assert [one["state"] == "settled" for one in done] == [one["settles"] for one in planned]
    before = books.dump(sqlite_db)
    said = medel(*command, plan, db=sqlite_db)  # what it would settle is settled already
    assert (said.code, "is open, less than" in said.stderr) == (2, True)
    assert books.dump(sqlite_db) == before


def test_a_plan_of_another_book_is_refused(waiting: str, tmp_path: Path) -> None:
    other = str(tmp_path / "annan.db")
    assert medel("init", db=other).code == 0
    plan = tmp_path / "plan.json"
    assert medel("match", "--plan", plan, db=other).code == 0
    assert "another book" in medel("match", "apply", plan, db=waiting).stderr
    (tmp_path / "x.json").write_text('{"medel-match-plan": 1, "book": 7}')
    said = medel("match", "apply", tmp_path / "x.json", db=waiting)
    assert (said.code, "not a plan of matches" in said.stderr) == (3, True)


@pytest.mark.parametrize(
    ("name", "value"), [("left", [{"kind": "invoice", "number": 1, "amount": "99.00"}]),
                        ("settles", True)]
)  # fmt: skip
def test_a_plan_that_was_written_in_is_refused(
    name: str, value: object, waiting: str, tmp_path: Path
) -> None:
    medel("match", "undo", 3, db=waiting)
    plan = tmp_path / "plan.json"
    medel("match", "--plan", plan, db=waiting)
    said = json.loads(plan.read_text("utf-8"))
    said["proposals"][0] |= {name: value, "rule": "same/1"}
    plan.write_text(json.dumps(said))
    before = books.dump(waiting)
    assert medel("match", "apply", plan, db=waiting).code == 2
    assert books.dump(waiting) == before


def test_only_some_relations_and_passes(sqlite_db: str) -> None:
    posted(sqlite_db, 100)
    invoice(sqlite_db, "1001", 100)
    payment(sqlite_db, 100, reference="1001")
    booking(sqlite_db, -100)
    said = medel("match", "--passes", "reference", "--relation", "invoiced-paid", db=sqlite_db)
    assert said.stdout.startswith("1 match is settled")
    assert [one["relation"] for one in matches(sqlite_db)] == ["invoiced-paid"]
    assert medel("match", "--passes", "luck", db=sqlite_db).code == 2
    assert medel("match", "--relation", "luck", db=sqlite_db).code == 2


def test_only_a_year_a_fund_a_body(waiting: str) -> None:
    medel("match", "reject", 1, 2, "--why", "nej", db=waiting)
    posted(waiting, 77, year=2023)
    invoice(waiting, "7", 77)
    for options in (["--year", "2022"], ["--fund", "RSS-medel"], ["--body", "Ludvika kommun"]):
        assert "nothing new" in medel("match", *options, db=waiting).stdout
    assert medel("match", "--year", "2023", "--body", "Falu kommun", db=waiting).code == 0
    assert len(matches(waiting)) == 4


def test_why_these_belong_together(waiting: str) -> None:
    said = medel("explain-match", 3, db=waiting)
    assert "names 1001" in said.stdout
    assert said.stdout.splitlines()[0] == "Match 3: invoiced – paid (the payee), settled"
    fields = medel("explain-match", 3, "--format", "json", db=waiting).rows
    assert (fields["rule"].partition("/")[0], fields["score"]) == ("reference", 1000)
    assert fields["right"][0]["place"].startswith("payments-3.csv:")
    assert isinstance(fields["others"], list)
    assert medel("explain-match", 99, db=waiting).code == 2


def test_what_else_was_considered_is_kept(sqlite_db: str) -> None:
    posted(sqlite_db, 100)
    invoice(sqlite_db, "1001", 100)
    invoice(sqlite_db, "1002", 100, date="2024-05-09")
    medel("match", db=sqlite_db)
    first = matches(sqlite_db)[0]
    fields = medel("explain-match", first["number"], "--format", "json", db=sqlite_db).rows
    chosen = {part["number"] for part in first["right"]}
    considered = {part["number"] for one in fields["others"] for part in one["right"]}
    assert considered == {1, 2} - chosen
    assert "Also considered:" in medel("explain-match", first["number"], db=sqlite_db).stdout


# -- The workbook --------------------------------------------------------------------------------


def answered(db: str, path: Path, answers: dict[int, dict[str, Any]]) -> Path:
    """The workbook of matches with these answers, by the matches' numbers."""
    assert medel("report", "matches", "-o", path, db=db).code == 0
    workbook = openpyxl.load_workbook(path)
    cells = workbook[MATCH_SHEET]
    keys = [cell.value for cell in cells[KEY_ROW + 1]]
    for line in range(FIRST_ROW + 1, cells.max_row + 1):
        number = cells.cell(line, keys.index("number") + 1).value
        for key, value in answers.get(number, {}).items():
            cells.cell(line, keys.index(key) + 1).value = value
    workbook.save(path)
    return path


def test_the_workbook_does_as_accept_and_reject(waiting: str, tmp_path: Path) -> None:
    said = {1: {"decision": "godkänn"}, 2: {"decision": "Reject", "why": "annan sak"}}
    path = answered(waiting, tmp_path / "avstamning.xlsx", said)
    heard = medel("import", path, db=waiting)
    assert heard.stdout == "avstamning.xlsx: 1 accepted, 1 turned down, 0 known already.\n"
    assert [one["state"] for one in matches(waiting)] == ["settled", "rejected", "settled"]
    again = medel("import", path, db=waiting)
    assert again.stdout == "avstamning.xlsx: 0 accepted, 0 turned down, 2 known already.\n"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"decision": "avvisa"}, "Say why"),
        ({"decision": "kanske"}, "is not an answer"),
        ({"decision": "godkänn", "amount": 99}, "has been changed"),
        ({"decision": "godkänn", "relation": "krediterat"}, "has been changed"),
        ({"decision": "godkänn", "digest": "0"}, "not one of this book's matches"),
        ({"decision": "godkänn", "number": 7}, "not one of this book's matches"),
    ],
)
def test_a_row_that_does_not_hold_is_refused(
    answers: dict[str, Any], told: str, waiting: str, tmp_path: Path
) -> None:
    said = {1: answers, 2: {"decision": "accept"}}
    path = answered(waiting, tmp_path / "avstamning.xlsx", said)
    heard = medel("import", path, db=waiting)
    assert (heard.code, told in heard.stderr) == (2, True), heard
    assert [one["state"] for one in matches(waiting)] == ["suggested", "settled", "settled"]


def test_the_workbook_of_another_book_is_refused(waiting: str, tmp_path: Path) -> None:
    other = str(tmp_path / "annan.db")
    assert medel("init", db=other).code == 0
    path = answered(waiting, tmp_path / "avstamning.xlsx", {1: {"decision": "accept"}})
    assert "another book" in medel("import", path, db=other).stderr


def test_a_workbook_with_nothing_to_decide(sqlite_db: str, tmp_path: Path) -> None:
    said = medel("report", "matches", "-o", tmp_path / "a.xlsx", db=sqlite_db)
    assert said.stdout.endswith("a.xlsx: 0 matches to decide.\n")
    assert medel("report", "matches", db=sqlite_db).code == 2
    assert medel("report", "matches", "-o", tmp_path / "a.csv", db=sqlite_db).code == 2


# -- Screens -------------------------------------------------------------------------------------


def test_a_screen_for_each_open_item(waiting: str) -> None:
    said = medel("match", "--interactive", db=waiting, ask="1\nn\nannan sak\n")
    assert (said.code, said.stdout.count("─" * 72)) == (0, 2)
    assert "[1] decided – invoiced" in said.stdout
    assert said.stdout.endswith("2 decisions are stored.\n")
    assert [one["state"] for one in matches(waiting)] == ["settled", "rejected", "settled"]
    assert matches(waiting)[1]["why"] == "annan sak"
    assert "Nothing waits" in medel("match", "--interactive", db=waiting).stdout


@pytest.mark.parametrize(
    ("keys", "states", "stored"),
    [
        ("q\n", ["suggested", "suggested"], "0 decisions"),
        (" \n \n", ["suggested", "suggested"], "0 decisions"),
        ("x\n7\n1\nq\n", ["settled", "suggested"], "1 decision is"),
        ("1\n", ["settled", "suggested"], "1 decision is"),  # there the answers end
        ("n\n\nq\n", ["suggested", "suggested"], "0 decisions"),  # no reason, no no
        ("h\ndecision:1 invoice:1=90 --residual=fee=10\navgift\nq\n",
         ["superseded", "suggested"], "1 decision is"),
        ("h\ndecision:9 invoice:1\nq\n", ["suggested", "suggested"], "0 decisions"),
    ],
)  # fmt: skip
def test_answers_on_screens(keys: str, states: list[str], stored: str, waiting: str) -> None:
    said = medel("match", "--interactive", db=waiting, ask=keys)
    assert (said.code, stored in said.stdout) == (0, True), said
    assert [one["state"] for one in matches(waiting)][:2] == states


@pytest.mark.skipif(os.name != "posix", reason="terminals of their own are made with pty")
def test_one_key_is_enough_on_a_terminal_and_an_interruption_loses_nothing(waiting: str) -> None:
    import pty

    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "match", "--interactive", "--db", waiting, "--by", "ekonom"],
        stdin=inner, stdout=inner, stderr=inner, env=books.environment(TERM="dumb"),
        start_new_session=True, preexec_fn=_own_terminal,  # noqa: PLW1509  one thread here
    )  # fmt: skip
    os.close(inner)
    until(outer, "q stop: ")
    press(outer, b"1")
    until(outer, "q stop: ")
    press(outer, b"\x03")
    rest = until(outer, "stored.")
    assert "1 decision is stored." in rest
    assert process.wait(30) == 130
    os.close(outer)
    assert [one["state"] for one in matches(waiting)] == ["settled", "suggested", "settled"]


def _own_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def press(terminal: int, key: bytes) -> None:
    """Press a key once it is waited for: what comes before is thrown away by the terminal."""
    import termios

    for _times in range(WAIT_SECONDS * 100):
        if not termios.tcgetattr(terminal)[3] & termios.ICANON:
            os.write(terminal, key)
            return
        time.sleep(0.01)
    raise AssertionError("no key is waited for")


def until(terminal: int, words: str) -> str:
    """What is shown on a terminal up to these words."""
    shown = b""
    while words.encode() not in shown:
        ready, _write, _wrong = select.select([terminal], [], [], WAIT_SECONDS)
        assert ready, shown.decode()
        shown += os.read(terminal, 4096)
    return shown.decode()


def test_what_another_took_meanwhile_is_told(waiting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.commands import match_interactive

    key = match_interactive._key

    def slow(question: str) -> str:
        answer = key(question)
        if answer == "1" and matches(waiting)[0]["state"] == "suggested":
            medel("match", "accept", 1, db=waiting)
        return answer

    monkeypatch.setattr(match_interactive, "_key", slow)
    said = medel("match", "--interactive", db=waiting, ask="1\nq\n")
    assert "Match 1 is settled already" in said.stderr
    assert said.stdout.endswith("0 decisions are stored.\n")


def test_the_same_is_open_after_all_is_undone(waiting: str) -> None:
    medel("match", "accept", 1, 2, db=waiting)
    medel("match", "undo", 1, 2, 3, db=waiting)
    found = open_now(waiting)
    assert found["decided-invoiced both left"] == [(1, 100_00), (2, 250_00)]
    assert found["invoiced-paid payee right"] == [(1, 100_00)]
