"""Rows made room for: everything in the workbook that stands on them, below them or refers to them.

make_room(workbook, sheet, Move(sheet.title, first=6, last=6, count=40))
"""

from __future__ import annotations

import re

from reports.book import a1
from reports.templates.moving import Move, moved, moved_area, moved_areas
from reports.templates.package import MAIN, Element, Package
from reports.templates.workbook import TemplateBook, TemplateSheet, column_of

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_FORMULAS = ("{*}f", "{*}formula", "{*}formula1", "{*}formula2", "{*}calculatedColumnFormula",
             "{*}totalsRowFormula")  # fmt: skip
_RULES = ("{*}conditionalFormatting", "{*}dataValidation", "{*}protectedRange", "{*}ignoredError")
_VML_ROW = re.compile(rb"(<x:Row>)(\d+)(</x:Row>)")
_VML_BOX = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")


def make_room(workbook: TemplateBook, sheet: TemplateSheet, move: Move) -> None:
    """Leave the first row of the move as it is, with room for the others below it."""
    _rows(sheet, move)
    _over_the_cells(sheet, move)
    for one in workbook.sheets:
        _formulas(one.root, one.title, move)
        for relation in workbook.package.related(one.part):
            if relation.kind == "table":
                tree = workbook.package.tree(relation.target)
                _formulas(tree, one.title, move)
                if one is sheet:
                    _refs(tree, move)
    _names(workbook, move)
    _hanging_on(workbook.package, sheet.part, move)
    _charts_and_pivots(workbook.package, move)


def _rows(sheet: TemplateSheet, move: Move) -> None:
    """The rows below get their new numbers; those between are taken away."""
    for row in list(sheet.data):
        number = int(row.get("r"))
        if move.first < number <= move.last:
            sheet.data.remove(row)
        elif number > move.last:
            row.set("r", str(move.row(number)))
            for cell in row:
                cell.set("r", a1(move.row(number) - 1, column_of(cell.get("r"))))
    sheet.number_rows()


def _over_the_cells(sheet: TemplateSheet, move: Move) -> None:
    """Merged cells, links, rules, filters, page breaks."""
    root = sheet.root
    for one in root.findall(f"{MAIN}dimension"):
        root.remove(one)  # may be left out; programs work it out
    _merged(root, move)
    _links(root, move)
    for one in root.iter("{*}autoFilter", "{*}sortState", "{*}sortCondition", f"{MAIN}f"):
        if one.get("ref"):
            one.set("ref", moved_area(one.get("ref"), move))
    for one in root.iter(*_RULES):
        if one.get("sqref"):
            one.set("sqref", moved_areas(one.get("sqref"), move))
    for one in root.iter("{*}sqref"):
        one.text = moved_areas(one.text or "", move)
    for one in root.iterfind(f"{MAIN}rowBreaks/{MAIN}brk"):
        one.set("id", str(move.row(int(one.get("id")))))


def _links(root: Element, move: Move) -> None:
    """Links move with their cells; those of sample rows go with what the samples said."""
    for links in root.findall(f"{MAIN}hyperlinks"):
        for one in list(links):
            if _within(one.get("ref"), move):
                links.remove(one)
            else:
                one.set("ref", moved_area(one.get("ref"), move))
        if not len(links):
            root.remove(links)


def _merged(root: Element, move: Move) -> None:
    """Cells merged in the first row are merged in all of them."""
    for holder in root.findall(f"{MAIN}mergeCells"):
        for one in list(holder):
            ref = one.get("ref")
            top, bottom = (int(re.sub(r"\D", "", part)) for part in ref.split(":"))
            if top == bottom == move.first:
                for row in range(move.first + 1, move.new_last + 1):
                    holder.append(
                        one.makeelement(one.tag, {"ref": ref.replace(str(top), str(row))})
                    )
            elif move.first <= top and bottom <= move.last:
                holder.remove(one)
            else:
                one.set("ref", moved_area(ref, move))
        holder.attrib.pop("count", None)


def _within(ref: str, move: Move) -> bool:
    """Whether it stands on one of the rows that were there as samples."""
    return all(
        move.first <= int(re.sub(r"\D", "", part) or 0) <= move.last for part in ref.split(":")
    )


def _refs(table: Element, move: Move) -> None:
    for one in table.iter("{*}table", "{*}autoFilter", "{*}sortState", "{*}sortCondition"):
        if one.get("ref"):
            one.set("ref", moved_area(one.get("ref"), move))


def _formulas(root: Element, sheet: str, move: Move) -> None:
    for one in root.iter(*_FORMULAS):
        if one.text:
            one.text = moved(one.text, sheet, move)


def _names(workbook: TemplateBook, move: Move) -> None:
    for one in workbook.main.iter(f"{MAIN}definedName"):
        one.text = moved(one.text or "", "", move)


def _hanging_on(package: Package, part: str, move: Move) -> None:
    """Pictures, charts and comments stay beside the cells they were put at."""
    for relation in package.related(part):
        if relation.kind == "drawing":
            for anchor in package.tree(relation.target):
                _anchor(anchor, move)
        elif relation.kind == "comments":
            for one in package.tree(relation.target).iter(f"{MAIN}comment"):
                one.set("ref", moved_area(one.get("ref"), move))
        elif relation.kind == "vmlDrawing" and relation.target in package.parts:
            package.parts[relation.target] = _vml(package.parts[relation.target], move)


def _anchor(anchor: Element, move: Move) -> None:
    first, last = (anchor.find(f"{_DRAWING}{end}/{_DRAWING}row") for end in ("from", "to"))
    if first is None:
        return
    top = int(first.text)
    shift = move.row(top + 1) - 1 - top
    first.text = str(top + shift)
    if last is not None:
        bottom = int(last.text)
        keeps_size = anchor.get("editAs") in {"oneCell", "absolute"}
        last.text = str(bottom + shift if keeps_size else move.row(bottom + 1) - 1)


def _vml(content: bytes, move: Move) -> bytes:
    def row(found: re.Match[bytes]) -> bytes:
        return found[1] + str(move.row(int(found[2]) + 1) - 1).encode() + found[3]

    def box(found: re.Match[bytes]) -> bytes:
        places = [part.strip() for part in found[2].split(b",")]
        if len(places) != 8:
            return found[0]
        shift = move.row(int(places[2]) + 1) - 1 - int(places[2])
        for at in (2, 6):
            places[at] = str(int(places[at]) + shift).encode()
        return found[1] + b", ".join(places) + found[3]

    return _VML_BOX.sub(box, _VML_ROW.sub(row, content))


def _charts_and_pivots(package: Package, move: Move) -> None:
    for name in list(package.parts):
        if name.startswith("xl/charts/chart") and name.endswith(".xml"):
            _chart(package.tree(name), move)
        elif name.startswith("xl/pivotCache/pivotCacheDefinition") and name.endswith(".xml"):
            _pivot(package.tree(name), move)


def _chart(root: Element, move: Move) -> None:
    """A chart draws what is there now, not what it remembers."""
    for one in root.iter("{*}f"):
        before = one.text or ""
        one.text = moved(before, "", move, widen=True)
        if one.text != before:
            for kept in list(one.getparent()):
                if kept.tag.endswith(("numCache", "strCache")):
                    one.getparent().remove(kept)


def _pivot(root: Element, move: Move) -> None:
    root.set("refreshOnLoad", "1")
    for one in root.iter(f"{MAIN}worksheetSource"):
        if one.get("ref") and (one.get("sheet") or "").casefold() == move.sheet.casefold():
            one.set("ref", moved_area(one.get("ref"), move))
