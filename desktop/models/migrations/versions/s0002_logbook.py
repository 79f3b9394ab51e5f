"""The logbook of the whole year: nine further kinds of record, evidence, counts that do not apply, drafts, accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables; what is stored stays as it is."""
    for table in ("activity", "course", "plan"):
        op.add_column(table, _list("evidence"))
    for table in ("activity", "course"):
        op.add_column(table, _list("not_applicable"))
    op.create_index("ix_activity_list", "activity", ["unit_id", "deleted", "date"])
    op.drop_index("ix_activity_unit_id", "activity")  # the beginning of the new one
    op.drop_index("ix_activity_deleted", "activity")
    _kind(
        "product",
        _day("date", nullable=False, index=True),
        *_texts("type", "title", "link", "person", "note"),
        sa.Column("activity", sa.String(36), nullable=True, index=True),
        *_numbers("quantity", "broadcasts", "views", "clusters"),
        *_texts("minutes", "language", nullable=True),
        _list("not_applicable"),
    )
    _kind(
        "media_page",
        *_texts("name", "address", "note"),
        *_texts("type", "platform", nullable=True),
        sa.Column("integrated", sa.Boolean(), nullable=False),
        *(_day(name) for name in ("since", "updated", "closed")),
    )
    _kind(
        "commendation",
        _day("date", nullable=False, index=True),
        *_texts("who", "belongs_to", "content", "decision", "link", "note"),
        *_texts("type", "award", "level", nullable=True),
        _day("decided"),
        sa.Column("published", sa.Boolean(), nullable=False),
    )
    _kind(
        "opinion",
        _day("date", nullable=False, index=True),
        *_texts("source", "summary", "handled_with", "result", "note"),
        *_texts("platform", nullable=True),
        _list("measures"),
        _day("closed"),
    )
    _kind(
        "budget_line",
        _year(),
        *_texts("content", "document", "note"),
        *_texts("source", "purpose", nullable=True),
        *_numbers("estimate", "spent"),
        _day("date"),
        _list("activities"),
        _list("not_applicable"),
    )
    _kind(
        "duty",
        _year(),
        *_texts("duty", "result", "person", "note"),
        *_texts("state", nullable=True),
        _list("activities"),
    )
    _kind(
        "difficulty",
        _day("date", nullable=False, index=True),
        *_texts("content", "cause", "proposal", "note"),
        *_texts("type", "addressee", nullable=True),
        _day("resolved"),
        evidence=False,
    )
    _kind(
        "self_assessment",
        _year(),
        *_texts("criterion", "result", "proof", "proposal"),
        *_texts("grade", nullable=True),
    )
    op.create_table(
        "draft",
        sa.Column("record_id", sa.String(36), primary_key=True),
        *_texts("kind", "title", "author", "typed_at"),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        _list("missing"),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
    )
    op.add_column("change", sa.Column("redoable", sa.Boolean(), nullable=False, server_default=sa.text("0")))
    op.create_index("ix_change_redoable", "change", ["redoable"], sqlite_where=sa.text("redoable = 1"))
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), primary_key=True),
        *_texts("name", "pin", "created_at", "wrong_at"),
        sa.Column("name_key", sa.String(), nullable=False, unique=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
    )


def _kind(name: str, *columns: sa.Column[object], evidence: bool = True) -> None:
    """A table of records with what every record has."""
    op.create_table(
        name,
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("unit_id", sa.String(36), nullable=False, index=True),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False, index=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        *columns,
        *([_list("evidence")] if evidence else []),
    )


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _numbers(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Integer(), nullable=True) for name in names]


def _day(name: str, nullable: bool = True, index: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable, index=index)


def _year() -> sa.Column[object]:
    return sa.Column("year", sa.Integer(), nullable=False, index=True)


def _list(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default="[]")
