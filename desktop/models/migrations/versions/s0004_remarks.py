"""What the Department says to units: remarks with their answers, materials."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three tables; what is stored stays as it is."""
    op.create_table(
        "remark",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("unit_id", sa.String(36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "target", "text", "author", "at")),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
    )
    op.create_index("ix_remark_unit", "remark", ["unit_id", "kind", "target"])
    op.create_table(
        "remark_answer",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("unit_id", sa.String(36), nullable=False, index=True),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False, index=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(36), nullable=False, index=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    )
    op.create_table(
        "material",
        sa.Column("id", sa.String(36), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("title", "sort", "text")),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
