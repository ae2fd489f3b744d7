"""All that the book knows of one body: names, number, merges, memberships and its lines of sums.

body_facts(connection, "Borgholm", Moment(as_of=date(2024, 6, 30))).members
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.parties.bodies import body_number, known_bodies, names_by_number, numbers_of
from ledger.parties.memberships import Spell, spells_as_now
from ledger.parties.merging import Merge, merges_of
from ledger.parties.names import KnownBody
from ledger.posting.balances import Line, lines
from ledger.storage.moments import NOW, Moment


class Membership(NamedTuple):
    """The other body of a spell, and from when to when; None where not said."""

    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """One body as the book knows it."""

    known: KnownBody
    org_number: str | None
    merges: tuple[Merge, ...]
    member_of: tuple[Membership, ...]
    members: tuple[Membership, ...]
    lines: tuple[Line, ...]


def body_facts(connection: Connection, words: str, moment: Moment = NOW) -> BodyFacts:
    """What is known of the body that `words` mean. Raises NotResolved.

    With a day in `moment`, only the memberships of that day.
    """
    number = body_number(connection, words, moment=moment)
    names = names_by_number(connection, moment)
    known = next(one for one in known_bodies(connection, moment) if one.name == names[number])
    spells = [
        spell
        for spell in spells_as_now(connection, moment)
        if moment.as_of is None or spell.holds(moment.as_of)
    ]
    groups = [_membership(names[s.group], s) for s in spells if s.member == number]
    members = [_membership(names[s.member], s) for s in spells if s.group == number]
    return BodyFacts(
        known,
        numbers_of(connection, moment).get(number),
        tuple(merges_of(connection, number, moment)),
        tuple(sorted(groups, key=_in_order)),
        tuple(sorted(members, key=_in_order)),
        tuple(lines(connection, body=number, moment=moment)),
    )


def _membership(name: str, spell: Spell) -> Membership:
    return Membership(name, spell.since, spell.until)


def _in_order(one: Membership) -> tuple[str, date]:
    return one.name, one.since or date.min
