"""`medel rule`: rules that say which fund and body the rows of other systems concern."""

from __future__ import annotations

from typing import Any

import click

from ledger.commands.kit import argument, book_option, by_option, group, option, say
from ledger.commands.rule_show import in_words, list_, show, test
from ledger.messages import N_, _
from ledger.registers.rules import COST_CENTRE, PROJECT, REGISTERS
from ledger.terms import CountsAs


@group("rule", help=N_("Which fund and body the rows of other systems concern."))
def rule() -> None:
    pass


rule.add_command(list_)
rule.add_command(show)
rule.add_command(test)


@rule.command(
    "add",
    help=N_(
        "Add a rule, or a new version of one.\n\n"
        "A rule hits the rows where every condition holds; of a condition that is given several "
        "times, one is enough. What it says of them is a fund, a fund year, a body, what they "
        "count as, or several of these. Of rules that hit the same row those with the highest "
        "priority must agree; else the row is shown as disputed and has no value.\n\n"
        "The body is whose money a booking is; of an invoice or a payment, who the party of "
        "--party is, else whose list or account it stands in."
    ),
)
@argument("name")
@book_option
@by_option
@option("--in", "registers", multiple=True, type=click.Choice(REGISTERS),
        help=N_("Only rows of this register."))  # fmt: skip
@option("--account", "accounts", multiple=True, metavar="ACCOUNT",
        help=N_("Account of the books, or a range: 4500-4599."))  # fmt: skip
@option("--cost-centre", "cost_centres", multiple=True, metavar="CODE",
        help=N_("Cost centre (dimension 1), or a range."))  # fmt: skip
@option("--project", "projects", multiple=True, metavar="CODE",
        help=N_("Project (dimension 6), or a range."))  # fmt: skip
@option("--object", "objects", multiple=True, metavar="DIMENSION=CODE",
        help=N_("Object of any other dimension."))  # fmt: skip
@option("--series", multiple=True, help=N_("Series of vouchers."))
@option("--text", "texts", multiple=True, metavar="WORDS",
        help=N_("Whole words in the row's texts and references."))  # fmt: skip
@option("--party", "parties", multiple=True, metavar="NAME|NUMBER",
        help=N_("Issuer or recipient, payer or payee: name or organisation number."))  # fmt: skip
@option("--company", multiple=True, metavar="NAME|NUMBER",
        help=N_("Whose books, invoices or bank account the row stands in."))  # fmt: skip
@option("--fund", help=N_("The fund that the rows concern."))
@option("--year", help=N_("The fund year that the rows concern."))
@option("--body", help=N_("The body that the rows concern."))
@option("--as", "counts_as", type=click.Choice([term.value for term in CountsAs]),
        help=N_("What the rows count as; “outside” has nothing to do with the funds."))  # fmt: skip
@option("--priority", type=click.IntRange(-99, 99), default=0,
        help=N_("Goes before rules with a lower one. [0]"))  # fmt: skip
def add(
    name: str, db: str, by: str, fund: str | None, body: str | None, **said: Any
) -> None:  # fmt: skip
    from ledger.grants.funds import fund_number
    from ledger.parties.bodies import body_number
    from ledger.registers.rule_book import add_rule
    from ledger.registers.rules import rule_of
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    definition = _definition(**said)
    with (
        open_book(db).writing() as connection,
        act(connection, by, "rule added", {"rule": name}) as made,
    ):
        new = rule_of(
            name, definition, fund=fund_number(connection, fund) if fund else None,
            body=body_number(connection, body) if body else None,
        )  # fmt: skip
        added = add_rule(connection, made, new)
        when, then = in_words(connection, new)
    line = _("The rule {name}, version {version}: {when} → {then}")
    say(line.format(name=added.name, version=added.version, when=when, then=then))


@rule.command("remove", help=N_("Let a rule no longer hold; its versions are kept."))
@argument("name")
@book_option
@by_option
@option("--why", required=True, help=N_("Why."))
def remove(name: str, db: str, by: str, why: str) -> None:
    from ledger.registers.rule_book import withdraw_rule
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    said = {"rule": name, "why": why}
    with open_book(db).writing() as connection, act(connection, by, "rule removed", said) as made:
        gone = withdraw_rule(connection, made, name)
    say(_("The rule {name} no longer holds.").format(name=gone.name))


def _definition(
    *, cost_centres: tuple[str, ...], projects: tuple[str, ...], objects: tuple[str, ...],
    counts_as: str | None, year: str | None, priority: int, **conditions: tuple[str, ...],
) -> dict[str, Any]:  # fmt: skip
    """What was said, as a rule's definition."""
    of_dimension = {COST_CENTRE: cost_centres, PROJECT: projects}
    for one in objects:
        dimension, code = _pair(one)
        of_dimension[dimension] = (*of_dimension.get(dimension, ()), code)
    said: dict[str, Any] = {
        name: [value.strip() for value in values] for name, values in conditions.items()
    }
    said["objects"] = {
        dimension: [code.strip() for code in codes] for dimension, codes in of_dimension.items()
        if codes
    }  # fmt: skip
    return said | {"as": counts_as, "year": year, "priority": priority}


def _pair(said: str) -> tuple[str, str]:
    from ledger.errors import WrongUse

    dimension, sign, code = (part.strip() for part in said.partition("="))
    if not (sign and dimension and code):
        raise WrongUse(
            _("“{words}” is not a dimension and an object.").format(words=said),
            next_step=_("Write for example 7=1200."),
        )
    return dimension, code
