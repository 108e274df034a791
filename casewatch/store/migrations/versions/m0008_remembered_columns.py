"""Which column is which field in a municipality's files, as somebody chose it on the page"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remembered_columns",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("holds", sa.String(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality"),
    )


def downgrade() -> None:
    op.drop_table("remembered_columns")
