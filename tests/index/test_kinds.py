"""The kind and scope of a report come from a closed set, by the words of its titles and its own statements."""

from __future__ import annotations

import pytest

from index.kinds import KINDS, read_kind, read_scope, stated_scope


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某区教育局2021年度部门决算", "决算"),
        ("某镇2020年度“三公”经费决算情况", "决算"),
        ("2024年财政决算（草案）的报告", "决算"),
        ("立法機關二○二四年度管理帳目", "决算"),
        ("某街道2025年部门预算", "预算"),
        ("2023年预算执行情况和2024年预算草案的报告", "预算"),
        ("2023年部门预算及绩效目标公开", "预算"),
        ("2018年度部门整体支出绩效自评报告", "绩效"),
        ("2023年度预算绩效自评报告", "绩效"),
        ("2024年5月份财政收支执行情况", "月报"),
        ("2024年上半年预算执行情况", "月报"),
        ("2023年经费收支公示", "收支公示"),
        ("2021年度“三公”经费支出公开", None),
        ("机构设置", None),
    ],
)
def test_kinds(title: str, kind: str | None) -> None:
    """A “三公” statement has the kind of its basis, and none where no basis is named."""
    assert read_kind(title) == kind
    assert kind is None or kind in KINDS


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("某区教育局（汇总）2022年度部门决算", "汇总"),
        ("某委员会（本级）2025年单位预算", "本级"),
        ("某区2025年区级部门预算", "部门"),
        ("財政部某分署單位預算說明", "单位"),
        ("2018年度部门整体支出绩效自评报告", None),
    ],
)
def test_scopes_of_titles(text: str, scope: str | None) -> None:
    """A title names its scope; 部门整体支出 is the name of a programme, not a scope."""
    assert read_scope(text) == scope


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("本公开口径为区审计局本级，不含区投资审计中心", "本级"),
        ("四、以上为部门汇总数，含区政府办公室本级", "汇总"),
        ("（注：快报数，以决算为准；上述数据均为某县县级）", "县级"),
        ("现将2024年区级财政决算情况报告如下", "区级"),
        ("本局下设办公室和本级财务科", None),
    ],
)
def test_scopes_a_report_states(text: str, scope: str | None) -> None:
    """A sentence about what the figures cover settles the scope; the word alone does not."""
    assert stated_scope(text) == scope
