"""What is still open while the passes run: each takes what the one before left.

    pool = Pool.of(Relation.INVOICED_PAID, invoices, payments)
    pool.take(link)          # the parts are no longer there for the next pass

Items get their places by kind and number, so that no answer depends on the order they came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ledger.matching.items import Item
from ledger.matching.rules import RULES, Rules
from ledger.parties.names import fold_name
from ledger.terms import Relation

PartyKey = int | str | None  # a body of the book, else its name folded, else nothing


@dataclass(slots=True, eq=False)
class OpenItem:
    """An item with its place and what is open of it; payer and payee as the left side has them."""

    place: int
    item: Item
    open: int
    day: int | None
    payer: PartyKey
    payee: PartyKey
    payer_text: str | None
    payee_text: str | None
    is_rest: bool = False  # some of it has been taken by a pass already


class Doubts(NamedTuple):
    """Names of what contradicts, and of what is not clear (keys of `reasons.DOUBTS`)."""

    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    parties_agree: bool = True  # one of the two parties is known to be the same

    @property
    def none(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.hard and not self.soft


@dataclass(frozen=True, slots=True)
class Naming:
    """One names the other's number, and what else speaks for and against."""

    left: OpenItem
    right: OpenItem
    token: str
    doubts: Doubts
    sure: bool  # the number can hardly be another one

    @property
    def open(self) -> bool:
        """Whether neither has been used up."""
        return self.left.open > 0 and self.right.open > 0

    @property
    def clear(self) -> bool:
        """Whether nothing at all speaks against it."""
        return self.sure and self.doubts.none


@dataclass(frozen=True, slots=True)
class Link:
    """Items that a pass finds may belong together, and how good that is beside other links."""

    left: tuple[OpenItem, ...]
    right: tuple[OpenItem, ...]
    weight: int  # only for choosing within the pass
    score: int
    reasons: tuple[str, ...]
    left_parts: tuple[int, ...]
    right_parts: tuple[int, ...]
    residuals: tuple[tuple[str, int, str], ...] = ()
    settles: bool = False

    @property
    def key(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The places it holds: what links are known and ordered by."""
        return tuple(x.place for x in self.left), tuple(x.place for x in self.right)


@dataclass(slots=True)
class Pool:
    """Both sides by place, and what is known of parties and of what names what."""

    relation: Relation
    rules: Rules
    left: dict[int, OpenItem]
    right: dict[int, OpenItem]
    aliases: Mapping[int, Sequence[str]] = field(default_factory=dict)
    roles: tuple[bool, bool] = (True, True)  # whether anyone on both sides knows payer, and payee
    also_owned: Set[str] = frozenset()  # numbers of left items that were matched before this
    named_by: dict[int, set[int]] = field(default_factory=dict)  # right place → left ones it names
    namings: list[Naming] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        relation: Relation,
        left: Iterable[Item],
        right: Iterable[Item],
        aliases: Mapping[int, Sequence[str]] | None = None,
    ) -> Pool:
        """The open items of both sides."""
        rules = RULES[relation]
        lefts = _placed(left, changes_places=False)
        rights = _placed(right, changes_places=rules.changes_places)
        roles = (
            all(any(x.payer is not None for x in side.values()) for side in (lefts, rights)),
            all(any(x.payee is not None for x in side.values()) for side in (lefts, rights)),
        )
        return cls(relation, rules, lefts, rights, aliases or {}, roles)

    def take(self, link: Link, *, whole: bool = False) -> None:
        """Leave to later passes what the link does not use; with `whole` nothing of its items."""
        for side, members, parts in (
            (self.left, link.left, link.left_parts),
            (self.right, link.right, link.right_parts),
        ):
            for one, part in zip(members, parts, strict=True):
                one.open = 0 if whole else one.open - part
                one.is_rest = True
                if one.open <= 0:
                    side.pop(one.place, None)

    def parties(self, one: OpenItem) -> tuple[PartyKey, PartyKey] | None:
        """Payer and payee to look up by, where they are known.

        A ledger's rows know only whose they are: a role that one side never knows is left out.
        """
        payer, payee = self.roles
        if (payer and one.payer is None) or (payee and one.payee is None) or not (payer or payee):
            return None
        return one.payer if payer else 0, one.payee if payee else 0

    def may_take(self, left: OpenItem, right: OpenItem) -> bool:
        """Whether nothing the right one names speaks against the left one."""
        named = self.named_by.get(right.place)
        return not named or right.is_rest or left.place in named


@lru_cache(maxsize=2**14)
def day_of(iso: str) -> int | None:
    """The day as a number to count with; none where the text is no date."""
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError:
        return None


def _placed(items: Iterable[Item], *, changes_places: bool) -> dict[int, OpenItem]:
    ordered = sorted((x for x in items if x.open > 0), key=lambda x: (x.kind.value, x.number))
    return {place: _open_item(place, x, changes_places) for place, x in enumerate(ordered)}


def _open_item(place: int, item: Item, changes_places: bool) -> OpenItem:
    payer, payee = _key(item.payer, item.payer_text), _key(item.payee, item.payee_text)
    payer_text, payee_text = item.payer_text, item.payee_text
    if changes_places:
        payer, payee, payer_text, payee_text = payee, payer, payee_text, payer_text
    day = day_of(item.date) if item.date else None
    return OpenItem(place, item, item.open, day, payer, payee, payer_text, payee_text)


def _key(body: int | None, text: str | None) -> PartyKey:
    if body is not None:
        return body
    return (fold_name(text) or None) if text else None
