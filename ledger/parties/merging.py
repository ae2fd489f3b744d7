"""Making two bodies one (sammanslagning): an event that keeps both names.

    merge(connection, made, old, into, "uppgick i kommunalförbundet 2025-01-01")

Nothing posted is touched. From then on the old name means the body it was merged into, and
balances, journal and reports count what was posted on either as that one's
(`ledger.parties.merged`).
A body is merged once; what it was merged into may itself be merged later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.bodies import Body
from ledger.parties.memberships import spells_as_now
from ledger.parties.merged import merged
from ledger.parties.names import fold_name
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import bodies, body_merges, events
from ledger.terms import BodyKind


@dataclass(frozen=True, slots=True)
class Merge:
    """One body that became another: its name, why, who said so and when."""

    name: str
    into: str
    why: str
    by: str
    at: str


def merge(connection: Connection, made: Act, old: Body, into: Body, why: str) -> None:
    """Let `old` be `into` from now on. Raises WrongUse, Refused."""
    if not why.strip():
        raise WrongUse(_("Say why, with --why."))
    if old.number == into.number:
        raise Refused(_("They are one body already: {name}.").format(name=into.name))
    if (old.kind is BodyKind.GROUP) != (into.kind is BodyKind.GROUP):
        raise Refused(_("A group and one body cannot be one: a group's share belongs to several."))
    pair = {old.number, into.number}
    if any({spell.group, spell.member} == pair for spell in spells_as_now(connection)):
        raise Refused(_("The one is a member of the other: they cannot be one."))
    made.add(body_merges, body=old.number, into_body=into.number, why=why)


def check_not_merged(connection: Connection, words: str) -> None:
    """Raise Refused where `words` are the name of a body that has already become another."""
    same = merged(connection)
    found = connection.execute(select(bodies.c.id).where(bodies.c.fold == fold_name(words))).first()
    if found and found.id in same.into:
        name = connection.execute(
            select(bodies.c.name).where(bodies.c.id == same.root(found.id))
        ).scalar_one()
        raise Refused(
            _("“{words}” is already merged into {body}.").format(words=words, body=name),
            next_step=_("Merge {body} itself, if it has become another.").format(body=name),
        )


def merges_of(connection: Connection, body: int, moment: Moment = NOW) -> list[Merge]:
    """What has become `body`, directly or by way of another, in order."""
    return [merge for root, merge in _all(connection, moment) if root == body]


def _all(connection: Connection, moment: Moment) -> Iterator[tuple[int, Merge]]:
    same = merged(connection, moment)
    old, into = bodies.alias("old_body"), bodies.alias("into_body_")
    query = (
        select(
            body_merges.c.body, old.c.name, into.c.name.label("into_name"), body_merges.c.why,
            events.c.actor, events.c.at,
        )
        .join(old, old.c.id == body_merges.c.body)
        .join(into, into.c.id == body_merges.c.into_body)
        .join(events, events.c.id == body_merges.c.event)
        .where(*moment.knew(body_merges))
        .order_by(body_merges.c.id)
    )  # fmt: skip
    for row in connection.execute(query):
        yield (
            same.root(row.body),
            Merge(row.name, row.into_name, row.why, row.actor, row.at),
        )
