"""Headers are found in tables read down, read across, with levels of headers, and in forms."""

from __future__ import annotations

import numpy as np

from index.cell_roles import COLUMN_NAME, DATA, FEATURES, ROW_NAME, cell_matrix, find_roles, role_features, roles_of
from index.cells import CellTable


def headers(table: CellTable, text: str) -> tuple[set[str], set[str]]:
    """(the headers above, those to the left) of the cell that holds a text."""
    roles = find_roles(table)
    number = table.texts.index(text)
    return {table.texts[c] for c in roles.above[number]}, {table.texts[c] for c in roles.beside[number]}


def test_a_table_read_down_has_names_above_and_keys_to_the_left(make_table) -> None:
    table = make_table(("项目|本年决算数|上年决算数", "公务接待费|4.33|5.10", "因公出国（境）费|12.08|0.00", "合计|16.41|5.11"))
    assert headers(table, "12.08") == ({"本年决算数"}, {"因公出国（境）费"})
    assert find_roles(table).best[table.texts.index("上年决算数")] == COLUMN_NAME
    assert find_roles(table).best[table.texts.index("5.10")] == DATA


def test_a_form_has_names_to_the_left_of_each_value(make_table) -> None:
    table = make_table((
        "项目名称|农村供水工程|主管部门|青山县水务局", "实施单位|青山县供水站|项目负责人|李文", "预算金额|120万元|执行金额|118万元",
        "开始时间|2021年3月|完成时间|2022年9月", "联系电话|0818-2345678|项目地点|东河镇"))  # fmt: skip
    assert headers(table, "李文")[1] == {"项目负责人"}
    assert headers(table, "2021年3月")[1] == {"开始时间"}
    assert find_roles(table).best[table.texts.index("执行金额")] == ROW_NAME


def test_levels_of_headers_are_joined_outermost_first(make_table) -> None:
    table = make_table((
        "科目|期末余额|<|期初余额|<", "^|金额|比例（%）|金额|比例（%）", "办公设备|120.50|60.00|99.00|55.00", "专用设备|80.30|40.00|81.00|45.00"))  # fmt: skip
    roles = find_roles(table)
    number = table.texts.index("99.00")
    assert [table.texts[c] for c in roles.above[number]] == ["期初余额", "金额"]
    assert [table.texts[c] for c in roles.beside[number]] == ["办公设备"]


def test_english_tables_are_read_alike(make_table) -> None:
    table = make_table(("Item|Budget|Final accounts", "Meetings|12.00|9.50", "Training|8.00|7.25", "Total|20.00|16.75"))
    assert headers(table, "7.25") == ({"Final accounts"}, {"Training"})


def test_chances_of_the_five_roles_add_up_to_one(make_table) -> None:
    table = make_table(("年度|2021|2022", "收入|10|12", "支出|9|11"))
    roles = find_roles(table)
    assert roles.chances.shape == (9, 5)
    assert np.allclose(roles.chances.sum(axis=1), 1.0)


def test_features_have_one_row_a_cell_and_one_column_a_name(make_table) -> None:
    assert role_features(make_table(("a|b", "c|<"))).shape == (3, len(FEATURES))


def test_a_single_cell_has_no_headers(make_table) -> None:
    roles = find_roles(make_table(("无",)))
    assert roles.above == ((),)
    assert roles.beside == ((),)


def test_header_runs_end_at_the_first_value(make_table) -> None:
    """A value between two headers parts them: the farther one names something else."""
    table = make_table(("甲|1|乙|2",))
    chances = np.eye(5)[[ROW_NAME, DATA, ROW_NAME, DATA]]
    assert roles_of(table, chances).beside == ((), (0,), (0,), (2,))


def test_the_matrix_repeats_the_number_of_a_merged_cell(make_table) -> None:
    assert cell_matrix(make_table(("a|<", "b|c"))).tolist() == [[0, 0], [1, 2]]
