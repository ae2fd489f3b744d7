"""The reconciliation (avstämning): what is decided, invoiced, booked and paid, and what is not.

book = reconciliation_book(facts, "sv")     # Avstämning, Mellanhavanden, Vem är skyldig vem, lists
reconciliation_content(facts)               # for JSON: one list for each name in `Listed`
reconciliation_lines(facts, "sv")           # all lists as one table, for CSV
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.messages import N_, _, ngettext
from ledger.money import Money
from reports.book import Book, Cell, ColumnLook, Highlight, Link, Look, Row, Sheet, literal
from reports.kinds import Report
from reports.labels import Label
from reports.layout import Block, Grid, total_of
from reports.reconciliation_figures import (
    AccountLine,
    Debt,
    Finding,
    ItemFact,
    Listed,
    ReconciliationFacts,
    debts_of,
)
from reports.reconciliation_frame import BOTH, Frame, Head, column_of
from reports.reconciliation_sheets import (
    ListSheet,
    account_sheet,
    ageing,
    ageing_rows,
    list_sheet,
    matrix_sheet,
)
from reports.spec import Spec, Unit

if TYPE_CHECKING:
    from sqlalchemy import Connection

_STATUS_ROW = 2


def dated(spec: Spec) -> Spec:
    """With the day that ages are counted to, so that it can be made again another day."""
    from ledger.dates import today

    return spec if spec.day or spec.as_of else replace(spec, day=today().isoformat())


def read(connection: Connection, spec: Spec) -> ReconciliationFacts:
    """The facts of a reconciliation or a statement."""
    from reports.reconciliation_facts import reconciliation_facts

    return reconciliation_facts(connection, spec)


def reconciliation_book(
    facts: ReconciliationFacts, language: str, unit: Unit = Unit.KR
) -> Book:  # fmt: skip
    """The workbook: a first sheet with sums and checks, and a sheet for each list with rows."""
    frame = Frame(facts, language, unit)
    account, lines = account_sheet(frame)
    matrix, pairs, bodies = matrix_sheet(frame, lines)
    lists = {listed: list_sheet(frame, listed) for listed in Listed if facts.of(listed)}
    first = _overview(frame, _Blocks(lines, pairs, bodies, lists))
    sheets = (first, account, matrix, *(one.sheet for one in lists.values()))
    return Book(
        frame.word(Head.OVERVIEW), sheets, foot=frame.of_book(facts.book),
        program=facts.book.program,
    )  # fmt: skip


def reconciliation_content(facts: ReconciliationFacts) -> dict[str, object]:
    """Everything, with one list for each name."""
    return {
        **head_of(facts),
        **{listed.value: [_finding(one) for one in facts.of(listed)] for listed in Listed},
        "account": [line_content(line) for line in facts.lines],
        "debts": [debt_content(one) for one in facts.debts],
        "netted": facts.net,
        "ageing": {age.value: sum_ for age, sum_ in ageing(facts.lines).items()},
    }


def reconciliation_lines(facts: ReconciliationFacts, language: str) -> Book:
    """All lists as one table of the same shape."""
    frame = Frame(facts, language)
    heads = (
        Head.LIST, Head.MATCH, Head.RELATION, Head.WHAT, Head.AGAINST, Head.PAYER, Head.PAYEE,
        Head.FUND, Head.YEAR, Head.DATE, Head.DUE, Head.AMOUNT, Head.OPEN, Head.DIFFERENCE,
        Head.QUOTE, Head.PLACE, Head.REASONS,
    )  # fmt: skip
    heading = Row(tuple(Cell(text, Look.HEADING) for text in frame.words(*heads)))
    rows = [_line_row(frame, one) for listed in Listed for one in facts.of(listed)]
    title = frame.word(Head.OVERVIEW)
    return Book(title, (Sheet(title, (heading, *rows)),))


def head_of(facts: ReconciliationFacts) -> dict[str, object]:
    """Which part of which book, and when."""
    return {
        "day": facts.day, "year": facts.year, "fund": facts.fund, "body": facts.body,
        "forum": facts.forum, "up_to_entry": facts.book.up_to_entry, "head": facts.book.head,
        **({"as_of": facts.book.as_of} if facts.book.as_of else {}),
    }  # fmt: skip


def line_content(line: AccountLine) -> dict[str, object]:
    """A line of account, for JSON."""
    items = [*line.decisions, *([line.invoice] if line.invoice else [])]
    return {
        "payer": line.payer, "payee": line.payee, "fund": line.fund or None,
        "fund_year": line.fund_year, "decisions": [one.number for one in line.decisions],
        "invoice": line.invoice.number if line.invoice else None,
        "decided": line.decided, "invoiced": line.invoiced, "credited": line.credited,
        "paid": line.paid, "other": line.other, "open": line.open, "due_date": line.due,
        "days_overdue": max(line.days or 0, 0), "age": line.age.value,
        "matches": list(line.matches), "evidence": [_evidence(one) for one in items],
    }  # fmt: skip


def debt_content(one: Debt) -> dict[str, object]:
    """What one owes another, for JSON."""
    return {
        "payer": one.payer, "payee": one.payee, "not_invoiced": one.not_invoiced,
        "unpaid": one.unpaid, "overdue": one.overdue, "total": one.total,
    }  # fmt: skip


def _finding(one: Finding) -> dict[str, object]:
    first = one.first
    days = "days_overdue" if one.of is Listed.OVERDUE else "age_days"
    return {
        "kind": first.kind.value, "number": first.number, "name": first.name,
        "payer": first.payer or None, "payee": first.payee or None, "fund": first.fund or None,
        "fund_year": first.fund_year, "date": first.day, "due_date": one.due or first.due,
        "amount": one.amount, "open": one.open, "difference": one.difference,
        "residuals": [
            {"kind": r.kind.value, "amount": r.amount, "why": r.why} for r in one.residuals
        ],
        days: one.days, "age": one.age.value if one.age else None,
        "matches": list(one.matches),
        "relation": one.relation.value if one.relation else None,
        "seen_by": one.seen_by.value, "state": one.state.value if one.state else None,
        "rule": one.rule or None, "score": one.score, "reasons": list(one.reasons),
        "evidence": [_evidence(item) for item in one.items],
    }  # fmt: skip


def _evidence(item: ItemFact) -> dict[str, object]:
    return {
        "kind": item.kind.value, "number": item.number, "name": item.name, "amount": item.amount,
        "payer": item.payer or None, "payee": item.payee or None, "fund": item.fund or None,
        "fund_year": item.fund_year, "date": item.day, "due_date": item.due,
        "quote": item.quote or None, "file": item.file or None, "section": item.section or None,
        "page": item.page, "place": item.place, "text": item.text or None,
    }  # fmt: skip


def _line_row(frame: Frame, one: Finding) -> Row:
    first = one.first
    quotes = [item.quote for item in one.items if item.quote]
    return Row(tuple(map(Cell, (
        one.of.value, ", ".join(map(str, one.matches)),
        one.relation.value if one.relation else "", f"{first.kind.value} {first.number}",
        ", ".join(f"{item.kind.value} {item.number}" for item in one.items[1:]), first.payer,
        first.payee, first.fund, first.fund_year, first.day, one.due, one.amount, one.open,
        one.difference, " ".join(quotes), "; ".join(item.place for item in one.items),
        " ".join(one.reasons),
    ))))  # fmt: skip


class _Blocks:
    """Where the tables stand that the checks add up."""

    def __init__(
        self, account: Block, pairs: Block, bodies: Block, lists: Mapping[Listed, ListSheet]
    ) -> None:
        self.account, self.pairs, self.bodies, self.lists = account, pairs, bodies, lists

    def line(self, head: Head) -> str:
        """A column of Mellanhavanden."""
        return self.account.span(column_of(BOTH, head))


def _overview(frame: Frame, blocks: _Blocks) -> Sheet:
    grid = Grid(frame.word(Head.OVERVIEW))
    frame.heading(grid, frame.word(Head.OVERVIEW))
    grid.gap()  # _STATUS_ROW
    grid.gap()
    lists = grid.table(
        "Listor_tabell", frame.words(Head.LIST, Head.COUNT, Head.AMOUNT, Head.OPEN),
        [_listed(frame, blocks, listed) for listed in Listed],
    )  # fmt: skip
    grid.gap()
    grid.say(frame.word(Head.AGEING), Look.SECTION)
    lines = frame.facts.lines
    grid.table(
        "Aldersfordelning_tabell", frame.words(Head.AGE, Head.OPEN),
        ageing_rows(
            frame, lines, blocks.account, column_of(BOTH, Head.AGE), grid.next_row + 1
        ),
        totals=(1,), total_word=frame.word(Label.TOTAL),
    )  # fmt: skip
    grid.gap()
    grid.say(frame.word(Label.SUMS), Look.SECTION)
    checks = list(_checks(frame, blocks))
    block = grid.table(
        "Kontroll_tabell", frame.words(Label.CHECK, Label.DIFFERENCE),
        [[Cell(text), check] for text, check in checks],
    )  # fmt: skip
    holds, fails = (
        frame.say(N_("All sums tie.")), frame.say(N_("Sums do NOT tie: see the checks below.")),
    )  # fmt: skip
    wrong = f"SUMPRODUCT(--({block.span(1)}<>0))>0"
    value = fails if any(check.value != Money(0) for _text, check in checks) else holds
    grid.rows[_STATUS_ROW] = Row(
        (Cell(value, Look.STATUS, f"IF({wrong},{literal(fails)},{literal(holds)})"),)
    )
    return Sheet(
        grid.title, tuple(grid.rows), (ColumnLook(least=30, most=60),), tuple(grid.tables),
        highlights=(Highlight(0, _STATUS_ROW, _STATUS_ROW, wrong, wrong=True),),
        freeze=(lists.heading + 1, 0),
    )  # fmt: skip


def _listed(frame: Frame, blocks: _Blocks, listed: Listed) -> list[Cell]:
    found, sheet = frame.facts.of(listed), blocks.lists.get(listed)
    sums = (total_of(one.amount for one in found), total_of(one.open for one in found))
    if sheet is None:
        return [Cell(frame.word(listed)), Cell(0), *map(Cell, sums)]
    cells = [Cell(frame.word(listed), link=Link(sheet.sheet.title, 0))]
    amounts, open_ = sheet.span(Head.AMOUNT), sheet.span(Head.OPEN)
    return [
        *cells, Cell(len(found), formula=f"COUNT({amounts})"),
        Cell(sums[0], formula=f"SUM({amounts})"),
        Cell(sums[1], formula=f"SUM({open_})") if open_ else Cell(None),
    ]  # fmt: skip


def _checks(frame: Frame, blocks: _Blocks) -> Iterator[tuple[str, Cell]]:
    """Each sum that must be 0, with what it is called."""
    facts, line = frame.facts, blocks.line
    if not facts.lines:
        return
    bare = [one for one in facts.lines if one.invoice is None]
    billed = [one for one in facts.lines if one.invoice]
    of_decision, of_invoice = f"({line(Head.INVOICED)}=0)", f"({line(Head.INVOICED)}<>0)"
    open_, paid, other = line(Head.OPEN), line(Head.PAID), line(Head.OTHER)
    yield _check(
        frame.say(N_("Decided less invoiced, paid and not invoiced")),
        _sum(bare, ("decided",), ("paid", "other", "open")),
        f"SUMPRODUCT({of_decision}*({line(Head.DECIDED)}-{paid}-{other}-{open_}))",
    )
    yield _check(
        frame.say(N_("Invoiced less credited, paid and unpaid")),
        _sum(billed, ("invoiced",), ("credited", "paid", "other", "open")),
        f"SUMPRODUCT({of_invoice}*({line(Head.INVOICED)}-{line(Head.CREDITED)}-{paid}-{other}"
        f"-{open_}))",
    )
    listed = total_of(one.open for one in facts.of(Listed.DECIDED_NOT_INVOICED))
    yield _check(
        frame.say(N_("The list of what is not invoiced less the account")),
        listed - _sum(bare, ("open",)),
        f"{_of_list(blocks, Listed.DECIDED_NOT_INVOICED)}-SUMPRODUCT({of_decision}*{open_})",
    )
    late = [one for one in billed if (one.days or 0) > 0]
    yield _check(
        frame.say(N_("The list of what is overdue less the account")),
        total_of(one.open for one in facts.of(Listed.OVERDUE)) - _sum(late, ("open",)),
        f"{_of_list(blocks, Listed.OVERDUE)}-SUMPRODUCT(({line(Head.DAYS)}>0)*{open_})",
    )
    debts = facts.debts
    gross = debts_of(facts.lines)
    if not facts.net and debts:
        yield _check(
            frame.say(N_("Who owes whom less what is open")),
            total_of(one.total for one in gross) - _sum(facts.lines, ("open",)),
            f"SUM({blocks.pairs.span(4)})-SUM({open_})",
        )
    if debts:
        owes, owed = (f"SUM({blocks.bodies.span(column)})" for column in (1, 2))
        yield _check(
            frame.say(N_("What all owe less what all are owed")), Money(0), f"{owes}-{owed}"
        )


def _check(text: str, value: Money, formula: str) -> tuple[str, Cell]:
    return text, Cell(value, Look.CHECK, f"ROUND({formula},2)")


def _of_list(blocks: _Blocks, listed: Listed) -> str:
    sheet = blocks.lists.get(listed)
    span = sheet.span(Head.OPEN) if sheet else None
    return f"SUM({span})" if span else "0"


def _sum(lines: Sequence[AccountLine], plus: Sequence[str], less: Sequence[str] = ()) -> Money:
    added, taken = (
        total_of(getattr(line, name) for line in lines for name in names) for names in (plus, less)
    )
    return added - taken


def _summary(facts: ReconciliationFacts, file: str) -> str:
    """What a file of this report holds, in a line."""
    counts = {listed: len(facts.of(listed)) for listed in Listed}
    matched = counts.pop(Listed.MATCHED)
    rest = sum(counts.values())
    parts = [
        ngettext("{number} match", "{number} matches", matched).format(number=matched),
        ngettext("{number} row to look at", "{number} rows to look at", rest).format(number=rest),
    ]
    return _("{file}: {told}.").format(file=file, told=", ".join(parts))


REPORT = Report(
    read=read,
    book=lambda facts, spec: reconciliation_book(facts, spec.language, spec.unit),
    content=reconciliation_content,
    lines=lambda facts, spec: reconciliation_lines(facts, spec.language),
    summary=_summary,
    bodies=lambda facts: facts.bodies,
    dated=dated,
)
