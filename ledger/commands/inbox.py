"""`medel inbox`: what was found, and what a person decides about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

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
from ledger.terms import CandidateState, Status

if TYPE_CHECKING:
    from ledger.proposing.proposals import Proposal

STATES = (*(state.value for state in CandidateState), "all")


@group("inbox", help=N_("List, accept and reject proposals."), default="list")
def inbox() -> None:
    pass


@inbox.command("list", help=N_("List the proposals that wait for a decision."))
@book_option
@option("--state", type=click.Choice(STATES), default="open", help=N_("Which ones."))
@option("--status", type=click.Choice([status.value for status in Status]),
        help=N_("Only what the minutes say in this way."))  # fmt: skip
@option("--ready", is_flag=True, help=N_("Only those that leave nothing open."))
@option("--file", "file", help=N_("Only from files with these words in the name."))
@moment_options
@format_option("text", "json")
def list_(
    db: str, state: str, status: str | None, ready: bool, file: str | None, as_of: str | None,
    known_at: str | None, format_: str,
) -> None:  # fmt: skip
    from ledger.grants.funds import names_of
    from ledger.proposing.proposals import fields_of_proposal, proposals
    from ledger.proposing.resolving import what_is_open
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    wanted = None if state == "all" else CandidateState.of(state)
    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        found = [
            proposal
            for proposal in proposals(connection, wanted, moment=moment)
            if (status is None or proposal.found.status.value == status)
            and (file is None or file.lower() in proposal.file.lower())
        ]
        names = names_of(connection)
    still_open = {proposal.number: what_is_open(names, proposal) for proposal in found}
    if ready:
        found = [proposal for proposal in found if not still_open[proposal.number]]
    if format_ == "json":
        say_json([fields_of_proposal(p) | {"open": still_open[p.number]} for p in found])
    elif not found:
        say(_("Nothing waits in the inbox."))
    else:
        _say_proposals(found, still_open)


@inbox.command(
    "accept",
    help=N_(
        "Post proposals as entries.\n\n"
        "What the minutes leave open is asked for; what you say here wins over the minutes. "
        "All the rows named are posted, or none."
    ),
)
@argument("numbers", nargs=-1, type=NUMBER, required=True)
@book_option
@by_option
@option("--payer", help=N_("The body that pays."))
@option("--payee", help=N_("The body that is paid."))
@option("--fund", help=N_("The fund the money belongs to."))
@option("--year", help=N_("The fund year (bidragsår) it concerns."))
@option("--to-year", help=N_("Of a carry-over: the year it is carried to."))
@option("--amount", help=N_("The sum in kronor, where the minutes state none."))
@option("--kind", help=N_("What to post it as: granted, allocated, to_invoice …"))
@option("--date", "day", help=N_("The day of the decision, where the minutes give none."))
@option("--even-if", help=N_("Why it is posted although undecided or approximate."))
@option("--split", "split", multiple=True, metavar="BODY=AMOUNT",
        help=N_("One part of the sum, for each payee (or payer:, fund:, year:)."))  # fmt: skip
@option("--of", "of", type=NUMBER, help=N_("The grant (an entry) that the money is drawn on."))
def accept(
    db: str, by: str, numbers: tuple[int, ...], payer: str | None, payee: str | None,
    fund: str | None, year: str | None, to_year: str | None, amount: str | None,
    kind: str | None, day: str | None, even_if: str | None, split: tuple[str, ...],
    of: int | None,
) -> None:  # fmt: skip
    from ledger.dates import parse_date, parse_fund_year
    from ledger.errors import WrongUse
    from ledger.money import Money
    from ledger.posting.lineage import draw
    from ledger.proposing.inbox import accept as accept_rows
    from ledger.proposing.inbox import accept_split
    from ledger.proposing.resolving import Choices
    from ledger.proposing.splits import parse_parts
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    parts, rows = parse_parts(split), sorted(set(numbers))
    if parts and len(rows) > 1:
        raise WrongUse(_("Split one row at a time."))
    choices = Choices(
        payer=payer, payee=payee, fund=fund, kind=kind, even_if=(even_if or "").strip() or None,
        fund_year=parse_fund_year(year) if year else None,
        to_year=parse_fund_year(to_year) if to_year else None,
        amount=Money.of_text(amount) if amount else None,
        date=parse_date(day) if day else None,
    )  # fmt: skip
    with (
        open_book(db).writing() as connection,
        act(connection, by, "accepted", {"rows": rows}) as made,
    ):
        if parts:
            posted = accept_split(connection, made, rows[0], choices, parts, by)
        else:
            posted = accept_rows(connection, made, numbers, choices, by)
        if of is not None:
            for entry in posted:
                draw(connection, made, entry, of)
    for row, entry in zip(rows * len(posted) if parts else rows, posted, strict=True):
        say(_("Row {row} is posted as entry {entry}.").format(row=row, entry=entry))


@inbox.command("reject", help=N_("Turn proposals down, or close follow-ups, with a reason."))
@argument("numbers", nargs=-1, type=NUMBER, required=True)
@book_option
@by_option
@option("--why", required=True, help=N_("Why; it is kept."))
def reject(db: str, by: str, numbers: tuple[int, ...], why: str) -> None:
    from ledger.proposing.inbox import reject as reject_rows
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with (
        open_book(db).writing() as connection,
        act(connection, by, "rejected", {"rows": sorted(set(numbers)), "why": why}) as made,
    ):
        reject_rows(connection, made, numbers, why)
    count = len(set(numbers))
    say(
        ngettext("{count} row is turned down.", "{count} rows are turned down.", count).format(
            count=count
        )
    )


def _say_proposals(found: list[Proposal], still_open: dict[int, list[str]]) -> None:
    rows = [_row(proposal) for proposal in found]
    headings = {
        "number": _("Row"), "status": _("Status"), "kind": _("Kind"), "amount": _("Kronor"),
        "payer": _("Payer"), "payee": _("Payee"), "fund": _("Fund"), "years": _("Year"),
        "file": _("File"),
    }  # fmt: skip
    say_rows(rows, headings, right=("number", "amount"))
    unsettled = [p.number for p in found if still_open[p.number]]
    if unsettled:
        say()
        say(_("Left open:"))
    for number in unsettled:
        asked = " ".join(still_open[number])
        say(_("  Row {number}: {questions}").format(number=number, questions=asked))
    say()
    say(_("The words: medel report inbox -o granskning.xlsx. Accept: medel inbox accept ROW…"))


def _row(proposal: Proposal) -> dict[str, str]:
    found, in_use = proposal.found, language()
    about = "" if found.exactness.value == "exact" else "≈ "
    named = {
        name: (mention.name or f"? {mention.text}") if mention else ""
        for name, mention in (("payer", found.payer), ("payee", found.payee), ("fund", found.fund))
    }
    return named | {
        "number": str(proposal.number),
        "status": found.status.label(in_use),
        "kind": found.kind.label(in_use),
        "amount": about + found.amount.kronor_text(in_use) if found.amount else _("no sum"),
        "years": ", ".join(map(str, found.years)),
        "file": proposal.file,
    }
