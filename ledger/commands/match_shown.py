"""How match groups, items and chains are shown: as tables, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.commands.kit import say, say_rows
from ledger.messages import _, language
from ledger.money import Money

if TYPE_CHECKING:
    from ledger.matching.items import Part
    from ledger.reconciling.amounts import Key
    from ledger.reconciling.chains import Chain
    from ledger.reconciling.evidence import Shown
    from ledger.reconciling.groups import Group
    from ledger.terms import SeenBy

Items = Mapping["Key", "Shown"]


def group_fields(one: Group, items: Items) -> dict[str, Any]:
    return {
        "number": one.number, "relation": one.relation.value, "seen_by": one.seen_by.value,
        "state": one.state.value, "rule": one.rule, "score": one.score,
        "left": [part_fields(part, items) for part in one.left],
        "right": [part_fields(part, items) for part in one.right],
        "residuals": [
            {"kind": r.kind.value, "amount": Money(r.amount).decimal_string, "why": r.why}
            for r in one.residuals
        ],
        "reasons": list(one.reasons), "why": one.why, "by": one.by, "at": one.at,
    }  # fmt: skip


def part_fields(part: Part, items: Items) -> dict[str, Any]:
    """A part with the item it is of; what is known of one whose import was undone is its number."""
    fields: dict[str, Any] = {
        "kind": part.kind.value, "number": part.number,
        "amount": Money(part.amount).decimal_string,
    }  # fmt: skip
    shown = items.get((part.kind, part.number))
    return fields if shown is None else fields | shown_fields(shown)


def shown_fields(one: Shown) -> dict[str, Any]:
    return {
        "name": one.name, "whole": Money(one.amount).decimal_string, "date": one.date,
        "payer": one.payer, "payee": one.payee, "fund": one.fund, "fund_year": one.fund_year,
        "is_credit": one.is_credit, "text": one.text, "place": one.place, "quote": one.quote,
    }  # fmt: skip


def say_groups(found: Sequence[Group], items: Items) -> None:
    rows = [
        {
            "number": one.number, "state": one.state.label(language()),
            "relation": relation_label(one), "left": side_words(one.left, items),
            "right": side_words(one.right, items),
            "amount": kr(sum(part.amount for part in one.left) or
                         sum(part.amount for part in one.right)),
            "residual": kr(sum(r.amount for r in one.residuals)) if one.residuals else "",
            "score": one.score, "why": one.why or " ".join(one.reasons),
        }
        for one in found
    ]  # fmt: skip
    headings = {
        "number": _("Match"), "state": _("State"), "relation": _("Relation"),
        "left": _("Left side"),
        "right": _("Right side"), "amount": _("Kronor"), "residual": _("Residual"),
        "score": _("Score"), "why": _("Why"),
    }  # fmt: skip
    say_rows(rows, headings, right=("number", "amount", "residual", "score"))


def say_group(one: Group, items: Items) -> None:
    """One group in full: its sides, residuals and reasons."""
    from ledger.dates import local_time

    say(
        _("Match {number}: {relation}, {state}").format(
            number=one.number, relation=relation_label(one), state=one.state.label(language())
        )
    )
    say(_("By {by}, {at}").format(by=one.by, at=local_time(one.at)))
    say_parts([*one.left, *one.right], items)
    for residual in one.residuals:
        say(
            _("  Residual, {kind}: {amount} kr ({why})").format(
                kind=residual.kind.label(language()), amount=kr(residual.amount), why=residual.why
            )
        )
    say(_("Rule {rule}, score {score}: {reasons}").format(
        rule=one.rule, score=one.score, reasons=" ".join(one.reasons) or "–"))  # fmt: skip
    if one.why:
        say(_("Why: {why}").format(why=one.why))


def say_parts(parts: Sequence[Part], items: Items) -> None:
    for part in parts:
        shown = items.get((part.kind, part.number))
        of_whole = (
            ""
            if shown is None or shown.amount == part.amount
            else " " + _("of {whole}").format(whole=kr(shown.amount))
        )
        say(f"  {item_words(part.kind.value, part.number)}: {kr(part.amount)}{of_whole} kr"
            f"{about(shown)}")  # fmt: skip


def say_chain(chain: Chain, items: Items) -> None:
    """Each item of a chain with what it is settled in."""
    from ledger.reconciling.groups import keys_of

    for key in chain.items:
        shown = items.get(key)
        amount = kr(shown.amount) if shown else "–"
        numbers = [str(one.number) for one in chain.groups if key in keys_of(one.parts)]
        tied = _("  (match {numbers})").format(numbers=", ".join(numbers)) if numbers else ""
        say(f"  {item_words(key[0].value, key[1])}: {amount} kr{about(shown)}{tied}")
    if not chain.whole:
        say(_("  … and more: the chain is cut here."))


def chain_fields(chain: Chain, items: Items) -> dict[str, Any]:
    return {
        "items": [
            {"kind": kind.value, "number": number}
            | (shown_fields(items[kind, number]) if (kind, number) in items else {})
            for kind, number in chain.items
        ],
        "matches": [group_fields(one, items) for one in chain.groups],
    }


def about(shown: Shown | None) -> str:
    """What an item is, after its number and sum."""
    if shown is None:
        return ", " + _("its import was undone")
    parties = f"{shown.payer or '?'} → {shown.payee or '?'}"
    what = [shown.date, shown.name if shown.kind.value != "decision" else None, parties]
    if shown.fund:
        what.append(f"{shown.fund} {shown.fund_year or ''}".strip())
    what.append(f"[{shown.place}]" if shown.place else None)
    return ", " + ", ".join(filter(None, what))


def side_words(parts: Sequence[Part], items: Items) -> str:
    """A side of a group in a few words."""
    said = [
        f"{item_words(part.kind.value, part.number)}{_name_of(items.get((part.kind, part.number)))}"
        for part in parts[:3]
    ]
    return ", ".join(said) + ("…" if len(parts) > 3 else "")


def item_words(kind: str, number: int) -> str:
    from ledger.reconciling.settling import item_name

    return item_name(kind, number)


def relation_label(one: Group) -> str:
    return relation_words(one.relation.label(language()), one.seen_by)


def relation_words(relation: str, seen_by: SeenBy) -> str:
    """A relation, and in whose books."""
    from ledger.terms import SeenBy

    return relation if seen_by is SeenBy.BOTH else f"{relation} ({seen_by.label(language())})"


def kr(ore: int) -> str:
    return Money(ore).kronor_text(language())


def _name_of(shown: Shown | None) -> str:
    return f" ({shown.name})" if shown and shown.kind.value != "decision" else ""
