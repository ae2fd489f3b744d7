"""What the sheets of reconciliations and statements share: their words, headings and line tables.

frame = Frame(facts, "sv")
block = lines_table(frame, grid, "Konto_tabell", facts.lines, BOTH)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ledger.messages import N_
from ledger.money import Money
from ledger.terms import Term
from reports.book import Cell, ColumnLook, Look, Value, a1
from reports.labels import Label
from reports.layout import Block, Grid
from reports.reconciliation_figures import AccountLine, ItemFact, ReconciliationFacts
from reports.spec import Unit
from reports.worded import Worded


class Head(Term):
    """Headings and sheet names of reconciliations."""

    OVERVIEW = "overview", "Avstämning", "Reconciliation"
    ACCOUNT = "account", "Mellanhavanden", "Account"
    MATRIX = "matrix", "Vem är skyldig vem", "Who owes whom"
    STATEMENT = "statement", "Kontoutdrag", "Statement of account"
    LISTS = "lists", "Listor", "Lists"
    LIST = "list", "Lista", "List"
    COUNT = "count", "Antal", "Count"
    PAYER = "payer", "Betalare", "Payer"
    PAYEE = "payee", "Mottagare", "Payee"
    COUNTERPARTY = "counterparty", "Motpart", "Counterparty"
    FUND = "fund", "Medel", "Fund"
    YEAR = "year", "Bidragsår", "Fund year"
    ENTRY = "entry", "Post nr", "Entry no"
    QUOTE = "quote", "Citat ur protokollet", "Quote from the minutes"
    SECTION = "section", "Paragraf", "Section"
    INVOICE = "invoice", "Faktura", "Invoice"
    PLACE = "place", "Står i", "Stands in"
    DECIDED = "decided", "Beslutat (kr)", "Decided (kr)"
    INVOICED = "invoiced", "Fakturerat (kr)", "Invoiced (kr)"
    CREDITED = "credited", "Krediterat (kr)", "Credited (kr)"
    PAID = "paid", "Betalt (kr)", "Paid (kr)"
    OTHER = "other", "Övrigt avräknat (kr)", "Otherwise settled (kr)"
    OPEN = "open", "Återstår (kr)", "Open (kr)"
    DUE = "due", "Förfaller", "Due"
    DAYS = "days", "Dagar över", "Days over"
    AGE = "age", "Ålder", "Age"
    AGEING = "ageing", "Åldersfördelning", "Ageing"
    AMOUNT = "amount", "Belopp (kr)", "Amount (kr)"
    MATCH = "match", "Avstämning nr", "Match no"
    RELATION = "relation", "Samband", "Relation"
    STATE = "state", "Läge", "State"
    WHAT = "what", "Vad", "What"
    AGAINST = "against", "Mot", "Against"
    DATE = "date", "Datum", "Date"
    OLD = "old", "Dagar gammal", "Days old"
    DIFFERENCE = "difference", "Skillnad (kr)", "Difference (kr)"
    RESIDUAL = "residual", "Skillnaden är", "The difference is"
    REASONS = "reasons", "Skäl", "Reasons"
    RULE = "rule", "Regel", "Rule"
    SCORE = "score", "Poäng", "Score"
    NOT_INVOICED = "not_invoiced", "Ej fakturerat (kr)", "Not invoiced (kr)"
    UNPAID = "unpaid", "Obetalt (kr)", "Unpaid (kr)"
    OVERDUE = "overdue", "Därav förfallet (kr)", "Of it overdue (kr)"
    TOTAL = "total", "Summa (kr)", "Total (kr)"
    OWES = "owes", "Att betala", "Owes"
    OWED = "owed", "Att få", "Is owed"
    OWES_SUM = "owes_sum", "Att betala (kr)", "Owes (kr)"
    OWED_SUM = "owed_sum", "Att få (kr)", "Is owed (kr)"
    NET = "net", "Netto att få (kr)", "Net to get (kr)"
    PER_BODY = "per_body", "Per part", "Per body"


# The columns of a line of account after its parties; those that nothing stands in are hidden.
LINE_HEADS = (
    Head.FUND, Head.YEAR, Head.ENTRY, Head.QUOTE, Head.INVOICE, Head.PLACE, Head.DECIDED,
    Head.INVOICED, Head.CREDITED, Head.PAID, Head.OTHER, Head.OPEN, Head.DUE, Head.DAYS, Head.AGE,
)  # fmt: skip
_SUMS = (Head.DECIDED, Head.INVOICED, Head.CREDITED, Head.PAID, Head.OTHER, Head.OPEN)
_OFTEN_EMPTY = {Head.CREDITED, Head.OTHER, Head.QUOTE, Head.ENTRY, Head.INVOICE, Head.PLACE}
Parties = Mapping[Head, Callable[[AccountLine], str]]  # the columns before, and what is in them
BOTH: Parties = {Head.PAYER: lambda line: line.payer, Head.PAYEE: lambda line: line.payee}
WIDE = {Head.QUOTE: 44, Head.REASONS: 40, Head.AGAINST: 30, Head.PLACE: 26}
NARROW = 18


@dataclass(frozen=True, slots=True)
class Frame(Worded):
    """The facts with what every sheet needs to show them."""

    facts: ReconciliationFacts
    language: str
    unit: Unit = Unit.KR

    def heading(self, grid: Grid, what: str) -> None:
        """The first rows of a sheet: its name, and which part of which book on which day."""
        facts = self.facts
        year = f", {self.word(Label.FUND_YEAR)} {facts.year}" if facts.year else ""
        grid.add(Cell(f"{what}{year}", Look.TITLE))
        named = [name for name in (facts.body, facts.forum, facts.fund) if name]
        text = ", ".join(named) or self.word(Label.EVERYTHING)
        told = f"{text[:1].upper()}{text[1:]}. {self.of_book(facts.book)} "
        grid.say(told + self.say(N_("Ages are counted to {day}."), day=facts.day) + self.of_unit)


def column_of(parties: Parties, head: Head) -> int:
    """Where a column of a line table stands."""
    return len(parties) + LINE_HEADS.index(head)


def lines_table(
    frame: Frame, grid: Grid, name: str, lines: Sequence[AccountLine], parties: Parties
) -> Block:
    """Lines of account with live sums."""
    first = grid.next_row + 1
    return grid.table(
        name,
        frame.words(*parties, *LINE_HEADS),
        [_line(frame, line, row, parties) for row, line in enumerate(lines, start=first)],
        totals=[column_of(parties, head) for head in _SUMS],
        total_word=frame.word(Label.TOTAL),
        when_empty=frame.say(N_("Nothing here.")),
    )


def looks_of(
    grid: Grid, blocks: Sequence[Block], heads: Sequence[Head], hide: bool = True
) -> tuple[ColumnLook, ...]:  # fmt: skip
    """Widths for print; a column that nothing stands in is hidden."""
    return tuple(
        ColumnLook(
            most=WIDE.get(head, NARROW),
            hidden=hide and head in _OFTEN_EMPTY and not any(
                _says(value) for block in blocks for value in grid.values(block, column)
            ),
        )
        for column, head in enumerate(heads)
    )  # fmt: skip


def of_item(frame: Worded, item: ItemFact) -> str:
    """An item as it is called: its kind, and its own number or its row's."""
    name = item.name if item.name not in {"", "–"} else f"#{item.number}"
    return f"{frame.word(item.kind)} {name}"


def _line(frame: Frame, line: AccountLine, row: int, parties: Parties) -> list[Cell]:
    open_at = column_of(parties, Head.OPEN)
    decided, invoiced, credited, paid, other = (
        a1(row, column_of(parties, head)) for head in _SUMS[:-1]
    )
    whole = f"{decided}-" if line.invoice is None else f"{invoiced}-{credited}-"
    said: dict[Head, Value] = {
        Head.FUND: line.fund, Head.YEAR: line.fund_year,
        Head.ENTRY: ", ".join(one.name for one in line.decisions),
        Head.QUOTE: "\n".join(filter(None, (one.quote or one.place for one in line.decisions))),
        Head.INVOICE: line.invoice.name if line.invoice else "",
        Head.PLACE: (line.invoice or line.decisions[0]).place,
        Head.DECIDED: line.decided, Head.INVOICED: line.invoiced, Head.CREDITED: line.credited,
        Head.PAID: line.paid, Head.OTHER: line.other, Head.OPEN: line.open,
        Head.DUE: line.due, Head.DAYS: line.days if (line.days or 0) > 0 else None,
        Head.AGE: frame.word(line.age) if line.open.ore else "",
    }  # fmt: skip
    cells = [Cell(party(line)) for party in parties.values()]
    cells += [Cell(said[head]) for head in LINE_HEADS]
    cells[open_at] = Cell(line.open, formula=f"ROUND({whole}{paid}-{other},2)")
    return cells


def _says(value: Value) -> bool:
    return bool(value.ore) if isinstance(value, Money) else bool(value)
