"""The parts of a workbook that lie over its cells: rules for typing, print set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.book import Book, Choice, Sheet
from reports.plain_text import plain_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

A4 = 9
MAX_FOOT = 200
BROKEN_SCALE = 62  # per cent, of a sheet with page breaks of its own


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
    if sheet.breaks:  # Excel keeps to none where it fits the pages itself
        worksheet.set_print_scale(BROKEN_SCALE)
        worksheet.set_h_pagebreaks(list(sheet.breaks))
    else:
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
