"""The rules of a book: every version is kept, the newest of a name holds, and one may be withdrawn.

add_rule(connection, made, rule_of("RSS", {"accounts": ["4500-4599"]}, fund=7))
rules_in_force(connection)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.names import fold_name
from ledger.registers.rules import Rule, definition_of, rule_of
from ledger.storage.chain import Act, canonical
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import events, mapping_rules

WITHDRAWN = "null"


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A row of a rule's history; `rule` is None where it was withdrawn."""

    name: str
    version: int  # counted from 1 among those of the name
    rule: Rule | None
    by: str
    at: str


def add_rule(connection: Connection, made: Act, rule: Rule) -> RuleVersion:
    """Add a rule, or a new version of the one by that name. Raises WrongUse, Refused."""
    name = " ".join(rule.name.split())
    if not fold_name(name):
        raise WrongUse(_("A name needs a letter or a digit."))
    before = versions(connection, name)
    if before and before[-1].rule and _says(before[-1].rule) == _says(rule):
        raise Refused(_("The rule {name} says this already.").format(name=before[-1].name))
    made.add(
        mapping_rules, name=name, fold=fold_name(name), fund=rule.fund, body=rule.body,
        definition=canonical(definition_of(rule)),
    )  # fmt: skip
    return RuleVersion(name, len(before) + 1, rule, "", "")


def withdraw_rule(connection: Connection, made: Act, name: str) -> Rule:
    """Let a rule no longer hold; returns it. Raises WrongUse."""
    rule = rule_named(connection, name)
    made.add(mapping_rules, name=rule.name, fold=fold_name(rule.name), definition=WITHDRAWN)
    return rule


def rule_named(connection: Connection, name: str, moment: Moment = NOW) -> Rule:
    """The rule of that name as it holds. Raises WrongUse where none does."""
    found = versions(connection, name, moment)
    if found and found[-1].rule:
        return found[-1].rule
    raise WrongUse(
        _("No rule is called “{name}”.").format(name=name),
        next_step=_("“medel rule list” lists them; “medel rule add” adds one."),
    )


def rules_in_force(connection: Connection, moment: Moment = NOW) -> list[Rule]:
    """The rules that hold, in order of name."""
    newest = {fold_name(one.name): one for one in _all(connection, moment)}
    return sorted((one.rule for one in newest.values() if one.rule), key=lambda rule: rule.name)


def versions(connection: Connection, name: str, moment: Moment = NOW) -> list[RuleVersion]:
    """Every version of a rule, oldest first."""
    return [one for one in _all(connection, moment) if fold_name(one.name) == fold_name(name)]


def _all(connection: Connection, moment: Moment) -> list[RuleVersion]:
    query = (
        select(mapping_rules, events.c.actor, events.c.at)
        .join(events, events.c.id == mapping_rules.c.event, isouter=True)
        .where(*moment.knew(mapping_rules))
        .order_by(mapping_rules.c.id)
    )
    count: dict[str, int] = {}
    found = []
    for row in connection.execute(query):
        count[row.fold] = count.get(row.fold, 0) + 1
        found.append(
            RuleVersion(row.name, count[row.fold], _rule(row), row.actor or "", row.at or "")
        )
    return found


def _rule(row: Row[Any]) -> Rule | None:
    definition = json.loads(row.definition)
    if definition is None:
        return None
    return rule_of(row.name, definition, fund=row.fund, body=row.body, number=row.id)


def _says(rule: Rule) -> tuple[object, ...]:
    return rule.fund, rule.body, definition_of(rule)
