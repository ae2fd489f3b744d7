"""Saved reports: what a report was of and where it was written, kept in the book by a name.

    save(made, "styrelsen", Saved(spec, "xlsx", "redovisning-2023.xlsx"))
    saved(connection, "styrelsen").for_year(2024)     # … "redovisning-2024.xlsx"

>>> Saved(Spec("year", year=2023), "xlsx", "rapport 2023.xlsx").for_year(2024).output
'rapport 2024.xlsx'
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger.errors import NotResolved, WrongUse
from ledger.messages import _
from reports.spec import Spec

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.storage.chain import Act

_PREFIX = "report:"
_FORGOTTEN = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A report as it was asked for: of what, in which format, and to which file or folder."""

    spec: Spec
    format: str
    output: str | None
    each: bool = False

    def for_year(self, year: int | None) -> Saved:
        """The same for another year; a file's name that has the old year gets the new one."""
        if year is None or self.spec.year is None:
            return self
        output = self.output and self.output.replace(str(self.spec.year), str(year))
        return replace(self, spec=replace(self.spec, year=year), output=output)


def save(made: Act, name: str, report: Saved) -> None:
    """Keep it; a report of the same name no longer holds. Raises WrongUse for an empty name."""
    from ledger.storage.settings import set_setting

    said = [report.spec.as_json(), report.format, report.output, report.each]
    set_setting(made, _PREFIX + _named(name), json.dumps(said, separators=(",", ":")))


def forget(connection: Connection, made: Act, name: str) -> None:
    """No longer keep it. Raises NotResolved where none is kept by the name."""
    from ledger.storage.settings import set_setting

    saved(connection, name)
    set_setting(made, _PREFIX + _named(name), _FORGOTTEN)


def saved(connection: Connection, name: str) -> Saved:
    """The report of a name. Raises NotResolved."""
    kept = all_saved(connection)
    if _named(name) not in kept:
        raise NotResolved(
            _("No report is saved as “{name}”.").format(name=name),
            next_step=_("“medel report saved” lists them."),
        )
    return kept[_named(name)]


def all_saved(connection: Connection) -> dict[str, Saved]:
    """Every saved report by its name, in the order of names."""
    from ledger.storage.settings import settings_named

    kept = settings_named(connection, _PREFIX)
    return {name: _of_text(kept[name]) for name in sorted(kept) if kept[name] != _FORGOTTEN}


def _of_text(text: str) -> Saved:
    spec, format_, output, each = json.loads(text)
    return Saved(Spec.of_json(spec), format_, output, each)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise WrongUse(_("A saved report needs a name."))
    return name
