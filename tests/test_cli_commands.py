"""The command line: exit codes, where the book is named, languages, help, and JSON that parses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import books
import click
import pytest
from books import Said, found, medel, minutes, run_medel

import cli

POST = (
    "post", "--kind", "granted", "--amount", "100", "--payer", "Staten", "--payee",
    "Region Dalarna", "--fund", "Länsgemensamma medel", "--year", "2024", "--paper", "brev",
)  # fmt: skip
ROW = found(
    "Beslut: Falu kommun fakturerar Region Dalarna 100 kr.", 100, "100 kr",
    payer="Region Dalarna", payee="Falu kommun", fund="Länsgemensamma medel",
)  # fmt: skip


def commands() -> list[tuple[str, ...]]:
    """Every command and subcommand there is."""
    found_: list[tuple[str, ...]] = [()]
    context = click.Context(cli.root)
    for name in cli.root.list_commands(context):
        try:
            command = cli.root.get_command(context, name)
        except ModuleNotFoundError:
            continue  # not built yet
        found_.append((name,))
        if isinstance(command, click.Group):
            found_ += [(name, sub) for sub in command.list_commands(context)]
    return found_


# -- Exit codes ----------------------------------------------------------------------------------

CODES = {
    0: ("init", "check", "journal", "inbox", "balances", "body list", "fund list", "--help",
        "--version", "journal --year 2024", "balances --body Falun"),
    2: ("nonsense", "journal --nonsense", "journal --year x", "journal --body Ankeborg", "trace",
        "trace x", "trace 0", "trace -1", "trace 1", f"trace {9**30}", "balances --fund Ankmedel",
        "inbox --state nonsense", "inbox accept", "inbox accept 7", "inbox reject 7 --why x",
        "inbox reject 7", "journal --format xml", "--lang de journal", "correct 1", "post"),
    3: ("import finns-inte.txt", "explain finns-inte.txt", "journal --db finns-inte.db",
        "journal --db postgresql://nobody@127.0.0.1:1/x", "init --db finns/inte/bok.db"),
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_exit_codes(code: int, sqlite_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDEL_DB", sqlite_db)
    for line in CODES[code]:
        said = medel(*line.split())
        assert said.code == code, (line, said)
        assert (said.stderr == "") == (code == 0), (line, said)


def test_a_finding_gives_one(sqlite_db: str) -> None:
    import sqlite3

    with sqlite3.connect(sqlite_db) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
    assert medel("check", db=sqlite_db).code == 1


def test_the_real_program_gives_the_same(tmp_path: Path) -> None:
    assert run_medel("journal", cwd=tmp_path).code == 3
    assert run_medel("init", cwd=tmp_path).code == 0
    assert (tmp_path / "medelsbok.db").is_file()
    assert run_medel("check", cwd=tmp_path) == Said(0, "", "")
    assert run_medel("trace", 1, cwd=tmp_path).code == 2
    assert run_medel("nonsense", cwd=tmp_path).code == 2


# -- Which book ----------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path: Path) -> dict[str, str]:
    """Three books that can be told apart: each has as many entries as it has letters."""
    where = {name: str(tmp_path / f"{name}.db") for name in ("a", "bb", "ccc")}
    for name, db in where.items():
        medel("init", db=db)
        for _letter in name:
            assert medel(*POST, db=db).code == 0
    return where


def entries(*args: str) -> int:
    return len(medel(*args, "--format", "json").rows)


def test_the_book_is_named_after_or_before_the_command_or_by_the_environment(
    three: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDEL_DB", three["a"])
    assert entries("journal") == 1
    assert entries("--db", three["bb"], "journal") == 2
    assert entries("journal", "--db", three["ccc"]) == 3
    assert entries("--db", three["bb"], "journal", "--db", three["ccc"]) == 3


@pytest.mark.parametrize("command", ["inbox", "inbox list", "body list", "fund list"])
def test_groups_take_the_book_too(command: str, sqlite_db: str) -> None:
    books.imported(sqlite_db, minutes(ROW))
    after = medel(*command.split(), "--db", sqlite_db, "--format", "json")
    before = medel("--db", sqlite_db, *command.split(), "--format", "json")
    assert after == before
    assert after.rows


@pytest.mark.parametrize("db", ["", " ", ":memory:", "sqlite://", "mysql://x/y", "postgresql://["])
def test_what_is_no_place_for_a_book(db: str, tmp_path: Path) -> None:
    for command in ("init", "journal", "check"):
        said = medel(command, "--db", db)
        assert said.code in {2, 3}
        assert len(said.stderr.splitlines()) == 1


def test_a_password_is_never_shown() -> None:
    said = medel("journal", "--db", "postgresql://medel:hemligt@127.0.0.1:1/bok")
    assert said.code == 3
    assert "hemligt" not in said.both


# -- Languages -----------------------------------------------------------------------------------


def said_in(*args: str, **env: str) -> str:
    """sv or en, by a sentence of the program's own."""
    done = subprocess.run(
        books.command_line(*args, "journal", "--db", "finns-inte.db"), text=True,
        env={k: v for k, v in books.environment().items() if k not in {"MEDEL_LANG", "LC_ALL"}}
        | env,
        capture_output=True, check=False,
    )  # fmt: skip
    return "en" if "There is no book here" in done.stderr else "sv"


LANGUAGES = {
    "the command line before all": (("--lang", "sv"), {"MEDEL_LANG": "en", "LANG": "en_GB"}, "sv"),
    "the command line in English": (("--lang", "en"), {"MEDEL_LANG": "sv", "LANG": "sv_SE"}, "en"),
    "the environment": ((), {"MEDEL_LANG": "sv", "LANG": "en_GB.UTF-8"}, "sv"),
    "the locale": ((), {"LANG": "sv_SE.UTF-8"}, "sv"),
    "LC_ALL before LANG": ((), {"LC_ALL": "en_GB.UTF-8", "LANG": "sv_SE.UTF-8"}, "en"),
    "a language we do not speak": ((), {"LANG": "fi_FI.UTF-8"}, "en"),
    "an unknown choice": ((), {"MEDEL_LANG": "xx", "LANG": "sv_SE.UTF-8"}, "sv"),
    "nothing said": ((), {"LANG": "C"}, "en"),
}


@pytest.mark.parametrize("what", LANGUAGES)
def test_languages(what: str) -> None:
    args, env, expected = LANGUAGES[what]
    if expected == "sv" and not (books.PROJECT / "ledger/locale/sv/LC_MESSAGES/medel.mo").exists():
        pytest.skip("the Swedish catalogue has not been made")
    assert said_in(*args, **env) == expected


# -- Help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", commands(), ids=" ".join)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_command_has_help(command: tuple[str, ...], language: str) -> None:
    said = medel("--lang", language, *command, "--help")
    assert (said.code, said.stderr) == (0, "")
    assert len(said.stdout.splitlines()) > 4
    for line in said.stdout.splitlines():
        assert len(line) <= 80, line
    # Each option says what it does: no line with an option and nothing beside or below it.
    lines = said.stdout.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if re.fullmatch(r"  (-\w, )?--[\w-]+( [A-Z|\[\]a-z_]+)?", line):
            assert after.startswith("          "), line


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_option_is_explained(command: tuple[str, ...]) -> None:
    context: click.Context = click.Context(cli.root)
    one: click.Command = cli.root
    for name in command:
        assert isinstance(one, click.Group)
        one = one.get_command(context, name) or one
    for parameter in one.get_params(context):
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_a_mistyped_command_is_no_traceback() -> None:
    assert medel("jurnal").code == 2


HEAVY = {"sqlalchemy", "pandas", "openpyxl", "alembic", "rich", "babel", "lxml", "xlsxwriter",
         "pypdfium2", "docx", "python_calamine", "psycopg"}  # fmt: skip


def loaded_by(*args: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cli", *args], env=books.environment(),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}


@pytest.mark.parametrize("args", [["--help"], ["--version"]])
def test_the_help_loads_nothing_heavy(args: list[str]) -> None:
    assert loaded_by(*args) & HEAVY == set()


@pytest.mark.parametrize("command", [c for c in commands() if len(c) == 1], ids=" ".join)
def test_the_help_of_a_command_loads_nothing_heavy(command: tuple[str, ...]) -> None:
    """In this process it cannot be told: what is loaded stays loaded."""
    if command[0] not in {"import", "journal", "inbox", "init"}:
        pytest.skip("a sample is enough: starting the program takes its time")
    assert loaded_by(*command, "--help") & HEAVY == set()


# -- JSON ----------------------------------------------------------------------------------------

LISTINGS = {
    "journal": {"number", "date", "kind", "fund", "fund_year", "to_year", "payer", "payee",
                "amount", "text", "forum", "candidate", "corrects", "reason", "by", "at"},
    "inbox list": {"number", "state", "file", "kind", "status", "amount", "amount_text",
                   "amount_span", "exactness", "bound", "per", "fund", "payer", "payee",
                   "fund_name", "payer_name", "payee_name", "years", "quote", "quote_span",
                   "section", "page", "reasons"},
    "balances": {"body", "fund", "fund_year", "columns"},
    "body list": {"name", "kind"},
    "fund list": {"code", "name"},
}  # fmt: skip
COLUMNS = [
    "opening", "granted", "requisitioned", "received", "allocated_in", "allocated_out",
    "transferred_in", "transferred_out", "to_invoice_claim", "to_invoice_debt", "invoiced_claim",
    "invoiced_debt", "paid_in", "paid_out", "spent", "returned", "carried_out", "remaining",
    "budget", "forecast", "deviation",
]  # fmt: skip


@pytest.mark.parametrize("listing", LISTINGS)
def test_every_listing_can_be_had_as_json(listing: str, sqlite_db: str) -> None:
    books.imported(sqlite_db, minutes(ROW))
    assert medel(*POST, db=sqlite_db).code == 0
    rows = medel(*listing.split(), "--format", "json", db=sqlite_db).rows
    assert rows
    for row in rows:
        assert LISTINGS[listing] <= row.keys()


@pytest.mark.parametrize("listing", ["journal", "inbox list", "balances"])
def test_an_empty_listing_is_an_empty_list(listing: str, sqlite_db: str) -> None:
    assert medel(*listing.split(), "--format", "json", db=sqlite_db).rows == []
    said = medel(*listing.split(), db=sqlite_db)
    assert (said.code, said.stderr) == (0, "")


def test_the_columns_of_balances_are_those_of_the_contract(sqlite_db: str) -> None:
    medel(*POST, db=sqlite_db)
    (line,) = medel("balances", "--format", "json", db=sqlite_db).rows
    assert list(line["columns"]) == COLUMNS
    for name, value in line["columns"].items():
        if name in {"budget", "forecast", "deviation"}:
            assert value is None
        else:
            assert re.fullmatch(r"-?\d+\.\d\d", value), (name, value)


def test_check_and_trace_as_json(sqlite_db: str) -> None:
    medel(*POST, db=sqlite_db)
    assert json.loads(medel("check", "--format", "json", db=sqlite_db).stdout) == []
    traced = medel("trace", 1, "--format", "json", db=sqlite_db).rows
    assert traced["entry"]["number"] == 1
    assert traced["evidence"][0]["paper"] == "brev"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii", "cp437"])
def test_a_terminal_that_cannot_show_swedish(encoding: str, sqlite_db: str) -> None:
    """Not one of our signs stops a command, whatever the terminal can show."""
    books.imported(sqlite_db, minutes(ROW))
    env = books.environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
    for args in (
        ["journal"],
        ["inbox"],
        ["inbox", "accept", "1"],
        ["trace", "1"],
        ["body", "list"],
    ):
        done = subprocess.run(
            books.command_line(*args, "--db", sqlite_db), env=env, capture_output=True, check=False
        )
        assert done.returncode == 0, (args, done.stderr)
    done = subprocess.run(
        books.command_line("journal", "--format", "json", "--db", sqlite_db), env=env,
        capture_output=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.decode(encoding))[0]["fund"] == "Länsgemensamma medel"


def test_who_does_it_is_kept(sqlite_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    medel(*POST, "--by", "ekonom", db=sqlite_db)
    monkeypatch.setenv("MEDEL_BY", "controller")
    medel(*POST, db=sqlite_db)
    assert [row["by"] for row in medel("journal", "--format", "json", db=sqlite_db).rows] == [
        "ekonom", "controller",
    ]  # fmt: skip


def test_a_reader_that_leaves_early(sqlite_db: str) -> None:
    """`medel body list | head -1`: no complaint."""
    with subprocess.Popen(
        books.command_line("body", "list", "--db", sqlite_db), env=books.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        os.read(process.stdout.fileno(), 10)
        process.stdout.close()
        assert process.stderr.read() == b""
