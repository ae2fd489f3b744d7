"""What a figure rests on: a place in a stored source, or the person who typed it and the paper.

First law of the house: no number without evidence. A `FromSource` is checked against the stored
text for as long as the book lives; a `Typed` names who said it and what paper it stands on.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.drafts import Span


@dataclass(frozen=True, slots=True)
class FromSource:
    """The exact words in a stored source; `note` says why it was posted although in doubt."""

    source: int
    quote: str
    quote_span: Span
    amount_text: str | None
    amount_span: Span | None
    section: str | None
    page: int | None
    stated_by: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure somebody typed from a paper that is not in the book."""

    paper: str
    stated_by: str
    note: str | None = None


Evidence = FromSource | Typed
_NO_SOURCE = (None,) * 9  # source, section, page, the quote and the sum with their places


def marked(quote: str, quote_span: Span, amount_span: Span | None, marks: tuple[str, str]) -> str:
    """`quote` with the sum between two marks; unchanged where there is no sum in it.

    >>> marked("A fakturerar B 10 kr.", Span(100, 121), Span(115, 120), ("[", "]"))
    'A fakturerar B [10 kr].'
    """
    if amount_span is None or not (
        quote_span.start <= amount_span.start <= amount_span.end <= quote_span.end
    ):
        return quote
    start, end = amount_span.start - quote_span.start, amount_span.end - quote_span.start
    return f"{quote[:start]}{marks[0]}{quote[start:end]}{marks[1]}{quote[end:]}"


def row_of(evidence: Evidence) -> tuple[str | int | None, ...]:
    """A row of `evidence` in the order of its columns, all but the entry it belongs to."""
    if isinstance(evidence, Typed):
        return (*_NO_SOURCE, evidence.paper, evidence.stated_by, evidence.note)
    amount = evidence.amount_span
    return (
        evidence.source, evidence.section, evidence.page,
        evidence.quote, evidence.quote_span.start, evidence.quote_span.end,
        evidence.amount_text, amount.start if amount else None, amount.end if amount else None,
        None, evidence.stated_by, evidence.note,
    )  # fmt: skip
