"""What was read from minutes, and why: as rows for machines and as text for people. Pure.

>>> from imports.minutes.reader import read_minutes
>>> from imports.formats.reading import snapshot_bytes
>>> from ledger.parties.names import Names
>>> source = snapshot_bytes("m.txt", "Gruppen beslutar att avsätta 40 tkr.".encode())
>>> [row["amount"] for row in rows(read_minutes(source, Names.shipped()))]
['40000.00']
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from ledger.drafts import Candidate, Mention, Reading, Reason, fields_of
from ledger.messages import N_, _, language, ngettext
from ledger.terms import Bound, Exactness

WIDTH = 100
MARK = ("»", "«")  # around the sum in its sentence

# The fields of a statement in the order people read them, with the rules that speak of each.
_FIELDS = (
    (N_("amount"), ("amount", "exactness", "bound")),
    (N_("kind"), ("kind",)),
    (N_("status"), ("status",)),
    (N_("payer"), ("payer",)),
    (N_("payee"), ("payee",)),
    (N_("fund"), ("fund",)),
    (N_("years"), ("years",)),
    (N_("found by"), ("suggested",)),
)


def rows(reading: Reading, file: str | None = None) -> list[dict[str, Any]]:
    """One row for each statement, with the fields that every listing of statements has."""
    return [
        _row(candidate, reading, file or reading.source.name) for candidate in reading.candidates
    ]


def text(reading: Reading, file: str | None = None, width: int = WIDTH) -> Iterator[str]:
    """The lines that tell a person what was found, and why."""
    yield summary(reading, file or reading.source.name)
    for number, candidate in enumerate(reading.candidates, start=1):
        yield ""
        yield from _told(number, candidate, width)


def _row(candidate: Candidate, reading: Reading, file: str) -> dict[str, Any]:
    meeting = reading.meeting
    return fields_of(candidate, file) | {
        "forum": meeting.forum,
        "meeting_date": meeting.date.isoformat() if meeting.date else None,
    }


def summary(reading: Reading, file: str) -> str:
    """One line: how many statements, of which meeting."""
    count = len(reading.candidates)
    if not count:
        return _("{file}: no money in these minutes.").format(file=file)
    found = ngettext("{count} statement about money", "{count} statements about money", count)
    meeting = reading.meeting
    parts = [found.format(count=count), meeting.forum, meeting.date and meeting.date.isoformat()]
    return f"{file}: {' · '.join(str(part) for part in parts if part)}"


def _told(number: int, candidate: Candidate, width: int) -> Iterator[str]:
    yield f"{number}. {' · '.join(headline(candidate))}"
    if candidate.section:
        yield from _wrapped(" ".join(candidate.section.split()), width)
    yield from _wrapped(_("“{quote}”").format(quote=marked_quote(candidate)), width)
    for label, value, why in explained(candidate):
        yield from _wrapped(f"{_(label)}: {value}{f' ({why})' if why else ''}", width, deeper="  ")


def headline(candidate: Candidate) -> Iterator[str]:
    """The sum, its kind, its status and what is left to do."""
    yield amount_in_words(candidate)
    yield candidate.kind.label(language())
    yield candidate.status.label(language())
    if candidate.follow_up:
        yield _("follow up: {why}").format(why=candidate.follow_up.label(language()))


def amount_in_words(candidate: Candidate) -> str:
    """The sum as a person writes it, with its bound and what it is per."""
    if candidate.amount is None:
        return _("no sum")
    kronor = _("{amount} kr").format(amount=candidate.amount.kronor_text(language()))
    if candidate.per:
        kronor = _("{amount} per {what}").format(amount=kronor, what=candidate.per)
    if candidate.bound is not Bound.NONE:
        kronor = f"{candidate.bound.label(language())} {kronor}"
    if candidate.exactness is Exactness.APPROXIMATE:
        kronor = f"≈ {kronor}"
    return kronor


def marked_quote(candidate: Candidate) -> str:
    """The sentence on one line, with the sum marked."""
    quote = candidate.quote
    if candidate.amount_span:
        start = candidate.amount_span.start - candidate.quote_span.start
        end = candidate.amount_span.end - candidate.quote_span.start
        quote = f"{quote[:start]}{MARK[0]}{quote[start:end]}{MARK[1]}{quote[end:]}"
    return " ".join(quote.split())


def explained(candidate: Candidate) -> Iterator[tuple[str, str, str]]:
    """Each field that is told: its label (to translate), its value and why it has that value."""
    values = {
        "amount": amount_in_words(candidate),
        "kind": candidate.kind.label(language()),
        "status": candidate.status.label(language()),
        "payer": _named(candidate.payer),
        "payee": _named(candidate.payee),
        "fund": _named(candidate.fund),
        "years": ", ".join(str(year) for year in candidate.years),
        "found by": _suggester(candidate),
    }
    for label, rules in _FIELDS:
        reasons = [r for r in candidate.reasons if r.rule.partition(".")[0] in rules]
        if values[label] or reasons:
            yield label, values[label] or _("not told"), _why(reasons)


def _suggester(candidate: Candidate) -> str:
    """Which other program proposed it; nothing where our own reading found it."""
    rules = [reason.rule.partition(".") for reason in candidate.reasons]
    return next((name for group, _dot, name in rules if group == "suggested"), "")


def _why(reasons: list[Reason]) -> str:
    return " ".join(reason.note for reason in reasons)


def _named(mention: Mention | None) -> str:
    if mention is None:
        return ""
    written = " ".join(mention.text.split())
    if mention.name is None or mention.name == written:
        return written
    return _("{name}, written “{written}”").format(name=mention.name, written=written)


def _wrapped(line: str, width: int, deeper: str = "") -> list[str]:
    return textwrap.wrap(
        line,
        max(width, 40),
        initial_indent=f"   {deeper}",
        subsequent_indent=f"   {deeper}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
