"""Settling: what is accepted, turned down, split and taken back; each by new rows under one event.

    with book.writing() as connection, act(connection, by, "match accepted") as made:
        settle(connection, made, [3, 4], why=None)

Nothing is ever settled over its amount: what is left of each item is looked at inside the same
transaction, behind the lock where writers stand in line. Nothing is forced to come out even either:
what does not is a residual that somebody named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.errors import Refused, WrongUse
from ledger.matching.items import Part
from ledger.messages import _, language
from ledger.money import Money
from ledger.reconciling.amounts import Draw, Key, Settled, amounts_of, settled_amounts
from ledger.reconciling.groups import (
    LEFT,
    RIGHT,
    Group,
    Residual,
    fingerprint_of,
    fits,
    group,
    groups,
    groups_that_hold,
    keys_of,
    reasons_of,
)
from ledger.storage.chain import Act
from ledger.storage.tables import match_groups, match_parts, match_residuals, match_states
from ledger.terms import MatchState, Relation, SeenBy

BY_HAND = "by-hand/1"
CERTAIN = 1000  # the score of what a person says
SETTLES_BY_ITSELF = frozenset({"reference"})  # the pass: a whole-token reference, and the amount


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group to be: what belongs together, by which rule, and why."""

    relation: Relation
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    residuals: tuple[Residual, ...] = ()
    rule: str = BY_HAND
    score: int = CERTAIN
    reasons: str = ""  # as `reasons_of` writes them
    seen_by: SeenBy = SeenBy.BOTH

    @property
    def draw(self) -> Draw:
        """What its items are drawn on for."""
        return self.relation, self.seen_by

    @property
    def parts(self) -> tuple[Part, ...]:
        """Both sides."""
        return (*self.left, *self.right)

    @property
    def difference(self) -> int:
        """What sides and residuals leave over."""
        left, right = (sum(part.amount for part in side) for side in (self.left, self.right))
        return left - right - sum(one.amount for one in self.residuals)

    @property
    def fingerprint(self) -> str:
        """What it says belongs together."""
        return fingerprint_of(self.relation, self.left, self.right)


@dataclass(slots=True)
class Room:
    """What is left of items while groups are settled one after the other."""

    amounts: dict[Key, int]
    settled: Settled

    @classmethod
    def of(cls, connection: Connection, keys: Collection[Key]) -> Room:
        return cls(amounts_of(connection, keys), settled_amounts(connection, keys))

    def take(self, parts: Sequence[Part], draw: Draw) -> None:
        """Count a settled group. Raises Refused where it holds more than is left of an item."""
        for part in parts:
            left = self.settled.open_of((part.kind, part.number), draw, self.amounts)
            if part.amount > left:
                raise self._over(part, left)
        self.settled.take(parts, draw)

    def _over(self, part: Part, left: int) -> Refused:
        known = (part.kind, part.number) in self.amounts
        said = (
            _("Of {item} {left} kr is open, less than {amount} kr.")
            if known
            else _("{item} is not in the book, or no longer: its import was undone.")
        )
        return Refused(
            said.format(item=item_name(part.kind.value, part.number), left=_kr(left),
                        amount=_kr(part.amount)),
            next_step=_("“medel match show {item}” tells what it is settled with.").format(
                item=f"{part.kind.value}:{part.number}"
            ) if known else "",
        )  # fmt: skip


def store_groups(made: Act, new: Sequence[NewGroup]) -> range:
    """Add groups as suggestions; returns their numbers."""
    numbers = made.add_rows(
        match_groups,
        [(one.relation.value, one.seen_by.value, one.rule, one.score,
          one.reasons or reasons_of((), ()), one.fingerprint) for one in new],
    )  # fmt: skip
    made.add_rows(
        match_parts,
        [
            (number, side, part.kind.value, part.number, part.amount)
            for number, one in zip(numbers, new, strict=True)
            for side, parts in ((LEFT, one.left), (RIGHT, one.right))
            for part in parts
        ],
    )
    made.add_rows(
        match_residuals,
        [
            (number, one.kind.value, one.amount, one.why)
            for number, group_ in zip(numbers, new, strict=True)
            for one in group_.residuals
        ],
    )
    return numbers


def settle(connection: Connection, made: Act, numbers: Iterable[int], why: str | None) -> None:
    """Accept suggestions, in order of number. Raises WrongUse, Refused; then nothing is stored."""
    found = _groups(connection, numbers)
    room = Room.of(connection, {key for one in found for key in keys_of(one.parts)})
    for one in found:
        if one.state not in {MatchState.SUGGESTED, MatchState.SUPERSEDED}:
            raise _not_suggested(one)
        room.take(one.parts, one.draw)
    _say(made, found, MatchState.SETTLED, why)


def settle_new(
    connection: Connection, made: Act, new: Sequence[NewGroup], why: str | None
) -> range:
    """Settle what somebody says belongs together. Raises WrongUse, Refused."""
    room = Room.of(connection, {key for one in new for key in keys_of(one.parts)})
    for one in new:
        check_whole(one)
        room.take(one.parts, one.draw)
    numbers = store_groups(made, new)
    add_states(made, numbers, MatchState.SETTLED, why)
    return numbers


def reject(connection: Connection, made: Act, numbers: Iterable[int], why: str) -> None:
    """Turn suggestions down, for good: the same is not proposed again. Raises WrongUse, Refused."""
    if not why.strip():
        raise WrongUse(_("Say why, with --why."))
    found = _groups(connection, numbers)
    for one in found:
        if one.state not in {MatchState.SUGGESTED, MatchState.SUPERSEDED}:
            raise _not_suggested(one)
    _say(made, found, MatchState.REJECTED, why)


def undo(connection: Connection, made: Act, numbers: Iterable[int], why: str | None) -> list[Group]:
    """Take groups back: what they held is open again; a no is no more. Raises WrongUse, Refused."""
    found = _groups(connection, numbers)
    for one in found:
        if one.state not in {MatchState.SETTLED, MatchState.REJECTED}:
            raise Refused(
                _("Match {number} is {state}: there is nothing to undo.").format(
                    number=one.number, state=one.state.label(language())
                )
            )
    _say(made, found, MatchState.UNDONE, why)
    return found


def split(
    connection: Connection, made: Act, number: int, into: Sequence[NewGroup], why: str | None
) -> range:
    """Put several groups in the place of one, in the state it had. Raises WrongUse, Refused.

    What the new groups leave out of the old one is open again.
    """
    old = group(connection, number)
    if old.state not in {MatchState.SUGGESTED, MatchState.SETTLED}:
        raise _not_suggested(old)
    for one in into:
        check_whole(one)
        if foreign := keys_of(one.parts) - keys_of(old.parts):
            kind, item = min(foreign, key=lambda key: (key[0].value, key[1]))
            raise WrongUse(
                _("{item} is not a part of match {number}.").format(
                    item=item_name(kind.value, item), number=number
                )
            )
    add_states(made, [number], MatchState.UNDONE, why or _("split"))
    if old.state is MatchState.SETTLED:
        return settle_new(connection, made, into, why)
    return store_groups(made, into)


def that_fit_together(connection: Connection, waiting: Sequence[Group]) -> list[Group]:
    """Of suggestions those that can all be settled, the highest score first."""
    room = Room.of(connection, {key for one in waiting for key in keys_of(one.parts)})
    found = []
    for one in sorted(waiting, key=lambda one: (-one.score, one.number)):
        if fits(one, room.settled, room.amounts):
            room.take(one.parts, one.draw)
            found.append(one)
    return found


def undo_what_no_longer_fits(
    connection: Connection, made: Act, items: Collection[Key], why: str
) -> tuple[list[Group], list[Group]]:
    """When items have become less than is settled of them: take back those groups, newest first.

    Returns the settled groups that were taken back, and those that stay.
    """
    stay = [one for one in groups_that_hold(connection, items) if one.state is MatchState.SETTLED]
    keys = {key for one in stay for key in keys_of(one.parts)}
    amounts = amounts_of(connection, keys)
    gone: list[Group] = []
    while over := _over(stay, amounts, items):
        gone.append(over)
        stay.remove(over)
    _say(made, gone, MatchState.UNDONE, why)
    return gone, stay


def check_whole(one: NewGroup) -> None:
    """What must hold of a group by itself. Raises WrongUse."""
    if not one.left and not one.right:
        raise WrongUse(_("A match needs something that belongs together."))
    if len(keys_of(one.parts)) < len(one.parts):
        raise WrongUse(_("The same item stands twice in one match."))
    if any(part.amount <= 0 for part in one.parts) or any(r.amount == 0 for r in one.residuals):
        raise WrongUse(_("A part of a match is an amount above zero."))
    if any(not residual.why.strip() for residual in one.residuals):
        raise WrongUse(_("Say why, with --why."))
    if one.difference:
        left, right = (sum(part.amount for part in side) for side in (one.left, one.right))
        raise WrongUse(
            _("The sides differ by {difference} kr: {left} against {right}.").format(
                difference=_kr(one.difference), left=_kr(left), right=_kr(right)
            ),
            next_step=_(
                "Say what the difference is (--residual write_off=10 --why …), or how much of an "
                "item it is about (invoice:7=100)."
            ),
        )


def add_states(made: Act, numbers: Iterable[int], state: MatchState, why: str | None) -> None:
    """Say what has become of groups."""
    made.add_rows(match_states, [(number, state.value, why) for number in numbers])


def item_name(kind: str, number: int) -> str:
    """An item in words: “invoice 7”."""
    from ledger.terms import ItemKind

    return f"{ItemKind.of(kind).label(language())} {number}"


def _groups(connection: Connection, numbers: Iterable[int]) -> list[Group]:
    wanted = sorted(set(numbers))
    found = groups(connection, wanted)
    if missing := set(wanted) - {one.number for one in found}:
        group(connection, min(missing))  # says that there is none
    return found


def _say(made: Act, found: Iterable[Group], state: MatchState, why: str | None) -> None:
    add_states(made, [one.number for one in found], state, why)


def _over(stay: Sequence[Group], amounts: dict[Key, int], items: Collection[Key]) -> Group | None:
    """The newest group that holds an item of which more is settled than there is."""
    settled = Settled()
    for one in stay:
        settled.take(one.parts, one.draw)
    for one in reversed(stay):
        for key in keys_of(one.parts) & set(items):
            if settled.held(key, one.draw) > amounts.get(key, 0):
                return one
    return None


def _not_suggested(one: Group) -> Refused:
    return Refused(
        _("Match {number} is {state} already.").format(
            number=one.number, state=one.state.label(language())
        ),
        next_step=_("“medel match show {number}” tells by whom and why.").format(number=one.number),
    )


def _kr(ore: int) -> str:
    return Money(ore).kronor_text(language())
