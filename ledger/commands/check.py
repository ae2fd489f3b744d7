"""`medel check`: quiet and 0 when all holds; else each finding with what to do, and 1."""

from __future__ import annotations

import sys

from ledger.commands.kit import (
    EXIT_CHECK_FAILED,
    book_option,
    command,
    format_option,
    option,
    say,
    say_json,
)
from ledger.messages import N_, _


@command(
    "check",
    help=N_(
        "Does the book still hold?\n\n"
        "Looks at the chain of events and every row it seals, at the guards in the database, at "
        "the unbroken series of entries, at evidence against the stored texts, and at the sums. "
        "Says nothing when all is well."
    ),
)
@book_option
@option("--deep", is_flag=True, help=N_("Work out every figure a second time, by another road."))
@format_option("text", "json")
def check(db: str, deep: bool, format_: str) -> None:
    from ledger.safekeeping import checks
    from ledger.safekeeping.installation import strangers
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        findings = [*strangers(), *checks.check(connection, deep=deep)]
    if format_ == "json":
        say_json([{"check": f.check, "finding": f.what, "do": f.do} for f in findings])
    for finding in findings if format_ == "text" else ():
        say(finding.what)
        say(_("  → {what}").format(what=finding.do))
    if findings:
        sys.exit(EXIT_CHECK_FAILED)
