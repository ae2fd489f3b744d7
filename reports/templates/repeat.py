"""The sheet that is marked `{{part}}`, once for each body: cells, tables, charts, names and all.

repeat(workbook, sheet, ["Borgholms kommun", "Region Kalmar län"])
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from reports.book import sheet_titles
from reports.plain_text import plain_text
from reports.templates.marks import PLACEHOLDER
from reports.templates.moving import refers_to, renamed
from reports.templates.package import MAIN, RELATION, Element
from reports.templates.workbook import TemplateBook, TemplateSheet


def repeat(workbook: TemplateBook, sheet: TemplateSheet, bodies: Sequence[str]) -> None:
    """Put a copy for each body in the place of the marked sheet; the first takes its place."""
    place = workbook.titles.index(sheet.title)
    others = [title for title in workbook.titles if title != sheet.title]
    wanted = [_title(sheet.title, body) for body in bodies]
    titles = sheet_titles(wanted, others)
    parts = [sheet.part, *(workbook.package.copy(sheet.part) for _more in bodies[1:])]
    _list_sheets(workbook, place, parts, titles)
    copies = [
        TemplateSheet(title, part, workbook.package.tree(part), sheet.strings, body)
        for title, part, body in zip(titles, parts, bodies, strict=True)
    ]
    at = workbook.sheets.index(sheet)
    workbook.sheets[at : at + 1] = copies
    _give_names(workbook, sheet.title, place, titles)
    for copy in reversed(copies):  # so that the first keeps the names of the tables
        _rename_within(workbook, copy, sheet.title)


def _title(marked: str, body: str) -> str:
    return PLACEHOLDER.sub(lambda _found: plain_text(body), marked)


def _list_sheets(
    workbook: TemplateBook, place: int, parts: Sequence[str], titles: Sequence[str]
) -> None:
    listed = workbook.main.find(f"{MAIN}sheets")
    first = listed[place]
    ids = [int(one.get("sheetId")) for one in listed]
    for number, (part, title) in enumerate(zip(parts, titles, strict=True)):
        one = first
        if number:
            one = deepcopy(first)
            one.set("sheetId", str(max(ids) + number))
            id_ = workbook.package.relate(workbook.package.main, "worksheet", part)
            one.set(f"{RELATION}id", id_)
            listed.insert(place + number, one)
            for view in workbook.package.tree(part).iter(f"{MAIN}sheetView"):
                view.attrib.pop("tabSelected", None)
        one.set("name", title)
    for view in workbook.main.iter(f"{MAIN}workbookView"):
        for said in ("activeTab", "firstSheet"):
            if int(view.get(said) or 0) > place:
                view.set(said, str(int(view.get(said)) + len(parts) - 1))


def _give_names(workbook: TemplateBook, old: str, place: int, titles: Sequence[str]) -> None:
    """Names of cells on the sheet become each copy's own; those after it count one sheet more."""
    names = workbook.main.find(f"{MAIN}definedNames")
    for one in [] if names is None else list(names):
        local = int(one.get("localSheetId") or -1) if one.get("localSheetId") else -1
        if local > place:
            one.set("localSheetId", str(local + len(titles) - 1))
        if local == place or (local < 0 and refers_to(one.text or "", old)):
            for number, title in enumerate(titles):
                copy = deepcopy(one)
                copy.set("localSheetId", str(place + number))
                copy.text = renamed(one.text or "", old, title, {})
                one.addprevious(copy)
            names.remove(one)


def _rename_within(workbook: TemplateBook, copy: TemplateSheet, old: str) -> None:
    """What refers to the sheet itself, and tables that must have names of their own."""
    tables = {}
    taken = [_folded(table.name) for table in workbook.tables()]
    for table in workbook.tables():
        if table.area.sheet == copy.title and taken.count(_folded(table.name)) > 1:
            tree = workbook.package.tree(table.part)
            new = next(f"{table.name}_{n}" for n in range(2, len(taken) + 3)
                       if _folded(f"{table.name}_{n}") not in taken)  # fmt: skip
            taken = [*taken, _folded(new)]
            taken.remove(_folded(table.name))
            tables[_folded(table.name)] = new
            tree.set("name", new)
            tree.set("displayName", new)
            tree.set("id", str(_free_id(workbook, tree)))
    for root in _roots(workbook, copy.part):
        for one in root.iter("{*}f", "{*}formula", "{*}formula1", "{*}formula2",
                             "{*}calculatedColumnFormula", "{*}totalsRowFormula"):  # fmt: skip
            if one.text:
                one.text = renamed(one.text, old, copy.title, tables)
        for link in root.iter(f"{MAIN}hyperlink"):
            if link.get("location"):
                link.set("location", renamed(link.get("location"), old, copy.title, {}))


def _roots(workbook: TemplateBook, part: str) -> list[Element]:
    """A sheet and what it alone leads to, parsed."""
    found = [workbook.package.tree(part)]
    for one in workbook.package.related(part):
        if one.kind in {"drawing", "chart", "table"} and one.target:
            found += _roots(workbook, one.target)
    return found


def _free_id(workbook: TemplateBook, tree: Element) -> int:
    others = [workbook.package.tree(table.part) for table in workbook.tables()]
    return max(int(one.get("id")) for one in others if one is not tree) + 1


def _folded(name: str) -> str:
    return name.casefold()
