"""Which of several amounts sum exactly to another: bounded, and meeting in the middle.

>>> subsets([100, 250, 450, 650], 750)
[(0, 3)]
>>> subsets([100, 100], 100)          # one alone is no sum
[]

Up to `ALL_OF` amounts every combination is looked at; of more, those of at most `MOST_PARTS`. The
bound is not only for speed: among 24 round amounts some hundred of all 16 million combinations
would sum to anything by chance. No more than `MOST_FOUND` are given, the ones of fewest parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

ALL_OF = 12
MOST_PARTS = 4
MOST_AMOUNTS = 24
MOST_FOUND = 20


def subsets(amounts: Sequence[int], target: int) -> list[tuple[int, ...]]:
    """Places of two amounts or more that sum to `target`, fewest first. Amounts are above zero."""
    if len(amounts) > MOST_AMOUNTS:
        raise ValueError(len(amounts))
    found = _all(amounts, target) if len(amounts) <= ALL_OF else _few(amounts, target)
    return sorted(set(found), key=lambda places: (len(places), places))[:MOST_FOUND]


def _all(amounts: Sequence[int], target: int) -> Iterator[tuple[int, ...]]:
    """Every combination: the sums of one half looked up among those of the other."""
    middle = len(amounts) // 2
    by_sum: dict[int, list[int]] = {}
    for mask, total in enumerate(_sums(amounts[:middle])):
        by_sum.setdefault(total, []).append(mask)
    for mask, total in enumerate(_sums(amounts[middle:])):
        for other in by_sum.get(target - total, ()):
            both = other | mask << middle
            if both.bit_count() > 1:
                yield tuple(place for place in range(len(amounts)) if both >> place & 1)


def _sums(amounts: Sequence[int]) -> list[int]:
    """The sum of each combination, by its mask."""
    sums = [0]
    for amount in amounts:
        sums += [total + amount for total in sums]
    return sums


def _few(amounts: Sequence[int], target: int) -> Iterator[tuple[int, ...]]:
    """Combinations of two, three and four: pairs looked up among singles and pairs."""
    single: dict[int, list[int]] = {}
    for place, amount in enumerate(amounts):
        single.setdefault(amount, []).append(place)
    pairs: dict[int, list[tuple[int, int]]] = {}
    for two, more in enumerate(amounts):
        for one in range(two):
            total = amounts[one] + more
            if total == target:
                yield one, two
            elif total < target:
                for third in single.get(target - total, ()):
                    if third < one:
                        yield third, one, two
                for before in pairs.get(target - total, ()):
                    if before[1] < one:
                        yield (*before, one, two)
        # Pairs that end here are met by pairs that begin later: each four is found once.
        for one in range(two):
            pairs.setdefault(amounts[one] + more, []).append((one, two))
