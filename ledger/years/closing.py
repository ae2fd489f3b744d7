"""Closing a year: what must hold first, the checkpoint that is kept, and opening it again.

    obstacles(connection, Scope(2024))            # what stands in the way, in words
    close(connection, made, Scope(2024), PeriodState.CLOSED, even_if=None)
    reopen(connection, made, Scope(2024), "rättelse efter granskning")

A finding of `check`, an entry nobody has reviewed and a carry-over that nothing allows cannot be
passed over. What still waits in the inbox is a matter of judgement: `even_if` says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from ledger.errors import Refused, WrongUse
from ledger.grants.fund_terms import terms_of
from ledger.grants.funds import fund_names_by_number, names_of
from ledger.grants.periods import Scope, as_now, periods
from ledger.messages import _, language
from ledger.parties.bodies import names_by_number
from ledger.parties.merged import merged
from ledger.posting.attest import waiting
from ledger.posting.checkpoints import balances_of, untied
from ledger.proposing.proposals import proposals
from ledger.proposing.waiting import Part, concerns, waits
from ledger.safekeeping import checks
from ledger.storage.chain import Act, head_of
from ledger.storage.tables import entries, evidence, period_states, sources
from ledger.terms import CarryOver, EntryKind, PeriodState
from ledger.years.year_end import READER


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way of closing, and what to do about it."""

    what: str
    do: str
    judgement: bool = False  # may be passed over with a reason


def obstacles(connection: Connection, scope: Scope) -> list[Obstacle]:
    """Everything that stands in the way of closing the scope; empty when nothing does."""
    return [
        *_unsound(connection, scope), *_unreviewed(connection, scope),
        *_not_allowed(connection, scope), *_waiting(connection, scope),
    ]  # fmt: skip


def close(
    connection: Connection, made: Act, scope: Scope, state: PeriodState, even_if: str | None = None
) -> None:
    """Close the scope, or set it to be adjusted. Raises Refused naming all that is in the way."""
    _check_can_be_closed(connection, scope, state)
    found = _unsound(connection, scope)
    if state is PeriodState.CLOSED:
        found = (o for o in obstacles(connection, scope) if not (o.judgement and even_if))
    in_the_way = [f"{one.what} {one.do}" for one in found]
    if in_the_way:
        raise Refused(
            "\n".join(
                [_("{scope} cannot be closed yet.").format(scope=_words(connection, scope)),
                 *in_the_way]
            )
        )  # fmt: skip
    _add_state(connection, made, scope, state, even_if)


def reopen(connection: Connection, made: Act, scope: Scope, why: str) -> None:
    """Open the scope again, with a reason that is kept. Raises Refused where it is open."""
    if not why.strip():
        raise WrongUse(_("Say why, with --why."))
    shut = [
        period.scope
        for period in periods(connection)
        if period.state is not PeriodState.OPEN and as_now(connection, period.scope) == scope
    ]
    if not shut:
        raise Refused(
            _("{scope} is open.").format(scope=_words(connection, scope)),
            next_step=_("“medel periods” shows which are closed."),
        )
    for one in shut:  # several, where bodies have become one since
        _add_state(connection, made, one, PeriodState.OPEN, why)


def _check_can_be_closed(connection: Connection, scope: Scope, state: PeriodState) -> None:
    for period in periods(connection):
        if period.scope == scope and period.state is state:
            said = _("{scope} is {state} already.")
        elif period.state is PeriodState.CLOSED and period.scope.covers(scope):
            said = _("{scope} is {state}; it must be opened again first.")
        else:
            continue
        raise Refused(
            said.format(
                scope=_words(connection, period.scope), state=period.state.label(language())
            ),
            next_step=_("“medel periods” shows which are closed."),
        )


def _add_state(
    connection: Connection, made: Act, scope: Scope, state: PeriodState, why: str | None
) -> None:
    last = connection.execute(select(func.max(entries.c.id))).scalar() or 0
    event, hash_ = head_of(connection)
    made.add(
        period_states, year=scope.year, forum=scope.forum, body=scope.body, state=state.value,
        why=why, entry=last, head_event=event, head_hash=hash_,
        balances=balances_of(connection, scope),
    )  # fmt: skip


def _unsound(connection: Connection, scope: Scope) -> Iterator[Obstacle]:
    for finding in checks.check(connection):
        yield Obstacle(finding.what, finding.do)
    for what in untied(connection, scope.year):
        yield Obstacle(what, _("“medel check” says more."))


def _unreviewed(connection: Connection, scope: Scope) -> Iterator[Obstacle]:
    numbers = set(
        connection.execute(select(entries.c.id).where(*_within(connection, scope))).scalars()
    )
    for entry in waiting(connection):
        if entry.number in numbers:
            yield Obstacle(
                _("Entry {number} ({amount} kr) waits for somebody else's review.").format(
                    number=entry.number, amount=entry.amount.kronor_text(language())
                ),
                _("Let another than {by} look at it: medel review {number} --by WHO").format(
                    by=entry.by, number=entry.number
                ),
            )


def _waiting(connection: Connection, scope: Scope) -> Iterator[Obstacle]:
    names = names_by_number(connection)
    part = Part(
        scope.year, names[scope.body] if scope.body is not None else None,
        names[scope.forum] if scope.forum is not None else None,
    )  # fmt: skip
    known = names_of(connection)
    for proposal in proposals(connection):
        if waits(proposal) and concerns(proposal, part, known):
            yield Obstacle(
                _("Row {number} of the inbox waits: “{quote}”").format(
                    number=proposal.number, quote=" ".join(proposal.found.quote.split())
                ),
                _("Accept or reject it, or say why not, with --even-if."),
                judgement=True,
            )


def _not_allowed(connection: Connection, scope: Scope) -> Iterator[Obstacle]:
    """Carry-overs that stand on neither the fund year's terms nor a decision in minutes."""
    corrected = select(entries.c.corrects).where(entries.c.corrects.is_not(None))
    decided = (
        select(evidence.c.entry)
        .join(sources, sources.c.id == evidence.c.source)
        .where(sources.c.reader != READER)  # a calculation of ours decides nothing
    )
    query = select(entries).where(
        entries.c.kind == EntryKind.CARRIED.value, entries.c.fund_year == scope.year,
        entries.c.amount > 0, entries.c.id.not_in(corrected), entries.c.id.not_in(decided),
        *_within(connection, scope),
    )  # fmt: skip
    funds = fund_names_by_number(connection)
    for row in connection.execute(query.order_by(entries.c.id)):
        why = _why_not(connection, row)
        if why:
            yield Obstacle(
                why.format(number=row.id, fund=funds[row.fund], year=row.fund_year),
                _("State the terms with “medel fund year”, accept the decision from its minutes, "
                  "or correct the entry."),
            )  # fmt: skip


def _why_not(connection: Connection, row: Row[Any]) -> str | None:
    """Why the terms do not allow a carry-over; None where they do."""
    terms = terms_of(connection, row.fund, row.fund_year)
    allowed = terms.may_be_carried(date.fromisoformat(row.date)) if terms else None
    if allowed:
        return None
    if allowed is None:
        return _(
            "Entry {number} carries {fund} {year}, and nobody has said that the terms allow it."
        )
    if terms and terms.carry_over is CarryOver.UNTIL:
        return _("Entry {number} carries {fund} {year} later than its terms allow.")
    return _("Entry {number} carries {fund} {year}, whose terms forbid it.")


def _within(connection: Connection, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on entries; those of a merged body belong to the one it became."""
    same = merged(connection)
    where: list[ColumnElement[bool]] = [
        or_(entries.c.fund_year == scope.year, entries.c.to_year == scope.year)
    ]
    if scope.forum is not None:
        where.append(entries.c.forum.in_(same.all_of(scope.forum)))
    if scope.body is not None:
        its = same.all_of(scope.body)
        where.append(or_(entries.c.payer.in_(its), entries.c.payee.in_(its)))
    return where


def _words(connection: Connection, scope: Scope) -> str:
    return scope.in_words(names_by_number(connection))
