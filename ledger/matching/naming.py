"""Which items name which: the number of one among what the other says, as whole tokens.

    for naming in namings(pool): naming.left, naming.right, naming.token

Found by looking tokens up, never by comparing all with all. A number that very many have (one
matter's diarienummer on every invoice) is looked up together with the amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from ledger.matching.agreement import doubts_of, strangers
from ledger.matching.items import Item
from ledger.matching.pool import Doubts, Naming, OpenItem, Pool
from ledger.matching.references import OCR, as_ocr, mentioned, names
from ledger.terms import Relation

MOST_WITH_A_NUMBER = 50  # a number that more have than this says nothing by itself
SURE_OCR = 6  # figures of an OCR number that is made from another's number
SURE_ALONE = 4  # figures of a number where neither payer nor payee is known to agree


def namings(pool: Pool) -> Iterator[Naming]:
    """Every pair of which one names the other, by its surest token."""
    owners = _owners(pool.left.values(), _wanted(pool.right.values(), pool))
    reverse = _owners(pool.right.values(), _wanted_of_left(pool)) if pool.rules.both_own else {}
    named_by_left: dict[int, list[tuple[str, OpenItem]]] = {}
    for left in pool.left.values() if reverse else ():
        for token in left.item.mentions:
            for right in _few(reverse.get(token, ()), left):
                named_by_left.setdefault(right.place, []).append((token, left))
    for right in pool.right.values():
        best: dict[int, tuple[int, str, OpenItem]] = {}
        said = ((token, left) for token in _said(right.item, pool)
                for left in _few(owners.get(token, ()), right))  # fmt: skip
        for token, left in chain(said, named_by_left.get(right.place, ())):
            rank = rank_of(token)
            known = best.get(left.place)
            if known is None or (rank, token) < known[:2]:
                best[left.place] = rank, token, left
        for _far, token, left in best.values():
            doubts = doubts_of(pool, left, right)
            yield Naming(left, right, token, doubts, _is_sure(pool, token, doubts, owners))


def _said(item: Item, pool: Pool) -> Iterable[str]:
    """What a right item names."""
    said: Iterable[str] = item.mentions
    if pool.rules.both_own:
        said = chain(said, item.references)
    if pool.relation is Relation.CREDITED and item.credits:
        said = chain(said, mentioned(item.credits))
    return said


def _wanted(rights: Iterable[OpenItem], pool: Pool) -> set[str]:
    return {token for right in rights for token in _said(right.item, pool)}


def _wanted_of_left(pool: Pool) -> set[str]:
    return {token for left in pool.left.values() for token in left.item.mentions}


def _owners(items: Iterable[OpenItem], wanted: set[str]) -> dict[str, list[OpenItem]]:
    """Whose own number a token is, of those that somebody names."""
    owners: dict[str, list[OpenItem]] = {}
    for one in items:
        for token in one.item.references:
            if token in wanted:
                owners.setdefault(token, []).append(one)
    return owners


def _few(owners: Sequence[OpenItem], other: OpenItem) -> Sequence[OpenItem]:
    """All with the number; where they are many, those with the amount or the parties of the other.

    Every seller has an invoice 14: most of them are of no interest.
    """
    some = [x for x in owners if x.open == other.open or not strangers(x, other)]
    if len(some) > MOST_WITH_A_NUMBER:
        some = [x for x in some if x.open == other.open]
    return some if len(some) <= MOST_WITH_A_NUMBER else ()


def rank_of(token: str) -> int:
    """How far a token is from the number as it is written: 0, 1 or 2."""
    if names(token):
        return 0
    return 2 if token[0] == OCR else 1


def _is_sure(pool: Pool, token: str, doubts: Doubts, owners: dict[str, list[OpenItem]]) -> bool:
    """Whether the number can hardly be another's."""
    figures = sum(map(str.isdigit, token))
    if token[0] == OCR:
        said = as_ocr(token[1:])
        if figures + 1 < SURE_OCR or any(x in owners or x in pool.also_owned for x in said):
            return False
    return doubts.parties_agree or figures >= SURE_ALONE or token.startswith("post")
