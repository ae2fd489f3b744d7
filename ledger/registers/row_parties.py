"""Who the names and numbers on a row are: the body of the book, and what that rests on.

    parties = RowParties.of(connection)
    parties.said("Falu kommun", "212000-2239").body

An organisation number says most; a name says what the book knows it as. Where the two speak of
different bodies the row says neither: a wrong value is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from ledger.messages import _
from ledger.parties.bodies import names_of_bodies, numbers_of
from ledger.parties.merged import merged
from ledger.parties.names import Names, fold_name
from ledger.parties.org_numbers import is_personal
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import bodies

MOST_KEPT = 100_000  # parties whose meaning is remembered
_NOT_DIGIT = re.compile(r"[\s.\-]")
_VAT_NUMBER = re.compile(r"(?:SE|0007:)?(?:16)?([0-9]{10})(?:01)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)  # one object each: compared as it is, and quickly
class Said:
    """What a party's name and number say: a body and why, or why none; its forms to compare by."""

    body: int | None = None
    why: str = ""
    dispute: str = ""
    keys: frozenset[str] = frozenset()


NOTHING = Said()


@dataclass(slots=True)
class RowParties:
    """The bodies of a book by name and by organisation number."""

    names: Names
    number_of: Mapping[str, int]  # a body's name → its number
    by_org_number: Mapping[str, int]  # ten digits → body
    _known: dict[tuple[str | None, str | None], Said] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, moment: Moment = NOW) -> RowParties:
        same = merged(connection, moment)
        names = names_of_bodies(connection, moment)
        rows = connection.execute(select(bodies.c.id, bodies.c.name))
        numbers = numbers_of(connection, moment).items()
        return cls(
            names,
            {row.name: same.root(row.id) for row in rows},
            {ten_digits(n) or n: same.root(body) for body, n in numbers if not is_personal(n)},
        )

    def said(self, name: str | None, number: str | None = None) -> Said:
        """What a name and a number on a row say; a number may stand where a name should."""
        told = (name, number)
        found = self._known.get(told)
        if found is None:
            found = self._said(name or "", number or "")
            if len(self._known) < MOST_KEPT:
                self._known[told] = found
        return found

    def keys_of(self, written: str) -> frozenset[str]:
        """Every form that what a rule says of a party is known by."""
        return self.said(written).keys

    def _said(self, name: str, number: str) -> Said:
        digits = ten_digits(number) or ten_digits(name)
        by_number = self.by_org_number.get(digits) if digits else None
        named = self.names.body(name).name if name else None
        by_name = self.number_of.get(named) if named else None
        own = "" if is_personal(number) else number.strip()  # a masked one is several people's
        keys = {fold_name(name), digits, own} - {"", None}
        keys |= {f"body {body}" for body in (by_number, by_name) if body}
        held = frozenset(key for key in keys if key)
        if by_number and by_name and by_number != by_name:
            said = _("the number {number} is another's than “{name}”")
            return Said(None, "", said.format(number=number, name=name), held)
        if by_number:
            return Said(by_number, _("by its number {number}").format(number=digits), "", held)
        if by_name:
            return Said(by_name, _("by the name “{name}”").format(name=name), "", held)
        return Said(keys=held)


def ten_digits(written: str) -> str | None:
    """An organisation number as its ten digits, however it is written; None for anything else.

    >>> ten_digits("SE212000223901"), ten_digits("16212000-2239"), ten_digits("0007:2120002239")
    ('2120002239', '2120002239', '2120002239')
    >>> ten_digits("4711") is None
    True
    """
    match = _VAT_NUMBER.fullmatch(_NOT_DIGIT.sub("", written))
    return match[1] if match else None
