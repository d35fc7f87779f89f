"""Passages are put in order by a scorer: the same each time, nothing lost, and as they were where the scorer fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from index.errors import ModelError
from index.rerank import Reranker, reranker_of


class ByLength:
    """Longer texts fit better. Remembers what it was asked."""

    name = "by length"

    def __init__(self, fault: Exception | None = None) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.fault = fault

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, list(texts)))
        if self.fault:
            raise self.fault
        return [float(len(text)) for text in texts]


def test_best_first() -> None:
    """The places come by score, the best first, each once."""
    assert Reranker(ByLength()).order("q", ["aa", "a", "aaa"]) == [2, 0, 1]


def test_equal_ones_stay_as_they_are() -> None:
    """Texts of one score keep their order; scores that differ in their last bits count as one."""
    assert Reranker(ByLength()).order("q", ["aa", "bb", "aaa", "cc"]) == [2, 0, 1, 3]
    scorer = ByLength()
    scorer.scores = lambda question, texts: [0.5 + 1e-9 * place for place in range(len(texts))]
    assert Reranker(scorer).order("q", ["a", "b", "c"]) == [0, 1, 2]


def test_equal_texts_are_scored_once() -> None:
    """A text that stands in several reports is scored once."""
    scorer = ByLength()
    assert Reranker(scorer).order("q", ["aa", "a", "aa", "a"]) == [0, 2, 1, 3]
    assert scorer.asked == [("q", ["aa", "a"])]


@pytest.mark.parametrize("texts", [[], ["one"]])
def test_nothing_to_order(texts: list[str]) -> None:
    """One text or none is not scored; a question without a character neither."""
    scorer = ByLength()
    assert Reranker(scorer).order("q", texts) == list(range(len(texts)))
    assert Reranker(scorer).order(" ", ["a", "bb"]) == [0, 1]
    assert scorer.asked == []


def test_a_fault_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """A scorer that fails is told once and not asked again; the order stays as it was."""
    scorer = ByLength(ModelError("the weights are damaged", "a/folder", "Fetch them again"))
    reranker = Reranker(scorer)
    with caplog.at_level(logging.WARNING):
        assert reranker.order("q", ["a", "bb"]) == [0, 1]
        assert reranker.order("q", ["a", "bb"]) == [0, 1]
    assert len(scorer.asked) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "passages are no longer reranked: a/folder: the weights are damaged. Fetch them again."
    ]


@pytest.mark.parametrize("scores", [[1.0], [1.0, float("nan")]])
def test_scores_that_say_nothing(caplog: pytest.LogCaptureFixture, scores: list[float]) -> None:
    """Too few scores, or none that is a number, are a fault as well."""
    scorer = ByLength()
    scorer.scores = lambda question, texts: scores
    with caplog.at_level(logging.WARNING):
        assert Reranker(scorer).order("q", ["a", "bb"]) == [0, 1]
    assert "by length gave no score" in caplog.text


def test_off_by_default() -> None:
    """Without RERANKER_MODEL there is none."""
    assert reranker_of({}) is None
    assert reranker_of({"RERANKER_MODEL": " "}) is None


def test_a_model_that_is_not_there() -> None:
    """A model that is named and is not there, or cannot be run here, is a fault at once, by the setting's name."""
    with pytest.raises(ModelError, match="RERANKER_MODEL names"):
        reranker_of({"RERANKER_MODEL": "/no/such/model"})
