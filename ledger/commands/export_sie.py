"""`medel export sie` and `medel export accounts`: what was decided, out to the bookkeeping."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.commands.kit import NUMBER, book_option, command, option, say
from ledger.errors import WrongUse
from ledger.messages import N_, _, language, ngettext
from ledger.terms import EntryKind

if TYPE_CHECKING:
    from ledger.booking.account_plan import AccountPlan
    from ledger.booking.choice import Chosen
    from ledger.booking.vouchers import Voucher
    from ledger.booking.write_sie import Head

MOST_LETTERS = 20  # that were written as others, named

_FILE = click.Path(path_type=Path, dir_okay=False)


@command(
    "sie",
    help=N_(
        "Write vouchers of what was decided, as SIE 4I, for one body's accounts.\n\n"
        "Each entry that the body pays or is paid by becomes a voucher with the entry's number, on "
        "the accounts that medel-konton.toml says. What corrects an entry is a voucher with the "
        "sign turned. The file says up to which entry it goes: with --after-entry the next one "
        "holds only what is new, if nothing else is chosen otherwise."
    ),
)
@option("--body", required=True, help=N_("The body whose bookkeeping it is."))
@option("--output", "-o", metavar="FILE.si", type=_FILE, required=True,
        help=N_("The file to write."))  # fmt: skip
@option("--year", help=N_("Only this fund year."))
@option("--fund", help=N_("Only this fund."))
@option("--forum", metavar="BODY", help=N_("Only what this forum decided."))
@option("--kind", "kinds", metavar="KIND", multiple=True,
        type=click.Choice([kind.value for kind in EntryKind]),
        help=N_("Only granted, allocated, to_invoice …; may be said several times."))  # fmt: skip
@option("--since", metavar="DATE", help=N_("Only entries from this day."))
@option("--until", metavar="DATE", help=N_("Only entries to this day."))
@option("--after-entry", metavar="N", type=click.IntRange(0, 2**62), default=0,
        help=N_("Only entries after this one: what the last file said it went up to."))  # fmt: skip
@option("--up-to-entry", metavar="N", type=NUMBER,
        help=N_("Only entries up to this one: to write an earlier file again."))  # fmt: skip
@option("--series", metavar="M", help=N_("The series of the vouchers. [of the account plan; M]"))
@option("--plan", "plan_file", metavar="FILE", type=_FILE,
        help=N_("The account plan. [medel-konton.toml, beside the book]"))  # fmt: skip
@book_option
def sie(
    db: str, body: str, output: Path, year: str | None, fund: str | None, forum: str | None,
    kinds: tuple[str, ...], since: str | None, until: str | None, after_entry: int,
    up_to_entry: int | None, series: str | None, plan_file: Path | None,
) -> None:  # fmt: skip
    from ledger.booking.account_plan import plan_path, read_plan
    from ledger.booking.choice import Wanted, choose, named_as_here, year_of
    from ledger.booking.vouchers import not_booked, vouchers_of
    from ledger.booking.write_sie import sie_file
    from ledger.dates import parse_date, parse_fund_year
    from ledger.storage.files import put_file
    from ledger.storage.store import open_book

    wanted = Wanted(
        body, parse_fund_year(year) if year else None, fund, forum,
        tuple(EntryKind.of(kind) for kind in kinds),
        parse_date(since).isoformat() if since else None,
        parse_date(until).isoformat() if until else None, after_entry, up_to_entry,
    )  # fmt: skip
    book = open_book(db)
    plan = read_plan(plan_file or plan_path(db))
    with book.reading() as connection:
        plan = named_as_here(connection, plan)
        chosen = choose(connection, wanted)
        vouchers = vouchers_of(chosen.booked, plan)
        if vouchers:
            of_vouchers = {voucher.number for voucher in vouchers}
            fiscal = year_of([one for one in chosen.booked if one.entry.number in of_vouchers])
            head = _head(chosen, fiscal, after_entry, series or plan.series)
    if vouchers:
        put_file(output, sie_file(head, vouchers, plan))
        _say_written(output, chosen, vouchers)
        _say_letters(head, vouchers, plan)
    else:
        said = _("Nothing to book for {body}, up to entry {last}; no file was written.")
        say(said.format(body=chosen.body, last=chosen.last))
    _say_left_out(chosen, not_booked(chosen.booked, plan))
    if vouchers:
        say(_("Next time: the same with --after-entry {last}").format(last=chosen.last))


@command(
    "accounts",
    help=N_(
        "Write an account plan to fill in: medel-konton.toml.\n\n"
        "It says on which accounts each kind of entry is booked, and the objects (cost centre, "
        "project) of each fund. Every account in it is an example until you take its # away."
    ),
)
@option("--output", "-o", metavar="FILE", type=_FILE,
        help=N_("Where to write it. [medel-konton.toml beside the book]"))  # fmt: skip
@book_option
def accounts(output: Path | None, db: str) -> None:
    from ledger.booking.account_plan import FILE_NAME, TEMPLATE
    from ledger.storage.files import put_file

    beside = Path(db).parent if "://" not in db else Path()
    path = output or beside / FILE_NAME
    if path.exists():
        raise WrongUse(
            _("There is a file of that name already."),
            place=str(path),
            next_step=_("Name another with -o."),
        )
    put_file(path, TEMPLATE.read_bytes())
    say(_("Written: {path}").format(path=path))
    say(_("Take away # before what you book, and write your own accounts."))


def _head(chosen: Chosen, year: str, after: int, series: str) -> Head:
    from importlib.metadata import PackageNotFoundError, version

    from ledger.booking.write_sie import Head
    from ledger.parties.org_numbers import is_personal

    try:
        of_program = version("medelsbok")
    except PackageNotFoundError:
        of_program = "0"
    number = chosen.org_number
    remark = (
        f"Poster {after + 1}-{chosen.last} av {chosen.body}, händelse {chosen.event} {chosen.hash}"
    )
    return Head(
        program="Medelsbok", version=of_program, made=chosen.made, company=chosen.body,
        org_number=None if number is None or is_personal(number) else number, year=year,
        series=series, remark=remark,
    )  # fmt: skip


def _say_written(path: Path, chosen: Chosen, vouchers: list[Voucher]) -> None:
    from ledger.money import Money

    debited = Money(sum(one.rows[0].amount.ore for one in vouchers))
    said = ngettext(
        "{file}: {count} voucher of {body}, {kronor} kr, up to entry {last}.",
        "{file}: {count} vouchers of {body}, {kronor} kr, up to entry {last}.",
        len(vouchers),
    )
    say(
        said.format(
            file=path, count=len(vouchers), body=chosen.body, last=chosen.last,
            kronor=debited.kronor_text(language()),
        )
    )  # fmt: skip
    if chosen.org_number is None:
        told = _("{body} has no organisation number in the book; the file has none either.")
        say(told.format(body=chosen.body))


def _say_letters(head: Head, vouchers: list[Voucher], plan: AccountPlan) -> None:
    """Letters that SIE's alphabet lacks are told, never changed in silence."""
    from ledger.booking.sie_text import NO_LIKENESS, changed, nearest
    from ledger.booking.write_sie import texts_of

    found: dict[str, None] = {}
    for text in texts_of(head, vouchers, plan):
        found |= dict.fromkeys(changed(text))
    if not found:
        return
    named = ", ".join(f"{one} → {nearest(one) or '–'}" for one in list(found)[:MOST_LETTERS])
    say(_("Letters that SIE files lack are written as: {letters}.").format(letters=named))
    if any(NO_LIKENESS in nearest(one) for one in found if one != NO_LIKENESS):
        say(_("What is written as ? has no likeness; see the entries by their numbers."), err=True)


def _say_left_out(chosen: Chosen, kinds: dict[str, int]) -> None:
    if kinds:
        named = ", ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items()))
        say(_("Not booked, as the account plan says: {kinds}.").format(kinds=named))
    if chosen.within:
        said = _("Not booked, since both parties are {body} now: entries {numbers}.")
        say(said.format(body=chosen.body, numbers=", ".join(map(str, chosen.within))))
