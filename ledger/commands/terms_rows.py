"""The terms of a fund year as commands show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ledger.messages import _, language

if TYPE_CHECKING:
    from ledger.grants.fund_terms import Terms


def fields_of_terms(terms: Terms, body_names: Mapping[int, str]) -> dict[str, Any]:
    """A version of terms as JSON shows it."""
    return {
        "grantor": body_names[terms.grantor] if terms.grantor else None,
        "agreement": terms.agreement,
        "conditions": terms.conditions,
        "requisition_by": _iso(terms.requisition_by),
        "use_by": _iso(terms.use_by),
        "report_by": _iso(terms.report_by),
        "carry_over": terms.carry_over.value,
        "carry_until": _iso(terms.carry_until),
        "from": terms.applies_from.isoformat(),
        "on_word": terms.on_word,
        "paper": terms.paper,
        "by": terms.by,
        "at": terms.at,
    }


def lines_of_terms(terms: Terms, body_names: Mapping[int, str]) -> Iterator[str]:
    """A version of terms as a person reads it, a line for each thing that is said."""
    said = _("From {day}, on the word of {who}").format(day=terms.applies_from, who=terms.on_word)
    yield f"{said} ({terms.paper})" if terms.paper else said
    carry_over = terms.carry_over.label(language())
    if terms.carry_until:
        carry_over = _("until {day}").format(day=terms.carry_until)
    for heading, value in (
        (_("Grantor"), body_names[terms.grantor] if terms.grantor else None),
        (_("Agreement"), terms.agreement),
        (_("Conditions"), terms.conditions),
        (_("Requisition by"), terms.requisition_by),
        (_("Use by"), terms.use_by),
        (_("Report by"), terms.report_by),
        (_("Carried over"), carry_over),
    ):
        if value:
            yield f"  {heading}: {value}"


def _iso(day: object) -> str | None:
    return str(day) if day else None
