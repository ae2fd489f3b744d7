"""Om filen: what a workbook was made from, and the files its figures rest on.

about(frame, grid, book, selection)
sources(frame, grid, decisions)
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.messages import N_
from reports.book import Cell, Look
from reports.figures import BookFacts, DecisionFact
from reports.labels import Label
from reports.layout import Grid
from reports.worded import Worded


def about(frame: Worded, grid: Grid, book: BookFacts, selection: str) -> None:
    """Which part of which book, and as of when."""
    grid.gap()
    grid.say(frame.word(Label.ABOUT), Look.SECTION)
    for label, value in (
        (Label.SELECTION, selection),
        (Label.UP_TO, str(book.up_to_entry)),
        (Label.HEAD, book.head),
        (Label.BOOK, book.book_id),
        (Label.PROGRAM, book.program),
        (Label.LAST_EVENT, book.at[:16].replace("T", " ")),
    ):
        grid.add(Cell(frame.word(label)), Cell(value, Look.NOTE))
    grid.gap()


def sources(frame: Worded, grid: Grid, decisions: Iterable[DecisionFact]) -> None:
    """The files that the sheets rest on, each by the hash of its bytes."""
    grid.say(frame.word(Label.SOURCES), Look.SECTION)
    files = {decision.sha256: decision for decision in decisions if decision.sha256}
    grid.table(
        "Underlag_tabell",
        frame.words(Label.FILE, Label.MEETING_DATE, Label.FORUM, Label.SHA256),
        [
            [Cell(d.file or ""), Cell(d.meeting_date), Cell(d.forum or ""), Cell(d.sha256)]
            for d in files.values()
        ],
        when_empty=frame.say(N_("No files.")),
    )
