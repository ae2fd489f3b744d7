"""What the commands that read minutes have in common: with what words, suggesters and workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from imports.about import NOTHING_SAID, About
from ledger.commands.kit import option, say
from ledger.messages import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from imports.kinds import Lists
    from imports.lexicons import OwnWords
    from imports.parallel import Read
    from ledger.parties.names import Names

F = TypeVar("F", bound=Callable[..., Any])

OWN_WORDS = N_("Your own words. [medel-ord.toml beside the book, else in this folder]")

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class WhatItIs:
    """What was said of the files: their kind, and what a table of figures does not say itself."""

    kind: str | None = None
    about: About = NOTHING_SAID


AS_TOLD = WhatItIs()  # each file is what it is told to be by what it holds


@dataclass(frozen=True, slots=True)
class HowToRead:
    """The options as they were given."""

    words: Path | None
    suggest: tuple[str, ...]
    proposals: Path | None
    workers: int | None
    scheduler: str | None
    ocr: bool

    def own_words(self, db: str | None = None) -> OwnWords | None:
        """Take the county's own words into use, and say so."""
        from imports.lexicons import find, take

        own = take(self.words or find(db))
        if own and own.count:
            said = ngettext(
                "With {count} word of your own ({file}).",
                "With {count} words of your own ({file}).",
                own.count,
            )
            say(said.format(count=own.count, file=own.name), err=True)
        return own

    def read(
        self,
        files: Sequence[Path],
        names: Names,
        own: OwnWords | None,
        lists: Lists | None = None,
        said: WhatItIs = AS_TOLD,
    ) -> Generator[Read, None, None]:
        """Every file, in order."""
        from imports.containers import found_in
        from imports.parallel import Setting, read_all
        from imports.proposals_file import read_proposals
        from imports.readers import suffixes

        setting = Setting(
            names,
            added=own.added if own else {},
            suggesters=self.suggest,
            proposals=read_proposals(self.proposals) if self.proposals else {},
            proposals_name=self.proposals.stem if self.proposals else "",
            ocr=self.ocr,
            lists=lists,
            kind=said.kind,
            about=said.about,
        )
        found = found_in(files, suffixes)
        return read_all(found, setting, workers=self.workers, scheduler=self.scheduler)


def words_option(function: F) -> F:
    """`--words`: a file of words other than the one beside the book."""
    return option("--words", metavar="FILE", type=_FILE, help=OWN_WORDS)(function)


def reading_options(function: F) -> F:
    """All of them; they come as one `HowToRead`, named `how`."""

    def with_how(
        *args: Any, words: Path | None, suggest: tuple[str, ...], proposals: Path | None,
        workers: int | None, scheduler: str | None, ocr: bool, **rest: Any,
    ) -> Any:  # fmt: skip
        how = HowToRead(words, suggest, proposals, workers, scheduler, ocr)
        return function(*args, how=how, **rest)

    decorated: Any = with_how
    for one in reversed(_OPTIONS):
        decorated = one(decorated)
    return decorated  # type: ignore[no-any-return]


def said_options(function: F) -> F:
    """`--as`, and what may be said of tables of figures; they come as one `WhatItIs`, `said`."""

    @wraps(function)  # with the options it has already
    def with_said(*args: Any, kind: str | None, **rest: Any) -> Any:
        about = About(**{name: rest.pop(name) for name in _ABOUT})
        if kind is not None:
            from imports.kinds import kind_named

            kind_named(kind)  # which says what there is
        return function(*args, said=WhatItIs(kind, about), **rest)

    decorated: Any = with_said
    for name, text in reversed(_ABOUT.items()):
        decorated = option(f"--{name}", metavar=name.upper(), help=text)(decorated)
    as_kind = option(
        "--as", "kind", metavar="KIND",
        help=N_(
            "What the files are: answers, sie, bgmax, camt, einvoice, list, population, budget, "
            "forecast, distribution or minutes. [told by what they hold]"
        ),
    )  # fmt: skip
    return as_kind(decorated)  # type: ignore[no-any-return]


_ABOUT = {
    "date": N_("Of a population, plan or distribution list: the day it is of."),
    "year": N_("Of a plan or distribution list: the year it is for."),
    "name": N_("Of a population or plan: what to call it. [the file's name]"),
    "paper": N_("Of a plan: what it rests on. [the file]"),
    "fund": N_("Of a plan or distribution list: the fund, where the file does not say."),
    "body": N_("Of a plan: the body, where the file does not say."),
    "payer": N_("Of a distribution list: who pays."),
    "column": N_("Of these: the heading of the figures, where there are several."),
}

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    option(
        "--ocr",
        is_flag=True,
        help=N_("Read pages that are pictures by text recognition; needs Tesseract."),
    ),
    words_option,
    option(
        "--suggest", metavar="NAME", multiple=True,
        help=N_("Ask this plug-in for rows; they are taken only if the text bears them out."),
    ),
    option(
        "--proposals", metavar="FILE", type=_FILE,
        help=N_("Rows of another program (JSON lines), taken only if the text bears them out."),
    ),
    option(
        "--workers", metavar="N", type=click.IntRange(1, 1024),
        help=N_("How many processes read. [as many as there are cores]"),
    ),
    option(
        "--scheduler", metavar="ADDRESS",
        help=N_("Read on a Dask cluster that sees the same files."),
    ),
)  # fmt: skip


def say_notes(read: Read, said: set[str]) -> None:
    """What is to be said beside a file; of a plug-in that fails at every file, once."""
    for note in read.notes:
        if note not in said:
            about = note if note.startswith(" ") else _("{file}: {what}").format(
                file=read.opened.name, what=note
            )  # fmt: skip
            say(about, err=True)


def say_import(batch: int) -> None:
    """Which import it was, and how it is taken back."""
    line = _("This is import {batch}; “medel undo {batch}” takes it back.")
    say(line.format(batch=batch))
