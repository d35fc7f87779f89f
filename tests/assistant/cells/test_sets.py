"""Sets of cells worth weighing: the likeliest, all of a row or a column, rows crossed with columns."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.cells.features import FEATURES as CELL_FEATURES
from assistant.cells.prepared import prepare_table
from assistant.cells.sets import FEATURES, candidate_sets, set_features


@pytest.fixture
def prepared(make_table):
    return prepare_table(make_table(("项目|本年金额|上年金额", "水费|1.20|1.10", "电费|3.40|3.30", "合计|4.60|4.40")))


def chances(**high: float) -> np.ndarray:
    made = np.full(12, 0.01)
    for name, value in high.items():
        made[int(name[1:])] = value
    return made


def test_the_likeliest_cell_comes_first_and_no_set_twice(prepared) -> None:
    sets = candidate_sets(prepared, chances(c5=0.9, c4=0.4))
    assert sets[0] == (5,)
    assert len(sets) == len(set(sets))


def test_a_whole_column_is_tried_with_its_total_and_without(prepared) -> None:
    sets = candidate_sets(prepared, chances(c4=0.9))
    assert (4, 7, 10) in sets
    assert (4, 7) in sets


def test_a_whole_row_is_tried(prepared) -> None:
    assert (7, 8) in candidate_sets(prepared, chances(c7=0.9))


def test_rows_are_crossed_with_columns(prepared) -> None:
    assert (4, 5, 7, 8) in candidate_sets(prepared, chances(c4=0.6, c8=0.6))


def test_the_evidence_tells_rows_and_columns_apart(prepared) -> None:
    likely = chances(c4=0.9, c7=0.8)
    rows = set_features("各项本年金额", prepared, likely, [(4, 7, 10), (7, 8), (4,)], np.zeros((12, len(CELL_FEATURES))))
    assert rows.shape == (3, len(FEATURES))
    assert rows[:, FEATURES.index("one_column")].tolist() == [1.0, 0.0, 1.0]
    assert rows[:, FEATURES.index("whole_row")].tolist() == [0.0, 1.0, 0.0]
    assert rows[:, FEATURES.index("size")].tolist() == [3.0, 2.0, 1.0]
