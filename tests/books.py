"""What many tests need: a book to work on, minutes made by hand, and `medel` to call.

    reading = minutes("Beslut: Falu kommun fakturerar Region Dalarna 100 kr.", found("100 kr"))
    posted(connection, 100, payer="Region Dalarna", payee="Falu kommun")
    medel("journal", db=db).rows

`medel` runs the command in this process; `run_medel` starts the real program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, Text, select

from ledger.drafts import Candidate, Meeting, Mention, NewBody, Reading, SourceText, Span
from ledger.evidence import Typed
from ledger.grants.funds import fund_number
from ledger.money import Money
from ledger.parties.bodies import body_number
from ledger.posting import journal
from ledger.proposing.batches import FileTaken, add_file
from ledger.proposing.sources import store
from ledger.storage import chain
from ledger.storage.store import Book, open_book
from ledger.storage.tables import SEALED, metadata
from ledger.terms import EntryKind, Exactness, StatementKind, Status

PROJECT = Path(__file__).parent.parent
BY = "ekonom"


# -- The command line ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and the exit code it gave."""

    code: int
    stdout: str
    stderr: str

    @property
    def both(self) -> str:
        return self.stdout + self.stderr

    @property
    def rows(self) -> Any:
        return json.loads(self.stdout)


def medel(*args: str | Path | int, db: str | None = None, ask: str | None = None) -> Said:
    """Run a command in this process. An exception it doesn't tell in words fails the test."""
    os.environ["MEDEL_DEBUG"] = "1"  # what the program does not foresee fails the test
    from click.testing import CliRunner

    import cli

    whole = [*map(str, args), *(["--db", db] if db else [])]
    result = CliRunner().invoke(cli.root, whole, input=ask)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return Said(result.exit_code, result.stdout, result.stderr)


def run_medel(*args: str | Path | int, cwd: Path | None = None, **env: str) -> Said:
    """Start the real program in a process of its own, in `cwd`."""
    done = subprocess.run(
        command_line(*args), cwd=cwd, env=environment(**env), capture_output=True, check=False,
        timeout=120,
    )  # fmt: skip
    said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in said.both, said.both
    return said


def command_line(*args: str | Path | int) -> list[str]:
    return [sys.executable, "-m", "cli", *map(str, args)]


def environment(**more: str) -> dict[str, str]:
    """Of a user with no settings of their own; the project can be imported from any folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MEDEL_", "LC_", "LANG"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"PYTHONPATH": str(PROJECT), "LC_ALL": "C.UTF-8", "MEDEL_LANG": "en"} | more


# -- The book ------------------------------------------------------------------------------------


@contextmanager
def writing(db: str, action: str = "test") -> Iterator[tuple[Connection, chain.Act]]:
    """One act of the book at `db`."""
    with open_book(db).writing() as connection, chain.act(connection, BY, action) as made:
        yield connection, made


def new_entry(connection: Connection, kronor: int | str = 100, **changes: Any) -> journal.NewEntry:
    """A decision to invoice between two bodies of Dalarna, with what is said to be different."""
    said: dict[str, Any] = {
        "kind": EntryKind.TO_INVOICE, "fund": "Länsgemensamma medel", "year": 2024, "to_year": None,
        "payer": "Region Dalarna", "payee": "Falu kommun", "date": date(2024, 4, 12),
        "text": "prov",
    } | changes  # fmt: skip
    return journal.NewEntry(
        date=said["date"], kind=said["kind"], fund=fund_number(connection, said["fund"]),
        fund_year=said["year"], payer=body_number(connection, said["payer"]),
        payee=body_number(connection, said["payee"]), amount=Money.of_kronor(kronor),
        text=said["text"], to_year=said["to_year"],
    )  # fmt: skip


def posted(db: str, kronor: int | str = 100, **changes: Any) -> int:
    """Post one entry, as an act of its own; returns its number."""
    with writing(db, "posted") as (connection, made):
        new = new_entry(connection, kronor, **changes)
        return journal.post(connection, made, new, Typed("faktura", BY))


def corrected(db: str, number: int, **changes: Any) -> list[int]:
    """Correct one entry, as an act of its own; returns the new numbers."""
    with writing(db, "corrected") as (connection, made):
        return journal.correct(connection, made, number, "fel", Typed("rättelse", BY), changes)


def fill_the_rest(db: str) -> None:
    """Two rows in each table that the book has none in, past the commands that make them.

    They say nothing that holds together (a year without entries, bodies by number): enough for
    tests of what holds for every row of every table.
    """
    with writing(db, "filled") as (connection, made):
        for table in SEALED:
            if not connection.execute(select(table.c.id).limit(1)).first():
                made.add_many(table, [_any_row(table, which) for which in (1, 2)])


def _any_row(table: Table, which: int) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in {"id", "event", "digest"}:
            continue
        if column.foreign_keys or not isinstance(column.type, Text):
            row[column.name] = which
        else:
            row[column.name] = "2001-02-03" if "date" in column.name else f"{which}"
    alone = {"year": 1990 + which, "into_body": 3, "to_year": None}
    # Of a match the check asks more: that its sides come out even, and what has become of it.
    of_matches = {"match_parts": {"side": "left"}, "match_states": {"state": "rejected"}}
    of_table = of_matches.get(table.name, {})
    return row | {name: value for name, value in alone.items() if name in row} | of_table


def dump(db: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the book."""
    with open_book(db).reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by("id"))]
            for table in metadata.sorted_tables
        }


def dump_of(db: str, table: str) -> list[tuple[Any, ...]]:
    """Every row of one table."""
    with open_book(db).reading() as connection:
        rows = connection.execute(select(metadata.tables[table]).order_by("id"))
        return [tuple(row) for row in rows]


def findings(db: str) -> list[str]:
    """What `medel check` finds in the book, in its own words."""
    from ledger.safekeeping.checks import check

    with open_book(db).reading() as connection:
        return [finding.what for finding in check(connection)]


def is_sqlite(db: str) -> bool:
    return "://" not in db


def book_at(db: str) -> Book:
    return open_book(db)


# -- Minutes made by hand ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A statement to be: the words it rests on, and what they are read as."""

    quote: str
    kronor: int | str | None = None
    amount_text: str | None = None
    payer: str | None = None
    payee: str | None = None
    fund: str | None = None
    names: tuple[tuple[str, str | None], ...] = ()  # words → what they resolve to, where not both
    more: tuple[tuple[str, Any], ...] = ()


def found(
    quote: str, kronor: int | str | None = None, text: str | None = None, **said: Any
) -> Found:
    """A decided invoice of 2024, read from `quote`, with what is said to be different."""
    own = {key: said.pop(key) for key in ("payer", "payee", "fund") if key in said}
    names = tuple(said.pop("names", {}).items())
    return Found(quote, kronor, text, **own, names=names, more=tuple(said.items()))


def minutes(
    *statements: Found, name: str = "protokoll.txt", new_bodies: Sequence[NewBody] = (),
    **meeting: Any,
) -> Reading:  # fmt: skip
    """Minutes of a county's cooperation body that say just these statements, a line each."""
    lines = "\n".join(one.quote for one in statements)
    text = f"Ledningsgrupp för samverkan i Dalarna\n\n{lines}\n"
    said = {
        "forum": "Ledningsgrupp för samverkan i Dalarna", "date": date(2024, 4, 12),
        "county": "Dalarnas län",
    } | meeting  # fmt: skip
    content = text.encode("utf-8", "surrogatepass")
    source = SourceText(
        name, content, sha256(content).hexdigest(), "text/plain", text, "text/1", (), "utf-8"
    )
    candidates, at = [], 0
    for one in statements:
        at = text.index(one.quote, at)
        candidates.append(_candidate(one, at))
        at += len(one.quote)
    return Reading(source, Meeting(**said), tuple(candidates), tuple(new_bodies))


def imported(db: str, *readings: Reading) -> list[int]:
    """Put minutes into the inbox, each an act of its own; the numbers of their rows."""
    numbers: list[int] = []
    for reading in readings:
        with writing(db, "imported") as (connection, made):
            numbers += store(connection, made, reading).candidates
    return numbers


def imported_batch(db: str, *readings: Reading) -> int:
    """Put minutes into the inbox as one run of `medel import` does; the number of its batch."""
    batch: int | None = None
    for reading in readings:
        source = reading.source
        with writing(db, "imported") as (connection, made):
            stored = store(connection, made, reading)
            account = {"rows": len(stored.candidates), "duplicates": stored.duplicates}
            taken = FileTaken(source.name, source.sha256, stored.source, account)
            batch = add_file(made, batch, "minutes", {}, taken)
    assert batch is not None
    return batch


def _candidate(one: Found, at: int) -> Candidate:
    words = dict(one.names)

    def mention(text: str | None) -> Mention | None:
        if text is None:
            return None
        return Mention(text, _span(one.quote, text, at), words.get(text, text))

    plain = Candidate(
        kind=StatementKind.INVOICE, status=Status.DECIDED,
        amount=None if one.kronor is None else Money.of_kronor(one.kronor),
        amount_text=one.amount_text,
        amount_span=_span(one.quote, one.amount_text, at) if one.amount_text else None,
        quote=one.quote, quote_span=Span(at, at + len(one.quote)), exactness=Exactness.EXACT,
        fund=mention(one.fund), payer=mention(one.payer), payee=mention(one.payee), years=(2024,),
    )  # fmt: skip
    return replace(plain, **dict(one.more))


def _span(quote: str, words: str, at: int) -> Span:
    start = at + max(quote.find(words), 0)
    return Span(start, start + len(words))
