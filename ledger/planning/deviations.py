"""Budget and forecast against outcome (avvikelse), a row for each fund, body and kind.

    for row in deviations(connection, 2023): row.body, row.budget, row.outcome, row.deviation

The sign: a deviation above zero is money left, or better than the plan. For what goes out (spent,
returned, carried) it is plan - outcome; for what comes in (granted, requisitioned, received,
allocated, transferred, to invoice) it is outcome - plan. An unknown plan is None, never 0.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.errors import WrongUse
from ledger.messages import _
from ledger.money import Money
from ledger.planning.plans import Version, holding, lines_of
from ledger.posting.balances import PAYEE_COLUMN, PAYER_COLUMN, lines
from ledger.storage.moments import NOW, Moment
from ledger.terms import EntryKind, PlanKind

# What goes out is counted for who pays it, all else for who gets it.
GOES_OUT = frozenset({EntryKind.SPENT, EntryKind.RETURNED, EntryKind.CARRIED})
OUTCOME = {
    kind: PAYER_COLUMN[kind] if kind in GOES_OUT else PAYEE_COLUMN[kind] for kind in EntryKind
}

Scope = tuple[str, int, str, EntryKind]  # fund, fund year, body, kind


@dataclass(frozen=True, slots=True)
class Deviation:
    """What was planned and what came of it."""

    fund: str
    year: int
    body: str
    kind: EntryKind
    budget: Money | None
    forecast: Money | None
    outcome: Money

    @property
    def deviation(self) -> Money | None:
        """Against the budget; None where there is none."""
        return deviation(self.kind, self.budget, self.outcome)

    @property
    def forecast_deviation(self) -> Money | None:
        """Against the forecast; None where there is none."""
        return deviation(self.kind, self.forecast, self.outcome)


def deviation(kind: EntryKind, plan: Money | None, outcome: Money) -> Money | None:
    """Plan against outcome by the one sign rule.

    >>> deviation(EntryKind.SPENT, Money(100), Money(70)).ore      # money left
    30
    >>> deviation(EntryKind.RECEIVED, Money(100), Money(70)).ore   # less came in than planned
    -30
    """
    if plan is None:
        return None
    return plan - outcome if kind in GOES_OUT else outcome - plan


def sign_rule() -> str:
    """The sign rule as it is printed under every table of deviations."""
    return _(
        "A deviation above zero is money left, or better than the plan: plan less outcome for "
        "what goes out, outcome less plan for what comes in."
    )


def held(connection: Connection, year: int, moment: Moment = NOW) -> dict[PlanKind, Version]:
    """The budget and the forecast that hold. Raises WrongUse where neither does."""
    found = {kind: holding(connection, kind, year, moment) for kind in PlanKind}
    known = {kind: version for kind, version in found.items() if version}
    if not known:
        raise WrongUse(
            _("No budget or forecast for {year} is approved.").format(year=year),
            next_step=_("Approve one: medel plan state VERSION approved --why WHY"),
        )
    return known


def deviations(
    connection: Connection, year: int, *, fund: str | None = None, body: str | None = None,
    moment: Moment = NOW,
) -> list[Deviation]:  # fmt: skip
    """Every planned line of the year, and what came of the same kinds without a plan."""
    plans = {
        kind: planned(connection, version.number, moment)
        for kind, version in held(connection, year, moment).items()
    }
    kinds = {scope[3] for plan in plans.values() for scope in plan}
    outcome = outcomes(connection, moment)
    scopes = {scope for plan in plans.values() for scope in plan}
    scopes |= {s for s, ore in outcome.items() if s[1] == year and s[3] in kinds and ore}
    found = [
        Deviation(
            *scope,
            budget=plans.get(PlanKind.BUDGET, {}).get(scope),
            forecast=plans.get(PlanKind.FORECAST, {}).get(scope),
            outcome=Money(outcome.get(scope, 0)),
        )
        for scope in scopes
    ]
    wanted = [d for d in found if fund in {None, d.fund} and body in {None, d.body}]
    order = list(EntryKind)
    return sorted(wanted, key=lambda d: (d.fund, d.year, d.body, order.index(d.kind)))


def planned(connection: Connection, version: int, moment: Moment = NOW) -> dict[Scope, Money]:
    """The sum of a version's lines, by scope."""
    sums: dict[Scope, int] = defaultdict(int)
    for line in lines_of(connection, version, moment):
        sums[line.fund, line.year, line.body, line.kind] += line.amount.ore
    return {scope: Money(ore) for scope, ore in sums.items()}


def planned_costs(
    connection: Connection, year: int, moment: Moment = NOW
) -> dict[tuple[str, str], dict[PlanKind, Money]]:  # fmt: skip
    """By body and fund, what the plans that hold foresee to be spent; empty where none holds."""
    found: dict[tuple[str, str], dict[PlanKind, Money]] = {}
    for kind in PlanKind:
        version = holding(connection, kind, year, moment)
        if version is None:
            continue
        for (fund, of_year, body, what), money in planned(
            connection, version.number, moment
        ).items():
            if what is EntryKind.SPENT and of_year == year:
                found.setdefault((body, fund), {})[kind] = money
    return found


def outcomes(connection: Connection, moment: Moment = NOW) -> dict[Scope, int]:
    """What the entries sum to, in öre, by scope."""
    found: dict[Scope, int] = {}
    for line in lines(connection, moment=moment):
        for kind, column in OUTCOME.items():
            money = line.columns[column]
            found[line.fund, line.year, line.body, kind] = money.ore if money else 0
    return found
