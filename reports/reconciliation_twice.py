"""Paid twice and invoiced twice: a second of the same, or more than there was to pay or to invoice.

    rows = [*paid_twice(state), *invoiced_twice(state)]

Of one invoice or decision: those settled with it and those that name it are together more than it.
Apart from that: the same parties and amount, and the same number; or within 27 days, where the
first is settled and nothing else is open that the second could be of. The same sum every month is
no second payment. What came in and what went out are two accounts' view of one payment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ledger.matching.items import Item
from ledger.matching.references import names
from ledger.messages import _
from ledger.reconciling.amounts import Draw, Key
from ledger.terms import CountsAs, ItemKind, Relation
from reports.reconciliation_figures import Listed
from reports.reconciliation_lists import Row
from reports.reconciliation_state import CREDITED, INVOICED, State

WITHIN_DAYS = 27  # less than any month
MOST_NAMED = 1  # a payment that names several invoices is not the whole of each

_Draw_of = Callable[[Item], Draw]


def paid_twice(state: State) -> Iterator[Row]:
    """Payments of which one is likely to be one too many."""
    return _twice(state, Listed.PAID_TWICE, ItemKind.INVOICE, ItemKind.PAYMENT, _paid)


def invoiced_twice(state: State) -> Iterator[Row]:
    """Invoices of which one is likely to be one too many."""
    return _twice(state, Listed.INVOICED_TWICE, ItemKind.DECISION, ItemKind.INVOICE, _invoiced)


def _paid(item: Item) -> Draw:
    return Relation.INVOICED_PAID, item.seen_by


def _invoiced(_item: Item) -> Draw:
    return INVOICED


def _twice(
    state: State, listed: Listed, of: ItemKind, kind: ItemKind, draw_of: _Draw_of
) -> Iterator[Row]:
    told: set[Key] = set()
    for whole, keys, over in _too_much(state, of, kind, draw_of):
        told.update(keys)
        if state.kept.isdisjoint((whole, *keys)):
            continue
        why = (_("Together they are more than what they are of."),)
        yield _row(state, listed, (*keys, whole), keys[-1], over, why)
    for first, second, reasons in _the_same(state, kind, draw_of):
        if not {first, second} <= told and not state.kept.isdisjoint((first, second)):
            over = state.items[second].amount
            yield _row(state, listed, (first, second), second, over, reasons)


def _row(
    state: State, listed: Listed, keys: tuple[Key, ...], last: Key, over: int, why: tuple[str, ...]
) -> Row:  # fmt: skip
    """`over` is what is too much."""
    said = {"open": over, "reasons": why, "matches": _matches(state, keys)}
    return Row(listed, keys, state.items[last].amount, said)


def _too_much(
    state: State, of: ItemKind, kind: ItemKind, draw_of: _Draw_of
) -> Iterator[tuple[Key, list[Key], int]]:
    """What is settled with an item, and open ones that name it, where two or more are too much."""
    relation = draw_of(next(iter(_all(state, kind)), (None, _NOBODY))[1])[0]
    settled: dict[tuple[Key, Draw], dict[Key, int]] = defaultdict(dict)
    for one in state.standing:
        if one.relation is relation:
            for left in one.left:
                for right in one.right:
                    key = (right.kind, right.number)
                    settled[(left.kind, left.number), one.draw][key] = min(
                        left.amount, right.amount
                    )
    naming: dict[tuple[Key, Draw], list[Key]] = defaultdict(list)
    owners = _owners(state, of)
    for key, item in _all(state, kind):
        draw = draw_of(item)
        if not state.open_of(key, draw):
            continue
        named = {k for token in item.mentions for k in owners.get(token, ())
                 if _may_be(state.items[k], item)}  # fmt: skip
        if 0 < len(named) <= MOST_NAMED:
            naming[named.pop(), draw].append(key)
    for (whole, draw), keys in naming.items():
        have = settled.get((whole, draw), {})
        amount = state.items[whole].amount - state.settled.of.get(whole, {}).get(CREDITED, 0)
        new = [key for key in keys if key not in have]
        total = sum(have.values()) + sum(state.open_of(key, draw) for key in new)
        if new and len(have) + len(new) > 1 and total > amount:
            yield whole, [*have, *new], total - amount


def _the_same(
    state: State, kind: ItemKind, draw_of: _Draw_of
) -> Iterator[tuple[Key, Key, tuple[str, ...]]]:
    """Two of the same parties and amount, one after the other."""
    alike: dict[Any, list[Key]] = defaultdict(list)
    for key, item in _all(state, kind):
        alike[_parties(item), item.amount, item.currency, item.seen_by].append(key)
    waiting = {
        (_parties(item), item.amount)
        for key, item in state.items.items()
        if key[0] is _BEFORE[kind] and _is_open(state, key)
    }
    for (parties, amount, *_rest), keys in alike.items():
        if len(keys) < 2 or None in parties:
            continue
        keys.sort(key=lambda key: (state.items[key].date or "", key[1]))
        for first, second in _pairs(state, keys, draw_of):
            one, other = state.items[first], state.items[second]
            same = _("Payer, payee and amount are the same.")
            if _same_number(one, other):
                yield first, second, (same, _("The number is the same."))
            elif (
                (parties, amount) not in waiting
                and not state.open_of(first, draw_of(one))
                and _days(one, other) <= WITHIN_DAYS
            ):
                yield first, second, (same, _("The first is settled, and nothing else waits."))


def _pairs(
    state: State, keys: Sequence[Key], draw_of: _Draw_of
) -> Iterator[tuple[Key, Key]]:  # fmt: skip
    """Each open one with the nearest before it that has its number, else with the one before."""
    last_of: dict[str, Key] = {}
    before: Key | None = None
    for key in keys:
        item = state.items[key]
        numbers = _numbers(item)
        same = next((last_of[number] for number in numbers if number in last_of), None)
        if (other := same or before) and state.open_of(key, draw_of(item)):
            yield other, key
        elif other and same and state.open_of(other, draw_of(state.items[other])):
            yield key, other
        before = key
        last_of.update(dict.fromkeys(numbers, key))


def _all(state: State, kind: ItemKind) -> Iterator[tuple[Key, Item]]:
    return (
        (key, item)
        for key, item in state.items.items()
        if key[0] is kind and not item.is_credit and item.counts_as is not CountsAs.OUTSIDE
    )


def _owners(state: State, kind: ItemKind) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = defaultdict(list)
    for key, item in state.items.items():
        if key[0] is kind and not item.is_credit:
            for token in filter(names, item.references):
                found[token].append(key)
    return found


def _may_be(one: Item, other: Item) -> bool:
    """No party is known to be another, and one is known to be the same."""
    pairs = ((one.payer, other.payer), (one.payee, other.payee))
    known = [a == b for a, b in pairs if a is not None and b is not None]
    return bool(known) and all(known)


def _is_open(state: State, key: Key) -> bool:
    if key[0] is ItemKind.DECISION:
        return state.open_of(key, INVOICED) > 0
    return state.unpaid(key) > 0


def _numbers(item: Item) -> Iterable[str]:
    """The numbers that make two the same: an invoice's own, those that a payment names."""
    tokens = item.mentions if item.kind is ItemKind.PAYMENT else item.references
    return [token for token in tokens if names(token)]


def _same_number(one: Item, other: Item) -> bool:
    return not set(_numbers(one)).isdisjoint(_numbers(other))


def _parties(item: Item) -> tuple[int | str | None, int | str | None]:
    def folded(text: str | None) -> str | None:
        return " ".join(text.casefold().split()) if text else None

    return item.payer or folded(item.payer_text), item.payee or folded(item.payee_text)


def _days(one: Item, other: Item) -> int:
    if not one.date or not other.date:
        return WITHIN_DAYS + 1
    return abs((date.fromisoformat(one.date) - date.fromisoformat(other.date)).days)


def _matches(state: State, keys: Iterable[Key]) -> tuple[int, ...]:
    return tuple(sorted({n for key in keys for n in state.suggested_for.get(key, ())}))


_BEFORE = {ItemKind.PAYMENT: ItemKind.INVOICE, ItemKind.INVOICE: ItemKind.DECISION}
_NOBODY = Item(kind=ItemKind.PAYMENT, number=0, amount=0, open=0)
