"""Evidence for cells: words of the question in their headers, and how far behind the best each lies."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.cells.features import FEATURES, cell_features, question_cues
from assistant.cells.prepared import prepare_table

QUESTION = "上年水费金额是多少？"


@pytest.fixture
def prepared(make_table):
    return prepare_table(make_table(("项目|本年金额|上年金额", "水费|1.20|1.10", "电费|3.40|3.30")))


def column(rows: np.ndarray, name: str) -> np.ndarray:
    return rows[:, FEATURES.index(name)]


def test_there_is_one_row_a_cell_and_no_gap(prepared) -> None:
    rows = cell_features(QUESTION, prepared, np.ones(3, dtype=np.float32), {})
    assert rows.shape == (9, len(FEATURES))
    assert np.isfinite(rows).all()


def test_the_cell_under_and_beside_the_named_headers_lies_behind_none(prepared) -> None:
    rows = cell_features(QUESTION, prepared, np.ones(3, dtype=np.float32), {})
    best = column(rows, "both_behind_table")
    assert best[5] == 0.0
    assert (best[[4, 7, 8]] < 0).all()


def test_a_header_of_another_time_than_asked_for_is_told(prepared) -> None:
    rows = cell_features(QUESTION, prepared, np.ones(3, dtype=np.float32), {})
    assert column(rows, "time_last")[5] == 1.0
    assert column(rows, "time_last")[4] == -2.0
    assert column(rows, "time_current")[4] == -1.0


def test_likeness_in_meaning_is_measured_against_the_other_headers(prepared) -> None:
    vectors = {"项目": np.array([0.0, 1.0]), "本年金额": np.array([0.5, 0.5]), "上年金额": np.array([1.0, 0.0])}
    rows = cell_features("去年", prepared, np.array([1.0, 0.0]), vectors)
    assert column(rows, "above_near")[5] == pytest.approx(0.5)
    assert column(rows, "above_near")[4] == pytest.approx(0.0)


def test_forms_of_asking_are_seen_in_both_languages() -> None:
    assert question_cues("水费和电费分别是多少？")[:2] == [1.0, 1.0]
    assert question_cues("How much are water and power respectively?")[:2] == [1.0, 1.0]
    assert question_cues("水费？")[:3] == [0.0, 0.0, 0.0]
