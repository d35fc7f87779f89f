"""Which cells of a table answer a question: each cell's chance by its evidence, then the set that fits best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.cells.features import FEATURES, cell_features
from assistant.cells.prepared import PreparedTable
from assistant.cells.sets import FEATURES as SET_FEATURES
from assistant.cells.sets import candidate_sets, set_features
from index.trees import load_forest, sigmoid

WEIGHTS = Path(__file__).with_name("choose.json")
SET_WEIGHTS = Path(__file__).with_name("sets.json")


@dataclass(frozen=True)
class Choice:
    """The numbers of the cells chosen, in print order, and the chance of every cell of the table."""

    cells: tuple[int, ...]
    chances: np.ndarray


def cell_chances(features: np.ndarray) -> np.ndarray:
    """The chance of each cell to be in the answer, from its evidence; shape (cells,)."""
    return sigmoid(load_forest(WEIGHTS, FEATURES).scores(features)[:, 0])


def choose_cells(question: str, prepared: PreparedTable, vector: np.ndarray, vectors: Mapping[str, np.ndarray]) -> Choice:
    """The cells that answer a question about a table. There is always at least one."""
    evidence = cell_features(question, prepared, vector, vectors)
    chances = cell_chances(evidence)
    sets = candidate_sets(prepared, chances)
    scores = load_forest(SET_WEIGHTS, SET_FEATURES).scores(set_features(question, prepared, chances, sets, evidence))[:, 0]
    return Choice(sets[int(scores.argmax())], chances)
