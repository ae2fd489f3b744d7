"""The inbox: what readers propose, until a person decides.

    accept(connection, made, [4, 5], Choices(fund_year=2023), by="ekonom")
    reject(connection, made, [6], why="avser en annan satsning")

An accepted proposal becomes an entry resting on its words. What the words leave open (two possible
bodies, no year) is asked for by name; nothing is guessed. A proposal without a sum stays as a
follow-up until it is given one or turned down with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from ledger.drafts import Candidate
from ledger.errors import MedelError, NotResolved, Refused, WrongUse
from ledger.evidence import FromSource
from ledger.grants.funds import fund_number, names_of
from ledger.messages import _
from ledger.parties.names import Names
from ledger.posting.journal import NewEntry, post
from ledger.proposing.proposals import Proposal, proposals
from ledger.proposing.resolving import Choices, Resolved, doubt_of, forum_of, resolve
from ledger.proposing.splits import SplitPart, check_sum, note_of
from ledger.storage.chain import Act
from ledger.storage.tables import reviews
from ledger.terms import CandidateState, Exactness

DECIDED = {CandidateState.ACCEPTED, CandidateState.REJECTED, CandidateState.UNDONE}
TEXT_LENGTH = 120  # how much of a quote stands as the entry's text where there is no section


def accept(
    connection: Connection, made: Act, numbers: Sequence[int], choices: Choices, by: str
) -> list[int]:
    """Post proposals as entries, all or none; returns the entries' numbers in order.

    Raises NotResolved with a line for each proposal that leaves something open.
    """
    posted, problems = [], []
    names = names_of(connection)
    for proposal in _named(connection, numbers):
        try:
            posted.append(_accept_one(connection, made, names, proposal, choices, by))
        except MedelError as error:
            problems.append(_("Row {number}: {error}").format(number=proposal.number, error=error))
    if problems:
        raise NotResolved("\n".join(problems))
    return posted


def accept_split(
    connection: Connection, made: Act, number: int, choices: Choices, parts: Sequence[SplitPart],
    by: str,
) -> list[int]:  # fmt: skip
    """Post one proposal as several entries that together are its sum; their numbers in order."""
    (proposal,) = _named(connection, [number])
    names = names_of(connection)
    _check_may_be_posted(proposal, choices)
    whole = resolve(names, proposal, replace(choices, **parts[0].own)).amount
    check_sum(parts, whole)
    posted = []
    for which, part in enumerate(parts, start=1):
        own = replace(choices, **part.own)
        resolved = resolve(names, proposal, replace(own, amount=part.amount))
        rests_on = _evidence_of(proposal, own, by)
        said = " ".join(filter(None, (rests_on.note, note_of(which, parts, whole))))
        new = _new_entry(connection, made, proposal, resolved)
        posted.append(post(connection, made, new, replace(rests_on, note=said)))
    made.add(reviews, candidate=number, outcome="accepted", entry=posted[0], why=choices.even_if)
    return posted


def reject(connection: Connection, made: Act, numbers: Sequence[int], why: str) -> None:
    """Turn proposals down, or close follow-ups, with a reason. All or none."""
    if not why.strip():
        raise WrongUse(_("Say why, with --why."))
    named = _named(connection, numbers)
    decided = [p for p in named if p.state in DECIDED]
    if decided:
        raise Refused("\n".join(_already(proposal) for proposal in decided))
    made.add_many(
        reviews, [{"candidate": p.number, "outcome": "rejected", "why": why} for p in named]
    )


def _accept_one(
    connection: Connection, made: Act, names: Names, proposal: Proposal, choices: Choices, by: str
) -> int:
    _check_may_be_posted(proposal, choices)
    resolved = resolve(names, proposal, choices)
    new = _new_entry(connection, made, proposal, resolved)
    number = post(connection, made, new, _evidence_of(proposal, choices, by))
    made.add(
        reviews, candidate=proposal.number, outcome="accepted", entry=number, why=choices.even_if
    )
    return number


def _new_entry(
    connection: Connection, made: Act, proposal: Proposal, resolved: Resolved
) -> NewEntry:
    return NewEntry(
        date=resolved.date, kind=resolved.kind, fund=fund_number(connection, resolved.fund),
        fund_year=resolved.fund_year, to_year=resolved.to_year, amount=resolved.amount,
        payer=resolved.payer.number(connection, made),
        payee=resolved.payee.number(connection, made),
        forum=forum_of(connection, made, proposal),
        text=_text_of(proposal), candidate=proposal.number,
    )  # fmt: skip


def _check_may_be_posted(proposal: Proposal, choices: Choices) -> None:
    if proposal.state in {CandidateState.ACCEPTED, CandidateState.UNDONE}:
        raise Refused(_already(proposal))
    doubt = doubt_of(proposal, choices)
    if doubt:
        raise Refused(
            _("Not posted. {doubt}").format(doubt=doubt),
            next_step=_("Say why it is to be posted all the same, with --even-if."),
        )


def _evidence_of(proposal: Proposal, choices: Choices, by: str) -> FromSource:
    found = proposal.found
    return FromSource(
        source=proposal.source, quote=found.quote, quote_span=found.quote_span,
        amount_text=found.amount_text, amount_span=found.amount_span, section=found.section,
        page=found.page, stated_by=by, note=_note(found, choices),
    )  # fmt: skip


def _note(found: Candidate, choices: Choices) -> str | None:
    """What the words do not carry by themselves: why it was posted, and what a person stated."""
    said = [choices.even_if] if choices.even_if else []
    if choices.amount and choices.amount != found.amount:
        said.append(_("The sum was stated by who accepted it, not read from the text."))
    elif found.exactness is Exactness.APPROXIMATE:
        said.append(_("The minutes give the sum as about."))
    stated = [
        f"{what} ({words})" if words else what
        for what, choice, words in (
            (_("payer"), choices.payer, found.payer and found.payer.text),
            (_("payee"), choices.payee, found.payee and found.payee.text),
            (_("fund"), choices.fund, found.fund and found.fund.text),
            (_("year"), choices.fund_year, ", ".join(map(str, found.years))),
        )
        if choice
    ]
    if stated:
        said.append(
            _("Stated by who accepted it (in brackets what the text says): {what}.").format(
                what=", ".join(stated)
            )
        )
    return " ".join(said) or None


def _text_of(proposal: Proposal) -> str:
    text = " ".join((proposal.found.section or proposal.found.quote).split())
    return text if len(text) <= TEXT_LENGTH else f"{text[: TEXT_LENGTH - 1]}…"


def _named(connection: Connection, numbers: Iterable[int]) -> list[Proposal]:
    wanted = sorted(set(numbers))
    found = proposals(connection, numbers=wanted) if wanted else []
    missing = set(wanted) - {proposal.number for proposal in found}
    if missing or not wanted:
        raise WrongUse(
            _("There is no row {numbers} in the inbox.").format(
                numbers=", ".join(map(str, sorted(missing)))
            ),
            next_step=_("“medel inbox” lists them."),
        )
    return found


def _already(proposal: Proposal) -> str:
    if proposal.state is CandidateState.ACCEPTED:
        return _("Row {number} is already posted as entry {entry}.").format(
            number=proposal.number, entry=proposal.entry
        )
    if proposal.state is CandidateState.UNDONE:
        return _("Row {number} has left the inbox: the import of {file} was undone.").format(
            number=proposal.number, file=proposal.file
        )
    return _("Row {number} has been turned down: {why}").format(
        number=proposal.number, why=proposal.why
    )
