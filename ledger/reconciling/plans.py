"""A plan of matches: every proposal pinned in a file, and carried out as it stands or not at all.

    content = plan_bytes(connection, run.proposals)
    plan = read_plan(content, "avstämning.json"); plan.check(connection)

Rows and entries of a book never change, so their numbers pin them; what has been settled since is
looked at when the plan is carried out, and then nothing of it is done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ledger.errors import MedelError, Refused, UnreadableFile
from ledger.matching.items import Considered, Part, Proposal
from ledger.messages import _
from ledger.money import Money
from ledger.storage.chain import book_id, head_of
from ledger.terms import ItemKind, Relation, ResidualKind, SeenBy

MARK = "medel-match-plan"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """A plan as it was read."""

    name: str
    book: str
    proposals: tuple[Proposal, ...]
    sha256: str

    def check(self, connection: Connection) -> None:
        """Raises Refused where the plan is of another book."""
        if self.book != book_id(connection):
            raise Refused(
                _("The plan was made from another book."),
                place=self.name,
                next_step=_("Name the right one with --db."),
            )


def plan_bytes(connection: Connection, proposals: Sequence[Proposal]) -> bytes:
    """The plan as a file: the same bytes for the same proposals of the same book."""
    number, hash_ = head_of(connection)
    plan = {
        MARK: FORMAT, "book": book_id(connection), "event": number, "head": hash_,
        "proposals": [proposal_fields(one) for one in proposals],
    }  # fmt: skip
    return (json.dumps(plan, ensure_ascii=False, indent=1) + "\n").encode()


def is_plan_file(path: Path) -> bool:
    """Whether a file looks like a plan of matches; not where it cannot be read."""
    try:
        with path.open("rb") as file:
            return f'"{MARK}"'.encode() in file.read(200)
    except OSError:
        return False


def read_plan(content: bytes, name: str) -> MatchPlan:
    """Raises UnreadableFile."""
    try:
        said = json.loads(content)
        known = said[MARK] == FORMAT
        proposals = tuple(_proposal(one) for one in said["proposals"]) if known else ()
        plan = MatchPlan(name, str(said["book"]), proposals, sha256(content).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError, MedelError) as error:
        raise _no_plan(name) from error
    if not known:
        raise _no_plan(name)
    return plan


def proposal_fields(one: Proposal) -> dict[str, Any]:
    """A proposal as JSON, amounts in kronor."""
    return {
        "relation": one.relation.value, "seen_by": one.seen_by.value, "rule": one.rule,
        "score": one.score, "settles": one.settles,
        "left": [_part_fields(part) for part in one.left],
        "right": [_part_fields(part) for part in one.right],
        "residuals": [
            {"kind": kind, "amount": Money(ore).decimal_string, "why": why}
            for kind, ore, why in one.residuals
        ],
        "reasons": list(one.reasons),
        "others": [
            {
                "left": [_part_fields(part) for part in other.left],
                "right": [_part_fields(part) for part in other.right],
                "score": other.score, "reasons": list(other.reasons),
            }
            for other in one.others
        ],
    }  # fmt: skip


def _no_plan(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("This is not a plan of matches."),
        place=name,
        next_step=_("Write one with “medel match --plan FILE”."),
    )


def _part_fields(part: Part) -> dict[str, Any]:
    return {
        "kind": part.kind.value, "number": part.number,
        "amount": Money(part.amount).decimal_string,
    }  # fmt: skip


def _proposal(said: Mapping[str, Any]) -> Proposal:
    return Proposal(
        Relation.of(said["relation"]), str(said["rule"]), _parts(said["left"]),
        _parts(said["right"]),
        tuple(map(_residual, said["residuals"])),
        int(said["score"]), tuple(map(str, said["reasons"])), said["settles"] is True,
        tuple(
            Considered(_parts(one["left"]), _parts(one["right"]), int(one["score"]),
                       tuple(map(str, one["reasons"])))
            for one in said["others"]
        ),
        SeenBy.of(said["seen_by"]),
    )  # fmt: skip


def _residual(said: Mapping[str, Any]) -> tuple[str, int, str]:
    kind = ResidualKind.of(said["kind"])
    return kind.value, Money.of_kronor(said["amount"]).ore, str(said["why"])


def _parts(said: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(ItemKind.of(one["kind"]), int(one["number"]), Money.of_kronor(one["amount"]).ore)
        for one in said
    )
