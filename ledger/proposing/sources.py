"""Sources (underlag): files as they came in, the text they were read as, and what was found.

    with book.writing() as connection, act(connection, by, "imported", {...}) as made:
        stored = store(connection, made, reading)

A source is known by the SHA-256 of its bytes: the same file again adds nothing. A statement that
already stands in another file of the same meeting (an extract and the whole minutes) is kept, but
marked as a duplicate of the first. A source whose import was undone does not count: it may come
again, as a source of its own.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select

from ledger.drafts import Candidate, Meeting, Mention, NewBody, Reading, SourceText, Span
from ledger.parties.names import fold_name
from ledger.storage.chain import Act, canonical
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import candidates, source_parts, sources, undos

NO_MEETING = Meeting()  # of a file that holds figures


@dataclass(frozen=True, slots=True)
class Stored:
    """A reading in the book: its source's number, and its candidates' numbers in order."""

    source: int
    candidates: range
    duplicate_of: tuple[int | None, ...]  # for each, the one in another file that it repeats

    @property
    def duplicates(self) -> int:
        """How many of them stand in another file already."""
        return sum(first is not None for first in self.duplicate_of)


def known_source(connection: Connection, sha256_hex: str, reader: str | None = None) -> int | None:
    """The number of the source with these bytes (read by `reader`) whose import stands, or None."""
    query = select(sources.c.id).where(sources.c.sha256 == sha256_hex, standing(sources.c.id))
    if reader is not None:
        query = query.where(sources.c.reader == reader)
    return connection.execute(query.limit(1)).scalar()


def store(connection: Connection, made: Act, reading: Reading) -> Stored:
    """Add a source that is not known yet, and its candidates to the inbox."""
    source = made.add(sources, **source_row(reading.source, reading.meeting, reading.new_bodies))
    fingerprints = _fingerprints(reading)
    first_of = _first_with(connection, fingerprints)
    rows = [
        {**_candidate_row(candidate), "source": source, "fingerprint": fingerprint,
         "duplicate_of": first_of.get(fingerprint)}
        for candidate, fingerprint in zip(reading.candidates, fingerprints, strict=True)
    ]  # fmt: skip
    numbers = made.add_many(candidates, rows)
    return Stored(source, numbers, tuple(row["duplicate_of"] for row in rows))


def store_alone(connection: Connection, made: Act, source: SourceText) -> int:
    """Add a source that holds figures, not statements; a file read twice is two of them.

    One workbook may hold the budgets of two years: each import of it is taken back by itself.
    """
    return store(connection, made, Reading(source, Meeting(), ())).source


def text_of(connection: Connection, source: int) -> str:
    """The snapshot that spans of this source point into."""
    query = select(sources.c.text).where(sources.c.id == source)
    return str(connection.execute(query).scalar_one())


def content_of(connection: Connection, source: int) -> Iterator[bytes]:
    """The bytes of a file as it came in, in pieces: from its own row, or else from its parts."""
    only = select(sources.c.content).where(sources.c.id == source)
    whole = bytes(connection.execute(only).scalar_one())
    if whole:
        yield whole
        return
    of_source = select(source_parts.c.id).where(source_parts.c.source == source)
    for number in list(connection.execute(of_source.order_by(source_parts.c.part)).scalars()):
        packed = select(source_parts.c.content).where(source_parts.c.id == number)
        yield zlib.decompress(b64decode(connection.execute(packed).scalar_one()))


def source_row(
    source: SourceText, meeting: Meeting = NO_MEETING, new_bodies: Sequence[NewBody] = ()
) -> dict[str, Any]:
    """A source as its table holds it."""
    return {
        "sha256": source.sha256, "name": source.name, "media_type": source.media_type,
        "reader": source.reader, "encoding": source.encoding, "content": source.content,
        "text": source.text, "page_starts": canonical(source.page_starts),
        "forum": meeting.forum,
        "meeting_date": meeting.date.isoformat() if meeting.date else None,
        "place": meeting.place, "reference": meeting.reference, "county": meeting.county,
        "new_bodies": canonical(
            [[b.name, b.kind, list(b.seen), list(b.aliases)] for b in new_bodies]
        ),
    }  # fmt: skip


def _candidate_row(found: Candidate) -> dict[str, Any]:
    return {
        "kind": found.kind.value, "status": found.status.value,
        "amount": found.amount.ore if found.amount else None,
        "amount_text": found.amount_text,
        **_span("amount", found.amount_span),
        "exactness": found.exactness.value, "bound": found.bound.value, "per": found.per,
        **_mention("fund", found.fund),
        **_mention("payer", found.payer),
        **_mention("payee", found.payee),
        "years": canonical(found.years),
        "quote": found.quote,
        **_span("quote", found.quote_span),
        "section": found.section, "page": found.page,
        "follow_up": found.follow_up.value if found.follow_up else None,
        "reasons": canonical([{"rule": r.rule, "note": r.note} for r in found.reasons]),
    }  # fmt: skip


def _span(name: str, span: Span | None) -> dict[str, int | None]:
    start, end = span or (None, None)
    return {f"{name}_start": start, f"{name}_end": end}


def _mention(name: str, found: Mention | None) -> dict[str, Any]:
    return {
        f"{name}_text": found.text if found else None,
        f"{name}_name": found.name if found else None,
        **_span(name, found.span if found else None),
    }


def _fingerprints(reading: Reading) -> list[str]:
    """One for each candidate: the same in every copy of the same minutes.

    Made of the meeting, the words of the quote without spaces and marks, the sum, and which
    occurrence of these it is (equal sentences in one file are distinct statements).
    """
    meeting = reading.meeting
    held = [fold_name(meeting.forum or ""), meeting.date.isoformat() if meeting.date else ""]
    if not meeting.date:
        held.append(reading.source.sha256)  # two papers without a date are never the same meeting
    seen: Counter[tuple[object, ...]] = Counter()
    fingerprints = []
    for found in reading.candidates:
        amount = found.amount.ore if found.amount else None
        key = (fold_name(found.quote), amount)
        seen[key] += 1
        said = canonical([*held, *key, seen[key]])
        fingerprints.append(sha256(said.encode()).hexdigest())
    return fingerprints


def standing(source: ColumnElement[int], moment: Moment = NOW) -> ColumnElement[bool]:
    """The condition that a source's import has not been undone (at that moment)."""
    return ~exists().where(undos.c.source == source, *moment.knew(undos))


def _first_with(connection: Connection, fingerprints: Sequence[str]) -> dict[str, int]:
    query = (
        select(candidates.c.fingerprint, candidates.c.id)
        .where(candidates.c.fingerprint.in_(fingerprints), standing(candidates.c.source))
        .order_by(candidates.c.id.desc())
    )
    return {row.fingerprint: row.id for row in connection.execute(query)}


def new_bodies_of(stored: str) -> list[tuple[str, str, Span, tuple[str, ...]]]:
    """Name, kind, where first seen and other forms of each body in a stored `new_bodies`."""
    return [
        (name, kind, Span(*seen), tuple(aliases))
        for name, kind, seen, aliases in json.loads(stored)
    ]
