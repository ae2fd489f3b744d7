"""The database itself refuses to change or remove what is in the book.

Triggers on every sealed table and on the event log stop UPDATE, DELETE and (PostgreSQL) TRUNCATE;
on SQLite also an INSERT that would replace a row: `INSERT OR REPLACE` fires no delete trigger.
The one-row table `head` may only move forward by one event. They are put back after each
migration, because alembic's batch mode drops SQLite triggers without a word, and `medel check`
looks for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.tables import SEALED, events, head

GUARDED = (*(table.name for table in SEALED), events.name)
HEAD = head.name
_REFUSED = "the book only grows: {table} cannot be changed or removed"
_FUNCTION = "medel_refuse"


def install(connection: Connection) -> None:
    """(Re)create every guard, on SQLite or PostgreSQL."""
    statements = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for statement in statements():
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> list[str]:
    """Names of guards that are absent, switched off or not what they should be."""
    if connection.dialect.name == "sqlite":
        return _missing_sqlite(connection)
    return _missing_postgresql(connection)


def _triggers_sqlite() -> Iterator[tuple[str, str]]:
    for table in GUARDED:
        said = _REFUSED.format(table=table)
        for action in ("update", "delete"):
            name = f"{table}_no_{action}"
            yield (
                name,
                (
                    f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
                ),
            )
        name = f"{table}_no_replace"  # the names are our own
        yield (
            name,
            (
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            ),
        )
    said = _REFUSED.format(table=HEAD)
    yield (
        f"{HEAD}_forward",
        (
            f"CREATE TRIGGER {HEAD}_forward BEFORE UPDATE ON {HEAD} "
            f"WHEN NEW.id <> OLD.id OR NEW.event <> OLD.event + 1 "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        ),
    )
    yield (
        f"{HEAD}_no_delete",
        (
            f"CREATE TRIGGER {HEAD}_no_delete BEFORE DELETE ON {HEAD} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        ),
    )


def _sqlite() -> Iterator[str]:
    for name, statement in _triggers_sqlite():
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield statement


def _missing_sqlite(connection: Connection) -> list[str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    present = {row.name: row.sql for row in rows}
    return [name for name, statement in _triggers_sqlite() if present.get(name) != statement]


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $medel$
BEGIN
    RAISE EXCEPTION 'the book only grows: % cannot be changed or removed', TG_TABLE_NAME;
END $medel$
"""


def _triggers_postgresql() -> Iterator[tuple[str, str, str]]:
    for table in GUARDED:
        yield (
            table,
            f"{table}_no_change",
            (f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()"),
        )
        yield (
            table,
            f"{table}_no_truncate",
            (f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"),
        )
    yield (
        HEAD,
        f"{HEAD}_forward",
        (
            f"BEFORE UPDATE ON {HEAD} FOR EACH ROW "
            f"WHEN (NEW.id <> OLD.id OR NEW.event <> OLD.event + 1) EXECUTE FUNCTION {_FUNCTION}()"
        ),
    )
    yield (
        HEAD,
        f"{HEAD}_no_delete",
        (f"BEFORE DELETE ON {HEAD} FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()"),
    )
    yield (
        HEAD,
        f"{HEAD}_no_truncate",
        (f"BEFORE TRUNCATE ON {HEAD} FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"),
    )


def _postgresql() -> Iterator[str]:
    yield _POSTGRESQL_FUNCTION
    for table, name, rest in _triggers_postgresql():
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield f"CREATE TRIGGER {name} {rest}"


def _missing_postgresql(connection: Connection) -> list[str]:
    # Enabled ('O', 'A') and calling our function, whose body must still raise.
    rows = connection.execute(
        text(
            "SELECT t.tgname AS name FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
            "AND p.proname = :function AND p.prosrc LIKE '%RAISE EXCEPTION%'"
        ),
        {"function": _FUNCTION},
    )
    present = {row.name for row in rows}
    return [name for _table, name, _rest in _triggers_postgresql() if name not in present]
