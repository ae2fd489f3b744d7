"""The statement of account (kontoutdrag) of each participant: what it owes and is owed, and why.

    statement_book(facts, "sv"), statement_content(facts), statement_lines(facts, "sv")

Every line has the decision's own words, what of it is invoiced, paid and open, when it falls due
and how old it is.
"""

from __future__ import annotations

from collections.abc import Callable

from ledger.messages import N_, _, ngettext
from ledger.money import Money
from reports.book import Book, Cell, ColumnLook, Look, Row, Sheet, a1, sheet_titles
from reports.kinds import Report
from reports.labels import Label
from reports.layout import Block, Grid, swedish_order, total_of
from reports.reconciliation import dated, head_of, line_content, read
from reports.reconciliation_figures import AccountLine, ReconciliationFacts
from reports.reconciliation_frame import (
    BOTH,
    LINE_HEADS,
    NARROW,
    WIDE,
    Frame,
    Head,
    Parties,
    column_of,
    lines_table,
)
from reports.reconciliation_sheets import ageing, ageing_rows
from reports.spec import Unit

_OWES: Parties = {Head.COUNTERPARTY: lambda line: line.payee}
_OWED: Parties = {Head.COUNTERPARTY: lambda line: line.payer}


def statement_book(facts: ReconciliationFacts, language: str, unit: Unit = Unit.KR) -> Book:
    """A sheet for each body."""
    frame = Frame(facts, language, unit)
    bodies = _bodies(facts)
    titles = sheet_titles(bodies or [frame.word(Head.STATEMENT)])
    sheets = [
        _sheet(frame, body, title, number)
        for number, (body, title) in enumerate(zip(bodies, titles, strict=False), start=1)
    ]
    return Book(
        frame.word(Head.STATEMENT), tuple(sheets or [_empty(frame, titles[0])]),
        foot=frame.of_book(facts.book), program=facts.book.program,
    )  # fmt: skip


def statement_content(facts: ReconciliationFacts) -> dict[str, object]:
    """The statements, for JSON."""
    return {
        **head_of(facts),
        "statements": [_statement(facts, body) for body in _bodies(facts)],
    }


def statement_lines(facts: ReconciliationFacts, language: str) -> Book:
    """All lines of account as one table."""
    frame = Frame(facts, language)
    grid = Grid(frame.word(Head.STATEMENT))
    block = lines_table(frame, grid, "Kontoutdrag_tabell", facts.lines, BOTH)
    stop = block.last + 1 if facts.lines else block.heading + 1
    return Book(grid.title, (Sheet(grid.title, tuple(grid.rows[:stop])),))


def _bodies(facts: ReconciliationFacts) -> list[str]:
    return [facts.body] if facts.body else list(facts.bodies)


def _statement(facts: ReconciliationFacts, body: str) -> dict[str, object]:
    owes, owed = _of(facts, body)
    sums = total_of(one.open for one in owes), total_of(one.open for one in owed)
    return {
        "body": body, "owes": sums[0], "is_owed": sums[1], "net": sums[1] - sums[0],
        "overdue": {
            "owes": total_of(one.open for one in owes if (one.days or 0) > 0),
            "is_owed": total_of(one.open for one in owed if (one.days or 0) > 0),
        },
        "ageing": {
            "owes": {age.value: sum_ for age, sum_ in ageing(owes).items()},
            "is_owed": {age.value: sum_ for age, sum_ in ageing(owed).items()},
        },
        "to_pay": [line_content(line) for line in owes],
        "to_get": [line_content(line) for line in owed],
    }  # fmt: skip


def _of(
    facts: ReconciliationFacts, body: str
) -> tuple[list[AccountLine], list[AccountLine]]:  # fmt: skip
    owes = [line for line in facts.lines if line.payer == body]
    return owes, [line for line in facts.lines if line.payee == body]


def _sheet(frame: Frame, body: str, title: str, number: int) -> Sheet:
    grid = Grid(title)
    grid.say(f"{frame.word(Head.STATEMENT)}: {body}", Look.TITLE)
    year = f"{frame.word(Label.FUND_YEAR)} {frame.facts.year}. " if frame.facts.year else ""
    told = frame.say(N_("Ages are counted to {day}."), day=frame.facts.day)
    grid.say(f"{year[:1].upper()}{year[1:]}{told} {frame.of_book(frame.facts.book)}{frame.of_unit}")
    owes, owed = _of(frame.facts, body)
    blocks: list[Block] = []
    for head, lines, parties in ((Head.OWES, owes, _OWES), (Head.OWED, owed, _OWED)):
        grid.gap()
        grid.say(frame.word(head), Look.SECTION)
        name = f"Kontoutdrag_{number}_{head.value}_tabell"
        blocks.append(lines_table(frame, grid, name, lines, parties))
    grid.gap()
    _per_counterparty(frame, grid, (owes, owed), blocks, number)
    heads = (Head.COUNTERPARTY, *LINE_HEADS)
    looks = tuple(
        ColumnLook(most=WIDE.get(head, NARROW), least=24 if not n else 6)
        for n, head in enumerate(heads)
    )
    return Sheet(grid.title, tuple(grid.rows), looks, tuple(grid.tables), repeat=(0, 1))


def _per_counterparty(
    frame: Frame, grid: Grid, lines: tuple[list[AccountLine], list[AccountLine]],
    blocks: list[Block], number: int,
) -> None:  # fmt: skip
    """What is owed and to get with each counterparty, and the ages of both."""
    owes, owed = lines
    if not owes and not owed:
        return
    grid.say(frame.word(Head.MATRIX), Look.SECTION)
    names = {line.payee for line in owes} | {line.payer for line in owed}
    first = grid.next_row + 1
    rows = [
        _counterparty(name, lines, blocks, first + n)
        for n, name in enumerate(sorted(names, key=swedish_order))
    ]
    grid.table(
        f"Kontoutdrag_{number}_parter_tabell",
        frame.words(Head.COUNTERPARTY, Head.OWES_SUM, Head.OWED_SUM, Head.NET), rows,
        totals=(1, 2, 3), total_word=frame.word(Label.TOTAL),
    )  # fmt: skip
    for head, of, block in zip((Head.OWES, Head.OWED), lines, blocks, strict=True):
        if of:
            grid.gap()
            grid.say(f"{frame.word(Head.AGEING)}: {frame.word(head)}", Look.SECTION)
            age_at = column_of(_OWES, Head.AGE)
            grid.table(
                f"Kontoutdrag_{number}_{head.value}_alder_tabell",
                frame.words(Head.AGE, Head.OPEN),
                ageing_rows(frame, of, block, age_at, grid.next_row + 1),
                totals=(1,), total_word=frame.word(Label.TOTAL),
            )  # fmt: skip


def _counterparty(
    name: str, lines: tuple[list[AccountLine], list[AccountLine]], blocks: list[Block], row: int
) -> list[Cell]:
    open_at = column_of(_OWES, Head.OPEN)
    party: tuple[Callable[[AccountLine], str], ...] = (lambda o: o.payee, lambda o: o.payer)
    sums: list[Money] = []
    cells = [Cell(name)]
    for of, block, who in zip(lines, blocks, party, strict=True):
        sums.append(total_of(line.open for line in of if who(line) == name))
        same = f"({block.span(0)}={a1(row, 0)})"
        formula = f"SUMPRODUCT({same}*{block.span(open_at)})" if of else None
        cells.append(Cell(sums[-1], formula=formula))
    return [*cells, Cell(sums[1] - sums[0], formula=f"{a1(row, 2)}-{a1(row, 1)}")]


def _empty(frame: Frame, title: str) -> Sheet:
    return Sheet(title, (Row((Cell(frame.say(N_("Nothing here.")), Look.NOTE),)),))


def _summary(facts: ReconciliationFacts, file: str) -> str:
    bodies, lines = len(_bodies(facts)), len(facts.lines)
    parts = (
        ngettext("{number} body", "{number} bodies", bodies).format(number=bodies),
        ngettext("{number} line", "{number} lines", lines).format(number=lines),
    )
    return _("{file}: {told}.").format(file=file, told=", ".join(parts))


REPORT = Report(
    read=read,
    book=lambda facts, spec: statement_book(facts, spec.language, spec.unit),
    content=statement_content,
    lines=lambda facts, spec: statement_lines(facts, spec.language),
    summary=_summary,
    bodies=lambda facts: facts.bodies,
    dated=dated,
)
