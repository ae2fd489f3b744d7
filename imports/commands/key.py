"""`medel key`: distribution keys (fördelningsnycklar), and the populations they go by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imports.commands.options import say_import
from ledger.commands.kit import (
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
from ledger.messages import N_, _, language

if TYPE_CHECKING:
    from ledger.sharing.key_book import NamedKey
    from ledger.sharing.keys import Key


@group("key", help=N_("Distribution keys, and populations for them."))
def key() -> None:
    pass


@key.command(
    "add",
    help=N_(
        "Add a distribution key, or a new version of one.\n\n"
        "Say one way to divide. A group named in --per-capita, --fixed or --percent, or alone in "
        "--equal, means each of its members; elsewhere a group is one part. A body named by itself "
        "goes before its group: that is how exceptions are written. Keys within keys are written "
        "in a file, for --from."
    ),
)
@argument("name")
@book_option
@by_option
@option("--halves", nargs=2, metavar="BODY BODY", help=N_("Half each."))
@option("--equal", multiple=True, metavar="BODY", help=N_("Equal parts; once for each body."))
@option("--shares", multiple=True, metavar="BODY=SHARE", help=N_("Agreed shares of the sum."))
@option("--per-capita", multiple=True, metavar="GROUP", help=N_("By how many people live there."))
@option("--fixed", multiple=True, metavar="BODY=KRONOR", help=N_("A sum for each."))
@option("--percent", multiple=True, metavar="BODY=PERCENT", help=N_("Of what each was granted."))
@option("--rest", metavar="BODY", help=N_("Who gets what is left, of --fixed or --percent."))
@option("--opt-in", multiple=True, metavar="BODY", help=N_("Only these take part."))
@option("--population", metavar="NAME", help=N_("Which count; the newest if left out."))
@option("--from", "file", type=click.Path(path_type=Path), metavar="FILE",
        help=N_("Read the key from a TOML or JSON file."))  # fmt: skip
@option("--paper", help=N_("The decision that the key rests on."))
def add(
    name: str, db: str, by: str, halves: tuple[str, str] | None, equal: tuple[str, ...],
    shares: tuple[str, ...], per_capita: tuple[str, ...], fixed: tuple[str, ...],
    percent: tuple[str, ...], rest: str | None, opt_in: tuple[str, ...], population: str | None,
    file: Path | None, paper: str | None,
) -> None:  # fmt: skip
    from ledger.sharing.key_book import add_key, members_of
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    ways = {"halves": halves, "equal": equal, "shares": shares, "per_capita": per_capita,
            "fixed": fixed, "percent": percent, "from": file}  # fmt: skip
    more = {"rest": rest, "opt_in": list(opt_in), "population": population}
    book = open_book(db)
    with book.writing() as connection:
        groups = members_of(connection)
        new = _key_said({way: said for way, said in ways.items() if said}, more, set(groups))
        with act(connection, by, "key added", {"key": name}) as made:
            added = add_key(connection, made, name, new, paper)
    said = _("The key {name}, version {version}: {words}")
    say(said.format(name=added.name, version=added.version, words=_in_words(added.key)))


@key.command("list", help=N_("List the keys, each as it holds."))
@book_option
@moment_options
@format_option("text", "json")
def list_(db: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.sharing.key_book import keys
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = keys(connection, moment_of(connection, as_of, known_at))
    if format_ == "json":
        say_json([_fields(one) for one in found])
    elif not found:
        say(_("No distribution keys."))
    else:
        _say_keys(found)


@key.command(
    "show",
    help=N_("Show a key in all its versions, or all keys.\n\nThe newest version is the one used."),
)
@argument("name", required=False)
@book_option
@moment_options
@format_option("text", "json")
def show(
    name: str | None, db: str, as_of: str | None, known_at: str | None, format_: str
) -> None:  # fmt: skip
    from ledger.sharing.key_book import keys, named_key, versions
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        if name:
            named_key(connection, name)
        found = versions(connection, name, moment) if name else keys(connection, moment)
    if format_ == "json":
        say_json([_fields(one) for one in found])
    elif not found:
        say(_("No distribution keys."))
    else:
        _say_keys(found)


@key.command(
    "population",
    help=N_(
        "Import how many people live where.\n\n"
        "A workbook or csv file with a column of kommuner (by code or name) and one of people, as "
        "Statistics Sweden gives them. Sums and counties are passed over, each by name; a row that "
        "is no body of the book is refused. Without a file: list what has been imported."
    ),
)
@argument("file", required=False, type=click.Path(path_type=Path))
@book_option
@by_option
@option("--date", "day", help=N_("The day the people were counted."))
@option("--name", help=N_("What to call it; the file's name if left out."))
@option("--column", help=N_("The heading of the people, where there are several."))
@moment_options
@format_option("text", "json")
def population(
    file: Path | None, db: str, by: str, day: str | None, name: str | None, column: str | None,
    as_of: str | None, known_at: str | None, format_: str,
) -> None:  # fmt: skip
    if file is None:
        _list_populations(db, as_of, known_at, format_)
        return
    from imports.sheets import read_sheets
    from imports.taking.populations import Counting, said_of_population, store_population
    from ledger.dates import parse_date
    from ledger.errors import WrongUse
    from ledger.storage.store import open_book

    if not day:
        raise WrongUse(_("Say which day the people were counted, with --date."))
    said = Counting(parse_date(day), name or file.stem, column)
    sheets = read_sheets(file)
    with open_book(db).writing() as connection:
        stored = store_population(connection, by, sheets, said)
    found = stored.found
    if format_ == "json":
        say_json(
            {
                "number": stored.number, "name": said.name, "date": day,
                "bodies": len(found.rows), "people": stored.people, "column": found.column,
                "skipped": list(found.skipped), "batch": stored.batch,
            }
        )  # fmt: skip
        return
    for line in (*said_of_population(stored, said), *sheets.source.remarks):
        say(line)
    say_import(stored.batch)


def _list_populations(
    db: str, as_of: str | None, known_at: str | None, format_: str
) -> None:  # fmt: skip
    from ledger.sharing.populations import all_populations
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = all_populations(connection, moment_of(connection, as_of, known_at))
    rows = [{"number": p.number, "name": p.name, "date": p.date, "file": p.file} for p in found]
    if format_ == "json":
        say_json(rows)
    elif not rows:
        say(_("No populations."))
    else:
        say_rows(rows, {"name": _("Name"), "date": _("Counted"), "file": _("File")})


def _key_said(ways: dict[str, Any], more: dict[str, Any], groups: set[str]) -> Key:
    from ledger.errors import WrongUse
    from ledger.sharing.keys import key_of

    if len(ways) != 1:
        raise WrongUse(
            _("Say one way to divide."),
            next_step=_(
                "--halves, --equal, --shares, --per-capita, --fixed, --percent or --from FILE."
            ),
        )
    more = {field: said for field, said in more.items() if said}
    ((way, said),) = ways.items()
    if way == "from":
        from imports.key_file import read_key

        if more:
            raise WrongUse(_("With --from, the whole key stands in the file."))
        return read_key(said)
    return key_of({"kind": way, **_fields_said(way, said, groups), **more})


def _fields_said(way: str, said: tuple[str, ...], groups: set[str]) -> dict[str, Any]:
    if way == "shares":
        return {"parts": [{"body": body, "share": share} for body, share in _pairs(said)]}
    if way == "fixed":
        return {"sums": dict(_pairs(said))}
    if way == "percent":
        return {"percents": dict(_pairs(said))}
    if way == "per_capita" or (way == "equal" and len(said) == 1):
        return {"among": list(said)}
    return {"parts": list(said)}


def _pairs(said: tuple[str, ...]) -> list[tuple[str, str]]:
    from ledger.errors import WrongUse

    pairs: list[tuple[str, str]] = []
    for one in said:
        body, sign, figure = one.rpartition("=")
        if not sign or not body.strip():
            raise WrongUse(
                _("“{words}” is not a body and a figure.").format(words=one),
                next_step=_("Write for example “Kalmar kommun=400000”."),
            )
        if body.strip() in dict(pairs):
            raise WrongUse(_("{name} stands twice in the key.").format(name=body.strip()))
        pairs.append((body.strip(), figure.strip()))
    return pairs


def _fields(one: NamedKey) -> dict[str, Any]:
    from ledger.sharing.keys import fields_of_key

    return {
        "number": one.number, "name": one.name, "version": one.version,
        "kind": one.key.kind.value, "definition": fields_of_key(one.key), "paper": one.paper,
        "by": one.by, "at": one.at,
    }  # fmt: skip


def _say_keys(found: list[NamedKey]) -> None:
    rows = [
        {
            "name": one.name, "version": one.version, "words": _in_words(one.key),
            "paper": one.paper,
        }
        for one in found
    ]  # fmt: skip
    headings = {"name": _("Key"), "version": _("Version"), "words": _("Divides"),
                "paper": _("Paper")}  # fmt: skip
    say_rows(rows, headings, right=("version",))


def _in_words(key: Key) -> str:
    from ledger.sharing.keys import decimal_text

    in_use = language()
    parts = [
        part.title
        + (f" {decimal_text(part.share)}" if part.share is not None else "")
        + (f" ({_in_words(part.key)})" if part.key else "")
        for part in key.parts
    ]
    parts += key.among
    parts += [f"{name} {money.kronor_text(in_use)} kr" for name, money in key.sums]
    parts += [f"{name} {decimal_text(percent)} %" for name, percent in key.percents]
    said = [f"{key.kind.label(in_use)}: {', '.join(parts)}"]
    if key.opt_in:
        said.append(_("only {names}").format(names=", ".join(key.opt_in)))
    if key.population:
        said.append(_("by {name}").format(name=key.population))
    if key.rest:
        inside = f" ({_in_words(key.rest.key)})" if key.rest.key else ""
        said.append(_("the rest to {name}").format(name=f"{key.rest.title}{inside}"))
    return "; ".join(said)
