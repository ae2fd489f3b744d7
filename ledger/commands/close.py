"""`medel close`, `medel reopen`, `medel periods`: years that no longer change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.commands.kit import (
    argument,
    book_option,
    by_option,
    command,
    format_option,
    moment_options,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, language

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.grants.periods import Scope
    from ledger.years.closing import Obstacle
    from ledger.years.year_end import Left


@command(
    "close",
    help=N_(
        "Close a fund year, for all or for one part of it.\n\n"
        "The book must hold, entries above the limit be reviewed, carry-overs rest on the terms "
        "or on a decision, and nothing wait in the inbox. The database then refuses entries in "
        "the year. What remains is told with what the terms say to do with it."
    ),
)
@argument("year")
@book_option
@by_option
@option("--forum", help=N_("Only what this cooperation body has decided."))
@option("--body", help=N_("Only what this body gives or gets."))
@option("--adjusting", is_flag=True,
        help=N_("Let corrections, carry-overs and repayments in still."))  # fmt: skip
@option("--even-if", metavar="WHY", help=N_("Why it is closed although something waits."))
@option("--dry-run", is_flag=True, help=N_("Only say what stands in the way, and what remains."))
@option("--propose", is_flag=True,
        help=N_("Put what remains into the inbox, to be carried over or repaid."))  # fmt: skip
@format_option("text", "json")
def close(
    db: str, by: str, year: str, forum: str | None, body: str | None, adjusting: bool,
    even_if: str | None, dry_run: bool, propose: bool, format_: str,
) -> None:  # fmt: skip
    from ledger.storage.chain import act
    from ledger.storage.store import open_book
    from ledger.terms import PeriodState
    from ledger.years.closing import close as close_scope
    from ledger.years.closing import obstacles
    from ledger.years.year_end import left

    state = PeriodState.ADJUSTING if adjusting else PeriodState.CLOSED
    why = (even_if or "").strip() or None
    if dry_run:
        with open_book(db).reading() as connection:
            scope = _scope(connection, year, forum, body)
            found, remains = obstacles(connection, scope), left(connection, scope)
        _say_dry_run(scope, found, remains, format_)
        return
    if propose:
        _propose(db, by, year, forum, body)
        return
    with open_book(db).writing() as connection:
        scope = _scope(connection, year, forum, body)
        payload = {"year": scope.year, "forum": forum, "body": body, "why": why}
        with act(connection, by, state.value, payload) as made:
            close_scope(connection, made, scope, state, why)
        named, remains = _words(connection, scope), left(connection, scope)
    if format_ == "json":
        say_json({"state": state.value, **_fields_of_scope(scope, named), "obstacles": [],
                  "remaining": [_fields_of_left(one) for one in remains]})  # fmt: skip
        return
    say(_("{scope}: {state}.").format(scope=named, state=state.label(language())))
    _say_left(remains)


@command("reopen", help=N_("Open a closed fund year again, with a reason that is kept."))
@argument("year")
@book_option
@by_option
@option("--forum", help=N_("Only what this cooperation body has decided."))
@option("--body", help=N_("Only what this body gives or gets."))
@option("--why", required=True, help=N_("Why; it is kept."))
def reopen(db: str, by: str, year: str, forum: str | None, body: str | None, why: str) -> None:
    from ledger.storage.chain import act
    from ledger.storage.store import open_book
    from ledger.years.closing import reopen as reopen_scope

    with open_book(db).writing() as connection:
        scope = _scope(connection, year, forum, body)
        payload = {"year": scope.year, "forum": forum, "body": body, "why": why}
        with act(connection, by, "reopened", payload) as made:
            reopen_scope(connection, made, scope, why)
        named = _words(connection, scope)
    say(_("{scope} is open again.").format(scope=named))


@command("periods", help=N_("Which fund years are open, being adjusted or closed."))
@book_option
@moment_options
@format_option("text", "json")
def periods(db: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.dates import local_time
    from ledger.grants.periods import periods as periods_of
    from ledger.parties.bodies import names_by_number
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        names = names_by_number(connection)
        found = [
            {
                "year": p.scope.year,
                "forum": None if p.scope.forum is None else names[p.scope.forum],
                "body": None if p.scope.body is None else names[p.scope.body],
                "state": p.state.value, "why": p.why, "up_to_entry": p.entry,
                "head": p.head_hash, "by": p.by, "at": p.at, "label": p.state.label(language()),
            }
            for p in periods_of(connection, moment)
            if moment.as_of is None or p.scope.year <= moment.as_of.year
        ]  # fmt: skip
    if format_ == "json":
        say_json([{k: v for k, v in row.items() if k != "label"} for row in found])
    elif not found:
        say(_("Every year is open."))
    else:
        headings = {
            "year": _("Year"), "forum": _("Forum"), "body": _("Body"), "label": _("State"),
            "at": _("Since"), "by": _("By"), "up_to_entry": _("Up to entry"), "why": _("Why"),
        }  # fmt: skip
        say_rows([row | {"at": local_time(str(row["at"]))} for row in found], headings,
                 right=("up_to_entry",))  # fmt: skip


def _propose(db: str, by: str, year: str, forum: str | None, body: str | None) -> None:
    from ledger.storage.chain import act
    from ledger.storage.store import open_book
    from ledger.years.year_end import propose

    with open_book(db).writing() as connection:
        scope = _scope(connection, year, forum, body)
        with act(connection, by, "proposed", {"year": scope.year}) as made:
            numbers = propose(connection, made, scope)
    for number in numbers:
        say(_("Row {number} of the inbox.").format(number=number))


def _scope(connection: Connection, year: str, forum: str | None, body: str | None) -> Scope:
    from ledger.dates import parse_fund_year
    from ledger.grants.periods import Scope
    from ledger.parties.bodies import body_number

    return Scope(
        parse_fund_year(year),
        body_number(connection, forum) if forum else None,
        body_number(connection, body) if body else None,
    )


def _words(connection: Connection, scope: Scope) -> str:
    from ledger.parties.bodies import names_by_number

    return scope.in_words(names_by_number(connection))


def _say_dry_run(scope: Scope, found: list[Obstacle], remains: list[Left], format_: str) -> None:
    if format_ == "json":
        say_json(
            {
                "year": scope.year,
                "obstacles": [
                    {"what": o.what, "do": o.do, "judgement": o.judgement} for o in found
                ],
                "remaining": [_fields_of_left(one) for one in remains],
            }
        )
        return
    if not found:
        say(_("Nothing stands in the way."))
    for one in found:
        say(one.what)
        say(_("  → {what}").format(what=one.do))
    _say_left(remains)


def _fields_of_scope(scope: Scope, named: str) -> dict[str, Any]:
    return {"year": scope.year, "scope": named}


def _fields_of_left(one: Left) -> dict[str, Any]:
    return {
        "body": one.body, "fund": one.fund, "fund_year": one.year,
        "remaining": one.amount.decimal_string, "terms": one.carry_over.value, "by": one.by,
        "advice": one.advice,
    }  # fmt: skip


def _say_left(remains: list[Left]) -> None:
    if not remains:
        say(_("Nothing remains."))
        return
    say()
    say(_("What remains, and what the terms say to do with it:"))
    rows = [
        {"body": one.body, "fund": one.fund, "year": one.year,
         "amount": one.amount.kronor_text(language()), "advice": one.advice}
        for one in remains
    ]  # fmt: skip
    headings = {
        "body": _("Body"), "fund": _("Fund"), "year": _("Year"), "amount": _("Kronor"),
        "advice": _("What to do"),
    }  # fmt: skip
    say_rows(rows, headings, right=("amount",))
