"""What a row of the review workbook holds for a proposal: one answer for its writer and its reader.

The writer fills the cells with `cells_of`; the reader compares what comes back with the same, and
so knows what the economist changed, and what nobody should have.
"""

from __future__ import annotations

from ledger.drafts import Candidate
from ledger.money import Money
from ledger.proposing.proposals import Proposal, entry_kind_of
from ledger.terms import Bound

Cell = str | int | Money | None


def cells_of(proposal: Proposal, language: str) -> dict[str, Cell]:
    """The value of each column in `inbox_columns.INBOX_COLUMNS`, before anyone has answered."""
    found = proposal.found
    post_as = entry_kind_of(found)
    return {
        "number": proposal.number,
        "decision": None,
        "post_as": post_as.label(language) if post_as else None,
        "payer": found.payer.name if found.payer else None,
        "payee": found.payee.name if found.payee else None,
        "fund": found.fund.name if found.fund else None,
        "year": found.years[0] if len(found.years) == 1 else None,
        "amount": found.amount,
        "why": None,
        "quote": found.quote,
        "status": found.status.label(language),
        "kind": found.kind.label(language),
        "exactness": _exactness(found, language),
        "section": found.section,
        "page": found.page,
        "forum": proposal.forum,
        "date": proposal.meeting_date.isoformat() if proposal.meeting_date else None,
        "file": proposal.file,
        "digest": proposal.digest,
    }


def _exactness(found: Candidate, language: str) -> str:
    """How far the sum can be trusted: exact or about, a limit, per what, and why it must wait."""
    said = [found.exactness.label(language)] if found.amount else []
    if found.bound is not Bound.NONE:
        said.append(found.bound.label(language))
    if found.per:
        said.append(f"per {found.per}")
    if found.follow_up:
        said.append(found.follow_up.label(language))
    return ", ".join(said)
