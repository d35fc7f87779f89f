"""Two small reports and an embedder by which texts are near that share characters. Everything else is the real part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evals.baselines.plain_library import PlainLibrary

REPORT = (
    "{body}{year}年度部门决算\n"
    "第二部分 {year}年度部门决算情况说明\n"
    "公务接待费支出决算{reception}万元，完成预算91.35%，国内公务接待25批次，270人次。\n"
    "公务用车购置及运行维护费支出{cars}万元，比上年减少49.04万元，下降30.45%。主要原因是少购置车辆。\n"
)
SIZE = 64


class NearEmbedder:
    """Texts that share characters are near; a text with "far" in it is near to none."""

    name = "fake:characters"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        if "far" in text:
            return [-1.0] + [0.0] * SIZE
        counts = [0.0] * SIZE
        for character in set(text):
            counts[ord(character) % SIZE] = 1.0
        return [12.0, *counts]


@pytest.fixture
def near_embedder() -> NearEmbedder:
    return NearEmbedder()


@pytest.fixture
def write_reports(tmp_path: Path) -> Callable[[], list[Path]]:
    """Writes a report of each of two bodies and gives their paths."""

    def write() -> list[Path]:
        folder = tmp_path / "reports"
        folder.mkdir(exist_ok=True)
        paths = [folder / "jia-2022.txt", folder / "yi-2022.txt"]
        paths[0].write_text(REPORT.format(body="甲市审计局", year=2022, reception="4.33", cars="111.99"), encoding="utf-8")
        paths[1].write_text(REPORT.format(body="乙市财政局", year=2022, reception="7.50", cars="20.00"), encoding="utf-8")
        return paths

    return write


@pytest.fixture
def plain_library(
    tmp_path: Path, near_embedder: NearEmbedder, write_reports: Callable[[], list[Path]]
) -> Iterator[PlainLibrary]:
    """The plain library over both reports."""
    library = PlainLibrary(tmp_path / "plain", near_embedder)
    library.add(write_reports())
    yield library
    library.close()
