"""The tables of a library's database, and how one of an older make is brought up to them in place. It holds no row and runs no query.

Columns and tables are only ever added here, so that a library that was built before is opened as it is; what a new column
would say of an older report is not known and stays empty.
"""

from __future__ import annotations

import sqlalchemy as sa

from index.database import Database, Words

SCHEMA_VERSION = "5"
MIGRATED = frozenset({"4"})
"""Older schemas that lack nothing but tables and columns."""

metadata = sa.MetaData()
settings = sa.Table("settings", metadata, sa.Column("name", Words, primary_key=True), sa.Column("value", Words))
reports = sa.Table(
    "reports", metadata,
    sa.Column("file", Words, primary_key=True), sa.Column("sha256", Words), sa.Column("source", Words),
    sa.Column("title", Words), sa.Column("entity", Words), sa.Column("short_names", Words), sa.Column("year", sa.BigInteger),
    sa.Column("kind", Words), sa.Column("scope", Words), sa.Column("identity_lines", Words), sa.Column("line_count", sa.BigInteger),
    sa.Column("evidence", Words), sa.Column("doubts", Words), sa.Column("form", Words), sa.Column("pages", sa.BigInteger),
    # Since schema 5: number of the version, when it was stored, what was read of it as one hash, and what took its place.
    sa.Column("version", sa.BigInteger), sa.Column("stored", Words), sa.Column("digest", Words), sa.Column("newer", Words),
)  # fmt: skip
lines = sa.Table(
    "lines", metadata,
    sa.Column("file", Words, primary_key=True), sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("page", sa.BigInteger), sa.Column("text", Words), sa.Column("place", Words), sa.Column("box", Words),
)  # fmt: skip
sections = sa.Table(
    "sections", metadata,
    sa.Column("file", Words, index=True), sa.Column("start", sa.BigInteger), sa.Column("end", sa.BigInteger),
    sa.Column("level", sa.BigInteger), sa.Column("title", Words), sa.Column("path", Words),
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
            name, sa.BigInteger if name in _INTEGER else sa.Boolean if name == "approximate" else Words,
            primary_key=name == "id", index=name == "file",
        )
        for name in FACT_COLUMNS
    ),
)  # fmt: skip
chunks = sa.Table(
    "chunks", metadata,
    sa.Column("id", Words, primary_key=True), sa.Column("file", Words, index=True), sa.Column("kind", Words),
    sa.Column("section", Words), sa.Column("start", sa.BigInteger), sa.Column("end", sa.BigInteger),
    sa.Column("text", Words), sa.Column("embedded", Words),
)  # fmt: skip
extractions = sa.Table(
    "extractions", metadata, sa.Column("file", Words, primary_key=True), sa.Column("content", Words),
)  # fmt: skip
vectors = sa.Table(
    "vectors", metadata, sa.Column("file", Words, primary_key=True), sa.Column("name", Words, primary_key=True, index=True),
)  # fmt: skip
OF_A_REPORT = (reports, lines, sections, facts, chunks, extractions, vectors)
# What a build is about and has not stored yet. Empty where none was stopped.
pending = sa.Table(
    "pending", metadata,
    sa.Column("file", Words, primary_key=True), sa.Column("position", sa.BigInteger), sa.Column("source", Words),
)


def migrate(database: Database) -> None:
    """Add the tables and columns that a database of an older schema lacks. Done twice, or cut short and done again, it is the same."""
    database.make(metadata)
    for table in metadata.sorted_tables:
        held = database.columns(table.name)
        for column in table.columns:
            if column.name not in held:
                database.add_column(table, column)
