"""What is read from a book: figures that agree with the ledger, beside the words they rest on."""

from __future__ import annotations

from datetime import date
from typing import Any

import books
import pytest

from ledger.columns import Column
from ledger.errors import NotResolved
from ledger.money import Money
from ledger.posting.balances import lines
from ledger.proposing import inbox
from ledger.proposing.resolving import Choices
from ledger.storage import chain
from ledger.storage.store import open_book
from ledger.terms import BodyKind, CandidateState, EntryKind, FollowUp, Status
from reports.book import Look
from reports.facts import inbox_facts, year_facts
from reports.figures import YearFacts, marked
from reports.year import year_book

FORUM = "Ledningsgrupp för samverkan i Dalarna"
REGION, FALUN, LUDVIKA = "Region Dalarna", "Falu kommun", "Ludvika kommun"


def facts_of(db: str, year: int = 2024, **part: Any) -> YearFacts:
    with open_book(db).reading() as connection:
        return year_facts(connection, year, **part)


def accepted(db: str, *numbers: int, **choices: Any) -> list[int]:
    with books.writing(db, "accepted") as (connection, made):
        return inbox.accept(connection, made, list(numbers), Choices(**choices), books.BY)


INVOICE = books.found(
    "Beslut: Falu kommun fakturerar\nRegion Dalarna 1 250,50 kr för RSS-medel.", "1250.50",
    "1 250,50 kr", payer=REGION, payee=FALUN, fund="RSS-medel", section="§ 4 Ekonomi", page=2,
)  # fmt: skip
NO_SUM = books.found(
    "Gruppen beslutar att använda brukarmiljonen till utbildning.", fund="Brukarmiljonen",
    follow_up=FollowUp.NO_SUM,
)  # fmt: skip
PROPOSED = books.found(
    "Förslag: Ludvika kommun tilldelas 10 kr.", 10, "10 kr", payee=LUDVIKA, status=Status.PROPOSED
)
REJECTED = books.found("Ansökan om 20 kr avslås.", 20, "20 kr", status=Status.REJECTED)
OTHER_YEAR = books.found("Beslut om 30 kr.", 30, "30 kr", payer=REGION, years=(2019,))
NO_YEAR = books.found("Beslut om 40 kr.", 40, "40 kr", payer=REGION, years=())


@pytest.fixture
def book(sqlite_db: str) -> str:
    """Six statements, the first accepted; four typed entries, one corrected, one carried over."""
    books.imported(
        sqlite_db, books.minutes(INVOICE, NO_SUM, PROPOSED, REJECTED, OTHER_YEAR, NO_YEAR)
    )
    accepted(sqlite_db, 1)
    books.posted(sqlite_db, 500, kind=EntryKind.ALLOCATED, payer=FALUN, payee=LUDVIKA)
    books.posted(sqlite_db, 70, kind=EntryKind.CARRIED, payer=FALUN, payee=FALUN, year=2023)
    books.corrected(sqlite_db, 2, amount=Money.of_kronor(400))
    return sqlite_db


def test_lines_are_the_ledgers(book: str) -> None:
    with open_book(book).reading() as connection:
        of_ledger = {(line.body, line.fund): line.columns for line in lines(connection, year=2024)}
    assert {(line.body, line.fund): line.columns for line in facts_of(book).lines} == of_ledger
    assert of_ledger[FALUN, "RSS-medel"][Column.TO_INVOICE_CLAIM] == Money(125050)


def test_every_entry_has_its_evidence(book: str) -> None:
    facts = facts_of(book)
    assert [entry.number for entry in facts.entries] == [1, 2, 3, 4, 5]
    assert [d.entry for d in facts.decisions if d.entry] == [1, 2, 3, 4, 5]


def test_decision_says_where_it_stands(book: str) -> None:
    first = facts_of(book).decisions[0]
    assert (first.number, first.entry, first.state) == (1, 1, CandidateState.ACCEPTED)
    assert (first.section, first.page, first.file) == ("§ 4 Ekonomi", 2, "protokoll.txt")
    assert (first.forum, first.meeting_date) == (FORUM, date(2024, 4, 12))
    assert len(first.sha256 or "") == 64
    assert marked(first.quote, first.amount_span) == (
        "Beslut: Falu kommun fakturerar Region Dalarna ", "1 250,50 kr", " för RSS-medel.",
    )  # fmt: skip


def test_typed_entry_names_its_paper_and_who_typed_it(book: str) -> None:
    typed = facts_of(book).decisions[1]
    assert (typed.number, typed.paper, typed.stated_by) == (None, "faktura", books.BY)
    assert (typed.file, typed.quote) == (None, "")


def test_corrections_point_both_ways(book: str) -> None:
    by_number = {entry.number: entry for entry in facts_of(book).entries}
    assert by_number[2].corrected_by == (4, 5)
    assert [by_number[4].corrects, by_number[4].amount] == [2, Money(-50000)]
    assert by_number[5].reason == "fel"


def test_what_is_carried_to_the_year_is_its_opening(book: str) -> None:
    line = next(line for line in facts_of(book).lines if line.columns[Column.OPENING] != Money(0))
    assert (line.body, line.columns[Column.OPENING]) == (FALUN, Money(7000))
    assert 3 in [entry.number for entry in facts_of(book, 2023).entries]


def test_decisions_that_are_not_posted_stand_below(book: str) -> None:
    unposted = [d for d in facts_of(book).decisions if d.entry is None]
    assert [(d.number, d.status) for d in unposted] == [
        (2, Status.DECIDED), (4, Status.REJECTED), (6, Status.DECIDED),
    ]  # fmt: skip


def test_follow_ups_are_what_somebody_must_come_back_to(book: str) -> None:
    assert [(d.number, d.follow_up) for d in facts_of(book).follow_ups] == [
        (2, FollowUp.NO_SUM), (6, None),
    ]  # fmt: skip


def test_a_decision_without_a_year_belongs_to_the_year_of_its_meeting(book: str) -> None:
    assert 6 in [d.number for d in facts_of(book, 2024).follow_ups]
    assert [d.number for d in facts_of(book, 2019).follow_ups] == [5]


def test_what_is_turned_down_says_why(book: str) -> None:
    with books.writing(book, "rejected") as (connection, made):
        inbox.reject(connection, made, [6], "avser annat")
    facts = facts_of(book)
    turned = next(d for d in facts.decisions if d.number == 6)
    assert (turned.state, turned.remark) == (CandidateState.REJECTED, "avser annat")
    assert [d.number for d in facts.follow_ups] == [2]


@pytest.mark.parametrize(
    ("part", "entries", "unposted"),
    [
        ({}, [1, 2, 3, 4, 5], [2, 4, 6]),
        ({"body": "Falun"}, [1, 2, 3, 4, 5], []),
        ({"body": LUDVIKA}, [2, 4, 5], []),
        ({"body": REGION}, [1], [6]),
        ({"forum": FORUM}, [1], [2, 4, 6]),
        ({"forum": FORUM, "body": LUDVIKA}, [], []),
    ],
)
def test_a_part_of_the_book(
    book: str, part: dict[str, str], entries: list[int], unposted: list[int]
) -> None:
    facts = facts_of(book, **part)
    assert [entry.number for entry in facts.entries] == entries
    assert [d.number for d in facts.decisions if d.entry is None] == unposted
    _all_checks_hold(facts)


def test_a_part_names_itself_in_full(book: str) -> None:
    assert facts_of(book, body="falun").body == FALUN


def test_nobody_by_that_name(book: str) -> None:
    with pytest.raises(NotResolved, match="No body is called"):
        facts_of(book, body="Ankeborgs kommun")


def test_as_the_book_stood_after_an_entry(book: str) -> None:
    facts = facts_of(book, up_to=3)
    assert [entry.number for entry in facts.entries] == [1, 2, 3]
    assert facts.book.up_to_entry == 3
    _all_checks_hold(facts)


def test_a_year_without_entries(book: str) -> None:
    facts = facts_of(book, 2050)
    assert (facts.lines, facts.entries, facts.decisions, facts.follow_ups) == ((), (), (), ())
    _all_checks_hold(facts)


def test_the_book_is_named(book: str) -> None:
    with open_book(book).reading() as connection:
        head = chain.head_of(connection)[1]
        book_id = chain.book_id(connection)
    found = facts_of(book).book
    assert (found.head, found.book_id, found.up_to_entry) == (head, book_id, 5)
    assert found.program.startswith("Medelsbok")


def test_both_databases_give_the_same(db: str) -> None:
    books.imported(db, books.minutes(INVOICE))
    accepted(db, 1)
    facts = facts_of(db)
    assert [(e.payer, e.payee, e.amount) for e in facts.entries] == [(REGION, FALUN, Money(125050))]
    _all_checks_hold(facts)


def test_the_inbox_offers_known_and_new_names(sqlite_db: str) -> None:
    from ledger.drafts import NewBody, Span

    new = NewBody("Södra Dalarnas samordningsförbund", BodyKind.ASSOCIATION.value, Span(0, 5))
    books.imported(sqlite_db, books.minutes(INVOICE, NO_SUM, new_bodies=[new]))
    with open_book(sqlite_db).reading() as connection:
        facts = inbox_facts(connection, "sv")
    assert {new.name, REGION, "Åmåls kommun"} <= set(facts.bodies)
    assert "RSS-medel" in facts.funds
    assert [p.cells["post_as"] for p in facts.proposals] == ["beslutat att fakturera"] * 2
    assert [len(str(p.cells["digest"])) for p in facts.proposals] == [64, 64]


def _all_checks_hold(facts: YearFacts) -> None:
    cells = (c for s in year_book(facts, "sv").sheets for row in s.rows for c in row.cells)
    assert {c.value for c in cells if c.look is Look.CHECK} <= {0, Money(0)}
