"""`medel fund year`: the terms of a fund year in versions, and the reports handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    argument,
    book_option,
    by_option,
    format_option,
    group,
    moment_options,
    option,
    say,
    say_json,
)
from ledger.commands.terms_rows import fields_of_terms, lines_of_terms
from ledger.messages import N_, _
from ledger.terms import CarryOver

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNKNOWN = "unknown"  # typed where nobody knows any more


@group(
    "year",
    help=N_(
        "The terms of a fund year: show them, or say them anew.\n\n"
        "medel fund year FUND YEAR shows what holds; with --grantor, --use-by and so on it adds a "
        "version (all of them: medel fund year terms --help). Reports that are handed in: medel "
        "fund year reported."
    ),
    default="terms",
)
def year() -> None:
    pass


@year.command(
    "terms",
    help=N_(
        "Show the terms of a fund year, or add a version.\n\n"
        "A version says from which day it holds and on whose word. What it leaves out is as in the "
        "version before; “unknown” for a day takes it away."
    ),
)
@argument("fund_words", metavar="FUND")
@argument("year_text", metavar="YEAR")
@book_option
@by_option
@option("--grantor", metavar="BODY", help=N_("Who gives the money."))
@option("--agreement", help=N_("The agreement it rests on."))
@option("--conditions", help=N_("What the money is for, in words."))
@option("--requisition-by", metavar="DATE", help=N_("The last day to claim it (rekvirera)."))
@option("--use-by", metavar="DATE", help=N_("The last day to use it."))
@option("--report-by", metavar="DATE", help=N_("The last day to report on it."))
@option("--carry-over", type=click.Choice([one.value for one in CarryOver]),
        help=N_("Whether what is unused may be carried to another year."))  # fmt: skip
@option("--carry-until", metavar="DATE", help=N_("To which day it may be carried over."))
@option("--from", "applies_from", metavar="DATE", help=N_("The day from which these terms hold."))
@option("--on-word", metavar="WHO", help=N_("Whose word it is."))
@option("--paper", help=N_("The paper it stands in."))
@option("--parts", is_flag=True, help=N_("The same for every part (delpost) of the fund."))
@option("--history", is_flag=True, help=N_("Show every version."))
@moment_options
@format_option("text", "json")
def terms(
    db: str, by: str, fund_words: str, year_text: str, history: bool, parts: bool,
    applies_from: str | None, on_word: str | None, paper: str | None, as_of: str | None,
    known_at: str | None, format_: str, **said: str | None,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year
    from ledger.errors import WrongUse

    number = parse_fund_year(year_text)
    if not any(value is not None for value in said.values()):
        if applies_from or on_word or paper or parts:
            raise WrongUse(_("Say what the terms are, for example --use-by or --carry-over."))
        _show(db, fund_words, number, (as_of, known_at), history=history, format_=format_)
        return
    if not applies_from or not on_word:
        raise WrongUse(
            _("Terms are somebody's word from a day on."),
            next_step=_("Add --from DATE and --on-word WHO."),
        )
    _add(db, by, fund_words, number, said, (applies_from, on_word, paper), with_parts=parts)


@year.command("reported", help=N_("Note that a body has handed in its report of a fund year."))
@argument("fund_words", metavar="FUND")
@argument("year_text", metavar="YEAR")
@book_option
@by_option
@option("--body", required=True, help=N_("Who handed it in."))
@option("--date", "day", help=N_("The day it was handed in; today if left out."))
@option("--paper", required=True, help=N_("The report: its title or diarienummer."))
def reported(
    db: str, by: str, fund_words: str, year_text: str, body: str, day: str | None, paper: str
) -> None:
    from ledger.dates import parse_date, parse_fund_year, today
    from ledger.grants.filings import Filing, hand_in
    from ledger.grants.funds import fund_named
    from ledger.parties.bodies import body_named
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    number, date = parse_fund_year(year_text), parse_date(day) if day else today()
    with open_book(db).writing() as connection, act(connection, by, "reported") as made:
        fund, who = fund_named(connection, fund_words), body_named(connection, body)
        hand_in(connection, made, Filing(fund.number, number, who.number, date, paper))
    said = _("{body} has reported {fund} {year}, {day}.")
    say(said.format(body=who.name, fund=fund.name, year=number, day=date))


def _show(
    db: str, words: str, year: int, when: tuple[str | None, str | None], *, history: bool,
    format_: str,
) -> None:  # fmt: skip
    from ledger.grants.fund_terms import terms_of, versions
    from ledger.grants.funds import fund_named
    from ledger.parties.bodies import names_by_number
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, *when)
        fund = fund_named(connection, words)
        names = names_by_number(connection, moment)
        if history:
            found = versions(connection, fund.number, year, moment)
        else:
            holds = terms_of(connection, fund.number, year, moment)
            found = [holds] if holds else []
    if format_ == "json":
        rows = [fields_of_terms(one, names) for one in found]
        say_json(rows if history else next(iter(rows), None))
        return
    say(f"{fund.name} {year}")
    if not found:
        say(_("Nobody has said what the terms are."))
    for one in found:
        for line in lines_of_terms(one, names):
            say(line)


def _add(
    db: str, by: str, words: str, year: int, said: dict[str, str | None],
    version: tuple[str, str, str | None], *, with_parts: bool,
) -> None:  # fmt: skip
    from ledger.dates import parse_date
    from ledger.grants.fund_terms import Said, add_terms
    from ledger.grants.funds import fund_named, parts_of
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    applies_from, on_word, paper = version
    with open_book(db).writing() as connection, act(connection, by, "terms said") as made:
        fund = fund_named(connection, words)
        changes = _changes(connection, said)
        funds = [fund, *(parts_of(connection, fund.number) if with_parts else ())]
        for one in funds:
            rests_on = Said(parse_date(applies_from), on_word, paper)
            add_terms(connection, made, one.number, year, changes, rests_on)
    for one in funds:
        say(_("{fund} {year}: terms from {day}.").format(
            fund=one.name, year=year, day=applies_from))  # fmt: skip


def _changes(connection: Connection, said: dict[str, str | None]) -> dict[str, Any]:
    """What was given, as columns of a version."""
    from ledger.dates import parse_date
    from ledger.grants.fund_terms import DAYS
    from ledger.parties.bodies import body_number

    changes: dict[str, Any] = {}
    for name, text in said.items():
        if text is None:
            continue
        if name in DAYS:
            changes[name] = None if text == UNKNOWN else parse_date(text)
        elif name == "grantor":
            changes[name] = body_number(connection, text)
        elif name == "carry_over":
            changes[name] = CarryOver.of(text)
        else:
            changes[name] = text
    return changes
