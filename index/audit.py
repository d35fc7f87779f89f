"""What is wrong with a library's database as such: pages that are damaged, rows that belong to no report. It judges no content."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from index import schema
from index.store import Store

MOST_TOLD = 20


def unsound(store: Store) -> list[str]:
    """What the database engine itself finds wrong with its pages and indexes; nothing where it knows no such check."""
    with store.transaction() as connection:
        if connection.dialect.name != "sqlite":
            return []
        told = connection.execute(sa.text(f"PRAGMA integrity_check({MOST_TOLD})")).scalars().all()
    return [] if told == ["ok"] else list(told)


def stray_rows(store: Store, drop: bool = False) -> Iterator[tuple[str, str, int]]:
    """(table, file, how many rows) of what belongs to no report that is held. With `drop` these rows are removed."""
    held = sa.select(schema.reports.c.file)
    with store.transaction() as connection:
        for table in schema.OF_A_REPORT[1:]:
            alone = table.c.file.not_in(held)
            rows = connection.execute(sa.select(table.c.file, sa.func.count()).where(alone).group_by(table.c.file)).all()
            yield from ((table.name, file, count) for file, count in rows)
            if drop and rows:
                connection.execute(table.delete().where(alone))
