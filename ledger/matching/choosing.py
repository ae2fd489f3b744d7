"""The best set overall of a pass's links: within each group that excludes each other, by weight.

    for choice in choose(links): choice.link, choice.tied, choice.rivals

Links that share no item do not meet. Pairs are chosen by assignment, links of several items by
looking at every set of them. What is in every best set is chosen; what is only in some is tied, and
the ties name each other. Above the limits the best is taken first, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.matching.assignment import assign
from ledger.matching.pool import Link

MOST_PAIRS = 1_500  # pairs of one group that are weighed against each other as a whole
MOST_SETS = 14  # links of several items that are
MOST_RIVALS = 3  # shown
MOST_TIES = 3  # suggestions that one item has in a tie

_Key = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that is proposed, what it won over or is tied with, and how it was weighed."""

    link: Link
    rivals: tuple[Link, ...] = ()
    tied: bool = False
    first_come: bool = False  # too many to weigh as a whole


def choose(links: Iterable[Link]) -> list[Choice]:
    """The best set of links, in order of their places."""
    chosen: list[Choice] = []
    for group in _groups(list(links)):
        if len(group) == 1:
            chosen.append(Choice(group[0]))
        elif all(len(link.left) == len(link.right) == 1 for link in group):
            chosen += _pairs(group)
        else:
            chosen += _sets(group)
    return sorted(chosen, key=lambda choice: choice.link.key)


def _pairs(group: list[Link]) -> Iterator[Choice]:
    if len(group) > MOST_PAIRS:
        yield from _best_first(group)
        return
    by_place = {(link.left[0].place, link.right[0].place): link for link in group}
    weights: dict[int, dict[int, int]] = {}
    for (left, right), link in by_place.items():
        weights.setdefault(left, {})[right] = link.weight
    certain, tied = assign(weights)
    best = [by_place[pair] for pair in certain.items()]
    ties = [by_place[left, right] for left, rights in tied.items() for right in rights]
    yield from _told(group, best, ties)


def _sets(group: list[Link]) -> Iterator[Choice]:
    if len(group) > MOST_SETS:
        yield from _best_first(group)
        return
    holds = [_places(link) for link in group]
    excludes = [
        sum(1 << other for other in range(len(group)) if holds[one] & holds[other])
        for one in range(len(group))
    ]
    best = _best_masks([link.weight for link in group], excludes)
    in_all = _all_of(best)
    in_some = 0
    for mask in best:
        in_some |= mask
    yield from _told(
        group,
        [link for place, link in enumerate(group) if in_all >> place & 1],
        [link for place, link in enumerate(group) if (in_some & ~in_all) >> place & 1],
    )


def _best_masks(weights: Sequence[int], excludes: Sequence[int]) -> list[int]:
    """Every set of links that exclude none of each other and has the largest sum."""
    best, top = [0], 0
    waiting = [(0, 0, 0, 0)]  # the next link, links taken, links excluded, the sum
    left_over = [sum(weights[place:]) for place in range(len(weights) + 1)]
    while waiting:
        place, taken, out, total = waiting.pop()
        if total + left_over[place] < top:
            continue
        if place == len(weights):
            best = [taken] if total > top else [*best, taken]
            top = total
            continue
        waiting.append((place + 1, taken, out, total))
        if not out >> place & 1:
            waiting.append(
                (place + 1, taken | 1 << place, out | excludes[place], total + weights[place])
            )
    return best


def _all_of(masks: Sequence[int]) -> int:
    common = masks[0]
    for mask in masks:
        common &= mask
    return common


def _told(group: list[Link], best: list[Link], ties: list[Link]) -> Iterator[Choice]:
    """The chosen with what they won over, the tied with what they are tied with."""
    meeting = _meeting(group)
    for link in best:
        yield Choice(link, _rivals(link, meeting))
    shown: dict[tuple[str, int], int] = {}
    for link in sorted(ties, key=lambda link: (-link.weight, link.key)):
        places = _places(link)
        if all(shown.get(place, 0) < MOST_TIES for place in places):
            for place in places:
                shown[place] = shown.get(place, 0) + 1
            yield Choice(link, _rivals(link, meeting), tied=True)


def _best_first(group: list[Link]) -> Iterator[Choice]:
    taken: set[tuple[str, int]] = set()
    meeting = _meeting(group)
    for link in sorted(group, key=lambda link: (-link.weight, link.key)):
        if not taken & _places(link):
            taken |= _places(link)
            yield Choice(link, _rivals(link, meeting), first_come=True)


def _rivals(link: Link, meeting: dict[tuple[str, int], list[Link]]) -> tuple[Link, ...]:
    """The best of the links that use an item of this one."""
    others = {
        id(other): other
        for place in _places(link)
        for other in meeting[place][: MOST_RIVALS + 1]
        if other is not link
    }
    ordered = sorted(others.values(), key=lambda other: (-other.weight, other.key))
    return tuple(ordered[:MOST_RIVALS])


def _meeting(group: list[Link]) -> dict[tuple[str, int], list[Link]]:
    """The links of each item, best first."""
    meeting: dict[tuple[str, int], list[Link]] = {}
    for link in sorted(group, key=lambda link: (-link.weight, link.key)):
        for place in _places(link):
            meeting.setdefault(place, []).append(link)
    return meeting


def _groups(links: list[Link]) -> list[list[Link]]:
    """Links that share items, directly or by others between them."""
    root = list(range(len(links)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    first: dict[tuple[str, int], int] = {}
    for place, link in enumerate(links):
        for item in _places(link):
            other = first.setdefault(item, place)
            if other != place:
                one, two = sorted((find(other), find(place)))
                root[two] = one
    groups: dict[int, list[Link]] = {}
    for place, link in enumerate(links):
        groups.setdefault(find(place), []).append(link)
    return list(groups.values())


def _places(link: Link) -> set[tuple[str, int]]:
    return {("left", x.place) for x in link.left} | {("right", x.place) for x in link.right}
