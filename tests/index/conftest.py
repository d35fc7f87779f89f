"""Small reports and an embedder with a memory. The embedder is the only part that is ever faked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.types import SourceLine

SMALL = (
    "第一部分 部门概况\n"
    "巴中市测试局（以下简称市测试局）设3个内设科室。\n"
    "第二部分 2022年度部门决算情况说明\n"
    "一、收入决算情况说明\n"
    "2022年度收入总计{total}万元。与2021年相比，收入总计减少10.10万元，下降9.13%。\n"
    "二、支出决算情况说明\n"
    "2022年度支出总计90万元，完成预算95.5%。\n"
)


class FakeEmbedder:
    """Three numbers a text, the same for the same text. `asked` and `questions` remember what it was given."""

    def __init__(self, name: str = "fake:three-numbers") -> None:
        self.name = name
        self.asked: list[str] = []
        self.questions: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.extend(texts)
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.questions.append(text)
        return self._vector(text)

    @staticmethod
    def _vector(text: str) -> list[float]:
        return [1.0 + len(text) % 7, 1.0 + sum(map(ord, text)) % 11, 1.0]


@pytest.fixture
def make_embedder() -> Callable[..., FakeEmbedder]:
    return FakeEmbedder


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def write_report(tmp_path: Path) -> Callable[..., Path]:
    """`write_report(name, total)` writes a report of seven lines and returns its path."""

    def write(name: str = "test-2022.txt", total: str = "100.50", folder: str = "in", encoding: str = "utf-8") -> Path:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(SMALL.format(total=total).encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def number_lines() -> Callable[[Sequence[str]], tuple[SourceLine, ...]]:
    """Texts as source lines, numbered from 1."""
    return lambda texts: tuple(SourceLine(number, text) for number, text in enumerate(texts, start=1))
