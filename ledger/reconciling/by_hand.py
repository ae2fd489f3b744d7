"""What a person says belongs together: items as words, and the group they make.

    new = group_by_hand(connection, items_in(["decision:3", "invoice:7=100"]), residuals)

>>> [said.words for said in items_in(["decision:3", "invoice:7=100,50"])]
['decision:3', 'invoice:7=100,50']

The relation follows from the kinds. An amount that is not said is all that is open of the item. A
credit note among invoices stands on the other side: it lowers them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from ledger.errors import WrongUse
from ledger.matching.items import Item, Part, sides
from ledger.messages import _
from ledger.money import Money
from ledger.reconciling.amounts import Draw, Key, settled_amounts
from ledger.reconciling.decisions import first_number
from ledger.reconciling.groups import LEFT, RIGHT, Residual, group
from ledger.reconciling.open_items import items_of
from ledger.reconciling.settling import NewGroup, item_name
from ledger.terms import ItemKind, Relation, ResidualKind, SeenBy


@dataclass(frozen=True, slots=True)
class ItemSaid:
    """An item as somebody wrote it: `invoice:7=100,50`."""

    words: str
    kind: ItemKind
    number: int
    amount: int | None = None  # öre


def items_in(words: Sequence[str]) -> list[ItemSaid]:
    """Items as they are written on the command line or in a cell. Raises WrongUse."""
    return [_item_said(one) for one in words]


def residuals_in(words: Sequence[str], why: str | None) -> tuple[Residual, ...]:
    """Residuals as they are written: `write_off=10`. Raises WrongUse."""
    return tuple(_residual(one, why) for one in words)


def group_by_hand(
    connection: Connection, said: Sequence[ItemSaid], residuals: Sequence[Residual]
) -> NewGroup:
    """The group that items make. Raises WrongUse where they make none."""
    named = [(one, _key(connection, one)) for one in said]
    items = items_of(connection, [key for _one, key in named])
    for one, key in named:
        if key not in items:
            raise WrongUse(
                _("There is no {item}.").format(item=item_name(one.kind.value, one.number)),
                next_step=_("“medel register” and “medel journal” list them."),
            )
    draw = _draw([items[key] for _one, key in named])
    settled = settled_amounts(connection, items)
    amounts = {key: item.amount for key, item in items.items()}
    left: list[Part] = []
    right: list[Part] = []
    for one, key in named:
        open_ = settled.open_of(key, draw, amounts)
        part = Part(*key, open_ if one.amount is None else one.amount)
        (left if _is_left(items[key], draw, list(items.values())) else right).append(part)
    new = NewGroup(draw[0], tuple(left), tuple(right), tuple(residuals), seen_by=draw[1])
    return replace(new, residuals=_signed(new))


def key_said(connection: Connection, words: str) -> Key:
    """The item that one word names: `decision:3`. Raises WrongUse."""
    return _key(connection, _item_said(words))


def groups_in_place_of(
    connection: Connection, number: int, into: Sequence[Sequence[str]]
) -> list[NewGroup]:
    """The groups that are to stand in the place of one; amounts not said are the old one's."""
    old = group(connection, number)
    side_of = {(p.kind, p.number): (side, p) for side in (LEFT, RIGHT) for p in getattr(old, side)}
    found = []
    for words in into:
        sides_: dict[str, list[Part]] = {LEFT: [], RIGHT: []}
        for said in items_in(words):
            key = _key(connection, said)
            if key not in side_of:
                raise WrongUse(
                    _("{item} is not a part of match {number}.").format(
                        item=item_name(said.kind.value, said.number), number=number
                    )
                )
            side, part = side_of[key]
            sides_[side].append(part if said.amount is None else replace(part, amount=said.amount))
        found.append(
            NewGroup(old.relation, tuple(sides_[LEFT]), tuple(sides_[RIGHT]), seen_by=old.seen_by)
        )
    return found


def _item_said(words: str) -> ItemSaid:
    name, colon, rest = words.strip().partition(":")
    number, equals, amount = rest.partition("=")
    for kind in ItemKind:
        if colon and name.lower() in {kind.value, kind.sv, kind.en} and number.strip().isdecimal():
            ore = Money.of_text(amount).ore if equals else None
            return ItemSaid(words.strip(), kind, int(number), ore)
    raise WrongUse(
        _("“{words}” is no item to match.").format(words=words),
        next_step=_(
            "Write decision:3, invoice:7, payment:9 or booking:11; of a part, invoice:7=100."
        ),
    )


def _residual(words: str, why: str | None) -> Residual:
    name, equals, amount = words.partition("=")
    for kind in ResidualKind:
        if equals and name.strip().lower() in {kind.value, kind.sv, kind.en}:
            return Residual(kind, Money.of_text(amount).ore, (why or "").strip())
    raise WrongUse(
        _("“{words}” does not say what the difference is.").format(words=words),
        next_step=_("Write {kinds}, and the kronor: write_off=10.").format(
            kinds=", ".join(kind.value for kind in ResidualKind)
        ),
    )


def _signed(new: NewGroup) -> tuple[Residual, ...]:
    """A lone residual of the size of the difference has its sign: “write off 10 kr” says it all."""
    if len(new.residuals) == 1 and new.difference == 2 * -new.residuals[0].amount:
        return (replace(new.residuals[0], amount=-new.residuals[0].amount),)
    return new.residuals


def _key(connection: Connection, said: ItemSaid) -> Key:
    if said.kind is ItemKind.DECISION:
        return said.kind, first_number(connection, said.number)
    return said.kind, said.number


def _draw(items: Sequence[Item]) -> Draw:
    """The relation that the kinds of items stand in, and in whose books."""
    kinds = {item.kind for item in items}
    relation = next((one for one in Relation if set(sides(one)) == kinds), None)
    if len(kinds) == 1:
        relation = _of_one_kind(items)
    if relation is None:
        raise WrongUse(
            _("These do not go in one match: {kinds}.").format(
                kinds=", ".join(sorted(kind.value for kind in kinds))
            ),
            next_step=_("Match two kinds at a time; the chain joins them."),
        )
    if len({item.currency for item in items}) > 1:
        raise WrongUse(_("They are in different currencies."))
    seen = {item.seen_by for item in items} - {SeenBy.BOTH}
    if len(seen) > 1:
        raise WrongUse(
            _("They stand in the books of both the payer and the payee."),
            next_step=_("Match those of each by themselves: the same payment is seen by both."),
        )
    if not seen and relation not in {Relation.DECIDED_INVOICED, Relation.CREDITED}:
        seen = {SeenBy.PAYEE}  # nothing on the right: a residual is all there is
    return relation, min(seen, key=lambda one: one.value, default=SeenBy.BOTH)


def _of_one_kind(items: Sequence[Item]) -> Relation | None:
    """One side alone is met by a residual; invoices and credit notes meet each other."""
    kind = items[0].kind
    if kind is ItemKind.INVOICE:
        credit_notes = sum(item.is_credit for item in items)
        mixed = 0 < credit_notes < len(items)
        return Relation.CREDITED if mixed else Relation.INVOICED_PAID
    return {
        ItemKind.DECISION: Relation.DECIDED_INVOICED,
        ItemKind.PAYMENT: Relation.INVOICED_PAID,
        ItemKind.BOOKING: Relation.INVOICED_BOOKED,
    }[kind]


def _is_left(item: Item, draw: Draw, items: Sequence[Item]) -> bool:
    relation = draw[0]
    if relation is Relation.CREDITED:
        return not item.is_credit
    is_left = item.kind is sides(relation)[0]
    invoices = [one.is_credit for one in items if one.kind is ItemKind.INVOICE]
    lowers = item.is_credit and not all(invoices)
    return is_left is not lowers if item.kind is ItemKind.INVOICE else is_left
