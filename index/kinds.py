"""The closed sets of kinds and scopes of a report, and the words that tell them. Nothing here looks at figures.

Kinds: 决算 (final accounts, also of a government and of “三公” expenses), 预算, 绩效 (performance reports), 月报 (execution
within a year), 收支公示 (a body's own notice of receipts and payments). A “三公” statement is 决算 or 预算: the basis of its
figures matters most, and its title says the rest.

Scopes: 部门 (with its subordinate units), 单位 (the body alone), 本级 (the body alone, where it also reports for others),
汇总 (many bodies added up), and for governments 全市, 市级, 全区, 区级, … as printed.
"""

from __future__ import annotations

import re

KINDS = ("决算", "预算", "绩效", "月报", "收支公示")
SCOPES = ("部门", "单位", "本级", "汇总")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "绩效",
        re.compile(
            r"^(?!.*(?:部门|单位)(?:[预決决预]算)(?!绩效)).*(?:绩效|績效).{0,6}(?:自评|评价|目标|报告|评估|监控|自評|評)|自评报告|自评表"
        ),
    ),
    (
        "月报",
        re.compile(
            r"月报|月報|季报|\d{1,2}月(?:份|末)?(?:累计)?(?!\d{1,2}日).{0,8}(?:收支|收入|支出|执行)|(?:上半年|季度|第[一二三四]季).{0,12}[执執]行|收支执行情况"
        ),
    ),
    ("预算", re.compile(r"(?:执行情况|执行|決算|决算)[和及与暨].{0,12}(?:预算|預算)")),
    ("决算", re.compile(r"决算|決算|管理帳目|收入帳目|實際開支|实际开支|财务报告|財務報告")),
    ("预算", re.compile(r"预算|預算")),
    ("收支公示", re.compile(r"^(?!.*三公).*(?:收支|经费|财务|經費|收支明细).{0,6}(?:公示|公开|公告|公布|一览)")),
)
_LEVEL = r"(?:全?[省市区區县縣州旗盟镇乡]|[省市区區县縣州旗盟镇乡])"
_SCOPE_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("汇总", re.compile(r"汇总|彙總|匯總")),
    ("本级", re.compile(r"本级|本級|[（(]本部[）)]|机关本部")),
    ("部门", re.compile(r"[（(]部门[）)]|[（(]部門[）)]|部[门門](?:决算|预算|決算|預算|收支|“?三公)")),
    ("单位", re.compile(r"[（(](?:单位|單位)[）)]|[单單]位(?:决算|预算|決算|預算|收支|“?三公)")),
)
_REGIONAL = re.compile(r"全[省市区區县縣州旗盟镇乡]|[省市区區县縣州旗盟](?:本)?[级級]")
# Sentences that say what the figures cover.
_STATED = (
    re.compile(
        r"(?:口径|范围|範圍)[^，,。；;]{0,6}(?:为|是|：|:)[^，,。；;]{0,16}?(?P<scope>本级|汇总|全[省市区县州旗盟镇乡]|[省市区县州旗盟]级)"
    ),
    re.compile(
        r"(?:以上|上述|本表|本公开|以下|数据)[^，,。；;]{0,10}?(?:均|都)?(?:为|是|系)[^，,。；;]{0,10}?"
        r"(?P<scope>汇总|本级|全[省市区县州旗盟镇乡]|[省市区县州旗盟]级)"
    ),
    re.compile(
        r"现将[^，,。；;]{0,12}?(?P<scope>全[省市区县州旗盟]|[省市区县州旗盟](?:本)?级)[^，,。；;]{0,8}(?:决算|预算|财政|收支)"
    ),
    re.compile(r"[省市区县镇乡](?P<scope>本级)“?三公”?经费支出"),
)


def read_kind(text: str) -> str | None:
    """The kind a compact title or heading names, None where it names none."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), None)


def read_scope(text: str) -> str | None:
    """The scope a compact title or heading names."""
    return next((scope for scope, pattern in _SCOPE_WORDS if pattern.search(text)), None)


def read_regional_scope(text: str) -> str | None:
    """全区, 区级 and the like in the title of a government's own report."""
    match = _REGIONAL.search(text)
    return match.group() if match else None


def stated_scope(text: str) -> str | None:
    """The scope a sentence of the report declares its figures to be of."""
    return next((match["scope"] for pattern in _STATED if (match := pattern.search(text))), None)
