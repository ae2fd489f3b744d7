"""`medel rule`: rules as they are said, listed, tested on what is in the registers, and removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import books
import pytest
from books import Said, medel
from test_registers_einvoice import PEPPOL
from test_registers_payments import ONE, STATEMENT
from test_registers_sie import HEAD

BOOK = (
    HEAD
    + """
#VER A 1 20240412 "RSS, v\u00e5ren"
{
#TRANS 4510 {6 P7} 500.00 "" "kurs RSS"
#BTRANS 4510 {} 9.00
#TRANS 4610 {} 100.50
#TRANS 1930 {} -600.50
}
#VER B 2 20240413 "hyra"
{
#TRANS 5010 {} 10.00
#TRANS 1930 {} -10.00
}
"""
).encode("cp437")
COSTS = ("--account", "4500-4599", "--project", "P7", "--fund", "RSS", "--as", "spent")


@pytest.fixture
def filled(db: str, tmp_path: Path) -> str:
    files = {"bok.se": BOOK, "utdrag.xml": STATEMENT.format(details=ONE, closing="69.50").encode(),
             "faktura.xml": PEPPOL.encode()}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    said = medel("import", *(tmp_path / name for name in files), db=db)
    assert said.code == 0, said.both
    return db


def add(db: str, *said: str) -> Said:
    return medel("rule", "add", *said, db=db)


def hit_now(db: str, *name: str) -> dict[str, Any]:
    rows = medel("rule", "test", *name, "--format", "json", db=db).rows
    assert isinstance(rows, dict)
    return rows


def test_a_rule_is_added_listed_changed_and_removed(db: str) -> None:
    assert add(db, "RSS-kostnad", *COSTS, "--year", "2024", "--priority", "2").stdout == (
        "The rule RSS-kostnad, version 1: account 4500-4599; project P7 → "
        "RSS-medel; 2024; spent; priority 2\n"
    )
    (rule,) = medel("rule", "list", "--format", "json", db=db).rows
    assert rule == {
        "name": "RSS-kostnad", "when": {"accounts": ["4500-4599"], "objects": {"6": ["P7"]}},
        "fund": "RSS-medel", "body": None, "as": "spent", "year": 2024, "priority": 2,
    }  # fmt: skip
    add(db, "rss-kostnad", "--text", "RSS", "--body", "Falun", "--in", "invoices")
    said = medel("rule", "remove", "RSS-kostnad", "--why", "ny kontoplan", db=db)
    assert said.stdout == "The rule rss-kostnad no longer holds.\n"
    assert medel("rule", "list", db=db).stdout == "No rules.\n"
    shown = medel("rule", "show", "RSS-KOSTNAD", "--format", "json", db=db).rows
    assert [one["version"] for one in shown] == [1, 2, 3]
    assert (shown[1]["body"], shown[2]["when"]) == ("Falu kommun", None)
    assert "withdrawn" in medel("rule", "show", "rss-kostnad", db=db).stdout
    assert books.findings(db) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("r", "--fund", "RSS"), "needs a condition"),
        (("r", "--account", "4510"), "something to say"),
        (("r", "--account", "4510", "--fund", "RXS"), "No fund is called"),
        (("r", "--account", "4510", "--body", "Falumn"), "No body is called"),
        (("r", "--object", "1200", "--fund", "RSS"), "not a dimension and an object"),
        (("§", "--account", "4510", "--fund", "RSS"), "letter or a digit"),
    ],
)
def test_what_cannot_be_a_rule_is_said(said: tuple[str, ...], why: str, sqlite_db: str) -> None:
    before = books.dump(sqlite_db)
    done = add(sqlite_db, *said)
    assert done.code == 2
    assert why in done.both
    assert books.dump(sqlite_db) == before


@pytest.mark.parametrize("command", ["show", "test", "remove"])
def test_a_rule_that_is_not_there(command: str, sqlite_db: str) -> None:
    why = ["--why", "prov"] if command == "remove" else []
    done = medel("rule", command, "RSS", *why, db=sqlite_db)
    assert (done.code, "No rule is called “RSS”." in done.stderr) == (2, True)


def test_what_the_rules_hit_today(filled: str) -> None:
    add(filled, "RSS-kostnad", *COSTS)
    add(filled, "moms", "--account", "2641", "--as", "outside")
    found = hit_now(filled)
    rules = {one["name"]: one["registers"] for one in found["rules"]}
    assert rules["moms"] == {}
    (hit,) = rules["RSS-kostnad"].values()
    assert (hit["rows"], hit["sum"]) == (1, "500.00")
    (example,) = hit["examples"]
    assert example["place"].startswith("bok.se:")
    assert (example["amount"], example["text"], example["rules"]) == (
        "500.00", "kurs RSS", ["RSS-kostnad"],
    )  # fmt: skip
    without = found["without_rule"]
    assert {name: hit["rows"] for name, hit in without.items()} == {
        "bookings": 4, "invoices": 1, "payments": 1,
    }  # fmt: skip
    assert without["bookings"]["accounts"] == [
        {"account": "1930", "rows": 2, "sum": "-610.50"},
        {"account": "4610", "rows": 1, "sum": "100.50"},
        {"account": "5010", "rows": 1, "sum": "10.00"},
    ]
    assert found["disputed"] == {}


def test_rows_hit_by_two_that_disagree_are_shown_with_their_names(filled: str) -> None:
    add(filled, "konto", "--account", "4510", "--fund", "RSS")
    add(filled, "text", "--text", "RSS", "--fund", "brukarmiljonen", "--in", "bookings")
    (example,) = hit_now(filled)["disputed"]["bookings"]["examples"]
    assert example["disputes"] == [
        "Fund: rule “konto” says RSS-medel, rule “text” says Brukarmiljonen"
    ]
    said = medel("rule", "test", db=filled)
    assert said.code == 1
    assert example["disputes"][0] in said.stdout
    assert "most on account 1930 (1), 5010 (1)" in said.stdout
    alone = hit_now(filled, "KONTO")
    assert ([one["name"] for one in alone["rules"]], alone["without_rule"]) == (["konto"], {})
    assert alone["disputed"]["bookings"]["rows"] == 1
    add(filled, "konto", "--account", "4510", "--fund", "RSS", "--priority", "1")
    assert medel("rule", "test", db=filled).code == 0


def test_rows_of_an_import_that_was_undone_do_not_count(filled: str) -> None:
    add(filled, "konto", "--account", "4510", "--fund", "RSS")
    medel("undo", "1", db=filled)
    assert medel("rule", "test", db=filled).stdout == "konto:\n  hits nothing\n"


def test_rules_as_they_were(filled: str) -> None:
    add(filled, "konto", "--account", "4510", "--fund", "RSS")
    assert medel("rule", "list", "--known-at", "2020-01-01", db=filled).code == 2
    assert medel("rule", "test", "--as-of", "2024-04-12", db=filled).code == 0
    found = medel("rule", "test", "--as-of", "2024-04-11", "--format", "json", db=filled).rows
    assert found["rules"][0]["registers"] == {}
