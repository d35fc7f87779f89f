"""Tables are ranked by the words of a question, rare ones first, headers before values."""

from __future__ import annotations

import numpy as np

from index.lexical import LexicalTables

TABLES = [
    (["项目", "决算数", "公务接待费", "4.33"], [True, True, True, False]),
    (["项目", "决算数", "住房公积金", "50.10"], [True, True, True, False]),
    (["姓名", "职务", "李文", "局长"], [True, True, False, False]),
]


def test_the_table_that_holds_the_item_comes_first() -> None:
    scores = LexicalTables(TABLES).scores("住房公积金的决算数是多少？")
    assert scores.argmax() == 1
    assert scores[2] == 0.0


def test_a_word_in_every_table_tells_less_than_one_in_a_single_table() -> None:
    tables = LexicalTables(TABLES)
    assert tables.rarity("职_务") > tables.rarity("决_算") > 0
    assert tables.rarity("机_场") == 0.0


def test_a_header_counts_more_than_a_value() -> None:
    found = LexicalTables([(["会议费", "1"], [True, False]), (["1", "会议费"], [True, False])]).scores("会议费")
    assert found[0] > found[1] > 0


def test_no_tables_no_scores() -> None:
    assert np.array_equal(LexicalTables([]).scores("会议费"), np.zeros(0))
