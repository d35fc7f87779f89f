"""Whose report it is where no title names body, year and kind together."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import read_report


@pytest.mark.parametrize(
    ("text", "entity", "year", "kind"),
    [
        # a monthly notice names no year: that of its date, or the one before
        ("青石县1-9月财政收支情况简析\n（县财政局　2023年10月12日）\n1-9月，全县收入完成48,000万元。\n", "青石县", 2023, "月报"),
        ("青石县1-12月财政收支情况简析\n（县财政局　2024年1月12日）\n1-12月，全县收入完成48,000万元。\n", "青石县", 2023, "月报"),
        # the head of expenditure of one department is its report
        ("總目 199 － 濕地保育署\n二零二三至二四年度預算 ........ 4.187億元\n綱領財政撥款\n預算撥款增加。\n", "濕地保育署", 2023, "预算"),
        # a cover in two languages
        ("環境生態基金 Fundo de Ecologia\n二零二三年第四季預算執行情況\n收入合計 97\n", "環境生態基金", 2023, "月报"),
        # a disclosure of one matter
        ("昭河市2023年地方政府债务情况公开\n（单位：亿元）\n全市政府债务限额612.48亿元。\n", "昭河市", 2023, None),
        ("附件：部门预算项目支出绩效自评表（2023年度）\n\t项目名称\n\t馆藏档案数字化\n\t主管部门\n\t青桐市档案馆\n\t实施单位（盖章）\n\t青桐市档案馆\n\t年初预算\n\t12.00\n\t预算执行数\n\t11.00\n\t得分\n\t96\n",
         "青桐市档案馆", 2023, "绩效"),
    ],
)  # fmt: skip
def test_a_notice_is_known_by_its_own_words(tmp_path: Path, text: str, entity: str, year: int, kind: str | None) -> None:
    """Body, year and kind come from heads, fields, dates and covers."""
    file = tmp_path / "notice.txt"
    file.write_text(text, encoding="utf-8")
    report = read_report(file).report
    assert (report.entity, report.year, report.kind) == (entity, year, kind)


def test_a_report_of_many_heads_is_of_none_of_them(tmp_path: Path) -> None:
    """Where several heads of expenditure stand in a report it is nobody's of them."""
    file = tmp_path / "heads.txt"
    file.write_text("總目 33－土木工程拓展署\n原來預算 10.0\n總目 44－環境保護署\n原來預算 20.0\n", encoding="utf-8")
    assert read_report(file).report.entity is None
