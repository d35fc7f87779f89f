"""Several workers serve one library on servers: what one of them, or a command elsewhere, changes all answer from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from evals.app_process import open_chat
from evals.visitor import NoAnswer, Visitor
from index.build import build_library
from index.remove import remove_report
from index.servers import DATABASE, VECTORS
from tests.servers import ChromaServer, Postgres

QUESTION = "巴中市测试局2022年度收入总计是多少？"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, chroma_server: ChromaServer, bazhong_report: Path) -> Path:
    monkeypatch.setenv(DATABASE, database_url)
    monkeypatch.setenv(VECTORS, chroma_server.url)
    build_library([_report(tmp_path, "100.50")], tmp_path / "one" / "library")
    return tmp_path / "one" / "library"


def _report(folder: Path, total: str) -> Path:
    path = folder / "in" / "test-2022.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "2022年度\n巴中市测试局部门决算\n第一部分 部门概况\n巴中市测试局（以下简称市测试局）设3个内设科室。\n"
        "第二部分 2022年度部门决算情况说明\n一、收入决算情况说明\n"
        f"2022年度收入总计{total}万元。与2021年相比，收入总计减少10.10万元，下降9.13%。\n", encoding="utf-8",
    )  # fmt: skip
    return path


@pytest.fixture
def visitors(library: Path, tmp_path: Path) -> Iterator[list[Visitor]]:
    """A visitor of each of two workers: processes of their own, each with a folder of its own, as on two machines."""
    there = tmp_path / "two" / "library"
    there.mkdir(parents=True)
    with ExitStack() as stack:
        chats = [stack.enter_context(open_chat(folder)) for folder in (library, there)]
        yield [Visitor(chat.url) for chat in chats]


def said(visitors: list[Visitor]) -> list[list[str]]:
    """The figures that each of the workers answers with."""
    return [[figure["value"] for figure in visitor.ask(QUESTION)["figures"]][:1] for visitor in visitors]


def test_two_workers_answer_from_what_is_held_now(visitors: list[Visitor], library: Path, tmp_path: Path, postgres: Postgres) -> None:
    """A report replaced by a command, and one removed, is so for both workers with the next question; a server that is down is
    told, and both go on when it is back."""
    assert said(visitors) == [["100.50"], ["100.50"]]
    build_library([_report(tmp_path, "8.50")], library)
    assert said(visitors) == [["8.50"], ["8.50"]]
    other = tmp_path / "in" / "other-2022.txt"
    other.write_text(_report(tmp_path, "8.50").read_text("utf-8").replace("测试局", "试验局"), encoding="utf-8")
    build_library([other], library)
    assert said(visitors) == [["8.50"], ["8.50"]]
    postgres.stop()
    try:
        for visitor in visitors:
            try:
                answer = visitor.ask("巴中市试验局2022年度收入总计是多少？")
            except NoAnswer as fault:
                answer = {"status": str(fault)}
            assert "error" in answer["status"] or answer["figures"][0]["value"] == "8.50"
    finally:
        postgres.start()
    remove_report("test-2022.txt", library)
    assert said(visitors) == [[], []]
