"""What the workbook of matches and its reader agree on: the sheet, its columns, what they hold.

`medel report matches` writes the sheet and `medel import` reads the answers back, as with the
review of the inbox (`ledger.proposing.inbox_columns`), whose mark and answers these are as well.

>>> [column.key for column in MATCH_COLUMNS if column.editable]
['decision', 'why']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from ledger.matching.items import Part
from ledger.money import Money
from ledger.proposing.inbox_columns import InboxColumn
from ledger.reconciling.amounts import Key
from ledger.reconciling.evidence import Shown
from ledger.reconciling.groups import Group
from ledger.storage.chain import canonical
from ledger.terms import ItemKind, SeenBy

Cell = str | int | Money | None

# The sheet's name is the same in every language: it identifies the sheet.
MATCH_SHEET = "Avstämning"
MATCH_WORKBOOK = "medel-matches"
MATCH_FORMAT = "1"
MATCH_COLUMNS = (
    InboxColumn("number", "Nr", "No", False),
    InboxColumn("decision", "Beslut", "Decision", True),
    InboxColumn("why", "Motivering", "Why", True),
    InboxColumn("score", "Säkerhet", "Score", False),
    InboxColumn("relation", "Samband", "Relation", False),
    InboxColumn("left", "Vänster", "Left", False),
    InboxColumn("right", "Höger", "Right", False),
    InboxColumn("amount", "Belopp (kr)", "Amount (kr)", False),
    InboxColumn("residual", "Restpost (kr)", "Residual (kr)", False),
    InboxColumn("reasons", "Skäl", "Reasons", False),
    InboxColumn("quote", "Citat ur protokollet", "Quote from the minutes", False),
    InboxColumn("places", "Ställen", "Places", False),
    InboxColumn("digest", "Kontrollsumma", "Digest", False),  # hidden: the match as suggested
)


def cells_of(one: Group, items: Mapping[Key, Shown], language: str) -> dict[str, Cell]:
    """The value of each column, before anyone has answered."""
    relation = one.relation.label(language)
    if one.seen_by is not SeenBy.BOTH:
        relation = f"{relation} ({one.seen_by.label(language)})"
    shown = [
        items[part.kind, part.number] for part in one.parts if (part.kind, part.number) in items
    ]
    return {
        "number": one.number,
        "decision": None,
        "why": None,
        "score": one.score,
        "relation": relation,
        "left": _side(one.left, items, language),
        "right": _side(one.right, items, language),
        "amount": Money(sum(part.amount for part in one.left or one.right)),
        "residual": Money(sum(r.amount for r in one.residuals)) if one.residuals else None,
        "reasons": " ".join(one.reasons) or None,
        "quote": next((item.quote for item in shown if item.quote), None),
        "places": "; ".join(dict.fromkeys(item.place for item in shown if item.place)) or None,
        "digest": digest_of(one),
    }


def digest_of(one: Group) -> str:
    """By what a row is known to be the match it was written for."""
    said = [one.number, one.fingerprint, [part.amount for part in one.parts]]
    return sha256(canonical(said).encode()).hexdigest()


def _side(parts: Sequence[Part], items: Mapping[Key, Shown], language: str) -> str | None:
    return "; ".join(_words(part, items.get((part.kind, part.number)), language) for part in parts)


def _words(part: Part, shown: Shown | None, language: str) -> str:
    said = f"{part.kind.label(language)} {part.number}"
    if shown is None:
        return said
    name = f" ({shown.name})" if part.kind is not ItemKind.DECISION else ""
    parties = f"{shown.payer or '?'} → {shown.payee or '?'}"
    kronor = Money(part.amount).kronor_text(language)
    return f"{said}{name} {shown.date or ''}: {parties}, {kronor} kr"
