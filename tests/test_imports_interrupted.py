"""Ctrl-C in the middle of a large file: nothing of it is stored, what was done before is, and both
are said."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import books
import pytest
from books import command_line, environment, medel

ROWS = 40_000


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "stor.csv"
    lines = [f"{n};Falu kommun;2024-04-12;{n},50" for n in range(1, ROWS + 1)]
    path.write_text("\n".join(["Fakturanr;Kund;Fakturadatum;Belopp", *lines, ""]), "utf-8")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
@pytest.mark.parametrize("how", [[], ["--dry-run"]], ids=["import", "dry run"])
def test_an_interruption_leaves_nothing_half_done(
    how: list[str], large: Path, tmp_path: Path, db: str
) -> None:
    small = tmp_path / "liten.csv"
    small.write_text("Fakturanr;Kund;Fakturadatum;Belopp\nx1;Falu kommun;2024-04-12;5\n", "utf-8")
    # The program itself tells when it is in the middle of the file: no time is waited for.
    program = (
        "import sys; from ledger.registers.accounts import Account; plain = Account.took\n"
        "def took(account, *said):\n"
        "    plain(account, *said)\n"
        "    if account.read > 20_000: print('here', file=sys.stderr, flush=True)\n"
        "Account.took = took\n"
        "import cli; cli.main()\n"
    )
    args = [*command_line("import", small, large, "--workers", 1, "--db", db, *how)[3:]]
    running = subprocess.Popen(
        [sys.executable, "-c", program, *args], env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stderr
    seen = ""
    for line in running.stderr:
        seen += line
        if line == "here\n":
            break
    running.send_signal(signal.SIGINT)
    stdout, rest = running.communicate(timeout=60)
    assert running.returncode == 130, seen + rest
    assert "Traceback" not in rest
    assert "Interrupted. What was not finished is not stored." in rest
    stored = medel("register", "invoices", "--format", "json", db=db).rows
    if how:
        assert stored == []
    else:
        assert [row["number"] for row in stored] == ["x1"]
        assert "1 file is done; import the same files again to go on with the rest." in rest
        assert "liten.csv: 1 invoice, 1 new" in stdout
        assert "This is import 1" in stdout
    assert books.findings(db) == []
    again = medel("import", large, db=db)  # the book is free, and the file may come
    assert f"{ROWS} invoices, {ROWS} new" in again.stdout
