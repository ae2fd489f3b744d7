"""Settlement (avräkning): what was invoiced on a forecast is met by the outcome the year after.

    for one in settlements(connection, 2023): one.body, one.forecast, one.outcome, one.difference

A difference above zero is to be paid back by the body, one below zero is for it to invoice. What
earlier settlements of the same year have moved is counted, so that settling again after a late cost
proposes only what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ledger.drafts import Reading
from ledger.errors import Refused
from ledger.grants.funds import fund_names_by_number
from ledger.messages import _, language
from ledger.money import Money
from ledger.parties.bodies import Body, names_by_number
from ledger.planning.deviations import outcomes, planned
from ledger.planning.plans import Version
from ledger.proposing.calculations import Basis, Page, Transfer, reading_of
from ledger.proposing.decisions import Cited
from ledger.proposing.proposals import proposals
from ledger.storage.tables import candidates, entries, sources
from ledger.terms import BodyKind, CandidateState, EntryKind, StatementKind

READER = "settlement/1"
RULE = "settlement.forecast"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one body was foreseen to spend of a fund year, what it spent, what is settled."""

    fund: str
    year: int
    body: str
    forecast: Money
    outcome: Money
    settled: Money  # paid back before, less invoiced before

    @property
    def difference(self) -> Money:
        """Above zero: to pay back. Below zero: to invoice."""
        return self.forecast - self.outcome - self.settled


def settlements(
    connection: Connection, forecast: Version, *, fund: str | None = None, body: str | None = None
) -> list[Settlement]:
    """Every body the forecast foresees costs for, in order of fund and body."""
    outcome, settled = outcomes(connection), _settled(connection)
    found = [
        Settlement(
            f, year, b, amount, Money(outcome.get((f, year, b, kind), 0)),
            Money(settled.get((f, year, b), 0)),
        )
        for (f, year, b, kind), amount in planned(connection, forecast.number).items()
        if kind is EntryKind.SPENT and fund in {None, f} and body in {None, b}
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.fund, one.year, one.body))


def refuse_waiting(connection: Connection, found: Sequence[Settlement]) -> None:
    """A settlement that waits in the inbox is decided before it is proposed again."""
    scopes = {(one.fund, one.year, one.body) for one in found if one.difference.ore}
    for proposal in proposals(connection, CandidateState.OPEN):
        said = proposal.found
        if not any(reason.rule == RULE for reason in said.reasons) or not said.fund:
            continue
        parties = {party.name for party in (said.payer, said.payee) if party}
        if any(f == said.fund.name and (y,) == said.years and b in parties for f, y, b in scopes):
            raise Refused(
                _("Row {number} of the inbox already proposes a settlement of this.").format(
                    number=proposal.number
                ),
                next_step=_("Accept it, or turn it down, first."),
            )


def readings_of(
    found: Sequence[Settlement], forecast: Version, counterpart: Body, cited: Cited,
    back_as: StatementKind | None = None,
) -> Iterator[Reading]:  # fmt: skip
    """The settlements as sources with proposals, one for each fund and year.

    What is paid back to the state has left the fund; between parties it moves what remains.
    """
    to_state = counterpart.kind is BodyKind.STATE
    back_as = back_as or (StatementKind.REPAYMENT if to_state else StatementKind.TRANSFER)
    for fund, year in sorted({(one.fund, one.year) for one in found}):
        of_fund = [one for one in found if (one.fund, one.year) == (fund, year)]
        page = Page()
        for line in described(of_fund, forecast, cited):
            page.line(line)
        basis = Basis(
            reader=READER,
            name=_("Settlement {fund} {year}.txt").format(fund=fund, year=year),
            section=_("Settlement of the forecast {name}").format(name=forecast.name),
            fund=fund, year=year, cited=cited, rule=RULE,
            why=_("The forecast is met by the outcome."),
        )  # fmt: skip
        moved = [_transfer(one, counterpart.name, back_as) for one in of_fund if one.difference.ore]
        yield reading_of(page, [one for one in moved if one.payer != one.payee], basis)


def described(
    found: Sequence[Settlement], forecast: Version, cited: Cited
) -> Iterator[str]:  # fmt: skip
    """The settlement in lines of text, as it is stored."""
    yield _("Settlement of the forecast {name} of {date}, version {number}").format(
        name=forecast.name, date=forecast.date, number=forecast.number
    )
    yield _("The forecast rests on: {paper}").format(paper=forecast.paper)
    for line in cited.lines:
        yield _("Decision: {what}").format(what=line)
    for one in found:
        yield _(
            "{fund} {year}, {body}: forecast {forecast} kr, outcome {outcome} kr, settled before "
            "{settled} kr, difference {difference} kr"
        ).format(
            fund=one.fund, year=one.year, body=one.body, forecast=_kronor(one.forecast),
            outcome=_kronor(one.outcome), settled=_kronor(one.settled),
            difference=_kronor(one.difference),
        )  # fmt: skip
    yield settlement_rule()
    yield ""
    yield _("Proposals:")


def settlement_rule() -> str:
    """What the sign of a difference means, as it is printed."""
    return _("A difference above zero is paid back; one below zero is invoiced.")


def _transfer(one: Settlement, counterpart: str, back_as: StatementKind) -> Transfer:
    if one.difference.ore > 0:
        return Transfer(one.body, counterpart, one.difference, back_as, _("paid back"))
    return Transfer(
        counterpart, one.body, -one.difference, StatementKind.INVOICE, _("invoiced as well")
    )


def _settled(connection: Connection) -> dict[tuple[str, int, str], int]:
    """What entries of earlier settlements moved: paid back counted up, invoiced down."""
    bodies, funds = names_by_number(connection), fund_names_by_number(connection)
    query = (
        select(entries)
        .join(candidates, candidates.c.id == entries.c.candidate)
        .join(sources, sources.c.id == candidates.c.source)
        .where(sources.c.reader == READER)
    )
    found: dict[tuple[str, int, str], int] = {}
    for row in connection.execute(query):
        for body, sign in ((row.payer, 1), (row.payee, -1)):
            scope = (funds[row.fund], row.fund_year, bodies[body])
            found[scope] = found.get(scope, 0) + sign * row.amount
    return found


def _kronor(money: Money) -> str:
    return money.kronor_text(language())
