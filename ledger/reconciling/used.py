"""What rests on matches: which files have rows that are settled, and in which matches.

    matches_of_sources(connection, batch)     # source → matches that stand

A row that is settled says that something was invoiced or paid; the file it came with cannot be
taken back before the match is.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from ledger.reconciling.amounts import REGISTERS, stands
from ledger.storage.tables import batch_files, match_parts


def matches_of_sources(connection: Connection, batch: int) -> dict[int, list[int]]:
    """The matches that stand and hold rows of each file of an import, by the file's source."""
    found: dict[int, list[int]] = {}
    for kind, table in REGISTERS.items():
        query = (
            select(table.c.source, match_parts.c.match_group)
            .distinct()
            .join(table, table.c.id == match_parts.c.item)
            .join(batch_files, batch_files.c.source == table.c.source)
            .where(
                match_parts.c.kind == kind.value,
                batch_files.c.batch == batch,
                stands(match_parts.c.match_group),
            )
            .order_by(match_parts.c.match_group)
        )
        for source, number in connection.execute(query):
            found.setdefault(source, []).append(number)
    return found
