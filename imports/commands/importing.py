"""What `medel import` and `medel apply` have in common: what is read, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imports.commands.options import AS_TOLD, HowToRead, WhatItIs, say_import, say_notes
from imports.commands.progress import progress
from ledger.commands.kit import say, tell
from ledger.messages import _, language, speaking

if TYPE_CHECKING:
    from collections.abc import Generator

    from imports.import_plan import Plan
    from imports.lexicons import OwnWords
    from imports.parallel import Read
    from imports.taking.outcomes import Outcome
    from imports.taking.run import Rows, Run
    from ledger.storage.store import Book


@dataclass(slots=True)
class Import:
    """One import: of what files, into which book, read and taken by whom."""

    book: Book
    db: str
    by: str
    files: tuple[Path, ...]
    how: HowToRead
    layout: str | None = None
    validate: bool = False
    what: WhatItIs = AS_TOLD
    own: OwnWords | None = field(init=False, default=None)
    said: set[str] = field(init=False, default_factory=set)

    def run(self, rows: Rows) -> Run:
        """Who takes the files, with which words of their own; `rows` is told how far it is."""
        from imports.taking.run import Run

        return Run(self.by, self.own, self.validate, rows=rows)

    def reads(self) -> Generator[Read, None, None]:
        """Every file, read in order."""
        from imports.kinds import Lists
        from ledger.grants.funds import names_of

        if self.validate:
            from imports.registers.official_rules import check_installed

            check_installed()
        self.own = self.how.own_words(self.db)
        lists = Lists.beside(self.db, self.layout)
        with self.book.reading() as connection:
            names = names_of(connection)
        return self.how.read(self.files, names, self.own, lists, self.what)

    def on_trial(
        self, keep: Callable[[list[Outcome]], bool], in_language: str | None = None
    ) -> list[Outcome]:
        """Take all files together; what was done is taken back unless `keep` says otherwise.

        All are read before it is our turn to write: `in_language`, since what is stored of a
        candidate has words in it.
        """
        from imports.taking.run import spooled, together

        outcomes = []
        with ExitStack() as held:
            shown = held.enter_context(progress(self.files))
            with speaking(in_language or language()):
                reads = held.enter_context(closing(self.reads()))
                ready = held.enter_context(spooled(shown.ticked(reads)))
            connection = held.enter_context(self.book.writing())
            for read, outcome in together(connection, self.run(shown.rows), ready):
                say_notes(read, self.said)
                outcomes.append(outcome)
            if not keep(outcomes):
                connection.rollback()
        return outcomes

    def plan(self, outcomes: list[Outcome]) -> Plan:
        """What was done on trial, as a plan to be done."""
        from imports.import_plan import Plan
        from ledger.dates import now
        from ledger.storage.chain import book_id, head_of

        with self.book.reading() as connection:
            event, hash_ = head_of(connection)
            book = {"id": book_id(connection), "event": event, "hash": hash_}
        return Plan(
            named=tuple(map(str, self.files)), options=self.options(), book=book,
            language=language(),
            words=self.words(),
            files=tuple(outcome.fields() for outcome in outcomes),
            made={"at": now(), "by": self.by},
        )  # fmt: skip

    def words(self) -> dict[str, str] | None:
        """The county's own words in use, by their hash."""
        return {"file": self.own.name, "sha256": self.own.sha256} if self.own else None

    def options(self) -> dict[str, Any]:
        """How the files are read, as a plan keeps it."""
        how = self.how
        return {
            "layout": self.layout, "validate": self.validate, "ocr": how.ocr,
            "words": how.words and str(how.words), "suggest": list(how.suggest),
            "proposals": how.proposals and str(how.proposals), "kind": self.what.kind,
            "about": self.what.about.given,
        }  # fmt: skip


def show(outcome: Outcome) -> None:
    """Say what came of one file."""
    for line in outcome.said:
        say(line.text, err=line.aside)
    if outcome.error:
        tell(outcome.error)


def say_batch(batch: int | None, outcomes: list[Outcome]) -> None:
    """Say which import it was, and how it is taken back."""
    if batch is None:
        return
    say_import(batch)
    if any(outcome.batch and outcome.exit_code for outcome in outcomes):
        after = _("When what was refused is mended: “medel undo {batch}”, and import it again.")
        say(after.format(batch=batch), err=True)


def exit_code_of(outcomes: Sequence[Outcome]) -> int:
    """The gravest of what the files give."""
    return max((outcome.exit_code for outcome in outcomes), default=0)
