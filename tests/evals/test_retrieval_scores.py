"""Recall counts the relevant found, the reciprocal rank the first of them; what is not found counts nothing."""

from __future__ import annotations

import pytest

from evals.retrieval_scores import (
    first_rank,
    mean_reciprocal_rank,
    recall_at,
    score_by_lot,
    score_rankings,
    share_within,
)


@pytest.mark.parametrize(("relevant", "rank"), [({"a"}, 1), ({"c", "b"}, 2), ({"z"}, None), (set(), None)])
def test_the_rank_of_the_first_relevant_counts_from_one(relevant: set[str], rank: int | None) -> None:
    assert first_rank(["a", "b", "c"], relevant) == rank


@pytest.mark.parametrize(("cut", "recall"), [(1, 0.0), (2, 0.5), (3, 1.0), (10, 1.0)])
def test_recall_is_the_share_of_all_relevant_found(cut: int, recall: float) -> None:
    assert recall_at(["x", "a", "b"], {"a", "b"}, cut) == recall


def test_a_share_counts_questions_found_up_to_the_cut() -> None:
    assert share_within([1, 5, 6, None], 5) == 0.5


def test_the_reciprocal_rank_ends_at_the_cut() -> None:
    assert mean_reciprocal_rank([1, 2, 11, None]) == pytest.approx(0.375)


def test_scores_are_means_over_all_questions() -> None:
    scores = score_rankings([(["a", "b"], {"a"}), (["a", "b"], {"b"}), (["a"], {"z"})])
    assert scores.recall == pytest.approx((1 / 3, 2 / 3, 2 / 3))
    assert scores.reciprocal == pytest.approx(0.5)


def test_a_lot_among_texts_that_cannot_be_told_apart_is_counted_by_its_chances() -> None:
    scores = score_by_lot([[1], [8]])
    assert scores.recall == pytest.approx(((1 + 1 / 8) / 2, (1 + 5 / 8) / 2, 1.0))
    assert scores.reciprocal == pytest.approx((1 + sum(1 / rank for rank in range(1, 9)) / 8) / 2)


def test_of_several_relevant_texts_no_more_can_be_found_than_the_cut_allows() -> None:
    assert score_by_lot([[1, 1]]).recall == (0.5, 1.0, 1.0)
