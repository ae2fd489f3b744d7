"""Sammanställning, all bodies and funds on one page, and Vem betalar vem.

    overview = overview_sheet(frame)
    who_pays = who_pays_sheet(frame, places)

Vem betalar vem answers the question the workbook is opened for: who owes whom what, based on which
decision. Corrections are counted in; a debt that has been corrected away is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from ledger.columns import Column
from ledger.messages import N_
from ledger.money import Money
from ledger.terms import EntryKind
from reports.book import (
    Cell,
    ColumnLook,
    Highlight,
    Link,
    Look,
    Row,
    Sheet,
)
from reports.figures import EntryFact, LineFact
from reports.labels import Label
from reports.layout import Block, Grid, swedish_order, total_of
from reports.year_charts import PerBody
from reports.year_control import STATUS_ROW, Outcome
from reports.year_decisions import Place, decision_link
from reports.year_frame import YearFrame
from reports.year_lines import LineSums

_FIRST_SUM = 2  # after body and fund
_WHO_PAYS_HEADINGS = (
    Label.PAYER, Label.PAYEE, Label.FUND, Label.AMOUNT, Label.ENTRY, Label.DECIDED_BY,
    Label.MEETING_DATE, Label.DECISION,
)  # fmt: skip


class Laid(NamedTuple):
    """A sheet being laid out, and where its first table stands."""

    grid: Grid
    block: Block
    per_body: PerBody | None = None


def overview(frame: YearFrame) -> Laid:
    """Sammanställning: all lines, then claims and debts per body."""
    grid = Grid(frame.titles.overview)
    frame.heading(grid, frame.word(Label.OVERVIEW))
    grid.gap()  # STATUS_ROW
    waiting = len(frame.facts.follow_ups)
    if waiting:
        text = frame.say(
            N_("Decisions that wait for somebody: {number}. See the sheet {sheet}."),
            number=waiting, sheet=frame.titles.follow_up,
        )  # fmt: skip
        grid.add(Cell(text, Look.NOTE, link=Link(frame.titles.follow_up, 0)))
    if frame.facts.held_out:
        grid.say(_held_out(frame))
    grid.gap()
    sums = LineSums.of(frame.columns, _FIRST_SUM)
    comments = _Comments(frame)
    block = grid.table(
        "Sammanstallning_tabell",
        [*frame.words(Label.BODY, Label.FUND), *sums.headings(frame), *comments.headings],
        [
            [Cell(line.body), Cell(line.fund), *sums.cells(line, row), *comments.cells(line)]
            for row, line in enumerate(frame.facts.lines, start=grid.next_row + 1)
        ],
        totals=sums.places,
        total_word=frame.word(Label.TOTAL),
        when_empty=frame.say(N_("The book has no entries here for {year}."), year=frame.facts.year),
    )
    return Laid(grid, block, _claims_and_debts(frame, grid, block))


def _held_out(frame: YearFrame) -> str:
    """What the books say and is not counted, since entries may say the same."""
    held = frame.facts.held_out
    bodies = sorted({one.body for one in held}, key=swedish_order)
    return frame.say(
        N_("Booked {sum} kr is not counted until it is matched with the entries of: {bodies}."),
        sum=total_of(one.amount for one in held).kronor_text(frame.language),
        bodies=", ".join(bodies),
    )


class _Comments(NamedTuple):
    """Room for a comment on each line, beside what was written there the year before."""

    frame: YearFrame

    @property
    def headings(self) -> list[str]:
        if not self.frame.facts.lines:
            return []
        before = [Label.COMMENT_BEFORE] if self.frame.facts.comments else []
        return self.frame.words(Label.COMMENT, *before)

    def cells(self, line: LineFact) -> list[Cell]:
        kept = self.frame.facts.comments
        before = [Cell(kept.get((line.body, line.fund)))] if kept else []
        return [Cell(None, Look.INPUT), *before]


def overview_sheet(laid: Laid, outcome: Outcome) -> Sheet:
    """The finished sheet, saying near its top whether all checks hold."""
    rows = [*laid.grid.rows]
    rows[STATUS_ROW] = Row((outcome.status,))
    heading = laid.block.heading
    looks = (ColumnLook(least=24), ColumnLook(least=18), *[ColumnLook(least=15)] * 2)
    return Sheet(
        laid.grid.title, tuple(rows), looks, tuple(laid.grid.tables),
        highlights=(Highlight(0, STATUS_ROW, STATUS_ROW, outcome.fails, wrong=True),),
        freeze=(heading + 1, 2), repeat=(heading, heading),
    )  # fmt: skip


def who_pays(frame: YearFrame, places: Mapping[int, Place]) -> Laid:
    """Vem betalar vem: what is decided to be invoiced, per payer, payee and fund."""
    grid = Grid(frame.titles.who_pays)
    frame.heading(grid, frame.word(Label.WHO_PAYS))
    grid.say(frame.say(N_("What has been decided to be invoiced. The payee invoices the payer.")))
    grid.gap()
    block = grid.table(
        "Vem_betalar_vem_tabell",
        frame.words(*_WHO_PAYS_HEADINGS),
        [_owed_row(frame, owed, places) for owed in _owed(frame)],
        totals=(3,),
        total_word=frame.word(Label.TOTAL),
        when_empty=frame.say(N_("Nothing has been decided to be invoiced.")),
    )
    return Laid(grid, block)


def who_pays_sheet(laid: Laid) -> Sheet:
    """The finished sheet."""
    heading = laid.block.heading
    return Sheet(
        laid.grid.title, tuple(laid.grid.rows), (), tuple(laid.grid.tables),
        freeze=(heading + 1, 0), repeat=(heading, heading),
    )  # fmt: skip


def _owed(frame: YearFrame) -> list[list[EntryFact]]:
    """Entries of one debt together, largest debt first."""
    debts: dict[tuple[str, str, str], list[EntryFact]] = defaultdict(list)
    for entry in frame.facts.entries:
        if entry.kind is EntryKind.TO_INVOICE:
            debts[entry.payer, entry.payee, entry.fund].append(entry)
    standing = [group for group in debts.values() if _sum(group).ore]
    return sorted(standing, key=lambda group: (-_sum(group).ore, swedish_order(group[0].payer)))


def _sum(group: list[EntryFact]) -> Money:
    return total_of(entry.amount for entry in group)


def _owed_row(frame: YearFrame, group: list[EntryFact], places: Mapping[int, Place]) -> list[Cell]:
    first = group[0]
    stands = [e for e in group if e.amount.ore > 0 and not e.corrected_by] or group
    place = places.get(stands[-1].number)
    decision = place.decision if place else None
    return [
        Cell(first.payer),
        Cell(first.payee),
        Cell(first.fund),
        Cell(_sum(group)),
        Cell(", ".join(str(entry.number) for entry in group)),
        Cell((decision.forum if decision else None) or ""),
        Cell(decision.meeting_date if decision else None),
        decision_link(frame, place),
    ]


def _claims_and_debts(frame: YearFrame, grid: Grid, lines: Block) -> PerBody | None:
    """A table of claims and debts per body below the lines, largest first."""
    pair = (Column.TO_INVOICE_CLAIM, Column.TO_INVOICE_DEBT)
    bodies = _bodies_by_size(frame, pair)
    if not bodies:
        return None
    grid.gap()
    grid.say(frame.word(Label.PER_BODY), Look.SECTION)
    first = grid.next_row + 1
    rows = []
    for row, body in enumerate(bodies, start=first):
        sums = [_of_body(frame, lines, body, row, column) for column in pair]
        rows.append([Cell(body), Cell(frame.word(Label.ALL_FUNDS)), *sums])
    block = grid.table(
        "Per_part_tabell",
        frame.words(Label.BODY, Label.FUND, Label.CLAIM, Label.DEBT),
        rows,
        totals=(2, 3),
        total_word=frame.word(Label.TOTAL),
    )
    return PerBody(block, len(bodies))


def _bodies_by_size(frame: YearFrame, pair: tuple[Column, Column]) -> list[str]:
    sizes: dict[str, int] = defaultdict(int)
    for line in frame.facts.lines:
        sizes[line.body] += sum(abs(sum_.ore) for c in pair if (sum_ := line.columns.get(c)))
    with_any = [body for body, size in sizes.items() if size]
    return sorted(with_any, key=lambda body: (-sizes[body], swedish_order(body)))


def _of_body(frame: YearFrame, lines: Block, body: str, row: int, column: Column) -> Cell:
    of_body = [line for line in frame.facts.lines if line.body == body]
    value = total_of(line.columns.get(column) for line in of_body)
    if column not in frame.columns:
        return Cell(value)
    place = _FIRST_SUM + frame.columns.index(column)
    return Cell(value, formula=f"SUMPRODUCT(({lines.span(0)}=$A{row + 1})*{lines.span(place)})")
