"""All of it is stored or nothing: refused commands, faults at every step, a full disk."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import books
import matched
import pytest
from books import Said, found, medel, minutes
from sqlalchemy import Connection

from ledger.drafts import NewBody, Span
from ledger.storage import chain
from ledger.storage.chain import Act

POST = (
    "post", "--kind", "granted", "--amount", "100", "--payer", "Staten", "--payee",
    "Region Dalarna", "--fund", "Länsgemensamma medel", "--year", "2024", "--paper", "brev",
)  # fmt: skip
NEW = NewBody("Samordningsförbundet Dalarna", "association", Span(0, 4))
ROWS = (
    found("Beslut: Falu kommun fakturerar Region Dalarna 100 kr.", 100, "100 kr",
          payer="Region Dalarna", payee="Falu kommun", fund="Länsgemensamma medel"),
    found("Beslut: Samordningsförbundet Dalarna fakturerar Region Dalarna 5 kr.", 5, "5 kr",
          payer="Region Dalarna", payee=NEW.name, fund="Länsgemensamma medel"),
)  # fmt: skip


@pytest.fixture
def worked(db: str) -> str:
    """A book with an entry, a correction, an invoice, and rows in the inbox."""
    assert medel(*POST, db=db).code == 0
    assert medel("correct", 1, "--reason", "fel", "--amount", "90", db=db).code == 0
    books.imported(db, minutes(*ROWS, new_bodies=[NEW]))
    matched.invoice(db, "1001", 90)
    return db


REFUSED: dict[str, tuple[str, ...]] = {
    "post: no amount": (*POST, "--amount", "tolv"),
    "post: nothing": (*POST, "--amount", "0"),
    "post: an unknown body": (*POST, "--payee", "Ankeborg"),
    "post: an unknown fund": (*POST, "--fund", "Ankmedel"),
    "post: an unknown kind": (*POST, "--kind", "skänkt"),
    "post: no year": (*POST, "--year", "i fjol"),
    "post: no date": (*POST, "--date", "5 maj"),
    "post: too much": (*POST, "--amount", "99 999 999 999 999"),
    "correct: corrected already": ("correct", "1", "--reason", "x", "--amount", "5"),
    "correct: a reversal": ("correct", "2", "--reason", "x"),
    "correct: the same": ("correct", "3", "--reason", "x", "--amount", "90"),
    "correct: none there": ("correct", "99", "--reason", "x"),
    "correct: no reason": ("correct", "3", "--reason", " "),
    "correct: half of it wrong": (
        "correct",
        "3",
        "--reason",
        "x",
        "--amount",
        "5",
        "--year",
        "1800",
    ),
    "accept: one of two": ("inbox", "accept", "1", "99"),
    "accept: an unknown body": ("inbox", "accept", "1", "2", "--payer", "Ankeborg"),
    "accept: a bad sum": ("inbox", "accept", "1", "--amount", "x"),
    "reject: one of two": ("inbox", "reject", "1", "99", "--why", "x"),
    "reject: no reason": ("inbox", "reject", "1", "--why", " "),
    "body: known": ("body", "add", "Falu kommun"),
    "body: known by an alias": ("body", "add", "falun"),
    "body: no name": ("body", "add", "–"),
    "fund: known": ("fund", "add", "Brukarmiljonen"),
    "fund: no name": ("fund", "add", "?"),
    "import: no file": ("import", "finns-inte.txt"),
    "trace: none there": ("trace", "99"),
    "match: more than there is": ("match", "accept", "decision:1=91", "invoice:1=91"),
    "match: none there": ("match", "undo", "99"),
}


def test_a_refused_command_leaves_the_book_as_it_was(worked: str) -> None:
    before = books.dump(worked)
    for what, args in REFUSED.items():
        said = medel(*args, db=worked)
        assert said.code in {2, 3}, (what, said)
        assert said.stdout == "", (what, said)
        assert said.stderr.startswith(("Error: ", "Usage: ")), (what, said)
        assert books.dump(worked) == before, what
    assert books.findings(worked) == []


# -- Faults --------------------------------------------------------------------------------------

DOES: dict[str, tuple[str, ...]] = {
    "post": POST,
    "correct": ("correct", "3", "--reason", "x", "--amount", "5"),
    "accept": ("inbox", "accept", "1", "2"),
    "reject": ("inbox", "reject", "1", "2", "--why", "x"),
    "body add": ("body", "add", "Samverkan Nord", "--alias", "SN"),
    "fund add": ("fund", "add", "Nordmedel", "--alias", "NM"),
    "match accept": ("match", "accept", "decision:1", "invoice:1"),
    "repair": ("init", "--repair"),
}


class Fault(Exception):
    """What nobody foresaw."""


def breaks_at(
    step: int, original: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Every statement to the database counts as a step; the one at `step` fails."""
    done: list[str] = []

    def execute(self: Connection, statement: Any, *args: Any, **more: Any) -> Any:
        done.append(type(statement).__name__)
        if len(done) == step:
            raise Fault
        return original(self, statement, *args, **more)

    monkeypatch.setattr(Connection, "execute", execute)
    return done


@pytest.mark.parametrize("what", DOES)
def test_a_fault_at_any_step_stores_nothing(
    what: str, worked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, original = books.dump(worked), Connection.execute
    stride = 1 if books.is_sqlite(worked) else 4  # the same steps on both; slower on one
    step = 0
    while True:
        step += stride
        with monkeypatch.context() as patch:
            done = breaks_at(step, original, patch)
            try:
                said = medel(*DOES[what], db=worked)
            except Fault:
                pass
            else:
                assert said.code == 0
                break
        if {"Insert", "Update"} & {*done}:  # before that there is nothing to be undone
            assert books.dump(worked) == before, f"step {step}"
    assert step > 3
    assert books.findings(worked) == []
    assert books.dump(worked) != before


@pytest.mark.parametrize(
    "where", ["_sealed", "hash_of", "canonical", "now", "_over_tables", "write"]
)
def test_a_fault_while_sealing_stores_nothing(
    where: str, worked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise Fault

    before = books.dump(worked)
    with monkeypatch.context() as patch:
        patch.setattr(chain, where, fail)
        with pytest.raises(Fault):
            medel(*POST, db=worked)
    assert books.dump(worked) == before
    assert medel("check", db=worked) == Said(0, "", "")


def test_a_fault_between_rows_stores_nothing(worked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, original = books.dump(worked), Act.add_rows
    for step in range(1, 12):
        calls: list[int] = []

        def add_rows(self: Act, table: Any, rows: Any, calls: list[int] = calls, step: int = step
                     ) -> range:  # fmt: skip
            calls.append(1)
            made = original(self, table, rows)
            if len(calls) == step:
                raise Fault
            return made

        with monkeypatch.context() as patch:
            patch.setattr(Act, "add_rows", add_rows)
            try:
                medel("inbox", "accept", 1, 2, db=worked)
            except Fault:
                assert books.dump(worked) == before
            else:
                break
    assert step > 5
    assert books.findings(worked) == []


def test_an_interrupted_command_stores_nothing(
    worked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: Any) -> None:
        raise KeyboardInterrupt

    before = books.dump(worked)
    with monkeypatch.context() as patch:
        patch.setattr(chain, "hash_of", interrupt)
        said = medel(*POST, db=worked)
    assert said.code == 130
    assert "not stored" in said.stderr
    assert books.dump(worked) == before


# -- A full disk ---------------------------------------------------------------------------------

# Python would leave half a module in its cache as well.
LIMITED = books.environment(PYTHONDONTWRITEBYTECODE="1")


def test_a_full_disk_by_pages(
    sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite says "database or disk is full" where it may not grow."""
    from sqlalchemy import event

    from ledger.storage import store

    original = store._sqlite_engine

    def small(url: Any) -> Any:
        engine = original(url)

        @event.listens_for(engine, "connect")
        def _limit(connection: sqlite3.Connection, _record: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages + 2}")

        return engine

    before = books.dump(sqlite_db)
    path = tmp_path / "protokoll.txt"
    path.write_text("Ledningsgrupp för samverkan\n\n" + "Beslut: ord. " * 20_000, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(store, "_sqlite_engine", small)
        said = medel("import", path, db=sqlite_db)
    assert said.code == 3
    assert said.stdout == ""
    assert said.stderr == f"Error: {sqlite_db}: The disk is full. Nothing was stored.\n"
    assert books.dump(sqlite_db) == before
    assert medel("check", db=sqlite_db) == Said(0, "", "")
    assert medel("import", path, db=sqlite_db).code == 0


@pytest.mark.parametrize("spare", [0, 4096, 20_000, 60_000])
def test_a_full_disk_by_size(spare: int, sqlite_db: str, tmp_path: Path) -> None:
    """The system lets no file grow beyond a size: the book, or the log beside it, cannot."""
    before = books.dump(sqlite_db)
    size = max(spare, 1024)
    path = tmp_path / "protokoll.txt"
    path.write_text("Ledningsgrupp\n\n" + "Beslut: ord. " * 20_000, encoding="utf-8")
    done = subprocess.run(
        books.command_line("import", path, "--db", sqlite_db), env=LIMITED,
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert done.returncode == 3, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert books.dump(sqlite_db) == before
    assert medel("check", db=sqlite_db) == Said(0, "", "")


def test_a_new_book_on_a_full_disk(tmp_path: Path) -> None:
    done = subprocess.run(
        books.command_line("init", "--db", tmp_path / "ny.db"), env=LIMITED,
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert medel("init", db=str(tmp_path / "ny.db")).code == 0
    assert medel("check", db=str(tmp_path / "ny.db")) == Said(0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("args", [("journal",), ("journal", "--format", "json"), ("body", "list")])
def test_output_on_a_full_disk(args: tuple[str, ...], sqlite_db: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            books.command_line(*args, "--db", sqlite_db), env=books.environment(), text=True,
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == "Error: It could not be written: No space left on device.\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are another matter on Windows")
def test_a_book_that_may_not_be_written(sqlite_db: str, tmp_path: Path) -> None:
    Path(sqlite_db).chmod(0o444)
    tmp_path.chmod(0o555)
    for parent in list(tmp_path.parents)[:3]:
        if os.geteuid() == 0 and parent != Path("/tmp"):  # noqa: S108  of pytest's own folders
            parent.chmod(0o755)
    medel("journal", db=sqlite_db)  # so that all is imported before the rights are given up
    medel(*POST, "--amount", "x", db=sqlite_db)
    said = _as_nobody(*POST, db=sqlite_db)
    tmp_path.chmod(0o755)
    assert said["code"] == 3, said
    assert said["stderr"].count("\n") == 1
    assert "may not be written" in said["stderr"] or "cannot be opened" in said["stderr"]
    assert medel("check", db=sqlite_db) == Said(0, "", "")


def _as_nobody(*args: str, db: str) -> dict[str, Any]:
    """Run a command in a child of this process that root has given its rights away in."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setegid(65534)
            os.seteuid(65534)
        said = medel(*args, db=db)
        told = {"code": said.code, "stdout": said.stdout, "stderr": said.stderr}
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = json.loads(pipe.read() or "{}")
    os.waitpid(child, 0)
    return dict(told)
