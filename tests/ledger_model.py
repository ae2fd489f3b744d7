"""The book in plain Python, as small as it can be said: what the state machine holds it against.

    model.refuses(entry)      # whether the book must refuse it
    model.lines()             # every line, from the entries alone

It knows nothing of the program: bodies and funds are names, sums are öre, a book is lists. What it
says of a command is whether it must be refused, and what the book holds afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

ANY_TIME = {"carried", "returned"}  # what a year being adjusted still lets in
# kind: what it adds to the payer's line and to the payee's, and the sign with which that counts.
SIDES: dict[str, tuple[tuple[str, int] | None, tuple[str, int] | None]] = {
    "granted": (None, ("granted", 0)),
    "requisitioned": (None, ("requisitioned", 0)),
    "received": (None, ("received", 1)),
    "allocated": (("allocated_out", -1), ("allocated_in", 1)),
    "transferred": (("transferred_out", -1), ("transferred_in", 1)),
    "to_invoice": (("to_invoice_debt", 0), ("to_invoice_claim", 0)),
    "spent": (("spent", -1), None),
    "returned": (("returned", -1), None),
    "carried": (("carried_out", -1), None),
}
Key = tuple[str, str, int]  # body, fund, fund year
Lines = dict[Key, dict[str, int]]
Scope = tuple[int, str | None, str | None]  # year, forum, body


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; bodies as they were called when it was posted."""

    kind: str
    fund: str
    year: int
    to_year: int | None
    payer: str
    payee: str
    ore: int
    by: str
    forum: str | None = None
    corrects: int | None = None
    file: int | None = None  # the file of minutes it rests on


@dataclass(slots=True)
class Row:
    """A row of the inbox."""

    number: int
    state: str
    kind: str
    fund: str
    year: int
    payer: str
    payee: str
    ore: int
    decided: bool
    forum: str | None = None
    file: int | None = None


@dataclass(slots=True)
class Model:
    """All that the book should hold."""

    entries: list[Entry] = field(default_factory=list)
    into: dict[str, str] = field(default_factory=dict)  # merged body → what it became
    states: dict[Scope, str] = field(default_factory=dict)
    terms: dict[tuple[str, int], str] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)
    files: list[bool] = field(default_factory=list)  # imports, in order: whether it stands
    reviewed: set[int] = field(default_factory=set)
    limit: int | None = None
    versions: dict[str, str] = field(default_factory=dict)  # plans: name → state

    # -- Entries

    def root(self, body: str) -> str:
        while body in self.into:
            body = self.into[body]
        return body

    def corrected(self) -> set[int]:
        return {e.corrects for e in self.entries if e.corrects is not None}

    def refuses(self, new: Entry) -> bool:
        """Whether an entry cannot be posted: it moves nothing, or its year is not open to it."""
        if new.corrects is None and new.ore <= 0:
            return True
        carried = new.kind == "carried"
        if carried != (new.payer == new.payee):
            return True
        if carried and (new.to_year is None or new.to_year <= new.year):
            return True
        return any(state != "open" and self._keeps_out(scope, state, new)
                   for scope, state in self.states.items())  # fmt: skip

    def _keeps_out(self, scope: Scope, state: str, new: Entry) -> bool:
        year, forum, body = scope
        its = {new.payer, new.payee, self.root(new.payer), self.root(new.payee)}
        if year not in {new.year, new.to_year} or forum not in {None, new.forum}:
            return False
        if body is not None and body not in its:
            return False
        return state == "closed" or (new.corrects is None and new.kind not in ANY_TIME)

    def correction(self, number: int, by: str, changes: dict[str, object]) -> list[Entry] | None:
        """What a correction posts; None where it must be refused."""
        if not 1 <= number <= len(self.entries) or number in self.corrected():
            return None
        old = self.entries[number - 1]
        if old.ore < 0:
            return None
        said = {"by": by, "corrects": number}
        posts = [replace(old, ore=-old.ore, by=by, corrects=number, file=None)]
        if changes:
            changed = replace(old, **changes)  # type: ignore[arg-type]
            roots = {self.root(changed.payer), self.root(changed.payee)}
            parties = {"payer", "payee"} & set(changes)
            if changed == old or changed.ore <= 0:
                return None
            if parties and (len(roots) == 1) != (changed.kind == "carried"):
                return None
            if changed.kind != "carried":
                changed = replace(changed, to_year=None)
            elif changed.to_year is None:
                changed = replace(changed, to_year=changed.year + 1)
            posts.append(replace(changed, file=None, **said))  # type: ignore[arg-type]
        return None if any(map(self.refuses, posts)) else posts

    # -- Sums

    def lines(self) -> Lines:
        """Every line, entry by entry; nothing that is 0."""
        found: Lines = defaultdict(lambda: defaultdict(int))
        for e in self.entries:
            payer, payee = self.root(e.payer), self.root(e.payee)
            for body, side in zip((payer, payee), SIDES[e.kind], strict=True):
                if side:
                    name, sign = side
                    found[body, e.fund, e.year][name] += e.ore
                    found[body, e.fund, e.year]["remaining"] += sign * e.ore
            if e.to_year is not None:
                found[payee, e.fund, e.to_year]["opening"] += e.ore
                found[payee, e.fund, e.to_year]["remaining"] += e.ore
        return without_nothing(found)

    # -- Years and reviews

    def waiting(self) -> set[int]:
        """Numbers of the entries somebody else must review."""
        if self.limit is None:
            return set()
        above = {n for n, e in enumerate(self.entries, 1) if abs(e.ore) > self.limit}
        return above - self.reviewed - self.corrected()

    def may_review(self, number: int, by: str) -> bool:
        if not 1 <= number <= len(self.entries) or number in self.reviewed:
            return False
        one = self.entries[number - 1]
        wrote = {one.by, *(e.by for e in self.entries if e.corrects == number)}
        if one.corrects is not None:
            wrote.add(self.entries[one.corrects - 1].by)
        return by not in wrote

    def may_close(self, scope: Scope, state: str, even_if: bool) -> bool:
        year, forum, body = scope
        if self.states.get(scope) == state:
            return False
        for (of_year, of_forum, of_body), there in self.states.items():
            covers = of_year == year and of_forum in {None, forum} and of_body in {None, body}
            if there == "closed" and covers:
                return False
        if state != "closed":
            return True
        corrected, waiting = self.corrected(), self.waiting()
        for number, e in enumerate(self.entries, 1):
            if not self.within(e, scope):
                continue
            if number in waiting:
                return False
            may = self.terms.get((e.fund, e.year)) in {"yes", "until"}
            stands = e.ore > 0 and number not in corrected
            if e.kind == "carried" and e.year == year and stands and not may:
                return False
        return even_if or not any(self._waits(row, scope) for row in self.rows.values())

    def within(self, e: Entry, scope: Scope) -> bool:
        year, forum, body = scope
        parties = {self.root(e.payer), self.root(e.payee)}
        return (
            year in {e.year, e.to_year}
            and forum in {None, e.forum}
            and (body is None or self.root(body) in parties)
        )

    def _waits(self, row: Row, scope: Scope) -> bool:
        year, forum, body = scope
        parties = {self.root(row.payer), self.root(row.payee)}
        return (
            row.state == "open"
            and row.decided
            and row.year == year
            and forum in {None, row.forum}
            and (body is None or self.root(body) in parties)
        )

    # -- The inbox

    def accepted(self, row: Row, by: str, even_if: bool) -> Entry | None:
        """What a row becomes; None where it must be refused."""
        if row.state in {"accepted", "undone"}:
            return None
        if not even_if and (row.state != "open" or not row.decided):
            return None
        to_year = row.year + 1 if row.kind == "carried" else None
        new = Entry(
            row.kind, row.fund, row.year, to_year, self.root(row.payer), self.root(row.payee),
            row.ore, by, row.forum, None, row.file,
        )  # fmt: skip
        return None if self.refuses(new) else new

    def may_undo(self, batch: int) -> bool:
        if not 1 <= batch <= len(self.files) or not self.files[batch - 1]:
            return False
        return all(e.file != batch for e in self.entries)


def without_nothing(lines: Lines) -> Lines:
    """The same, without columns of 0 and lines that have no other."""
    kept = {key: {n: ore for n, ore in line.items() if ore} for key, line in lines.items()}
    return {key: line for key, line in kept.items() if line}
