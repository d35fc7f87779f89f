"""What the header of a table's column says of the figures under it: measure, basis, period, base of comparison, unit.

Sources of the words: the nine official tables of 部门决算 and 部门预算, “三公” statements, Hong Kong and Taiwan estimates.
It reads header words and never a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.characters import simplified
from index.declared import unit_in
from index.types import BUDGET_BASES

YEAR_BEFORE = "上年"
_RATE = r"[%％]|率|比例|百分比|幅度?"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"完成(?:预算|年初预算|率|比例|情况)|执行率|占预算|完成.*[%％]|\bTaxa\b"), "completion_rate"),
    (re.compile(r"占比|比重|占.*[%％]|结构"), "share"),
    (re.compile(rf"(?:增|减|升|降|變動|变动|差異|差异)[^额額]*(?:{_RATE})|同比(?:增长)?[（(]?[%％]|增长率|增幅|降幅|為.*[%％]"), "percent_change"),
    (re.compile(r"增减|增減|\bvariance\b|差[额額异異]|[变變][动動化]|较.*(?:增|减)|比.*(?:增|减)|^[增减減][额額数數]?$"), "change"),
    (re.compile(r"指标值|目标值|年度指标"), "target"),
    (re.compile(r"完成值|实际完成"), "value"),
    (re.compile(r"权重|分值|满分"), "weight"),
    (re.compile(r"得分"), "score"),
    (re.compile(r"[辆輛]数|[辆輛]數|[台套]数|人[数數]|人次|批次|[数數]量|[个個][数數]|[团團]组|[项項][数數]|保有量|[面体][积積]"), "count"),
)  # fmt: skip
_BASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"年初预算|年初批复|原[来來]?[预預]算|Or[çc]\.? ?inicial|\b(?:original|initial) (?:estimate|budget)", re.I), "年初预算"),
    (re.compile(
        r"(?:调整后?|全年|修正|修改后?|修订|變更|变更)[的]?[预預]算|[预預]算[调調]整|^(?:(?:19|"
        r"20)\d{2}(?:-\d{2})?年?度?\s*)?修[订訂]$|Or[çc]\.? ?revisto|\brevised (?:estimate|budget)", re.I), "调整预算"),
    (re.compile(r"决算|決算|执行数|執行數|实际(?:支出|完成|执行|开支)?|實際|支出数|累计|Execu[çc][ãa]o|\bactual\b|\boutturn\b", re.I), "决算"),
    # 一般公共预算, 政府性基金预算 and 国有资本经营预算 are kinds of money, spent or not
    (re.compile(r"(?<!公共)(?<!基金)(?<!经营)[预預]算"), "预算"),
)
_COUNT_UNITS = (
    ("个批次", "批次"), ("批次", "批次"), ("人次", "人次"), ("辆", "辆"), ("輛", "辆"), ("人数", "人"), ("人數", "人"), ("团组", "个"),
)  # fmt: skip
_BRACKET_UNIT = re.compile(r"[（(]\s*+(?:单位[:：])?\s*+([^（()）\d]{1,4})\s*[)）]")
_COUNTED = frozenset("人 辆 輛 个 個 项 項 批 次 批次 人次 台 套 台套 张 床 亩 平方米 公里 户 家 所 分 % ％".split())
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?")
_YEAR_BEFORE = re.compile(r"上年|去年|上一年|上年度|上期|上年同期")
# Words of a header that say what kind of figure stands there, and nothing of what it is of.
_MEASURE_WORDS = re.compile(
    r"(?:19|20)\d{2}\s*年(?:度)?(?:（重列）)?|本年度?|上年度?|全年|年初|调整后?|[预預]算[数數]?|[决決]算[数數]?|执行数|執行數|金[额額]|[数數]量?|"
    r"原来?|开支|差异|差额|合[计計]|小[计計]|总计|共计|[（(][^（()）]*[)）]|实际|完成|支出数|累计|增减|增長|增长|情况|[%％率额額/]|占比|比重|^元$|^万元$"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's meaning. `path` is its header from the outermost cell to the innermost; `item` what it names, if anything.

    `unit` is "" where the header declares none. `period` is a year, 上年, or None.
    """

    path: tuple[str, ...]
    measure: str
    basis: str | None
    against: str | None
    period: str | None
    unit: str
    item: tuple[str, ...]

    @property
    def name(self) -> str:
        """The header in one text, levels joined by a stroke."""
        return "/".join(self.path)


def read_column(path: Sequence[str], beside: Sequence[Sequence[str]] = ()) -> Column:
    """The meaning of a header path, outermost first. The innermost words that say something decide.

    `beside` are the header paths of the table: next to 决算数, 执行数 is an account of its own (the cash account
    reported before the final one), elsewhere it is the outturn.
    """
    path = tuple(dict.fromkeys(text for text in path if text))
    simple = tuple(simplified(text) for text in path)
    inner_first = tuple(reversed(simple))
    measure = next((m for text in inner_first for pattern, m in _RULES if pattern.search(text)), "amount")
    basis = None
    if measure in ("amount", "value", "target"):
        basis = next((b for text in inner_first for pattern, b in _BASES if pattern.search(text)), None)
        if basis == "决算" and re.search("执行", "".join(path)) and any("决算" in "".join(other) for other in beside):
            basis = "执行"
    period = next((m.group(1) for text in inner_first if (m := _YEAR.search(text))), None)
    if period is None and measure not in ("change", "percent_change") and any(_YEAR_BEFORE.search(t) for t in simple):
        period = YEAR_BEFORE
    unit = _unit(inner_first, measure)
    return Column(path, measure, basis, _against(simple, measure), period, unit, _items(path, simple))


def read_columns(paths: Sequence[Sequence[str]]) -> list[Column]:
    """The columns of one table. A bare 差异 or 增减 compares what stands beside it: the outturn with its budget."""
    columns = [read_column(path, paths) for path in paths]
    amounts = [column for column in columns if column.measure == "amount"]
    budgets = [column.basis for column in amounts if column.basis in BUDGET_BASES]
    spent = any(column.basis in ("决算", "执行") for column in amounts)
    one_year = len({column.period for column in amounts}) == 1
    if len(set(budgets)) != 1 or not spent or not one_year:
        return columns
    return [
        replace(column, against=budgets[0]) if column.measure in ("change", "percent_change") and column.against is None else column
        for column in columns
    ]  # fmt: skip


def _against(path: Sequence[str], measure: str) -> str | None:
    words = "".join(path)
    if measure in ("change", "percent_change"):
        if re.search(r"上年|去年|同期|同比", words):
            return YEAR_BEFORE
        return "年初预算" if "年初" in words else "预算" if re.search(r"[预預]算", words) else None
    if measure == "completion_rate":
        return "年初预算" if "年初" in words else "调整预算" if re.search("调整|全年", words) else "预算"
    return None


def _unit(inner_first: Sequence[str], measure: str) -> str:
    if measure in ("share", "completion_rate", "percent_change"):
        return "%"
    for text in inner_first:
        declared = unit_in(text)
        if declared:
            return declared
        match = _BRACKET_UNIT.search(text)
        if match and match.group(1) in _COUNTED:
            return match.group(1).replace("輛", "辆").replace("個", "个").replace("項", "项").replace("％", "%")
    if measure == "count":
        return next((unit for text in inner_first for word, unit in _COUNT_UNITS if word in text), "")
    return "分" if measure in ("score", "weight") else ""


def _items(path: Sequence[str], simple: Sequence[str]) -> tuple[str, ...]:
    """The levels of the path that name something: those with words left when measure words are taken out."""
    left = (_MEASURE_WORDS.sub("", text).strip("“”（）() :：、") for text in simple)
    return tuple(text for text, rest in zip(path, left, strict=True) if len(rest) > 1)
