"""The lines of account: each invoice, and what of each decision has no invoice, with what has come.

    lines = account_drafts(state, day)

Of an invoice: invoiced − credited − paid − other = open. Of a decision's line, which is of what no
invoice is settled with: decided − paid − other = open. `other` is what has a name of its own, such
as a rounding or a write-off. A credit note's line has sums below zero, and the parties of what it
lowers, so that sums of lines are right as they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledger.matching.items import Item
from ledger.reconciling.amounts import Draw, Key
from ledger.reconciling.groups import Group
from ledger.terms import CountsAs, EntryKind, ItemKind, Relation
from reports.reconciliation_state import CREDITED, INVOICED, State

DAYS_TO_PAY = 30  # where the invoice does not say: from when interest may be asked for


@dataclass(frozen=True, slots=True)
class Draft:
    """A line by the keys of its items and in öre."""

    key: Key  # the invoice or decision
    decisions: tuple[Key, ...] = ()
    decided: int = 0
    invoiced: int = 0
    credited: int = 0
    paid: int = 0
    other: int = 0
    open: int = 0
    due: date | None = None
    days: int | None = None


@dataclass(slots=True)
class _Came:
    """What settled matches say of items, apart from how much of them is held."""

    other: dict[tuple[Key, Draw], int] = field(default_factory=lambda: defaultdict(int))
    decided: dict[Key, list[tuple[Key, int]]] = field(default_factory=lambda: defaultdict(list))
    invoiced: dict[Key, int] = field(default_factory=lambda: defaultdict(int))


def account_drafts(state: State, day: date) -> list[Draft]:
    """The lines of what was asked for: invoices, then decisions."""
    came = _Came()
    for one in state.standing:
        _count(came, one)
    return [*_invoices(state, came, day), *_decisions(state, came, day)]


def due_of(item: Item) -> date | None:
    """The last day to pay an invoice: as it says, else thirty days after its own."""
    if item.due_date:
        return date.fromisoformat(item.due_date)
    return date.fromisoformat(item.date) + timedelta(DAYS_TO_PAY) if item.date else None


def _count(came: _Came, one: Group) -> None:
    lefts = [((part.kind, part.number), part.amount) for part in one.left]
    rest = sum(part.amount for part in one.right)
    for key, ore in lefts:
        covered = min(ore, rest)
        rest -= covered
        came.other[key, one.draw] += ore - covered
    if lefts and rest:  # more came than there was: the residual is below zero
        came.other[lefts[-1][0], one.draw] -= rest
    if one.draw == INVOICED and one.right:
        for key, ore in lefts:
            came.invoiced[key] += ore
        _apportion(came, lefts, [((p.kind, p.number), p.amount) for p in one.right])


def _apportion(came: _Came, lefts: list[tuple[Key, int]], rights: list[tuple[Key, int]]) -> None:
    """What of each decision each invoice is of, in order; the last invoice takes what is over."""
    at, room = 0, rights[0][1]
    for key, whole in lefts:
        ore = whole
        while ore:
            if not room and at + 1 < len(rights):
                at, room = at + 1, rights[at + 1][1]
                continue
            taken = min(ore, room) if at + 1 < len(rights) else ore
            came.decided[rights[at][0]].append((key, taken))
            ore, room = ore - taken, max(room - taken, 0)


def _invoices(state: State, came: _Came, day: date) -> Iterator[Draft]:
    for key, item in state.kept_of(ItemKind.INVOICE):
        if item.counts_as is CountsAs.OUTSIDE:
            continue
        held = state.settled.of.get(key, {})
        draw = (Relation.INVOICED_PAID, state.paid_side(key, Relation.INVOICED_PAID))
        other = came.other.get((key, draw), 0) + came.other.get((key, CREDITED), 0)
        credited = held.get(CREDITED, 0) - came.other.get((key, CREDITED), 0)
        paid, open_ = held.get(draw, 0) - came.other.get((key, draw), 0), state.unpaid(key)
        decided = came.decided.get(key, [])
        sign = -1 if item.is_credit else 1
        due = due_of(item)
        yield Draft(
            key, tuple(dict.fromkeys(decision for decision, _ore in decided)),
            sum(ore for _decision, ore in decided), sign * item.amount, sign * credited,
            sign * paid, sign * other, sign * open_, due,
            (day - due).days if due and open_ and not item.is_credit else None,
        )  # fmt: skip


def _decisions(state: State, came: _Came, day: date) -> Iterator[Draft]:
    for key, item in state.kept_of(ItemKind.DECISION):
        left = item.amount - came.invoiced.get(key, 0)
        if state.entry_kinds[key[1]] is not EntryKind.TO_INVOICE or not left:
            continue
        draw = (Relation.DECIDED_PAID, state.paid_side(key, Relation.DECIDED_PAID))
        straight = state.settled.of.get(key, {}).get(draw, 0)
        not_paid = came.other.get((key, draw), 0)
        open_ = state.open_of(key, INVOICED)
        yield Draft(
            key, (key,), left, paid=straight - not_paid, other=left - straight - open_ + not_paid,
            open=open_,
        )  # fmt: skip
