"""The real report, read once and built once with the real parts, for every test that wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.ask import Assistant
from index.build import Reading, build_library, read_report
from index.cells import CellTable, cells_of_ids

ROOT = Path(__file__).resolve().parents[1]
BAZHONG = ROOT / "reports" / "bazhong-gov-office-2022.txt"


@pytest.fixture(scope="session")
def bazhong_report() -> Path:
    """The file of the report that comes with the project."""
    return BAZHONG


@pytest.fixture(scope="session")
def bazhong_reading() -> Reading:
    """All that is read from the report; not stored."""
    return read_report(BAZHONG)


@pytest.fixture(scope="session")
def bazhong_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the report, with the bundled embeddings, Chroma and SQLite. For reading: no test may change it."""
    library = tmp_path_factory.mktemp("bazhong") / "library"
    summary = build_library([BAZHONG], library)
    assert summary.added == [BAZHONG.name]
    assert not summary.failed
    return library


@pytest.fixture(scope="session")
def assistant(bazhong_library: Path) -> Iterator[Assistant]:
    """The assistant over that library, opened once."""
    opened = Assistant.open(bazhong_library)
    yield opened
    opened.close()


def table_of(rows: tuple[str, ...]) -> CellTable:
    """Rows as texts with | between the cells; `<` and `^` go on with the cell to the left or above."""
    ids: list[list[int]] = []
    texts: list[str] = []
    for y, row in enumerate(rows):
        ids.append([])
        for x, text in enumerate(row.split("|")):
            if text in ("<", "^"):
                ids[y].append(ids[y][x - 1] if text == "<" else ids[y - 1][x])
            else:
                ids[y].append(len(texts))
                texts.append(text)
    return cells_of_ids(ids, texts)


@pytest.fixture(scope="session")
def make_table() -> Callable[[tuple[str, ...]], CellTable]:
    """Makes a table of rows written as texts (`table_of`)."""
    return table_of
