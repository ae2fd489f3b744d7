"""The journal: numbered entries that each move one amount from a payer to a payee.

    with book.writing() as connection, act(connection, by, "posted") as made:
        number = post(connection, made, entry, evidence)

The only writer of entries. Nothing is changed: `correct` posts the wrong entry's reversal (same
parties, negative amount) and, where new values are given, a new entry; both name the entry they
correct and the reason (bokföringslagen 5 kap. 5 §). Balanced by construction: what one body pays
another receives, so per fund, year and kind the bodies' net is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from ledger.dates import check_fund_year
from ledger.errors import Refused, WrongUse
from ledger.evidence import Evidence, Typed, row_of
from ledger.grants.funds import open_fund_years
from ledger.grants.periods import check_open
from ledger.messages import _, language
from ledger.money import Money
from ledger.parties.merged import merged
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import bodies, entries, events, funds
from ledger.storage.tables import evidence as evidence_table
from ledger.terms import EntryKind

# Ten thousand milliard kronor. Far above any, and so low that thousands of such sums can be added.
MAX_ENTRY_ORE = 10**15
AT_ONCE = 5000  # entries written at once

# Of an entry, in order: all but its number, and what seals it.
COLUMNS = tuple(c.name for c in entries.columns if c.name not in {"id", "event", "digest"})


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be posted; bodies and funds by their numbers, amount in öre inside `Money`."""

    date: date
    kind: EntryKind
    fund: int
    fund_year: int
    payer: int
    payee: int
    amount: Money
    text: str
    to_year: int | None = None  # of a carry-over; the year after where not said
    forum: int | None = None
    candidate: int | None = None
    corrects: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A posted entry with the names of its parties and fund, and who posted it when.

    A party that was merged since has the name of what it has become; `payer_then` and `payee_then`
    are what it was posted as, where that is another name.
    """

    number: int
    date: str
    kind: EntryKind
    fund: str
    fund_year: int
    to_year: int | None
    payer: str
    payee: str
    amount: Money
    text: str
    forum: str | None
    candidate: int | None
    corrects: int | None
    reason: str | None
    by: str
    at: str
    payer_then: str | None = None
    payee_then: str | None = None


def post(connection: Connection, made: Act, new: NewEntry, rests_on: Evidence) -> int:
    """Post one entry with its evidence; returns its number. Raises WrongUse, Refused."""
    return post_many(connection, made, [(new, rests_on)])[0]


def post_many(
    connection: Connection, made: Act, many: Iterable[tuple[NewEntry, Evidence]]
) -> range:
    """Post entries in order, each with its evidence; returns their numbers. Raises as `post`.

    A million may be given as they are made: only `AT_ONCE` of them are held.
    """
    numbers = range(0)
    left = iter(many)
    while chunk := list(islice(left, AT_ONCE)):
        for new, rests_on in chunk:
            _check(new, rests_on)
        rows = [_row(new) for new, _rests in chunk]
        check_open(connection, (dict(zip(COLUMNS, row, strict=True)) for row in rows))
        open_fund_years(connection, made, {(new.fund, new.fund_year) for new, _rests in chunk})
        posted = made.add_rows(entries, rows)
        rest = zip(posted, chunk, strict=True)
        made.add_rows(evidence_table, [(n, *row_of(rests_on)) for n, (_new, rests_on) in rest])
        numbers = range(numbers.start or posted.start, posted.stop)
    return numbers


def correct(
    connection: Connection, made: Act, number: int, reason: str, rests_on: Evidence,
    changes: dict[str, Any],
) -> list[int]:  # fmt: skip
    """Reverse entry `number`, and post it anew with `changes` if any; returns the new numbers.

    `changes` are fields of NewEntry. Raises Refused where the entry is a reversal or is already
    corrected: then the newest entry is the one to correct.
    """
    wrong = _stored(connection, number)
    _check_can_be_corrected(connection, wrong)
    old = _as_new(wrong)
    reversal = replace(old, amount=-old.amount, corrects=number, reason=reason)
    numbers = [post(connection, made, reversal, rests_on)]
    if changes:
        changed = replace(old, **changes)
        if changed == old:
            raise WrongUse(_("The new values are those the entry has already."))
        if changed.amount.ore <= 0:
            raise WrongUse(_("An entry must move an amount above zero."))
        if {"payer", "payee"} & set(changes):
            _check_parties_now(connection, changed)
        again = replace(changed, corrects=number, reason=reason)
        numbers.append(post(connection, made, again, rests_on))
    return numbers


def listing(connection: Connection, *where: Any, moment: Moment = NOW) -> list[Entry]:
    """Posted entries in order of number; `where` are conditions on `ledger.storage.tables.entries`.

    Merged bodies have the names they went by at `moment`.
    """
    now_called = _names_since_merged(connection, moment)
    rows = connection.execute(_select_entries().where(*where))
    return [_entry(row, now_called) for row in rows]


def entry(connection: Connection, number: int, moment: Moment = NOW) -> Entry:
    """One posted entry. Raises WrongUse where there is none, or was none at that moment."""
    when = (*moment.knew(entries), *moment.by_day(entries.c.date))
    found = listing(connection, entries.c.id == number, *when, moment=moment)
    if not found:
        raise WrongUse(
            _("There is no entry {number}.").format(number=number),
            next_step=_("“medel journal” lists them."),
        )
    return found[0]


def corrected_by(connection: Connection, number: int, moment: Moment = NOW) -> list[int]:
    """Numbers of the entries that correct `number`; empty where it stands, or stood then."""
    when = (*moment.knew(entries), *moment.by_day(entries.c.date))
    query = select(entries.c.id).where(entries.c.corrects == number, *when)
    return list(connection.execute(query.order_by(entries.c.id)).scalars())


def _check(new: NewEntry, rests_on: Evidence) -> None:
    """What must hold of an entry by itself."""
    if new.amount.ore <= 0 and new.corrects is None:
        raise WrongUse(
            _("An entry must move an amount above zero."),
            next_step=_("Turn payer and payee round, or correct an entry with “medel correct”."),
        )
    if abs(new.amount.ore) > MAX_ENTRY_ORE:
        raise WrongUse(
            _("No sum of public money is as large as {kronor} kr.").format(
                kronor=new.amount.kronor_text(language())
            ),
            next_step=_("Look at the number of zeros."),
        )
    _check_parties(new)
    _check_evidence(rests_on)
    check_fund_year(new.fund_year)


def _check_evidence(rests_on: Evidence) -> None:
    if isinstance(rests_on, Typed) and not rests_on.paper.strip():
        raise WrongUse(_("Say what paper it rests on, with --paper."))
    if not rests_on.stated_by.strip():
        raise WrongUse(_("Say who states it, with --by."))


def _check_parties(new: NewEntry) -> None:
    if new.kind is EntryKind.CARRIED:
        if new.payer != new.payee:
            raise WrongUse(
                _("A body carries its own money to another year."),
                next_step=_("What goes to another body is posted with --kind transferred."),
            )
        return
    if new.payer == new.payee:
        raise WrongUse(
            _("Payer and payee are the same body."),
            next_step=_("Name both with --payer and --payee."),
        )


def _check_parties_now(connection: Connection, new: NewEntry) -> None:
    """Bodies that were merged since are one: a party named today is held against what it is now."""
    same = merged(connection)
    _check_parties(replace(new, payer=same.root(new.payer), payee=same.root(new.payee)))


def _to_year(new: NewEntry) -> int | None:
    if new.kind is not EntryKind.CARRIED:
        return None
    to_year = check_fund_year(new.to_year or new.fund_year + 1)
    if to_year <= new.fund_year:
        raise WrongUse(_("Money can only be carried to a later year than its own."))
    return to_year


def _check_can_be_corrected(connection: Connection, wrong: Row[Any]) -> None:
    if wrong.amount < 0:
        raise Refused(
            _("Entry {number} is itself the reversal of entry {corrects}.").format(
                number=wrong.id, corrects=wrong.corrects
            )
        )
    later = corrected_by(connection, wrong.id)
    if later:
        raise Refused(
            _("Entry {number} is already corrected by {later}.").format(
                number=wrong.id, later=", ".join(map(str, later))
            ),
            next_step=_("Correct the newest entry instead."),
        )


def _stored(connection: Connection, number: int) -> Row[Any]:
    row = connection.execute(select(entries).where(entries.c.id == number)).one_or_none()
    if row is None:
        raise WrongUse(
            _("There is no entry {number}.").format(number=number),
            next_step=_("“medel journal” lists them."),
        )
    return row


def _as_new(row: Row[Any]) -> NewEntry:
    return NewEntry(
        date=date.fromisoformat(row.date), kind=EntryKind.of(row.kind), fund=row.fund,
        fund_year=row.fund_year, payer=row.payer, payee=row.payee, amount=Money(row.amount),
        text=row.text, to_year=row.to_year, forum=row.forum, candidate=row.candidate,
    )  # fmt: skip


def _row(new: NewEntry) -> tuple[str | int | None, ...]:
    """A row of `entries`, in the order of its columns."""
    return (
        new.date.isoformat(), new.kind.value, new.fund, new.fund_year, _to_year(new), new.payer,
        new.payee, new.amount.ore, new.text, new.forum, new.candidate, new.corrects, new.reason,
    )  # fmt: skip


_payer = bodies.alias("payer_body")
_payee = bodies.alias("payee_body")
_forum = bodies.alias("forum_body")


def _select_entries() -> Select[Any]:
    return (
        select(
            entries, funds.c.name.label("fund_name"), _payer.c.name.label("payer_name"),
            _payee.c.name.label("payee_name"), _forum.c.name.label("forum_name"),
            events.c.actor, events.c.at,
        )
        .join(funds, funds.c.id == entries.c.fund)
        .join(_payer, _payer.c.id == entries.c.payer)
        .join(_payee, _payee.c.id == entries.c.payee)
        .join(_forum, _forum.c.id == entries.c.forum, isouter=True)
        .join(events, events.c.id == entries.c.event)
        .order_by(entries.c.id)
    )  # fmt: skip


def _names_since_merged(connection: Connection, moment: Moment) -> dict[int, str]:
    """The name that each merged body goes by; empty in most books."""
    same = merged(connection, moment)
    roots = {same.root(body) for body in same.into}
    rows = connection.execute(select(bodies.c.id, bodies.c.name).where(bodies.c.id.in_(roots)))
    name_of = {row.id: row.name for row in rows}
    return {body: name_of[same.root(body)] for body in same.into}


def _entry(row: Row[Any], now_called: Mapping[int, str]) -> Entry:
    payer = now_called.get(row.payer, row.payer_name)
    payee = now_called.get(row.payee, row.payee_name)
    return Entry(
        number=row.id, date=row.date, kind=EntryKind.of(row.kind), fund=row.fund_name,
        fund_year=row.fund_year, to_year=row.to_year, payer=payer, payee=payee,
        amount=Money(row.amount), text=row.text,
        forum=now_called.get(row.forum, row.forum_name), candidate=row.candidate,
        corrects=row.corrects, reason=row.reason, by=row.actor, at=row.at,
        payer_then=None if payer == row.payer_name else row.payer_name,
        payee_then=None if payee == row.payee_name else row.payee_name,
    )  # fmt: skip
