"""The bodies of a book: who is in it, under which names, and who is a member of which group.

    names_of(connection)               all bodies and funds, for readers and look-ups
    body_number(connection, "Borgholm")  the one body these words mean, or NotResolved

Rows are only added. A body that minutes name for the first time is added with the first row of
theirs that is accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.chain import Act
from ledger.errors import NotResolved, Refused, WrongUse
from ledger.messages import _
from ledger.names import KnownBody, Names, fold_name, kind_of_new_body, written_forms
from ledger.tables import bodies, body_aliases, body_members
from ledger.terms import BodyKind


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it stands in the book."""

    number: int
    name: str
    kind: BodyKind
    county: str | None


def add_known_bodies(made: Act, known: Sequence[KnownBody]) -> None:
    """Put shipped bodies, their aliases and group members into a new book."""
    numbers = made.add_many(bodies, [_row(body) for body in known])
    number_of = {body.name: number for body, number in zip(known, numbers, strict=True)}
    made.add_many(body_aliases, [row for b in known for row in _alias_rows(number_of[b.name], b)])
    made.add_many(
        body_members,
        [
            {"group_body": number_of[body.name], "member": number_of[member]}
            for body in known
            for member in body.members
        ],
    )


def add_body(
    connection: Connection, made: Act, name: str, *, kind: BodyKind | None = None,
    county: str | None = None, aliases: Iterable[str] = (),
) -> Body:  # fmt: skip
    """Add one body. Raises Refused where a body already goes by that name."""
    name = " ".join(name.split())
    if not fold_name(name):
        raise WrongUse(_("A name needs a letter or a digit."))
    taken = find_body(connection, name)
    if taken:
        raise Refused(_("“{name}” is already {body}.").format(name=name, body=taken.name))
    new = KnownBody(name, kind or kind_of_new_body(name), county, None, tuple(aliases))
    number = made.add(bodies, **_row(new))
    known = _forms_in_use(connection)
    fresh = [row for row in _alias_rows(number, new) if row["fold"] not in known]
    made.add_many(body_aliases, fresh)
    return Body(number, new.name, new.kind, county)


def find_body(connection: Connection, words: str, *, county: str | None = None) -> Body | None:
    """The one body that `words` mean, or None."""
    by_name = connection.execute(select(bodies).where(bodies.c.name == words)).first()
    if by_name:  # without folding every name in the book
        return _body(by_name)
    return _find(connection, names_of_bodies(connection), words, county)


def body_number(connection: Connection, words: str, *, county: str | None = None) -> int:
    """The number of the one body that `words` mean. Raises NotResolved, naming what it could be."""
    names = names_of_bodies(connection)
    found = _find(connection, names, words, county)
    if found:
        return found.number
    choices = names.body(words, county=county).choices
    raise unknown_body(words, choices)


def unknown_body(words: str, choices: Sequence[str]) -> NotResolved:
    """The error for words that mean no body, or several."""
    if choices:
        return NotResolved(
            _("“{words}” could be {choices}.").format(words=words, choices=", ".join(choices)),
            next_step=_("Write the whole name."),
        )
    return NotResolved(
        _("No body is called “{words}”.").format(words=words),
        next_step=_('Check the spelling, or add it: medel body add "{words}"').format(words=words),
    )


def names_of_bodies(connection: Connection) -> Names:
    """The book's bodies with every form they are written in (funds left out)."""
    return Names(tuple(known_bodies(connection)), ())


def known_bodies(connection: Connection) -> list[KnownBody]:
    """The book's bodies as names know them."""
    aliases: dict[int, list[str]] = {}
    for row in connection.execute(select(body_aliases.c.body, body_aliases.c.alias)):
        aliases.setdefault(row.body, []).append(row.alias)
    rows = connection.execute(select(bodies).order_by(bodies.c.id)).all()
    name_of = {row.id: row.name for row in rows}
    members: dict[int, list[str]] = {}
    for row in connection.execute(select(body_members.c.group_body, body_members.c.member)):
        members.setdefault(row.group_body, []).append(name_of[row.member])
    return [
        KnownBody(
            row.name, BodyKind.of(row.kind), row.county, row.code,
            tuple(aliases.get(row.id, ())), tuple(members.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def names_by_number(connection: Connection) -> Mapping[int, str]:
    """Every body's name by its number."""
    return {row.id: row.name for row in connection.execute(select(bodies.c.id, bodies.c.name))}


def _find(connection: Connection, names: Names, words: str, county: str | None) -> Body | None:
    name = names.body(words, county=county).name
    if name is None:
        return None
    return _body(connection.execute(select(bodies).where(bodies.c.fold == fold_name(name))).one())


def _body(row: Row[Any]) -> Body:
    return Body(row.id, row.name, BodyKind.of(row.kind), row.county)


def _row(body: KnownBody) -> dict[str, str | None]:
    return {
        "name": body.name, "fold": fold_name(body.name), "kind": body.kind.value,
        "county": body.county, "code": body.code,
    }  # fmt: skip


def _alias_rows(number: int, body: KnownBody) -> list[dict[str, str | int]]:
    # One row per form that is not already the name; spellings that fold alike are one form.
    forms = {fold_name(form): form for form in reversed(list(written_forms(body)))}
    del forms[fold_name(body.name)]
    return [{"body": number, "alias": form, "fold": fold} for fold, form in sorted(forms.items())]


def _forms_in_use(connection: Connection) -> set[str]:
    in_use = {row.fold for row in connection.execute(select(bodies.c.fold))}
    return in_use | {row.fold for row in connection.execute(select(body_aliases.c.fold))}
