"""The shipped files of other systems: without a fault, and agreeing with the shipped minutes."""

from __future__ import annotations

import json

import books

EXAMPLES = books.PROJECT / "imports/examples"
DECIDED = "386200.00"


def test_one_decision_in_four_systems(sqlite_db: str) -> None:
    said = books.medel("import", EXAMPLES / "andra-system", db=sqlite_db)
    assert (said.code, said.stderr) == (0, "")
    facit = map(json.loads, (EXAMPLES / "FACIT.jsonl").read_text("utf-8").splitlines())
    assert DECIDED in {row["amount"] for row in facit if row["kind"] == "invoice"}
    amounts = {
        register: {row["amount"].lstrip("-") for row in listed(sqlite_db, register)}
        for register in ("invoices", "bookings", "payments")
    }
    assert amounts == {"invoices": {DECIDED}, "bookings": {DECIDED}, "payments": {DECIDED}}


def listed(db: str, register: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = books.medel("register", register, "--format", "json", db=db).rows
    return rows
