"""Tables are told apart by words, meaning and the fit of their cells; their evidence is complete and in order."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.cells.choose import cell_chances
from assistant.cells.prepared import prepare_table
from assistant.cells.search import CANDIDATES, FEATURES, TableSearch

VECTOR = np.array([1.0, 0.0], dtype=np.float32)


@pytest.fixture
def search(tables) -> TableSearch:
    return TableSearch([prepare_table(table) for table in tables], {"姓名": VECTOR, "类别": np.array([0.0, 1.0], dtype=np.float32)})


def test_each_table_has_a_full_row_of_evidence(search: TableSearch) -> None:
    picked, rows, rest = search.candidates("周兰的职务？", VECTOR, cell_chances)
    assert sorted(picked.tolist()) == [0, 1, 2, 3]
    assert rest == []
    assert rows.shape == (4, len(FEATURES))
    assert np.isfinite(rows).all()


def test_the_best_of_all_lies_behind_none(search: TableSearch) -> None:
    picked, rows, _ = search.candidates("周兰的职务？", VECTOR, cell_chances)
    behind = rows[:, FEATURES.index("words_behind")]
    assert picked[behind.argmax()] == 1
    assert behind.max() == 0.0
    assert rows[:, FEATURES.index("near_label_behind")][picked.tolist().index(1)] == 0.0


def test_tables_with_the_same_words_are_counted_as_twins(make_table) -> None:
    twins = [prepare_table(make_table(("项目|金额", f"水费|{figure}"))) for figure in ("1.20", "9.90")]
    other = prepare_table(make_table(("姓名|职务", "李文|局长")))
    picked, rows, _ = TableSearch([*twins, other], {}).candidates("水费金额？", VECTOR[:1], cell_chances)
    counted = dict(zip(picked.tolist(), rows[:, FEATURES.index("twins")].tolist(), strict=True))
    assert counted == {0: 2.0, 1: 2.0, 2: 1.0}


def test_tables_beyond_the_candidates_follow_in_their_order(make_table) -> None:
    many = [prepare_table(make_table(("项目|金额", f"第{number}项费用|{number}.00"))) for number in range(CANDIDATES + 5)]
    ranked = TableSearch(many, {}).rank("第3项费用的金额？", VECTOR[:1])
    assert ranked[0] == 3
    assert sorted(ranked) == list(range(CANDIDATES + 5))
