"""Weights are written as plain numbers and read back as the same trees; nothing else is in the files."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from assistant.cells import choose, search
from evals import fit_cells
from index import cell_roles
from index.trees import load_forest

NESTED = {
    "split_feature": 1, "threshold": 0.50000001, "left_child": {"leaf_value": -0.123456},
    "right_child": {"split_feature": 0, "threshold": 2.0, "left_child": {"leaf_value": 1.0}, "right_child": {"leaf_value": 2.0}},
}  # fmt: skip


def test_a_nested_tree_becomes_nodes_with_children_behind_their_parent() -> None:
    assert fit_cells.nodes_of(NESTED) == [[1, 0.5, 1, 2], [-0.1235], [0, 2.0, 3, 4], [1.0], [2.0]]


def test_written_weights_are_read_back(tmp_path) -> None:
    path = tmp_path / "weights.json"
    fit_cells.write(path, [fit_cells.nodes_of(NESTED)], ("a", "b"), 1, "a note")
    assert json.loads(path.read_text())["note"] == "a note"
    rows = np.array([[0.0, 0.5], [2.0, 0.6], [3.0, 0.6]])
    assert load_forest(path, ("a", "b")).scores(rows)[:, 0].tolist() == [-0.1235, 1.0, 2.0]


@pytest.mark.parametrize("path", [cell_roles.WEIGHTS, choose.WEIGHTS, choose.SET_WEIGHTS, search.WEIGHTS], ids=lambda path: path.stem)
def test_weights_hold_numbers_and_no_text_of_the_data(path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    assert set(data) == {"note", "features", "classes", "trees"}
    assert all(name.isascii() for name in data["features"])
    assert all(isinstance(value, int | float) for tree in data["trees"] for node in tree for value in node)


def test_without_lightgbm_it_says_what_to_install(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    assert fit_cells.main(["--data", str(tmp_path)]) == 2
    assert "pip install lightgbm" in capsys.readouterr().err
