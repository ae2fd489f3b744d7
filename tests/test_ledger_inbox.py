"""The inbox: what is accepted by its number alone, what is asked for, what needs a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import books
import pytest
from books import Found, found, imported, medel, minutes

from ledger.drafts import NewBody, Span
from ledger.terms import Bound, Exactness, FollowUp, StatementKind, Status

WORDS = "Beslut: Falu kommun fakturerar Region Dalarna 100 kr ur länsgemensamma medel."
PARTIES = {"payer": "Region Dalarna", "payee": "Falu kommun", "fund": "länsgemensamma medel"}


def row(words: str = WORDS, kronor: int | None = 100, **said: Any) -> Found:
    """A row that leaves nothing open, with what is said to be different."""
    own = {k: v for k, v in (PARTIES | said).items() if v is not None}
    return found(words, kronor, "100 kr" if kronor else None, **own)


def accept(db: str, *args: str | int) -> books.Said:
    return medel("inbox", "accept", *args, db=db)


def journal(db: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = medel("journal", "--format", "json", db=db).rows
    return rows


def test_a_row_that_leaves_nothing_open_is_accepted_by_its_number(db: str) -> None:
    imported(db, minutes(row()))
    assert accept(db, 1).code == 0
    (entry,) = journal(db)
    assert (entry["payer"], entry["payee"], entry["amount"], entry["fund_year"]) == (
        "Region Dalarna", "Falu kommun", "100.00", 2024,
    )  # fmt: skip
    assert (entry["date"], entry["candidate"], entry["fund"]) == (
        "2024-04-12", 1, "Länsgemensamma medel",
    )  # fmt: skip
    assert books.findings(db) == []


ASKED = {
    "payer": (row(payer=None), "--payer"),
    "payee": (row(payee=None), "--payee"),
    "fund": (row(fund=None), "--fund"),
    "year": (row(years=()), "--year"),
    "two years": (row(years=(2022, 2023)), "--year"),
    "sum": (row(kronor=None), "--amount"),
    "kind": (row(kind=StatementKind.COST), "--kind"),
    "a body nobody knows": (
        row(payee="Falu kommun", names={"Falu kommun": "Ankeborg"}),
        "Ankeborg",
    ),
    "a fund nobody knows": (
        row(fund="länsgemensamma medel", names={"länsgemensamma medel": "påhittade medel"}),
        "påhittade",
    ),
}  # fmt: skip
ANSWERS = {
    "payer": ("--payer", "Region Dalarna"),
    "payee": ("--payee", "Falun"),
    "fund": ("--fund", "länsgemensamma medel"),
    "year": ("--year", "2024"),
    "two years": ("--year", "2023"),
    "sum": ("--amount", "1 000,50"),
    "kind": ("--kind", "spent"),
    "a body nobody knows": ("--payee", "Falun"),
    "a fund nobody knows": ("--fund", "BM"),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_open_is_asked_for_and_can_be_said(what: str, sqlite_db: str) -> None:
    statement, question = ASKED[what]
    imported(sqlite_db, minutes(statement))
    before = books.dump(sqlite_db)
    said = accept(sqlite_db, 1)
    assert said.code == 2
    assert question in said.stderr
    assert "Row 1" in said.stderr
    assert books.dump(sqlite_db) == before
    listed = medel("inbox", "--format", "json", db=sqlite_db).rows
    assert any(question in asked for asked in listed[0]["open"])
    option, value = ANSWERS[what]
    if what == "a fund nobody knows":
        value = "Brukarmiljonen"
    assert accept(sqlite_db, 1, option, value).code == 0
    assert len(journal(sqlite_db)) == 1
    assert books.findings(sqlite_db) == []


def test_everything_open_is_asked_for_at_once(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row(payer=None, payee=None, fund=None, kronor=None, years=())))
    said = accept(sqlite_db, 1)
    for option in ("--payer", "--payee", "--fund", "--amount", "--year"):
        assert option in said.stderr


def test_two_bodies_that_fit_are_both_named(sqlite_db: str) -> None:
    for name in ("Samverkan Nord", "Samverkan Syd"):
        with books.writing(sqlite_db) as (_connection, made):
            from ledger.storage.tables import bodies, body_aliases

            number = made.add(bodies, name=name, fold=name.lower(), kind="forum")
            made.add(body_aliases, body=number, alias="rådet", fold="rådet")
    imported(
        sqlite_db, minutes(row("Falu kommun fakturerar rådet 100 kr", payer="rådet", fund=None))
    )
    said = accept(sqlite_db, 1, "--fund", "Brukarmiljonen")
    assert said.code == 2
    assert "Samverkan Nord" in said.stderr
    assert "Samverkan Syd" in said.stderr


# Row, what accept says; none of them is posted without --even-if.
DOUBTS = {
    "proposed": row(status=Status.PROPOSED),
    "information": row(status=Status.INFORMATION),
    "rejected": row(status=Status.REJECTED),
    "about": row(exactness=Exactness.APPROXIMATE),
}


@pytest.mark.parametrize("what", DOUBTS)
def test_what_is_only_posted_with_a_reason_that_is_kept(what: str, sqlite_db: str) -> None:
    imported(sqlite_db, minutes(DOUBTS[what]))
    for args in ((), ("--even-if", ""), ("--even-if", "  ")):
        said = accept(sqlite_db, 1, *args)
        assert said.code == 2, args
        assert "--even-if" in said.stderr
    assert journal(sqlite_db) == []
    assert accept(sqlite_db, 1, "--even-if", "muntligt besked").code == 0
    traced = medel("trace", 1, "--format", "json", db=sqlite_db).rows
    assert traced["evidence"][0]["note"].startswith("muntligt besked")
    assert "muntligt besked" in medel("trace", 1, db=sqlite_db).stdout


def test_about_becomes_exact_when_the_sum_is_said(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(DOUBTS["about"]))
    assert accept(sqlite_db, 1, "--amount", "98").code == 0
    assert journal(sqlite_db)[0]["amount"] == "98.00"
    note = medel("trace", 1, "--format", "json", db=sqlite_db).rows["evidence"][0]["note"]
    assert "not read from the text" in note


def test_about_stays_in_the_evidence(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(DOUBTS["about"]))
    assert accept(sqlite_db, 1, "--even-if", "ringt").code == 0
    note = medel("trace", 1, "--format", "json", db=sqlite_db).rows["evidence"][0]["note"]
    assert note == "ringt The minutes give the sum as about."


def test_what_a_person_stated_is_told_beside_the_words(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row()))
    assert accept(sqlite_db, 1, "--payer", "Umeå", "--year", "2019").code == 0
    note = medel("trace", 1, "--format", "json", db=sqlite_db).rows["evidence"][0]["note"]
    assert "payer (" in note
    assert "year (" in note


def test_a_price_per_piece_is_no_sum(sqlite_db: str) -> None:
    """12 kr per invånare is not 12 kr: the sum must be said."""
    imported(sqlite_db, minutes(row(per="invånare", kind=StatementKind.ALLOCATION)))
    said = accept(sqlite_db, 1)
    assert said.code == 2
    assert "--amount" in said.stderr
    assert accept(sqlite_db, 1, "--amount", "1200").code == 0


def test_a_limit_is_posted_as_the_sum_it_limits(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row(bound=Bound.AT_MOST)))
    assert accept(sqlite_db, 1).code == 0


def test_a_row_is_posted_once(db: str) -> None:
    imported(db, minutes(row()))
    assert accept(db, 1, 1).code == 0
    again = accept(db, 1, "--even-if", "en gång till")
    assert again.code == 2
    assert "already posted as entry 1" in again.stderr
    assert len(journal(db)) == 1


def test_a_row_that_was_turned_down_needs_a_reason_to_come_back(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row()))
    assert medel("inbox", "reject", 1, "--why", "fel belopp", db=sqlite_db).code == 0
    said = accept(sqlite_db, 1)
    assert said.code == 2
    assert "fel belopp" in said.stderr
    assert accept(sqlite_db, 1, "--even-if", "det var rätt belopp").code == 0


def test_rejecting(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row(), row("Mer: 100 kr", 100, payer=None, payee=None, fund=None)))
    for why in ("", "  "):
        assert medel("inbox", "reject", 1, "--why", why, db=sqlite_db).code == 2
    assert medel("inbox", "reject", 1, 2, "--why", "avser annat", db=sqlite_db).code == 0
    rows = medel("inbox", "--state", "rejected", "--format", "json", db=sqlite_db).rows
    assert [(r["number"], r["why"]) for r in rows] == [(1, "avser annat"), (2, "avser annat")]
    assert medel("inbox", "reject", 1, "--why", "igen", db=sqlite_db).code == 2
    assert medel("inbox", "--format", "json", db=sqlite_db).rows == []


@pytest.mark.parametrize("numbers", [(1, 2), (2, 1), (1, 99)], ids=str)
def test_all_or_none(numbers: tuple[int, ...], db: str) -> None:
    imported(db, minutes(row(), row("Oklart: 100 kr", 100, payer=None, payee=None, fund=None)))
    before = books.dump(db)
    assert accept(db, *numbers).code == 2
    assert books.dump(db) == before


NEW = NewBody("Samordningsförbundet Dalarna", "association", Span(0, 4), ("Samordningsförbundet",))


def test_a_body_not_seen_before_comes_with_the_row_that_is_accepted(db: str) -> None:
    words = "Beslut: {} fakturerar Region Dalarna {} kr ur länsgemensamma medel."
    rows = [
        found(words.format(name, kronor), kronor, f"{kronor} kr", **PARTIES | {"payee": name})
        for name, kronor in ((NEW.aliases[0], 1), (NEW.name, 2), (NEW.aliases[0], 3))
    ]  # fmt: skip
    imported(db, minutes(*rows, new_bodies=[NEW]))
    assert not any(NEW.name in r for r in books.dump_of(db, "bodies"))
    assert accept(db, 1, 2).code == 0
    assert sum(NEW.name in r for r in books.dump_of(db, "bodies")) == 1
    assert accept(db, 3).code == 0
    assert {entry["payee"] for entry in journal(db)} == {NEW.name}
    (added,) = medel("body", "list", "Samordningsförbundet", "--format", "json", db=db).rows
    assert (added["kind"], added["county"]) == ("association", "Dalarnas län")
    assert books.findings(db) == []


def test_the_same_meeting_in_two_files_is_posted_once(db: str) -> None:
    whole = minutes(row(), row(), name="hela.txt")  # two equal sentences are two statements
    extract = minutes(row("Inledning"), row(), name="utdrag.txt")
    extract = replace(extract, candidates=extract.candidates[1:])
    assert imported(db, whole, extract) == [1, 2, 3]
    rows = medel("inbox", "--state", "all", "--format", "json", db=db).rows
    assert [(r["number"], r["state"], r["duplicate_of"]) for r in rows] == [
        (1, "open", None), (2, "open", None), (3, "duplicate", 1),
    ]  # fmt: skip
    said = accept(db, 3)
    assert said.code == 2
    assert "row 1" in said.stderr
    assert accept(db, 1, 2).code == 0
    assert accept(db, 3, "--even-if", "det är en annan faktura").code == 0
    assert len(journal(db)) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"date": date(2024, 4, 13)},
        {"forum": "Ledningsgrupp för samverkan i Gävleborg"},
        {"date": None},
    ],
    ids=["another day", "another forum", "no day"],
)
def test_the_same_words_of_another_meeting_are_no_duplicate(
    other: dict[str, Any], sqlite_db: str
) -> None:
    imported(sqlite_db, minutes(row()), minutes(row(), row("Slut. 100 kr"), **other))
    states = [r["state"] for r in medel("inbox", "--format", "json", db=sqlite_db).rows]
    assert states == ["open", "open", "open"]


def test_two_files_without_a_date_are_never_the_same_meeting(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row(), date=None), minutes(row(), row("Slut. 100 kr"), date=None))
    assert len(medel("inbox", "--format", "json", db=sqlite_db).rows) == 3


def test_a_decision_without_a_sum_waits_until_it_is_closed(sqlite_db: str) -> None:
    open_ = row("Brukarmiljonen används till det.", None, fund="Brukarmiljonen",
                payer=None, payee=None, follow_up=FollowUp.NO_SUM)  # fmt: skip
    imported(sqlite_db, minutes(open_, open_))
    assert accept(sqlite_db, 1).code == 2
    parties = ("--payer", "Region Dalarna", "--payee", "Falun", "--kind", "allocated")
    assert accept(sqlite_db, 1, "--amount", "1 000", *parties).code == 0
    assert medel("inbox", "reject", 2, "--why", "samma beslut", db=sqlite_db).code == 0
    assert medel("inbox", "--format", "json", db=sqlite_db).rows == []


def test_what_is_said_wins_over_the_minutes(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row()))
    said = accept(sqlite_db, 1, "--payer", "Mora", "--payee", "Leksand", "--fund", "RSS-medel",
                  "--year", 2023, "--amount", "7", "--kind", "allocated", "--date",
                  "2023-01-02")  # fmt: skip
    assert said.code == 0
    (entry,) = journal(sqlite_db)
    assert [entry[k] for k in ("payer", "payee", "fund", "fund_year", "amount", "kind")] == [
        "Mora kommun", "Leksands kommun", "RSS-medel", 2023, "7.00", "allocated",
    ]  # fmt: skip


def test_the_money_a_body_carries_is_its_own(sqlite_db: str) -> None:
    imported(sqlite_db, minutes(row(kind=StatementKind.CARRY_OVER, payee=None)))
    assert accept(sqlite_db, 1, "--to-year", 2026).code == 0
    (entry,) = journal(sqlite_db)
    assert (entry["payer"], entry["payee"], entry["to_year"]) == (
        "Region Dalarna", "Region Dalarna", 2026,
    )  # fmt: skip
    assert books.findings(sqlite_db) == []
