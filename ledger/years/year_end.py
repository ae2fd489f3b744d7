"""What remains of a year, per body and fund, and what the terms say to do with it.

    for one in left(connection, Scope(2024)): one.body, one.fund, one.amount, one.advice
    propose(connection, made, Scope(2024))        # the same as rows of the inbox

Each grant is a unit of its own: a surplus is never netted against a deficit. What the terms do not
say is asked about, never guessed. A proposal rests on the calculation, stored as a text; it decides
nothing by itself, so whoever accepts it says on what.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.columns import Column
from ledger.errors import Refused
from ledger.grants.fund_terms import in_force
from ledger.grants.funds import fund_names_by_number
from ledger.grants.periods import Scope
from ledger.messages import _, language
from ledger.money import Money
from ledger.parties.bodies import names_by_number
from ledger.posting.balances import lines
from ledger.proposing.calculations import Basis, Page, Transfer, put_into_inbox, reading_of
from ledger.proposing.decisions import undecided
from ledger.proposing.proposals import proposals
from ledger.storage.chain import Act
from ledger.terms import CandidateState, CarryOver, StatementKind

READER = "year-end/1"


@dataclass(frozen=True, slots=True)
class Left:
    """What remains on a line: above zero unused, below zero used before it came."""

    body: str
    fund: str
    year: int
    amount: Money
    carry_over: CarryOver
    by: str | None  # last day to use it or to carry it over
    grantor: str | None
    advice: str


def left(connection: Connection, scope: Scope) -> list[Left]:
    """The lines of the scope that do not end at zero."""
    number_of_fund = {name: number for number, name in fund_names_by_number(connection).items()}
    names, terms = names_by_number(connection), in_force(connection, year=scope.year)
    found = []
    for line in lines(connection, year=scope.year, body=scope.body, forum=scope.forum):
        amount = line.columns[Column.REMAINING]
        if not amount or not amount.ore:
            continue
        said = terms.get((number_of_fund[line.fund], scope.year))
        carry_over = said.carry_over if said else CarryOver.UNKNOWN
        day = (said.carry_until or said.use_by) if said else None
        by = day.isoformat() if day else None
        grantor = names.get(said.grantor) if said and said.grantor else None
        found.append(
            Left(line.body, line.fund, line.year, amount, carry_over, by, grantor,
                 _advice(amount, carry_over, by, grantor))
        )  # fmt: skip
    return found


def propose(connection: Connection, made: Act, scope: Scope) -> list[int]:
    """Put what is above zero into the inbox, to be carried over or repaid; the rows' numbers.

    Raises Refused where nothing is to be proposed, or all of it waits in the inbox already.
    """
    waiting = {
        (p.found.payer.name, p.found.fund.name, p.found.amount)
        for p in proposals(connection, CandidateState.OPEN)
        if p.found.payer and p.found.fund and scope.year in p.found.years
    }
    by_fund: dict[str, list[Left]] = defaultdict(list)
    for one in left(connection, scope):
        known = one.carry_over is not CarryOver.UNKNOWN
        if one.amount.ore > 0 and known and (one.body, one.fund, one.amount) not in waiting:
            by_fund[one.fund].append(one)
    if not by_fund:
        raise Refused(
            _("There is nothing to propose: nothing remains, its terms are unknown, or it waits "
              "in the inbox already."),
            next_step=_("“medel close {year} --dry-run” shows what remains.").format(
                year=scope.year
            ),
        )  # fmt: skip
    return [n for fund in by_fund for n in _propose(connection, made, fund, by_fund[fund])]


def _propose(connection: Connection, made: Act, fund: str, remains: list[Left]) -> range:
    year, page = remains[0].year, Page()
    title = _("What remains of {fund} {year}").format(fund=fund, year=year)
    page.line(title)
    page.line()
    for one in remains:
        page.line(
            _("{body}: {amount} kr. {advice}").format(
                body=one.body, amount=one.amount.kronor_text(language()), advice=one.advice
            )
        )
    page.line()
    page.line(_("Proposals"))
    basis = Basis(
        reader=READER, name=_("year-end {year} {fund}.txt").format(year=year, fund=fund),
        section=title, fund=fund, year=year, cited=undecided(None), rule="year_end.terms",
        why=_("What remains, and what the terms of the fund year say."),
    )  # fmt: skip
    transfers = [_transfer(one) for one in remains]
    return put_into_inbox(connection, made, reading_of(page, transfers, basis)).candidates


def _transfer(one: Left) -> Transfer:
    if one.carry_over is CarryOver.NO:
        return Transfer(one.body, one.grantor, one.amount, StatementKind.REPAYMENT, one.advice)
    return Transfer(one.body, one.body, one.amount, StatementKind.CARRY_OVER, one.advice)


def _advice(amount: Money, carry_over: CarryOver, by: str | None, grantor: str | None) -> str:
    if amount.ore < 0:
        return _("More has gone out than has come in: what covers it?")
    if carry_over is CarryOver.YES:
        return _("May be carried over.")
    if carry_over is CarryOver.UNTIL:
        return _("May be carried over until {day}.").format(day=by or "?")
    if carry_over is CarryOver.NO:
        to = grantor or _("the grantor")
        said = _("Is to be repaid to {grantor}.").format(grantor=to)
        return said if not by else _("{said} Last day to use it: {day}.").format(said=said, day=by)
    return _("The terms are unknown: ask the grantor, and state them with “medel fund year”.")
