"""Every table of the book, as SQLAlchemy Core sees it.

Only types that both databases store alike: whole numbers, text and bytes. Money is whole öre
(BIGINT), dates and times are ISO text, lists are JSON text; so a row has one digest everywhere.

`SEALED` tables only grow: each row names the event that made it and carries a digest of its own
columns (see `chain`); UPDATE and DELETE are refused by the database itself (see `guards`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

SCHEMA_REVISION = "0001"  # the newest migration this program knows

metadata = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# On SQLite an INTEGER key is the row itself; a BIGINT key would leave a second, hidden row number
# by which `INSERT OR REPLACE` could take a row away.
_Number = BigInteger().with_variant(Integer, "sqlite")


def _refers(column: str) -> ForeignKey:
    # Deferred: the event that seals rows is written after them, in the same transaction.
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


def _sealed(name: str, *columns: Column[int] | Column[str] | Column[bytes] | Index) -> Table:
    return Table(
        name,
        metadata,
        Column("id", _Number, primary_key=True, autoincrement=False),
        *columns,
        Column("event", BigInteger, _refers("events.id"), nullable=False),
        Column("digest", Text, nullable=False),
    )


events = Table(
    "events",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),  # UTC, ISO, microseconds
    Column("actor", Text, nullable=False),  # who
    Column("action", Text, nullable=False),  # what: "accepted", "posted", …
    Column("payload", Text, nullable=False),  # JSON: what was said with it
    Column("made", Text, nullable=False),  # JSON: {table: [first id, last id]} of the rows it made
    Column("rows_digest", Text, nullable=False),  # over the digests of those rows
    Column("previous", Text, nullable=False),  # hash of the event before
    Column("hash", Text, nullable=False),
)

# One row: the newest event. Writers lock it; a cut tail of the chain shows against it.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("event", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", "one_row"),
)

bodies = _sealed(
    "bodies",
    Column("name", Text, nullable=False),
    Column("fold", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("county", Text),
    Column("code", Text),  # kommunkod
    Column("org_number", Text),
    Index(None, "fold", unique=True),
)

body_aliases = _sealed(
    "body_aliases",
    Column("body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("alias", Text, nullable=False),
    Column("fold", Text, nullable=False),
    Index(None, "fold"),
)

body_members = _sealed(
    "body_members",
    Column("group_body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("member", BigInteger, _refers("bodies.id"), nullable=False),
)

funds = _sealed(
    "funds",
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("fold", Text, nullable=False),
    Column("parent", BigInteger, _refers("funds.id")),
    Column("generic", Integer, nullable=False),  # 1: names shared money without saying which
    Index(None, "fold", unique=True),
)

fund_aliases = _sealed(
    "fund_aliases",
    Column("fund", BigInteger, _refers("funds.id"), nullable=False),
    Column("alias", Text, nullable=False),
    Column("fold", Text, nullable=False),
    Index(None, "fold"),
)

fund_years = _sealed(
    "fund_years",
    Column("fund", BigInteger, _refers("funds.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Index(None, "fund", "year", unique=True),
)

sources = _sealed(
    "sources",
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # the file itself
    Column("text", Text, nullable=False),  # the snapshot that spans point into
    Column("page_starts", Text, nullable=False),  # JSON list of offsets
    Column("forum", Text),
    Column("meeting_date", Text),
    Column("place", Text),
    Column("reference", Text),  # diarienummer
    Column("county", Text),
    Column("new_bodies", Text, nullable=False),  # JSON list of bodies seen for the first time
    Index(None, "sha256", unique=True),
)

candidates = _sealed(
    "candidates",
    Column("source", BigInteger, _refers("sources.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount", BigInteger),  # öre
    Column("amount_text", Text),
    Column("amount_start", Integer),
    Column("amount_end", Integer),
    Column("exactness", Text, nullable=False),
    Column("bound", Text, nullable=False),
    Column("per", Text),
    Column("fund_text", Text),
    Column("fund_start", Integer),
    Column("fund_end", Integer),
    Column("fund_name", Text),
    Column("payer_text", Text),
    Column("payer_start", Integer),
    Column("payer_end", Integer),
    Column("payer_name", Text),
    Column("payee_text", Text),
    Column("payee_start", Integer),
    Column("payee_end", Integer),
    Column("payee_name", Text),
    Column("years", Text, nullable=False),  # JSON list
    Column("quote", Text, nullable=False),
    Column("quote_start", Integer, nullable=False),
    Column("quote_end", Integer, nullable=False),
    Column("section", Text),
    Column("page", Integer),
    Column("follow_up", Text),
    Column("reasons", Text, nullable=False),  # JSON list of {rule, note}
    Column("fingerprint", Text, nullable=False),
    Column("duplicate_of", BigInteger, _refers("candidates.id")),
    Index(None, "fingerprint"),
    Index(None, "source"),
)

reviews = _sealed(
    "reviews",
    Column("candidate", BigInteger, _refers("candidates.id"), nullable=False),
    Column("outcome", Text, nullable=False),  # accepted, rejected
    Column("entry", BigInteger, _refers("entries.id")),
    Column("why", Text),
    Index(None, "candidate"),
)

entries = _sealed(
    "entries",  # `id` is the entry's number in the unbroken series
    Column("date", Text, nullable=False),  # the day it concerns: of the decision, or as stated
    Column("kind", Text, nullable=False),
    Column("fund", BigInteger, _refers("funds.id"), nullable=False),
    Column("fund_year", Integer, nullable=False),
    Column("to_year", Integer),  # of a carry-over: the year it is carried to
    Column("payer", BigInteger, _refers("bodies.id"), nullable=False),
    Column("payee", BigInteger, _refers("bodies.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),  # öre; negative only in a correction
    Column("text", Text, nullable=False),
    Column("forum", BigInteger, _refers("bodies.id")),  # who decided
    Column("candidate", BigInteger, _refers("candidates.id")),
    Column("corrects", BigInteger, _refers("entries.id")),
    Column("reason", Text),  # of a correction
    Index(None, "fund_year", "fund"),
    Index(None, "corrects"),
)

evidence = _sealed(
    "evidence",
    Column("entry", BigInteger, _refers("entries.id"), nullable=False),
    Column("source", BigInteger, _refers("sources.id")),
    Column("section", Text),
    Column("page", Integer),
    Column("quote", Text),
    Column("quote_start", Integer),
    Column("quote_end", Integer),
    Column("amount_text", Text),
    Column("amount_start", Integer),
    Column("amount_end", Integer),
    Column("paper", Text),  # of a typed entry: what paper it rests on
    Column("stated_by", Text),  # who typed or confirmed it
    Column("note", Text),  # why it was posted although undecided or approximate
    Index(None, "entry"),
)

# In an order where each table only refers to those before it (reviews refer to entries).
SEALED: tuple[Table, ...] = (
    bodies,
    body_aliases,
    body_members,
    funds,
    fund_aliases,
    fund_years,
    sources,
    candidates,
    entries,
    evidence,
    reviews,
)
