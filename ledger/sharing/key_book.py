"""The distribution keys of a book: every version is kept, and the newest of a name holds.

number = add_key(connection, made, "Kalmar halva", key, paper="beslut 2023-05-05")
named_key(connection, "kalmar halva").key
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.bodies import body_number, known_bodies, names_of_bodies
from ledger.parties.names import fold_name
from ledger.sharing.keys import Key, fields_of_key, key_of, keys_within, with_full_names
from ledger.sharing.populations import population
from ledger.storage.chain import Act, canonical
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import distribution_keys, events


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A key as it stands in the book: which version of its name, and what it rests on."""

    number: int
    name: str
    version: int  # counted from 1 among those of the name
    key: Key
    paper: str | None
    by: str
    at: str


def add_key(connection: Connection, made: Act, name: str, key: Key, paper: str | None) -> NamedKey:
    """Add a key, or a new version of the one by that name. Raises WrongUse, Refused."""
    name = " ".join(name.split())
    if not fold_name(name):
        raise WrongUse(_("A name needs a letter or a digit."))
    key = with_full_names(key, full_names(connection))
    for one in keys_within(key):
        key_of(fields_of_key(one))  # two words for one body are seen only by their full names
        if one.population:
            population(connection, one.population)
    _check_is_new(connection, name, key, paper)
    made.add(
        distribution_keys, name=name, fold=fold_name(name), paper=paper,
        definition=canonical(fields_of_key(key)),
    )  # fmt: skip
    return NamedKey(0, name, len(versions(connection, name)), key, paper, "", "")


def full_names(connection: Connection) -> Callable[[str], str]:
    """A function from words to the name of the one body they mean. It raises NotResolved."""
    known = names_of_bodies(connection)

    def full(words: str) -> str:
        name = known.body(words).name
        if name is None:
            body_number(connection, words)  # which says what it could be
        return name or words

    return full


def named_key(connection: Connection, name: str) -> NamedKey:
    """The newest version of a key. Raises WrongUse where no key is called that."""
    found = versions(connection, name)
    if not found:
        raise WrongUse(
            _("No distribution key is called “{name}”.").format(name=name),
            next_step=_("“medel key list” lists them; “medel key add” adds one."),
        )
    return found[-1]


def versions(connection: Connection, name: str, moment: Moment = NOW) -> list[NamedKey]:
    """Every version of a key, oldest first."""
    return [key for key in _all(connection, moment) if fold_name(key.name) == fold_name(name)]


def keys(connection: Connection, moment: Moment = NOW) -> list[NamedKey]:
    """The newest version of every key, in order of name."""
    newest = {fold_name(key.name): key for key in _all(connection, moment)}
    return sorted(newest.values(), key=lambda key: key.name)


def members_of(connection: Connection, day: date | None = None) -> dict[str, tuple[str, ...]]:
    """The members of every group on a day, else today, by name."""
    known = known_bodies(connection, Moment(as_of=day))
    return {body.name: body.members for body in known if body.members}


def _check_is_new(connection: Connection, name: str, key: Key, paper: str | None) -> None:
    before = versions(connection, name)
    if before and (before[-1].key, before[-1].paper) == (key, paper):
        raise Refused(_("The key {name} says this already.").format(name=before[-1].name))


def _all(connection: Connection, moment: Moment) -> list[NamedKey]:
    query = (
        select(distribution_keys, events.c.actor, events.c.at)
        .join(events, events.c.id == distribution_keys.c.event, isouter=True)
        .where(*moment.knew(distribution_keys))
        .order_by(distribution_keys.c.id)
    )  # fmt: skip
    seen: dict[str, int] = {}
    found = []
    for row in connection.execute(query):
        seen[row.fold] = seen.get(row.fold, 0) + 1
        found.append(_named(row, seen[row.fold]))
    return found


def _named(row: Row[Any], version: int) -> NamedKey:
    key = key_of(json.loads(row.definition))
    return NamedKey(row.id, row.name, version, key, row.paper, row.actor or "", row.at or "")
