"""What can be matched, and what a pass proposes: the meeting point of the passes and the book.

    bill = Item(ItemKind.INVOICE, 7, amount=98597500, open=98597500, date="2023-05-12", …)
    proposals = propose(Relation.DECIDED_INVOICED, [decision], [bill])

Amounts are öre above zero; which way the money goes stands in payer and payee (a credit note has
them changed about). In a proposal the left parts, less the right ones, less the residuals, are
zero. A relation's left side is named first:

>>> sides(Relation.INVOICED_PAID)
(<ItemKind.INVOICE: 'invoice'>, <ItemKind.PAYMENT: 'payment'>)
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.terms import CountsAs, ItemKind, Relation, SeenBy

_SIDES = {
    Relation.CREDITED: (ItemKind.INVOICE, ItemKind.INVOICE),  # the original, its credit note
    Relation.DECIDED_INVOICED: (ItemKind.DECISION, ItemKind.INVOICE),
    Relation.INVOICED_PAID: (ItemKind.INVOICE, ItemKind.PAYMENT),
    Relation.DECIDED_PAID: (ItemKind.DECISION, ItemKind.PAYMENT),
    Relation.INVOICED_BOOKED: (ItemKind.INVOICE, ItemKind.BOOKING),
    Relation.DECIDED_BOOKED: (ItemKind.DECISION, ItemKind.BOOKING),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that can be matched, as it stands in one relation."""

    kind: ItemKind
    number: int  # the row's number in its table
    amount: int  # öre, above zero
    open: int  # of it, what is not settled in this relation
    date: str | None = None  # ISO
    payer: int | None = None  # bodies of the book, after merges; None: not known
    payee: int | None = None
    payer_text: str | None = None  # as the source has it
    payee_text: str | None = None
    fund: int | None = None
    fund_year: int | None = None
    references: tuple[str, ...] = ()  # its own numbers: whole tokens, folded
    mentions: tuple[str, ...] = ()  # tokens that its other texts hold
    net: int | None = None
    vat: int | None = None
    due_date: str | None = None
    credits: str | None = None  # the number of the invoice that a credit note is against
    is_credit: bool = False
    currency: str = "SEK"
    account: str | None = None
    seen_by: SeenBy = SeenBy.BOTH  # of a booking or payment: in whose books it stands
    counts_as: CountsAs | None = None  # what a rule says that the row is


@dataclass(frozen=True, slots=True)
class Part:
    """An item's part in a group: how many öre of it are settled there, above zero."""

    kind: ItemKind
    number: int
    amount: int


@dataclass(frozen=True, slots=True)
class Considered:
    """What a pass looked at as well and did not choose."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a pass proposes to belong together."""

    relation: Relation
    rule: str  # the pass and its version: "reference/1"
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    residuals: tuple[tuple[str, int, str], ...]  # ResidualKind value, signed öre, why
    score: int  # 0–1000
    reasons: tuple[str, ...]
    settles: bool  # only where a whole-token reference and the amount agree
    others: tuple[Considered, ...] = ()
    seen_by: SeenBy = SeenBy.BOTH  # in whose books the bookings or payments stand

    @property
    def difference(self) -> int:
        """What the sides and the residuals leave over: zero in every proposal that holds."""
        left, right = (sum(part.amount for part in side) for side in (self.left, self.right))
        return left - right - sum(ore for _kind, ore, _why in self.residuals)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far apart near items may be."""

    amount: int = 100_00  # öre
    days: int = 60


def sides(relation: Relation) -> tuple[ItemKind, ItemKind]:
    """The kinds of item on the left and on the right of a relation."""
    return _SIDES[relation]
