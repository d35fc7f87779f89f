"""A reranker changes the order of the best passages and nothing else: every figure and citation is as without it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.evidence import Search
from index.embed import make_embedder
from index.errors import ModelError
from index.rerank import BEST, Reranker


class Preferring:
    """Prefers the texts that hold a word."""

    name = "preferring"

    def __init__(self, word: str = "") -> None:
        self.word, self.asked = word, 0

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked += 1
        if not self.word:
            raise ModelError("it fails")
        return [float(self.word in text) for text in texts]


def opened(library: Path, word: str) -> tuple[Assistant, Preferring]:
    scorer = Preferring(word)
    return Assistant.open(library, make_embedder(), reranker=Reranker(scorer)), scorer


def search_of(assistant: Assistant, question: str) -> Search:
    return assistant._task(assistant._read(question)).search


def test_the_best_passages_are_reordered(bazhong_library: Path, assistant: Assistant) -> None:
    """Of the best passages those come first that the scorer prefers; the others follow as they were, and none is lost."""
    question = "巴中市政府办公室的主要职责有哪些工作？"
    plain = search_of(assistant, question).passages(count=BEST + 10)
    reranking, scorer = opened(bazhong_library, "督")
    search = search_of(reranking, question)
    found = search.passages(count=BEST + 10)
    best = plain[:BEST]
    wanted = [p for p in best if "督" in p.chunk.text] + [p for p in best if "督" not in p.chunk.text]
    assert found == wanted + plain[BEST:]
    assert found != plain
    assert search.passages(count=BEST + 10) == found
    assert scorer.asked == 1  # the same passages are scored once a question
    reranking.close()


QUESTIONS = ("2022年公务接待费是多少？", "公车费用降了多少？", "名词解释：机关运行经费是什么？", "为什么公务接待费减少？", "How much did vehicle costs fall?")


@pytest.mark.parametrize("word", ["公务", ""])
def test_figures_are_the_same(bazhong_library: Path, assistant: Assistant, word: str) -> None:
    """Whatever the scorer prefers, and where it fails, figures and the status of answers are those of no scorer."""
    reranking, _ = opened(bazhong_library, word)
    for question in QUESTIONS:
        with_it, without = reranking.ask(question), assistant.ask(question)
        assert (with_it.status, with_it.figures) == (without.status, without.figures)
    reranking.close()


def test_it_goes_along_with_part_of_a_library(bazhong_library: Path) -> None:
    """An assistant for part of the library, or for more, ranks in the same way."""
    reranking, _ = opened(bazhong_library, "公务")
    narrowed = reranking.narrowed(["no-such.txt"])
    assert narrowed is not reranking
    assert narrowed.reranker is reranking.reranker is not None
    reranking.close()
