"""A workbook as the parts of its zip: what is not asked for is written again byte for byte.

    package = Package.read(Path("MALL.xlsx"))
    package.tree("xl/workbook.xml")         # parsed once; what is changed in it is written
    package.related("xl/workbook.xml")      # the parts it leads to
    package.content()                       # the same parts always give the same bytes

A program that reads a workbook into objects of its own and writes it anew drops what it has no
object for: pictures, shapes, slicers, macros. Here they are never opened.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from ledger.errors import UnreadableFile
from ledger.messages import _

Element = Any  # of lxml

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CONTENT_TYPES = "[Content_Types].xml"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
MOST_BYTES = 200 * 2**20  # unpacked


class Relation(NamedTuple):
    """Where a part leads to."""

    id: str
    kind: str  # the last word of its type: "worksheet", "drawing"
    target: str  # a part's name; "" for what lies outside the workbook


@dataclass(slots=True)
class Package:
    """The parts of a workbook by name, and those that have been parsed."""

    place: str
    parts: dict[str, bytes]
    trees: dict[str, Element] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Package:
        """Open a workbook. Raises UnreadableFile, OSError."""
        content = path.read_bytes()
        try:
            with zipfile.ZipFile(BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                    raise _unreadable(str(path), _("It unpacks to more than a template can be."))
                parts = {name: packed.read(name) for name in packed.namelist()}
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            raise _unreadable(str(path), _("It cannot be opened as a workbook.")) from error
        package = cls(str(path), parts)
        if _CONTENT_TYPES not in parts or not package.main:
            raise _unreadable(str(path), _("It cannot be opened as a workbook."))
        return package

    @property
    def main(self) -> str:
        """The part that lists the sheets."""
        found = [one.target for one in self.related("") if one.kind == "officeDocument"]
        return found[0] if found and found[0] in self.parts else ""

    def tree(self, name: str) -> Element:
        """A part, parsed. Raises UnreadableFile."""
        from lxml import etree

        if name not in self.trees:
            content = self.parts.get(name)
            if content is None or b"<!DOCTYPE" in content[:1000]:
                raise _unreadable(self.place, _("It cannot be opened as a workbook."))
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            try:
                self.trees[name] = etree.fromstring(content, parser)
            except etree.XMLSyntaxError as error:
                why = _("It cannot be opened as a workbook.")
                raise _unreadable(self.place, why) from error
        return self.trees[name]

    def related(self, name: str) -> list[Relation]:
        """The parts that a part leads to."""
        rels = relations_of(name)
        if rels not in self.parts and rels not in self.trees:
            return []
        folder = posixpath.dirname(name)
        return [
            Relation(
                one.get("Id"),
                one.get("Type").rpartition("/")[2],
                ""
                if one.get("TargetMode") == "External"
                else posixpath.normpath(posixpath.join("/", folder, one.get("Target"))).lstrip("/"),
            )
            for one in self.tree(rels).iter(f"{_RELS}Relationship")
        ]

    def relate(self, name: str, kind: str, target: str) -> str:
        """Let a part lead to another; gives the relation's id."""
        from lxml import etree

        rels = relations_of(name)
        if rels not in self.parts:
            self.parts[rels] = f'<Relationships xmlns="{_RELS[1:-1]}"/>'.encode()
        tree = self.tree(rels)
        taken = {one.get("Id") for one in tree}
        id_ = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        one = etree.SubElement(tree, f"{_RELS}Relationship")
        one.attrib.update({"Id": id_, "Type": _DOCUMENT + kind, "Target": f"/{target}"})
        return id_

    def add(self, name: str, content: bytes, type_: str) -> None:
        """A new part of a content type."""
        from lxml import etree

        self.parts[name] = content
        one = etree.SubElement(self.tree(_CONTENT_TYPES), f"{_TYPES}Override")
        one.attrib.update({"PartName": f"/{name}", "ContentType": type_})

    def drop(self, name: str) -> None:
        """A part no more, nor what leads to it from the main part."""
        self.parts.pop(name, None)
        self.trees.pop(name, None)
        for tree, attribute in ((_CONTENT_TYPES, "PartName"), (relations_of(self.main), "Target")):
            for one in list(self.tree(tree)):
                if (one.get(attribute) or "").endswith(name.rpartition("/")[2]):
                    one.getparent().remove(one)

    def type_of(self, name: str) -> str | None:
        """The content type said of this very part."""
        for one in self.tree(_CONTENT_TYPES).iter(f"{_TYPES}Override"):
            if one.get("PartName") == f"/{name}":
                return str(one.get("ContentType"))
        return None

    def set_type(self, name: str, type_: str) -> None:
        """Say another content type of a part."""
        for one in self.tree(_CONTENT_TYPES).iter(f"{_TYPES}Override"):
            if one.get("PartName") == f"/{name}":
                one.set("ContentType", type_)

    def copy(self, name: str) -> str:
        """A copy of a part and of what it leads to (pictures are shared); gives its name."""
        from lxml import etree

        content = etree.tostring(self.tree(name)) if name in self.trees else self.parts[name]
        copied = self._free(name)
        type_ = self.type_of(name)
        if type_ is None:
            self.parts[copied] = content
        else:
            self.add(copied, content, type_)
        if (rels := relations_of(name)) in self.parts:
            self.parts[relations_of(copied)] = etree.tostring(self.tree(rels))
            there = {one.id: one.target for one in self.related(name)}
            for one in self.tree(relations_of(copied)):
                target = there.get(one.get("Id"))
                if target and "/media/" not in f"/{target}" and target in self.parts:
                    one.set("Target", f"/{self.copy(target)}")
                elif target:
                    one.set("Target", f"/{target}")
        return copied

    def content(self) -> bytes:
        """The workbook as the content of a file."""
        from lxml import etree

        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in self.parts.items():
                if name in self.trees:
                    content = etree.tostring(  # noqa: PLW2901
                        self.trees[name], xml_declaration=True, encoding="UTF-8", standalone=True
                    )
                info = zipfile.ZipInfo(name, _ZIP_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                packed.writestr(info, content)
        return buffer.getvalue()

    def _free(self, name: str) -> str:
        stem, ending = posixpath.splitext(name)
        stem = re.sub(r"\d+$", "", stem)
        return next(
            free for n in range(1, len(self.parts) + 2)
            if (free := f"{stem}{n}{ending}") not in self.parts
        )  # fmt: skip


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Parts that are not as any program writes them, as a sentence. Raises UnreadableFile."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        why = _("Something in it is not as a workbook has it.")
        raise _unreadable(str(path), why) from error


def relations_of(name: str) -> str:
    """The part that says where a part leads."""
    folder, _slash, last = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{last}.rels")


def _unreadable(place: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        why,
        place=place,
        next_step=_("Save it as an Excel workbook (.xlsx) without a password, and try again."),
    )
