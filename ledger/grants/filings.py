"""Reports handed in (återrapportering): which body, for which fund year, which day, what paper.

hand_in(connection, made, Filing(fund, 2023, body, date(2024, 2, 28), "redovisning, dnr 24/17"))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ledger.dates import today
from ledger.errors import Refused, WrongUse
from ledger.grants.funds import open_fund_year
from ledger.messages import _
from ledger.parties.merged import merged
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import filings


@dataclass(frozen=True, slots=True)
class Filing:
    """That a body handed in its report of a fund year."""

    fund: int
    year: int
    body: int
    date: date
    paper: str


def hand_in(connection: Connection, made: Act, filing: Filing) -> None:
    """Note that a report was handed in. Raises WrongUse, Refused."""
    if not filing.paper.strip():
        raise WrongUse(_("Say what paper it rests on, with --paper."))
    if filing.date > today():
        raise WrongUse(_("{day} has not been yet.").format(day=filing.date))
    if filing in handed_in(connection):
        raise Refused(_("That report is in the book already."))
    open_fund_year(connection, made, filing.fund, filing.year)
    made.add(
        filings, fund=filing.fund, year=filing.year, body=filing.body,
        date=filing.date.isoformat(), paper=filing.paper,
    )  # fmt: skip


def handed_in(connection: Connection, moment: Moment = NOW) -> list[Filing]:
    """The reports handed in, in order; of a merged body, by the body that it has become."""
    same = merged(connection, moment)
    when = (*moment.knew(filings), *moment.by_day(filings.c.date))
    rows = connection.execute(select(filings).where(*when).order_by(filings.c.id))
    return [
        Filing(row.fund, row.year, same.root(row.body), date.fromisoformat(row.date), row.paper)
        for row in rows
    ]
