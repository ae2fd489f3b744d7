"""How versions, lines, deviations and settlements are shown: as tables, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.commands.kit import say, say_rows
from ledger.messages import _, language

if TYPE_CHECKING:
    from ledger.planning.deviations import Deviation
    from ledger.planning.plans import PlanLine, Version
    from ledger.planning.settlements import Settlement


def version_fields(one: Version, lines: list[PlanLine]) -> dict[str, Any]:
    return {
        "number": one.number, "kind": one.kind.value, "year": one.year, "name": one.name,
        "date": one.date, "paper": one.paper, "file": one.file, "state": one.state.value,
        "why": one.why, "holds": one.holds, "by": one.by, "at": one.at,
        "lines": [
            {
                "fund": line.fund, "fund_year": line.year, "body": line.body,
                "kind": line.kind.value, "amount": line.amount.decimal_string, "text": line.text,
                "place": line.place,
            }
            for line in lines
        ],
    }  # fmt: skip


def say_versions(found: list[Version]) -> None:
    rows = [
        {
            "number": one.number, "kind": one.kind.label(language()), "year": one.year,
            "name": one.name, "date": one.date, "state": one.state.label(language()),
            "holds": _("holds") if one.holds else "", "paper": one.paper, "file": one.file,
        }
        for one in found
    ]  # fmt: skip
    headings = {
        "number": _("Version"), "kind": _("Kind"), "year": _("Year"), "name": _("Name"),
        "date": _("Date"), "state": _("State"), "holds": "", "paper": _("Paper"),
        "file": _("File"),
    }  # fmt: skip
    say_rows(rows, headings, right=("number",))


def say_lines(found: list[PlanLine]) -> None:
    rows = [
        {
            "version": line.version, "fund": line.fund, "year": line.year, "body": line.body,
            "kind": line.kind.label(language()), "amount": line.amount.kronor_text(language()),
            "text": line.text, "place": line.place,
        }
        for line in found
    ]  # fmt: skip
    headings = {
        "version": _("Version"), "fund": _("Fund"), "year": _("Year"), "body": _("Body"),
        "kind": _("Kind"), "amount": _("Kronor"), "text": _("Text"), "place": _("Place"),
    }  # fmt: skip
    say_rows(rows, headings, right=("version", "amount"))


def deviation_fields(one: Deviation) -> dict[str, Any]:
    sums = {
        "budget": one.budget, "forecast": one.forecast, "outcome": one.outcome,
        "deviation": one.deviation, "forecast_deviation": one.forecast_deviation,
    }  # fmt: skip
    return {
        "fund": one.fund, "fund_year": one.year, "body": one.body, "kind": one.kind.value,
        **{name: money.decimal_string if money else None for name, money in sums.items()},
    }  # fmt: skip


def say_deviations(found: list[Deviation]) -> None:
    rows = [
        {
            "fund": one.fund, "year": one.year, "body": one.body,
            "kind": one.kind.label(language()),
            **{
                name: money.kronor_text(language()) if money else "–"
                for name, money in (
                    ("budget", one.budget), ("forecast", one.forecast), ("outcome", one.outcome),
                    ("deviation", one.deviation), ("forecast_deviation", one.forecast_deviation),
                )
            },
        }
        for one in found
    ]  # fmt: skip
    headings = {
        "fund": _("Fund"), "year": _("Year"), "body": _("Body"), "kind": _("Kind"),
        "budget": _("Budget"), "forecast": _("Forecast"), "outcome": _("Outcome"),
        "deviation": _("Deviation"), "forecast_deviation": _("From the forecast"),
    }  # fmt: skip
    figures = ("budget", "forecast", "outcome", "deviation", "forecast_deviation")
    say_rows(rows, headings, right=figures)


def settlement_fields(one: Settlement) -> dict[str, Any]:
    return {
        "fund": one.fund, "fund_year": one.year, "body": one.body,
        "forecast": one.forecast.decimal_string, "outcome": one.outcome.decimal_string,
        "settled": one.settled.decimal_string, "difference": one.difference.decimal_string,
    }  # fmt: skip


def say_settlements(found: list[Settlement], other: str, rows: list[int]) -> None:
    from ledger.planning.settlements import settlement_rule

    in_use = language()
    table = [
        {
            "fund": one.fund, "year": one.year, "body": one.body,
            "forecast": one.forecast.kronor_text(in_use),
            "outcome": one.outcome.kronor_text(in_use),
            "settled": one.settled.kronor_text(in_use),
            "difference": one.difference.kronor_text(in_use),
        }
        for one in found
    ]  # fmt: skip
    headings = {
        "fund": _("Fund"), "year": _("Year"), "body": _("Body"), "forecast": _("Forecast"),
        "outcome": _("Outcome"), "settled": _("Settled before"), "difference": _("Difference"),
    }  # fmt: skip
    say_rows(table, headings, right=("forecast", "outcome", "settled", "difference"))
    say(settlement_rule())
    if rows:
        numbers = ", ".join(map(str, rows))
        say(_("With {body}, in the inbox: row {rows}.").format(body=other, rows=numbers))
    else:
        say(_("Nothing was stored."))
