"""`medel match --interactive`: a screen for each open item that something is suggested for.

Each decision is an event of its own, stored at once: whoever stops, or is stopped, loses nothing.
On a terminal one key is enough; elsewhere a line is read for each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import say, tell
from ledger.errors import MedelError
from ledger.messages import _, ngettext

if TYPE_CHECKING:
    from ledger.reconciling.amounts import Key
    from ledger.reconciling.groups import Group
    from ledger.reconciling.open_items import Wanted
    from ledger.storage.store import Book

MOST = 9  # suggestions on a screen: one key each
_LINE = "─" * 72


def go_through(book: Book, by: str, wanted_in: Callable[[Any], Wanted]) -> None:
    """Show each open item with what is suggested for it, and do what is answered."""
    decided = 0
    with book.reading() as connection:
        waiting = list(_screens(connection, wanted_in(connection)))
    if not waiting:
        say(_("Nothing waits for an answer. “medel match” proposes what belongs together."))
        return
    try:
        for place, key in enumerate(waiting, start=1):
            answer = _one_item(book, by, key, f"{place}/{len(waiting)}")
            if answer is None:
                break
            decided += answer
    except EOFError:
        say()
    finally:
        said = ngettext("{count} decision is stored.", "{count} decisions are stored.", decided)
        say(said.format(count=decided))


def _screens(connection: Any, wanted: Wanted) -> Iterator[Key]:
    """The left items of the suggestions, each once, the surest first."""
    from ledger.reconciling.groups import groups
    from ledger.reconciling.open_items import is_wanted, items_of
    from ledger.terms import MatchState

    found = groups(connection, state=MatchState.SUGGESTED)
    found.sort(key=lambda one: (-one.score, one.number))
    keys = dict.fromkeys(
        (part.kind, part.number) for one in found for part in (one.left or one.right)[:1]
    )
    items = items_of(connection, keys)
    yield from (key for key in keys if key in items and is_wanted(items[key], wanted))


def _one_item(book: Book, by: str, key: Key, place: str) -> int | None:
    """One screen, until it is answered; how many decisions were stored, None to stop."""
    decided = 0
    while True:
        found = _suggested_for(book, key)
        if not found:
            return decided
        _say_screen(book, key, found, place)
        answer = _key(_("1–9 accept, n turn down, h by hand, space leave, q stop: "))
        if answer in {"q", "\x1b", "\x04"}:
            return None
        if answer in {"", " ", "\r", "\n"}:
            return decided
        try:
            decided += _done(book, by, found, answer)
        except MedelError as error:
            tell(error)


def _done(book: Book, by: str, found: list[Group], answer: str) -> int:
    """Carry out one answer; returns how many decisions that was."""
    if answer.isdecimal() and 1 <= int(answer) <= len(found):
        _accept(book, by, found[int(answer) - 1].number)
        return 1
    if answer == "n":
        which = _key(_("Which? ")) if len(found) > 1 else "1"
        if which.isdecimal() and 1 <= int(which) <= len(found):
            _reject(book, by, found[int(which) - 1].number, _line(_("Why? ")))
            return 1
    elif answer == "h":
        _by_hand(book, by, _line(_("Items (decision:3 invoice:7=100 …): ")))
        return 1
    say(_("That is no answer here."))
    return 0


def _suggested_for(book: Book, key: Key) -> list[Group]:
    from ledger.reconciling.groups import groups_that_hold
    from ledger.terms import MatchState

    with book.reading() as connection:
        holding = groups_that_hold(connection, [key])
    found = [one for one in holding if one.state is MatchState.SUGGESTED]
    return sorted(found, key=lambda one: (-one.score, one.number))[:MOST]


def _say_screen(book: Book, key: Key, found: list[Group], place: str) -> None:
    from ledger.commands.match_shown import about, item_words, kr, relation_label, say_parts
    from ledger.reconciling.evidence import describe
    from ledger.reconciling.groups import keys_of

    with book.reading() as connection:
        items = describe(connection, {key, *(k for one in found for k in keys_of(one.parts))})
    shown = items[key]
    say()
    say(f"{_LINE} {place}")
    say(f"{item_words(key[0].value, key[1])}: {kr(shown.amount)} kr{about(shown)}")
    if shown.quote:
        say(f"  “{shown.quote}”")
    for number, one in enumerate(found, start=1):
        say()
        said = _("[{number}] {relation}, score {score}: {reasons}")
        say(
            said.format(
                number=number, relation=relation_label(one), score=one.score,
                reasons=" ".join(one.reasons),
            )
        )  # fmt: skip
        say_parts([part for part in one.parts if (part.kind, part.number) != key], items)
        for residual in one.residuals:
            say(
                _("  Residual, {kind}: {amount} kr ({why})").format(
                    kind=residual.kind.value, amount=kr(residual.amount), why=residual.why
                )
            )
    say()


def _accept(book: Book, by: str, number: int) -> None:
    from ledger.reconciling.settling import settle
    from ledger.storage.chain import act

    said = {"matches": [number], "interactive": True}
    with book.writing() as connection, act(connection, by, "match accepted", said) as made:
        settle(connection, made, [number], None)
    say(_("Match {number} is settled.").format(number=number))


def _reject(book: Book, by: str, number: int, why: str) -> None:
    from ledger.reconciling.settling import reject
    from ledger.storage.chain import act

    said = {"matches": [number], "why": why, "interactive": True}
    with book.writing() as connection, act(connection, by, "match rejected", said) as made:
        reject(connection, made, [number], why)
    say(_("Match {number} is turned down.").format(number=number))


def _by_hand(book: Book, by: str, line: str) -> None:
    from ledger.reconciling.by_hand import group_by_hand, items_in, residuals_in
    from ledger.reconciling.settling import settle_new
    from ledger.storage.chain import act

    words = line.split()
    residuals = [word.removeprefix("--residual=") for word in words if word.startswith("--resi")]
    items = items_in([word for word in words if not word.startswith("--resi")])
    why = _line(_("Why? ")) if residuals else None
    with book.writing() as connection:
        new = group_by_hand(connection, items, residuals_in(residuals, why))
        said = {"items": words, "why": why, "interactive": True}
        with act(connection, by, "match accepted", said) as made:
            (number,) = settle_new(connection, made, [new], why)
    say(_("Match {number} is settled.").format(number=number))


def _key(question: str) -> str:
    """One key on a terminal, else the first of a line. Raises EOFError where there is no more."""
    if not sys.stdin.isatty():
        return _line(question).lower()[:1]
    click.echo(question, nl=False)
    pressed = click.getchar()
    say(pressed if pressed.isprintable() else "")
    return pressed.lower()


def _line(question: str) -> str:
    click.echo(question, nl=False)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    if not sys.stdin.isatty():
        say()
    return line.strip()
