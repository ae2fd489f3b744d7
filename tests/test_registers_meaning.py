"""What rows of other systems concern: rules and the rows' own words, agreeing or not."""

from __future__ import annotations

from typing import Any

import books
import pytest

from ledger.grants.funds import fund_names_by_number, fund_number
from ledger.parties.bodies import body_number, find_body, names_by_number, set_number
from ledger.registers.agreeing import Meaning
from ledger.registers.meaning import facts_of
from ledger.registers.rows import BookingRow, InvoiceRow, PaymentRow
from ledger.registers.rule_book import add_rule, withdraw_rule
from ledger.registers.rules import rule_of

FALUN, REGION, LEKSAND = "Falu kommun", "Region Dalarna", "Leksands kommun"
RSS, USERS = "RSS-medel", "Brukarmiljonen"


def booking(**said: Any) -> BookingRow:
    empty = BookingRow(
        1, (), None, None, None, "2024-04-12", "", "4510", None, None, 10000, None, None
    )
    return empty._replace(**said)


def invoice(**said: Any) -> InvoiceRow:
    empty = InvoiceRow(
        1, None, (), "sent", "17", "2024-04-12", None, None, None, None, None, None, None, 10000,
        "SEK", None, None, None, None, None, None,
    )  # fmt: skip
    return empty._replace(**said)


def payment(**said: Any) -> PaymentRow:
    empty = PaymentRow(
        1, (), "5050-1055", "2024-04-12", None, 10000, "SEK", None, None, None, None, None, None,
        None,
    )  # fmt: skip
    return empty._replace(**said)


def rule(db: str, name: str, fund: str | None = None, body: str | None = None, **said: Any) -> None:
    with books.writing(db) as (connection, made):
        numbers = {
            "fund": fund_number(connection, fund) if fund else None,
            "body": body_number(connection, body) if body else None,
        }
        add_rule(connection, made, rule_of(name, said, **numbers))


def meaning(db: str, row: Any) -> Meaning:
    register = {BookingRow: "bookings", InvoiceRow: "invoices", PaymentRow: "payments"}[type(row)]
    with books.book_at(db).reading() as connection:
        return facts_of(connection).of(register, row)


def said(db: str, row: Any) -> dict[str, Any]:
    """A row's meaning by names, without what it has none of."""
    found = meaning(db, row)
    with books.book_at(db).reading() as connection:
        funds, bodies = fund_names_by_number(connection), names_by_number(connection)
    told = {
        "fund": found.fund and funds[found.fund], "year": found.fund_year,
        **{who: bodies.get(getattr(found, who) or 0) for who in ("body", "payer", "payee")},
        "as": found.counts_as and found.counts_as.value,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def numbered(db: str, body: str, number: str) -> None:
    with books.writing(db) as (connection, made):
        found = find_body(connection, body)
        assert found
        set_number(connection, made, found, number)


def test_a_rule_says_what_a_booking_is(db: str) -> None:
    rule(db, "rss", RSS, accounts=["4500-4599"], year=2023, **{"as": "spent"})
    row = booking(company=FALUN)
    assert said(db, row) == {"fund": RSS, "year": 2023, "body": FALUN, "as": "spent"}
    found = meaning(db, row)
    assert found.rules == ("rss",)
    assert found.reasons == (
        "Fund: RSS-medel (rule “rss”)", "Fund year: 2023 (rule “rss”)",
        "Body: Falu kommun (by the name “Falu kommun”)", "Counts as: spent (rule “rss”)",
    )  # fmt: skip
    assert found.counted(10000) == 10000
    assert said(db, booking(account="4610")) == {}
    assert said(db, row._replace(change="removed")) == {}


@pytest.mark.parametrize(("kind", "ore"), [("spent", 5), ("returned", 5), ("received", -5)])
def test_income_stands_in_credit(kind: str, ore: int, sqlite_db: str) -> None:
    rule(sqlite_db, "r", RSS, accounts=["4510"], **{"as": kind})
    assert meaning(sqlite_db, booking()).counted(5) == ore


def test_whose_the_money_is_a_rule_says_before_the_company(sqlite_db: str) -> None:
    rule(sqlite_db, "p7", body=REGION, objects={"6": ["P7"]})
    assert said(sqlite_db, booking(company=FALUN, objects='[["6","P7"]]')) == {"body": REGION}


def test_rules_that_disagree_say_nothing_and_are_named(sqlite_db: str) -> None:
    rule(sqlite_db, "konto", RSS, accounts=["4510"])
    rule(sqlite_db, "projekt", USERS, objects={"6": ["P7"]})
    row = booking(objects='[["6","P7"]]')
    assert said(sqlite_db, row) == {}
    assert meaning(sqlite_db, row).disputes == (
        "Fund: rule “konto” says RSS-medel, rule “projekt” says Brukarmiljonen",
    )
    assert said(sqlite_db, booking()) == {"fund": RSS}


def test_rules_that_agree_are_all_named(sqlite_db: str) -> None:
    rule(sqlite_db, "a", RSS, accounts=["4510"])
    rule(sqlite_db, "b", RSS, texts=["vår"])
    assert meaning(sqlite_db, booking(text="vår")).reasons == ("Fund: RSS-medel (rule “a”, “b”)",)


def test_the_highest_priority_goes_first_in_what_it_speaks_of(sqlite_db: str) -> None:
    rule(sqlite_db, "konto", RSS, accounts=["4510"], **{"as": "spent"})
    rule(sqlite_db, "projekt", USERS, objects={"6": ["P7"]}, priority=1)
    row = booking(objects='[["6","P7"]]')
    assert said(sqlite_db, row) == {"fund": USERS, "as": "spent"}


def test_what_is_outside_belongs_to_no_fund(sqlite_db: str) -> None:
    rule(sqlite_db, "moms", accounts=["2641"], **{"as": "outside"})
    assert said(sqlite_db, booking(account="2641")) == {"as": "outside"}
    rule(sqlite_db, "allt", RSS, company=[FALUN])
    row = booking(account="2641", company=FALUN)
    assert said(sqlite_db, row) == {"body": FALUN, "as": "outside"}
    assert meaning(sqlite_db, row).disputes == (
        "Fund: rule “allt” says RSS-medel, rule “moms” says none",
    )


def test_a_rule_that_is_changed_or_withdrawn_holds_no_more(db: str) -> None:
    rule(db, "Konto 4510", RSS, accounts=["4510"])
    rule(db, "konto 4510", USERS, accounts=["4510"])
    assert said(db, booking()) == {"fund": USERS}
    with books.writing(db) as (connection, made):
        withdraw_rule(connection, made, "KONTO 4510")
    assert said(db, booking()) == {}


def test_parties_are_known_by_number_and_by_name(db: str) -> None:
    numbered(db, FALUN, "212000-2239")
    row = invoice(issuer="Falu stadskansli", issuer_id="SE212000223901", recipient=REGION)
    assert said(db, row) == {"payer": REGION, "payee": FALUN, "body": FALUN}
    assert said(db, row._replace(side="received"))["body"] == REGION
    assert "body" not in said(db, row._replace(side=""))
    assert said(db, booking(company="2120002239")) == {"body": FALUN}


def test_a_number_and_a_name_of_two_bodies_are_neither(sqlite_db: str) -> None:
    numbered(sqlite_db, FALUN, "212000-2239")
    row = invoice(issuer=LEKSAND, issuer_id="212000-2239", recipient="Skogsbolaget AB")
    assert said(sqlite_db, row) == {}
    assert meaning(sqlite_db, row).disputes == (
        "Payee: the number 212000-2239 is another's than “Leksands kommun”",
    )


def test_a_rule_on_a_party_says_who_that_is(sqlite_db: str) -> None:
    rule(sqlite_db, "kansliet", body=FALUN, parties=["Samverkanskansliet"])
    row = invoice(issuer=REGION, recipient="SAMVERKANSKANSLIET")
    assert said(sqlite_db, row) == {"payer": FALUN, "payee": REGION, "body": REGION}
    paid = payment(payer="Samverkanskansliet")
    assert said(sqlite_db, paid) == {"payer": FALUN}


def test_a_rule_and_the_paper_that_disagree_on_a_party(sqlite_db: str) -> None:
    rule(sqlite_db, "p7", body=LEKSAND, objects={"6": ["P7"]})
    row = invoice(issuer=FALUN, recipient=REGION, project="P7")
    assert said(sqlite_db, row) == {"payer": REGION}
    assert meaning(sqlite_db, row).disputes == (
        "Payee: Leksands kommun (rule “p7”); Payee: Falu kommun (by the name “Falu kommun”)",
    )
    assert said(sqlite_db, row._replace(issuer="Kansliet"))["payee"] == LEKSAND


@pytest.mark.parametrize(
    ("row", "who"),
    [
        (payment(payer=REGION), {"payer": REGION, "payee": FALUN, "body": FALUN}),
        (payment(payee=REGION, amount=-5), {"payer": FALUN, "payee": REGION, "body": FALUN}),
        (payment(payer=REGION, account="9912-3"), {"payer": REGION}),
    ],
    ids=["came in", "went out", "another account"],
)
def test_whose_account_a_payment_is_on(
    row: PaymentRow, who: dict[str, str], sqlite_db: str
) -> None:
    rule(sqlite_db, "bankgirot", body=FALUN, company=["5050-1055"])
    assert said(sqlite_db, row) == who


@pytest.mark.parametrize(
    ("text", "fund"),
    [
        ("Avser RSS 2024", RSS),
        ("brukarmiljonen (psykisk hälsa-medel)", USERS),  # the part, before the whole
        ("RSS och brukarmiljonen", None),
        ("stimulansmedel", None),  # which?
        ("Rssa", None),
    ],
)
def test_a_text_names_a_fund(text: str, fund: str | None, sqlite_db: str) -> None:
    for row in (invoice(text=text), invoice(reference=text), payment(message=text)):
        assert said(sqlite_db, row) == ({"fund": fund} if fund else {})
    assert said(sqlite_db, booking(text=text)) == {}  # of a voucher only rules speak
    rule(sqlite_db, "r", "God och nära vård", texts=text.split())
    assert said(sqlite_db, invoice(text=text)) == {"fund": "God och nära vård"}


def test_a_merged_body_is_what_it_has_become(sqlite_db: str) -> None:
    rule(sqlite_db, "r", body=LEKSAND, accounts=["4510"])
    books.medel("body", "merge", LEKSAND, FALUN, "--why", "prov", db=sqlite_db)
    assert said(sqlite_db, booking()) == {"body": FALUN}
    assert said(sqlite_db, booking(account="1", company=LEKSAND)) == {"body": FALUN}


def test_a_rule_says_it_already(sqlite_db: str) -> None:
    from ledger.errors import Refused

    rule(sqlite_db, "r", RSS, accounts=["4510"])
    with pytest.raises(Refused, match="says this already"):
        rule(sqlite_db, "R", RSS, accounts=["4510"])
