"""`medel fund list` and `medel fund show`: which funds there are, and all that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from ledger.commands.line_rows import fields_of_line, say_lines
from ledger.commands.terms_rows import fields_of_terms
from ledger.messages import N_, _, language

if TYPE_CHECKING:
    from ledger.years.fund_facts import FundFacts, FundYear


@command("list", help=N_("List funds with the names they go by."))
@book_option
@moment_options
@format_option("text", "json")
def list_(db: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.grants.funds import known_funds
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = known_funds(connection, moment_of(connection, as_of, known_at))
    rows = [
        {
            "code": fund.code, "name": fund.name, "part_of": fund.parent,
            "generic": fund.generic, "aliases": list(fund.aliases),
        }
        for fund in found
    ]  # fmt: skip
    if format_ == "json":
        say_json(rows)
        return
    for row, known in zip(rows, found, strict=True):
        row["aliases"] = ", ".join(known.aliases)
    say_rows(rows, {"code": _("Code"), "name": _("Name"), "part_of": _("Part of"),
                    "aliases": _("Also called")})  # fmt: skip


@command("show", help=N_("Show a fund: its names, its parts, each year's terms and what is left."))
@argument("words", metavar="FUND")
@book_option
@moment_options
@format_option("text", "json")
def show(db: str, words: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book
    from ledger.years.fund_facts import fund_facts

    with open_book(db).reading() as connection:
        facts = fund_facts(connection, words, moment=moment_of(connection, as_of, known_at))
    if format_ == "json":
        say_json(_fields(facts))
    else:
        _say(facts)


def _fields(facts: FundFacts) -> dict[str, Any]:
    known = facts.known
    return {
        "code": known.code,
        "name": known.name,
        "part_of": facts.part_of,
        "parts": list(facts.parts),
        "generic": known.generic,
        "aliases": list(known.aliases),
        "years": [_fields_of_year(year, facts) for year in facts.years],
    }


def _fields_of_year(year: FundYear, facts: FundFacts) -> dict[str, Any]:
    return {
        "year": year.year,
        "remaining": year.remaining.decimal_string,
        "terms": fields_of_terms(year.terms, facts.body_names) if year.terms else None,
        "reported": [
            {"body": facts.body_names[one.body], "date": str(one.date), "paper": one.paper}
            for one in year.filings
        ],
        "lines": [fields_of_line(line) for line in year.lines],
    }


def _say(facts: FundFacts) -> None:
    known = facts.known
    say(f"{known.name} ({known.code})")
    for heading, text in (
        (_("Part of"), facts.part_of),
        (_("Parts"), ", ".join(facts.parts)),
        (_("Also called"), ", ".join(known.aliases)),
    ):
        if text:
            say(f"  {heading}: {text}")
    say()
    if not facts.years:
        say(_("It has neither terms nor entries."))
        return
    say_rows([_year_row(year, facts) for year in facts.years], _headings(), right=("remaining",))
    posted = [line for year in facts.years for line in year.lines]
    if posted:
        say()
        say_lines(posted, but="fund")


def _headings() -> dict[str, str]:
    return {
        "year": _("Year"), "remaining": _("Left"), "carry_over": _("Carried over"),
        "requisition_by": _("Requisition by"), "use_by": _("Use by"), "report_by": _("Report by"),
        "grantor": _("Grantor"), "reported": _("Reported by"),
    }  # fmt: skip


def _year_row(year: FundYear, facts: FundFacts) -> dict[str, Any]:
    terms, names = year.terms, facts.body_names
    row = {
        "year": year.year,
        "remaining": year.remaining.kronor_text(language()),
        "reported": ", ".join(dict.fromkeys(names[one.body] for one in year.filings)),
    }
    if terms is None:
        return row | {"carry_over": _("terms unknown")}
    return row | {
        "carry_over": terms.carry_over.label(language()),
        "requisition_by": terms.requisition_by, "use_by": terms.use_by,
        "report_by": terms.report_by,
        "grantor": names[terms.grantor] if terms.grantor else None,
    }  # fmt: skip
