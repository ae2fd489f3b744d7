"""Rows that another program or a model proposes: taken only where the text itself bears them out.

    medel explain FILE --suggest our-model        an entry point of the group medelsbok.suggesters
    medel explain FILE --proposals rows.jsonl     rows as “medel explain --format jsonl” writes them

A suggester never decides anything. Its quote, its sum and every other value must stand in the text
at an exact place (white space alone may differ); the sum is read again by our own grammar at that
place and must give the stated value; kind and status are what our own rules say of the place. What
does not hold is refused, and the refusals are counted in words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from imports.minutes.amounts import find_sums
from imports.minutes.blocks import outline_of
from imports.minutes.folding import Folded, fold
from imports.minutes.kinds import kind_of
from imports.minutes.scene import Scene, scenes_with
from imports.minutes.segments import Outline
from imports.minutes.status import standing_of
from imports.minutes.sums import Sum
from imports.plugins import SUGGESTERS, failed, part
from ledger.drafts import Candidate, Mention, Reading, Reason, Span
from ledger.messages import _
from ledger.money import Money
from ledger.parties.names import Names
from ledger.terms import Bound, Exactness

RULE = "suggested."
_SPANS = {"amount_text": "amount_span"}  # as `explain` names them
_LIMIT = 10_000  # rows from one suggester for one file; a runaway program ends here


class NotBorneOut(Exception):
    """A value of a proposal that the text does not bear out; the words say which."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading with the rows that were taken, and how often each refusal was given."""

    reading: Reading
    taken: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    complaints: tuple[str, ...] = ()


def with_suggester(reading: Reading, names: Names, name: str) -> Outcome:
    """`reading` with what the installed suggester `name` proposes for its text."""
    suggest, problem = part(SUGGESTERS, name)
    if suggest is None:
        missing = _("There is no suggester “{name}”; it is left out.").format(name=name)
        return Outcome(reading, complaints=(problem or missing,))
    try:
        given = suggest(reading.source.text)
        rows = [dict(row) for row, _n in zip(given, range(_LIMIT), strict=False)]
    except Exception as fault:  # noqa: BLE001  another's code may fail in any way
        return Outcome(reading, complaints=(failed(name, fault),))
    return with_rows(reading, names, name, rows)


def with_rows(
    reading: Reading, names: Names, name: str, rows: Iterable[Mapping[str, Any]]
) -> Outcome:
    """`reading` with those of `rows` that its text bears out."""
    text = _Text(reading, names)
    found = {(one.amount_span, one.amount) for one in reading.candidates}
    quotes = [one.quote_span for one in reading.candidates if one.amount is None]
    new: list[Candidate] = []
    refused: Counter[str] = Counter()
    known = 0
    for row in rows:
        try:
            candidate = _taken(text, name, row)
        except NotBorneOut as refusal:
            refused[str(refusal)] += 1
            continue
        key = (candidate.amount_span, candidate.amount)
        if key in found if candidate.amount else candidate.quote_span in quotes:
            known += 1
            continue
        found.add(key)
        quotes.append(candidate.quote_span)
        new.append(candidate)
    both = sorted([*reading.candidates, *new], key=_place)
    return Outcome(replace(reading, candidates=tuple(both)), len(new), known, refused)


def _place(candidate: Candidate) -> int:
    return (candidate.amount_span or candidate.quote_span).start


# ---------------------------------------------------------------- one row


@dataclass(frozen=True)
class _Text:
    """A text with what is asked of it for every row."""

    reading: Reading
    names: Names

    @property
    def text(self) -> str:
        return self.reading.source.text

    @cached_property
    def folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def outline(self) -> Outline:
        return outline_of(self.folded.text)

    def headings_above(self, span: Span) -> list[Span]:
        """The headings above a place, nearest first, where they stand in the text."""
        at = _in_folded(self.folded, span)
        block = self.outline.blocks[self.outline.index_at(at or 0)]
        above = [self.outline.blocks[i] for i in block.headings]
        return [self.folded.span(heading.start, heading.end) for heading in above]

    @cached_property
    def sums(self) -> list[Sum]:
        return find_sums(self.folded)


def _taken(text: _Text, name: str, row: Mapping[str, Any]) -> Candidate:
    """The row as a candidate. Raises NotBorneOut."""
    quote = _place_of(text.text, row, "quote", None)
    if quote is None:
        raise NotBorneOut(_("it quotes nothing"))
    fund = _mention(text, row, "fund", quote)
    span, one = _sum_of(text, row, quote)
    if one is None and fund is None:
        raise NotBorneOut(_("it names neither a sum nor a fund"))
    scene = _scene(text, one, span or (fund.span if fund else quote))
    standing = standing_of(scene)
    kind, kind_reason = kind_of(scene, standing.status)
    years = _years(text, row, quote)
    note = _("Suggested by {name}; every value stands in the text.").format(name=name)
    source = text.reading.source
    return Candidate(
        kind=kind,
        status=standing.status,
        amount=Money(one.ore) if one and one.ore is not None else None,
        amount_text=text.text[slice(*span)] if span else None,
        amount_span=span,
        quote=text.text[slice(*quote)],
        quote_span=quote,
        fund=fund,
        payer=_mention(text, row, "payer", quote),
        payee=_mention(text, row, "payee", quote),
        years=years,
        section=" / ".join(scene.outline.words(h) for h in reversed(scene.headings)) or None,
        page=bisect_right(source.page_starts, quote.start) or None,
        follow_up=standing.follow_up,
        reasons=(
            Reason(f"{RULE}{name}", note), *(one.reasons if one else ()), kind_reason,
            standing.reason,
        ),
        exactness=one.exactness if one else Exactness.EXACT,
        bound=one.bound if one else Bound.NONE,
        per=one.per if one else None,
    )  # fmt: skip


def _place_of(text: str, row: Mapping[str, Any], key: str, within: Span | None) -> Span | None:
    """Where the words of a field stand: at its span, else in the one place where they stand."""
    words, span = row.get(key), row.get(_SPANS.get(key, f"{key}_span"))
    if words is None:
        return None
    if not isinstance(words, str) or not words.strip():
        raise NotBorneOut(_("a field is not words: {field}").format(field=_field(key)))
    if span is not None:
        return _at_span(text, words, span, key)
    start, end = within or Span(0, len(text))
    found = [Span(*match.span()) for match in _exactly(words).finditer(text, start, end)]
    if not found:
        what = _("its words do not stand in the text: {field}")
        raise NotBorneOut(what.format(field=_field(key)))
    if len(found) > 1:
        what = _("its words stand in more than one place, and no span says which: {field}")
        raise NotBorneOut(what.format(field=_field(key)))
    return found[0]


def _at_span(text: str, words: str, span: Any, key: str) -> Span:
    try:
        start, end = (int(edge) for edge in span)
    except (TypeError, ValueError):
        start, end = -1, -1
    if not 0 <= start < end <= len(text) or not _exactly(words).fullmatch(text, start, end):
        what = _("its words do not stand at its span: {field}")
        raise NotBorneOut(what.format(field=_field(key)))
    return Span(start, end)


def _exactly(words: str) -> re.Pattern[str]:
    """The words as they are written; white space alone may differ."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def _field(key: str) -> str:
    names = {
        "quote": _("the quote"),
        "amount_text": _("the sum"),
        "payer": _("the payer"),
        "payee": _("the payee"),
        "fund": _("the fund"),
    }
    return names[key]


def _mention(text: _Text, row: Mapping[str, Any], key: str, quote: Span) -> Mention | None:
    """The words of a field in the quote, else in a heading above it."""
    try:
        span = _place_of(text.text, row, key, quote)
    except NotBorneOut:
        for above in text.headings_above(quote):
            with suppress(NotBorneOut):
                span = _place_of(text.text, row, key, above)
                break
        else:
            raise
    if span is None:
        return None
    words = text.text[span.start : span.end]
    if key == "fund":
        return Mention(words, span, text.names.fund(words).name)
    county = text.reading.meeting.county
    return Mention(words, span, text.names.body(words, county=county).name)


# ---------------------------------------------------------------- the sum


def _sum_of(text: _Text, row: Mapping[str, Any], quote: Span) -> tuple[Span | None, Sum | None]:
    """The sum of a row, read again where it stands; None and None where the row states none."""
    stated = row.get("amount")
    span = _place_of(text.text, row, "amount_text", quote)
    if stated is None and span is None:
        return None, None
    if stated is None or span is None:
        raise NotBorneOut(_("it gives a sum without its words, or words without their sum"))
    if not (quote.start <= span.start and span.end <= quote.end):
        raise NotBorneOut(_("its sum stands outside its quote"))
    ore = _ore(stated)
    read = list(_read_at(text, span))
    if not read:
        raise NotBorneOut(_("its words are no sum of money by our own reading"))
    for one in read:
        if one.ore == ore:
            return span, one
    raise NotBorneOut(_("its sum is not what its words say"))


def _ore(stated: Any) -> int:
    try:
        ore = Decimal(str(stated)) * 100
        return int(ore) if ore == int(ore) else -1
    except (InvalidOperation, OverflowError, ValueError):
        raise NotBorneOut(_("its sum is not a number")) from None


def _read_at(text: _Text, span: Span) -> Iterator[Sum]:
    """The sums that our own grammar reads at exactly this place."""
    overlapping = False
    for one in text.sums:
        place = text.folded.span(one.start, one.end)
        if place == span:
            yield one
        overlapping = overlapping or (place.start < span.end and span.start < place.end)
    if overlapping or not _stands_free(text.text, span):
        return  # a part of what we read there is another sum: 405 tkr in 1 405 tkr
    words = fold(text.text[span.start : span.end])
    at = _in_folded(text.folded, span)
    for one in find_sums(words):
        if at is not None and (one.start, one.end) == (0, len(words.text)):
            yield one._replace(start=at, end=at + one.end, number_start=at + one.number_start)


def _stands_free(text: str, span: Span) -> bool:
    before, after = text[max(0, span.start - 8) : span.start], text[span.end : span.end + 1]
    return not re.search(r"\w\Z|[0-9][\s.,:/-]*\Z|[-–+±]\Z", before) and not after.isalnum()


def _in_folded(folded: Folded, span: Span) -> int | None:
    """Where a place of the source begins in the folded text."""
    low, high = 0, len(folded.text)
    while low < high:
        middle = (low + high) // 2
        if folded.origin(middle) < span.start:
            low = middle + 1
        else:
            high = middle
    return low if low < len(folded.text) and folded.origin(low) == span.start else None


# ---------------------------------------------------------------- the place


def _scene(text: _Text, one: Sum | None, span: Span) -> Scene:
    """The surroundings that our own rules ask about kind and status."""
    anchor = one
    if anchor is None:
        at = _in_folded(text.folded, span) or 0
        anchor = Sum(at, at + 1, None, Decimal(1))
    beside = [s for s in text.sums if (s.start, s.end) != (anchor.start, anchor.end)]
    all_sums = sorted([*beside, anchor], key=lambda s: (s.start, s.number_start))
    for scene in scenes_with(text.folded, text.outline, all_sums):
        if scene.sum == anchor:
            return scene
    raise NotBorneOut(_("it stands in no sentence of the text"))


def _years(text: _Text, row: Mapping[str, Any], quote: Span) -> tuple[int, ...]:
    """The years of a row: each stands in its quote, in a heading above, or is the meeting's."""
    given = row.get("years") or ()
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise NotBorneOut(_("its years are not a list"))
    spans = [quote, *text.headings_above(quote)]
    words = [text.text[span.start : span.end] for span in spans]
    held = text.reading.meeting.date
    for year in given:
        stands = type(year) is int and any(re.search(rf"(?<!\d){year}(?!\d)", w) for w in words)
        if not stands and not (held and year == held.year):
            raise NotBorneOut(_("a year does not stand in its quote or a heading above"))
    return tuple(given)
