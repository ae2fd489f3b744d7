"""How the book is kept: named values, where the newest row of a name holds.

set_setting(made, "review_limit", "10000000")
setting(connection, "review_limit")             # None where nobody has said
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import settings


def setting(connection: Connection, name: str, moment: Moment = NOW) -> str | None:
    """The value that holds."""
    query = (
        select(settings.c.value)
        .where(settings.c.name == name, *moment.knew(settings))
        .order_by(settings.c.id.desc())
        .limit(1)
    )
    value = connection.execute(query).scalar()
    return None if value is None else str(value)


def settings_named(connection: Connection, prefix: str) -> dict[str, str]:
    """The values that hold of all names that begin so, by the rest of the name."""
    query = (
        select(settings.c.name, settings.c.value)
        .where(settings.c.name.startswith(prefix, autoescape=True))
        .order_by(settings.c.id)
    )
    return {row.name.removeprefix(prefix): row.value for row in connection.execute(query)}


def set_setting(made: Act, name: str, value: str) -> None:
    """Say a value anew."""
    made.add(settings, name=name, value=value)
