"""What speaks against two items belonging together, when a number or an amount says they do.

    doubts_of(pool, invoice, payment)      # Doubts(hard=("payer",), soft=())

`hard` is what contradicts: known bodies or funds that differ. `soft` is what is not clear: a name
that was not recognised, days far apart. Nothing with a doubt is settled by itself.
"""

from __future__ import annotations

from ledger.matching.names_near import NEAR_ENOUGH, nearest
from ledger.matching.pool import Doubts, OpenItem, PartyKey, Pool

SAME, NEAR, UNKNOWN, UNCLEAR, DIFFERS = "same", "near", "unknown", "unclear", "differs"


def doubts_of(pool: Pool, left: OpenItem, right: OpenItem) -> Doubts:
    """What speaks against the two being one matter, but for the amounts."""
    hard, soft = [], []
    one, other = left.item, right.item
    if one.currency != other.currency:
        hard.append("currency")
    if _changed_about(left, right):
        hard.append("changed_about")
        agrees = False
    else:
        payer = party(pool, left.payer, left.payer_text, right.payer, right.payer_text)
        payee = party(pool, left.payee, left.payee_text, right.payee, right.payee_text)
        agrees = payer in (SAME, NEAR) or payee in (SAME, NEAR)
        for role, how in (("payer", payer), ("payee", payee)):
            if how == DIFFERS:
                hard.append(role)
            elif how == UNCLEAR:
                soft.append(f"{role}_unclear")
    if one.fund is not None and other.fund is not None and one.fund != other.fund:
        hard.append("fund")
    elif _years_differ(left, right):
        hard.append("fund_year")
    if not in_time(pool, left, right):
        soft.append("days")
    if not hard and not soft:
        return _AGREE if agrees else _NOTHING_AGAINST
    return Doubts(tuple(hard), tuple(soft), agrees)


def strangers(left: OpenItem, right: OpenItem) -> bool:
    """Whether the payers or the payees are known and are two; the quickest of the questions."""
    one, other = left.payee, right.payee
    if one != other and isinstance(one, int) and isinstance(other, int):
        return True
    one, other = left.payer, right.payer
    return one != other and isinstance(one, int) and isinstance(other, int)


def party(
    pool: Pool, one: PartyKey, one_text: str | None, other: PartyKey, other_text: str | None
) -> str:
    """How the two bodies in one role agree."""
    if one is None or other is None:
        return UNKNOWN
    if one == other:
        return SAME
    if isinstance(one, int) and isinstance(other, int):
        return DIFFERS
    if isinstance(other, int):
        one, one_text, other, other_text = other, other_text, one, one_text
    forms = [one_text or ""]
    if isinstance(one, int):
        forms += pool.aliases.get(one, ())
    return NEAR if nearest(other_text or "", forms) >= NEAR_ENOUGH else UNCLEAR


def in_time(pool: Pool, left: OpenItem, right: OpenItem) -> bool:
    """Whether the days between are such as the relation has."""
    if left.day is None or right.day is None:
        return True
    return -pool.rules.before <= right.day - left.day <= pool.rules.after


def funds_agree(left: OpenItem, right: OpenItem) -> bool:
    """Whether fund and fund year are the same where both are known."""
    one, other = left.item.fund, right.item.fund
    if one is not None and other is not None and one != other:
        return False
    return not _years_differ(left, right)


def off_the_usual(pool: Pool, left: OpenItem, right: OpenItem) -> int:
    """How many days the two lie off what is usual in the relation."""
    if left.day is None or right.day is None:
        return pool.rules.after // 2
    return abs(right.day - left.day - pool.rules.usual)


_AGREE, _NOTHING_AGAINST = Doubts(), Doubts(parties_agree=False)


def _changed_about(left: OpenItem, right: OpenItem) -> bool:
    return (
        left.payer is not None
        and left.payee is not None
        and left.payer != left.payee
        and (left.payer, left.payee) == (right.payee, right.payer)
    )


def _years_differ(left: OpenItem, right: OpenItem) -> bool:
    one, other = left.item.fund_year, right.item.fund_year
    return one is not None and other is not None and one != other
