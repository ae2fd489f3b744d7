"""`medel match`: is there a decision behind this invoice, and was it invoiced, booked and paid?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    book_option,
    by_option,
    format_option,
    group,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.commands.match_decide import accept, reject, split, undo
from ledger.commands.match_show import list_, show
from ledger.messages import N_, _, language, ngettext

if TYPE_CHECKING:
    from ledger.matching.items import Proposal
    from ledger.reconciling.open_items import Wanted
    from ledger.reconciling.proposing import Account, Run

_FILE = click.Path(path_type=Path, dir_okay=False)
MOST_SHOWN = 40  # proposals of a dry run, in a table; --format json gives all


@group(
    "match",
    default="run",
    help=N_(
        "Decisions, invoices, bookings and payments that belong together.\n\n"
        "medel match goes through what is open, settles what a whole reference and the amount "
        "agree on, and suggests the rest with reasons. medel match accept, reject, split and undo "
        "decide; every link can be taken away again."
    ),
)
def match() -> None:
    pass


@match.command(
    "run",
    help=N_(
        "Propose what belongs together.\n\n"
        "Settled by itself only where a whole reference and the amount agree; the rest are "
        "suggestions, best set first. What was turned down is not proposed again. The word “run” "
        "may be left out."
    ),
)
@book_option
@by_option
@option("--year", help=N_("Only what concerns this fund year; what has none is looked at too."))
@option("--fund", help=N_("Only this fund; what names none is looked at too."))
@option("--body", help=N_("Only what this body pays or gets."))
@option("--relation", "relations", multiple=True, metavar="RELATION",
        help=N_("Only this relation: decided-invoiced, invoiced-paid …"))  # fmt: skip
@option("--passes", metavar="NAME,…", help=N_("Only these passes, by name: reference, sum …"))
@option("--tolerance", metavar="KRONOR", help=N_("How far apart the amounts of near items may be."))
@option("--days", type=click.IntRange(0, 3660), help=N_("How many days near items may be apart."))
@option("--dry-run", is_flag=True, help=N_("Only show what would be proposed; store nothing."))
@option(
    "--plan",
    type=_FILE,
    metavar="FILE",
    help=N_("Write what would be proposed to FILE; “medel match apply FILE” does just that."),
)
@option("--interactive", is_flag=True, help=N_("Go through what is open, a screen for each."))
@format_option("text", "json")
def run(
    db: str, by: str, year: str | None, fund: str | None, body: str | None,
    relations: tuple[str, ...], passes: str | None, tolerance: str | None, days: int | None,
    dry_run: bool, plan: Path | None, interactive: bool, format_: str,
) -> None:  # fmt: skip
    from ledger.reconciling.proposing import proposed, store_run
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    book = open_book(db)
    if interactive:
        from ledger.commands.match_interactive import go_through

        go_through(book, by, lambda connection: _wanted(connection, year, fund, body))
        return

    def asked(connection: Any) -> Run:
        return proposed(
            connection, _wanted(connection, year, fund, body),
            passes=[name.strip() for name in passes.split(",")] if passes else None,
            relations=_relations(relations), tolerance=_tolerance(tolerance, days),
        )  # fmt: skip

    if dry_run or plan:
        with book.reading() as connection:
            found = asked(connection)
            if plan:
                _write_plan(connection, found, plan)
        _say_run(found, plan, format_)
        return
    with book.writing() as connection:
        found = asked(connection)
        if not found.proposals:
            account = None
        else:
            payload = {"year": year, "fund": fund, "body": body, "passes": passes}
            said = {name: value for name, value in payload.items() if value}
            with act(connection, by, "matched", said) as made:
                account = store_run(connection, made, found.proposals)
    _say_account(account, format_)


@match.command(
    "apply",
    help=N_("Carry out a plan that “medel match --plan FILE” wrote: just that, or nothing."),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@book_option
@by_option
@format_option("text", "json")
def apply(file: Path, db: str, by: str, format_: str) -> None:
    apply_plan(file, db, by, format_)


def apply_plan(file: Path, db: str, by: str, format_: str = "text") -> None:
    """Carry out a plan of matches. Raises UnreadableFile, Refused."""
    from ledger.reconciling.plans import read_plan
    from ledger.reconciling.proposing import store_run
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    plan = read_plan(file.read_bytes(), str(file))
    with open_book(db).writing() as connection:
        plan.check(connection)
        with act(connection, by, "matched", {"plan": file.name, "sha256": plan.sha256}) as made:
            account = store_run(connection, made, plan.proposals)
    _say_account(account, format_)


for _one in (list_, show, accept, reject, split, undo):
    match.add_command(_one)


def _wanted(connection: Any, year: str | None, fund: str | None, body: str | None) -> Wanted:
    from ledger.dates import parse_fund_year
    from ledger.grants.funds import fund_number
    from ledger.parties.bodies import body_number
    from ledger.reconciling.open_items import Wanted

    return Wanted(
        parse_fund_year(year) if year else None,
        fund_number(connection, fund) if fund else None,
        body_number(connection, body) if body else None,
    )


def _relations(said: tuple[str, ...]) -> Any:
    from ledger.commands.match_show import relation_named
    from ledger.terms import Relation

    return [relation_named(one) for one in said] or tuple(Relation)


def _tolerance(kronor: str | None, days: int | None) -> Any:
    from ledger.matching.items import Tolerance
    from ledger.money import Money

    usual = Tolerance()
    return Tolerance(
        Money.of_text(kronor).ore if kronor else usual.amount, usual.days if days is None else days
    )


def _write_plan(connection: Any, found: Run, plan: Path) -> None:
    from ledger.reconciling.plans import plan_bytes
    from ledger.storage.files import put_file

    put_file(plan, plan_bytes(connection, found.proposals))


def _say_run(found: Run, plan: Path | None, format_: str) -> None:
    if format_ == "json":
        from ledger.reconciling.plans import proposal_fields

        say_json([proposal_fields(one) for one in found.proposals])
        return
    if found.proposals:
        _say_proposals(found.proposals)
    by_itself = sum(one.settles for one in found.proposals)
    said = _("{settled} would be settled, {suggested} suggested.")
    say(said.format(settled=by_itself, suggested=len(found.proposals) - by_itself))
    if plan:
        say(_("Written to {file}: “medel match apply {file}” does just that.").format(file=plan))
    else:
        say(_("Nothing was stored."))


def _say_proposals(proposals: tuple[Proposal, ...]) -> None:
    from ledger.commands.match_shown import kr, relation_words, side_words

    rows = [
        {
            "relation": relation_words(one.relation.label(language()), one.seen_by),
            "left": side_words(one.left, {}), "right": side_words(one.right, {}),
            "amount": kr(sum(part.amount for part in one.left)),
            "score": one.score, "how": _("settled") if one.settles else _("suggested"),
            "reasons": " ".join(one.reasons),
        }
        for one in proposals[:MOST_SHOWN]
    ]  # fmt: skip
    headings = {
        "relation": _("Relation"), "left": _("Left side"), "right": _("Right side"),
        "amount": _("Kronor"), "score": _("Score"), "how": "", "reasons": _("Why"),
    }  # fmt: skip
    say_rows(rows, headings, right=("amount", "score"))
    if len(proposals) > MOST_SHOWN:
        more = len(proposals) - MOST_SHOWN
        say(ngettext("… and {count} more", "… and {count} more", more).format(count=more))


def _say_account(account: Account | None, format_: str) -> None:
    settled, suggested = (account.settled, account.suggested) if account else ((), ())
    if format_ == "json":
        say_json({"settled": list(settled), "suggested": list(suggested)})
        return
    if account is None:
        say(_("There is nothing new to propose."))
        return
    said = ngettext(
        "{count} match is settled: reference and amount agree.",
        "{count} matches are settled: reference and amount agree.",
        len(settled),
    )
    say(said.format(count=len(settled)))
    said = ngettext(
        "{count} is suggested: “medel match list --state suggested”.",
        "{count} are suggested: “medel match list --state suggested”.",
        len(suggested),
    )
    say(said.format(count=len(suggested)))
