"""Sums of small decision trees: plain numbers read from a JSON file of this project, no learning library needed.

A file holds what `python -m evals.fit_cells` writes: names of the features, and for each tree its nodes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.errors import LibraryError


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees laid end to end. At node n a row goes to `left[n]` if its `feature[n]` is at most `threshold[n]`, else to
    `right[n]`; a leaf leads to itself and gives `value[n]`. `roots` are the first nodes, `classes` how many sums there
    are: tree t adds to sum t modulo `classes`."""

    features: tuple[str, ...]
    classes: int
    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    depth: int

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """The sums for rows of shape (n, features); shape (n, classes)."""
        n = len(rows)
        nodes = np.broadcast_to(self.roots, (n, len(self.roots))).copy()
        index = np.arange(n)[:, None]
        for _ in range(self.depth):
            low = rows[index, self.feature[nodes]] <= self.threshold[nodes]
            nodes = np.where(low, self.left[nodes], self.right[nodes])
        leaves = self.value[nodes]
        return np.stack([leaves[:, k :: self.classes].sum(axis=1) for k in range(self.classes)], axis=1)


def sigmoid(scores: np.ndarray) -> np.ndarray:
    """Log odds made chances, element by element."""
    return 1.0 / (1.0 + np.exp(-scores))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows of sums made rows of chances that add up to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


@lru_cache(maxsize=8)
def load_forest(path: Path, features: tuple[str, ...]) -> Forest:
    """The trees of a file. Raises LibraryError when it is missing, damaged or fitted for other features."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        known, classes, trees = tuple(data["features"]), int(data["classes"]), data["trees"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise LibraryError(f"the weights cannot be read ({fault})", str(path), "Install the project again.") from fault
    if known != features:
        raise LibraryError("the weights were fitted for other features", str(path), "Fit them again: python -m evals.fit_cells.")
    return join_trees(trees, features, classes)


def join_trees(trees: Sequence[Sequence[Sequence[float]]], features: tuple[str, ...], classes: int = 1) -> Forest:
    """A forest of trees given as lists of nodes: [value] is a leaf, [feature, threshold, left, right] a split, with the
    nodes counted from the tree's own first one, which is its root."""
    roots, feature, threshold, left, right, value = [], [], [], [], [], []
    deepest = 0
    for tree in trees:
        start = len(value)
        roots.append(start)
        depth = [0] * len(tree)
        for place, node in enumerate(tree):
            split = len(node) == 4
            feature.append(int(node[0]) if split else 0)
            threshold.append(node[1] if split else 0.0)
            for side, ends in ((2, left), (3, right)):
                ends.append(start + (int(node[side]) if split else place))
                if split:  # children come after their parent
                    depth[int(node[side])] = depth[place] + 1
            value.append(0.0 if split else node[0])
        deepest = max(deepest, *depth)
    arrays = (np.array(x) for x in (roots, feature, threshold, left, right, value))
    return Forest(features, classes, *arrays, deepest)
