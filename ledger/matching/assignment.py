"""The best set overall among pairs that exclude each other: the largest sum of weights.

>>> assign({1: {"a": 10, "b": 9}, 2: {"a": 9}})       # not the first that fits: 9 + 9 > 10
({1: 'b', 2: 'a'}, {})
>>> assign({1: {"a": 5}, 2: {"a": 5}})[1]             # equally good: both are told, none is chosen
{1: {'a'}, 2: {'a'}}

Successive shortest paths with dual values (Jonker and Volgenant). An equally good set exists where
edges without slack form a cycle; so ties are found by the strong components of those edges.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from heapq import heappop, heappush
from typing import TypeVar

_R = TypeVar("_R", bound=Hashable)
_L = TypeVar("_L", bound=Hashable)


def assign(
    weights: Mapping[_L, Mapping[_R, int]],
) -> tuple[dict[_L, _R], dict[_L, set[_R]]]:
    """Pairs that are in every best set, and for the rest all that are in some best set.

    Weights are above zero; whoever is in no pair counts as zero.
    """
    rows = list(weights)
    columns = list(dict.fromkeys(column for row in rows for column in weights[row]))
    at = {column: place for place, column in enumerate(columns)}
    # Each row may stay alone, in a column of its own that costs nothing.
    costs = [
        {**{at[column]: -weight for column, weight in weights[row].items()}, len(at) + place: 0}
        for place, row in enumerate(rows)
    ]
    solved = _Assignment(costs, len(columns) + len(rows))
    for row in range(len(rows)):
        solved.place(row)
    certain: dict[_L, _R] = {}
    tied: dict[_L, set[_R]] = {}
    for row, choices in enumerate(solved.choices()):
        real = {columns[column] for column in choices if column < len(columns)}
        if len(choices) == 1 and real:
            certain[rows[row]] = real.pop()
        elif real:
            tied[rows[row]] = real
    return certain, tied


class _Assignment:
    """Rows placed one by one; `u` and `v` are the dual values of rows and columns."""

    def __init__(self, costs: list[dict[int, int]], columns: int) -> None:
        self.costs = costs
        self.u = [0] * len(costs)
        self.v = [0] * columns
        self.column_of: list[int] = [-1] * len(costs)
        self.row_of: list[int] = [-1] * columns

    def place(self, start: int) -> None:
        """The shortest way from a row to a free column, each row on it moving on by one."""
        distance: dict[int, int] = {}
        came_from: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        rows, done = [start], set()
        row, reached = start, 0
        while True:
            for column, cost in self.costs[row].items():
                far = reached + cost - self.u[row] - self.v[column]
                if column not in done and (column not in distance or far < distance[column]):
                    distance[column], came_from[column] = far, row
                    heappush(heap, (far, column))
            reached, column = heappop(heap)
            while column in done:
                reached, column = heappop(heap)
            done.add(column)
            if self.row_of[column] < 0:
                break
            row = self.row_of[column]
            rows.append(row)
        self._move_duals(rows, done, distance, reached)
        self._move_rows(start, column, came_from)

    def choices(self) -> list[set[int]]:
        """For each row the columns it has in some best placing."""
        component = _strong_components(len(self.costs) + len(self.v) + 1, self._tight())
        columns = len(self.costs)  # where the columns' nodes begin
        found = []
        for row, costs in enumerate(self.costs):
            own = {self.column_of[row]}
            own |= {
                column
                for column, cost in costs.items()
                if cost == self.u[row] + self.v[column]
                and component[row] == component[columns + column]
            }
            found.append(own)
        return found

    def _move_duals(
        self, rows: list[int], done: set[int], distance: dict[int, int], reached: int
    ) -> None:
        self.u[rows[0]] += reached
        for row in rows[1:]:
            self.u[row] += reached - distance[self.column_of[row]]
        for column in done:
            self.v[column] -= reached - distance[column]

    def _move_rows(self, start: int, column: int, came_from: dict[int, int]) -> None:
        while True:
            row = came_from[column]
            before = self.column_of[row]
            self.column_of[row], self.row_of[column] = column, row
            if row == start:
                return
            column = before

    def _tight(self) -> list[list[int]]:
        """Where a best placing may be changed without loss; the last node is "free"."""
        columns, free = len(self.costs), len(self.costs) + len(self.v)
        arcs: list[list[int]] = [[] for _ in range(free + 1)]
        for row, costs in enumerate(self.costs):
            for column, cost in costs.items():
                if cost == self.u[row] + self.v[column]:
                    if self.column_of[row] == column:
                        arcs[columns + column].append(row)
                    else:
                        arcs[row].append(columns + column)
        for column, value in enumerate(self.v):
            if self.row_of[column] < 0:
                arcs[columns + column].append(free)
            elif value == 0:
                arcs[free].append(columns + column)
        return arcs


def _strong_components(nodes: int, arcs: list[list[int]]) -> list[int]:
    """The strong component of each node (Tarjan, without recursion)."""
    index = [-1] * nodes
    low = [0] * nodes
    component = [-1] * nodes
    stack: list[int] = []
    count = 0
    for root in range(nodes):
        if index[root] >= 0:
            continue
        ways: list[tuple[int, Iterator[int]]] = [(root, iter(arcs[root]))]
        index[root] = low[root] = count
        count += 1
        stack.append(root)
        while ways:
            node, rest = ways[-1]
            for following in rest:
                if index[following] < 0:
                    index[following] = low[following] = count
                    count += 1
                    stack.append(following)
                    ways.append((following, iter(arcs[following])))
                    break
                if component[following] < 0:
                    low[node] = min(low[node], index[following])
            else:
                ways.pop()
                if ways:
                    low[ways[-1][0]] = min(low[ways[-1][0]], low[node])
                if low[node] == index[node]:
                    while component[node] < 0:
                        component[stack.pop()] = node
    return component
