"""`medel report fund | body | forum | plan | deadlines | trail`: reports of a part of the book."""

from __future__ import annotations

import click

from ledger.commands.kit import argument, command, option
from ledger.errors import WrongUse
from ledger.messages import N_, _
from reports.commands.writing import How, report_options, write

_YEAR = N_("Only this fund year.")
_BODY = N_("Only what concerns this body.")
_FUND = N_("Only this fund.")


@command(
    "fund",
    help=N_(
        "A fund over its years.\n\n"
        "Each body's line year by year, the terms in force, a chart, and every entry beside the "
        "decision it rests on."
    ),
)
@argument("fund")
@option("--year", metavar="YEAR", help=_YEAR)
@option("--body", help=_BODY)
@report_options
def fund(fund: str, year: str | None, body: str | None, how: How) -> None:
    write(how.spec("fund", fund=fund, year=_year(year), body=body), how)


@command(
    "body",
    help=N_(
        "A body over its years.\n\n"
        "Its lines in every fund, what it is owed and owes, and its entries. With --each and no "
        "body: a file for each of them."
    ),
)
@argument("body", required=False)
@option("--year", metavar="YEAR", help=_YEAR)
@option("--fund", help=_FUND)
@report_options
def body(body: str | None, year: str | None, fund: str | None, how: How) -> None:
    if body is None and not how.each:
        raise WrongUse(
            _("Which body is it about?"),
            next_step=_("Name one, or write a file for each: --each -o FOLDER"),
        )
    write(how.spec("body", body=body, year=_year(year), fund=fund), how)


@command(
    "forum",
    help=N_(
        "What a forum has decided.\n\n"
        "Each decision with its quote, the entries it became, and what is not posted."
    ),
)
@argument("forum")
@option("--year", metavar="YEAR", help=_YEAR)
@report_options
def forum(forum: str, year: str | None, how: How) -> None:
    write(how.spec("forum", forum=forum, year=_year(year)), how)


@command(
    "plan",
    help=N_(
        "Budget, forecast and outcome of a fund year.\n\n"
        "The versions that hold, what came of each line, and the deviation with its sign rule."
    ),
)
@argument("year")
@option("--body", help=_BODY)
@option("--fund", help=_FUND)
@report_options
def plan(year: str, body: str | None, fund: str | None, how: How) -> None:
    write(how.spec("plan", year=_year(year), body=body, fund=fund), how)


@command(
    "deadlines",
    help=N_(
        "What is due and what is missing.\n\n"
        "What “medel deadlines” shows, as a report; counted from today, or from the day of --as-of."
    ),
)
@option("--within", metavar="DAYS", type=click.IntRange(0, 36500),
        help=N_("Only what is due in so many days, and what is overdue."))  # fmt: skip
@option("--body", help=_BODY)
@option("--fund", help=_FUND)
@report_options
def deadlines(within: int | None, body: str | None, fund: str | None, how: How) -> None:
    write(how.spec("deadlines", within=within, body=body, fund=fund), how)


@command(
    "trail",
    help=N_(
        "Every entry with the words it rests on.\n\n"
        "The decision's quote, file, sha256, section and page; each row leads to its entry."
    ),
)
@option("--year", metavar="YEAR", help=_YEAR)
@option("--body", help=_BODY)
@option("--fund", help=_FUND)
@report_options
def trail(year: str | None, body: str | None, fund: str | None, how: How) -> None:
    write(how.spec("trail", year=_year(year), body=body, fund=fund), how)


EXTRACTS = (fund, body, forum, plan, deadlines, trail)


def _year(said: str | None) -> int | None:
    from ledger.dates import parse_fund_year

    return parse_fund_year(said) if said else None
