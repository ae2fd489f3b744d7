"""The parts of a workbook that lie over its cells: charts, rules for typing, print set-up.

Bars are told apart by pattern, not by colour: board papers are printed in black and white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.book import BarChart, Book, Choice, Sheet
from reports.plain_text import plain_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

A4 = 9
MAX_FOOT = 200
BAR_HEIGHT, CHART_MARGIN, CHART_WIDTH = 44, 140, 900

_BARS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#1F4E79"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#7F7F7F", "bg_color": "white"}},
)


def insert_bars(workbook: Workbook, worksheet: Worksheet, spec: BarChart) -> None:
    """Put a bar chart on the sheet."""
    chart: Any = workbook.add_chart({"type": "bar"})
    for number, series in enumerate(spec.series):
        chart.add_series(
            {
                "name": series.name,
                "categories": f"={spec.categories}",
                "values": f"={series.values}",
                "gap": 60,
                "border": {"color": "black"},
                **_BARS[number % len(_BARS)],
            }
        )
    chart.set_title({"name": spec.title, "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis(
        {
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            "label_position": "high",
        }
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_MARGIN + BAR_HEIGHT * spec.bars})
    worksheet.insert_chart(spec.row, 0, chart, {"description": spec.title})


def validation(choice: Choice) -> dict[str, Any]:
    """The rule for what may be typed into a cell, in the words of XlsxWriter."""
    rule: dict[str, Any] = {
        "input_title": choice.title[:32], "input_message": choice.advice[:255],
        "error_title": choice.title[:32], "error_message": choice.advice[:255],
    }  # fmt: skip
    if choice.kind in {"only", "known"}:
        listed = choice.source if isinstance(choice.source, str) else list(choice.source)
        rule |= {"validate": "list", "source": f"={listed}" if isinstance(listed, str) else listed}
        rule["error_type"] = "stop" if choice.kind == "only" else "warning"
        return rule
    if choice.kind == "any":
        return rule | {"validate": "any"}
    low, high = choice.limits or (-(10**13), 10**13)
    kind = "integer" if choice.kind == "whole" else "decimal"
    return rule | {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def print_set_up(worksheet: Worksheet, sheet: Sheet, book: Book) -> None:
    """Landscape, one page wide, headings on every page, what and which page in the foot."""
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    if sheet.repeat:
        worksheet.repeat_rows(*sheet.repeat)
    worksheet.set_footer(f"&L&8 {_foot_text(book.foot)}&C&8&A&R&8&P / &N")
    worksheet.hide_gridlines(2)


def _foot_text(text: str) -> str:
    """Text as page feet need it: an ampersand begins a code there, and the whole has a limit."""
    kept = plain_text(text)[:MAX_FOOT]
    while len(kept) + kept.count("&") > MAX_FOOT:
        kept = kept[:-1]
    return kept.replace("&", "&&")
