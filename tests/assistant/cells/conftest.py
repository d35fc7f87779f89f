"""Small tables of our own and the bundled embedder, which is asked once a session for each text."""

from __future__ import annotations

import pytest

from assistant.cells.answer import TableAnswers
from index.cells import CellTable
from index.embed import BundledEmbedder
from index.vectors import Vectors

EXPENSES = (
    "项目|本年决算数|上年决算数", "公务接待费|4.33|5.10", "因公出国（境）费|12.08|0.60", "公务用车运行维护费|31.20|33.75", "合计|47.61|39.45",
)  # fmt: skip
STAFF = ("姓名|职务|性别|任职日期", "李文|局长|男|2019年3月", "周兰|副局长|女|2020年7月", "何平|办公室主任|男|2021年1月", "秦月|财务科长|女|2018年5月")
PROJECT = (
    "项目名称|农村供水工程|主管部门|青山县水务局", "实施单位|青山县供水站|项目负责人|李文", "预算金额|120万元|执行金额|118万元",
    "开始时间|2021年3月|完成时间|2022年9月", "联系电话|0818-2345678|项目地点|东河镇",
)  # fmt: skip
ASSETS = (
    "类别|期末余额|<|期初余额|<", "^|金额|比例（%）|金额|比例（%）", "办公设备|120.50|60.00|99.00|55.00", "专用设备|80.30|40.00|81.00|45.00",
)  # fmt: skip


@pytest.fixture(scope="session")
def tables(make_table) -> tuple[CellTable, ...]:
    """Expenses, staff, a project form, assets with two levels of headers."""
    return tuple(map(make_table, (EXPENSES, STAFF, PROJECT, ASSETS)))


@pytest.fixture(scope="session")
def answers(tables, tmp_path_factory) -> TableAnswers:
    return TableAnswers(tables, Vectors(tmp_path_factory.mktemp("vectors"), BundledEmbedder()))
