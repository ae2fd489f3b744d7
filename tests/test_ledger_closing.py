"""Closing a year: what must hold first, what the database then refuses, and opening it again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import books
import pytest
from books import corrected, found, imported, medel, minutes, posted
from sqlalchemy import text

from ledger.errors import Refused
from ledger.grants.funds import fund_number
from ledger.parties.bodies import body_number
from ledger.storage import chain
from ledger.storage.store import open_book
from ledger.storage.tables import entries, fund_terms, period_states
from ledger.terms import EntryKind

FORUM = "Ledningsgrupp för samverkan i Dalarna"
CARRIED: dict[str, Any] = {"kind": EntryKind.CARRIED, "payer": "Falun", "payee": "Falun"}
GOT: dict[str, Any] = {"kind": EntryKind.RECEIVED, "payer": "Region Dalarna", "payee": "Falun"}


def close(db: str, *more: str | int) -> books.Said:
    return medel("close", 2024, "--by", "controller", *more, db=db)


def states(db: str) -> list[tuple[int, str | None, str | None, str]]:
    rows = medel("periods", "--format", "json", db=db).rows
    return [(row["year"], row["forum"], row["body"], row["state"]) for row in rows]


def terms(db: str, carry_over: str, until: str | None = None, year: int = 2024) -> None:
    with books.writing(db) as (connection, made):
        made.add(
            fund_terms, fund=fund_number(connection, "Länsgemensamma medel"), year=year,
            grantor=body_number(connection, "Region Dalarna"), carry_over=carry_over,
            carry_until=until, applies_from="2024-01-01", on_word="beslutsbrev",
        )  # fmt: skip


# -- Closed means closed -------------------------------------------------------------------------

SCOPES: dict[str, tuple[tuple[str, ...], dict[str, Any], bool]] = {  # options, entry, refused
    "the year, for all": ((), {}, True),
    "another year": ((), {"year": 2023}, False),
    "carried from the year": ((), {**CARRIED, "to_year": 2025}, True),
    "carried to the year": ((), {**CARRIED, "year": 2023, "to_year": 2024}, True),
    "carried past the year": ((), {**CARRIED, "year": 2023, "to_year": 2025}, False),
    "the body pays": (("--body", "Region Dalarna"), {}, True),
    "the body is paid": (("--body", "Falun"), {}, True),
    "another body's": (("--body", "Mora"), {}, False),
    "another forum's": (("--forum", "Mora"), {}, False),
}


@pytest.mark.parametrize("what", SCOPES)
def test_what_a_closed_year_refuses(what: str, db: str) -> None:
    """By the command, in words, and by the database itself."""
    options, entry, refused = SCOPES[what]
    assert close(db, *options).code == 0
    before = books.dump(db)
    if not refused:
        assert posted(db, **entry) == 1
        return
    with pytest.raises(Refused, match=r"2024.* is closed\. .*medel reopen 2024"):
        posted(db, **entry)
    with pytest.raises(Refused, match="The year is closed"):
        past_the_command(db, **entry)
    assert books.dump(db) == before


def past_the_command(db: str, **changes: Any) -> None:
    """The same entry, written without asking whether its year is open."""
    from ledger.posting import journal

    with books.writing(db) as (connection, made):
        row = journal._row(books.new_entry(connection, **changes))
        made.add(entries, **dict(zip(journal.COLUMNS, row, strict=True)))


def test_a_forum_closes_only_what_it_decided(db: str) -> None:
    imported(db, minutes(*(
        found(f"Falu kommun fakturerar Region Dalarna {n} kr.", n, f"{n} kr",
              payer="Region Dalarna", payee="Falun", fund="länsgemensamma medel")
        for n in (70, 80)
    )))  # fmt: skip
    assert medel("inbox", "accept", 1, db=db).code == 0
    assert close(db, "--forum", FORUM, "--even-if", "raden dröjer").code == 0
    said = medel("inbox", "accept", 2, db=db)
    assert (said.code, said.stderr.count(f"2024 ({FORUM}) is closed")) == (2, 1)
    assert posted(db, 5) == 2


def test_a_year_being_adjusted(db: str) -> None:
    posted(db, 100, **GOT)
    assert close(db, "--adjusting").code == 0
    with pytest.raises(Refused, match="being adjusted"):
        posted(db, 1)
    with pytest.raises(Refused):
        past_the_command(db)
    assert corrected(db, 1, amount=books.Money.of_kronor(90)) == [2, 3]
    assert posted(db, 10, kind=EntryKind.RETURNED, payer="Falun", payee="Region Dalarna") == 4
    assert posted(db, 80, **CARRIED) == 5
    terms(db, "yes")
    assert close(db).code == 0
    for refused in ({"kind": EntryKind.RETURNED}, CARRIED):
        with pytest.raises(Refused):
            posted(db, 1, **refused)
    with pytest.raises(Refused):
        corrected(db, 4)


def test_opening_it_again_is_an_event_with_a_reason(db: str) -> None:
    assert "is open" in medel("reopen", 2024, "--why", "fel", db=db).stderr
    close(db)
    assert medel("reopen", 2024, "--why", " ", db=db).code == 2
    assert states(db) == [(2024, None, None, "closed")]
    assert medel("reopen", 2024, "--why", "faktura efter bokslut", db=db).code == 0
    assert states(db) == [(2024, None, None, "open")]
    assert posted(db, 5) == 1
    last = books.dump_of(db, "events")[-2]
    assert last[3] == "reopened"
    assert "faktura efter bokslut" in last[4]
    assert close(db).code == 0
    with pytest.raises(Refused):
        posted(db, 5)


def test_each_scope_is_opened_by_itself(db: str) -> None:
    close(db, "--body", "Falun")
    close(db)
    assert "opened again first" in close(db, "--body", "Mora").stderr
    assert "closed already" in close(db).stderr
    medel("reopen", 2024, "--why", "fel", db=db)
    with pytest.raises(Refused, match=r"2024 \(Falu kommun\) is closed"):
        posted(db, 5)
    assert posted(db, 5, payer="Mora", payee="Region Dalarna") == 1
    assert [row[1:] for row in states(db)] == [
        (None, None, "open"), (None, "Falu kommun", "closed"),
    ]  # fmt: skip


def test_what_the_book_said_of_its_years_then(db: str) -> None:
    close(db)
    at = books.dump_of(db, "events")[-1][1]
    medel("reopen", 2024, "--why", "fel", db=db)
    rows = medel("periods", "--known-at", at, "--format", "json", db=db).rows
    assert [row["state"] for row in rows] == ["closed"]


# -- What must hold first ------------------------------------------------------------------------


def test_what_waits_in_the_inbox_is_a_matter_of_judgement(db: str) -> None:
    one = found("Falu kommun fakturerar 70 kr.", 70, "70 kr")
    imported(db, minutes(one, found("Falu kommun fakturerar 9 kr.", 9, "9 kr", years=(2022,))))
    before = books.dump(db)
    said = close(db)
    assert (said.code, said.stderr.count("of the inbox waits"), "Row 1" in said.stderr) == (
        2, 1, True,
    )  # fmt: skip
    assert books.dump(db) == before
    assert close(db, "--even-if", "avser en annan satsning").code == 0
    assert medel("periods", "--format", "json", db=db).rows[0]["why"] == "avser en annan satsning"


def test_what_check_finds_cannot_be_passed_over(sqlite_db: str) -> None:
    import sqlite3

    with sqlite3.connect(sqlite_db) as connection:
        connection.execute("DROP TRIGGER funds_no_update")
    said = close(sqlite_db, "--even-if", "det ordnar sig")
    assert (said.code, "funds_no_update" in said.stderr) == (2, True)


ALLOWED: dict[str, tuple[tuple[str, str | None] | None, str | None]] = {  # terms, what is said
    "nobody has said": (None, "nobody has said that the terms allow it"),
    "unknown": (("unknown", None), "nobody has said that the terms allow it"),
    "forbidden": (("no", None), "whose terms forbid it"),
    "too late": (("until", "2024-12-30"), "later than its terms allow"),
    "in time": (("until", "2024-12-31"), None),
    "allowed": (("yes", None), None),
}


@pytest.mark.parametrize("what", ALLOWED)
def test_a_typed_carry_over_needs_terms_that_allow_it(what: str, db: str) -> None:
    said_terms, refused = ALLOWED[what]
    posted(db, 30, **CARRIED, date=date(2024, 12, 31))
    if said_terms:
        terms(db, *said_terms)
    said = close(db, "--even-if", "vi vet bäst")
    assert said.code == (2 if refused else 0), said.both
    assert (refused or "") in said.stderr
    if refused:
        assert "medel fund year" in said.stderr
        corrected(db, 1)  # taken back, it needs no terms
        assert close(db).code == 0


def test_a_carry_over_decided_in_minutes_needs_no_terms(db: str) -> None:
    from ledger.terms import StatementKind

    carry = found("Beslut: Falu kommun för över 30 kr.", 30, "30 kr", payer="Falun",
                  fund="länsgemensamma medel", kind=StatementKind.CARRY_OVER)  # fmt: skip
    imported(db, minutes(carry))
    assert medel("inbox", "accept", 1, "--to-year", 2025, db=db).code == 0
    assert close(db).code == 0


# -- The checkpoint ------------------------------------------------------------------------------


def test_the_checkpoint_says_what_every_line_was(db: str) -> None:
    posted(db, 100, **GOT)
    close(db)
    with open_book(db).reading() as connection:
        row = connection.execute(period_states.select()).one()
        head = connection.execute(text("SELECT hash FROM events WHERE id = 2")).scalar_one()
        falun = body_number(connection, "Falun")
        fund = fund_number(connection, "Länsgemensamma medel")
    assert row.balances == chain.canonical(
        [{"body": falun, "fund": fund, "columns": {"received": 10000, "remaining": 10000}}]
    )
    assert (row.entry, row.head_event, row.head_hash) == (1, 2, head)


def test_check_names_a_closed_year_that_has_changed(sqlite_db: str) -> None:
    """Somebody who takes the guard away and seals the entry rightly is found by the sums."""
    import sqlite3

    posted(sqlite_db, 100)
    close(sqlite_db)
    with sqlite3.connect(sqlite_db) as connection:
        query = "SELECT sql FROM sqlite_master WHERE name = 'entries_open_year'"
        guard = connection.execute(query).fetchone()[0]
        connection.execute("DROP TRIGGER entries_open_year")
    past_the_command(sqlite_db)
    with sqlite3.connect(sqlite_db) as connection:
        connection.execute(guard)
    said = medel("check", db=sqlite_db).stdout
    assert "2024: “To invoice (claim)” of Falu kommun, Länsgemensamma medel is not what" in said


def test_a_reopened_year_may_change_and_the_old_checkpoint_still_holds(db: str) -> None:
    posted(db, 100)
    close(db)
    medel("reopen", 2024, "--why", "fel", db=db)
    posted(db, 50)
    close(db)
    assert books.findings(db) == []


def test_a_dry_run_says_all_and_stores_nothing(db: str) -> None:
    posted(db, 100, **GOT)
    posted(db, 30, **CARRIED)
    before = books.dump(db)
    said = close(db, "--dry-run", "--format", "json").rows
    assert books.dump(db) == before
    assert [one["judgement"] for one in said["obstacles"]] == [False]
    assert [(one["body"], one["remaining"]) for one in said["remaining"]] == [
        ("Falu kommun", "70.00")
    ]


# -- The end of the year -------------------------------------------------------------------------

ADVICE: dict[str, tuple[tuple[str, str | None] | None, str, list[str]]] = {  # terms, advice, rows
    "unknown": (None, "The terms are unknown", []),
    "to be repaid": (("no", None), "Is to be repaid to Region Dalarna", ["repayment"]),
    "carried": (("yes", None), "May be carried over.", ["carry_over"]),
    "carried in time": (("until", "2025-06-30"), "until 2025-06-30", ["carry_over"]),
}


@pytest.mark.parametrize("what", ADVICE)
def test_what_remains_and_what_to_do_with_it(what: str, db: str) -> None:
    said_terms, advice, kinds = ADVICE[what]
    posted(db, 100, **GOT)
    if said_terms:
        terms(db, *said_terms)
    assert advice in close(db, "--dry-run").stdout
    assert close(db, "--propose").code == (0 if kinds else 2)
    rows = medel("inbox", "--format", "json", db=db).rows
    assert [(row["kind"], row["amount"], row["payer_name"]) for row in rows] == [
        (kind, "100.00", "Falu kommun") for kind in kinds
    ]
    if kinds:
        assert close(db, "--propose").code == 2  # it waits already
        assert books.findings(db) == []


def test_a_proposal_of_ours_is_accepted_on_somebody_s_word(db: str) -> None:
    posted(db, 100, **GOT)
    terms(db, "yes")
    close(db, "--propose")
    assert medel("inbox", "accept", 1, "--to-year", 2025, db=db).code == 2
    accepted = medel("inbox", "accept", 1, "--to-year", 2025, "--even-if", "villkoren", db=db)
    assert accepted.code == 0, accepted.both
    assert "Nothing remains." in close(db).stdout


# -- What comes after ----------------------------------------------------------------------------


def test_a_closed_year_is_closed_in_a_restored_book(sqlite_db: str, tmp_path: Path) -> None:
    posted(sqlite_db, 100, **GOT)
    close(sqlite_db)
    assert medel("export", tmp_path / "whole", db=sqlite_db).code == 0
    again = str(tmp_path / "again.db")
    assert medel("restore", tmp_path / "whole", db=again).code == 0
    assert books.findings(again) == []
    assert states(again) == states(sqlite_db)
    with pytest.raises(Refused, match="2024 is closed"):
        posted(again, 5)


def test_bodies_merged_after_the_closing(db: str) -> None:
    """The checkpoint is of the bodies as they were posted on; the program knows who is who."""
    medel("body", "add", "Falu kn", "--kind", "kommun", db=db)
    posted(db, 100, **GOT | {"payee": "Falu kn"})
    close(db, "--body", "Falun")
    assert medel("body", "merge", "Falu kn", "Falun", "--why", "samma kommun", db=db).code == 0
    assert books.findings(db) == []
    with pytest.raises(Refused, match=r"2024 \(Falu kommun\) is closed"):
        corrected(db, 1)


def test_an_entry_on_the_old_name_of_a_merged_body_waits_for_its_review_too(db: str) -> None:
    medel("review", "--limit", "50", "--by", "chef", db=db)
    books.posted(db, 100, payee="Mora kommun", year=2024)
    assert medel("body", "merge", "Mora", "Falun", "--why", "sammanslagning", db=db).code == 0
    said = medel("close", 2024, "--body", "Falun", db=db)
    assert said.code == 2
    assert "waits for somebody else's review" in said.stderr


def test_a_year_closed_for_a_body_that_was_merged_since_can_be_opened_again(db: str) -> None:
    """It is named as it is called now; what was posted on the old name is freed as well."""
    posted(db, 100, **GOT | {"payee": "Mora"})
    assert close(db, "--body", "Mora").code == 0
    assert medel("body", "merge", "Mora", "Falun", "--why", "sammanslagning", db=db).code == 0
    assert medel("correct", 1, "--reason", "fel", db=db).code == 2
    reopen = ("reopen", 2024, "--body", "Mora", "--why", "rättelse")
    assert medel(*reopen, db=db).code == 0
    assert medel("correct", 1, "--reason", "fel", db=db).code == 0
    assert medel(*reopen, db=db).code == 2  # it is open already
    assert medel("check", db=db) == books.Said(0, "", "")
