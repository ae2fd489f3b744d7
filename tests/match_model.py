"""Reconciliation in plain Python, as small as it can be said: what the state machine goes by.

    model.open(("invoice", 1), ("invoiced-paid", "payee"))     # öre
    model.fits(parts, draw)

An item has an amount; a group holds öre of items and is suggested, settled, rejected or undone.
What draws on the same öre (`SHARED`) may hold no more of an item than there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Key = tuple[str, int]
Draw = tuple[str, str]

# What together may hold no more of an item than there is, said once for each of the two books.
SHARED = {
    "decision": [["decided-invoiced", "decided-paid"], ["decided-invoiced", "decided-booked"]],
    "invoice": [["decided-invoiced", "credited"], ["invoiced-paid", "credited"],
                ["invoiced-booked"]],
    "booking": [["invoiced-booked", "decided-booked"]],
    "payment": [["invoiced-paid", "decided-paid"]],
}  # fmt: skip
PAPERS = ("decided-invoiced", "credited")  # both have them; the others stand in one's books
RELATIONS = {
    ("decision", "invoice"): "decided-invoiced",
    ("invoice", "payment"): "invoiced-paid",
    ("decision", "payment"): "decided-paid",
    ("invoice", "booking"): "invoiced-booked",
    ("decision", "booking"): "decided-booked",
}


@dataclass
class Thing:
    """An item of the book."""

    amount: int  # öre; 0 where it was taken back, or its import undone
    seen_by: str = "both"
    batch: int = 0
    newest: int = 0  # of a decision: the entry that says what holds


@dataclass
class Together:
    """A group: öre of items."""

    draw: Draw
    parts: dict[Key, int]
    state: str = "suggested"


@dataclass
class Model:
    """What is in the book, and what belongs together."""

    things: dict[Key, Thing] = field(default_factory=dict)
    groups: list[Together] = field(default_factory=list)
    entries: int = 0
    batches: int = 0

    def held(self, key: Key, draw: Draw) -> int:
        """What is taken of an item where it is taken most."""
        most = 0
        for shared in SHARED[key[0]]:
            if draw[0] not in shared:
                continue
            for book in ("payer", "payee"):
                if draw[1] in {"both", book}:
                    most = max(most, self._sum(key, shared, book))
        return most

    def _sum(self, key: Key, shared: list[str], book: str) -> int:
        return sum(
            one.parts.get(key, 0)
            for one in self.groups
            if one.state == "settled" and one.draw[0] in shared and one.draw[1] in {"both", book}
        )

    def open(self, key: Key, draw: Draw) -> int:
        """What is left of an item, never below zero."""
        return max(self.things[key].amount - self.held(key, draw), 0)

    def fits(self, parts: dict[Key, int], draw: Draw) -> bool:
        """Whether there is as much left of each."""
        return all(
            key in self.things and 0 < ore <= self.open(key, draw) for key, ore in parts.items()
        )

    def over(self, key: Key) -> bool:
        """Whether more is settled of an item than there is."""
        draws = {one.draw for one in self.groups if key in one.parts}
        return any(self.held(key, draw) > self.things[key].amount for draw in draws)

    def shrink(self, key: Key, amount: int) -> None:
        """An item becomes less: groups that no longer fit are undone, the newest first."""
        self.things[key].amount = amount
        for one in reversed(self.groups):
            held = one.state == "settled" and key in one.parts
            if held and self.held(key, one.draw) > amount:
                one.state = "undone"

    def shown(self, one: Together) -> str:
        """The state as it is shown: a suggestion that does not fit is superseded."""
        if one.state == "suggested" and not self.fits(one.parts, one.draw):
            return "superseded"
        return one.state
