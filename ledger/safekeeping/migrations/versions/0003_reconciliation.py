"""Reconciliation: which entries and register rows belong together."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _sealed(
        "match_groups",
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
    )
    op.create_index("ix_match_groups_fingerprint", "match_groups", ["fingerprint"])
    _sealed(
        "match_parts",
        _refers("match_group", "match_groups.id"),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_match_parts_kind_item", "match_parts", ["kind", "item"])
    _sealed(
        "match_states",
        _refers("match_group", "match_groups.id"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
    )
    _sealed(
        "match_residuals",
        _refers("match_group", "match_groups.id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )
    for table in ("match_parts", "match_states", "match_residuals"):
        op.create_index(f"ix_{table}_match_group", table, ["match_group"])
    for table in ("match_groups", "match_parts", "match_states", "match_residuals"):
        op.create_index(f"ix_{table}_event", table, ["event"])


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
