"""The database itself refuses to change or remove what is in the book.

Triggers on every sealed table and on the event log stop UPDATE, DELETE and (PostgreSQL) TRUNCATE;
on SQLite also an INSERT that would replace a row, by its number or by any other unique key:
`INSERT OR REPLACE` fires no delete trigger. The one-row table `head` may only move forward by one
event. One more stops an entry in a year that is closed (see `NOT_OPEN`). They are put back after
each migration, because alembic's batch mode drops SQLite triggers without a word, and `medel check`
looks for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, text

from ledger.storage.tables import SEALED, entries, events, head

GUARDED = (*SEALED, events)
_REFUSED = "the book only grows: {table} cannot be changed or removed"
_FUNCTION = "medel_refuse"

# The states that keep an entry out: those newest in their scope, where the scope covers it. Written
# once, for the triggers ({new} is "NEW.") and for `periods`, which says the same in words.
NOT_OPEN = (
    "FROM period_states p WHERE p.state IN ('adjusting', 'closed') "
    "AND p.year IN ({new}fund_year, {new}to_year) "
    "AND (p.forum IS NULL OR p.forum = {new}forum) "
    "AND (p.body IS NULL OR p.body IN ({new}payer, {new}payee)) "
    "AND NOT EXISTS (SELECT 1 FROM period_states l WHERE l.id > p.id AND l.year = p.year "
    "AND coalesce(l.forum, 0) = coalesce(p.forum, 0) "
    "AND coalesce(l.body, 0) = coalesce(p.body, 0)) "
    "AND (p.state = 'closed' OR "
    "({new}corrects IS NULL AND {new}kind NOT IN ('carried', 'returned')))"
)
YEAR_NOT_OPEN = "the year is not open"  # what the trigger says; `store` tells it in words
_OPEN_YEAR = f"{entries}_open_year"
_OPEN_YEAR_FUNCTION = "medel_open_year"


def install(connection: Connection) -> None:
    """(Re)create every guard, on SQLite or PostgreSQL."""
    statements = (
        _sqlite() if connection.dialect.name == "sqlite" else _postgresql(_schema(connection))
    )
    for statement in statements:
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> list[str]:
    """Names of guards that are absent, switched off or not what they should be."""
    if connection.dialect.name == "sqlite":
        return _missing_sqlite(connection)
    return _missing_postgresql(connection)


def added(connection: Connection) -> list[str]:
    """Names of triggers on the book's tables that are not ours: they could change what goes in."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        ours = {name for name, _statement in _triggers_sqlite()}
    else:
        rows = connection.execute(
            text(
                "SELECT t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
                "WHERE NOT t.tgisinternal"
            )
        )
        ours = {name for _table, name, _rest in _triggers_postgresql()}
    return sorted({row.name for row in rows} - ours)


def _triggers_sqlite() -> Iterator[tuple[str, str]]:
    for table in GUARDED:
        yield _refusal_sqlite(f"{table}_no_update", f"BEFORE UPDATE ON {table}", table)
        yield _refusal_sqlite(f"{table}_no_delete", f"BEFORE DELETE ON {table}", table)
        yield _refusal_sqlite(
            f"{table}_no_replace",
            f"BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {' OR '.join(_same_key(table))})",
            table,
        )
    yield _refusal_sqlite(
        f"{head}_forward",
        f"BEFORE UPDATE ON {head} WHEN NEW.id <> OLD.id OR NEW.event <> OLD.event + 1",
        head,
    )
    yield (
        _OPEN_YEAR,
        f"CREATE TRIGGER {_OPEN_YEAR} BEFORE INSERT ON {entries} "
        f"WHEN EXISTS (SELECT 1 {NOT_OPEN.format(new='NEW.')}) "
        f"BEGIN SELECT RAISE(ABORT, '{YEAR_NOT_OPEN}'); END",
    )
    yield _refusal_sqlite(f"{head}_no_delete", f"BEFORE DELETE ON {head}", head)
    yield _refusal_sqlite(
        f"{head}_no_replace",
        f"BEFORE INSERT ON {head} WHEN EXISTS (SELECT 1 FROM {head})",
        head,
    )


def _refusal_sqlite(name: str, when: str, table: Table) -> tuple[str, str]:
    said = _REFUSED.format(table=table)
    return name, f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{said}'); END"


def _same_key(table: Table) -> Iterator[str]:
    """A condition for each key by which a new row could take the place of an old one."""
    yield "id = NEW.id"
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.unique:
            columns = " AND ".join(f"{c.name} = NEW.{c.name}" for c in index.columns)
            yield f"({columns})"


def _sqlite() -> Iterator[str]:
    for name, statement in _triggers_sqlite():
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield statement


def _missing_sqlite(connection: Connection) -> list[str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    present = {row.name: row.sql for row in rows}
    return [name for name, statement in _triggers_sqlite() if present.get(name) != statement]


# Both are written as the database itself writes them out, so that `missing` can compare.
_POSTGRESQL_BODY = """
BEGIN
    RAISE EXCEPTION USING MESSAGE =
        'the book only grows: ' || TG_TABLE_NAME || ' cannot be changed or removed';
END """
_OPEN_YEAR_BODY = f"""
BEGIN
    IF EXISTS (SELECT 1 {NOT_OPEN.format(new="NEW.")}) THEN
        RAISE EXCEPTION USING MESSAGE = '{YEAR_NOT_OPEN}';
    END IF;
    RETURN NEW;
END """
# A writer's own temporary table must not stand in for the one the rule looks in.
_OPEN_YEAR_PATH = "{schema}, pg_temp"


def _triggers_postgresql() -> Iterator[tuple[str, str, str]]:
    for table in GUARDED:
        yield from _trigger_postgresql(table, "no_change", "DELETE OR UPDATE", "ROW")
        yield from _trigger_postgresql(table, "no_truncate", "TRUNCATE", "STATEMENT")
    backwards = "WHEN (new.id <> old.id OR new.event <> (old.event + 1)) "
    yield from _trigger_postgresql(head, "forward", "UPDATE", "ROW", backwards)
    yield (
        entries.name,
        _OPEN_YEAR,
        f"CREATE TRIGGER {_OPEN_YEAR} BEFORE INSERT ON {entries} "
        f"FOR EACH ROW EXECUTE FUNCTION {_OPEN_YEAR_FUNCTION}()",
    )
    yield from _trigger_postgresql(head, "no_delete", "DELETE", "ROW")
    yield from _trigger_postgresql(head, "no_truncate", "TRUNCATE", "STATEMENT")


def _trigger_postgresql(
    table: Table, what: str, actions: str, each: str, when: str = ""
) -> Iterator[tuple[str, str, str]]:
    name = f"{table}_{what}"
    yield (
        table.name,
        name,
        f"CREATE TRIGGER {name} BEFORE {actions} ON {table} "
        f"FOR EACH {each} {when}EXECUTE FUNCTION {_FUNCTION}()",
    )


def _schema(connection: Connection) -> str:
    return str(connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one())


def _postgresql(schema: str) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $medel${_POSTGRESQL_BODY}$medel$"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION {_OPEN_YEAR_FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = {_OPEN_YEAR_PATH.format(schema=schema)} "
        f"AS $medel${_OPEN_YEAR_BODY}$medel$"
    )
    for table, name, statement in _triggers_postgresql():
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield statement


def _missing_postgresql(connection: Connection) -> list[str]:
    # Enabled ('O', 'A'), as we made it, and calling our function with the body we gave it.
    path = _OPEN_YEAR_PATH.format(schema=_schema(connection))
    rows = connection.execute(
        text(
            "SELECT t.tgname AS name, pg_get_triggerdef(t.oid, true) AS statement "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
            "AND ((p.proname = :function AND p.prosrc = :body) OR (p.proname = :open_year "
            "AND p.prosrc = :open_body AND p.proconfig = ARRAY[CAST(:path AS text)]))"
        ),
        {
            "function": _FUNCTION,
            "body": _POSTGRESQL_BODY,
            "open_year": _OPEN_YEAR_FUNCTION,
            "open_body": _OPEN_YEAR_BODY,
            "path": f"search_path={path}",
        },
    )
    present = {row.name: row.statement for row in rows}
    return [
        name for _table, name, statement in _triggers_postgresql() if present.get(name) != statement
    ]
