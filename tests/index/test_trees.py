"""Sums of trees: each row goes its way, damaged files are told apart."""

from __future__ import annotations

import json

import numpy as np
import pytest

from index.errors import LibraryError
from index.trees import join_trees, load_forest, sigmoid, softmax

STUMP = [[0, 1.5, 1, 2], [-1.0], [1.0]]
DEEP = [[1, 0.0, 1, 2], [10.0], [0, 3.0, 3, 4], [20.0], [30.0]]


def test_a_row_adds_up_the_leaves_it_comes_to() -> None:
    forest = join_trees([STUMP, DEEP], ("a", "b"))
    rows = np.array([[1.0, -1.0], [1.5, 1.0], [2.0, 1.0], [4.0, 0.5]])
    assert forest.scores(rows)[:, 0].tolist() == [9.0, 19.0, 21.0, 31.0]


def test_trees_take_turns_over_the_classes() -> None:
    forest = join_trees([STUMP, [[5.0]], [[0.5]], [[0.25]]], ("a",), classes=2)
    assert forest.scores(np.array([[9.0]])).tolist() == [[1.5, 5.25]]


def test_sums_become_chances() -> None:
    assert sigmoid(np.array([0.0]))[0] == pytest.approx(0.5)
    assert softmax(np.array([[1.0, 1.0], [1000.0, 0.0]])).tolist() == [[0.5, 0.5], [1.0, 0.0]]


def test_a_file_gives_the_forest_it_holds(tmp_path) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps({"features": ["a"], "classes": 1, "trees": [STUMP]}))
    assert load_forest(path, ("a",)).scores(np.array([[2.0]])).tolist() == [[1.0]]


@pytest.mark.parametrize("text", ["", "[]", '{"features": ["a"]}'])
def test_a_damaged_file_is_refused(tmp_path, text: str) -> None:
    path = tmp_path / "w.json"
    path.write_text(text)
    with pytest.raises(LibraryError, match=r"w\.json.*Install the project again"):
        load_forest(path, ("a",))


def test_weights_for_other_features_are_refused(tmp_path) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps({"features": ["b"], "classes": 1, "trees": []}))
    with pytest.raises(LibraryError, match="other features"):
        load_forest(path, ("a",))
