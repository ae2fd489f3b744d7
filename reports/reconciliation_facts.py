"""Reads a reconciliation from the book: the lists and lines with the words and places behind them.

    facts = reconciliation_facts(connection, spec, day)
    facts.of(Listed.OVERDUE), facts.lines, facts.debts

Everything is read at one moment, some tables whole and what is shown in batches: the time follows
the rows, and never is one item asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledger.dates import today
from ledger.grants.funds import fund_number
from ledger.messages import speaking
from ledger.money import Money
from ledger.parties.bodies import body_number, names_by_number
from ledger.reconciling.amounts import Key
from ledger.reconciling.evidence import Shown, described
from ledger.reconciling.groups import Residual
from ledger.reconciling.proposing import forms_of_bodies
from ledger.terms import ItemKind
from reports.facts import book_facts
from reports.layout import swedish_order
from reports.reconciliation_account import Draft, account_drafts, due_of
from reports.reconciliation_figures import (
    AccountLine,
    Age,
    Finding,
    ItemFact,
    Listed,
    ReconciliationFacts,
    ResidualFact,
    age_of,
)
from reports.reconciliation_lists import Forms, Row, of_items, of_matches, tied
from reports.reconciliation_state import Selection, State, state_of
from reports.reconciliation_twice import invoiced_twice, paid_twice

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.storage.moments import Moment
    from reports.spec import Spec


def reconciliation_facts(connection: Connection, spec: Spec) -> ReconciliationFacts:
    """What a spec asks for. Raises NotResolved where no one body or fund goes by such a name."""
    moment = spec.moment(connection)
    day = date.fromisoformat(spec.as_of or spec.day or today().isoformat())
    part = _selection(connection, spec, moment)
    state = state_of(connection, part, moment)
    with speaking(spec.language):
        rows = list(_rows(state, forms_of_bodies(connection, moment), day))
    drafts = account_drafts(state, day)
    facts = _Facts(connection, state, moment, _keys(rows, drafts))
    lines = tuple(sorted(map(facts.line, drafts), key=_order))
    lists: dict[Listed, list[Finding]] = {listed: [] for listed in Listed}
    for row in rows:
        lists[row.of].append(facts.finding(row))
    lists[Listed.OVERDUE] = sorted(
        (_overdue(line) for line in lines if line.invoice and (line.days or 0) > 0),
        key=lambda one: (-(one.days or 0), one.first.number),
    )
    bodies = names_by_number(connection, moment)
    named = {name for line in lines for name in (line.payer, line.payee)}
    return ReconciliationFacts(
        book_facts(connection, moment=moment), day,
        {listed: tuple(found) for listed, found in lists.items()}, lines,
        tuple(name for name in sorted(set(bodies.values()), key=swedish_order) if name in named),
        spec.year, spec.fund, bodies[part.body] if part.body else None,
        bodies[part.forum] if part.forum else None, spec.net,
    )  # fmt: skip


def _selection(connection: Connection, spec: Spec, moment: Moment) -> Selection:
    body, forum = (
        body_number(connection, words, moment=moment) if words else None
        for words in (spec.body, spec.forum)
    )
    fund = fund_number(connection, spec.fund) if spec.fund else None
    return Selection(spec.year, fund, body, forum)


def _rows(state: State, forms: Forms, day: date) -> Iterator[Row]:
    yield from of_matches(state, forms)
    yield from of_items(state, day)
    yield from tied(state, forms)
    yield from paid_twice(state)
    yield from invoiced_twice(state)


class _Facts:
    """Rows and drafts with the words and places of their items."""

    def __init__(
        self, connection: Connection, state: State, moment: Moment, keys: Iterable[Key]
    ) -> None:
        self.state = state
        items = {key: state.items[key] for key in keys}
        self.items = {
            key: _item(one, state) for key, one in described(connection, items, moment).items()
        }

    def finding(self, row: Row) -> Finding:
        """A row of a list."""
        said = dict(row.said)
        for name in ("open", "difference"):
            if name in said:
                said[name] = Money(said[name])
        said["residuals"] = tuple(map(_residual, said.get("residuals", ())))
        items = tuple(self.items[key] for key in row.keys)
        return Finding(row.of, items, Money(row.amount), **said)

    def line(self, draft: Draft) -> AccountLine:
        """A line of account."""
        item = self.items[draft.key]
        billed = item.kind is ItemKind.INVOICE
        age = age_of(draft.due if draft.days else None, _day_of(draft))
        return AccountLine(
            item.payer, item.payee, item.fund, item.fund_year,
            tuple(self.items[key] for key in draft.decisions), item if billed else None,
            Money(draft.decided), Money(draft.invoiced), Money(draft.credited), Money(draft.paid),
            Money(draft.other), Money(draft.open), draft.due, draft.days,
            age if billed else Age.NOT_INVOICED,
            tuple(self.state.suggested_for.get(draft.key, ())),
        )  # fmt: skip


def _day_of(draft: Draft) -> date:
    """The day that the age of a line was counted to."""
    return draft.due + timedelta(draft.days) if draft.due and draft.days else date.max


def _item(shown: Shown, state: State) -> ItemFact:
    item = state.items[shown.key]
    ore, payer, payee = shown.amount, shown.payer or "", shown.payee or ""
    if shown.is_credit:  # as it lowers an invoice, of the same payer and payee
        ore, payer, payee = -ore, payee, payer
    return ItemFact(
        shown.kind, shown.number, shown.name, Money(ore), payer, payee, shown.fund or "",
        shown.fund_year, date.fromisoformat(shown.date) if shown.date else None,
        due_of(item) if shown.kind is ItemKind.INVOICE else None, shown.quote or "",
        shown.file or "", shown.section or "", shown.page, shown.place, shown.text or "",
    )  # fmt: skip


def _residual(one: Residual) -> ResidualFact:
    return ResidualFact(one.kind, Money(one.amount), one.why)


def _overdue(line: AccountLine) -> Finding:
    assert line.invoice is not None  # noqa: S101  only those are given
    return Finding(
        Listed.OVERDUE, (line.invoice, *line.decisions), line.invoiced, line.open, due=line.due,
        days=line.days, age=line.age, matches=line.matches,
    )  # fmt: skip


def _keys(rows: Iterable[Row], drafts: Iterable[Draft]) -> Iterator[Key]:
    for row in rows:
        yield from row.keys
    for draft in drafts:
        yield draft.key
        yield from draft.decisions


def _order(line: AccountLine) -> tuple[object, ...]:
    item = line.invoice or line.decisions[0]
    return (
        swedish_order(line.payer), swedish_order(line.payee), line.invoice is not None,
        line.due or date.max, item.number,
    )  # fmt: skip
