"""Who is a member of which group, and when: joining and leaving are rows with a day.

    members_at(connection, group, date(2023, 5, 5))     # numbers of the bodies
    join(connection, made, group, body, date(2024, 1, 1))

Members from the start stand in `body_members`; each later row says that one joins (its first day)
or leaves (its last day). From these a member's spells follow: from when to when, open where not
said. A body that was merged into another is a member as that other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from sqlalchemy import Connection, select

from ledger.dates import today
from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.merged import merged
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import bodies, body_members, memberships
from ledger.terms import BodyKind

HAVE_MEMBERS = frozenset({BodyKind.GROUP, BodyKind.FORUM, BodyKind.ASSOCIATION})
JOINS, LEAVES = "joins", "leaves"


@dataclass(frozen=True, slots=True)
class Spell:
    """One time that a body was a member of a group; both ends are days of membership."""

    group: int
    member: int
    since: date | None = None  # None: from the start
    until: date | None = None  # None: still

    def holds(self, day: date) -> bool:
        """Whether the body was a member on `day`."""
        after = self.since is None or self.since <= day
        return after and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Change:
    """That a body joins (`day` is its first) or leaves (`day` is its last); None: always."""

    number: int
    group: int
    member: int
    joins: bool
    day: date | None

    @property
    def takes_effect(self) -> date:
        """The first day on which it is otherwise."""
        if self.day is None:
            return date.min
        last_of_all = self.joins or self.day == date.max
        return self.day if last_of_all else self.day + timedelta(days=1)


def spells(connection: Connection, moment: Moment = NOW) -> list[Spell]:
    """Every membership there has been, by group and member as they stood in the rows."""
    by_pair: dict[tuple[int, int], list[Change]] = {}
    for change in _changes(connection, moment):
        by_pair.setdefault((change.group, change.member), []).append(change)
    return [spell for changes in by_pair.values() for spell in spells_of(changes)]


def spells_of(changes: Iterable[Change]) -> Iterator[Spell]:
    """The spells that joining and leaving make, of one body in one group."""
    inside: Change | None = None
    for change in sorted(changes, key=attrgetter("takes_effect", "number")):
        if change.joins:
            inside = inside or change
        elif inside:
            yield Spell(inside.group, inside.member, inside.day, change.day)
            inside = None
    if inside:
        yield Spell(inside.group, inside.member, inside.day)


def members_at(
    connection: Connection, group: int, day: date | None = None, moment: Moment = NOW
) -> list[int]:
    """The members of `group` on `day`, else on the moment's day or today; by number, each once."""
    on = day or moment.as_of or today()
    found = spells_as_now(connection, moment)
    return sorted({spell.member for spell in found if spell.group == group and spell.holds(on)})


def spells_as_now(connection: Connection, moment: Moment = NOW) -> list[Spell]:
    """Every membership, of the bodies that are left after merging."""
    same = merged(connection, moment)
    return [
        Spell(same.root(spell.group), same.root(spell.member), spell.since, spell.until)
        for spell in spells(connection, moment)
    ]


def join(
    connection: Connection, made: Act, group: int, body: int, day: date, why: str | None = None
) -> None:
    """Make `body` a member of `group` from `day`. Raises Refused, WrongUse."""
    _check_can_join(connection, group, body)
    if body in members_at(connection, group, day):
        raise Refused(_("It is a member on {day} already.").format(day=day))
    _add(made, group, body, JOINS, day, why)


def leave(
    connection: Connection, made: Act, group: int, body: int, day: date, why: str | None = None
) -> None:
    """End `body`'s membership of `group` with `day` as its last. Raises Refused."""
    same = merged(connection)
    now = [s for s in spells(connection) if s.holds(day) and same.root(s.group) == group]
    its = [spell for spell in now if same.root(spell.member) == body]
    if not its:
        raise Refused(_("It is not a member on {day}.").format(day=day))
    if any(spell.until == day for spell in its):
        raise Refused(_("{day} is its last day already.").format(day=day))
    for spell in its:  # of each body it was posted as, where bodies have been merged
        _add(made, spell.group, spell.member, LEAVES, day, why)


def _changes(connection: Connection, moment: Moment) -> Iterator[Change]:
    start = select(body_members).where(*moment.knew(body_members))
    later = select(memberships).where(*moment.knew(memberships))
    for row in connection.execute(start):
        yield Change(0, row.group_body, row.member, True, None)
    for row in connection.execute(later):
        day = date.fromisoformat(row.date) if row.date else None
        yield Change(row.id, row.group_body, row.member, row.change == JOINS, day)


def _check_can_join(connection: Connection, group: int, body: int) -> None:
    row = connection.execute(select(bodies.c.name, bodies.c.kind).where(bodies.c.id == group)).one()
    if BodyKind.of(row.kind) not in HAVE_MEMBERS:
        raise WrongUse(
            _("{name} is not a group: it has no members.").format(name=row.name),
            next_step=_("Groups, forums and kommunförbund have: medel body add NAME --kind group"),
        )
    if group in _with_all_members(connection, body):
        raise Refused(_("A group cannot be a member of itself, nor of its own members."))


def _with_all_members(connection: Connection, body: int) -> set[int]:
    """`body` and whoever has ever been a member of it, of its members, and so on."""
    members: dict[int, set[int]] = {}
    for spell in spells_as_now(connection):
        members.setdefault(spell.group, set()).add(spell.member)
    found, waiting = {body}, [body]
    while waiting:
        new = members.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _add(made: Act, group: int, body: int, change: str, day: date, why: str | None) -> None:
    made.add(
        memberships, group_body=group, member=body, change=change, date=day.isoformat(), why=why
    )
