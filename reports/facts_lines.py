"""The lines of a part of the book: what the ledger sums, beside what came of it and the plans.

    counted, held_out = booked_facts(connection, part, 2023)
    line_facts(connection, part, 2023, counted)

A line is of one year, which need not be the part's own: a report over many years asks for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from ledger.columns import PLANNED, Column
from ledger.grants.funds import fund_names_by_number
from ledger.money import Money
from ledger.parties.bodies import names_by_number
from ledger.planning.deviations import deviation, planned_costs
from ledger.posting.balances import REMAINING_SIGNS, lines
from ledger.reconciling.line_sums import booked, of_matches
from ledger.terms import EntryKind, PlanKind
from reports.facts_parts import Part
from reports.figures import BookedFact, LineFact, YearSum
from reports.layout import swedish_order

MOST_YEARS = 10  # that are looked back at
_OVER_YEARS = (Column.GRANTED, Column.RECEIVED, Column.SPENT, Column.REMAINING)
_LineKey = tuple[str, str]  # body and fund
_Columns = dict[Column, Money | None]
_NOTHING: _Columns = {column: None if column in PLANNED else Money(0) for column in Column}
_COLUMN_OF = {
    EntryKind.SPENT: Column.SPENT,
    EntryKind.RECEIVED: Column.RECEIVED,
    EntryKind.RETURNED: Column.RETURNED,
}


def line_facts(
    connection: Connection, part: Part, year: int, counted: Sequence[BookedFact] = ()
) -> tuple[LineFact, ...]:
    """The lines of a year: entries, settled matches, what is counted, and the plans."""
    found = lines(
        connection, year=year, body=part.body, fund=part.fund, forum=part.forum,
        up_to=part.up_to, moment=part.moment,
    )  # fmt: skip
    facts = {(line.body, line.fund): dict(line.columns) for line in found}
    _add(facts, _came(connection, part, year))
    for one in counted:
        column = _COLUMN_OF[one.kind]
        _add(facts, {(one.body, one.fund): {
            column: one.amount, Column.REMAINING: Money(REMAINING_SIGNS[column] * one.amount.ore),
        }})  # fmt: skip
    for (body, fund), plans in _plans(connection, part, year).items():
        columns = facts.setdefault((body, fund), dict(_NOTHING))
        budget, spent = plans.get(PlanKind.BUDGET), columns[Column.SPENT] or Money(0)
        columns[Column.BUDGET] = budget
        columns[Column.FORECAST] = plans.get(PlanKind.FORECAST)
        columns[Column.DEVIATION] = deviation(EntryKind.SPENT, budget, spent)
    return tuple(
        LineFact(body, fund, columns)
        for (body, fund), columns in sorted(
            facts.items(), key=lambda item: tuple(map(swedish_order, item[0]))
        )
    )


def booked_facts(
    connection: Connection, part: Part, year: int
) -> tuple[tuple[BookedFact, ...], tuple[BookedFact, ...]]:
    """What rules say of bookings: counted, and held out. Books do not say which forum decided."""
    if part.forum is not None:
        return (), ()
    found = booked(connection, year, part.moment)
    bodies = names_by_number(connection, part.moment)
    funds = fund_names_by_number(connection)
    counted, held_out = (
        tuple(
            BookedFact(
                body=bodies[one.body], fund=funds[one.fund],
                kind=EntryKind.of(one.counts_as.value), account=one.account,
                account_name=one.account_name, amount=Money(one.amount), rows=one.rows,
                last_day=date.fromisoformat(one.last_day), place=one.place,
            )
            for one in rows
            if part.body in {None, one.body} and part.fund in {None, one.fund}
        )
        for rows in (found.counted, found.held_out)
    )  # fmt: skip
    return counted, held_out


def all_of_lines(connection: Connection, part: Part, year: int) -> tuple[LineFact, ...]:
    """The lines of a year with what rules count of bookings."""
    counted, _held_out = booked_facts(connection, part, year)
    return line_facts(connection, part, year, counted)


def year_sums(connection: Connection, part: Part, last: int) -> tuple[YearSum, ...]:
    """What the entries of each year sum to, up to the last, beside what was forecast."""
    sums: dict[int, dict[Column, int]] = defaultdict(lambda: defaultdict(int))
    found = lines(
        connection, body=part.body, forum=part.forum, up_to=part.up_to, moment=part.moment
    )
    for line in found:
        if last - MOST_YEARS < line.year <= last:
            for column in _OVER_YEARS:
                sums[line.year][column] += (line.columns[column] or Money(0)).ore
    for year, of_year in sums.items():
        for plans in _plans(connection, part, year).values():
            if forecast := plans.get(PlanKind.FORECAST):
                of_year[Column.FORECAST] += forecast.ore
    return tuple(
        YearSum(year, {column: Money(ore) for column, ore in sums[year].items() if ore})
        for year in sorted(sums)
    )


def _add(facts: dict[_LineKey, _Columns], more: Mapping[_LineKey, Mapping[Column, Money]]) -> None:
    for key, sums in more.items():
        columns = facts.setdefault(key, dict(_NOTHING))
        for column, amount in sums.items():
            columns[column] = (columns[column] or Money(0)) + amount


def _came(connection: Connection, part: Part, year: int) -> dict[_LineKey, dict[Column, Money]]:
    """What settled matches say is invoiced and paid."""
    found = of_matches(connection, year, forum=part.forum, moment=part.moment)
    bodies = names_by_number(connection, part.moment)
    funds = fund_names_by_number(connection)
    return {
        (bodies[body], funds[fund]): {column: Money(ore) for column, ore in sums.items() if ore}
        for (body, fund), sums in found.items()
        if part.body in {None, body} and part.fund in {None, fund} and any(sums.values())
    }


def _plans(
    connection: Connection, part: Part, year: int
) -> dict[_LineKey, dict[PlanKind, Money]]:  # fmt: skip
    """The costs the plans foresee; a plan is of the whole year, not of what a forum decided."""
    if part.forum is not None:
        return {}
    costs = planned_costs(connection, year, part.moment)
    return {
        (body, fund): plans
        for (body, fund), plans in costs.items()
        if part.body_name in {None, body} and part.fund_name in {None, fund}
    }
