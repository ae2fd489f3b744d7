"""A run of matching: what is open is proposed to belong together, relation by relation.

    run = proposed(connection, Wanted(year=2023))         # reads only: a dry run, or a plan
    with act(connection, by, "matched", {…}) as made:
        account = store_run(connection, made, run)

Each relation takes what those before it left, and only what a whole-token reference and the amount
agree on is settled by itself; the rest are suggestions. What somebody has turned down is not
proposed again, and what somebody has taken back is never settled by itself again. The same run
twice adds nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from ledger.errors import Refused
from ledger.matching.engine import propose
from ledger.matching.items import Proposal, Tolerance
from ledger.messages import _
from ledger.parties.bodies import names_by_number, names_of_bodies
from ledger.parties.merged import merged
from ledger.parties.names import written_forms
from ledger.reconciling.amounts import DRAWS, Draw, settled_amounts
from ledger.reconciling.groups import Residual, fingerprint_of, groups, reasons_of
from ledger.reconciling.open_items import Reading, Wanted
from ledger.reconciling.settling import (
    SETTLES_BY_ITSELF,
    NewGroup,
    Room,
    add_states,
    check_whole,
    store_groups,
)
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import match_groups, match_states
from ledger.terms import MatchState, Relation, ResidualKind


@dataclass(frozen=True, slots=True)
class Account:
    """What a run came to."""

    settled: tuple[int, ...]
    suggested: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What is proposed, and how much was open before."""

    proposals: tuple[Proposal, ...]
    open_before: dict[Draw, tuple[int, int]] = field(default_factory=dict)


def proposed(
    connection: Connection, wanted: Wanted, *, passes: Sequence[str] | None = None,
    relations: Sequence[Relation] = tuple(Relation), tolerance: Tolerance | None = None,
) -> Run:  # fmt: skip
    """What would be proposed now; nothing is stored."""
    reading = Reading(connection, settled_amounts(connection))
    before = _Before.of(connection)
    aliases = forms_of_bodies(connection)
    found: list[Proposal] = []
    open_before: dict[Draw, tuple[int, int]] = {}
    for draw in DRAWS:
        if draw[0] not in relations:
            continue
        waiting = reading.open_in(draw, wanted)
        open_before[draw] = (len(waiting.left), len(waiting.right))
        if not waiting.left or not waiting.right:
            continue
        proposals = propose(
            draw[0], waiting.left, waiting.right, passes=passes,
            tolerance=tolerance or Tolerance(), aliases=aliases,
        )  # fmt: skip
        for one in before.let_through(replace(one, seen_by=draw[1]) for one in proposals):
            if one.settles:
                reading.settled.take((*one.left, *one.right), draw)
            found.append(one)
    return Run(tuple(found), open_before)


def store_run(connection: Connection, made: Act, proposals: Sequence[Proposal]) -> Account:
    """Store what was proposed, and settle what settles itself. Raises Refused where it can't be."""
    new = [group_of(one) for one in proposals]
    for one, proposal in zip(new, proposals, strict=True):
        check_whole(one)
        if proposal.settles and not _may_settle(one):
            raise Refused(
                _(
                    "What {rule} proposes is only a suggestion: it cannot be settled by itself."
                ).format(rule=one.rule)
            )
    room = Room.of(connection, {(p.kind, p.number) for one in new for p in one.parts})
    for one, proposal in zip(new, proposals, strict=True):
        if proposal.settles:
            room.take(one.parts, one.draw)
    numbers = store_groups(made, new)
    by_itself = tuple(number for number, one in zip(numbers, proposals, strict=True) if one.settles)
    add_states(made, by_itself, MatchState.SETTLED, None)
    return Account(by_itself, tuple(sorted(set(numbers) - set(by_itself))))


def group_of(proposal: Proposal) -> NewGroup:
    """A proposal as the group it becomes."""
    return NewGroup(
        proposal.relation, proposal.left, proposal.right,
        tuple(Residual(ResidualKind.of(kind), ore, why) for kind, ore, why in proposal.residuals),
        proposal.rule, proposal.score, reasons_of(proposal.reasons, proposal.others),
        proposal.seen_by,
    )  # fmt: skip


def forms_of_bodies(connection: Connection, moment: Moment = NOW) -> dict[int, tuple[str, ...]]:
    """Every form that each body is written in, those of bodies it has become one with as well."""
    same, names = merged(connection, moment), names_by_number(connection, moment)
    number_of = {name: same.root(number) for number, name in names.items()}
    found: dict[int, tuple[str, ...]] = {}
    for body in names_of_bodies(connection, moment).bodies:
        if number := number_of.get(body.name):
            found[number] = (*found.get(number, ()), *written_forms(body))
    return found


def _may_settle(one: NewGroup) -> bool:
    return one.rule.partition("/")[0] in SETTLES_BY_ITSELF and not one.residuals


@dataclass(frozen=True, slots=True)
class _Before:
    """What was proposed before: what became of it by fingerprint, and what is still suggested."""

    became: dict[str, MatchState]  # the newest group of each fingerprint
    suggested: set[tuple[object, ...]]

    @classmethod
    def of(cls, connection: Connection) -> _Before:
        query = (
            select(match_groups.c.fingerprint, match_states.c.state)
            .join(match_states, match_states.c.match_group == match_groups.c.id)
            .order_by(match_groups.c.id, match_states.c.id)
        )
        became = {print_: MatchState.of(state) for print_, state in connection.execute(query)}
        waiting = groups(connection, state=MatchState.SUGGESTED)
        return cls(became, {(one.relation, one.left, one.right) for one in waiting})

    def let_through(self, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
        """Those that nobody has said no to, and that are not there; by itself only what is new."""
        for one in proposals:
            if not one.left or not one.right:
                continue  # a leftover: for reading, not for keeping
            became = self.became.get(fingerprint_of(one.relation, one.left, one.right))
            if became is MatchState.REJECTED:
                continue
            if (one.relation, one.left, one.right) in self.suggested and not one.settles:
                continue
            yield replace(one, settles=False) if became is MatchState.UNDONE else one
