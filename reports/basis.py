"""The basis of an invoice (fakturaunderlag): who invoices whom, how much, on whose word.

    basis_book(facts, "sv")       # a page for each claim, a list of them first where they are many

The text for a memo stands last on each page, from the same facts, to be copied into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.messages import N_, ngettext
from ledger.posting.trail import Ground
from ledger.terms import Term
from reports.basis_facts import BasisFacts, ClaimFact, basis_facts
from reports.book import Book, Cell, ColumnLook, Look, Sheet, a1, sheet_titles
from reports.decision_fields import quote_cell
from reports.kinds import Report
from reports.labels import Label
from reports.layout import Grid
from reports.spec import Spec, Unit
from reports.worded import Worded

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Word(Term):
    """Headings of a basis."""

    BASIS = "basis", "Fakturaunderlag", "Invoice basis"
    INVOICES = "invoices", "Fakturerar", "Invoices"
    IS_INVOICED = "is_invoiced", "Faktureras", "Is invoiced"
    ORG_NUMBER = "org_number", "Organisationsnummer", "Organisation number"
    DECIDED = "decided", "Beslutat (kr)", "Decided (kr)"
    INVOICED = "invoiced", "Fakturerat (kr)", "Invoiced (kr)"
    REMAINING = "remaining", "Kvar att fakturera (kr)", "Left to invoice (kr)"
    REFERENCE = "reference", "Märk fakturan", "State on the invoice"
    CONTENT = "content", "Innehåll", "Content"
    CORRECTIONS = "corrections", "Rättelser", "Corrections"
    BEFORE = "before", "Belopp före rättelsen (kr)", "Amount before (kr)"
    WHY = "why", "Orsak", "Reason"
    DONE = "done", "Redan fakturerat", "Already invoiced"
    INVOICE = "invoice", "Faktura", "Invoice"
    MEMO = "memo", "Text till beslutsunderlaget", "Text for the memo"
    PAPER = "paper", "Underlag", "Paper"
    STATED_BY = "stated_by", "Inmatat av", "Typed by"


_LIST = (
    Label.ENTRY, Word.INVOICES, Word.IS_INVOICED, Label.FUND, Label.YEAR, Word.DECIDED,
    Word.INVOICED, Word.REMAINING,
)  # fmt: skip
_DECIDED, _INVOICED, _REMAINING = 5, 6, 7


@dataclass(frozen=True, slots=True)
class _Frame(Worded):
    """What a page is worded by."""

    language: str
    unit: Unit


def basis_book(facts: BasisFacts, language: str, unit: Unit = Unit.KR) -> Book:
    """A page for each claim, after a list of them where they are not one."""
    frame = _Frame(language, unit)
    first = frame.word(Word.BASIS)
    titles = sheet_titles([f"{first} {claim.number}" for claim in facts.claims], [first])
    pages = [_page(frame, *pair) for pair in zip(facts.claims, titles, strict=True)]
    of_book = frame.of_book(facts.book)
    listed = [] if len(pages) == 1 else [_list(frame, facts, first, of_book)]
    return Book(first, (*listed, *pages), foot=of_book, program=facts.book.program)


def basis_content(facts: BasisFacts) -> dict[str, object]:
    """The claims, for JSON."""
    return {
        "up_to_entry": facts.book.up_to_entry,
        "head": facts.book.head,
        "claims": [_content(claim) for claim in facts.claims],
    }


def basis_lines(facts: BasisFacts, language: str) -> Book:
    """The claims as one table."""
    frame = _Frame(language, Unit.KR)
    grid = Grid(frame.word(Word.BASIS))
    grid.table("Underlag_tabell", frame.words(*_LIST), [_row(claim) for claim in facts.claims])
    return Book(grid.title, (Sheet(grid.title, tuple(grid.rows[: len(facts.claims) + 1])),))


def memo(frame: Worded, claim: ClaimFact) -> str:
    """The claim as a sentence of a memo."""
    ground = claim.grounds[0][1] if claim.grounds else None
    who = (ground and ground.forum) or claim.forum
    values = {
        "forum": who, "day": (ground and ground.meeting_date) or claim.date,
        "section": (ground and ground.section) or "–", "payee": claim.payee, "payer": claim.payer,
        "amount": claim.amount.kronor_text(frame.language), "fund": claim.fund,
        "year": claim.fund_year, "invoiced": claim.invoiced.kronor_text(frame.language),
        "remaining": claim.remaining.kronor_text(frame.language),
    }  # fmt: skip
    decided = (
        N_(
            "{forum} decided on {day} ({section}) that {payee} invoices {payer} {amount} kr of "
            "{fund}, fund year {year}."
        )
        if who
        else N_("{payee} is to invoice {payer} {amount} kr of {fund}, fund year {year}.")
    )
    came = N_("Of this, {invoiced} kr is invoiced and {remaining} kr is left to invoice.")
    return f"{frame.say(decided, **values)} {frame.say(came, **values)}"


def _list(frame: _Frame, facts: BasisFacts, title: str, of_book: str) -> Sheet:
    grid = Grid(title)
    grid.say(title, Look.TITLE)
    grid.say(f"{of_book}{frame.of_unit}")
    grid.gap()
    first = grid.next_row + 1
    grid.table(
        "Underlag_tabell", frame.words(*_LIST),
        [_row(claim, first + n) for n, claim in enumerate(facts.claims)],
        totals=(_DECIDED, _INVOICED, _REMAINING) if facts.claims else (),
        total_word=frame.word(Label.TOTAL),
        when_empty=frame.say(N_("Nothing here is decided to be invoiced.")),
    )  # fmt: skip
    return Sheet(title, tuple(grid.rows), tables=tuple(grid.tables))


def _row(claim: ClaimFact, row: int | None = None) -> list[Cell]:
    left = None if row is None else f"{a1(row, _DECIDED)}-{a1(row, _INVOICED)}"
    return [
        Cell(claim.number), Cell(claim.payee), Cell(claim.payer), Cell(claim.fund),
        Cell(claim.fund_year), Cell(claim.amount), Cell(claim.invoiced),
        Cell(claim.remaining, formula=left),
    ]  # fmt: skip


def _page(frame: _Frame, claim: ClaimFact, title: str) -> Sheet:
    grid = Grid(title)
    named = f"{frame.word(Word.BASIS)}, {frame.word(Label.ENTRY).lower()} {claim.number}"
    grid.say(named, Look.TITLE)
    grid.say(frame.say(N_("{payee} invoices {payer}."), payee=claim.payee, payer=claim.payer)
             + frame.of_unit)  # fmt: skip
    _facts(frame, grid, claim, named)
    _sums(frame, grid, claim)
    for number, (entry, ground) in enumerate(claim.grounds, start=1):
        _ground(frame, grid, entry, ground, f"{claim.number}_{number}")
    _invoices(frame, grid, claim)
    _corrections(frame, grid, claim)
    _section(grid, frame.word(Word.MEMO))
    grid.add(Cell(memo(frame, claim), Look.NOTE))
    looks = (ColumnLook(26, 40), ColumnLook(20, 100), ColumnLook(20, 40), ColumnLook(20, 40))
    return Sheet(title, tuple(grid.rows), looks, tuple(grid.tables))


def _facts(frame: _Frame, grid: Grid, claim: ClaimFact, named: str) -> None:
    reference = f"{named}, {claim.fund}, {frame.word(Label.FUND_YEAR)} {claim.fund_year}"
    _told(
        frame, grid, f"Underlag_{claim.number}",
        [
            (Word.INVOICES, claim.payee), (Word.ORG_NUMBER, claim.payee_number),
            (Word.IS_INVOICED, claim.payer), (Word.ORG_NUMBER, claim.payer_number),
            (Label.FUND, claim.fund), (Label.YEAR, str(claim.fund_year)),
            (Word.REFERENCE, reference),
        ],
    )  # fmt: skip


def _sums(frame: _Frame, grid: Grid, claim: ClaimFact) -> None:
    grid.gap()
    row = grid.next_row + 1
    left = f"{a1(row, 0)}-{a1(row, 1)}"
    grid.table(
        f"Belopp_{claim.number}", frame.words(Word.DECIDED, Word.INVOICED, Word.REMAINING),
        [[Cell(claim.amount), Cell(claim.invoiced), Cell(claim.remaining, formula=left)]],
    )  # fmt: skip


def _ground(frame: _Frame, grid: Grid, entry: int, ground: Ground, name: str) -> None:
    _section(grid, f"{frame.word(Label.DECISION)}, {frame.word(Label.ENTRY).lower()} {entry}")
    quote = Cell()
    if ground.quote and ground.quote_span:
        start = ground.quote_span.start
        span = ground.amount_span
        marked = (span.start - start, span.end - start) if span else None
        quote = quote_cell(ground.quote, marked)
    _told(
        frame, grid, f"Beslut_{name}",
        [
            (Label.DECIDED_BY, ground.forum), (Label.MEETING_DATE, ground.meeting_date),
            (Label.SECTION, ground.section), (Label.PAGE, str(ground.page or "")),
            (Label.QUOTE, quote), (Label.FILE, ground.file), (Label.SHA256, ground.sha256),
            (Word.PAPER, ground.paper), (Word.STATED_BY, ground.stated_by),
            (Label.REMARK, ground.note),
        ],
    )  # fmt: skip


def _invoices(frame: _Frame, grid: Grid, claim: ClaimFact) -> None:
    _section(grid, frame.word(Word.DONE))
    grid.table(
        f"Fakturor_{claim.number}",
        frame.words(Word.INVOICE, Label.FILE, Label.DATE, Label.AMOUNT),
        [
            [Cell(one.name), Cell(one.place), Cell(one.date or ""), Cell(one.amount)]
            for one in claim.invoices
        ],
        when_empty=frame.say(N_("No invoice has been matched with this decision.")),
    )


def _corrections(frame: _Frame, grid: Grid, claim: ClaimFact) -> None:
    if claim.corrected:
        _section(grid, frame.word(Word.CORRECTIONS))
        grid.table(
            f"Rattelser_{claim.number}", frame.words(Label.ENTRY, Word.WHY, Word.BEFORE),
            [[Cell(one.entry), Cell(one.reason), Cell(one.amount)] for one in claim.corrected],
        )  # fmt: skip


def _section(grid: Grid, text: str) -> None:
    grid.gap()
    grid.say(text, Look.SECTION)


def _told(frame: _Frame, grid: Grid, name: str, said: list[tuple[Term, Cell | str | None]]) -> None:
    """A table of what is known, thing by thing; what nobody has said is left out."""
    cells = [(term, one if isinstance(one, Cell) else Cell(one)) for term, one in said]
    grid.table(
        name, frame.words(Label.FIGURE, Word.CONTENT),
        [[Cell(frame.word(term)), cell] for term, cell in cells if cell.value],
    )  # fmt: skip


def _content(claim: ClaimFact) -> dict[str, object]:
    return {
        "entry": claim.number, "holds": claim.entry, "payee": claim.payee,
        "payee_number": claim.payee_number, "payer": claim.payer,
        "payer_number": claim.payer_number, "fund": claim.fund, "fund_year": claim.fund_year,
        "amount": claim.amount, "invoiced": claim.invoiced, "remaining": claim.remaining,
        "decisions": [
            {
                "entry": entry, "forum": one.forum, "meeting_date": one.meeting_date,
                "section": one.section, "page": one.page, "quote": one.quote, "file": one.file,
                "sha256": one.sha256, "paper": one.paper, "stated_by": one.stated_by,
            }
            for entry, one in claim.grounds
        ],
        "invoices": [one._asdict() for one in claim.invoices],
        "corrected": [one._asdict() for one in claim.corrected],
    }  # fmt: skip


def _read(connection: Connection, spec: Spec) -> BasisFacts:
    return basis_facts(connection, spec)


def _summary(facts: BasisFacts, file: str) -> str:
    count = len(facts.claims)
    text = ngettext("{file}: {number} invoice basis.", "{file}: {number} invoice bases.", count)
    return text.format(file=file, number=count)


REPORT = Report(
    read=_read,
    book=lambda facts, spec: basis_book(facts, spec.language, spec.unit),
    content=basis_content,
    lines=lambda facts, spec: basis_lines(facts, spec.language),
    summary=_summary,
    bodies=lambda facts: list(dict.fromkeys(claim.payee for claim in facts.claims)),
)
