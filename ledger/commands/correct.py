"""`medel correct`: nothing is changed; the wrong entry is reversed and posted anew."""

from __future__ import annotations

from typing import Any

from ledger.commands.kit import NUMBER, argument, book_option, by_option, command, option, say
from ledger.messages import N_, _


@command(
    "correct",
    help=N_(
        "Correct an entry with new entries.\n\n"
        "The entry stays. A numbered reversal is posted, and, where new values are given, a new "
        "entry with them; both point at the one they correct and say why. Without new values the "
        "entry is only taken back. Matches that hold more than is decided now are undone with it."
    ),
)
@argument("number", type=NUMBER)
@book_option
@by_option
@option("--reason", required=True, help=N_("Why it is corrected."))
@option("--kind", help=N_("The right kind."))
@option("--amount", help=N_("The right sum, in kronor."))
@option("--payer", help=N_("The right payer."))
@option("--payee", help=N_("The right payee."))
@option("--fund", help=N_("The right fund."))
@option("--year", help=N_("The right fund year."))
@option("--to-year", help=N_("Of a carry-over: the right year it is carried to."))
@option("--date", "day", help=N_("The right date."))
@option("--text", help=N_("The right text."))
def correct(db: str, by: str, number: int, reason: str, **values: str | None) -> None:
    from ledger.errors import WrongUse
    from ledger.evidence import Typed
    from ledger.posting import journal
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    if not reason.strip():
        raise WrongUse(_("Say why, with --reason."))
    with (
        open_book(db).writing() as connection,
        act(connection, by, "corrected", {"entry": number, "reason": reason}) as made,
    ):
        rests_on = Typed(_("correction of entry {number}").format(number=number), by, reason)
        changes = _changes(connection, values)
        numbers = journal.correct(connection, made, number, reason, rests_on, changes)
        undone, stay = _matches(connection, made, number, reason)
    say(_("Entry {number} is taken back by entry {new}.").format(number=number, new=numbers[0]))
    for new in numbers[1:]:
        say(_("The right values are entry {new}.").format(new=new))
    for one in undone:
        said = _("Match {number} is undone: it held more than is decided now.")
        say(said.format(number=one.number))
    for one in stay:
        say(_("Match {number} stands: look at it again.").format(number=one.number))


def _matches(connection: Any, made: Any, number: int, reason: str) -> tuple[Any, Any]:
    """The matches the entry is settled in: those that no longer fit are taken back with it."""
    from ledger.reconciling.decisions import first_number
    from ledger.reconciling.settling import undo_what_no_longer_fits
    from ledger.terms import ItemKind

    item = (ItemKind.DECISION, first_number(connection, number))
    why = _("entry {number} was corrected: {reason}").format(number=number, reason=reason)
    return undo_what_no_longer_fits(connection, made, [item], why)


def _changes(connection: Any, values: dict[str, str | None]) -> dict[str, Any]:
    """What was given, as fields of an entry."""
    from ledger.dates import parse_date, parse_fund_year
    from ledger.grants.funds import fund_number
    from ledger.money import Money
    from ledger.parties.bodies import body_number
    from ledger.proposing.resolving import entry_kind

    read: dict[str, tuple[str, Any]] = {
        "kind": ("kind", entry_kind),
        "amount": ("amount", Money.of_text),
        "payer": ("payer", lambda words: body_number(connection, words)),
        "payee": ("payee", lambda words: body_number(connection, words)),
        "fund": ("fund", lambda words: fund_number(connection, words)),
        "year": ("fund_year", parse_fund_year),
        "to_year": ("to_year", parse_fund_year),
        "day": ("date", parse_date),
        "text": ("text", str),
    }
    return {
        field: reading(values[name])
        for name, (field, reading) in read.items()
        if values.get(name) is not None
    }
