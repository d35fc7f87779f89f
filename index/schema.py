"""The tables of a library's database, and how one of an older make is brought up to them in place. It holds no row and runs no query.

Columns and tables are only ever added here, so that a library that was built before is opened as it is; what a new column
would say of an older report is not known and stays empty.
"""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA_VERSION = "5"
MIGRATED = frozenset({"4"})
"""Older schemas that lack nothing but tables and columns."""

metadata = sa.MetaData()
settings = sa.Table("settings", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text))
reports = sa.Table(
    "reports", metadata,
    sa.Column("file", sa.Text, primary_key=True), sa.Column("sha256", sa.Text), sa.Column("source", sa.Text),
    sa.Column("title", sa.Text), sa.Column("entity", sa.Text), sa.Column("short_names", sa.Text), sa.Column("year", sa.Integer),
    sa.Column("kind", sa.Text), sa.Column("scope", sa.Text), sa.Column("identity_lines", sa.Text), sa.Column("line_count", sa.Integer),
    sa.Column("evidence", sa.Text), sa.Column("doubts", sa.Text), sa.Column("form", sa.Text), sa.Column("pages", sa.Integer),
    # Since schema 5: number of the version, when it was stored, what was read of it as one hash, and what took its place.
    sa.Column("version", sa.Integer), sa.Column("stored", sa.Text), sa.Column("digest", sa.Text), sa.Column("newer", sa.Text),
)  # fmt: skip
lines = sa.Table(
    "lines", metadata,
    sa.Column("file", sa.Text, primary_key=True), sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("page", sa.Integer), sa.Column("text", sa.Text), sa.Column("place", sa.Text), sa.Column("box", sa.Text),
)  # fmt: skip
sections = sa.Table(
    "sections", metadata,
    sa.Column("file", sa.Text, index=True), sa.Column("start", sa.Integer), sa.Column("end", sa.Integer),
    sa.Column("level", sa.Integer), sa.Column("title", sa.Text), sa.Column("path", sa.Text),
)  # fmt: skip
FACT_COLUMNS = (
    "id", "file", "item", "path", "code", "period", "measure", "basis", "against", "fund_scope", "value", "unit", "decimals",
    "approximate", "printed", "line", "end_line", "context_lines", "clause", "section", "table", "row", "column",
)  # fmt: skip
_INTEGER = {"decimals", "line", "end_line", "table", "row"}
facts = sa.Table(
    "facts", metadata,
    *(
        sa.Column(
            name, sa.Integer if name in _INTEGER else sa.Boolean if name == "approximate" else sa.Text,
            primary_key=name == "id", index=name == "file",
        )
        for name in FACT_COLUMNS
    ),
)  # fmt: skip
chunks = sa.Table(
    "chunks", metadata,
    sa.Column("id", sa.Text, primary_key=True), sa.Column("file", sa.Text, index=True), sa.Column("kind", sa.Text),
    sa.Column("section", sa.Text), sa.Column("start", sa.Integer), sa.Column("end", sa.Integer),
    sa.Column("text", sa.Text), sa.Column("embedded", sa.Text),
)  # fmt: skip
extractions = sa.Table(
    "extractions", metadata, sa.Column("file", sa.Text, primary_key=True), sa.Column("content", sa.Text),
)  # fmt: skip
vectors = sa.Table(
    "vectors", metadata, sa.Column("file", sa.Text, primary_key=True), sa.Column("name", sa.Text, primary_key=True, index=True),
)  # fmt: skip
OF_A_REPORT = (reports, lines, sections, facts, chunks, extractions, vectors)
# What a build is about and has not stored yet. Empty where none was stopped.
pending = sa.Table(
    "pending", metadata,
    sa.Column("file", sa.Text, primary_key=True), sa.Column("position", sa.Integer), sa.Column("source", sa.Text),
)


def migrate(engine: sa.Engine) -> None:
    """Add the tables and columns that a database of an older schema lacks. Done twice, or cut short and done again, it is the same."""
    metadata.create_all(engine)
    for table in metadata.sorted_tables:
        held = {column["name"] for column in sa.inspect(engine).get_columns(table.name)}
        for column in table.columns:
            if column.name not in held:
                kind = column.type.compile(engine.dialect)
                with engine.begin() as connection:
                    connection.execute(sa.text(f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {kind}'))
