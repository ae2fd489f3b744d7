"""Native charts of Excel, legible in black and white.

Series are told apart by pattern and by kind of line, not by colour: so are board papers printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.book import Chart, ChartKind, Series, SeriesLook
from reports.spec import Unit

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

BAR_HEIGHT, CHART_MARGIN, CHART_WIDTH, CHART_HEIGHT = 44, 140, 900, 420

_TYPES: dict[ChartKind, dict[str, str]] = {
    ChartKind.BARS: {"type": "bar"},
    ChartKind.STACK: {"type": "column", "subtype": "stacked"},
    ChartKind.LINES: {"type": "line"},
}
_DARK, _GREY, _PALE = "#1F4E79", "#7F7F7F", "#BFBFBF"


def _pattern(name: str, color: str) -> dict[str, Any]:
    return {"pattern": {"pattern": name, "fg_color": color, "bg_color": "white"}}


_AREAS: dict[SeriesLook, dict[str, Any]] = {
    SeriesLook.FIRST: {"fill": {"color": _DARK}},
    SeriesLook.SECOND: _pattern("wide_upward_diagonal", _GREY),
    SeriesLook.THIRD: _pattern("percent_50", _GREY),
    SeriesLook.FOURTH: {"fill": {"color": _PALE}},
    SeriesLook.FIFTH: _pattern("wide_downward_diagonal", _DARK),
}
_AREAS |= {
    SeriesLook.SECOND_AGAIN: _AREAS[SeriesLook.SECOND],
    SeriesLook.THIRD_AGAIN: _AREAS[SeriesLook.THIRD],
}
_LINES: dict[SeriesLook, tuple[str, str]] = {
    SeriesLook.FIRST: ("solid", "circle"),
    SeriesLook.SECOND: ("dash", "square"),
    SeriesLook.THIRD: ("dash_dot", "diamond"),
    SeriesLook.FOURTH: ("round_dot", "triangle"),
    SeriesLook.FIFTH: ("long_dash_dot_dot", "x"),
}
_UNNAMED = {SeriesLook.HIDDEN, SeriesLook.SECOND_AGAIN, SeriesLook.THIRD_AGAIN}


def insert_chart(workbook: Workbook, worksheet: Worksheet, spec: Chart, unit: Unit) -> None:
    """Put a chart on the sheet; its axis is in the unit of the book."""
    chart: Any = workbook.add_chart(_TYPES[spec.kind])
    for series in spec.series:
        chart.add_series(
            {
                "name": series.name,
                "categories": f"={spec.categories}",
                "values": f"={series.values}",
                **_drawn(spec.kind, series),
            }
        )
    chart.set_title({"name": spec.title, "name_font": {"size": 12}, "overlay": False})
    sums = {
        "num_format": "#,##0" + "," * (unit.power // 3),
        "name": unit.value,
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
    }
    if spec.kind is ChartKind.BARS:
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis(sums | {"label_position": "high"})
    else:
        chart.set_x_axis({"num_font": {"size": 9}, "label_position": "low"})
        chart.set_y_axis(sums)
    unnamed = [n for n, series in enumerate(spec.series) if series.look in _UNNAMED]
    chart.set_legend({"position": "bottom", "delete_series": unnamed})
    height = CHART_MARGIN + BAR_HEIGHT * spec.items
    chart.set_size(
        {"width": CHART_WIDTH, "height": height if spec.kind is ChartKind.BARS else CHART_HEIGHT}
    )
    worksheet.insert_chart(spec.row, 0, chart, {"description": spec.title})


def _drawn(kind: ChartKind, series: Series) -> dict[str, Any]:
    if series.look is SeriesLook.HIDDEN:
        return {"fill": {"none": True}, "border": {"none": True}}
    if kind is ChartKind.LINES:
        dash, marker = _LINES[series.look]
        return {
            "line": {"color": "black", "width": 1.75, "dash_type": dash},
            "marker": {"type": marker, "size": 6, "fill": {"color": "white"},
                       "border": {"color": "black"}},
        }  # fmt: skip
    return {"gap": 60, "border": {"color": "black"}, **_AREAS[series.look]}
