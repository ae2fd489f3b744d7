"""`medel match list` and `show`: matches as they stand, and the chain behind an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    argument,
    book_option,
    command,
    format_option,
    moment_options,
    option,
    say,
    say_json,
)
from ledger.errors import WrongUse
from ledger.messages import N_, _

if TYPE_CHECKING:
    from ledger.reconciling.evidence import Shown
    from ledger.reconciling.groups import Group
    from ledger.terms import Relation


@command("list", help=N_("List matches: suggested, settled, turned down, undone."))
@book_option
@option("--state", help=N_("Only in this state: suggested, settled, rejected, undone, superseded."))
@option("--relation", help=N_("Only this relation: decided-invoiced, invoiced-paid …"))
@option("--year", help=N_("Only what concerns this fund year."))
@option("--fund", help=N_("Only this fund."))
@option("--body", help=N_("Only what this body pays or gets."))
@option("--rule", help=N_("Only what this pass proposed; by-hand for what a person did."))
@option("--above", type=click.IntRange(0, 1000), help=N_("Only with at least this score."))
@moment_options
@format_option("text", "json")
def list_(
    db: str, state: str | None, relation: str | None, year: str | None, fund: str | None,
    body: str | None, rule: str | None, above: int | None, as_of: str | None,
    known_at: str | None, format_: str,
) -> None:  # fmt: skip
    from ledger.commands.match_shown import group_fields, say_groups
    from ledger.reconciling.evidence import describe
    from ledger.reconciling.groups import groups, keys_of
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book
    from ledger.terms import MatchState

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        found = groups(
            connection, moment=moment, state=_term(MatchState, state),
            relation=relation_named(relation) if relation else None,
        )  # fmt: skip
        if rule:
            found = [one for one in found if one.rule.partition("/")[0] == rule.partition("/")[0]]
        found = [one for one in found if one.score >= (above or 0)]
        items = describe(connection, {key for one in found for key in keys_of(one.parts)}, moment)
        concerns = _concerns(connection, year, fund, body)
    found = [
        one for one in found
        if _dated_by(one, items, moment.as_of)
        and any(concerns(items[key]) for key in keys_of(one.parts) if key in items)
    ] if year or fund or body or moment.as_of else found  # fmt: skip
    if format_ == "json":
        say_json([group_fields(one, items) for one in found])
    elif not found:
        say(_("There are no such matches."))
    else:
        say_groups(found, items)


@command(
    "show",
    help=N_(
        "Show a match, or the chain that an item stands in.\n\n"
        "A number shows that match; decision:3, invoice:7, payment:9 or booking:11 shows the chain "
        "decision → invoices → payments and bookings, and what the item is suggested with."
    ),
)
@argument("what")
@book_option
@moment_options
@format_option("text", "json")
def show(what: str, db: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        if what.isdecimal():
            _show_group(connection, int(what), moment, format_)
        else:
            _show_chain(connection, what, moment, format_)


def relation_named(said: str) -> Relation:
    """A relation by its value or label. Raises WrongUse."""
    from ledger.terms import Relation

    found: Relation = _term(Relation, said)
    return found


def _show_group(connection: Any, number: int, moment: Any, format_: str) -> None:
    from ledger.commands.match_shown import group_fields, say_group
    from ledger.reconciling.evidence import describe
    from ledger.reconciling.groups import group, keys_of

    one = group(connection, number, moment)
    items = describe(connection, keys_of(one.parts), moment)
    if format_ == "json":
        say_json(group_fields(one, items))
    else:
        say_group(one, items)


def _show_chain(connection: Any, what: str, moment: Any, format_: str) -> None:
    from ledger.commands.match_shown import chain_fields, group_fields, say_chain, say_groups
    from ledger.reconciling.by_hand import key_said
    from ledger.reconciling.chains import chain_of
    from ledger.reconciling.evidence import describe
    from ledger.reconciling.groups import groups_that_hold, keys_of
    from ledger.terms import MatchState

    start = key_said(connection, what)
    chain = chain_of(connection, start, moment)
    waiting = [
        one
        for one in groups_that_hold(connection, [start], moment)
        if one.state is MatchState.SUGGESTED
    ]
    items = describe(
        connection, {*chain.items, *(key for one in waiting for key in keys_of(one.parts))}, moment
    )
    if start not in items:
        raise WrongUse(_("There is no {item}.").format(item=what))
    if format_ == "json":
        suggested = [group_fields(one, items) for one in waiting]
        say_json(chain_fields(chain, items) | {"suggested": suggested})
        return
    say_chain(chain, items)
    if waiting:
        say()
        say(_("Suggested:"))
        say_groups(waiting, items)


def _concerns(connection: Any, year: str | None, fund: str | None, body: str | None) -> Any:
    """Whether an item is of the year, the fund and the body that are asked for."""
    from ledger.dates import parse_fund_year
    from ledger.grants.funds import fund_names_by_number, fund_number
    from ledger.parties.bodies import body_number, names_by_number

    wanted_year = parse_fund_year(year) if year else None
    fund_name = fund_names_by_number(connection)[fund_number(connection, fund)] if fund else None
    body_name = names_by_number(connection)[body_number(connection, body)] if body else None

    def asked(item: Shown) -> bool:
        return (
            wanted_year in {None, item.fund_year}
            and fund_name in {None, item.fund}
            and body_name in {None, item.payer, item.payee}
        )

    return asked


def _dated_by(one: Group, items: Any, day: Any) -> bool:
    """Whether nothing in the group is dated after the day."""
    from ledger.reconciling.groups import keys_of

    dates = [items[key].date for key in keys_of(one.parts) if key in items]
    return day is None or all(date is None or date <= day.isoformat() for date in dates)


def _term(kind: Any, said: str | None) -> Any:
    if said is None:
        return None
    for one in kind:
        if said.lower() in {one.value, one.sv, one.en}:
            return one
    raise WrongUse(
        _("“{said}” is not one of {words}.").format(
            said=said, words=", ".join(one.value for one in kind)
        )
    )
