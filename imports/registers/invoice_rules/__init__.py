"""The business rules of e-invoices, as tables: which rule, what it is about, how it is checked.

    for line, what in broken_rules(root): ...       # "… (BR-CO-15)", with the line it stands on

Of Peppol invoices: what EN 16931 says of what must be there (BR-…), of sums (BR-CO-…) and VAT
(BR-S-…, BR-Z-…, BR-E-…, BR-AE-…, BR-O-…), and what Peppol adds, in general and for Sweden
(PEPPOL-…, SE-R-…). Of Svefaktura 1.0: its mandatory fields and its sums. No rule stops a file: the
invoice has been sent, and is a fact whatever is wrong in it; each one that is broken is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import localcontext
from typing import TYPE_CHECKING

from imports.registers.invoice_rules import allowances, mandatory, peppol, sums, svefaktura, vat
from imports.registers.invoice_rules.seen import Broken, Node, node_of

if TYPE_CHECKING:
    from lxml.etree import _Element

DIGITS = 120  # of a product of three numbers, each as long as they can be
_PEPPOL: tuple[Callable[[Node], Iterator[Broken]], ...] = (
    mandatory.broken, sums.broken, allowances.broken, vat.broken, peppol.broken,
)  # fmt: skip


def broken_rules(root: _Element, *, of_svefaktura: bool = False) -> list[tuple[int, str]]:
    """The rules that an invoice breaks, in order of the tables: the line, and what is wrong."""
    invoice = node_of(root)
    checks = (svefaktura.broken,) if of_svefaktura else _PEPPOL
    with localcontext() as exact:
        exact.prec = DIGITS
        return [(one.line, one.what) for check in checks for one in check(invoice)]
