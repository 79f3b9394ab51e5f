"""Reports that leave the desk: steps, sentences in other words, the register of outgoing documents; reports that a document demands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and a table; what is stored stays as it is."""
    for column in _issued():
        op.add_column("report", column)
    op.create_table(
        "adhoc_report",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("unit_id", sa.String(36), nullable=False, index=True),
        sa.Column("version_id", sa.String(32), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False, index=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("type", "number", "issuer", "subject", "about")),
        sa.Column("date", sa.Date(), nullable=False, index=True),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        *(_json(name, "[]") for name in ("sections", "forms", "addressees", "editions")),
        _json("blocks", "{}"),
        sa.Column("signed_number", sa.String(), nullable=False),
        sa.Column("signed_date", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        *_issued(),
    )


def _issued() -> list[sa.Column[object]]:
    return [_json("rewritten", "[]"), _json("steps", "[]"), _json("dispatch", "{}")]


def _json(name: str, empty: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default=empty)
