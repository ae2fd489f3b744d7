"""What every command shares: the book it works on, how it shows rows, how it tells errors.

    @command("journal", help=N_("List the entries."))
    @book_options
    @format_option("text", "json")
    def journal(book_at: str, format_: str) -> None: ...

Help texts are marked with `N_` and translated when they are shown. Every command that needs a book
takes `--db`, and every one takes `--lang`, both also before the command's name.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import click

from ledger.errors import MedelError, WrongUse
from ledger.messages import LANGUAGES, N_, _, use_language

DEFAULT_DB = "medelsbok.db"
EXIT_CHECK_FAILED = 1

F = TypeVar("F", bound=Callable[..., Any])

# C0 and C1 control characters but tab and line feed, and what turns text round on a terminal.
_CONTROL = (*range(9), *range(11, 32), *range(127, 160))
_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
# What stands for the bytes of a file's name that are no text: no output can show it.
_NO_TEXT = range(0xD800, 0xE000)
_SHOWN_AS = dict.fromkeys((*_CONTROL, *_DIRECTION, *_NO_TEXT), "\N{REPLACEMENT CHARACTER}")
_ESCAPED_IN_JSON = {n: f"\\u{n:04x}" for n in (*range(127, 160), *_DIRECTION)}
_ESCAPED_IN_JSON |= dict.fromkeys(_NO_TEXT, "\\ufffd")

# The number of an entry or of a row in the inbox, as far as the book can count.
NUMBER = click.IntRange(1, 2**62)


class Option(click.Option):
    """An option whose help is shown in the language in use."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None or not self.help:
            return record
        names, text = record
        return names, text.replace(self.help, _(self.help), 1)


class _InLanguage(click.Command):
    """Help shown in the language in use, not in the one of when the program was loaded."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_help_text(self, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return first_sentence(_(self.help)) if self.help else ""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:  # click makes it once, in the language of that moment
            option.help = _("Show this message and exit.")
        return option


class Command(_InLanguage):
    """A command whose help is shown in the language in use, and which takes `--lang`."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.append(language_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        for value in ctx.params.values():
            _check_is_text(value)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        if "by" in ctx.params or self.name == "check":  # what writes in the book, and who asks
            _warn_of_a_share(ctx.params.get("db"))
        return super().invoke(ctx)


class Group(_InLanguage, click.Group):
    """A group of commands, in the language in use; `default` is the one meant by its name alone."""

    command_class = Command

    def __init__(self, *args: Any, default: str | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.default = default
        self.params.append(language_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = any(arg in self.commands or arg in ctx.help_option_names for arg in args)
        return super().parse_args(ctx, args if named or not self.default else [self.default, *args])


def write_help_text(command: click.Command, formatter: click.HelpFormatter) -> None:
    """The help of a command or group, translated; its paragraphs are set off by empty lines."""
    with formatter.indentation():
        for paragraph in (_(command.help) if command.help else "").split("\n\n"):
            formatter.write_paragraph()
            formatter.write_text(paragraph)


def first_sentence(text: str) -> str:
    """What a list of commands says of one: its help up to the first full stop."""
    return text.split("\n\n", maxsplit=1)[0].split(". ", maxsplit=1)[0].removesuffix(".")


option = partial(click.option, cls=Option)
argument = click.argument


def command(name: str, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
    """A command of Medelsbok; `help` is an `N_` text."""
    return click.command(name, cls=Command, **settings)


def group(name: str, **settings: Any) -> Callable[[Callable[..., Any]], Group]:
    """A group of commands of Medelsbok."""
    return click.group(name, cls=Group, **settings)


def book_option(function: F) -> F:
    """`--db`: which book. The value comes as `db`; given before the command's name it holds too."""
    return option(
        "--db",
        metavar="FILE|URL",
        # Not `envvar`: what is said before the command's name goes before the environment.
        default=lambda: _of_root("db") or os.environ.get("MEDEL_DB") or DEFAULT_DB,
        show_default=False,
        help=N_("The book: a file, or a postgresql:// URL. [MEDEL_DB; else medelsbok.db]"),
    )(function)


def moment_options(function: F) -> F:
    """`--as-of` and `--known-at`; the values go to `ledger.storage.moments.moment_of`."""
    known_at = option(
        "--known-at",
        metavar="TIME",
        help=N_("What the book said then: a date (to its end) or a time, here if no zone is said."),
    )
    as_of = option(
        "--as-of", metavar="DATE", help=N_("What concerned that day: nothing dated later.")
    )
    return as_of(known_at(function))


def by_option(function: F) -> F:
    """`--by`: who does it, as the event log keeps it. The value comes as `by`."""
    return option(
        "--by",
        metavar="WHO",
        envvar="MEDEL_BY",
        default=_who_is_logged_in,
        show_default=False,
        help=N_("Who does this: a name or a role. [MEDEL_BY; else who is logged in]"),
    )(function)


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`, the first being the default. The value comes as `format_`."""
    return option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        help=N_("How to show it."),
    )


def say(text: str = "", *, err: bool = False) -> None:
    """Print a line; text that came from a file cannot steer the terminal."""
    click.echo(clean_for_terminal(text), err=err)


def clean_for_terminal(text: str) -> str:
    """`text` with every control character made visible as �.

    >>> clean_for_terminal("a\\x1b[31mb")
    'a�[31mb'
    """
    return text.translate(_SHOWN_AS)


def say_json(value: object, *, indent: int | None = 2) -> None:
    """Print one JSON document; with `indent=None` on one line."""
    import json

    # Where the output cannot hold every letter, JSON has a way of its own to write them.
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=plain, indent=indent)
    click.echo(text.translate(_ESCAPED_IN_JSON))


def say_rows(
    rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str], *, right: Sequence[str] = ()
) -> None:
    """Print a table of the columns in `headings` (key → translated heading); `right` are figures.

    On a terminal rich draws it to the window's width; elsewhere plain columns come out.
    """
    if sys.stdout.isatty():
        _say_rich(rows, headings, right)
        return
    cells = [[_cell(row.get(key)) for key in headings] for row in rows]
    table = [list(headings.values()), *cells]
    widths = [max(len(line[i]) for line in table) for i in range(len(headings))]
    for line in table:
        parts = [
            text.rjust(width) if key in right else text.ljust(width)
            for key, text, width in zip(headings, line, widths, strict=True)
        ]
        click.echo("  ".join(parts).rstrip())


def tell(error: MedelError) -> None:
    """Say an error on stderr: what is wrong, where, and what to do."""
    for line in str(error).splitlines():
        say(_("Error: {error}").format(error=line), err=True)


def _say_rich(
    rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str], right: Sequence[str]
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD)
    for key, heading in headings.items():
        figures = key in right
        table.add_column(heading, justify="right" if figures else "left", no_wrap=figures)
    for row in rows:
        table.add_row(*(Text(_cell(row.get(key))) for key in headings))
    Console().print(table)


def _cell(value: object) -> str:
    return "" if value is None else " ".join(clean_for_terminal(str(value)).split("\n"))


def _check_is_text(value: object) -> None:
    """Bytes that are no text in the terminal's encoding can neither be stored nor looked up."""
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, str) and any(ord(character) in _NO_TEXT for character in one):
            raise WrongUse(
                _("“{words}” is not text.").format(words=clean_for_terminal(one)),
                next_step=_("Write it in the encoding of your terminal, usually UTF-8."),
            )


def _warn_of_a_share(db: str | None) -> None:
    from ledger.storage.network_share import warning_of

    place = (db or "").removeprefix("sqlite:///")
    warning = warning_of(place) if place and "://" not in place else None
    if warning:
        say(_("Warning: {what}").format(what=warning), err=True)


def _of_root(name: str) -> str | None:
    context = click.get_current_context(silent=True)
    return context.find_root().params.get(name) if context else None


def _who_is_logged_in() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("USERNAME") or "unknown"


def language_option() -> click.Option:
    """`--lang`, which every command takes."""
    return Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=lambda _context, _option, value: use_language(value) if value else None,
        help=N_("The language of what is said: sv or en."),
    )
