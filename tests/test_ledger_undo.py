"""Taking back an import: what leaves, what is kept since it was used, and what may come again."""

from __future__ import annotations

from pathlib import Path

import books
import pytest
from books import Said, found, imported_batch, medel, minutes

WORDS = "Beslut: Falu kommun fakturerar Region Dalarna 100 kr ur länsgemensamma medel 2024."
FIRST = found(WORDS, 100, "100 kr", payer="Region Dalarna", payee="Falu kommun",
              fund="länsgemensamma medel")  # fmt: skip
SECOND = found("Beslut: Mora kommun fakturerar 7 kr.", 7, "7 kr", payer="Region Dalarna",
               payee="Mora kommun", fund="Länsgemensamma medel")  # fmt: skip

TEXT = """\
Ledningsgrupp för samverkan i Dalarna

Anteckningar 2024-04-12

1. Psykisk hälsa och suicidprevention, länsgemensamma medel 2024

Beslut: Falu kommun fakturerar Region Dalarna 450 kr.
"""


def states(db: str) -> list[tuple[int, str]]:
    rows = medel("inbox", "list", "--state", "all", "--format", "json", db=db).rows
    return [(row["number"], row["state"]) for row in rows]


def test_an_import_tells_its_number_and_undo_takes_it_back(db: str, tmp_path: Path) -> None:
    path = tmp_path / "protokoll.txt"
    path.write_text(TEXT, "utf-8")
    said = medel("import", path, db=db)
    assert "medel undo 1" in said.stdout
    assert [state for _n, state in states(db)] == ["open"]
    said = medel("undo", "--why", "fel protokoll", db=db)
    assert (said.code, said.stderr) == (0, "")
    assert "1 row has left the inbox" in said.stdout
    assert [state for _n, state in states(db)] == ["undone"]
    assert medel("inbox", "list", "--format", "json", db=db).rows == []
    assert books.findings(db) == []
    last = books.dump_of(db, "events")[-1]
    assert last[3:5] == ("undone", '{"batch":1,"why":"fel protokoll"}')


def test_importing_again_adds_nothing_not_even_an_event(db: str, tmp_path: Path) -> None:
    path = tmp_path / "protokoll.txt"
    path.write_text(TEXT, "utf-8")
    medel("import", path, db=db)
    before = books.dump(db)
    said = medel("import", path, db=db)
    assert (said.code, "undo" in said.stdout) == (0, False)
    assert books.dump(db) == before


def test_an_undone_file_may_come_again(db: str, tmp_path: Path) -> None:
    path = tmp_path / "protokoll.txt"
    path.write_text(TEXT, "utf-8")
    for batch in (1, 2, 3):
        said = medel("import", path, db=db)
        assert f"medel undo {batch}" in said.stdout
        assert "stands in another file" not in said.stdout
        assert states(db)[-1] == (batch, "open")
        if batch < 3:
            assert medel("undo", db=db).code == 0
    assert medel("inbox", "accept", 3, db=db).code == 0
    assert books.findings(db) == []
    assert [state for _n, state in states(db)] == ["undone", "undone", "accepted"]


def test_a_dry_run_makes_no_batch(db: str, tmp_path: Path) -> None:
    path = tmp_path / "protokoll.txt"
    path.write_text(TEXT, "utf-8")
    before = books.dump(db)
    assert "undo" not in medel("import", "--dry-run", path, db=db).stdout
    assert books.dump(db) == before


def test_what_was_used_is_kept_and_told(db: str) -> None:
    used, free = minutes(FIRST, name="använd.txt"), minutes(SECOND, name="ledig.txt")
    assert imported_batch(db, used, free) == 1
    assert medel("inbox", "accept", 1, db=db).code == 0
    before = medel("balances", "--format", "json", db=db)
    said = medel("undo", db=db)
    assert said.code == 0
    assert "använd.txt: kept" in said.stdout
    assert "ledig.txt: undone" in said.stdout
    assert states(db) == [(1, "accepted"), (2, "undone")]
    assert medel("balances", "--format", "json", db=db) == before
    assert [b["state"] for b in medel("undo", "list", "--format", "json", db=db).rows] == ["partly"]
    again = medel("undo", 1, db=db)
    assert (again.code, "has been used" in again.stderr) == (2, True)
    assert books.findings(db) == []


def test_a_corrected_entry_still_uses_its_file(db: str) -> None:
    imported_batch(db, minutes(FIRST))
    medel("inbox", "accept", 1, db=db)
    medel("correct", 1, "--reason", "fel", db=db)
    assert medel("undo", db=db).code == 2


def test_rows_that_were_turned_down_leave_as_well_and_are_told(db: str) -> None:
    imported_batch(db, minutes(FIRST, SECOND))
    medel("inbox", "reject", 2, "--why", "avser annat", db=db)
    said = medel("undo", db=db)
    assert "1 of them had been turned down" in said.stdout
    assert states(db) == [(1, "undone"), (2, "undone")]


@pytest.mark.parametrize("args", [["accept", "1"], ["accept", "1", "--even-if", "ändå"],
                                  ["reject", "1", "--why", "x"]])  # fmt: skip
def test_an_undone_row_can_be_neither_accepted_nor_rejected(args: list[str], db: str) -> None:
    imported_batch(db, minutes(FIRST))
    medel("undo", db=db)
    before = books.dump(db)
    said = medel("inbox", *args, db=db)
    assert (said.code, "has left the inbox" in said.stderr) == (2, True)
    assert books.dump(db) == before


def test_the_last_is_the_newest_with_something_left(db: str) -> None:
    for name, one in (("a.txt", FIRST), ("b.txt", SECOND)):
        imported_batch(db, minutes(one, name=name))
    assert "Import 2 is undone" in medel("undo", db=db).stdout
    assert "Import 1 is undone" in medel("undo", db=db).stdout
    said = medel("undo", db=db)
    assert (said.code, "no import to undo" in said.stderr) == (2, True)


def test_a_named_one(db: str) -> None:
    for name, one in (("a.txt", FIRST), ("b.txt", SECOND)):
        imported_batch(db, minutes(one, name=name))
    assert "Import 1 is undone" in medel("undo", 1, db=db).stdout
    assert states(db) == [(1, "undone"), (2, "open")]
    for number, words in ((1, "undone already"), (3, "There is no import 3")):
        before = books.dump(db)
        said = medel("undo", number, db=db)
        assert (said.code, words in said.stderr) == (2, True)
        assert books.dump(db) == before


def test_the_duplicate_takes_the_place_of_what_is_undone(db: str) -> None:
    """The same statement in three files; the first is undone, then comes again."""
    first = minutes(FIRST, name="hela.txt")
    imported_batch(db, first)
    imported_batch(db, minutes(FIRST, SECOND, name="utdrag.txt"))
    imported_batch(db, minutes(FIRST, SECOND, found("Övrigt."), name="utdrag 2.txt"))
    assert states(db)[:4] == [(1, "open"), (2, "duplicate"), (3, "open"), (4, "duplicate")]
    medel("undo", 1, db=db)
    assert states(db)[:4] == [(1, "undone"), (2, "open"), (3, "open"), (4, "duplicate")]
    rows = medel("inbox", "list", "--state", "all", "--format", "json", db=db).rows
    assert [row["duplicate_of"] for row in rows[:4]] == [None, None, None, 2]
    imported_batch(db, first)
    assert states(db)[-1] == (7, "duplicate")
    assert medel("inbox", "accept", 2, db=db).code == 0
    assert books.findings(db) == []


def test_the_list_of_imports(db: str) -> None:
    assert "Nothing has been imported" in medel("undo", "list", db=db).stdout
    imported_batch(db, minutes(FIRST, name="a.txt"), minutes(SECOND, name="b.txt"))
    (row,) = medel("undo", "list", "--format", "json", db=db).rows
    assert row | {"at": ""} == {
        "batch": 1, "kind": "minutes", "at": "", "by": "ekonom", "files": 2, "undone": 0,
        "rows": 2, "state": "imported",
    }  # fmt: skip
    assert "imported" in medel("undo", "list", db=db).stdout


def test_check_names_an_entry_that_rests_on_an_undone_file(db: str) -> None:
    """No command makes one; a book that was mended by hand might."""
    from ledger.storage.tables import undos

    imported_batch(db, minutes(FIRST))
    medel("inbox", "accept", 1, db=db)
    with books.writing(db) as (_connection, made):
        made.add(undos, batch=1, source=1, why=None)
    assert any("whose import was undone" in finding for finding in books.findings(db))


def test_the_review_workbook_of_an_undone_import_is_refused(db: str, tmp_path: Path) -> None:
    import openpyxl

    imported_batch(db, minutes(FIRST))
    sheet = tmp_path / "granskning.xlsx"
    assert medel("report", "inbox", "-o", sheet, db=db).code == 0
    workbook = openpyxl.load_workbook(sheet)
    workbook.active.cell(3, 2).value = "godkänn"
    workbook.save(sheet)
    medel("undo", db=db)
    said = medel("import", sheet, db=db)
    assert (said.code, "has left the inbox" in said.stderr) == (2, True)
    assert medel("check", db=db) == Said(0, "", "")


def test_the_inbox_as_it_was_before(db: str) -> None:
    """What was known before the import was undone still says so."""
    from ledger.proposing.proposals import proposals
    from ledger.storage.moments import Moment

    imported_batch(db, minutes(FIRST, name="hela.txt"))
    imported_batch(db, minutes(FIRST, SECOND, name="utdrag.txt"))
    before = len(books.dump_of(db, "events"))
    medel("undo", 1, db=db)
    with books.book_at(db).reading() as connection:
        then = [p.state.value for p in proposals(connection, moment=Moment(None, before))]
        now = [p.state.value for p in proposals(connection)]
    assert then == ["open", "duplicate", "open"]
    assert now == ["undone", "open", "open"]


def test_the_imports_as_they_were_known_and_made(db: str) -> None:
    imported_batch(db, minutes(FIRST, name="a.txt"))
    known = books.dump_of(db, "events")[-1][1]
    imported_batch(db, minutes(SECOND, name="b.txt"))
    medel("undo", 1, db=db)

    def said(*options: str) -> list[tuple[int, str]]:
        rows = medel("undo", "list", *options, "--format", "json", db=db).rows
        return [(row["batch"], row["state"]) for row in rows]

    assert said("--known-at", known) == [(1, "imported")]
    assert said() == [(2, "imported"), (1, "undone")]
    assert said("--as-of", known[:10]) == said()
    assert said("--as-of", "2020-01-01") == []


def test_the_account_of_an_import_is_shown_again(db: str, tmp_path: Path) -> None:
    head = "Fakturanr;Kund;Fakturadatum;Belopp\n"
    one, two = "1001;Falu kommun;2024-04-12;1 250,50\n", "1002;Mora kommun;2024-04-13;-400,00\n"
    bad = "1003;Orsa kommun;2024-04-14;många\n"
    (tmp_path / "a.csv").write_text(head + one)
    (tmp_path / "b.csv").write_text(head + one + bad + two, "utf-8")
    medel("import", tmp_path / "a.csv", db=db)
    assert medel("import", tmp_path / "b.csv", "--layout", "kundreskontra", db=db).code == 2
    (file,) = medel("undo", "show", 2, "--format", "json", db=db).rows
    assert file["options"]["layout"] == "kundreskontra"
    assert file["account"] == {
        "invoices": {
            "read": 3, "taken": 1, "known": 1, "refused": 1, "sum_read": "850.50",
            "sum_taken": "-400.00", "lines": {"taken": "4", "known": "2", "refused": "3"},
        }
    }  # fmt: skip
    medel("undo", 2, db=db)
    shown = medel("undo", "show", 2, db=db).stdout.splitlines()
    assert shown[0] == "b.csv (undone)"
    assert shown[-4:] == [
        "  invoices: 3 rows read, 1 new, 1 known already, 1 refused; "
        "sum in the file 850.50 kr, stored -400.00 kr",
        "    new, lines: 4", "    known already, lines: 2", "    refused, lines: 3",
    ]  # fmt: skip
    again = medel("import", tmp_path / "b.csv", db=db)
    assert "1 new, 1 known already, 1 refused" in again.stdout  # the undoing freed its keys
    assert medel("undo", "show", 9, db=db).code == 2


def test_the_account_of_minutes_is_shown_again(db: str, tmp_path: Path) -> None:
    (tmp_path / "protokoll.txt").write_text(TEXT, "utf-8")
    medel("import", tmp_path / "protokoll.txt", db=db)
    assert medel("undo", "show", 1, db=db).stdout == ("protokoll.txt\n  1 row into the inbox\n")
