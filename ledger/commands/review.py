"""`medel review`: a second person has looked at what was posted above a set amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.commands.journal import fields_of_entry
from ledger.commands.kit import (
    NUMBER,
    argument,
    book_option,
    by_option,
    format_option,
    group,
    moment_options,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, language, ngettext

if TYPE_CHECKING:
    from ledger.posting.journal import Entry

NO_LIMIT = frozenset({"off", "none", "av", "ingen"})


@group(
    "review",
    help=N_(
        "Review what somebody else has posted (attest).\n\n"
        "medel review 12 13 --by WHO says that another than the one who posted them has looked at "
        "the entries. --limit sets the amount above which entries must be reviewed before their "
        "year is closed; there is none until it is set."
    ),
    default="entries",
)
def review() -> None:
    pass


@review.command(
    "entries", help=N_("Say that you have looked at entries; or set the limit with --limit.")
)
@argument("numbers", nargs=-1, type=NUMBER)
@book_option
@by_option
@option("--why", help=N_("What is to be said about it; it is kept."))
@option("--limit", "amount", metavar="AMOUNT|off",
        help=N_("Entries above this many kronor must be reviewed; off: none."))  # fmt: skip
def entries(
    db: str, by: str, numbers: tuple[int, ...], why: str | None, amount: str | None
) -> None:
    from ledger.errors import WrongUse

    if bool(numbers) == (amount is not None):
        raise WrongUse(
            _("Name the entries you have looked at, or set the limit with --limit."),
            next_step=_("“medel review list” shows what waits."),
        )
    if amount is not None:
        _set_limit(db, by, amount)
    else:
        _review(db, by, sorted(set(numbers)), why)


@review.command("list", help=N_("List the entries that wait for somebody else's review."))
@book_option
@moment_options
@format_option("text", "json")
def list_(db: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.posting.attest import limit, waiting
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        above, found = limit(connection, moment), waiting(connection, moment)
    if format_ == "json":
        say_json([fields_of_entry(entry) for entry in found])
    elif above is None:
        say(_("No limit is set: entries need no second person."))
    elif not found:
        say(_("Nothing waits for review."))
    else:
        _say_waiting(found)


def _set_limit(db: str, by: str, amount: str) -> None:
    from ledger.money import Money
    from ledger.posting.attest import set_limit
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    above = None if amount.strip().lower() in NO_LIMIT else Money.of_text(amount)
    payload = {"review_limit": above.decimal_string if above else None}
    with open_book(db).writing() as connection, act(connection, by, "set", payload) as made:
        set_limit(made, above)
    if above is None:
        say(_("Entries need no second person any more."))
        return
    kronor = above.kronor_text(language())
    say(_("Entries above {kronor} kr must be reviewed by a second person.").format(kronor=kronor))


def _review(db: str, by: str, numbers: list[int], why: str | None) -> None:
    from ledger.posting.attest import review as review_entries
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with (
        open_book(db).writing() as connection,
        act(connection, by, "reviewed", {"entries": numbers}) as made,
    ):
        review_entries(connection, made, numbers, by, why)
    count = len(numbers)
    said = ngettext(
        "{count} entry is reviewed by {by}.", "{count} entries are reviewed by {by}.", count
    )
    say(said.format(count=count, by=by))


def _say_waiting(found: list[Entry]) -> None:
    rows = [
        fields_of_entry(entry)
        | {
            "kind": entry.kind.label(language()),
            "amount": entry.amount.kronor_text(language()),
        }
        for entry in found
    ]
    headings = {
        "number": _("No"), "date": _("Date"), "kind": _("Kind"), "payer": _("Payer"),
        "payee": _("Payee"), "fund": _("Fund"), "fund_year": _("Year"), "amount": _("Kronor"),
        "by": _("Posted by"),
    }  # fmt: skip
    say_rows(rows, headings, right=("number", "amount"))
    say()
    say(_("Review: medel review NUMBER… --by WHO"))
