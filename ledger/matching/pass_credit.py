"""The pass `credit`: a credit note against its original, or a payment of an invoice less its note.

Between invoices and credit notes: the same parties, changed about, and the same amount. Between
invoices and payments: a payment that is the invoice less a credit note of the same parties; what
the note holds becomes a residual.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.matching import pass_same, reasons
from ledger.matching.agreement import in_time, off_the_usual
from ledger.matching.blocks import blocks
from ledger.matching.choosing import Choice, choose
from ledger.matching.items import Tolerance
from ledger.matching.pool import Link, OpenItem, PartyKey, Pool
from ledger.terms import Relation, ResidualKind

BASE = 660
MOST_NOTES = 50  # of one seller to one buyer


def run(pool: Pool, tolerance: Tolerance) -> Iterator[list[Choice]]:
    """Credit notes of the same amount; or payments less a note."""
    if pool.relation is Relation.CREDITED:
        yield from pass_same.run(pool, tolerance)
    else:
        yield choose(_less_a_note(pool))


def _less_a_note(pool: Pool) -> Iterator[Link]:
    notes: dict[tuple[PartyKey, PartyKey], list[OpenItem]] = {}
    for one in pool.left.values():
        if one.item.is_credit and one.payer is not None and one.payee is not None:
            notes.setdefault((one.payee, one.payer), []).append(one)
    if not notes:
        return
    for lefts, rights in blocks(pool):
        some = notes.get((lefts.items[0].payer, lefts.items[0].payee), ())[:MOST_NOTES]
        by_amount: dict[int, list[OpenItem]] = {}
        for left in lefts.items if some else ():
            by_amount.setdefault(left.open, []).append(left)
        for right in rights.items if some else ():
            for note in some:
                for left in by_amount.get(right.open + note.open, ()):
                    if in_time(pool, left, right) and pool.may_take(left, right):
                        yield _link(pool, left, right, note)


def _link(pool: Pool, left: OpenItem, right: OpenItem, note: OpenItem) -> Link:
    off = min(off_the_usual(pool, left, right), 999)
    says_so = bool(note.item.credits) and note.item.credits in left.item.references
    why = (reasons.parties(*pool.roles), reasons.less_credit(note.item.number))
    residual = (ResidualKind.CREDIT.value, note.open, why[1])
    weight, score = 2_000_000 * (1 + says_so) - off * off, BASE + 40 * says_so - min(off // 2, 100)
    return Link((left,), (right,), weight, score, why, (left.open,), (right.open,), (residual,))
