"""Formats for sums and days where the template gives none that shows them.

    styles = Styles.of(workbook, Unit.TKR)
    styles.show_money(cell)     # keeps font, colour, border; only how a number is shown is added

In thousands or millions every sum gets the format that shows it so; the cell keeps every öre.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

from reports.spec import Unit
from reports.templates.package import MAIN, Element
from reports.templates.workbook import TemplateBook

_GENERAL = "0"
_TEXT = "49"
_FIRST_OWN = 164  # number formats below it are Excel's own
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


@dataclass(slots=True)
class Styles:
    """The formats of the workbook, and those added to it."""

    root: Element
    unit: Unit
    epoch: date
    _made: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, workbook: TemplateBook, unit: Unit) -> Styles:
        """Those of a template."""
        package = workbook.package
        parts = [one.target for one in package.related(package.main) if one.kind == "styles"]
        settings = workbook.main.find(f"{MAIN}workbookPr")
        since_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
        root = package.tree(parts[0]) if parts else None
        return cls(root, unit, _EPOCH_1904 if since_1904 else _EPOCH)

    def day_number(self, day: date) -> int:
        """A day as the workbook counts them."""
        return (day - self.epoch).days

    def show_money(self, cell: Element) -> None:
        """Kronor with öre where the cell has no format of numbers; else as the unit is."""
        if self.unit.power:
            self._show(cell, "#,##0.0" + "," * (self.unit.power // 3))
        elif self._number_format(cell) in {_GENERAL, _TEXT}:
            self._show(cell, "#,##0.00")

    def show_day(self, cell: Element) -> None:
        """A day as a day, where the cell has no format."""
        if self._number_format(cell) in {_GENERAL, _TEXT}:
            self._show(cell, "yyyy-mm-dd")

    def _number_format(self, cell: Element) -> str:
        formats = self._formats
        number = int(cell.get("s") or 0)
        if formats is None or number >= len(formats):
            return _GENERAL
        return formats[number].get("numFmtId") or _GENERAL

    @property
    def _formats(self) -> Element | None:
        return None if self.root is None else self.root.find(f"{MAIN}cellXfs")

    def _show(self, cell: Element, code: str) -> None:
        formats = self._formats
        before = cell.get("s") or "0"
        if formats is None or int(before) >= len(formats):
            return
        if (before, code) not in self._made:
            one = deepcopy(formats[int(before)])
            one.set("numFmtId", self._id_of(code))
            one.set("applyNumberFormat", "1")
            formats.append(one)
            formats.set("count", str(len(formats)))
            self._made[before, code] = str(len(formats) - 1)
            self._made[self._made[before, code], code] = self._made[before, code]
        cell.set("s", self._made[before, code])

    def _id_of(self, code: str) -> str:
        listed = self.root.find(f"{MAIN}numFmts")
        if listed is None:
            listed = self.root.makeelement(f"{MAIN}numFmts")
            self.root.insert(0, listed)
        for one in listed:
            if one.get("formatCode") == code:
                return str(one.get("numFmtId"))
        number = max([_FIRST_OWN - 1, *(int(one.get("numFmtId")) for one in listed)]) + 1
        listed.append(
            listed.makeelement(f"{MAIN}numFmt", {"numFmtId": str(number), "formatCode": code})
        )
        listed.set("count", str(len(listed)))
        return str(number)
