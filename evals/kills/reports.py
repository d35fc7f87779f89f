"""Small reports of invented bodies for a library that is killed over: each content has figures and sentences of its own."""

from __future__ import annotations

import random
from pathlib import Path

SENTENCES = 90
"""Sentences of its own that a report has. Some reports together make the vector store write its index, not only its log."""
_SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_WORKS = "档案 信访 督查 会务 文电 机要 保密 财务 资产 宣传 培训 统计 法制 调研 联络 值班 后勤 安全 节能 绿化".split()
_DOES = "组织 指导 监督 承办 协调 管理 汇总 审核".split()


def body_of(number: int) -> str:
    """The name of an invented body."""
    return f"巴中市{_SURNAMES[number % len(_SURNAMES)]}{_SURNAMES[(number // len(_SURNAMES) + 7 * number + 3) % len(_SURNAMES)]}局"


def file_of(number: int) -> str:
    """The file of a body's report."""
    return f"report-{number}-2022.txt"


def total_of(number: int, content: int) -> str:
    """The total income that the report of a body prints in its n-th content, in 万元."""
    return f"{1000 + 37 * number}.{content % 90 + 10}"


def write_report(folder: Path, number: int, content: int) -> Path:
    """Write the report of a body with its n-th content."""
    chance = random.Random(f"{number} {content}")
    own = [
        f"{chance.choice(_SURNAMES)}{chance.choice(_SURNAMES)}科{chance.choice(_DOES)}{chance.choice(_WORKS)}和{chance.choice(_WORKS)}工作，"
        f"{chance.choice(_DOES)}{chance.choice(_WORKS)}事务。"
        for _ in range(SENTENCES)
    ]
    text = [
        f"{body_of(number)}2022年度部门决算", "第一部分 部门概况", f"{body_of(number)}设3个内设科室。", *own,
        "第二部分 2022年度部门决算情况说明", "一、收入决算情况说明",
        f"2022年度收入总计{total_of(number, content)}万元。与2021年相比，收入总计减少10.10万元，下降9.13%。",
        "二、支出决算情况说明", "2022年度支出总计90万元，完成预算95.5%。",
    ]  # fmt: skip
    path = folder / file_of(number)
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path
