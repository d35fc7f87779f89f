"""Chances come from the weights that ship with the project; a choice is a set in print order."""

from __future__ import annotations

import numpy as np

from assistant.cells.choose import cell_chances, choose_cells
from assistant.cells.features import FEATURES
from assistant.cells.prepared import prepare_table


def test_chances_lie_between_zero_and_one() -> None:
    found = cell_chances(np.zeros((3, len(FEATURES))))
    assert found.shape == (3,)
    assert ((found > 0) & (found < 1)).all()


def test_words_alone_suffice_where_no_vector_is_known(make_table) -> None:
    """Cells are chosen in print order, and the likeliest is among them."""
    prepared = prepare_table(make_table(("项目|本年金额|上年金额", "水费|1.20|1.10", "电费|3.40|3.30", "邮费|0.50|0.40")))
    choice = choose_cells("电费的本年金额和上年金额分别是多少？", prepared, np.zeros(2, dtype=np.float32), {})
    assert choice.cells == (7, 8)
    assert int(choice.chances.argmax()) in choice.cells
