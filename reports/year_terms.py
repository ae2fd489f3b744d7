"""Villkor, the terms each fund was given on, and Intygande, where somebody answers for the figures.

terms_sheet(frame)          # None where nobody has said any terms
signing_sheet(frame)
"""

from __future__ import annotations

from ledger.messages import N_
from reports.book import Cell, ColumnLook, Look, Sheet
from reports.figures import TermsFact
from reports.labels import Label
from reports.layout import Grid
from reports.year_frame import YearFrame

_TERMS_HEADINGS = (
    Label.FUND, Label.GRANTOR, Label.AGREEMENT, Label.CARRY_OVER, Label.REQUISITION_BY,
    Label.USE_BY, Label.REPORT_BY, Label.CONDITIONS, Label.APPLIES_FROM, Label.ON_WORD,
)  # fmt: skip
_TO_SIGN = (Label.PLACE_AND_DAY, Label.NAME, Label.ROLE, Label.SIGNATURE)


def terms_sheet(frame: YearFrame) -> Sheet | None:
    """What holds for each fund of the year, and on whose word."""
    if not frame.facts.terms:
        return None
    grid = Grid(frame.titles.terms)
    frame.heading(grid, frame.word(Label.TERMS))
    grid.gap()
    block = grid.table(
        "Villkor_tabell",
        frame.words(*_TERMS_HEADINGS),
        [_row(frame, terms) for terms in frame.facts.terms],
    )
    return Sheet(
        grid.title, tuple(grid.rows), (ColumnLook(least=20),), tuple(grid.tables),
        freeze=(block.heading + 1, 1), repeat=(block.heading, block.heading),
    )  # fmt: skip


def _row(frame: YearFrame, terms: TermsFact) -> list[Cell]:
    carry = frame.word(terms.carry_over)
    if terms.carry_until:
        carry = f"{carry} {terms.carry_until.isoformat()}"
    return [
        Cell(terms.fund), Cell(terms.grantor), Cell(terms.agreement), Cell(carry),
        Cell(terms.requisition_by), Cell(terms.use_by), Cell(terms.report_by),
        Cell(terms.conditions), Cell(terms.applies_from), Cell(terms.on_word),
    ]  # fmt: skip


def signing_sheet(frame: YearFrame) -> Sheet:
    """What is signed, as of which entry, and room for who signs."""
    grid = Grid(frame.titles.signing)
    frame.heading(grid, frame.word(Label.SIGNING))
    grid.gap()
    grid.say(
        frame.say(
            N_("The figures of this file agree with the accounts of who signs and with the "
               "decisions they rest on."),
        )
    )  # fmt: skip
    grid.gap()
    for label in _TO_SIGN:
        grid.add(Cell(frame.word(label), Look.SECTION), Cell(None, Look.INPUT))
        grid.gap()
    return Sheet(grid.title, tuple(grid.rows), (ColumnLook(least=24), ColumnLook(least=44)),
                 repeat=(0, 1))  # fmt: skip
