"""The root of the `medel` command: a table of what there is and where it lives.

A command's module is imported when the command is called, so that `medel --help` stays as quick as
a hello-world program. Add a command by adding a line here.
"""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from ledger.commands.kit import (
    Group,
    Option,
    first_sentence,
    say,
    tell,
)
from ledger.errors import MedelError
from ledger.messages import N_, _, language_of_environment, use_language

# Under each heading, command: (module, what the list of commands says of it).
SECTIONS = {
    N_("Begin"): {
        "demo": ("imports.commands.demo", N_("Show the whole job on example minutes.")),
        "init": ("ledger.commands.init", N_("Start a new book, or upgrade an older one.")),
    },
    N_("Read, and decide"): {
        "explain": ("imports.commands.explain", N_("Show what would be found in a file, and why.")),
        "import": ("imports.commands.import_", N_("Read files and put proposals into the inbox.")),
        "apply": ("imports.commands.apply", N_("Do exactly what a plan of an import says.")),
        "inbox": ("ledger.commands.inbox", N_("List, accept and reject proposals.")),
        "undo": ("ledger.commands.undo", N_("Take back an import.")),
        "layout": (
            "imports.commands.layout",
            N_("What the columns of invoice lists mean."),
        ),
        "lexicon": ("imports.commands.lexicon", N_("The words the reader knows, and your own.")),
    },
    N_("Keep the book"): {
        "post": ("ledger.commands.post", N_("Post an entry by hand.")),
        "correct": ("ledger.commands.correct", N_("Correct an entry with new entries.")),
        "review": ("ledger.commands.review", N_("Review what somebody else has posted.")),
        "distribute": ("ledger.commands.distribute", N_("Divide a sum by a key, into the inbox.")),
        "key": ("imports.commands.key", N_("Distribution keys, and populations for them.")),
        "plan": ("imports.commands.plan", N_("Budgets and forecasts, against what came of them.")),
    },
    N_("Reconcile"): {
        "match": ("ledger.commands.match", N_("What is decided, invoiced, booked and paid.")),
        "explain-match": ("ledger.commands.explain_match", N_("Why these belong together.")),
    },
    N_("See what it says"): {
        "journal": ("ledger.commands.journal", N_("List the entries.")),
        "balances": ("ledger.commands.balances", N_("Sums per body, fund and year.")),
        "trace": ("ledger.commands.trace", N_("Follow an entry back to its sentence.")),
        "lineage": ("ledger.commands.lineage", N_("Whose money paid what.")),
        "deadlines": ("ledger.commands.deadlines", N_("What is due, and what is missing.")),
        "register": ("imports.commands.register", N_("What other systems say happened.")),
        "rule": (
            "ledger.commands.rule",
            N_("Which fund and body the rows of other systems concern."),
        ),
        "report": ("reports.commands.report", N_("Write workbooks and other reports.")),
        "template": (
            "reports.commands.template",
            N_("A workbook of your own for the yearly summary."),
        ),
    },
    N_("Close the year"): {
        "close": ("ledger.commands.close", N_("Close a fund year.")),
        "reopen": ("ledger.commands.close", N_("Open a closed fund year again.")),
        "periods": ("ledger.commands.close", N_("Which fund years are open or closed.")),
    },
    N_("Bodies and funds"): {
        "body": ("ledger.commands.body", N_("Regions, kommuner and other bodies.")),
        "fund": ("ledger.commands.fund", N_("Funds and the names they go by.")),
    },
    N_("Safekeeping"): {
        "check": ("reports.commands.check", N_("Does the book still hold?")),
        "export": ("ledger.commands.export", N_("Write the whole book, or vouchers as SIE.")),
        "restore": ("ledger.commands.restore", N_("Build a book from an exported folder.")),
        "backup": ("ledger.commands.backup", N_("Take a copy of the book.")),
    },
}
COMMANDS = {name: place for section in SECTIONS.values() for name, place in section.items()}

EXIT_INTERRUPTED = 130


class Root(Group):
    """`medel`: commands by name, loaded when called; errors as one sentence with the next step."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        found = getattr(module, cmd_name.replace("import", "import_").replace("-", "_"))
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))  # the same in every section
        for heading, commands in SECTIONS.items():
            with formatter.section(_(heading)):
                formatter.write_dl(
                    [
                        (n.ljust(width), first_sentence(_(line)))
                        for n, (_m, line) in commands.items()
                    ]
                )

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **extra)
        except MedelError as error:
            if _interrupted(error):
                _say_interrupted()
            tell(error)
            sys.exit(error.exit_code)
        except Exception as fault:
            if _interrupted(fault):
                _say_interrupted()
            if os.environ.get("MEDEL_DEBUG"):
                raise
            if isinstance(fault, OSError):
                _forget_unsaid()
            tell(_in_words(fault))
            sys.exit(MedelError.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _say_interrupted()


def _say_interrupted() -> NoReturn:
    say(err=True)
    say(_("Interrupted. What was not finished is not stored."), err=True)
    sys.exit(EXIT_INTERRUPTED)


def _interrupted(fault: BaseException | None) -> bool:
    """Whether it came of an interruption: what is under way may fail in its own words then."""
    while fault is not None and not isinstance(fault, KeyboardInterrupt):
        fault = fault.__cause__ or fault.__context__
    return fault is not None


def _in_words(fault: Exception) -> MedelError:
    """What nobody foresaw, as a sentence: the user is never shown a traceback."""
    if isinstance(fault, OSError) and fault.strerror:
        place = str(fault.filename or "")
        return MedelError(
            _("It could not be written: {why}.").format(why=fault.strerror), place=place
        )
    return MedelError(
        _("The program itself failed ({fault}).").format(fault=f"{type(fault).__name__}: {fault}"),
        next_step=_("Nothing half done is stored. Set MEDEL_DEBUG=1 to see where, and report it."),
    )


def _forget_unsaid() -> None:
    """Python would try once more to write it as it ends, and complain in words of its own."""
    with open(os.devnull, "wb") as nowhere, suppress(OSError):  # noqa: PTH123  no pathlib at start
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


@click.group(
    "medel",
    cls=Root,
    help=N_(
        "Medelsbok: a ledger for the money that regions and kommuner share.\n\n"
        "It reads minutes, proposes entries with the words they rest on, and writes a workbook "
        "per body where every figure leads back to its sentence."
    ),
    params=[
        Option(["--db"], metavar="FILE|URL",
               help=N_("The book: a file, or a postgresql:// URL. [MEDEL_DB; else medelsbok.db]")),
    ],
)  # fmt: skip
@click.version_option(
    package_name="medelsbok",
    prog_name="medel",
    message="%(prog)s %(version)s",
    cls=Option,
    help=N_("Show the version and exit."),
)
def root(db: str | None) -> None:
    pass


def main() -> NoReturn:
    """Entry point of the `medel` command."""
    use_language(language_of_environment())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal without → or å shows ? instead
            stream.reconfigure(errors="replace")
    sys.exit(root(prog_name="medel"))


if __name__ == "__main__":
    main()
