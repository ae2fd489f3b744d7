"""`medel plan`: budgets and forecasts by version, against outcome, and their settlement.

`plan import`, which reads a file, stands in `imports/commands/plan.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.commands.kit import (
    NUMBER,
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
from ledger.commands.plan_shown import (
    deviation_fields,
    say_deviations,
    say_lines,
    say_settlements,
    say_versions,
    settlement_fields,
    version_fields,
)
from ledger.messages import N_, _, language
from ledger.terms import PlanKind, PlanState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.planning.plans import PlanLine

KINDS = click.Choice([kind.value for kind in PlanKind])
STATES = click.Choice([state.value for state in PlanState if state is not PlanState.PROPOSED])


@group("plan", help=N_("Budgets and forecasts, against what came of them."), default="show")
def plan() -> None:
    pass


@plan.command(
    "set",
    help=N_(
        "Set one line by hand, in a version that is proposed or in a new one.\n\n"
        "The version is named by its number or name; a new name makes a new version, for which "
        "--plan-kind and --plan-year are said. The same line set again replaces the former."
    ),
)
@argument("version")
@book_option
@by_option
@option("--fund", required=True, help=N_("The fund the money belongs to."))
@option("--body", required=True, help=N_("Whose money it is."))
@option("--amount", required=True, help=N_("Kronor, for example 985 975 or 985975,50."))
@option("--kind", "line_kind", default="spent", help=N_("What it foresees: spent, received …"))
@option("--year", help=N_("The fund year (bidragsår); the year of the plan if left out."))
@option("--text", help=N_("What the line is about."))
@option("--plan-kind", type=KINDS, help=N_("Of a new version: budget or forecast."))
@option("--plan-year", help=N_("Of a new version: the year it is for."))
@option("--date", "day", help=N_("Of a new version: the day of the decision; else today."))
@option("--paper", help=N_("Of a new version: what it rests on."))
def set_(
    version: str, db: str, by: str, fund: str, body: str, amount: str, line_kind: str,
    year: str | None, text: str | None, plan_kind: str | None, plan_year: str | None,
    day: str | None, paper: str | None,
) -> None:  # fmt: skip
    from ledger.dates import parse_date, parse_fund_year, today
    from ledger.errors import WrongUse
    from ledger.grants.funds import fund_number
    from ledger.money import Money
    from ledger.parties.bodies import body_number
    from ledger.planning.plans import NewLine, NewVersion, add_line, add_version, version_of
    from ledger.proposing.resolving import entry_kind
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    is_new = plan_kind is not None
    if is_new and not (plan_year and paper):
        raise WrongUse(_("A new version needs --plan-year and --paper as well."))
    with (
        open_book(db).writing() as connection,
        act(connection, by, "plan set", {"version": version}) as made,
    ):
        known = None if is_new else version_of(connection, version)
        of_year = known.year if known else parse_fund_year(plan_year or "")
        line = NewLine(
            fund=fund_number(connection, fund), year=parse_fund_year(year) if year else of_year,
            body=body_number(connection, body), kind=entry_kind(line_kind),
            amount=Money.of_text(amount), text=text,
        )  # fmt: skip
        if known:
            number = known.number
            add_line(made, known, line)
        else:
            on = parse_date(day) if day else today()
            new = NewVersion(PlanKind.of(plan_kind or ""), of_year, version, on, paper or "")
            number = add_version(connection, made, new, [line])
    say(
        _("Version {number}: {body}, {kind} {kronor} kr.").format(
            number=number,
            body=body,
            kind=line.kind.label(language()),
            kronor=line.amount.kronor_text(language()),
        )
    )


@plan.command(
    "show",
    help=N_(
        "List the versions, or the lines of one.\n\n"
        "Of each year and kind the version that was approved last is the one that holds. With "
        "--fund, --body or --version the lines are shown."
    ),
)
@book_option
@option("--year", help=N_("Only plans for this year."))
@option("--kind", type=KINDS, help=N_("Only budgets, or only forecasts."))
@option("--fund", help=N_("Only this fund."))
@option("--body", help=N_("Only this body."))
@option("--version", metavar="NUMBER|NAME", help=N_("The lines of this version."))
@moment_options
@format_option("text", "json")
def show(
    db: str, year: str | None, kind: str | None, fund: str | None, body: str | None,
    version: str | None, as_of: str | None, known_at: str | None, format_: str,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year
    from ledger.planning.plans import lines_of, version_of, versions
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    of_kind = PlanKind.of(kind) if kind else None
    of_year = parse_fund_year(year) if year else None
    with open_book(db).reading() as connection:
        of_fund, of_body = _names(connection, fund, body)
        moment = moment_of(connection, as_of, known_at)
        if version:
            found = [version_of(connection, version, of_kind, of_year, moment)]
        else:
            found = versions(connection, year=of_year, kind=of_kind, moment=moment)
        shown = [
            (
                one,
                [
                    li
                    for li in lines_of(connection, one.number, moment)
                    if _wanted(li, of_fund, of_body)
                ],
            )
            for one in found
        ]
    if fund or body:
        shown = [(one, lines) for one, lines in shown if lines]
    if format_ == "json":
        say_json([version_fields(one, lines) for one, lines in shown])
    elif not shown:
        say(_("No plans."))
    else:
        say_versions([one for one, _lines in shown])
        if version or fund or body:
            say()
            say_lines([line for _one, lines in shown for line in lines])


@plan.command(
    "state",
    help=N_(
        "Say what has become of a version: approved, revised or obsolete.\n\n"
        "All versions are kept. An approved version that a newer one replaces stays approved until "
        "you say that it is revised; the one approved last holds."
    ),
)
@argument("version")
@argument("state", type=STATES)
@book_option
@by_option
@option("--why", required=True, help=N_("Why, and by whose decision; it is kept."))
def state_(version: str, state: str, db: str, by: str, why: str) -> None:
    from ledger.planning.plans import set_state, version_of, versions
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    becomes = PlanState.of(state)
    with (
        open_book(db).writing() as connection,
        act(connection, by, "plan state", {"version": version, "state": state, "why": why}) as made,
    ):
        known = version_of(connection, version)
        set_state(made, known, becomes, why)
        others = versions(connection, year=known.year, kind=known.kind)
    label = becomes.label(language())
    say(_("Version {number} is {state}.").format(number=known.number, state=label))
    for other in others:
        if (
            becomes is PlanState.APPROVED
            and other.number != known.number
            and other.state is PlanState.APPROVED
        ):
            say(
                _("Version {number} “{name}” is approved too; the one approved last holds.").format(
                    number=other.number, name=other.name
                )
            )


@plan.command(
    "deviation",
    help=N_(
        "Budget and forecast against outcome.\n\n"
        "Of the versions that hold. A deviation above zero is money left, or better than the plan."
    ),
)
@argument("year")
@book_option
@option("--fund", help=N_("Only this fund."))
@option("--body", help=N_("Only this body."))
@moment_options
@format_option("text", "json")
def deviation(
    year: str, db: str, fund: str | None, body: str | None, as_of: str | None,
    known_at: str | None, format_: str,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year
    from ledger.planning.deviations import deviations, held, sign_rule
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    of_year = parse_fund_year(year)
    with open_book(db).reading() as connection:
        of_fund, of_body = _names(connection, fund, body)
        moment = moment_of(connection, as_of, known_at)
        plans = held(connection, of_year, moment)
        found = deviations(connection, of_year, fund=of_fund, body=of_body, moment=moment)
    if format_ == "json":
        versions = {kind.value: version.number for kind, version in plans.items()}
        rows = [deviation_fields(one) for one in found]
        say_json({"year": of_year, "versions": versions, "sign": sign_rule(), "rows": rows})
        return
    for kind, version in plans.items():
        say(
            _("{kind}: version {number} “{name}” of {date}").format(
                kind=kind.label(language()),
                number=version.number,
                name=version.name,
                date=version.date,
            )
        )
    say_deviations(found)
    say(sign_rule())


@plan.command(
    "settle",
    help=N_(
        "Meet a forecast with its outcome, and propose what to pay back or to invoice.\n\n"
        "What the body did not spend of its forecast it pays back to the other; what it spent "
        "above it, it invoices. With a decision the proposals are decided, without one proposed."
    ),
)
@argument("year")
@book_option
@by_option
@option("--with", "counterpart", required=True, metavar="BODY",
        help=N_("Who paid on the forecast, and is settled with."))  # fmt: skip
@option("--fund", help=N_("Only this fund."))
@option("--body", help=N_("Only this body."))
@option("--back-as", metavar="KIND",
        help=N_("How what is paid back is posted: returned, transferred …"))  # fmt: skip
@option("--decision", type=NUMBER, help=N_("The entry of the decision it rests on."))
@option("--row", type=NUMBER, help=N_("The row of the inbox with the decision it rests on."))
@option("--paper", help=N_("Or the paper it rests on."))
@option("--date", "day", help=N_("The day of the decision, where it is another."))
@option("--dry-run", is_flag=True, help=N_("Only show it; store nothing."))
@format_option("text", "json")
def settle(
    year: str, db: str, by: str, counterpart: str, fund: str | None, body: str | None,
    back_as: str | None,
    decision: int | None, row: int | None, paper: str | None, day: str | None, dry_run: bool,
    format_: str,
) -> None:  # fmt: skip
    from ledger.dates import parse_date, parse_fund_year
    from ledger.errors import WrongUse
    from ledger.parties.bodies import body_named
    from ledger.planning.plans import forecast_of
    from ledger.planning.settlements import readings_of, refuse_waiting, settlements
    from ledger.proposing.calculations import put_into_inbox, statement_kind
    from ledger.proposing.decisions import cite, undecided
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    on = parse_date(day) if day else None
    back = statement_kind(back_as) if back_as else None
    of_year = parse_fund_year(year)
    rows: list[int] = []
    book = open_book(db)
    with book.reading() if dry_run else book.writing() as connection:
        of_fund, of_body = _names(connection, fund, body)
        other = body_named(connection, counterpart)
        forecast = forecast_of(connection, of_year)
        found = [
            one
            for one in settlements(connection, forecast, fund=of_fund, body=of_body)
            if one.body != other.name
        ]
        cited = cite(connection, entry=decision, row=row, paper=paper, day=on)
        if not dry_run:
            if not any(one.difference.ore for one in found):
                raise WrongUse(_("There is nothing to settle: the forecast is the outcome."))
            refuse_waiting(connection, found)
            said = {"year": of_year, "with": other.name, "decision": decision, "row": row,
                    "paper": paper}  # fmt: skip
            with act(connection, by, "settled", said) as made:
                for reading in readings_of(found, forecast, other, cited or undecided(on), back):
                    if reading.candidates:
                        rows += put_into_inbox(connection, made, reading).candidates
    if format_ == "json":
        say_json({"forecast": forecast.number, "with": other.name, "rows": rows,
                  "settlements": [settlement_fields(one) for one in found]})  # fmt: skip
        return
    say_settlements(found, other.name, rows)


def _names(
    connection: Connection, fund: str | None, body: str | None
) -> tuple[str | None, str | None]:
    from ledger.grants.funds import fund_names_by_number, fund_number
    from ledger.parties.bodies import body_number, names_by_number

    return (
        fund_names_by_number(connection)[fund_number(connection, fund)] if fund else None,
        names_by_number(connection)[body_number(connection, body)] if body else None,
    )


def _wanted(line: PlanLine, fund: str | None, body: str | None) -> bool:
    return fund in {None, line.fund} and body in {None, line.body}
