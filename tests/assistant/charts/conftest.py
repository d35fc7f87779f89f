"""Small libraries of reports written in the test, read by the real reader; and the report that comes with the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.charts.catalogue import Catalogue, catalogue_of
from index.build import build_library


@pytest.fixture(scope="session")
def charts(assistant: Assistant) -> Catalogue:
    """What the report that comes with the project can be drawn."""
    return catalogue_of(assistant.library)


@pytest.fixture
def charts_of(tmp_path: Path, fake_embedder) -> Iterator[Callable[[dict[str, str]], Catalogue]]:
    """`charts_of({name: text})`: what a library of these reports can be drawn."""
    opened: list[Assistant] = []

    def build(texts: dict[str, str]) -> Catalogue:
        folder = tmp_path / "reports"
        folder.mkdir()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        summary = build_library([folder], tmp_path / "library", embedder=fake_embedder)
        assert not summary.failed
        opened.append(Assistant.open(tmp_path / "library", fake_embedder))
        return catalogue_of(opened[-1].library)

    yield build
    for one in opened:
        one.close()
