"""Minutes into the book: the file, its text, and what it says of money into the inbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from imports.taking.outcomes import Line, Outcome, known
from ledger.drafts import Reading, SourceText, fields_of
from ledger.messages import _, language, ngettext
from ledger.proposing.batches import FileTaken, add_file
from ledger.proposing.sources import Stored, known_source, store
from ledger.storage.chain import act
from ledger.terms import Status

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from imports.taking.run import Run


def take_minutes(connection: Connection, run: Run, reading: Reading) -> Outcome:
    """Store the minutes and their candidates, in the batch of the run."""
    words = {"words": {"file": run.own.name, "sha256": run.own.sha256}} if run.own else {}
    source = reading.source
    if known_source(connection, source.sha256):
        return known(_outcome(source, "minutes", words))
    return take_reading(connection, run, reading, "minutes", words)


def take_reading(
    connection: Connection, run: Run, reading: Reading, kind: str, options: Mapping[str, Any]
) -> Outcome:
    """Store what was read as `kind` and its candidates, in the batch of the run."""
    source = reading.source
    payload = {"file": source.name, "sha256": source.sha256, "reader": source.reader, **options}
    with act(connection, run.by, "imported", payload) as made:
        stored = store(connection, made, reading)
        account = {"rows": len(stored.candidates), "duplicates": stored.duplicates}
        taken = FileTaken(source.name, source.sha256, stored.source, account)
        batch = add_file(made, run.batch, kind, options, taken)
    return replace(
        _outcome(source, kind, options), batch=batch, did=_did(reading, stored),
        said=tuple(_said(reading, stored)),
    )  # fmt: skip


def _outcome(source: SourceText, kind: str, options: Mapping[str, Any]) -> Outcome:
    size = len(source.content)
    return Outcome(source.name, "stored", kind, source.sha256, size, source.reader, options)


def _did(reading: Reading, stored: Stored) -> dict[str, Any]:
    meeting = reading.meeting
    return {
        "meeting": {
            "forum": meeting.forum, "date": meeting.date.isoformat() if meeting.date else None,
            "reference": meeting.reference,
        },
        "candidates": [
            fields_of(found, reading.source.name) | {"duplicate": first is not None}
            for found, first in zip(reading.candidates, stored.duplicate_of, strict=True)
        ],
        "new_bodies": [body.name for body in reading.new_bodies],
    }  # fmt: skip


def _said(reading: Reading, stored: Stored) -> Iterator[Line]:
    yield Line(f"{reading.source.name}: {_found(reading)}{_rows(stored.candidates)}")
    for remark in reading.source.remarks:
        yield Line(f"  {remark}")
    if stored.duplicates:
        said = ngettext(
            "  {count} of them stands in another file of the same meeting already.",
            "  {count} of them stand in another file of the same meeting already.",
            stored.duplicates,
        )
        yield Line(said.format(count=stored.duplicates))


def _found(reading: Reading) -> str:
    """What was found, by status: "decided: 2, proposed: 1"."""
    if not reading.candidates:
        return _("no money in these minutes.")
    count = Counter(found.status for found in reading.candidates)
    said = ", ".join(f"{s.label(language())}: {count[s]}" for s in Status if count[s])
    without = sum(found.amount is None for found in reading.candidates)
    if without:
        said += " " + _("(of which {count} without a sum)").format(count=without)
    return said


def _rows(numbers: range) -> str:
    if not numbers:
        return ""
    if len(numbers) == 1:
        return _(" → row {first} in the inbox").format(first=numbers[0])
    return _(" → rows {first}–{last} in the inbox").format(first=numbers[0], last=numbers[-1])
