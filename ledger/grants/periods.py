"""Years that are open, being adjusted or closed, for all or for one forum or body.

    periods(connection)                               # the state of each scope that was given one
    check_open(connection, [{"fund_year": 2024, …}])  # Refused in words where the year is closed

The newest row of a scope holds; nothing is changed to reopen a year. The database refuses entries
by the same rule (`guards.NOT_OPEN`); here it is told in words before it has to. A year being
adjusted lets corrections through, and what ends a year: carry-overs and repayments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Text, bindparam, select, text

from ledger.errors import Refused
from ledger.messages import _
from ledger.parties.bodies import names_by_number
from ledger.parties.merged import merged
from ledger.storage.guards import NOT_OPEN
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import events, period_states
from ledger.terms import PeriodState

_NAMED_IN_RULE = {
    "fund_year": BigInteger, "to_year": BigInteger, "forum": BigInteger, "payer": BigInteger,
    "payee": BigInteger, "corrects": BigInteger, "kind": Text,
}  # fmt: skip
_COVERING = text(
    f"SELECT p.year, p.forum, p.body, p.state {NOT_OPEN.format(new=':')} ORDER BY p.id LIMIT 1"
).bindparams(*(bindparam(name, type_=type_) for name, type_ in _NAMED_IN_RULE.items()))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which entries a state concerns: of a year; only what a forum decided or a body gives or gets.

    Bodies by number.
    """

    year: int
    forum: int | None = None
    body: int | None = None

    def covers(self, other: Scope) -> bool:
        """Whether every entry of `other` is one of ours, too."""
        return (
            self.year == other.year
            and self.forum in {None, other.forum}
            and self.body in {None, other.body}
        )

    def in_words(self, names: Mapping[int, str]) -> str:
        """The year, and for what part of it."""
        parts = [names[n] for n in (self.forum, self.body) if n is not None]
        return f"{self.year} ({', '.join(parts)})" if parts else str(self.year)

    def as_options(self, names: Mapping[int, str]) -> str:
        """How a command names it: `2024 --body "Falu kommun"`."""
        forum = [f'--forum "{names[self.forum]}"'] if self.forum is not None else []
        body = [f'--body "{names[self.body]}"'] if self.body is not None else []
        return " ".join([str(self.year), *forum, *body])


@dataclass(frozen=True, slots=True)
class Period:
    """The state of a scope: since when, on whose word, and the checkpoint taken then."""

    number: int
    scope: Scope
    state: PeriodState
    why: str | None
    entry: int
    head_event: int
    head_hash: str
    balances: str
    by: str
    at: str


def history(connection: Connection, moment: Moment = NOW) -> list[Period]:
    """Every state that was ever given, in order."""
    query = (
        select(period_states, events.c.actor, events.c.at)
        .join(events, events.c.id == period_states.c.event)
        .where(*moment.knew(period_states))
        .order_by(period_states.c.id)
    )
    known = {state.value for state in PeriodState}
    return [_period(row) for row in connection.execute(query) if row.state in known]


def periods(connection: Connection, moment: Moment = NOW) -> list[Period]:
    """The state that holds in each scope that was ever given one, by year."""
    newest = newest_of_scope(history(connection, moment))
    return sorted(newest, key=lambda p: (p.scope.year, p.scope.forum or 0, p.scope.body or 0))


def newest_of_scope(told: Iterable[Period]) -> list[Period]:
    """The last of each scope."""
    return list({period.scope: period for period in told}.values())


def as_now(connection: Connection, scope: Scope) -> Scope:
    """The same scope, of the bodies that are left after merging."""
    same = merged(connection)
    forum, body = (None if n is None else same.root(n) for n in (scope.forum, scope.body))
    return Scope(scope.year, forum, body)


def check_open(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Raise Refused, in words, where an entry (as its row) is of a year that is not open to it."""
    if connection.execute(select(period_states.c.id).limit(1)).first() is None:
        return  # no year was ever closed: nothing to ask for thousands of rows
    for said in {tuple(row[name] for name in _NAMED_IN_RULE) for row in rows}:
        _check_one(connection, dict(zip(_NAMED_IN_RULE, said, strict=True)))


def _check_one(connection: Connection, said: Mapping[str, Any]) -> None:
    row = connection.execute(_COVERING, said).first()
    if row is None:  # a body that has become another is that one here; the database cannot tell
        same = merged(connection)
        now = {name: same.root(said[name]) for name in ("payer", "payee")}
        row = connection.execute(_COVERING, {**said, **now}).first() if same.into else None
    if row is None:
        return
    scope, names = Scope(row.year, row.forum, row.body), names_by_number(connection)
    if row.state == PeriodState.ADJUSTING.value:
        raise Refused(
            _(
                "{year} is being adjusted: only corrections, carry-overs and repayments go in."
            ).format(year=scope.in_words(names)),
            next_step=_reopen(scope, names),
        )
    raise Refused(
        _("{year} is closed.").format(year=scope.in_words(names)), next_step=_reopen(scope, names)
    )


def _reopen(scope: Scope, names: Mapping[int, str]) -> str:
    return _("To open it again: medel reopen {scope} --why …").format(scope=scope.as_options(names))


def _period(row: Row[Any]) -> Period:
    return Period(
        row.id, Scope(row.year, row.forum, row.body), PeriodState.of(row.state), row.why, row.entry,
        row.head_event, row.head_hash, row.balances, row.actor, row.at,
    )  # fmt: skip
