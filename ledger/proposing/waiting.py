"""What of the inbox still waits for a person in a year: decided and not looked at, or put off.

[p for p in proposals(connection) if waits(p) and concerns(p, Part(2024), names)]
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.parties.names import Names
from ledger.proposing.proposals import Proposal
from ledger.terms import CandidateState, Status


@dataclass(frozen=True, slots=True)
class Part:
    """A year or all; only what a forum decided or what concerns a body, by name, where given."""

    year: int | None = None
    body: str | None = None
    forum: str | None = None


def waits(proposal: Proposal) -> bool:
    """Whether somebody must come back to it: no sum, put off, or decided and not looked at."""
    decided = proposal.found.status is Status.DECIDED
    return proposal.state is CandidateState.OPEN and (decided or bool(proposal.found.follow_up))


def concerns(proposal: Proposal, part: Part, names: Names) -> bool:
    """Whether a proposal belongs to the part; without a year, its meeting's year counts."""
    met, county = proposal.meeting_date, proposal.county
    years = proposal.found.years or ((met.year,) if met else (part.year,))
    if part.year is not None and part.year not in years:
        return False
    if part.forum:
        forum = proposal.forum or ""
        if part.forum not in {names.body(forum).name, f"{forum} ({county})"}:
            return False
    if part.body:
        parties = [m for m in (proposal.found.payer, proposal.found.payee) if m]
        found = {names.body(m.name or m.text, county=county).name or m.name for m in parties}
        return part.body in found
    return True
