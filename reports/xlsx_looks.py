"""How each look of a cell is drawn in Excel: fonts, borders, number formats.

One format object per combination, made when first needed: Excel has a limit, and files stay small.
Red is only ever a second sign: a minus stands before every negative sum, and a check that fails
says so in words in the cell beside it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.money import Money
from reports.book import RUNS_OVER, Cell, Look
from reports.spec import Unit

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

KRONOR = "#,##0.00"  # shown as `# ##0,00` in Swedish Excel
MONEY = f"{KRONOR};[Red]-{KRONOR}"
LINE_MONEY = f'{MONEY};"–"'  # on a line a dash says "nothing", so that the sums stand out
WHOLE = "0"
DAY = "yyyy-mm-dd"
TEXT = "@"  # what is typed stays text
GENERAL = "General"

GREY, PALE, LINE, BLUE = "#595959", "#F2F2F2", "#A6A6A6", "#0563C1"

_DRAWN: dict[Look, dict[str, Any]] = {
    Look.PLAIN: {},
    Look.TITLE: {"bold": True, "font_size": 16},
    Look.SECTION: {"bold": True, "font_size": 12},
    Look.NOTE: {"font_color": GREY},
    Look.HEADING: {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#D9E2EC",
                   "bottom": 1, "font_color": "black"},
    Look.FIGURES: {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#D9E2EC",
                   "bottom": 1, "font_color": "black", "align": "right", "indent": 1},
    Look.TOTAL: {"bold": True, "top": 1, "bottom": 6},
    Look.CHECK: {"bold": True, "border": 1, "border_color": LINE},
    Look.STATUS: {"bold": True},
    Look.INPUT: {"locked": False, "border": 1, "border_color": LINE, "bg_color": "#FFFFF0"},
    Look.INPUT_AMOUNT: {"locked": False, "border": 1, "border_color": LINE,
                        "bg_color": "#FFFFF0", "num_format": MONEY},
    Look.LOCKED: {"bg_color": PALE, "border": 1, "border_color": LINE},
}  # fmt: skip

_Key = tuple[Look, str, bool, bool]
_FORMULA_SIGNS = {"=", "+", "-", "@"}


class Looks:
    """The formats of one workbook."""

    def __init__(self, workbook: Workbook, unit: Unit = Unit.KR) -> None:
        self._workbook = workbook
        self._unit = unit
        self._made: dict[_Key, Format] = {}
        self.wrong = workbook.add_format(
            {"bg_color": "#C00000", "font_color": "white", "bold": True}
        )
        self.missing = workbook.add_format({"bg_color": "#FFC000"})
        self.marked = workbook.add_format({"bold": True, "underline": True})

    def of(self, cell: Cell) -> Format:
        """The format of a cell: its look, what kind of value it has, whether it is a link."""
        like_formula = isinstance(cell.value, str) and cell.value[:1] in _FORMULA_SIGNS
        key = (cell.look, _number_format(cell), cell.link is not None, like_formula)
        if key not in self._made:
            self._made[key] = self._workbook.add_format(self._in_unit(_drawing(*key)))
        return self._made[key]

    def _in_unit(self, drawing: dict[str, Any]) -> dict[str, Any]:
        """Thousands and millions are shown by the number's format: the cell keeps every öre."""
        if not self._unit.power:
            return drawing
        shown = "#,##0.0" + "," * (self._unit.power // 3)
        return drawing | {"num_format": drawing["num_format"].replace(KRONOR, shown)}


def _drawing(look: Look, number_format: str, linked: bool, like_formula: bool) -> dict[str, Any]:
    drawing: dict[str, Any] = {"valign": "top", "num_format": number_format} | _DRAWN[look]
    if number_format in {TEXT, GENERAL} and look not in RUNS_OVER:
        drawing["text_wrap"] = True
    if number_format in {MONEY, LINE_MONEY} or look is Look.CHECK:
        drawing |= {"align": "right", "indent": 1}
    elif number_format in {WHOLE, DAY}:
        drawing["align"] = "left"
    if like_formula:  # stays text when the cell is edited
        drawing["quote_prefix"] = True
    if linked:
        drawing |= {"font_color": BLUE, "underline": 1}
    return drawing


def _number_format(cell: Cell) -> str:
    if isinstance(cell.value, Money):
        return LINE_MONEY if cell.look is Look.PLAIN else MONEY
    if isinstance(cell.value, date):
        return DAY
    if isinstance(cell.value, int):
        return WHOLE
    # Not for all text: longer text than 255 characters shows as ##### in a cell of that format.
    return TEXT if cell.look is Look.INPUT else GENERAL
