"""Find the figures printed in a text: value, unit, decimals. It does not say what a figure is of.

Values are exact decimals. A figure keeps the unit it is printed with; conversion is the calculator's work.
Numbers that are no figures make none: years and dates, document and list numbers, codes, ordinals, times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.types import Amount

MONEY_UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
    "万亿元": Decimal(1_000_000_000_000),
}
# 萬元 and 万元 are one unit; "万" and "亿" alone stand for money only where money is spoken of (the caller knows).
UNIT_FORMS = {
    "萬元": "万元",
    "億元": "亿元",
    "百萬元": "百万元",
    "％": "%",
    "﹪": "%",
    "個百分點": "个百分点",
    "百分点": "个百分点",
    "万余个": "万个",
    "万余人": "万人",
    "万余条": "万条",
    "万余户": "万户",
    "輛": "辆",
    "個": "个",
    "項": "项",
    "條": "条",
    "處": "处",
    "戶": "户",
    "份": "份",
    "人/次": "人/次",
    "万人次": "万人次",
}
COUNT_UNITS = (
    "个批次",
    "批次",
    "万人次",
    "人次",
    "人/次",
    "个团组",
    "团组",
    "个工作日",
    "工作日",
    "个小时",
    "小时/天",
    "平方公里",
    "平方米",
    "万平方米",
    "万余个",
    "万余人",
    "万余条",
    "万余户",
    "公里",
    "千米",
    "万人",
    "万户",
    "万份",
    "万条",
    "万次",
    "万个",
    "人",
    "名",
    "辆",
    "輛",
    "台",
    "套",
    "批",
    "次",
    "起",
    "件",
    "条",
    "條",
    "份",
    "期",
    "篇",
    "项",
    "項",
    "家",
    "户",
    "戶",
    "所",
    "处",
    "處",
    "间",
    "栋",
    "座",
    "场",
    "张",
    "幅",
    "册",
    "本",
    "吨",
    "亩",
    "千瓦",
    "岁",
    "届",
    "位",
    "部",
    "支",
    "只",
    "头",
    "株",
    "棵",
    "宗",
    "例",
    "笔",
    "门",
    "班",
    "级",
    "层",
    "米",
    "天",
    "小时",
    "分钟",
    "秒",
    "倍",
    "个月",
    "个",
    "個",
    "分",
    "年",
    "周",
)
_UNITS = sorted(
    {
        *MONEY_UNITS,
        "萬元",
        "億元",
        "百萬元",
        "亿",
        "億",
        "万",
        "萬",
        "%",
        "％",
        "﹪",
        "‰",
        "个百分点",
        "個百分點",
        "百分点",
        *COUNT_UNITS,
    },
    key=len,
    reverse=True,
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％－＋", "0123456789.,%-+")
_NUMBER = r"(?<![\d.A-Za-z])(?<!\d,)[-+]?\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?(?![\d,])|(?<![\d.])(?<!\d,)(?<!\d\s)[-+]?\d+(?:\.\d+)?(?![\d])"
_FIGURE = re.compile(
    rf"(?P<about>约|近|逾|超过|超)?\s*(?P<number>{_NUMBER})\s*(?P<more>余|多)?\s*"
    rf"(?P<unit>{'|'.join(map(re.escape, _UNITS))})?(?P<after>余|多|左右|以上|以下)?"
)
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*(?:年度|年)?\s*[-—–~至到]\s*(?:19|20)\d{2}\s*年|(?:19|20)\d{2}\s*年(?:度)?(?:\s*\d{1,2}\s*月(?:份)?(?:\s*\d{1,2}\s*[日号])?)?"
    r"|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|(?<!\d)\d{1,2}\s*月(?:份|底|末)?|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|(?<!\d)\d{1,3}\s*年度|\d{1,2}[:：]\d{2}"
)
# What stands before a number that is no figure: an ordinal, a document or list number, a code, a picture or table number.
_NO_FIGURE_BEFORE = re.compile(
    r"(?:第|[〔\[（(]\s*(?:19|20)\d{2}\s*[〕\])）]|附件|附表|图|表|编号|代码|电话|热线|号|——)\s*$|[A-Za-z_]$|\d\s*[%万亿元]{0,2}\s*[—–~～至]\s*$"
)
# "3—5件", "12.5至15万元": a range is no one figure.
_RANGE_AFTER = re.compile(r"^\s*[—–~～至]\s*\d")
_NO_FIGURE_AFTER = re.compile(r"^\s*(?:号|[-—]\d|届|[A-Za-z]{2,})")


def to_half_width(text: str) -> str:
    """Full-width digits and signs made half-width, one for one, so that offsets stay."""
    return text.translate(_FULL_WIDTH)


def find_amounts(text: str) -> Iterator[Amount]:
    """Every figure printed in `text`, left to right. A number without a unit has unit "" (a table gives it one)."""
    plain = to_half_width(text)
    dates = [(m.start(), m.end()) for m in _DATE.finditer(plain)]
    for match in _FIGURE.finditer(plain):
        start, end = match.start("number"), match.end("number")
        unit = match.group("unit") or ""
        if any(a <= start < b for a, b in dates) and not (unit in MONEY_UNITS or unit == "%"):
            continue
        if (
            _RANGE_AFTER.match(plain[match.end() :])
            or _NO_FIGURE_BEFORE.search(plain[:start])
            or (not unit and _NO_FIGURE_AFTER.match(plain[end:]))
        ):
            continue
        yield _to_amount(match, text, unit)


def _to_amount(match: re.Match[str], text: str, unit: str) -> Amount:
    number = re.sub(r"[,\s+]", "", match.group("number"))
    approximate = bool(match.group("about") or match.group("more") or match.group("after"))
    end = match.end("after") if match.group("after") else match.end("unit") if unit else match.end("number")
    decimals = len(number.partition(".")[2])
    start = match.start("number")
    return Amount(Decimal(number), UNIT_FORMS.get(unit, unit), decimals, approximate, start, end, text[start:end])


def parse_cell(text: str, unit: str = "") -> Amount | None:
    """The figure of a table cell that holds one figure and nothing else, else None.

    `unit` is the table's own; a unit printed in the cell goes before it. "50余件" is a figure, marked approximate.
    """
    bare = text.strip()
    found = list(find_amounts(bare))
    if len(found) != 1:
        return None
    amount = found[0]
    rest = (bare[: amount.start] + bare[amount.end :]).strip(" ≥≤≧≦＝=约近%％")
    if rest:
        return None
    return Amount(
        amount.value, amount.unit or unit, amount.decimals, amount.approximate, amount.start, amount.end, bare
    )
