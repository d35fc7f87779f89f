"""Decide which Chinese numerals with a unit are figures: 六輛 and 四千二百人次 are, 三项制度 and 一人一策 are not.

Words of speech are full of numerals, so a small number makes a figure only before a unit that is rarely used otherwise.
"""

from __future__ import annotations

import re
from decimal import Decimal

_CLEAR = frozenset(
    "辆 台套 人次 批次 团组 个团组 个批次 家次 户次 车次 台次 人天 宗 宗件 平方公里 平方米 立方米 公里 公顷 亩 吨 千瓦时 千瓦 张床位 床位 个床位 张床 名 户 "
    "倍 学时 课时 剂次".split()
)
_ONE_IS_CLEAR = frozenset(("辆", "批次", "人次", "倍", "团组", "个团组", "个批次"))
# Counted only where the number is large, or where the noun behind it is one that reports count.
_COMMON = frozenset(
    "个 项 家 件 次 处 所 起 笔 份 场 台 套 批 座 栋 间 艘 架 只 张 本 册 例 篇 部 支 场次 件次".split()
)
_COUNTED_NOUN = re.compile(
    r"(?:个|個)?(?:预算|預算|二级|下属|所属|直属|内设|事业|行政|参公)*(?:单位|單位|部门|部門|科室|股室|处室|處室|机构|機構|项目|項目|团组|團組|批次|乡镇|鄉鎮|街道|社区|学校|企业)"
)
_NEVER_SCALED = frozenset("年 岁 级 层 届 期 分 位 天 班 门".split())
_MEETING = re.compile(r"(?:会议|會議|全会|党代会|大会|常委会|常务会|主任会|全国|代表)")
_NO_FIGURE_BEFORE = re.compile(
    r"[第之每几數数前“\"「『《]$|(?:其|同|任|逐|唯|统|統|另|某|这|這|那|哪|此|该|該|单|單|专|專|不|进|進|十|星期|周|初|最大|最小|最高|最低)$"
)
_CLAUSE_END = re.compile(
    r"\s*(?:$|[，,。；;、：:（()）！？”」\]】]|以[上下内內]|左右|上下|整|正|[余餘]|[与與和及至到的])"
)
_NO_PEOPLE = re.compile(r"制|篮|足球|小组|行|一|台|多高")
_ALONE = re.compile(r"\s*(?:$|[，,。；;、）)])")
# In a cell of its own a numeral with one of these is a count; 一级, 二期 or 三年 there may be a class or a term.
_CELL_COUNTS = _CLEAR | _COMMON | {"人"}


def is_word_figure(text: str, start: int, end: int, value: Decimal, scaled: bool, unit: str, counts: bool) -> bool:
    """Whether the numeral that stands before `unit` on start..end of `text` (unit included) is a figure.

    `value` is the number without its unit, `scaled` tells that 万 or 亿 is part of it. `unit` "" stands for none.
    """
    if start and _NO_FIGURE_BEFORE.search(text[max(0, start - 2) : start]):
        return False
    if not unit:
        return scaled and bool(_CLAUSE_END.match(text, end))
    if not counts:
        return scaled or value >= 10 or unit != "元" or bool(_CLAUSE_END.match(text, end))
    if scaled:
        return unit not in _NEVER_SCALED
    return _is_count(text, end, value, unit)


def _is_count(text: str, end: int, value: Decimal, unit: str) -> bool:
    if unit in _CLEAR:
        return value != 1 or unit in _ONE_IS_CLEAR
    if unit == "人":
        return not _NO_PEOPLE.match(text, end) and (value != 1 or bool(_ALONE.match(text, end)))
    if unit not in _COMMON or (unit in ("次", "场") and _MEETING.match(text, end)):
        return False
    return value > 10 or (value > 2 and bool(_COUNTED_NOUN.match(text, end)))


def is_count_of_cell(unit: str) -> bool:
    """Whether a numeral with this unit, alone in a table cell, is a count."""
    return unit in _CELL_COUNTS
