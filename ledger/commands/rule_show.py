"""`medel rule list`, `show` and `test`: the rules in words, and what they hit today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    argument,
    book_option,
    command,
    format_option,
    moment_options,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, language, ngettext

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.registers.rule_book import RuleVersion
    from ledger.registers.rule_hits import ByRegister, Example, Hit, Tested
    from ledger.registers.rules import Rule

MOST_ACCOUNTS = 10  # that no rule hits, in text; JSON gives all


@command("list", help=N_("List the rules that hold."))
@book_option
@moment_options
@format_option("text", "json")
def list_(db: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.registers.rule_book import rules_in_force
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = rules_in_force(connection, moment_of(connection, as_of, known_at))
        fields = [_fields(connection, rule) for rule in found]
        rows = [_row(connection, rule) for rule in found]
    if format_ == "json":
        say_json(fields)
    elif not rows:
        say(_("No rules."))
    else:
        say_rows(rows, _headings())


@command("show", help=N_("Show a rule in all its versions; the newest holds."))
@argument("name")
@book_option
@moment_options
@format_option("text", "json")
def show(
    name: str, db: str, as_of: str | None, known_at: str | None, format_: str
) -> None:  # fmt: skip
    from ledger.registers.rule_book import rule_named, versions
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = versions(connection, name, moment_of(connection, as_of, known_at))
        if not found:
            rule_named(connection, name)  # which says what to do
        fields = [_version(connection, one) for one in found]
        rows = [_version_row(connection, one) for one in found]
    if format_ == "json":
        say_json(fields)
    else:
        say_rows(rows, {"version": _("Version")} | _headings() | {"by": _("By"), "at": _("At")})


@command(
    "test",
    help=N_(
        "Show what the rules hit today, or one of them.\n\n"
        "Of each rule the rows of each register, their sum and a few of them with their places; "
        "then rows that no rule hits, and rows where what is said of them does not agree."
    ),
)
@argument("name", required=False)
@book_option
@moment_options
@format_option("text", "json")
@click.pass_context
def test(
    context: click.Context, name: str | None, db: str, as_of: str | None, known_at: str | None,
    format_: str,
) -> None:  # fmt: skip
    from ledger.commands.kit import EXIT_CHECK_FAILED
    from ledger.registers.rule_book import rule_named
    from ledger.registers.rule_hits import hits_today
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        only = rule_named(connection, name, moment).name if name else None
        tested = hits_today(connection, only, moment)
    if format_ == "json":
        say_json(_tested_fields(tested))
    else:
        _say_tested(tested)
    if tested.disputed:
        context.exit(EXIT_CHECK_FAILED)


def in_words(connection: Connection, rule: Rule) -> tuple[str, str]:
    """A rule's conditions, and what it says of the rows it hits."""
    return "; ".join(_when(rule)), "; ".join(_then(connection, rule))


def _when(rule: Rule) -> Iterator[str]:
    from ledger.registers.rules import COST_CENTRE, PROJECT

    when = rule.when
    dimensions = {COST_CENTRE: _("cost centre"), PROJECT: _("project")}
    if when.registers:
        yield ", ".join(_register(name) for name in when.registers)
    for word, values in (
        (_("account"), when.accounts),
        *(
            (dimensions.get(number) or _("dimension {number}").format(number=number), codes)
            for number, codes in when.objects
        ),
        (_("series"), when.series),
        (_("text"), tuple(f"“{words}”" for words in when.texts)),
        (_("party"), when.parties),
        (_("company"), when.company),
    ):
        if values:
            yield f"{word} {', '.join(values)}"


def _then(connection: Connection, rule: Rule) -> Iterator[str]:
    said = _fields(connection, rule)
    if said["fund"]:
        yield str(said["fund"])
    if said["year"]:
        yield str(said["year"])
    if said["body"]:
        yield str(said["body"])
    if rule.counts_as:
        yield rule.counts_as.label(language())
    if rule.priority:
        yield _("priority {number}").format(number=rule.priority)


def _fields(connection: Connection, rule: Rule) -> dict[str, Any]:
    from ledger.grants.funds import fund_names_by_number
    from ledger.parties.bodies import names_by_number
    from ledger.registers.rules import definition_of

    definition = definition_of(rule)
    then = {field: definition.pop(field, None) for field in ("as", "year", "priority")}
    return {
        "name": rule.name, "when": definition,
        "fund": fund_names_by_number(connection)[rule.fund] if rule.fund else None,
        "body": names_by_number(connection)[rule.body] if rule.body else None,
        **then, "priority": rule.priority,
    }  # fmt: skip


def _version(connection: Connection, one: RuleVersion) -> dict[str, Any]:
    said = _fields(connection, one.rule) if one.rule else {"name": one.name, "when": None}
    return {"version": one.version, **said, "by": one.by, "at": one.at}


def _row(connection: Connection, rule: Rule) -> dict[str, Any]:
    when, then = in_words(connection, rule)
    return {"name": rule.name, "when": when, "then": then}


def _version_row(connection: Connection, one: RuleVersion) -> dict[str, Any]:
    from ledger.dates import local_time

    gone = {"name": one.name, "when": _("withdrawn"), "then": ""}
    said = _row(connection, one.rule) if one.rule else gone
    return {"version": one.version, **said, "by": one.by, "at": local_time(one.at)}


def _headings() -> dict[str, str]:
    return {"name": _("Rule"), "when": _("Hits"), "then": _("Says")}


def _tested_fields(tested: Tested) -> dict[str, Any]:
    return {
        "rules": [
            {"name": name, "registers": _registers_fields(hits)}
            for name, hits in tested.of_rule.items()
        ],
        "without_rule": _registers_fields(tested.without_rule),
        "disputed": _registers_fields(tested.disputed),
    }


def _registers_fields(hits: ByRegister) -> dict[str, Any]:
    return {register: _hit_fields(hit) for register, hit in hits.items()}


def _hit_fields(hit: Hit) -> dict[str, Any]:
    from ledger.money import Money

    said: dict[str, Any] = {
        "rows": hit.rows, "sum": Money(hit.ore).decimal_string,
        "examples": [
            {
                "place": one.place, "date": one.date, "amount": Money(one.amount).decimal_string,
                "text": one.words, "rules": list(one.meaning.rules),
                "reasons": list(one.meaning.reasons), "disputes": list(one.meaning.disputes),
            }
            for one in hit.examples
        ],
    }  # fmt: skip
    if hit.accounts:
        said["accounts"] = [
            {"account": account, "rows": rows, "sum": Money(ore).decimal_string}
            for account, (rows, ore) in sorted(hit.accounts.items())
        ]
    return said


def _say_tested(tested: Tested) -> None:
    for name, hits in tested.of_rule.items():
        say(f"{name}:")
        _say_registers(hits)
        if not hits:
            say(_("  hits nothing"))
    if tested.without_rule:
        say(_("Rows that no rule hits:"))
        _say_registers(tested.without_rule)
    if tested.disputed:
        say(_("Rows where what is said does not agree:"))
        _say_registers(tested.disputed)


def _say_registers(hits: ByRegister) -> None:
    for register, hit in hits.items():
        count = ngettext("{count} row", "{count} rows", hit.rows).format(count=hit.rows)
        line = _("  {register}: {rows}, {kronor} kr")
        say(line.format(register=_register(register), rows=count, kronor=_kronor(hit.ore)))
        for one in hit.examples:
            _say_example(one)
        most = sorted(hit.accounts.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_ACCOUNTS]
        if most:
            accounts = ", ".join(f"{account} ({rows})" for account, (rows, _ore) in most)
            say(_("    most on account {accounts}").format(accounts=accounts))


def _say_example(one: Example) -> None:
    words = " ".join(word for word in (one.date, one.words) if word)
    say(f"    {one.place}  {_kronor(one.amount)} kr  {words}".rstrip())
    for dispute in one.meaning.disputes:
        say(f"      {dispute}")


def _kronor(ore: int) -> str:
    from ledger.money import Money

    return Money(ore).kronor_text(language())


def _register(name: str) -> str:
    return {
        "invoices": _("invoices"), "bookings": _("vouchers"), "payments": _("payments"),
    }[name]  # fmt: skip
