"""The shipped files of other systems: without a fault, and agreeing with the shipped minutes."""

from __future__ import annotations

import json

import books

EXAMPLES = books.PROJECT / "imports/examples"
SYSTEMS = EXAMPLES / "andra-system"
DECIDED = "386200.00"
ONE_DECISION = ("karlstad-bokforing.se", "karlstad-inbetalningar.txt", "varmland-faktura.xml",
                "varmland-kontoutdrag.xml")  # fmt: skip


def test_one_decision_in_four_systems(sqlite_db: str) -> None:
    said = books.medel("import", *(SYSTEMS / name for name in ONE_DECISION), db=sqlite_db)
    assert (said.code, said.stderr) == (0, "")
    facit = map(json.loads, (EXAMPLES / "FACIT.jsonl").read_text("utf-8").splitlines())
    assert DECIDED in {row["amount"] for row in facit if row["kind"] == "invoice"}
    amounts = {
        register: {row["amount"].lstrip("-") for row in listed(sqlite_db, register)}
        for register in ("invoices", "bookings", "payments")
    }
    assert amounts == {"invoices": {DECIDED}, "bookings": {DECIDED}, "payments": {DECIDED}}


def test_the_list_and_the_statement_are_reconciled_with_the_minutes(sqlite_db: str) -> None:
    minutes = ("varmland-ledningsgrupp-2024-09-13.pdf", "varmland-ledningsgrupp-2025-02-07.docx")
    assert books.medel("import", *(EXAMPLES / name for name in minutes), db=sqlite_db).code == 0
    ready = books.medel("inbox", "list", "--ready", "--format", "json", db=sqlite_db).rows
    books.medel("inbox", "accept", *(row["number"] for row in ready), db=sqlite_db)
    files = (SYSTEMS / f"region-varmland-{name}" for name in
             ("leverantorsreskontra.csv", "kontoutdrag.xml"))  # fmt: skip
    said = books.medel("import", *files, db=sqlite_db)
    assert (said.code, said.stderr) == (0, "")
    assert books.medel("match", db=sqlite_db).code == 0
    found = books.medel("match", "list", "--format", "json", db=sqlite_db).rows
    settled = {one["right"][0]["name"] for one in found if one["state"] == "settled"}
    assert settled == {"24-0918", "551102", "90149023"}  # the last names two invoices
    decided = [one for one in found if one["relation"] == "decided-invoiced"]
    assert sorted(len(one["right"]) for one in decided) == [1, 1, 1, 2]
    assert books.medel("check", "--deep", db=sqlite_db).code == 0


def listed(db: str, register: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = books.medel("register", register, "--format", "json", db=db).rows
    return rows
