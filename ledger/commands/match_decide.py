"""`medel match accept`, `reject`, `split` and `undo`: what a person decides about matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    NUMBER,
    argument,
    book_option,
    by_option,
    command,
    option,
    say,
)
from ledger.errors import WrongUse
from ledger.messages import N_, _, ngettext

if TYPE_CHECKING:
    from ledger.reconciling.settling import NewGroup


@command(
    "accept",
    help=N_(
        "Accept suggestions, or say by hand what belongs together.\n\n"
        "medel match accept 3 4 accepts two suggestions. medel match accept decision:3 invoice:7 "
        "settles what is open of these items; invoice:7=100 only that much of one. Where the sides "
        "differ, say what the difference is: --residual write_off=10 --why WHY."
    ),
)
@argument("what", nargs=-1)
@book_option
@by_option
@option(
    "--residual",
    "residuals",
    multiple=True,
    metavar="KIND=KRONOR",
    help=N_("What the sides differ by: rounding, vat, fee, credit, write_off, dispute …"),
)
@option("--why", help=N_("Why; it is kept."))
@option("--all-above", type=click.IntRange(0, 1000), metavar="SCORE",
        help=N_("Every suggestion with at least this score, best first."))  # fmt: skip
def accept(
    what: tuple[str, ...], db: str, by: str, residuals: tuple[str, ...], why: str | None,
    all_above: int | None,
) -> None:  # fmt: skip
    from ledger.storage.store import open_book

    why = (why or "").strip() or None
    numbers = [int(word) for word in what if word.isdecimal()]
    words = [word for word in what if not word.isdecimal()]
    if sum(map(bool, (numbers, words, all_above is not None))) != 1:
        raise WrongUse(
            _("Name suggestions by number, or items that belong together, or --all-above."),
            next_step=_("For example: medel match accept decision:3 invoice:7"),
        )
    if residuals and not words:
        raise WrongUse(_("A residual is said of items: decision:3 invoice:7 --residual …"))
    with open_book(db).writing() as connection:
        if words:
            _accept_items(connection, by, words, residuals, why)
        elif numbers:
            _accept_numbers(connection, by, numbers, why)
        else:
            _accept_above(connection, by, all_above or 0, why)


@command("reject", help=N_("Turn suggestions down: they are not proposed again."))
@argument("numbers", nargs=-1, type=NUMBER, required=True)
@book_option
@by_option
@option("--why", required=True, help=N_("Why; it is kept."))
def reject(numbers: tuple[int, ...], db: str, by: str, why: str) -> None:
    from ledger.reconciling.settling import reject as reject_groups
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    said = {"matches": sorted(set(numbers)), "why": why}
    with (
        open_book(db).writing() as connection,
        act(connection, by, "match rejected", said) as made,
    ):
        reject_groups(connection, made, numbers, why)
    count = len(set(numbers))
    say(ngettext("{count} match is turned down.", "{count} matches are turned down.", count)
        .format(count=count))  # fmt: skip


@command("undo", help=N_("Take matches back: what they held is open again."))
@argument("numbers", nargs=-1, type=NUMBER, required=True)
@book_option
@by_option
@option("--why", help=N_("Why; it is kept."))
def undo(numbers: tuple[int, ...], db: str, by: str, why: str | None) -> None:
    from ledger.reconciling.settling import undo as undo_groups
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    why = (why or "").strip() or None
    said = {"matches": sorted(set(numbers)), "why": why}
    with (
        open_book(db).writing() as connection,
        act(connection, by, "match undone", said) as made,
    ):
        undo_groups(connection, made, numbers, why)
    count = len(set(numbers))
    say(ngettext("{count} match is undone.", "{count} matches are undone.", count)
        .format(count=count))  # fmt: skip


@command(
    "split",
    help=N_(
        "Put several matches in the place of one.\n\n"
        "Each --into names the items of one of them: --into “decision:3 invoice:7” --into "
        "“decision:4 payment:9=600”. What is left out is open again. The new ones are settled if "
        "the old one was, and suggested if it was."
    ),
)
@argument("number", type=NUMBER)
@book_option
@by_option
@option(
    "--into",
    multiple=True,
    required=True,
    metavar="ITEMS",
    help=N_("The items of one of the new matches, with amounts where an item is shared."),
)
@option("--why", help=N_("Why; it is kept."))
def split(number: int, db: str, by: str, into: tuple[str, ...], why: str | None) -> None:
    from ledger.reconciling.by_hand import groups_in_place_of
    from ledger.reconciling.settling import split as split_group
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with (
        open_book(db).writing() as connection,
        act(connection, by, "match split", {"match": number, "into": list(into)}) as made,
    ):
        new = groups_in_place_of(connection, number, [one.split() for one in into])
        numbers = split_group(connection, made, number, new, why)
    say(_("Match {number} is now {numbers}.").format(
        number=number, numbers=", ".join(map(str, numbers))))  # fmt: skip


def _accept_items(
    connection: Any, by: str, words: Sequence[str], residuals: Sequence[str], why: str | None
) -> None:
    from ledger.reconciling.by_hand import group_by_hand, items_in, residuals_in
    from ledger.reconciling.settling import settle_new
    from ledger.storage.chain import act

    new = group_by_hand(connection, items_in(words), residuals_in(residuals, why))
    payload = {"items": list(words), "residuals": list(residuals), "why": why}
    with act(connection, by, "match accepted", payload) as made:
        (number,) = settle_new(connection, made, [new], why)
    _say_by_hand(number, new)


def _accept_numbers(connection: Any, by: str, numbers: list[int], why: str | None) -> None:
    from ledger.reconciling.settling import settle
    from ledger.storage.chain import act

    payload = {"matches": sorted(set(numbers)), "why": why}
    with act(connection, by, "match accepted", payload) as made:
        settle(connection, made, numbers, why)
    _say_accepted(len(set(numbers)))


def _accept_above(connection: Any, by: str, score: int, why: str | None) -> None:
    from ledger.reconciling.groups import groups
    from ledger.reconciling.settling import settle, that_fit_together
    from ledger.storage.chain import act
    from ledger.terms import MatchState

    waiting = [one for one in groups(connection, state=MatchState.SUGGESTED) if one.score >= score]
    chosen = that_fit_together(connection, waiting)
    if chosen:
        with act(connection, by, "match accepted", {"above": score, "why": why}) as made:
            settle(connection, made, [one.number for one in chosen], why)
    _say_accepted(len(chosen))
    left = len(waiting) - len(chosen)
    if left:
        said = ngettext(
            "{count} is left: it holds what another took.",
            "{count} are left: they hold what others took.",
            left,
        )
        say(said.format(count=left))


def _say_accepted(count: int) -> None:
    said = ngettext("{count} match is settled.", "{count} matches are settled.", count)
    say(said.format(count=count))


def _say_by_hand(number: int, new: NewGroup) -> None:
    from ledger.commands.match_shown import kr
    from ledger.messages import language

    say(
        _("Match {number} is settled: {relation}, {amount} kr.").format(
            number=number, relation=new.relation.label(language()),
            amount=kr(sum(part.amount for part in new.left or new.right)),
        )
    )  # fmt: skip
    for residual in new.residuals:
        say(
            _("  Residual, {kind}: {amount} kr ({why})").format(
                kind=residual.kind.label(language()), amount=kr(residual.amount), why=residual.why
            )
        )
