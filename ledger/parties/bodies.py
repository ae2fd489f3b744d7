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

from ledger.dates import today
from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.memberships import spells_as_now
from ledger.parties.merged import merged
from ledger.parties.names import KnownBody, Names, fold_name, kind_of_new_body, written_forms
from ledger.parties.org_numbers import is_personal, kind_by_number, org_number
from ledger.parties.unknown import unknown
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.rows import fetch
from ledger.storage.tables import bodies, body_aliases, body_members, body_numbers
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
    county: str | None = None, aliases: Iterable[str] = (), code: str | None = None,
    number: str | None = None,
) -> Body:  # fmt: skip
    """Add one body. Raises Refused where a body already goes by that name, code or number."""
    name = _free_name(connection, name, or_shared=True)
    told = kind or kind_of_new_body(name)
    kept = org_number(number, told) if number else None
    if kept and told is BodyKind.OTHER and kind is None:
        told = kind_by_number(kept) or told
    if kept:
        _check_number_is_free(connection, kept)
    new = KnownBody(name, told, county, _free_code(connection, code), tuple(aliases))
    added = made.add(bodies, **_row(new), org_number=kept)
    known = _forms_in_use(connection)
    fresh = [row for row in _alias_rows(added, new) if row["fold"] not in known]
    made.add_many(body_aliases, fresh)
    return Body(added, new.name, new.kind, county)


def add_alias(connection: Connection, made: Act, body: int, alias: str) -> str:
    """Let a body go by one more name. Raises Refused where a body goes by it already."""
    alias = _free_name(connection, alias)
    made.add(body_aliases, body=body, alias=alias, fold=fold_name(alias))
    return alias


def set_number(connection: Connection, made: Act, body: Body, number: str) -> str:
    """Give a body its organisation number; returns it as the book keeps it."""
    kept = org_number(number, body.kind)
    if numbers_of(connection).get(body.number) == kept:
        raise Refused(_("{name} has that number already.").format(name=body.name))
    _check_number_is_free(connection, kept, body.number)
    made.add(body_numbers, body=body.number, org_number=kept)
    return kept


def numbers_of(connection: Connection, moment: Moment = NOW) -> dict[int, str]:
    """The organisation number of each body that has one; what was learnt last holds.

    One that a merged body had goes over to what it has become, if that has none of its own.
    """
    same = merged(connection, moment)
    first = select(bodies.c.id, bodies.c.org_number).where(bodies.c.org_number.is_not(None))
    found = {row.id: row.org_number for row in connection.execute(first)}
    later = select(body_numbers).where(*moment.knew(body_numbers)).order_by(body_numbers.c.id)
    for row in connection.execute(later):
        found[row.body] = row.org_number
    return {same.root(body): number for body, number in found.items()} | found


def body_named(connection: Connection, words: str) -> Body:
    """The one body that `words` mean. Raises NotResolved, naming what it could be."""
    number = body_number(connection, words)
    return _body(connection.execute(select(bodies).where(bodies.c.id == number)).one())


def find_body(
    connection: Connection, words: str, *, county: str | None = None, moment: Moment = NOW
) -> Body | None:
    """The one body that `words` mean, or None; of a merged body, the one that it has become."""
    by_name = connection.execute(select(bodies).where(bodies.c.name == words)).first()
    if by_name:  # without folding every name in the book
        root = merged(connection, moment).root(by_name.id)
        if root != by_name.id:
            by_name = connection.execute(select(bodies).where(bodies.c.id == root)).one()
        return _body(by_name)
    return _find(connection, names_of_bodies(connection, moment), words, county)


def body_number(
    connection: Connection, words: str, *, county: str | None = None, moment: Moment = NOW
) -> int:
    """The number of the one body that `words` mean. Raises NotResolved, naming what it could be."""
    names = names_of_bodies(connection, moment)
    found = _find(connection, names, words, county)
    if found:
        return found.number
    raise unknown("body", words, names.body(words, county=county), names.bodies)


def names_of_bodies(connection: Connection, moment: Moment = NOW) -> Names:
    """The book's bodies with every form they are written in (funds left out)."""
    return Names(tuple(known_bodies(connection, moment)), ())


def known_bodies(
    connection: Connection, moment: Moment = NOW, *, only_known: bool = False
) -> list[KnownBody]:
    """The book's bodies as names know them, with the members of the moment's day, else of today.

    A merged body is one more name of the body that it has become; at a moment before the merge it
    is a body of its own. `only_known` leaves out names that the book had not learnt by then.
    """
    same, knew = merged(connection, moment), moment if only_known else NOW
    rows = connection.execute(select(bodies).where(*knew.knew(bodies)).order_by(bodies.c.id)).all()
    name_of = {row.id: row.name for row in rows}
    aliases: dict[int, list[str]] = {}
    for row in rows:
        if row.id in same.into:
            aliases.setdefault(same.root(row.id), []).append(row.name)
    also = select(body_aliases.c.body, body_aliases.c.alias).where(*knew.knew(body_aliases))
    for alias in connection.execute(also):
        aliases.setdefault(same.root(alias.body), []).append(alias.alias)
    members = _member_names(connection, name_of, moment)
    return [
        KnownBody(
            row.name, BodyKind.of(row.kind), row.county, row.code,
            tuple(aliases.get(row.id, ())), tuple(members.get(row.id, ())),
        )
        for row in rows
        if row.id not in same.into
    ]  # fmt: skip


def names_by_number(connection: Connection, moment: Moment = NOW) -> Mapping[int, str]:
    """Every body's name by its number; of a merged body, the name of what it has become."""
    same = merged(connection, moment)
    posted: dict[int, str] = dict(fetch(connection, select(bodies.c.id, bodies.c.name)))
    return {number: posted[same.root(number)] for number in posted} if same.into else posted


def _member_names(
    connection: Connection, name_of: Mapping[int, str], moment: Moment
) -> dict[int, list[str]]:
    day = moment.as_of or today()
    found: dict[int, dict[str, None]] = {}  # each once, in order
    for spell in spells_as_now(connection, moment):
        if spell.holds(day):
            found.setdefault(spell.group, {})[name_of[spell.member]] = None
    return {group: list(names) for group, names in found.items()}


def _free_name(connection: Connection, name: str, *, or_shared: bool = False) -> str:
    """A name that nothing goes by; with `or_shared`, perhaps one that could mean several bodies."""
    name = " ".join(name.split())
    if not fold_name(name):
        raise WrongUse(_("A name needs a letter or a digit."))
    taken = names_of_bodies(connection).body(name)
    if taken.name or (taken.choices and not or_shared):
        raise Refused(
            _("“{name}” is already {body}.").format(name=name, body=", ".join(taken.choices))
        )
    return name


def _free_code(connection: Connection, code: str | None) -> str | None:
    if code is None:
        return None
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        raise WrongUse(_("A kommunkod has four digits, for example 0885."))
    taken = connection.execute(select(bodies.c.name).where(bodies.c.code == code)).first()
    if taken:
        raise Refused(_("The code {code} is {body}'s.").format(code=code, body=taken.name))
    return code


def _check_number_is_free(connection: Connection, number: str, own: int | None = None) -> None:
    """A number means one body; but several people are born on the same day."""
    if is_personal(number):
        return
    same, names = merged(connection), names_by_number(connection)
    for body, its in numbers_of(connection).items():
        if its == number and same.root(body) != own:
            raise Refused(
                _("The number {number} is {body}'s.").format(number=number, body=names[body]),
                next_step=_("Are they one and the same? Then: medel body merge BODY INTO"),
            )


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
