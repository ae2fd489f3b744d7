"""The sheets of a reconciliation: each list, what stands between the bodies, and who owes whom.

account, block = account_sheet(frame)
matrix, debts, bodies = matrix_sheet(frame, block)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledger.messages import N_
from ledger.money import Money
from reports.book import Cell, ColumnLook, Link, Look, Sheet, a1
from reports.labels import Label
from reports.layout import Block, Grid, swedish_order, total_of
from reports.reconciliation_figures import AccountLine, Age, Debt, Finding, Listed
from reports.reconciliation_frame import (
    BOTH,
    LINE_HEADS,
    NARROW,
    WIDE,
    Frame,
    Head,
    column_of,
    lines_table,
    looks_of,
    of_item,
)

_LIST_HEADS = (
    Head.MATCH, Head.WHAT, Head.DATE, Head.PAYER, Head.PAYEE, Head.FUND, Head.YEAR, Head.AMOUNT,
    Head.OPEN, Head.DIFFERENCE, Head.RESIDUAL, Head.AGAINST, Head.DUE, Head.DAYS, Head.OLD,
    Head.AGE, Head.RELATION, Head.STATE, Head.QUOTE, Head.PLACE, Head.REASONS,
)  # fmt: skip
_SUMMED = {Head.AMOUNT, Head.OPEN, Head.DIFFERENCE}
_ALWAYS = {Head.WHAT, Head.AMOUNT}


class ListSheet(NamedTuple):
    """A list's sheet, and where its rows and sums stand."""

    sheet: Sheet
    block: Block
    heads: tuple[Head, ...]

    def span(self, head: Head) -> str | None:
        """The cells of a column; None where the list has none."""
        return self.block.span(self.heads.index(head)) if head in self.heads else None


def list_sheet(frame: Frame, listed: Listed) -> ListSheet:
    """A list, with the columns that anything stands in."""
    found = frame.facts.of(listed)
    rows = [_row(frame, one) for one in found]
    heads = tuple(
        head for head in _LIST_HEADS
        if head in _ALWAYS or any(row[head].value not in {None, ""} for row in rows)
    )  # fmt: skip
    grid = Grid(frame.word(listed))
    frame.heading(grid, frame.word(listed))
    grid.gap()
    block = grid.table(
        f"{listed.value}_tabell", frame.words(*heads), [[row[h] for h in heads] for row in rows],
        totals=[n for n, head in enumerate(heads) if head in _SUMMED],
        total_word=frame.word(Label.TOTAL),
        when_empty=frame.say(N_("Nothing here.")),
    )  # fmt: skip
    looks = tuple(ColumnLook(most=WIDE.get(head, NARROW)) for head in heads)
    return ListSheet(_sheet(grid, block, looks), block, heads)


def account_sheet(frame: Frame) -> tuple[Sheet, Block]:
    """Mellanhavanden: every line of account."""
    grid = Grid(frame.word(Head.ACCOUNT))
    frame.heading(grid, frame.word(Head.ACCOUNT))
    grid.gap()
    block = lines_table(frame, grid, "Mellanhavanden_tabell", frame.facts.lines, BOTH)
    return _sheet(grid, block, looks_of(grid, [block], (*BOTH, *LINE_HEADS))), block


def matrix_sheet(frame: Frame, account: Block) -> tuple[Sheet, Block, Block]:
    """Vem är skyldig vem, the largest first, and what each body owes and is owed."""
    grid = Grid(frame.word(Head.MATRIX))
    frame.heading(grid, frame.word(Head.MATRIX))
    if frame.facts.net:
        grid.say(frame.say(N_("What two owe each other is set off: one debt of each two.")))
    grid.gap()
    first = grid.next_row + 1
    debts = frame.facts.debts
    rows_of = {(line.payer, line.payee): account.first + n
               for n, line in reversed(list(enumerate(frame.facts.lines)))}  # fmt: skip
    pairs = grid.table(
        "Vem_ar_skyldig_vem_tabell",
        frame.words(
            Head.PAYER, Head.PAYEE, Head.NOT_INVOICED, Head.UNPAID, Head.TOTAL, Head.OVERDUE
        ),
        [_debt(frame, one, account, row, rows_of) for row, one in enumerate(debts, start=first)],
        totals=(2, 3, 4, 5), total_word=frame.word(Label.TOTAL),
        when_empty=frame.say(N_("Nobody owes anybody anything.")),
    )  # fmt: skip
    grid.gap()
    grid.say(frame.word(Head.PER_BODY), Look.SECTION)
    first = grid.next_row + 1
    bodies = sorted({name for one in debts for name in (one.payer, one.payee)}, key=swedish_order)
    per_body = grid.table(
        "Saldo_per_part_tabell",
        frame.words(Label.BODY, Head.OWES_SUM, Head.OWED_SUM, Head.NET),
        [_body(debts, name, pairs, row) for row, name in enumerate(bodies, start=first)],
        totals=(1, 2, 3), total_word=frame.word(Label.TOTAL),
        when_empty=frame.say(N_("Nothing here.")),
    )  # fmt: skip
    return _sheet(grid, pairs, (ColumnLook(most=30), ColumnLook(most=30))), pairs, per_body


def ageing(lines: Sequence[AccountLine]) -> Mapping[Age, Money]:
    """What is open by its age."""
    return {age: total_of(line.open for line in lines if line.age is age) for age in Age}


def ageing_rows(
    frame: Frame, lines: Sequence[AccountLine], block: Block, age_at: int, first: int
) -> list[list[Cell]]:
    """What is open by its age, as live sums of a line table."""
    spans = block.span(age_at), block.span(age_at - _AGE_AFTER_OPEN)
    return [
        [
            Cell(frame.word(age)),
            Cell(sum_, formula=_sum_where(f"({spans[0]}={a1(first + n, 0)})", spans[1], lines)),
        ]
        for n, (age, sum_) in enumerate(ageing(lines).items())
    ]


_AGE_AFTER_OPEN = LINE_HEADS.index(Head.AGE) - LINE_HEADS.index(Head.OPEN)


def _sum_where(condition: str, sums: str, any_: object) -> str | None:
    return f"SUMPRODUCT({condition}*{sums})" if any_ else None


def _debt(
    frame: Frame, one: Debt, account: Block, row: int, rows_of: Mapping[tuple[str, str], int]
) -> list[Cell]:
    not_invoiced, unpaid = Cell(one.not_invoiced), Cell(one.unpaid)
    if not frame.facts.net:
        payer, payee = account.span(0), account.span(1)
        invoiced, open_ = (
            account.span(column_of(BOTH, head)) for head in (Head.INVOICED, Head.OPEN)
        )
        pair = f"({payer}={a1(row, 0)})*({payee}={a1(row, 1)})"
        not_invoiced = Cell(one.not_invoiced, formula=f"SUMPRODUCT({pair}*({invoiced}=0)*{open_})")
        unpaid = Cell(one.unpaid, formula=f"SUMPRODUCT({pair}*({invoiced}<>0)*{open_})")
    total = f"{a1(row, 2)}+{a1(row, 3)}"
    return [
        Cell(one.payer, link=Link(account.sheet, rows_of[one.payer, one.payee])),
        Cell(one.payee), not_invoiced, unpaid, Cell(one.total, formula=total),
        Cell(one.overdue),
    ]  # fmt: skip


def _body(debts: Sequence[Debt], name: str, pairs: Block, row: int) -> list[Cell]:
    owes = total_of(one.total for one in debts if one.payer == name)
    owed = total_of(one.total for one in debts if one.payee == name)
    sums = [f"SUMPRODUCT(({pairs.span(column)}={a1(row, 0)})*{pairs.span(4)})" for column in (0, 1)]
    return [
        Cell(name), Cell(owes, formula=sums[0]), Cell(owed, formula=sums[1]),
        Cell(owed - owes, formula=f"{a1(row, 2)}-{a1(row, 1)}"),
    ]  # fmt: skip


def _row(frame: Frame, one: Finding) -> dict[Head, Cell]:
    first, old = one.first, one.of is not Listed.OVERDUE
    residuals = [
        f"{frame.word(r.kind)} {r.amount.kronor_text(frame.language)}: {r.why}".removesuffix(": ")
        for r in one.residuals
    ]
    decision = next((item for item in one.items if item.quote), None)
    values = {
        Head.MATCH: ", ".join(map(str, one.matches)),
        Head.WHAT: of_item(frame, first), Head.DATE: first.day, Head.PAYER: first.payer,
        Head.PAYEE: first.payee, Head.FUND: first.fund, Head.YEAR: first.fund_year,
        Head.AMOUNT: one.amount, Head.OPEN: one.open, Head.DIFFERENCE: one.difference,
        Head.RESIDUAL: "\n".join(residuals),
        Head.AGAINST: "\n".join(of_item(frame, item) for item in one.items[1:]),
        Head.DUE: one.due, Head.DAYS: None if old else one.days,
        Head.OLD: one.days if old else None,
        Head.AGE: frame.word(one.age) if one.age else "",
        Head.RELATION: frame.word(one.relation) if one.relation else "",
        Head.STATE: frame.word(one.state) if one.state else "",
        Head.QUOTE: decision.quote if decision else "",
        Head.PLACE: "\n".join(dict.fromkeys(item.place for item in one.items if item.place)),
        Head.REASONS: " ".join(one.reasons),
    }  # fmt: skip
    return {head: Cell(value) for head, value in values.items()}


def _sheet(grid: Grid, block: Block, looks: tuple[ColumnLook, ...]) -> Sheet:
    return Sheet(
        grid.title, tuple(grid.rows), looks, tuple(grid.tables), freeze=(block.heading + 1, 0),
        repeat=(block.heading, block.heading),
    )  # fmt: skip
