"""A report's identity without its file, and an embedder that is not the bundled one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.types import Report


class FakeEmbedder:
    """Three numbers a text, the same for the same text."""

    name = "fake:three-numbers"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0 + len(text) % 7, 1.0 + sum(map(ord, text)) % 11, 1.0]


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    """`make_report(entity, year, short_names)`: the identity of a report that has no file."""

    def make(entity: str = "巴中市人民政府办公室", year: int = 2022, short_names: tuple[str, ...] = ("市政府办公室",)) -> Report:
        return Report(f"{entity}-{year}.txt", "0", f"{year}年度{entity}部门决算", entity, short_names, year, "决算", "部门", (1,), 10)

    return make
