"""What each may claim of a fund, into the inbox: a proposal for each sum, with its cell.

reading, found = reading_of_list(sheets, Distributing("God och nära vård", 2024), names)

A list of sums says what the state grants, or what somebody hands on. Fund and year stand in columns
of their own, are said by whoever imports it, or stand in the title above the table; who pays is
said, or asked for in the inbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from imports.distribution_list import DistributionFile, ListRow, read_distribution
from imports.sheets import Places, Sheet, Sheets
from imports.table_heads import titles, years_in
from ledger.drafts import Candidate, Meeting, Mention, Reading, Reason, Span
from ledger.messages import _
from ledger.parties.names import Names, written_forms
from ledger.registers.phrases import Phrases, words_in
from ledger.terms import StatementKind, Status

_RULE = {"fund": "fund.list", "years": "years.list"}


@dataclass(frozen=True, slots=True)
class Distributing:
    """What the file may not say of itself."""

    fund: str | None = None
    year: int | None = None
    payer: str | None = None
    day: date | None = None  # of the decision
    column: str | None = None  # the heading of the sums, where there are several


def reading_of_list(
    file: Sheets, said: Distributing, names: Names
) -> tuple[Reading, DistributionFile]:
    """The list as proposals. Raises UnreadableFile naming cells."""
    found = read_distribution(file, said.column)
    maker = _Maker(file, said, names)
    candidates = tuple(maker.candidate(row) for row in found.rows)
    return Reading(file.source, Meeting(date=said.day), candidates), found


def passed_over(found: DistributionFile) -> Iterator[str]:
    """What is to be said of a list, a line each."""
    if found.scale > 1:
        yield "  " + _("The amounts are read as {unit}.").format(unit=f"{found.scale} kr")
    for skipped in found.skipped:
        yield _("  passed over: {row}").format(row=skipped)


class _Maker:
    """Makes a proposal of each row; what the titles say is read once."""

    def __init__(self, file: Sheets, said: Distributing, names: Names) -> None:
        self.text = file.source.text
        self.said, self.names = said, names
        self.places = Places(file)
        self.titled = {id(sheet): _titled(sheet, names) for sheet in file.sheets}

    def candidate(self, row: ListRow) -> Candidate:
        quote = self.places.line(row.sheet, row.at)
        cell = self.places.cell(row.sheet, row.at, row.columns["amount"])
        fund, why_fund = self._fund(row, quote)
        years, why_years = self._years(row)
        what = _("a sum in a distribution list, {place}").format(place=row.place)
        whys = {"fund": why_fund, "years": why_years}
        said = self.said.payer
        return Candidate(
            kind=StatementKind.GRANT, status=Status.DECIDED, amount=row.amount,
            amount_text=self.text[slice(*cell)], amount_span=cell, quote=self.text[slice(*quote)],
            quote_span=quote, fund=fund, years=years, section=row.place,
            payer=_unquoted(said, self.names.body(said).name, quote) if said else None,
            payee=self._cell(row, "body", self.names.body(row.body).name),
            reasons=(
                Reason("kind.distribution_list", what),
                *(Reason(_RULE[field], why) for field, why in whys.items() if why),
            ),
        )  # fmt: skip

    def _fund(self, row: ListRow, quote: Span) -> tuple[Mention | None, str]:
        """The fund by the row's own cell, else as it was said, else by the title."""
        if row.fund:
            return self._cell(row, "fund", self.names.fund(row.fund).name), _("in the row itself")
        said, titled = self.said.fund, self.titled[id(row.sheet)][0]
        if said:
            return _unquoted(said, self.names.fund(said).name, quote), _("as it was said")
        if titled:
            return _unquoted(titled, titled, quote), _("in the title above the table")
        return None, ""

    def _years(self, row: ListRow) -> tuple[tuple[int, ...], str]:
        if row.year:
            return (row.year,), _("in the row itself")
        if self.said.year:
            return (self.said.year,), _("as it was said")
        years = self.titled[id(row.sheet)][1]
        return years, _("in the title above the table") if years else ""

    def _cell(self, row: ListRow, field: str, name: str | None) -> Mention:
        span = self.places.cell(row.sheet, row.at, row.columns[field])
        return Mention(self.text[slice(*span)], span, name)


def _titled(sheet: Sheet, names: Names) -> tuple[str | None, tuple[int, ...]]:
    """The one fund that the titles name, a part before its whole, and the years they name."""
    funds = [fund for fund in names.funds if not fund.generic]
    seek = Phrases({form: n for n, fund in enumerate(funds) for form in written_forms(fund)})
    named = [funds[n] for title in titles(sheet) for n in seek(words_in(title))]
    wholes = {fund.parent for fund in named}
    left = {fund.name for fund in named if fund.code not in wholes}
    return left.pop() if len(left) == 1 else None, years_in(sheet)


def _unquoted(words: str, name: str | None, quote: Span) -> Mention:
    """What does not stand in the row: it has no words of its own there."""
    return Mention(words, Span(quote.start, quote.start), name)
