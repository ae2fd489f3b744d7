"""Plans and populations that were imported and then used, so that the import stays.

    plans_in_use(connection) | populations_in_use(connection)     # source → why, in words

A plan is used once somebody has said what became of it or set a line of it by hand; a population
once money was divided by it, or a key that holds names it.
"""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from ledger.messages import _
from ledger.proposing.sources import standing
from ledger.storage.tables import (
    distribution_keys,
    plan_lines,
    plan_states,
    plan_versions,
    populations,
    sources,
)

DISTRIBUTIONS = "distribution/"  # what the readers of distributions are called, whatever version


def plans_in_use(connection: Connection) -> dict[int, str]:
    """The sources of plans that were used."""
    found = {}
    said = select(plan_states.c.version)
    changed = (
        select(plan_lines.c.version)
        .join(plan_versions, plan_versions.c.id == plan_lines.c.version)
        .where(plan_lines.c.event != plan_versions.c.event)
    )
    query = select(plan_versions.c.source, plan_versions.c.id, plan_versions.c.name)
    for used_by, why in (
        (changed, _("a line of plan {number} “{name}” has been set by hand")),
        (said, _("plan {number} “{name}” has been approved, revised or made obsolete")),
    ):
        rows = query.where(plan_versions.c.source.is_not(None), plan_versions.c.id.in_(used_by))
        for row in connection.execute(rows):
            found[row.source] = why.format(number=row.id, name=row.name)
    return found


def populations_in_use(connection: Connection) -> dict[int, str]:
    """The sources of populations that were used."""
    query = select(populations).where(populations.c.source.is_not(None))
    counts = connection.execute(query).all()
    if not counts:
        return {}
    divided, named = _distributions(connection), _named_by_keys(connection)
    found = {}
    for count in counts:
        if count.name in named:
            why = _("the key {key} goes by population {name}")
            found[count.source] = why.format(key=named[count.name], name=count.name)
        for file, text in divided:
            if any(count.name in line and count.date in line for line in text.splitlines()):
                why = _("“{file}” was worked out by population {name}")
                found[count.source] = why.format(file=file, name=count.name)
    return found


def _distributions(connection: Connection) -> list[tuple[str, str]]:
    """The texts of distributions, which name the populations they were worked out by."""
    query = select(sources.c.name, sources.c.text).where(
        sources.c.reader.startswith(DISTRIBUTIONS), standing(sources.c.id)
    )
    return [(row.name, row.text) for row in connection.execute(query)]


def _named_by_keys(connection: Connection) -> dict[str, str]:
    """The populations that keys name, as they hold, with the key's name."""
    query = select(distribution_keys).order_by(distribution_keys.c.id)
    newest = {row.fold: row for row in connection.execute(query)}
    found: dict[str, str] = {}
    for row in newest.values():
        found |= dict.fromkeys(_populations_in(json.loads(row.definition)), row.name)
    return found


def _populations_in(definition: object) -> set[str]:
    if isinstance(definition, list):
        return set().union(*map(_populations_in, definition))
    if not isinstance(definition, dict):
        return set()
    own = {definition["population"]} if isinstance(definition.get("population"), str) else set()
    return own.union(*map(_populations_in, definition.values()))
