"""Match groups (avstämningar) as they stand: parts, residuals, and what has become of each.

    for group in groups(connection, state=MatchState.SUGGESTED): group.left, group.difference

The state follows from appended rows: none means suggested; of the rest the newest holds. A
suggestion that no longer fits, because something of it was settled elsewhere or is no longer in the
book, is superseded: that is worked out when it is read and is stored nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Table, exists, select

from ledger.errors import WrongUse
from ledger.matching.items import Considered, Part
from ledger.messages import _
from ledger.reconciling.amounts import (
    AT_ONCE,
    Draw,
    Key,
    Settled,
    amounts_of,
    settled_amounts,
    stands,
)
from ledger.storage.chain import canonical
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import (
    events,
    match_groups,
    match_parts,
    match_residuals,
    match_states,
)
from ledger.terms import ItemKind, MatchState, Relation, ResidualKind, SeenBy

LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class Residual:
    """What the sides of a group do not come out even by: left less right, and why."""

    kind: ResidualKind
    amount: int  # öre, signed
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong together in one relation, or are suggested to."""

    number: int
    relation: Relation
    rule: str
    score: int
    reasons: tuple[str, ...]
    others: tuple[Considered, ...]
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    residuals: tuple[Residual, ...]
    state: MatchState
    why: str | None  # of the newest state
    by: str  # who made it, and when; of a state, who said so
    at: str
    fingerprint: str
    seen_by: SeenBy

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
        """What sides and residuals leave over: zero in every group."""
        left, right = (sum(part.amount for part in side) for side in (self.left, self.right))
        return left - right - sum(one.amount for one in self.residuals)


def groups(
    connection: Connection, numbers: Collection[int] | None = None, *,
    relation: Relation | None = None, state: MatchState | None = None, moment: Moment = NOW,
) -> list[Group]:  # fmt: skip
    """Groups in order of number: these or all, of a relation, in a state."""
    where = [*moment.knew(match_groups), *_in_state(state, moment)]
    if relation is not None:
        where.append(match_groups.c.relation == relation.value)
    found: list[Group] = []
    for these in _some_at_a_time(match_groups.c.id, numbers):
        found += _read(connection, [*where, *these], moment)
    return [one for one in found if state is None or one.state is state]


def groups_that_hold(
    connection: Connection, items: Collection[Key], moment: Moment = NOW
) -> list[Group]:
    """Groups in any state that hold any of these items."""
    numbers: set[int] = set()
    parts = match_parts.c
    for kind in ItemKind:
        of_kind = [number for item_kind, number in items if item_kind is kind]
        for these in _some_at_a_time(parts.item, of_kind):
            query = select(parts.match_group).where(parts.kind == kind.value, *these)
            numbers.update(connection.execute(query).scalars())
    return groups(connection, numbers, moment=moment)


def group(connection: Connection, number: int, moment: Moment = NOW) -> Group:
    """One group. Raises WrongUse where there is none."""
    found = groups(connection, [number], moment=moment)
    if not found:
        raise WrongUse(
            _("There is no match {number}.").format(number=number),
            next_step=_("“medel match list” lists them."),
        )
    return found[0]


def keys_of(parts: Iterable[Part]) -> set[Key]:
    """The items that parts are of."""
    return {(part.kind, part.number) for part in parts}


def fits(one: Group, settled: Settled, amounts: Mapping[Key, int]) -> bool:
    """Whether there is as much left of each item as the group holds."""
    return all(
        part.amount <= settled.open_of((part.kind, part.number), one.draw, amounts)
        for part in one.parts
    )


def fingerprint_of(relation: Relation, left: Sequence[Part], right: Sequence[Part]) -> str:
    """What a group says belongs together, whatever the amounts."""
    sides = [sorted([part.kind.value, part.number] for part in side) for side in (left, right)]
    return sha256(canonical([relation.value, *sides]).encode()).hexdigest()[:32]


def reasons_of(reasons: Sequence[str], others: Sequence[Considered]) -> str:
    """How the reasons of a group are kept."""
    return canonical(
        {
            "reasons": list(reasons),
            "others": [
                {
                    "left": [_said(part) for part in one.left],
                    "right": [_said(part) for part in one.right],
                    "score": one.score, "reasons": list(one.reasons),
                }
                for one in others
            ],
        }
    )  # fmt: skip


def _in_state(state: MatchState | None, moment: Moment) -> list[ColumnElement[bool]]:
    """As far as the database can tell; whether a suggestion still fits is found out after."""
    number = match_groups.c.id
    said = exists().where(match_states.c.match_group == number, *moment.knew(match_states))
    if state is None:
        return []
    if state is MatchState.SETTLED:
        return [stands(number, moment)]
    if state in {MatchState.SUGGESTED, MatchState.SUPERSEDED}:
        return [~said]
    return [said.where(match_states.c.state == state.value)]


def _read(
    connection: Connection, where: Sequence[ColumnElement[bool]], moment: Moment
) -> list[Group]:
    query = (
        select(match_groups, events.c.actor, events.c.at)
        .join(events, events.c.id == match_groups.c.event)
        .where(*where)
        .order_by(match_groups.c.id)
    )
    rows = list(connection.execute(query))
    numbers = [row.id for row in rows]
    parts = _by_group(connection, match_parts, numbers, moment)
    residuals = _by_group(connection, match_residuals, numbers, moment)
    states = _by_group(connection, match_states, numbers, moment)
    found = [
        _group(row, parts.get(row.id, []), residuals.get(row.id, []), states.get(row.id, []))
        for row in rows
    ]
    return _superseded(connection, found, moment)


def _by_group(
    connection: Connection, table: Table, numbers: Sequence[int], moment: Moment
) -> dict[int, list[Row[Any]]]:
    """The rows of each group, oldest first, with who wrote them when."""
    found: dict[int, list[Row[Any]]] = {}
    query = (
        select(table, events.c.actor, events.c.at)
        .join(events, events.c.id == table.c.event)
        .where(*moment.knew(table))
        .order_by(table.c.id)
    )
    for these in _some_at_a_time(table.c.match_group, numbers):
        for row in connection.execute(query.where(*these)):
            found.setdefault(row.match_group, []).append(row)
    return found


def _group(
    row: Row[Any], parts: list[Row[Any]], residuals: list[Row[Any]], states: list[Row[Any]]
) -> Group:
    last = states[-1] if states else None
    said = json.loads(row.reasons)
    sides = {
        side: tuple(
            Part(ItemKind.of(one.kind), one.item, one.amount) for one in parts if one.side == side
        )
        for side in (LEFT, RIGHT)
    }
    return Group(
        row.id, Relation.of(row.relation), row.rule, row.score, tuple(said["reasons"]),
        tuple(_considered(one) for one in said.get("others", ())),
        sides[LEFT], sides[RIGHT],
        tuple(Residual(ResidualKind.of(one.kind), one.amount, one.why) for one in residuals),
        MatchState.of(last.state) if last else MatchState.SUGGESTED,
        last.why if last else None,
        (last or row).actor, (last or row).at, row.fingerprint, SeenBy.of(row.seen_by),
    )  # fmt: skip


def _superseded(connection: Connection, found: list[Group], moment: Moment) -> list[Group]:
    suggested = [one for one in found if one.state is MatchState.SUGGESTED]
    keys = {key for one in suggested for key in keys_of(one.parts)}
    if not keys:
        return found
    settled = settled_amounts(connection, keys, moment)
    amounts = amounts_of(connection, keys, moment)
    gone = {one.number for one in suggested if not fits(one, settled, amounts)}
    return [
        replace(one, state=MatchState.SUPERSEDED) if one.number in gone else one for one in found
    ]


def _said(part: Part) -> list[str | int]:
    return [part.kind.value, part.number, part.amount]


def _considered(kept: Mapping[str, Any]) -> Considered:
    left, right = (
        tuple(Part(ItemKind.of(kind), number, ore) for kind, number, ore in kept[side])
        for side in (LEFT, RIGHT)
    )
    return Considered(left, right, kept["score"], tuple(kept["reasons"]))


def _some_at_a_time(
    column: Column[int], numbers: Collection[int] | None
) -> Iterator[list[ColumnElement[bool]]]:
    """Conditions on a column of numbers, some at a time; one that lets all through for None."""
    if numbers is None:
        yield []
        return
    ordered = sorted(numbers)
    for start in range(0, len(ordered), AT_ONCE):
        yield [column.in_(ordered[start : start + AT_ONCE])]
