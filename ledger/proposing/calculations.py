"""A calculation as a source of its own: a readable text whose lines proposals rest on.

    page = Page()
    page.line("Amount: 100,00 kr")
    reading = reading_of(page, transfers, basis)

What the book works out (a distribution, a settlement) is written down before it is proposed: every
figure, the key, the decision and its words. The proposals' quotes and sums point at its lines, as
those of minutes point at theirs, and `trace` leads to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Connection

from ledger.drafts import Candidate, Meeting, Mention, Reading, Reason, SourceText, Span
from ledger.errors import Refused, WrongUse
from ledger.messages import _, language
from ledger.money import Money
from ledger.proposing.decisions import Cited
from ledger.proposing.resolving import entry_kind
from ledger.proposing.sources import Stored, known_source, store
from ledger.storage.chain import Act
from ledger.terms import ENTRY_OF_STATEMENT, EntryKind, StatementKind


@dataclass(slots=True)
class Page:
    """A text being written, line by line."""

    lines: list[str] = field(default_factory=list)
    length: int = 0

    def line(self, text: str = "") -> int:
        """Add one line; returns where it begins."""
        start = self.length
        self.lines.append(" ".join(text.splitlines()))
        self.length += len(self.lines[-1]) + 1
        return start

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One sum to be proposed; a payer that is not known is asked for in the inbox."""

    payer: str | None
    payee: str | None
    amount: Money
    kind: StatementKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What all proposals of a calculation share."""

    reader: str  # "distribution/1"
    name: str  # of the source
    section: str
    fund: str
    year: int
    cited: Cited
    rule: str  # why, for machines: "distribution.key"
    why: str  # and for people


def reading_of(page: Page, transfers: Sequence[Transfer], basis: Basis) -> Reading:
    """The calculation with its proposals, each on a line of its own at the end of the page."""
    found = tuple(_candidate(page, transfer, basis) for transfer in transfers)
    content = page.text.encode("utf-8")
    source = SourceText(
        basis.name, content, sha256(content).hexdigest(), "text/plain", page.text, basis.reader,
        (), "utf-8",
    )  # fmt: skip
    cited = basis.cited
    return Reading(source, Meeting(cited.forum, cited.date, county=cited.county), found)


def put_into_inbox(connection: Connection, made: Act, reading: Reading) -> Stored:
    """Store a calculation and its proposals. Raises WrongUse, Refused."""
    if not reading.candidates:
        raise WrongUse(_("There is nothing to put into the inbox: no sum is to be moved."))
    if known_source(connection, reading.source.sha256):
        raise Refused(
            _("This calculation is in the book already, with the same figures and decision."),
            next_step=_("“medel inbox --state all” lists its rows."),
        )
    return store(connection, made, reading)


def statement_kind(said: str) -> StatementKind:
    """The kind of statement that becomes the kind of entry somebody names. Raises WrongUse."""
    kind = entry_kind(said)
    for statement, becomes in ENTRY_OF_STATEMENT.items():
        if becomes is kind and kind is not EntryKind.CARRIED:
            return statement
    fitting = ", ".join(k.value for k in ENTRY_OF_STATEMENT.values() if k is not EntryKind.CARRIED)
    raise WrongUse(
        _("What is divided cannot be proposed as {kind}.").format(kind=kind.label(language())),
        next_step=_("Choose one of {kinds}.").format(kinds=fitting),
    )


def _candidate(page: Page, transfer: Transfer, basis: Basis) -> Candidate:
    kronor = transfer.amount.kronor_text(language())
    pieces = (
        basis.fund, f" {basis.year}: ", transfer.payer or "?", " → ", transfer.payee or "?", ": ",
        kronor, " kr", f" ({transfer.note})" if transfer.note else "",
    )  # fmt: skip
    start = page.line("".join(pieces))
    spans, at = [], start
    for piece in pieces:
        spans.append(Span(at, at + len(piece)))
        at += len(piece)

    def mention(which: int, name: str | None) -> Mention | None:
        return Mention(name, spans[which], name) if name else None

    return Candidate(
        kind=transfer.kind, status=basis.cited.status, amount=transfer.amount, amount_text=kronor,
        amount_span=spans[6], quote="".join(pieces), quote_span=Span(start, at),
        fund=mention(0, basis.fund), payer=mention(2, transfer.payer),
        payee=mention(4, transfer.payee), years=(basis.year,), section=basis.section,
        reasons=(Reason(basis.rule, basis.why),),
    )  # fmt: skip
