"""The pass `reference`: one names the other's own number, as a whole token.

Settled by itself where that and the amount agree, nothing contradicts and nothing else agrees as
well: one to one, or every one of several named and their sum the whole amount. Where the amount is
another the number still says what it concerns: a part, VAT, a rounding; that is a suggestion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ledger.matching import reasons
from ledger.matching.agreement import off_the_usual
from ledger.matching.choosing import Choice, choose
from ledger.matching.differences import explained
from ledger.matching.items import Tolerance
from ledger.matching.naming import MOST_WITH_A_NUMBER, namings, rank_of
from ledger.matching.pool import Link, Naming, OpenItem, Pool
from ledger.matching.subset_sums import MOST_AMOUNTS, subsets

SETTLED, AGREED, DOUBTED, PART, REST = 1000, 900, 780, 720, 640


def run(pool: Pool, _tolerance: Tolerance) -> Iterator[list[Choice]]:
    """First equal amounts, then several that sum, then what the number alone says."""
    pool.namings = list(namings(pool))
    for naming in pool.namings:
        if not naming.doubts.hard or naming.left.open == naming.right.open:
            pool.named_by.setdefault(naming.right.place, set()).add(naming.left.place)
    yield from _equal(pool, _open(pool))
    yield _several(pool, _open(pool))
    yield list(_parts(pool, _open(pool)))


def _open(pool: Pool) -> list[Naming]:
    return [naming for naming in pool.namings if not naming.doubts.hard and naming.open]


# ---------------------------------------------------------------- equal amounts


def _equal(pool: Pool, found: list[Naming]) -> Iterator[list[Choice]]:
    """Pairs with the same amount: settled where they are the only ones, else weighed."""
    equal = [naming for naming in found if naming.left.open == naming.right.open]
    lefts, rights = _by(found, _left_place), _by(found, _right_place)
    clear_lefts, clear_rights = _clear_counts(equal)
    settled, rest = [], []
    for naming in equal:
        claims = clear_lefts.get(naming.left.place, 0), clear_rights.get(naming.right.place, 0)
        if not naming.clear:
            rest.append(_pair(pool, naming, *naming.doubts.soft))
        elif claims != (1, 1):
            # As many invoices as payments: the days tell them apart. Else one is too many, and
            # which is not for the days to say.
            rest.append(_pair(pool, naming, "second", by_day=claims[0] == claims[1]))
        elif _sums_as_well(naming, lefts, rights):
            rest.append(_pair(pool, naming, "sums"))
        else:
            settled.append(_pair(pool, naming))
    yield [Choice(link) for link in settled]
    yield choose(link for link in rest if link.left[0].open and link.right[0].open)


def _clear_counts(equal: list[Naming]) -> tuple[dict[int, int], dict[int, int]]:
    lefts: dict[int, int] = {}
    rights: dict[int, int] = {}
    for naming in equal:
        if naming.clear:
            lefts[naming.left.place] = lefts.get(naming.left.place, 0) + 1
            rights[naming.right.place] = rights.get(naming.right.place, 0) + 1
    return lefts, rights


def _sums_as_well(
    naming: Naming, lefts: dict[int, list[Naming]], rights: dict[int, list[Naming]]
) -> bool:
    """Whether several others with the number are the same amount together."""
    for others, amount in (
        (
            [x.left.open for x in rights[naming.right.place] if x is not naming and x.sure],
            naming.right.open,
        ),
        (
            [x.right.open for x in lefts[naming.left.place] if x is not naming and x.sure],
            naming.left.open,
        ),
    ):
        if len(others) > 1 and subsets(others[:MOST_AMOUNTS], amount):
            return True
    return False


def _pair(pool: Pool, naming: Naming, *doubts: str, by_day: bool = True) -> Link:
    """Two with the same amount, one naming the other; settled where there is no doubt."""
    left, right = naming.left, naming.right
    off = min(off_the_usual(pool, left, right), 999) if by_day else 0
    weight = 4_000_000 * naming.clear + 1_000_000 * (3 - rank_of(naming.token)) - off * off
    if not naming.sure:
        doubts = (*doubts, "token")
    why = [reasons.named(naming.token), reasons.say(reasons.SAME_AMOUNT), *reasons.doubts(doubts)]
    settles = naming.clear and not doubts
    if settles:
        why.append(reasons.say(reasons.NO_OTHER))
    score = SETTLED if settles else AGREED - 50 if naming.clear else DOUBTED - 40 * len(doubts)
    parts = (left.open,), (right.open,)
    return Link((left,), (right,), weight, score, tuple(why), *parts, settles=settles)


# ---------------------------------------------------------------- several that sum


def _several(pool: Pool, found: list[Naming]) -> list[Choice]:
    """One that names several, or is named by several, which sum to its amount."""
    lefts, rights = _by(found, _left_place), _by(found, _right_place)
    links: list[Link] = []
    for by, other in ((rights, lefts), (lefts, rights)):
        for group in by.values():
            if 1 < len(group) <= MOST_WITH_A_NUMBER:
                links += _sums(pool, group, other, one_is_right=by is rights)
    return choose(links)


def _sums(
    pool: Pool, group: list[Naming], other: dict[int, list[Naming]], *, one_is_right: bool
) -> Iterator[Link]:
    many = [x.left if one_is_right else x.right for x in group]
    one = group[0].right if one_is_right else group[0].left
    amounts = [x.open for x in many]
    if sum(amounts) == one.open:
        only = all(len(other[x.place]) == 1 for x in many)
        yield _star(many, one, group, settles=only, one_is_right=one_is_right)
    elif sum(amounts) > one.open:
        for places in subsets(amounts[:MOST_AMOUNTS], one.open)[:3]:
            some, named = [many[x] for x in places], [group[x] for x in places]
            yield _star(some, one, named, settles=False, one_is_right=one_is_right)


def _star(
    many: list[OpenItem], one: OpenItem, group: list[Naming], *, settles: bool, one_is_right: bool
) -> Link:
    settles = settles and all(naming.clear for naming in group)
    why = [reasons.named(naming.token) for naming in group[:3]]
    why += [reasons.sum_of(len(many))]
    if settles:
        why.append(reasons.say(reasons.ALL_ARE_NAMED))
    why += reasons.doubts(tuple(dict.fromkeys(x for n in group for x in n.doubts.soft)))
    several, alone = tuple(many), (one,)
    parts, whole = tuple(x.open for x in many), (one.open,)
    return Link(
        several if one_is_right else alone,
        alone if one_is_right else several,
        2_000 - len(many),
        SETTLED if settles else AGREED - 60,
        tuple(dict.fromkeys(why)),
        parts if one_is_right else whole,
        whole if one_is_right else parts,
        settles=settles,
    )


# ---------------------------------------------------------------- another amount


def _parts(pool: Pool, found: list[Naming]) -> Iterator[Choice]:
    """Items that name one thing alone, in order of their days: each takes of it what is open."""
    lefts, rights = _by(found, _left_place), _by(found, _right_place)
    for group in lefts.values():
        naming = group[0]
        if len(group) == 1 and len(rights[naming.right.place]) == 1:
            yield Choice(_one_named(pool, naming))
            continue
        left = naming.left.open
        for one in sorted(group, key=lambda x: (x.right.day or 0, x.right.place)):
            if len(rights[one.right.place]) == 1 and left > 0:
                part = min(left, one.right.open)
                left -= part
                yield Choice(_part(one, part))


def _one_named(pool: Pool, naming: Naming) -> Link:
    """The two name only each other: the difference may be VAT or a rounding, else it is a part."""
    left, right = naming.left, naming.right
    difference = explained(left, right)
    if difference is None:
        return _part(naming, min(left.open, right.open))
    kind, why = difference
    score = PART + (40 if naming.clear else 0)
    residual = (kind, left.open - right.open, why)
    said = (reasons.named(naming.token), why, *reasons.doubts(naming.doubts.soft))
    return Link((left,), (right,), 0, score, said, (left.open,), (right.open,), (residual,))


def _part(naming: Naming, part: int) -> Link:
    left, right = naming.left, naming.right
    why = [reasons.named(naming.token)]
    if part < left.open:
        why.append(reasons.part_of(part, left.open))
    if part < right.open:
        why.append(reasons.amount_left(right.open - part))
    why += reasons.doubts(naming.doubts.soft + (() if naming.sure else ("token",)))
    score = (PART if part == right.open else REST) - 40 * (not naming.clear)
    return Link((left,), (right,), 0, score, tuple(why), (part,), (part,))


def _left_place(naming: Naming) -> int:
    return naming.left.place


def _right_place(naming: Naming) -> int:
    return naming.right.place


def _by(found: list[Naming], key: Callable[[Naming], int]) -> dict[int, list[Naming]]:
    groups: dict[int, list[Naming]] = {}
    for naming in found:
        groups.setdefault(key(naming), []).append(naming)
    return groups
