"""An invoice as its rules see it: elements by local name, found by path; sums as exact decimals.

    invoice.text("AccountingSupplierParty/Party/EndpointID")
    invoice.sum_of("LegalMonetaryTotal/PayableAmount")

Made in one pass over the file's elements: some seventy rules ask of the same few of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from imports.registers.safe_xml import decimal_of
from ledger.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

Cent = Decimal("0.01")


class Broken(NamedTuple):
    """A rule that is broken: the line of the file, and what is wrong with the rule's number."""

    line: int
    what: str


@dataclass(slots=True)
class Node:
    """An element: its text, attributes and children by local name, and its line."""

    name: str
    said: str
    line: int
    attributes: Mapping[str, str]
    children: dict[str, list[Node]] = field(default_factory=dict)

    def all(self, path: str) -> list[Node]:
        """Every element at a path of local names."""
        found = [self]
        for name in path.split("/"):
            found = [child for one in found for child in one.children.get(name, ())]
        return found

    def first(self, path: str) -> Node | None:
        """The first element at a path."""
        found = self.all(path)
        return found[0] if found else None

    def text(self, path: str) -> str:
        """The text of the first element at a path; empty where there is none."""
        found = self.all(path)
        return found[0].said if found else ""

    def sum_of(self, path: str) -> Decimal | None:
        """The sum at a path; None where there is none, or it is no number."""
        return decimal_of(self.text(path))

    def sums_of(self, path: str) -> list[Decimal]:
        """The sums of every element at a path, those that are numbers."""
        return [one for node in self.all(path) if (one := decimal_of(node.said)) is not None]

    def walk(self) -> Iterator[Node]:
        """This element and everything in it."""
        yield self
        for of_name in self.children.values():
            for one in of_name:
                yield from one.walk()


def node_of(element: _Element) -> Node:
    """The invoice of a root element. The depth of the file has been checked by who read it."""
    line: object = element.sourceline
    node = Node(
        str(element.tag).rpartition("}")[2],
        (element.text or "").strip(),
        line if isinstance(line, int) else 0,
        {str(name): str(value) for name, value in element.attrib.items()},
    )
    for child in element:
        below = node_of(child)
        node.children.setdefault(below.name, []).append(below)
    return node


def lines_of(invoice: Node) -> list[Node]:
    """The lines of an invoice or a credit note."""
    return [*invoice.all("InvoiceLine"), *invoice.all("CreditNoteLine")]


def lacks(rule: str, line: int, what: str) -> Broken:
    """`what` is missing."""
    return Broken(line, _("The invoice lacks: {what} ({rule}).").format(what=what, rule=rule))


def unequal(rule: str, line: int, what: str, found: Decimal, stated: Decimal) -> Broken:
    """What is worked out is not what is said."""
    said = _("{what}: {found}, but the invoice says {stated} ({rule}).")
    rounded = round(found, 4)
    shown = f"{rounded:.2f}" if rounded == round(found, 2) else f"{rounded:f}"
    return Broken(line, said.format(rule=rule, what=what, found=shown, stated=stated))


def breaks(rule: str, line: int, what: str) -> Broken:
    """A sentence of its own; the rule's number is put last."""
    return Broken(line, f"{what} ({rule}).")
