"""Which decisions, invoices, bookings and payments belong together: the passes, one after another.

    for proposal in propose(Relation.INVOICED_PAID, invoices, payments):
        proposal.rule, proposal.score, proposal.reasons, proposal.settles

Each pass takes what the one before left. The answer depends on nothing but the items: not on their
order, not on the clock. Settled by itself is only what the pass `reference` finds beyond doubt.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager

from ledger.errors import WrongUse
from ledger.matching import (
    pass_credit,
    pass_near,
    pass_reference,
    pass_same,
    pass_sums,
    pass_vat,
    reasons,
)
from ledger.matching.choosing import MOST_PAIRS, Choice
from ledger.matching.items import Considered, Item, Part, Proposal, Tolerance
from ledger.matching.leftovers import leftovers
from ledger.matching.pool import Link, OpenItem, Pool
from ledger.matching.rules import (
    CREDIT,
    LEFTOVERS,
    NEAR,
    ONE_PAYMENT,
    PASSES,
    REFERENCE,
    SAME,
    SUM,
    VAT,
    rule_name,
)
from ledger.messages import _
from ledger.terms import Relation

_RUN: dict[str, Callable[[Pool, Tolerance], Iterator[list[Choice]]]] = {
    REFERENCE: pass_reference.run,
    SAME: pass_same.run,
    SUM: pass_sums.run,
    ONE_PAYMENT: pass_sums.run,
    VAT: pass_vat.run,
    CREDIT: pass_credit.run,
    NEAR: pass_near.run,
}


def propose(
    relation: Relation,
    left: Sequence[Item],
    right: Sequence[Item],
    *,
    passes: Sequence[str] | None = None,
    tolerance: Tolerance | None = None,
    aliases: Mapping[int, Sequence[str]] | None = None,
    also_owned: Set[str] = frozenset(),
) -> list[Proposal]:
    """What belongs together in one relation, by the passes named (all, where none is).

    `aliases` are the forms that bodies are written in, for names that were not recognised;
    `also_owned` the numbers of left items that were matched before (`big_book`).
    """
    wanted = _wanted(passes)
    with no_collecting():
        return _run(wanted, relation, left, right, tolerance or Tolerance(), aliases, also_owned)


def _run(
    wanted: Set[str],
    relation: Relation,
    left: Sequence[Item],
    right: Sequence[Item],
    tolerance: Tolerance,
    aliases: Mapping[int, Sequence[str]] | None,
    also_owned: Set[str],
) -> list[Proposal]:
    pool = Pool.of(relation, left, right, aliases)
    pool.also_owned = also_owned
    proposals: list[Proposal] = []
    for name in pool.rules.passes:
        if name not in wanted:
            continue
        if name == LEFTOVERS:
            proposals += leftovers(pool)
            continue
        for choices in _RUN[name](pool, tolerance):
            proposals += [_proposal(relation, rule_name(name), choice) for choice in choices]
            for choice in choices:
                pool.take(choice.link, whole=choice.tied)
    return proposals


@contextmanager
def no_collecting() -> Iterator[None]:
    """Without looking for cycles: there are none, and among a million objects it takes a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _wanted(passes: Sequence[str] | None) -> frozenset[str]:
    wanted = frozenset(PASSES if passes is None else passes)
    unknown = sorted(wanted - set(PASSES))
    if unknown:
        raise WrongUse(
            _("There is no pass {names}.").format(names=", ".join(f"“{x}”" for x in unknown)),
            next_step=_("The passes are {names}.").format(names=", ".join(PASSES)),
        )
    return wanted


def _proposal(relation: Relation, rule: str, choice: Choice) -> Proposal:
    link = choice.link
    why, score = link.reasons, link.score
    if choice.tied:
        why = (*why, reasons.tied([_named(rival) for rival in choice.rivals]))
        score -= 60
    if choice.first_come:
        why = (*why, reasons.first_come(MOST_PAIRS))
    left, right = _parts(link.left, link.left_parts), _parts(link.right, link.right_parts)
    others = tuple(_considered(rival) for rival in choice.rivals)
    return Proposal(relation, rule, left, right, link.residuals, max(score, 1), why,
                    settles=link.settles and not choice.tied, others=others)  # fmt: skip


def _considered(link: Link) -> Considered:
    left, right = _parts(link.left, link.left_parts), _parts(link.right, link.right_parts)
    return Considered(left, right, link.score, link.reasons)


def _parts(items: tuple[OpenItem, ...], parts: tuple[int, ...]) -> tuple[Part, ...]:
    if len(items) == 1:  # as most are
        return (Part(items[0].item.kind, items[0].item.number, parts[0]),)
    return tuple(
        Part(one.item.kind, one.item.number, part) for one, part in zip(items, parts, strict=True)
    )


def _named(link: Link) -> str:
    return " – ".join(reasons.name_of(one.item) for one in (*link.left, *link.right))
