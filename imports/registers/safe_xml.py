"""XML of other systems, read with nothing fetched, nothing expanded and nothing kept.

    for element, name in elements_of("fil.xml", content, {"Ntry"}): ...

A document type is refused outright: no invoice or statement needs one, and entities that grow or
reach for other files come in no other way. What has been looked at can be let go, so that memory
does not grow with the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ledger.errors import UnreadableFile
from ledger.messages import _

if TYPE_CHECKING:
    from lxml.etree import _Element

HEAD_BYTES = 16_384  # enough for the names of what it is, in two bytes a letter
DEEPEST = 100  # elements within elements
LONGEST_TAG = 2**20  # bytes
MOST_KEPT = 500_000  # elements in memory at a time
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?")


def elements_of(
    name: str, content: bytes, wanted: Collection[str], let_go: Collection[str] = ()
) -> Iterator[tuple[_Element, str]]:
    """The elements with these names as each is whole, with its name; those to `let_go` are emptied.

    Raises UnreadableFile.
    """
    from lxml import etree

    depth = kept = 0
    _refuse_long_tags(name, content)
    try:
        for _event, element in _events(content, huge_tree=False):
            _refuse_document_type(name, element)
            break  # past it nothing can grow: a text as long as an attachment is let through
        for event, element in _events(content, huge_tree=True):
            if event == "start":
                depth += 1
                kept += 1
                if depth > DEEPEST:
                    raise _refused(name, _("its elements are nested too deep"))
                if kept > MOST_KEPT:
                    raise _refused(name, _("it has more elements than any such file"))
                continue
            depth -= 1
            local = local_name(element)
            if local in wanted:
                yield element, local
            if local in let_go:
                kept -= sum(1 for _one in element.iter())
                _empty(element)
    except etree.XMLSyntaxError as error:
        reason = str(error.msg).split(", line", maxsplit=1)[0]
        where = _("line {line}: {reason}").format(line=error.lineno or 0, reason=reason)
        raise _refused(name, where) from None


def _events(content: bytes, *, huge_tree: bool) -> Iterator[Any]:
    from lxml import etree

    events: Any = etree.iterparse(
        BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=huge_tree, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    yield from events


def head_of(content: bytes) -> bytes:
    """The beginning of an XML file in plain letters, in whatever alphabet it is written."""
    head = content[:HEAD_BYTES]
    return head.replace(b"\x00", b"") if b"\x00" in head[:64] else head


def find_text(element: _Element, path: str) -> str | None:
    """The text at a path of local names below an element; None where there is none."""
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    said = (found.text or "").strip() if found is not None else ""
    return said or None


def find_day(element: _Element, path: str) -> str | None:
    """The ISO date at a path, of a date or a time; None where there is none, or none such."""
    match = _DAY.fullmatch(find_text(element, path) or "")
    try:
        return match and date.fromisoformat(match[1]).isoformat()
    except ValueError:
        return None


def find_decimal(element: _Element | None, path: str) -> Decimal | None:
    """The number at a path as XML writes decimals; None where there is none, or a larger one."""
    return decimal_of(find_text(element, path)) if element is not None else None


def decimal_of(said: str | None) -> Decimal | None:
    """A number as XML writes decimals; None of anything else, and of what no sum is as large as."""
    return Decimal(said) if said and _DECIMAL.fullmatch(said) else None


def ore_of(kronor: Decimal | None) -> int | None:
    """Whole öre; None for parts of one."""
    ore = None if kronor is None else kronor.scaleb(2)
    return int(ore) if ore is not None and ore % 1 == 0 else None


def local_name(element: _Element | None) -> str:
    """An element's name without its namespace; empty for none."""
    return "" if element is None else str(element.tag).rpartition("}")[2]


def line_of(element: _Element) -> int:
    """The line of the file where the element begins."""
    line: Any = element.sourceline
    return int(line or 0)


def _refuse_long_tags(name: str, content: bytes) -> None:
    """Raise UnreadableFile where a tag is as long as no tag is: its parts fill the memory."""
    at = 0
    while len(content) - at > LONGEST_TAG:
        last = content.rfind(b">", at, at + LONGEST_TAG)
        if last < 0:  # a long text, or a long tag
            opened = content.rfind(b"<", 0, at + LONGEST_TAG)
            if opened > content.rfind(b">", 0, at) and content[opened : opened + 2] != b"<!":
                line = content.count(b"\n", 0, opened) + 1
                what = _("line {line}: {reason}").format(line=line, reason=_("the tag is too long"))
                raise _refused(name, what)
            last = at + LONGEST_TAG - 1
        at = last + 1


def _refuse_document_type(name: str, root: _Element) -> None:
    document: Any = root.getroottree().docinfo
    if document.doctype:
        raise _refused(name, _("it has a document type, which these files never have"))


def _empty(element: _Element) -> None:
    """Let go of an element that has been looked at, and of those like it before."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        if local_name(before) != local_name(element):
            return
        parent.remove(before)


def _refused(name: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        _("This is not XML that can be read: {why}.").format(why=why),
        place=name,
        next_step=_("Fetch the file again from the system it comes from."),
    )
