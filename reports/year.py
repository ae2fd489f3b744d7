"""The yearly summary: one workbook per fund year, and the same figures for machines.

book = year_book(facts, "sv")           # Sammanställning … Kontroll, for Excel and text
year_content(facts)                     # for JSON
year_lines(facts, "sv")                 # the lines with every column, for CSV
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.columns import Column
from ledger.messages import _, ngettext
from reports.book import Book, Cell, Look, Row, Sheet
from reports.figures import EntryFact, LineFact, YearFacts
from reports.kinds import Report
from reports.labels import Label
from reports.layout import total_of
from reports.read_xlsx import comments_in, opened
from reports.spec import Spec, Unit
from reports.year_body import BodySheet, body_sheet
from reports.year_charts import charts_sheet
from reports.year_comparison import comparison_sheet
from reports.year_control import Blocks, control_sheet
from reports.year_decisions import Place, decisions_sheet, follow_up_sheet, places_of
from reports.year_frame import YearFrame
from reports.year_overview import overview, overview_sheet, who_pays, who_pays_sheet
from reports.year_terms import signing_sheet, terms_sheet

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _read(connection: Connection, spec: Spec) -> YearFacts:
    from reports.facts import year_facts

    assert spec.year is not None  # noqa: S101  the command asks for it
    facts = year_facts(
        connection, spec.year, body=spec.body, forum=spec.forum, moment=spec.moment(connection)
    )
    if spec.comments_from is None:
        return facts
    return replace(facts, comments=comments_in(opened(Path(spec.comments_from))))


def year_book(facts: YearFacts, language: str, unit: Unit = Unit.KR) -> Book:
    """The workbook of a fund year."""
    frame = YearFrame.of(facts, language, unit)
    decisions, decision_block = decisions_sheet(frame)
    places = places_of(facts.decisions, decision_block)
    first, owed = overview(frame), who_pays(frame, places)
    bodies = _body_sheets(frame, places)
    owed_sum = total_of(owed.grid.values(owed.block, 3))
    control, outcome = control_sheet(
        frame, Blocks(first.block, owed.block, owed_sum, decision_block, bodies)
    )
    return Book(
        title=f"{frame.word(Label.OVERVIEW)}, {frame.word(Label.FUND_YEAR)} {facts.year}",
        sheets=(
            overview_sheet(first, outcome),
            *([charts] if (charts := charts_sheet(frame, first.block, first.per_body)) else []),
            *([comparison] if (comparison := comparison_sheet(frame)) else []),
            who_pays_sheet(owed),
            *(body.sheet for body in bodies),
            decisions,
            follow_up_sheet(frame),
            *([terms] if (terms := terms_sheet(frame)) else []),
            signing_sheet(frame),
            control,
        ),
        foot=f"{frame.selection}. {frame.as_of}",
        program=facts.book.program,
    )


def year_content(facts: YearFacts) -> dict[str, object]:
    """The figures as JSON has them: every column of every line, null where nobody stated it."""
    return {
        "fund_year": facts.year,
        "up_to_entry": facts.book.up_to_entry,
        "head": facts.book.head,
        **({"as_of": facts.book.as_of.isoformat()} if facts.book.as_of else {}),
        "lines": [
            {
                "body": line.body,
                "fund": line.fund,
                "columns": {column.value: line.columns.get(column) for column in Column},
            }
            for line in facts.lines
        ],
    }


def year_lines(facts: YearFacts, language: str) -> Book:
    """The lines alone, with every column whether in use or not: the same shape every year."""
    labels = (Label.YEAR, Label.BODY, Label.FUND, *Column)
    heading = Row(tuple(Cell(label.label(language), Look.HEADING) for label in labels))
    rows = [
        Row((Cell(facts.year), Cell(line.body), Cell(line.fund), *_sums(line)))
        for line in facts.lines
    ]
    title = Label.OVERVIEW.label(language)
    return Book(title, (Sheet(title, (heading, *rows)),))


def _sums(line: LineFact) -> list[Cell]:
    return [Cell(line.columns.get(column)) for column in Column]


def _body_sheets(frame: YearFrame, places: Mapping[int, Place]) -> list[BodySheet]:
    lines: dict[str, list[LineFact]] = defaultdict(list)
    posted: dict[str, list[EntryFact]] = defaultdict(list)
    for line in frame.facts.lines:
        lines[line.body].append(line)
    for entry in frame.facts.entries:
        for body in {entry.payer, entry.payee}:
            posted[body].append(entry)
    return [
        body_sheet(frame, body, number, lines[body], posted[body], places)
        for number, body in enumerate(frame.titles.body, start=1)
    ]


def _summary(facts: YearFacts, file: str) -> str:
    """What a file of this report holds, in a line."""
    if not facts.entries:
        return _("{file}: the book has no entries here for {year}.").format(
            file=file, year=facts.year
        )
    bodies = len({line.body for line in facts.lines})
    parts = [
        ngettext("{number} body", "{number} bodies", bodies).format(number=bodies),
        ngettext("{number} entry", "{number} entries", len(facts.entries)).format(
            number=len(facts.entries)
        ),
    ]
    waiting = len(facts.follow_ups)
    if waiting:
        parts.append(
            ngettext("{number} decision to follow up", "{number} decisions to follow up",
                     waiting).format(number=waiting)
        )  # fmt: skip
    return f"{file}: {', '.join(parts)}."


REPORT = Report(
    read=_read,
    book=lambda facts, spec: year_book(facts, spec.language, spec.unit),
    content=year_content,
    lines=lambda facts, spec: year_lines(facts, spec.language),
    summary=_summary,
    entries=lambda facts: facts.entries,
    bodies=lambda facts: list(dict.fromkeys(line.body for line in facts.lines)),
)
