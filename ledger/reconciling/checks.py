"""Whether the matches of a book hold: worked out from the rows, apart from how they were settled.

    for what in broken_matches(connection): ...

Parts name what is in the book; sides and residuals come out even; nothing is settled over its
amount; and what was settled by itself was so by a rule that may. `deep` counts every item anew, one
by one, where the plain look sums in the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import BigInteger, Connection, case, cast, exists, func, select

from ledger.messages import _
from ledger.reconciling.amounts import (
    POOLS,
    Draw,
    Key,
    Settled,
    amounts_of,
    settled_amounts,
    stands,
)
from ledger.reconciling.groups import LEFT, Group, groups, keys_of
from ledger.reconciling.settling import SETTLES_BY_ITSELF, item_name
from ledger.storage.tables import match_groups, match_parts, match_residuals, match_states
from ledger.terms import MatchState


def broken_matches(connection: Connection, *, deep: bool = False) -> Iterator[str]:
    """What does not hold, a sentence each."""
    yield from _uneven(connection)
    settled = settled_amounts(connection)
    yield from _over(settled, amounts_of(connection, settled.of))
    yield from _by_itself(connection)
    yield from _states(connection)
    if deep:
        yield from _counted_anew(connection, settled)


def _uneven(connection: Connection) -> Iterator[str]:
    """Groups whose sides and residuals do not come out even, or that have no parts."""
    sign = case((match_parts.c.side == LEFT, 1), else_=-1)
    sums = (
        select(match_parts.c.match_group, func.sum(sign * match_parts.c.amount).label("ore"))
        .group_by(match_parts.c.match_group)
        .subquery()
    )
    rest = (
        select(match_residuals.c.match_group, func.sum(match_residuals.c.amount).label("ore"))
        .group_by(match_residuals.c.match_group)
        .subquery()
    )
    query = (
        select(match_groups.c.id, sums.c.ore)
        .join(sums, sums.c.match_group == match_groups.c.id, isouter=True)
        .join(rest, rest.c.match_group == match_groups.c.id, isouter=True)
        .where(
            sums.c.ore.is_(None)
            | (cast(sums.c.ore, BigInteger) != cast(func.coalesce(rest.c.ore, 0), BigInteger))
        )
        .order_by(match_groups.c.id)
    )
    for number, ore in connection.execute(query):
        said = (
            _("Match {number} has no parts.")
            if ore is None
            else _("Match {number} does not come out even.")
        )
        yield said.format(number=number)
    wrong = select(match_parts.c.match_group).distinct().where(match_parts.c.amount <= 0)
    for number in connection.execute(wrong.order_by(match_parts.c.match_group)).scalars():
        yield _("Match {number} has a part that is no amount above zero.").format(number=number)


def _over(settled: Settled, amounts: dict[Key, int]) -> Iterator[str]:
    """Items of which more is settled than there is, or that are no longer in the book."""
    for key in sorted(settled.of, key=lambda key: (key[0].value, key[1])):
        item = item_name(key[0].value, key[1])
        if key not in amounts:
            yield _("{item} is settled, and it is not in the book.").format(item=item)
        elif any(_of_pool(settled.of[key], pool) > amounts[key] for pool in POOLS[key[0]]):
            yield _("More of {item} is settled than there is.").format(item=item)


def _of_pool(of_item: dict[Draw, int], pool: frozenset[Draw]) -> int:
    return sum(of_item.get(draw, 0) for draw in pool)


def _by_itself(connection: Connection) -> Iterator[str]:
    """Settled in the event that proposed it, by a rule that may only suggest."""
    query = (
        select(match_groups.c.id, match_groups.c.rule)
        .join(match_states, match_states.c.match_group == match_groups.c.id)
        .where(
            match_states.c.event == match_groups.c.event,
            match_states.c.state == MatchState.SETTLED.value,
        )
        .order_by(match_groups.c.id)
    )
    residual = exists().where(match_residuals.c.match_group == match_groups.c.id)
    for number, rule, uneven in connection.execute(query.add_columns(residual)):
        name = rule.partition("/")[0]
        if name == "by-hand" or (name in SETTLES_BY_ITSELF and not uneven):
            continue
        yield _("Match {number} was settled by itself, by {rule}, which may only suggest.").format(
            number=number, rule=rule
        )


def _states(connection: Connection) -> Iterator[str]:
    """A group is settled or turned down once, and undone after that at most once."""
    followed: dict[int, list[str]] = defaultdict(list)
    query = select(match_states.c.match_group, match_states.c.state).order_by(match_states.c.id)
    for number, state in connection.execute(query):
        followed[number].append(state)
    allowed = {
        ("settled",), ("rejected",), ("undone",), ("settled", "undone"), ("rejected", "undone"),
    }  # fmt: skip
    for number in sorted(followed):
        if tuple(followed[number]) not in allowed:
            yield _("What has become of match {number} does not follow: {states}.").format(
                number=number, states=", ".join(followed[number])
            )


def _counted_anew(connection: Connection, settled: Settled) -> Iterator[str]:
    """Group by group, in Python: must be what the database sums."""
    anew = Settled()
    standing = groups(connection, state=MatchState.SETTLED)
    for one in standing:
        anew.take(one.parts, one.draw)
        yield from _twice(one)
    numbers = select(func.count()).select_from(match_groups).where(stands(match_groups.c.id))
    if anew.of != settled.of or connection.execute(numbers).scalar() != len(standing):
        yield _("What is settled is not the sum of the matches that stand.")


def _twice(one: Group) -> Iterator[str]:
    if len(keys_of(one.parts)) < len(one.parts):
        yield _("The same item stands twice in match {number}.").format(number=one.number)
