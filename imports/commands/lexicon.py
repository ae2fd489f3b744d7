"""`medel lexicon`: the words the reader knows, and those a county adds in a file of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from imports.commands.options import OWN_WORDS, words_option
from ledger.commands.kit import (
    EXIT_CHECK_FAILED,
    argument,
    book_option,
    command,
    group,
    option,
    say,
)
from ledger.errors import WrongUse
from ledger.messages import N_, _, ngettext

_FILE = click.Path(path_type=Path)
OWN = "+"  # before a word that is the county's own


@group(
    "lexicon",
    default="show",
    help=N_(
        "The words the reader knows, and your own.\n\n"
        "Words of your own stand in medel-ord.toml, beside the book or in the current folder."
    ),
)
def lexicon() -> None:
    pass


@command(
    "show",
    help=N_(
        "Show the words the reader knows.\n\n"
        "Without a name the lists and how many words each holds; with one (status, or "
        "status.decided.verbs) the words themselves. Your own words have a + before them."
    ),
)
@argument("name", required=False)
@words_option
@book_option
def show(name: str | None, words: Path | None, db: str) -> None:
    from imports.lexicons import find, slots, words_of

    shipped, own = slots(), words_of(words or find(db))
    chosen = [slot for slot in shipped if not name or f"{slot}.".startswith(f"{name}.")]
    if not chosen:
        names = ", ".join(sorted({slot.partition(".")[0] for slot in shipped}))
        raise WrongUse(
            _("There is no list of words “{name}”.").format(name=name),
            next_step=_("There are {names}.").format(names=names),
        )
    for slot in chosen:
        added = own.get(slot, {})
        if name:
            say(slot)
            for word, value in _pairs(shipped[slot]).items():
                say(f"    {_shown(word, value)}")
            for word, value in _pairs(added).items():
                say(f"  {OWN} {_shown(word, value)}")
        else:
            more = f" {OWN}{len(added)}" if added else ""
            say(f"{slot}: {len(shipped[slot])}{more}")


@command(
    "check",
    help=N_(
        "Check a file of your own words.\n\n"
        "Names, with their lines, lists that do not exist, words that stand twice or are known "
        "already, and words that would match nothing or everything."
    ),
)
@argument("file", required=False, type=_FILE)
@book_option
def check_(file: Path | None, db: str) -> None:
    from imports.lexicons import FILE_NAME, check, content_of, count_of, find

    path = file or find(db)
    if path is None:
        say(_("There is no {file} beside the book or in this folder.").format(file=FILE_NAME))
        return
    content = content_of(path)
    problems = check(content)
    for problem in problems:
        place = f"{path}:{problem.line}" if problem.line else str(path)
        say(f"{place}: {problem.what}")
    if any(problem.is_error for problem in problems):
        sys.exit(EXIT_CHECK_FAILED)
    count = count_of(content)
    said = ngettext(
        "{file}: {count} word, can be used.", "{file}: {count} words, can be used.", count
    )
    say(said.format(file=path, count=count))


@command(
    "add",
    help=N_(
        "Add words to a file of your own.\n\n"
        "For example: medel lexicon add status.decided.verbs klubbar klubbade, or with a value: "
        "medel lexicon add amounts.units 'tusen kr.=1000'. What stands in the file is kept."
    ),
)
@argument("section")
@argument("words", nargs=-1, required=True, metavar="WORD…")
@option("--words", "file", metavar="FILE", type=_FILE, help=OWN_WORDS)
@book_option
def add(section: str, words: tuple[str, ...], file: Path | None, db: str) -> None:
    from imports.lexicons import add_words, place_for
    from ledger.storage.files import put_file

    path = file or place_for(db)
    before = path.read_bytes() if path.is_file() else b""
    content, added = add_words(before, section, words, name=path.name)
    if added:
        put_file(path, content)
    said = ngettext("{file}: {count} word added to {section}.",
                    "{file}: {count} words added to {section}.", len(added))  # fmt: skip
    say(said.format(file=path, count=len(added), section=section))
    for word in words:
        if word.partition("=")[0] not in added and word not in added:
            say(_("  “{word}” was there already.").format(word=word))


def _pairs(words: Any) -> dict[str, Any]:
    return words if isinstance(words, dict) else dict.fromkeys(words)


def _shown(word: str, value: object) -> str:
    return word if value is None else f"{word} = {value}"


lexicon.add_command(show)
lexicon.add_command(check_)
lexicon.add_command(add)
