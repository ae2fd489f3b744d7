"""Every table of the book, as SQLAlchemy Core sees it.

Only types that both databases store alike: whole numbers, text and bytes. Money is whole öre
(BIGINT), dates and times are ISO text, lists are JSON text; so a row has one digest everywhere.

`SEALED` tables only grow: each row names the event that made it and carries a digest of its own
columns (see `chain`); UPDATE and DELETE are refused by the database itself (see `guards`). The
columns of a sealed table never change once a book has been made with them, or the digests of old
rows would no longer hold: what is new is put into a table of its own.
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

SCHEMA_REVISION = "0003"  # the newest migration this program knows

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


# SQLite looks for every row that waits for an event, or for another row, when that is written: in
# tables that grow it must not have to read them through.
_GROWING = frozenset(
    {"sources", "candidates", "reviews", "entries", "evidence", "source_parts", "invoices",
     "bookings", "account_balances", "payments", "match_groups", "match_parts", "match_states",
     "match_residuals"}
)  # fmt: skip


def _index_where_filled(name: str, first: str, *more: str) -> Index:
    """An index of the few rows that have something in its first column.

    That it is of those alone is said in the migration: said here (`sqlite_where`), it would load
    every part of SQLAlchemy that speaks with PostgreSQL at each start.
    """
    return Index(name, first, *more)


def _sealed(name: str, *columns: Column[int] | Column[str] | Column[bytes] | Index) -> Table:
    return Table(
        name,
        metadata,
        Column("id", _Number, primary_key=True, autoincrement=False),
        *columns,
        Column("event", BigInteger, _refers("events.id"), nullable=False),
        Column("digest", Text, nullable=False),
        *([Index(None, "event")] if name in _GROWING else ()),
    )


# In what order balances sum the entries: by year, fund and kind, what each body gave each other.
BALANCE_KEY = ("fund_year", "fund", "kind", "payer", "payee")

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
    Index(None, "sha256"),  # one that is not undone for each file; an undone one may come again
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
    _index_where_filled("ix_candidates_duplicate_of", "duplicate_of"),
)

reviews = _sealed(
    "reviews",
    Column("candidate", BigInteger, _refers("candidates.id"), nullable=False),
    Column("outcome", Text, nullable=False),  # accepted, rejected
    Column("entry", BigInteger, _refers("entries.id")),
    Column("why", Text),
    Index(None, "candidate"),
    _index_where_filled("ix_reviews_entry", "entry"),
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
    Index("ix_entries_balances", *BALANCE_KEY, "amount"),  # balances are read from it alone
    _index_where_filled("ix_entries_carried", "to_year", "fund", "payee", "amount"),
    _index_where_filled("ix_entries_corrects", "corrects"),
    _index_where_filled("ix_entries_candidate", "candidate"),
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
    _index_where_filled("ix_evidence_source", "source"),
)

# Who joined or left a group on which day; members from the start stand in `body_members`.
memberships = _sealed(
    "memberships",
    Column("group_body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("member", BigInteger, _refers("bodies.id"), nullable=False),
    Column("change", Text, nullable=False),  # joins, leaves
    Column("date", Text),  # from which day; None: always
    Column("why", Text),
)

# Two bodies that are one: entries keep the body they were posted on, sums go to `into_body`.
body_merges = _sealed(
    "body_merges",
    Column("body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("into_body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "body", unique=True),
)

# An organisation number learnt after the body was added; the newest row holds.
body_numbers = _sealed(
    "body_numbers",
    Column("body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("org_number", Text, nullable=False),
)

# The terms of a fund year, a row for each version; the newest that applies holds.
fund_terms = _sealed(
    "fund_terms",
    Column("fund", BigInteger, _refers("funds.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("grantor", BigInteger, _refers("bodies.id")),
    Column("agreement", Text),
    Column("conditions", Text),
    Column("requisition_by", Text),  # last day to claim (rekvirera)
    Column("use_by", Text),  # last day to use
    Column("report_by", Text),  # last day to report (återrapportera)
    Column("carry_over", Text, nullable=False),  # yes, no, until, unknown
    Column("carry_until", Text),  # of `until`: to which day
    Column("applies_from", Text, nullable=False),  # the day from which these words hold
    Column("on_word", Text, nullable=False),  # whose word it is
    Column("paper", Text),
    Index(None, "fund", "year"),
)

# A report of a fund year that a body has handed in.
filings = _sealed(
    "filings",
    Column("fund", BigInteger, _refers("funds.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("date", Text, nullable=False),
    Column("paper", Text, nullable=False),
)

# Budgets and forecasts: a version and its lines; what becomes of a version is a row of its own.
plan_versions = _sealed(
    "plan_versions",
    Column("kind", Text, nullable=False),  # budget, forecast
    Column("year", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("fold", Text, nullable=False),
    Column("date", Text, nullable=False),  # of the decision or the forecast
    Column("paper", Text, nullable=False),
    Column("source", BigInteger, _refers("sources.id")),  # the file it was read from
    Index(None, "year", "kind"),
)

plan_lines = _sealed(
    "plan_lines",
    Column("version", BigInteger, _refers("plan_versions.id"), nullable=False),
    Column("fund", BigInteger, _refers("funds.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("kind", Text, nullable=False),  # the kind of entry it foresees: received, spent, …
    Column("amount", BigInteger, nullable=False),  # öre
    Column("text", Text),
    Column("place", Text),  # sheet and cell in the file
    Index(None, "version"),
)

plan_states = _sealed(
    "plan_states",
    Column("version", BigInteger, _refers("plan_versions.id"), nullable=False),
    Column("state", Text, nullable=False),  # approved, revised, obsolete
    Column("why", Text),
    Index(None, "version"),
)

populations = _sealed(
    "populations",
    Column("name", Text, nullable=False),
    Column("date", Text, nullable=False),  # the day the people were counted
    Column("source", BigInteger, _refers("sources.id")),
)

population_rows = _sealed(
    "population_rows",
    Column("population", BigInteger, _refers("populations.id"), nullable=False),
    Column("body", BigInteger, _refers("bodies.id"), nullable=False),
    Column("people", BigInteger, nullable=False),
    Column("place", Text),
    Index(None, "population"),
)

# Distribution keys (fördelningsnycklar); the newest row of a name holds.
distribution_keys = _sealed(
    "distribution_keys",
    Column("name", Text, nullable=False),
    Column("fold", Text, nullable=False),
    Column("definition", Text, nullable=False),  # JSON
    Column("paper", Text),  # the decision it rests on
    Index(None, "fold"),
)

# Open, adjusting or closed: the newest row of a scope (year, forum, body) holds.
period_states = _sealed(
    "period_states",
    Column("year", Integer, nullable=False),
    Column("forum", BigInteger, _refers("bodies.id")),  # only what this forum decided
    Column("body", BigInteger, _refers("bodies.id")),  # only what this body gives or gets
    Column("state", Text, nullable=False),
    Column("why", Text),
    Column("entry", BigInteger, nullable=False),  # the last entry then
    Column("head_event", BigInteger, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("balances", Text, nullable=False),  # JSON: what every line was then
    Index(None, "year"),
)

# How the book is kept (the limit above which a second person reviews); the newest row holds.
settings = _sealed(
    "settings",
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
)

# A second person's review (attest) of an entry.
attests = _sealed(
    "attests",
    Column("entry", BigInteger, _refers("entries.id"), nullable=False),
    Column("why", Text),
    Index(None, "entry", unique=True),
)

# Which grant an entry draws on, where someone has said so; else first in, first out.
draws = _sealed(
    "draws",
    Column("entry", BigInteger, _refers("entries.id"), nullable=False),
    Column("grant_entry", BigInteger, _refers("entries.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),  # öre
    Index(None, "entry"),
)

# One run of an import (made with the first file it takes), and what became of each file.
batches = _sealed(
    "batches",
    Column("kind", Text, nullable=False),  # minutes, plan, population, invoices, …
    Column("options", Text, nullable=False),  # JSON
)

batch_files = _sealed(
    "batch_files",
    Column("batch", BigInteger, _refers("batches.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("source", BigInteger, _refers("sources.id")),
    Column("account", Text, nullable=False),  # JSON: rows taken, known before, refused; sums
    Index(None, "batch"),
)

# A file whose import was undone: its rows no longer count, and it may be imported again.
undos = _sealed(
    "undos",
    Column("batch", BigInteger, _refers("batches.id"), nullable=False),
    Column("source", BigInteger, _refers("sources.id"), nullable=False),
    Column("why", Text),
    Index(None, "source", unique=True),
)

# -- Registers: what other systems say happened. Facts about the world, not entries of the book ----

# The bytes of a file that is too large for one row; `sources.content` is then empty.
source_parts = _sealed(
    "source_parts",
    Column("source", BigInteger, _refers("sources.id"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("content", Text, nullable=False),  # zlib in base64, so that an export can carry it
    Index(None, "source", "part", unique=True),
)

invoices = _sealed(
    "invoices",
    Column("source", BigInteger, _refers("sources.id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("place", Text),  # sheet and cell
    Column("key", Text, nullable=False),  # what the row is known by
    Column("side", Text, nullable=False),  # sent, received; "" where the file does not say
    Column("number", Text),
    Column("date", Text),
    Column("due_date", Text),
    Column("issuer", Text),
    Column("issuer_id", Text),
    Column("recipient", Text),
    Column("recipient_id", Text),
    Column("net", BigInteger),  # öre
    Column("vat", BigInteger),  # öre
    Column("amount", BigInteger, nullable=False),  # öre, to be paid; a credit note's is negative
    Column("currency", Text, nullable=False),
    Column("reference", Text),
    Column("order_reference", Text),
    Column("project", Text),
    Column("account", Text),
    Column("credits", Text),  # the number of the invoice a credit note is against
    Column("text", Text),
    Index(None, "key"),
    Index(None, "source"),
)

bookings = _sealed(
    "bookings",
    Column("source", BigInteger, _refers("sources.id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("company", Text),
    Column("series", Text),
    Column("number", Text),
    Column("date", Text, nullable=False),
    Column("change", Text, nullable=False),  # "", added, removed: history is never summed
    Column("account", Text, nullable=False),
    Column("account_name", Text),
    Column("objects", Text),  # JSON [[dimension, object], …]
    Column("amount", BigInteger, nullable=False),  # öre; credit is negative
    Column("text", Text),
    Column("voucher_text", Text),
    Index(None, "key"),
    Index(None, "source"),
)

account_balances = _sealed(
    "account_balances",
    Column("source", BigInteger, _refers("sources.id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # ib, ub, oib, oub, res, psaldo, pbudget
    Column("fiscal_year", Integer, nullable=False),
    Column("period", Text),
    Column("account", Text, nullable=False),
    Column("objects", Text),
    Column("amount", BigInteger, nullable=False),  # öre
    Index(None, "source"),
)

payments = _sealed(
    "payments",
    Column("source", BigInteger, _refers("sources.id"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("account", Text),  # whose statement it is
    Column("date", Text, nullable=False),
    Column("value_date", Text),
    Column("amount", BigInteger, nullable=False),  # öre; what went out is negative
    Column("currency", Text, nullable=False),
    Column("payer", Text),
    Column("payer_account", Text),
    Column("payee", Text),
    Column("payee_account", Text),
    Column("reference", Text),
    Column("message", Text),
    Column("bank_reference", Text),
    Index(None, "key"),
    Index(None, "source"),
)

# Rules that say which fund and body a register's row concerns; the newest row of a name holds.
mapping_rules = _sealed(
    "mapping_rules",
    Column("name", Text, nullable=False),
    Column("fold", Text, nullable=False),
    Column("definition", Text, nullable=False),  # JSON: what must agree; null where it is withdrawn
    Column("fund", BigInteger, _refers("funds.id")),
    Column("body", BigInteger, _refers("bodies.id")),
    Index(None, "fold"),
)

# -- Reconciliation: which entries and register rows belong together -----------------------------

match_groups = _sealed(
    "match_groups",
    Column("relation", Text, nullable=False),
    Column("seen_by", Text, nullable=False),  # payer, payee: in whose books; both
    Column("rule", Text, nullable=False),  # the pass and its version, or by-hand/1
    Column("score", Integer, nullable=False),  # 0–1000
    Column("reasons", Text, nullable=False),  # JSON: why, and what else was considered
    Column("fingerprint", Text, nullable=False),  # what it says belongs together
    Index(None, "fingerprint"),
)

match_parts = _sealed(
    "match_parts",
    Column("match_group", BigInteger, _refers("match_groups.id"), nullable=False),
    Column("side", Text, nullable=False),  # left, right
    Column("kind", Text, nullable=False),  # decision, invoice, booking, payment
    Column("item", BigInteger, nullable=False),  # the row's number in its table
    Column("amount", BigInteger, nullable=False),  # öre of the item, above zero
    Index(None, "match_group"),
    Index(None, "kind", "item"),
)

# What has become of a group: the newest row holds; without one it is suggested.
match_states = _sealed(
    "match_states",
    Column("match_group", BigInteger, _refers("match_groups.id"), nullable=False),
    Column("state", Text, nullable=False),  # settled, rejected, undone
    Column("why", Text),
    Index(None, "match_group"),
)

# What the sides of a group do not come out even by: left less right.
match_residuals = _sealed(
    "match_residuals",
    Column("match_group", BigInteger, _refers("match_groups.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),  # öre, signed
    Column("why", Text, nullable=False),
    Index(None, "match_group"),
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
    memberships,
    body_merges,
    body_numbers,
    fund_terms,
    filings,
    plan_versions,
    plan_lines,
    plan_states,
    populations,
    population_rows,
    distribution_keys,
    period_states,
    settings,
    attests,
    draws,
    batches,
    batch_files,
    undos,
    source_parts,
    invoices,
    bookings,
    account_balances,
    payments,
    mapping_rules,
    match_groups,
    match_parts,
    match_states,
    match_residuals,
)
