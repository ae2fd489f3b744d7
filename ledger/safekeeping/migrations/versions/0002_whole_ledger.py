"""The whole ledger: terms, plans, keys, closing, attests, batches and what is undone."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # An undone file may come again, as a source of its own.
    op.drop_index("ix_sources_sha256", "sources")
    op.create_index("ix_sources_sha256", "sources", ["sha256"])
    # Balances are read from an index alone; where few rows have a value, only they are indexed.
    op.drop_index("ix_entries_fund_year_fund", "entries")
    op.drop_index("ix_entries_corrects", "entries")
    key = ["fund_year", "fund", "kind", "payer", "payee", "amount"]
    op.create_index("ix_entries_balances", "entries", key)
    for name, table, columns in (
        ("ix_entries_carried", "entries", ["to_year", "fund", "payee", "amount"]),
        ("ix_entries_corrects", "entries", ["corrects"]),
        ("ix_entries_candidate", "entries", ["candidate"]),
        ("ix_evidence_source", "evidence", ["source"]),
        ("ix_reviews_entry", "reviews", ["entry"]),
        ("ix_candidates_duplicate_of", "candidates", ["duplicate_of"]),
    ):
        filled = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(name, table, columns, sqlite_where=filled, postgresql_where=filled)
    for table in ("sources", "candidates", "reviews", "entries", "evidence"):
        op.create_index(f"ix_{table}_event", table, ["event"])
    _sealed(
        "memberships",
        _refers("group_body", "bodies.id"),
        _refers("member", "bodies.id"),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("date", sa.Text()),
        sa.Column("why", sa.Text()),
    )
    _sealed(
        "body_merges",
        _refers("body", "bodies.id"),
        _refers("into_body", "bodies.id"),
        sa.Column("why", sa.Text(), nullable=False),
    )
    op.create_index("ix_body_merges_body", "body_merges", ["body"], unique=True)
    _sealed(
        "body_numbers",
        _refers("body", "bodies.id"),
        sa.Column("org_number", sa.Text(), nullable=False),
    )
    _sealed(
        "fund_terms",
        _refers("fund", "funds.id"),
        sa.Column("year", sa.Integer(), nullable=False),
        _refers("grantor", "bodies.id", nullable=True),
        sa.Column("agreement", sa.Text()),
        sa.Column("conditions", sa.Text()),
        sa.Column("requisition_by", sa.Text()),
        sa.Column("use_by", sa.Text()),
        sa.Column("report_by", sa.Text()),
        sa.Column("carry_over", sa.Text(), nullable=False),
        sa.Column("carry_until", sa.Text()),
        sa.Column("applies_from", sa.Text(), nullable=False),
        sa.Column("on_word", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text()),
    )
    op.create_index("ix_fund_terms_fund_year", "fund_terms", ["fund", "year"])
    _sealed(
        "filings",
        _refers("fund", "funds.id"),
        sa.Column("year", sa.Integer(), nullable=False),
        _refers("body", "bodies.id"),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
    )
    _sealed(
        "plan_versions",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        _refers("source", "sources.id", nullable=True),
    )
    op.create_index("ix_plan_versions_year_kind", "plan_versions", ["year", "kind"])
    _sealed(
        "plan_lines",
        _refers("version", "plan_versions.id"),
        _refers("fund", "funds.id"),
        sa.Column("year", sa.Integer(), nullable=False),
        _refers("body", "bodies.id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("place", sa.Text()),
    )
    op.create_index("ix_plan_lines_version", "plan_lines", ["version"])
    _sealed(
        "plan_states",
        _refers("version", "plan_versions.id"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
    )
    op.create_index("ix_plan_states_version", "plan_states", ["version"])
    _sealed(
        "populations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        _refers("source", "sources.id", nullable=True),
    )
    _sealed(
        "population_rows",
        _refers("population", "populations.id"),
        _refers("body", "bodies.id"),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text()),
    )
    op.create_index("ix_population_rows_population", "population_rows", ["population"])
    _sealed(
        "distribution_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text()),
    )
    op.create_index("ix_distribution_keys_fold", "distribution_keys", ["fold"])
    _sealed(
        "period_states",
        sa.Column("year", sa.Integer(), nullable=False),
        _refers("forum", "bodies.id", nullable=True),
        _refers("body", "bodies.id", nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("head_event", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("balances", sa.Text(), nullable=False),
    )
    op.create_index("ix_period_states_year", "period_states", ["year"])
    _sealed(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )
    _sealed(
        "attests",
        _refers("entry", "entries.id"),
        sa.Column("why", sa.Text()),
    )
    op.create_index("ix_attests_entry", "attests", ["entry"], unique=True)
    _sealed(
        "draws",
        _refers("entry", "entries.id"),
        _refers("grant_entry", "entries.id"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_draws_entry", "draws", ["entry"])
    _sealed(
        "batches",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
    )
    _sealed(
        "batch_files",
        _refers("batch", "batches.id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        _refers("source", "sources.id", nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
    )
    op.create_index("ix_batch_files_batch", "batch_files", ["batch"])
    _sealed(
        "undos",
        _refers("batch", "batches.id"),
        _refers("source", "sources.id"),
        sa.Column("why", sa.Text()),
    )
    op.create_index("ix_undos_source", "undos", ["source"], unique=True)
    _registers()


def _registers() -> None:
    _sealed(
        "source_parts",
        _refers("source", "sources.id"),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
    )
    op.create_index("ix_source_parts_event", "source_parts", ["event"])
    op.create_index("ix_source_parts_source_part", "source_parts", ["source", "part"], unique=True)
    _sealed(
        "invoices",
        _refers("source", "sources.id"),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("date", sa.Text()),
        sa.Column("due_date", sa.Text()),
        sa.Column("issuer", sa.Text()),
        sa.Column("issuer_id", sa.Text()),
        sa.Column("recipient", sa.Text()),
        sa.Column("recipient_id", sa.Text()),
        sa.Column("net", sa.BigInteger()),
        sa.Column("vat", sa.BigInteger()),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("order_reference", sa.Text()),
        sa.Column("project", sa.Text()),
        sa.Column("account", sa.Text()),
        sa.Column("credits", sa.Text()),
        sa.Column("text", sa.Text()),
    )
    op.create_index("ix_invoices_event", "invoices", ["event"])
    op.create_index("ix_invoices_key", "invoices", ["key"])
    op.create_index("ix_invoices_source", "invoices", ["source"])
    _sealed(
        "bookings",
        _refers("source", "sources.id"),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("company", sa.Text()),
        sa.Column("series", sa.Text()),
        sa.Column("number", sa.Text()),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("account_name", sa.Text()),
        sa.Column("objects", sa.Text()),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("voucher_text", sa.Text()),
    )
    op.create_index("ix_bookings_event", "bookings", ["event"])
    op.create_index("ix_bookings_key", "bookings", ["key"])
    op.create_index("ix_bookings_source", "bookings", ["source"])
    _sealed(
        "account_balances",
        _refers("source", "sources.id"),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text()),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("objects", sa.Text()),
        sa.Column("amount", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_account_balances_event", "account_balances", ["event"])
    op.create_index("ix_account_balances_source", "account_balances", ["source"])
    _sealed(
        "payments",
        _refers("source", "sources.id"),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account", sa.Text()),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("value_date", sa.Text()),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text()),
        sa.Column("payer_account", sa.Text()),
        sa.Column("payee", sa.Text()),
        sa.Column("payee_account", sa.Text()),
        sa.Column("reference", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("bank_reference", sa.Text()),
    )
    op.create_index("ix_payments_event", "payments", ["event"])
    op.create_index("ix_payments_key", "payments", ["key"])
    op.create_index("ix_payments_source", "payments", ["source"])
    _sealed(
        "mapping_rules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        _refers("fund", "funds.id", nullable=True),
        _refers("body", "bodies.id", nullable=True),
    )
    op.create_index("ix_mapping_rules_fold", "mapping_rules", ["fold"])


def _sealed(table: str, *columns: "sa.Column[Any]") -> None:
    """A table whose rows name the event that made them and carry their own digest."""
    op.create_table(
        table,
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        *columns,
        _refers("event", "events.id"),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            _key(table, column)
            for column in (*columns, _refers("event", "events.id"))
            if column.info
        ),
    )


def _refers(name: str, to: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.BigInteger(), nullable=nullable, info={"to": to})


def _key(table: str, column: "sa.Column[Any]") -> sa.ForeignKeyConstraint:
    # Deferred: the event that seals rows is written after them, in the same transaction.
    return sa.ForeignKeyConstraint(
        [column.name],
        [column.info["to"]],
        name=op.f(f"fk_{table}_{column.name}"),
        initially="DEFERRED",
        deferrable=True,
    )
