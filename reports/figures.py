"""What the book holds at a moment, frozen: everything a report is made of, and nothing else.

`facts` reads these from the book; reports turn them into sheets. The same figures always give the
same report, so a test can make them by hand:

>>> DecisionFact(number=1, quote="A fakturerar B 10 kr.", amount_span=(15, 20)).entry is None
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.columns import Column
from ledger.money import Money
from ledger.terms import CandidateState, CarryOver, EntryKind, FollowUp, StatementKind, Status


@dataclass(frozen=True, slots=True)
class BookFacts:
    """Which book, and as of when."""

    book_id: str
    up_to_entry: int
    head: str  # the chain's newest hash
    program: str  # name and version
    as_of: date | None = None  # where nothing dated later counts
    event: int = 0  # the newest of the chain
    at: str = ""  # when that was, UTC


@dataclass(frozen=True, slots=True)
class LineFact:
    """The sums of one body and one fund in the year."""

    body: str
    fund: str
    columns: Mapping[Column, Money | None]

    def sum(self, column: Column) -> Money | None:
        """The sum in a column; None where nobody has stated it."""
        return self.columns.get(column)


@dataclass(frozen=True, slots=True)
class EntryFact:
    """One numbered entry of the journal."""

    number: int
    date: date
    kind: EntryKind
    payer: str
    payee: str
    fund: str
    fund_year: int
    amount: Money
    text: str = ""
    to_year: int | None = None
    forum: str | None = None
    corrects: int | None = None
    corrected_by: tuple[int, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """What an entry rests on, or a decision in the minutes that has not become an entry."""

    number: int | None  # of the proposal; None where the entry was typed by hand
    entry: int | None = None
    kind: EntryKind | StatementKind = StatementKind.OTHER
    status: Status = Status.DECIDED
    state: CandidateState = CandidateState.OPEN
    amount: Money | None = None
    amount_text: str | None = None
    quote: str = ""
    amount_span: tuple[int, int] | None = None  # of the sum, in `quote`
    payer: str | None = None
    payee: str | None = None
    fund: str | None = None
    years: tuple[int, ...] = ()
    forum: str | None = None
    meeting_date: date | None = None
    section: str | None = None
    page: int | None = None
    file: str | None = None
    sha256: str | None = None
    paper: str | None = None  # of a typed entry
    stated_by: str | None = None
    remark: str | None = None  # why it was posted although in doubt, corrected or turned down
    corrects: int | None = None
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class TermsFact:
    """The terms of a fund in the year; None is what nobody has said."""

    fund: str
    carry_over: CarryOver
    applies_from: date
    on_word: str
    carry_until: date | None = None
    grantor: str | None = None
    agreement: str | None = None
    requisition_by: date | None = None
    use_by: date | None = None
    report_by: date | None = None
    conditions: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class YearSum:
    """What all lines of one year sum to."""

    year: int
    columns: Mapping[Column, Money]


@dataclass(frozen=True, slots=True)
class BookedFact:
    """Bookings of one account that rules say are money of a line."""

    body: str
    fund: str
    kind: EntryKind  # that of an entry which would say the same
    account: str
    account_name: str | None
    amount: Money
    rows: int
    last_day: date
    place: str  # of the first row


@dataclass(frozen=True, slots=True)
class YearFacts:
    """A fund year as the book has it; `body` and `forum` name a part of it where it is not all."""

    book: BookFacts
    year: int
    lines: tuple[LineFact, ...] = ()
    entries: tuple[EntryFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()
    follow_ups: tuple[DecisionFact, ...] = ()
    body: str | None = None
    forum: str | None = None
    before: tuple[LineFact, ...] = ()  # the lines of the year before
    terms: tuple[TermsFact, ...] = ()
    booked: tuple[BookedFact, ...] = ()  # counted in the lines beside the entries
    held_out: tuple[BookedFact, ...] = ()  # may be what entries say: not counted until matched
    years: tuple[YearSum, ...] = ()  # this and those before it that the book has
    comments: Mapping[tuple[str, str], str] = field(default_factory=dict)  # body, fund: last year's


@dataclass(frozen=True, slots=True)
class ProposalFact:
    """A row of the inbox that waits for a person: its cells, and the words behind them."""

    cells: Mapping[str, str | int | Money | None]  # by the keys of `ledger.proposing.inbox_columns`
    amount_span: tuple[int, int] | None = None  # of the sum, in the quote
    words: Mapping[str, str] = field(
        default_factory=dict
    )  # what the text says where no name is known
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxFacts:
    """The open proposals, and the names that may be chosen for them."""

    book: BookFacts
    proposals: tuple[ProposalFact, ...] = ()
    bodies: tuple[str, ...] = ()
    funds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """The matches that wait for a person: cells by `ledger.reconciling.match_columns`."""

    book: BookFacts
    matches: tuple[Mapping[str, str | int | Money | None], ...] = ()


def marked(quote: str, amount_span: tuple[int, int] | None) -> tuple[str, str, str]:
    """A quote before its sum, the sum, and after it; flowing, as one line of text.

    >>> marked("A fakturerar\\nB 10 kr.", (15, 20))
    ('A fakturerar B ', '10 kr', '.')
    """
    start, end = amount_span or (0, 0)
    before, amount, after = (_flowing(p) for p in (quote[:start], quote[start:end], quote[end:]))
    return before.lstrip(), amount, after.rstrip()


def _flowing(text: str) -> str:
    """One line of text: line ends and runs of spaces as one space, soft hyphens gone."""
    words = " ".join(text.replace("\u00ad", "").split())
    if not words:
        return " " if text else ""
    before, after = (" " if edge.isspace() else "" for edge in (text[0], text[-1]))
    return f"{before}{words}{after}"
