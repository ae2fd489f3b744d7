"""What a reader hands over: a source as it was read, and the candidates found in it.

A draft is not in the book. Every value keeps the exact place it was read from: `Span` offsets are
positions in `SourceText.text` (characters, `[start, end)`), and `text[start:end]` is what was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ledger.money import Money
from ledger.terms import Bound, Exactness, FollowUp, StatementKind, Status


class Span(NamedTuple):
    """A half-open range of characters in a source's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file and the text it was read as (the snapshot that every span points into).

    For `.txt` and `.md` the snapshot is the file decoded, without any newline translation.
    """

    name: str  # the file's name as the user gave it, without folders
    content: bytes  # the file itself
    sha256: str  # of `content`, in hexadecimal
    media_type: str
    text: str
    reader: str  # which reader made the text, and its version: "pdf/1"
    page_starts: tuple[int, ...] = ()  # offsets where pages begin; empty where there are no pages
    encoding: str = ""  # of a text file: "utf-8", "cp1252"; with what it was concluded from
    ocr_pages: tuple[int, ...] = ()  # pages (from 1) read from a picture by text recognition
    remarks: tuple[str, ...] = ()  # for people: what of the file was not read, or read by OCR


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a body or a fund, where they stand, and what they resolve to."""

    text: str
    span: Span
    name: str | None = None  # the body's or fund's name; None where the words could mean several


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field has its value: the rule that fired, and in words where it looked (the ring)."""

    rule: str  # stable, for machines and tests: "payee.frame.fakturera", "years.heading"
    note: str  # for people, in the language in use


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the minutes say of the meeting itself. None where they do not say."""

    forum: str | None = None
    date: date | None = None
    place: str | None = None
    reference: str | None = None  # diarienummer, free text
    county: str | None = None  # "Kalmar län", where the words of the minutes point at one


@dataclass(frozen=True, slots=True)
class Candidate:
    """One money statement: what it says, how sure it is, and the words it rests on.

    `amount` is None where the minutes decide about money without a sum: unknown, never 0.
    Doubt is a value here: it is shown to the person who decides, never dropped or guessed away.
    """

    kind: StatementKind
    status: Status
    amount: Money | None
    amount_text: str | None
    amount_span: Span | None
    quote: str
    quote_span: Span
    exactness: Exactness = Exactness.EXACT
    bound: Bound = Bound.NONE
    per: str | None = None  # what a unit price is per: "användare och år"
    fund: Mention | None = None
    payer: Mention | None = None
    payee: Mention | None = None
    years: tuple[int, ...] = ()
    section: str | None = None
    page: int | None = None  # counted from 1
    follow_up: FollowUp | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body that the minutes name and no register knows; added with the first row accepted."""

    name: str
    kind: str  # a BodyKind value
    seen: Span
    aliases: tuple[str, ...] = ()  # other forms in the same minutes


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a reader found in one source. No candidates is a normal result."""

    source: SourceText
    meeting: Meeting
    candidates: tuple[Candidate, ...]
    new_bodies: tuple[NewBody, ...] = ()


def fields_of(found: Candidate, file: str) -> dict[str, Any]:
    """A candidate as the machine formats show it (`medel explain`, `medel inbox list`).

    Amounts are kronor as decimal strings, spans are `[start, end)` of the snapshot, and what is
    not known is null.
    """
    return {
        "file": file,
        "kind": found.kind.value,
        "status": found.status.value,
        "amount": found.amount.decimal_string if found.amount else None,
        "amount_text": found.amount_text,
        "amount_span": list(found.amount_span) if found.amount_span else None,
        "exactness": found.exactness.value,
        "bound": found.bound.value,
        "per": found.per,
        "fund": found.fund.text if found.fund else None,
        "payer": found.payer.text if found.payer else None,
        "payee": found.payee.text if found.payee else None,
        "fund_name": found.fund.name if found.fund else None,
        "payer_name": found.payer.name if found.payer else None,
        "payee_name": found.payee.name if found.payee else None,
        "years": list(found.years),
        "quote": found.quote,
        "quote_span": list(found.quote_span),
        "section": found.section,
        "page": found.page,
        "follow_up": found.follow_up.value if found.follow_up else None,
        "reasons": [{"rule": reason.rule, "note": reason.note} for reason in found.reasons],
    }
