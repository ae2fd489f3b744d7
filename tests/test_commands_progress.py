"""How far long work has come: rows and how much of the file that is, for every kind of file."""

from __future__ import annotations

import io
import os
import pty
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from books import command_line, environment, medel
from register_sets import KINDS, NAMES, SUFFIX, written

from imports.commands.progress import Shown
from imports.containers import Found
from imports.files import open_one
from imports.taking.registers import take_register
from imports.taking.run import Run
from ledger.storage.store import open_book


def told(db: str, name: str, content: bytes) -> list[tuple[str, int, float | None]]:
    """What a run says of its way through one file."""
    file = open_one(Found(name, content=content), NAMES).register
    assert file
    said: list[tuple[str, int, float | None]] = []
    run = Run("ekonom", rows=lambda name, count, done: said.append((name, count, done)))
    with open_book(db).writing() as connection:
        take_register(connection, run, file)
        connection.rollback()
    return said


@pytest.mark.parametrize("kind", KINDS)
def test_rows_and_how_much_of_the_file(kind: str, sqlite_db: str) -> None:
    content = written(kind, Counter(dict.fromkeys(range(1, 9), 1500)), random.Random(1))
    said = told(sqlite_db, f"fil{SUFFIX[kind]}", content)
    counts, shares = [count for _n, count, _d in said], [done or 0 for _n, _c, done in said]
    assert counts == sorted(counts)
    assert shares == sorted(shares)
    assert len(said) > 2
    assert 0.7 < shares[-1] <= 1.05


def test_rows_of_a_workbook(sqlite_db: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Fakturanr", "Kund", "Fakturadatum", "Belopp"])
    for number in range(2499):
        book.active.append([str(number), "Falu kommun", "2024-04-12", number + 1])
    held = io.BytesIO()
    book.save(held)
    said = told(sqlite_db, "lista.xlsx", held.getvalue())
    assert said == [("lista.xlsx", n, n / 2499) for n in (1000, 2000, 2499)]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is another thing there")
def test_it_is_shown_on_a_terminal_only_and_not_among_the_results(
    sqlite_db: str, tmp_path: Path
) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(written("list", Counter({1: 1}), random.Random(1)))
    near, far = pty.openpty()
    done = subprocess.run(
        command_line("import", path, "--db", sqlite_db), env=environment(TERM="xterm"),
        stdout=subprocess.PIPE, stderr=far, check=False, timeout=60,
    )  # fmt: skip
    os.close(far)
    shown = os.read(near, 100_000).decode()
    os.close(near)
    assert done.returncode == 0
    assert "lista.csv" in shown
    assert "\x1b" not in done.stdout.decode()
    assert done.stdout.decode().startswith("lista.csv: 1 invoice, 1 new")
    assert medel("import", path, db=sqlite_db).stderr == ""


def test_a_bar_for_the_rows_of_a_large_file() -> None:
    from rich.console import Console
    from rich.progress import Progress

    bars = Progress(console=Console(file=io.StringIO()))
    shown = Shown(bars, 2)
    shown.rows("bok.se", 250_000, 0.4)
    rows = bars.tasks[1]
    assert (rows.description, rows.percentage, rows.visible) == ("bok.se: 250,000 rows", 40, True)
    shown.rows("utdrag.xml", 5_000, None)
    assert (rows.description, rows.completed) == ("utdrag.xml: 5,000 rows", 0)
