"""What may lie between two amounts: VAT, a rounding to whole kronor.

Known VAT comes first: an item's own net amount; then the rates of Swedish VAT, to the krona.
"""

from __future__ import annotations

from ledger.matching import reasons
from ledger.matching.pool import OpenItem
from ledger.terms import ResidualKind

RATES = (25, 12, 6)  # per cent
ROUNDING = 100  # öre: up to this much is a rounding
REMINDER_FEE = 60_00  # öre, as the law sets it


def explained(left: OpenItem, right: OpenItem) -> tuple[str, str] | None:
    """The kind of residual that the difference is, and why; none where it is something else."""
    if is_net_of(left, right) or is_net_of(right, left):
        return ResidualKind.VAT.value, reasons.say(reasons.NET_OF_THE_OTHER)
    if 0 < abs(left.open - right.open) <= ROUNDING:
        return ResidualKind.ROUNDING.value, reasons.say(reasons.ROUNDING)
    rate = vat_rate(left.open, right.open)
    if rate:
        return ResidualKind.VAT.value, reasons.vat_of(rate)
    return None


def is_net_of(one: OpenItem, other: OpenItem) -> bool:
    """Whether `one` is the net amount of `other`, of which nothing has been settled yet."""
    item = other.item
    net = item.net if item.net is not None else item.amount - item.vat if item.vat else None
    return net is not None and net == one.open != other.open == item.amount


def vat_rate(one: int, other: int) -> int | None:
    """The rate of VAT that lies between two amounts, to the krona.

    >>> vat_rate(10000_00, 12500_00), vat_rate(10000_00, 12510_00)
    (25, None)
    """
    low, high = min(one, other), max(one, other)
    for rate in RATES:
        if low > 20 * ROUNDING and abs(low * (100 + rate) - high * 100) <= 100 * ROUNDING:
            return rate
    return None
