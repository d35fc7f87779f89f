"""A table is prepared once: words, headers and neighbours of each cell."""

from __future__ import annotations

from assistant.cells.prepared import embedded_text, prepare_table, texts_to_embed


def test_figures_are_masked_in_what_is_embedded() -> None:
    assert embedded_text("2022年决算数") == embedded_text("2023年决算数") == "0年决算数"
    assert embedded_text("1,503.52") == ""


def test_each_text_is_embedded_once(make_table) -> None:
    prepared = prepare_table(make_table(("年度|2021年度|2022年度", "收入|1.00|2.00")))
    assert texts_to_embed(prepared) == ["年度", "0年度", "收入"]


def test_neighbours_share_a_row_or_a_column(make_table) -> None:
    prepared = prepare_table(make_table(("项目|金额", "水费|1.20", "电费|3.40")))
    assert prepared.row[3].nonzero()[0].tolist() == [2]
    assert prepared.column[3].nonzero()[0].tolist() == [1, 5]


def test_words_of_headers_reach_their_cells(make_table) -> None:
    prepared = prepare_table(make_table(("项目|本年金额|上年金额", "水费|1.20|1.10", "电费|3.40|3.30")))
    assert prepared.above_words[4, prepared.words["本_年"]] == 1.0
    assert prepared.above_words[5, prepared.words["本_年"]] == 0.0
    assert prepared.beside_words[5, prepared.words["水_费"]] == 1.0
