"""What a report is of and how it is shown: all that is needed to make the same one again.

>>> spec = Spec("year", year=2023, unit=Unit.TKR)
>>> Spec.of_json(spec.as_json()) == spec
True
>>> Unit.TKR.shown(Money(98597550), "sv")
'986,0'

It is written into every workbook, so that `medel check --against` can tell what has changed since,
and it is what `medel report save` keeps.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from ledger.money import Money, grouped
from ledger.terms import Term

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.storage.moments import Moment

_POWERS = {"kr": 0, "tkr": 3, "mkr": 6}


class Unit(Term):
    """The unit sums are shown in; what is kept is always öre."""

    KR = "kr", "kr", "kr"
    TKR = "tkr", "tkr", "kr thousands"
    MKR = "mkr", "mkr", "kr millions"

    @property
    def power(self) -> int:
        """How many digits of kronor are not shown."""
        return _POWERS[self.value]

    @property
    def decimals(self) -> int:
        """Öre of kronor; one decimal of thousands and millions, as reports are spoken of."""
        return 1 if self.power else 2

    def shown(self, amount: Money, language: str) -> str:
        """The sum as people write it in this unit, rounded half up."""
        scaled = amount.kronor.scaleb(-self.power)
        step = Decimal(1).scaleb(-self.decimals)
        rounded = scaled.quantize(step, ROUND_HALF_UP)
        return grouped(rounded or abs(rounded), self.decimals, language)


@dataclass(frozen=True, slots=True)
class Spec:
    """A report: its kind, which part of the book, when, and how it is shown."""

    kind: str
    year: int | None = None
    body: str | None = None
    forum: str | None = None
    fund: str | None = None
    as_of: str | None = None  # ISO date
    known_at: str | None = None
    event: int | None = None  # the book as it was after this event; goes before `known_at`
    language: str = "sv"
    unit: Unit = Unit.KR
    values_only: bool = False
    comments_from: str | None = None  # last year's workbook
    template: str | None = None  # a workbook of the county's own, to be filled in
    day: str | None = None  # ISO date that ages are counted to; None: the day it is made
    within: int | None = None  # days from then
    entries: tuple[int, ...] = ()  # only these, where any are named
    net: bool = False  # what two owe each other as one debt

    def moment(self, connection: Connection) -> Moment:
        """The moment it is of. Raises WrongUse."""
        from ledger.storage.moments import Moment, moment_of

        if self.event is not None:
            day = date.fromisoformat(self.as_of) if self.as_of else None
            return Moment(day, self.event)
        return moment_of(connection, self.as_of, self.known_at)

    def at_event(self, event: int | None) -> Spec:
        """The same report of the book as it was after an event; None: as it is now."""
        return replace(self, event=event, known_at=None)

    def as_json(self) -> str:
        """As one line of JSON, without what is not said."""
        said = asdict(self) | {"unit": self.unit.value}
        return json.dumps(
            {
                key: one
                for key, one in said.items()
                if not (one is None or one is False or one == ())
            },
            separators=(",", ":"),
        )

    @classmethod
    def of_json(cls, text: str) -> Spec:
        """Read back from JSON. Raises ValueError, TypeError where it is none."""
        said: dict[str, Any] = json.loads(text)
        if not isinstance(said, dict):
            raise TypeError(text)
        typed = {"unit": Unit.of(said.get("unit", "kr")), "entries": tuple(said.get("entries", ()))}
        return cls(**said | typed)
