"""What belongs in which list of a reconciliation. docs/decisions.md says it in words.

    rows = [*of_matches(state, forms), *of_items(state, day), *tied(state, forms), *twice(state)]

A row names its items by their keys; `reconciliation_facts` puts their words and evidence to it.
Reasons are in the language in use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from typing import Any, NamedTuple

from ledger.matching.items import Item
from ledger.matching.names_near import NEAR_ENOUGH, nearest
from ledger.matching.references import names
from ledger.messages import _
from ledger.reconciling.amounts import Key
from ledger.reconciling.groups import Group
from ledger.reconciling.open_items import CALLS_FOR
from ledger.terms import EntryKind, ItemKind, MatchState, Relation
from reports.reconciliation_figures import Listed
from reports.reconciliation_state import INVOICED, State

MOST_PAIRS = 64  # of one match that are held against each other
MOST_ALIKE = 8  # invoices of one amount or number that are held against a decision

Forms = Mapping[int, Sequence[str]]  # how each body is written


class Row(NamedTuple):
    """A row of a list: what it is about first, then what shows it."""

    of: Listed
    keys: tuple[Key, ...]
    amount: int
    said: Mapping[str, Any]  # the rest of a Finding


def of_matches(state: State, forms: Forms) -> Iterator[Row]:
    """Matched and suggested; and of both what differs or contradicts."""
    for one in state.shown_groups:
        keys = tuple((part.kind, part.number) for part in one.parts)
        amount = sum(part.amount for part in one.left or one.right)
        said = {
            "matches": (one.number,), "relation": one.relation, "seen_by": one.seen_by,
            "state": one.state, "rule": one.rule, "score": one.score, "reasons": one.reasons,
            "residuals": one.residuals,
        }  # fmt: skip
        settled = one.state is MatchState.SETTLED
        yield Row(Listed.MATCHED if settled else Listed.SUGGESTED, keys, amount, said)
        difference = _difference(state, one)
        if difference:
            yield Row(Listed.AMOUNT_DIFFERS, keys, amount, said | {"difference": difference})
        pairs = product(one.left, one.right)
        for listed, why in _against_each(state, islice(pairs, MOST_PAIRS), one, forms).items():
            reasons = (*why, *(reason for reason in one.reasons if reason not in why))
            yield Row(listed, keys, amount, said | {"reasons": reasons})


def of_items(state: State, day: date) -> Iterator[Row]:
    """Decided not invoiced, invoiced without decision, booked not invoiced."""
    for key, item in state.kept_of(ItemKind.DECISION):
        if state.entry_kinds[key[1]] is EntryKind.TO_INVOICE:
            yield from _open(state, Listed.DECIDED_NOT_INVOICED, key, item, day)
    for key, item in state.kept_of(ItemKind.INVOICE):
        if item.counts_as is None:
            yield from _open(state, Listed.INVOICED_WITHOUT_DECISION, key, item, day)
    for key, item in state.kept_of(ItemKind.BOOKING):
        if item.counts_as is None:
            yield from _open(state, Listed.BOOKED_NOT_INVOICED, key, item, day)


def tied(state: State, forms: Forms) -> Iterator[Row]:
    """Decisions and invoices that a number or amount ties, and that a match was not suggested of.

    By number any contradiction counts; by amount the payee is the same and only one thing is not.
    """
    free = [
        (key, item)
        for key, item in state.items.items()
        if key[0] is ItemKind.INVOICE and _is_free(state, key)
    ]
    by_number, by_amount = _indexed(free)
    for key, item in state.items.items():
        called = key[0] is ItemKind.DECISION and (
            state.entry_kinds[key[1]] in CALLS_FOR[Relation.DECIDED_INVOICED]
        )
        if not called or not _is_free(state, key):
            continue
        named = {k for token in item.references for k in by_number.get(token, ())[:MOST_ALIKE]}
        of_amount = set(by_amount.get(state.open_of(key, INVOICED), ())[:MOST_ALIKE])
        for other in sorted(named | of_amount, key=lambda found: found[1]):
            if key in state.kept or other in state.kept:
                yield from _contradicting(state, key, other, forms, by_number=other in named)


def contradictions(one: Item, other: Item, forms: Forms, *, turned: bool = False) -> dict[
    Listed, list[str]
]:  # fmt: skip
    """What two items that are tied say otherwise: lists, and sentences."""
    found: dict[Listed, list[str]] = defaultdict(list)
    payer, payee = (other.payee, other.payer) if turned else (other.payer, other.payee)
    texts = (other.payee_text, other.payer_text) if turned else (other.payer_text, other.payee_text)
    if _differ(one.payer, payer, texts[0], forms):
        found[Listed.WRONG_PARTY].append(_("The payers differ."))
    if _differ(one.payee, payee, texts[1], forms):
        found[Listed.WRONG_PARTY].append(_("The payees differ."))
    if one.fund and other.fund and one.fund != other.fund:
        found[Listed.WRONG_FUND].append(_("The funds differ."))
    if one.fund_year and other.fund_year and one.fund_year != other.fund_year:
        found[Listed.WRONG_YEAR].append(_("The fund years differ."))
    return found


def _differ(one: int | None, other: int | None, text: str | None, forms: Forms) -> bool:
    """Two bodies; or a name that is no body's and not like this one's."""
    if one is None:
        return False
    if other is not None:
        return one != other
    return bool(text) and nearest(text or "", forms.get(one, ())) < NEAR_ENOUGH


def _against_each(
    state: State, pairs: Iterable[tuple[Any, Any]], one: Group, forms: Forms
) -> dict[Listed, tuple[str, ...]]:
    found: dict[Listed, dict[str, None]] = {}
    for left, right in pairs:
        first, second = (state.said[part.kind, part.number] for part in (left, right))
        turned = one.relation is Relation.CREDITED
        for listed, why in contradictions(first, second, forms, turned=turned).items():
            found.setdefault(listed, {}).update(dict.fromkeys(why))
    return {listed: tuple(why) for listed, why in found.items()}


def _difference(state: State, one: Group) -> int:
    """What the sides differ by: residuals, or what one side has open when all else is counted."""
    if one.residuals:
        return sum(residual.amount for residual in one.residuals)
    if one.relation is Relation.CREDITED or not (one.left and one.right):
        return 0
    taken = 0 if one.state is MatchState.SETTLED else 1
    left, right = (
        sum(
            state.open_of((part.kind, part.number), one.draw) - taken * part.amount for part in side
        )
        for side in (one.left, one.right)
    )
    return left - right


def _open(state: State, listed: Listed, key: Key, item: Item, day: date) -> Iterator[Row]:
    if listed is Listed.BOOKED_NOT_INVOICED:
        open_ = state.open_of(key, (Relation.INVOICED_BOOKED, item.seen_by))
    else:
        open_ = state.open_of(key, INVOICED)
    if open_:
        sign = -1 if item.is_credit else 1
        days = (day - date.fromisoformat(item.date)).days if item.date else None
        said = {
            "open": sign * open_, "days": days, "matches": tuple(state.suggested_for.get(key, ())),
        }  # fmt: skip
        yield Row(listed, (key,), sign * item.amount, said)


def _is_free(state: State, key: Key) -> bool:
    return key not in state.suggested_for and state.open_of(key, INVOICED) > 0


def _indexed(
    invoices: Sequence[tuple[Key, Item]],
) -> tuple[dict[str, list[Key]], dict[int, list[Key]]]:
    by_number: dict[str, list[Key]] = defaultdict(list)
    by_amount: dict[int, list[Key]] = defaultdict(list)
    for key, item in invoices:
        if not item.is_credit:
            by_amount[item.amount].append(key)
            for token in filter(names, item.mentions):
                by_number[token].append(key)
    return by_number, by_amount


def _contradicting(
    state: State, key: Key, other: Key, forms: Forms, *, by_number: bool
) -> Iterator[Row]:
    decision, invoice = state.said[key], state.said[other]
    found = contradictions(decision, invoice, forms)
    if not by_number and not _only_one_thing(decision, invoice, found):
        return
    tie = _("The invoice names the decision.") if by_number else _("The amounts are the same.")
    for listed, why in found.items():
        yield Row(listed, (key, other), invoice.amount, {"reasons": (*why, tie)})


def _only_one_thing(one: Item, other: Item, found: Mapping[Listed, list[str]]) -> bool:
    """The same payee and amount, and all known but one thing: chance is not likely."""
    if sum(map(len, found.values())) != 1 or one.payee != other.payee:
        return False
    fund = one.fund == other.fund or Listed.WRONG_FUND in found
    payer = one.payer == other.payer or Listed.WRONG_PARTY in found
    return fund and payer
