"""Units that figures are printed with: which words are units, and what each is called. It knows no number's meaning.

A unit keeps the size it is printed in (万元 stays 万元); only its spelling is made one: 萬元 is 万元, 輛 is 辆.
Words that merely begin like a unit (项目, 人员, 万里街道) are listed as such: the longest word wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MONEY_UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
    "万亿元": Decimal(1_000_000_000_000),
}
# Money of other currencies keeps its name: it can be quoted, but never added to yuan.
CURRENCIES = {
    "美元": "美元", "欧元": "欧元", "歐元": "欧元", "日元": "日元", "日圆": "日元", "英镑": "英镑", "英鎊": "英镑",
    "港元": "港元", "港币": "港元", "港幣": "港元", "澳门元": "澳门元", "澳門元": "澳门元", "澳门币": "澳门元", "澳門幣": "澳门元",
}  # fmt: skip
_YUAN = ("元人民币", "元人民幣", "人民币", "人民幣", "圆整", "圓整", "元", "圓")
_RATES = {
    "%": "%", "％": "%", "﹪": "%", "‰": "‰", "个百分点": "个百分点", "個百分點": "个百分点", "個百分点": "个百分点",
    "百分点": "个百分点", "百分點": "个百分点",
}  # fmt: skip
# What reports count in, in simplified characters; the longest word that fits is the unit.
COUNT_UNITS = tuple(
    "个批次 批次 人次 人/次 个团组 团组 团次 家次 户次 车次 台次 件次 项次 场次 班次 艘次 架次 套次 人天 人日 人年 个工作日 工作日 个小时 小时/天 小时 "
    "分钟 秒 个月 天 周 年 平方公里 平方千米 平方米 立方米 公里 千米 毫米 厘米 米 公顷 亩 吨 公斤 千克 升 千瓦时 千瓦 兆瓦 人 名 位 户 家 辆 台套 套 台 部 "
    "艘 架 批 次 起 件 条 份 期 篇 项 所 处 间 栋 幢 座 场 张床位 个床位 床位 张床 张 幅 册 本 卷 岁 届 支 只 头 株 棵 匹 盏 枚 盒 箱 桶 袋 瓶 趟 桩 "
    "宗件 宗 例 笔 门 班 级 层 倍 个 分 款 学时 课时 剂次 剂 学分 标段".split()
)
_TRADITIONAL = {
    "個批次": "个批次", "個團組": "个团组", "團組": "团组", "團次": "团次", "戶次": "户次", "車次": "车次", "臺次": "台次",
    "項次": "项次", "場次": "场次", "個工作日": "个工作日", "個小時": "个小时", "小時": "小时", "分鐘": "分钟", "個月": "个月",
    "公頃": "公顷", "畝": "亩", "噸": "吨", "千瓦時": "千瓦时", "戶": "户", "輛": "辆", "臺": "台", "條": "条", "項": "项", "處": "处",
    "間": "间", "棟": "栋", "場": "场", "張": "张", "冊": "册", "歲": "岁", "屆": "届", "隻": "只", "頭": "头", "筆": "笔",
    "門": "门", "級": "级", "層": "层", "個": "个", "學時": "学时", "課時": "课时", "劑": "剂", "劑次": "剂次", "盞": "盏",
}  # fmt: skip
# One unit in several spellings. Of "台（套）" the sign of the pair goes, the words stay.
_SPELLINGS = {
    "台（套）": "台套", "台(套)": "台套", "台/套": "台套", "臺（套）": "台套", "套（台）": "台套", "套(台)": "台套",
    "辆（台）": "辆", "辆(台)": "辆", "批（次）": "批次", "批(次)": "批次", "批/次": "批次", "个（次）": "个", "个(次)": "个",
    "个（批）": "个", "个(批)": "个", "次（批）": "批次", "次(批)": "批次", "人（次）": "人次", "人(次)": "人次", "个（团组）": "个团组", "个(团组)": "个团组",
    "㎡": "平方米", "m²": "平方米", "m2": "平方米", "km²": "平方公里", "km2": "平方公里", "km": "公里", "kg": "公斤", "kWh": "千瓦时",
    "kwh": "千瓦时", "平米": "平方米",
}  # fmt: skip
# Words that begin with a unit and are none: "12 项目支出" is no 12 项. Where the unit is printed twice over (26项目标) it is one.
_NO_UNITS = tuple(
    (
        "项目 項目 人员 人員 人民 人均 人大 人口 人才 人社 人力 人工 人事 人身 人防 人文 人居 人物 名称 名稱 名单 名單 名录 名义 名誉 "
        "名词 条例 條例 条件 條件 条款 条目 部门 部門 部分 部署 部委 部长 部级 部队 支出 支付 支持 支部 支队 支援 支撑 支行 所有 所属 "
        "所屬 所得 所需 所在 所以 所长 处理 處理 处置 處置 处室 处长 处罚 处级 处于 场所 場所 场地 期间 期間 期末 期初 期限 期刊 期满 "
        "本级 本級 本年 本部 本单位 本区 本區 本市 本县 本省 本科 本次 本报 本金 本息 本院 本局 本办 本期 本月 本表 本季 天然 周边 周转 "
        "周期 周年 周岁 周围 座谈 位于 位置 批复 批覆 批准 批示 批发 份额 起草 起到 起始 只有 只要 头等 分别 分別 分配 分管 分局 分类 "
        "分類 分为 分解 分布 分析 分级 分项 分項 分年 分期 分支 分署 分校 分院 分公司 分中心 分之 分散 分摊 分担 分工 分母 分子 分值 "
        "幅度 例如 间接 间隔 门户 门票 门店 门诊 门槛 班子 级别 层次 层级 层面 次性 次要 次年 次级 件数 户籍 户外 户均 户口 家庭 家具 "
        "家长 家乡 台账 台风 倍增 个人 個人 个体 個體 个别 個別 个税 套餐 款项 款項 款式 升级 升幅 升学 升温 架构 卷烟 桩基 元素 元旦 "
        "元宵 元月 元件 本镇 本乡 本街 本校 本会 本系统 本项 本地 本身 本着 本人 本轮 本周 本条 本款 本法 位居 位列 年末 年底 年初 年中 "
        "年报 年均 年级 年度 年鉴 箱涵 袋鼠"
    ).split()
)
_PLACES = tuple(
    (
        "元谋 元阳 元江 元氏 元宝 张家 张掖 张湾 台州 台山 台儿 台东 台中 名山 门头 门源 项城 班戈 米易 米脂 米东 天台 天水 天长 天门 "
        "天河 天等 天峨 天全 天祝 周口 周至 周宁 本溪 册亨 百色 千阳 千山 分宜 株洲 头屯 台湾 天津 米兰"
    ).split()
)
_INSIDE_NO_UNITS = {"项目标": "项", "名单位": "名", "家庭院": "家", "人人民币": "人"}
# 万 and 亿 begin names of places too.
_NO_SCALES = (
    "万里 万州 萬州 万盛 万源 万宁 万荣 万载 万山 万秀 万柏林 万年 万安 万全 万达 万科 万象 万家 万事 万物 万众 "
    "万世 亿家 亿联 千瓦 千米 千克 千伏 千斤 千年 千兆 百分 百货 百姓 百科 百年 兆瓦 兆赫 兆伏 兆欧"
).split()
_SCALES = {"万": "万", "萬": "万", "亿": "亿", "億": "亿", "兆": "万亿"}

# Every spelling that is read, with the unit it stands for.
UNIT_FORMS: dict[str, str] = {
    **_RATES,
    **_TRADITIONAL,
    **_SPELLINGS,
    **{f"{scale}{yuan}": f"{unit}元" for scale, unit in _SCALES.items() for yuan in _YUAN},
    **{f"{scale}{form}": f"{unit}{name}" for scale, unit in _SCALES.items() for form, name in CURRENCIES.items()},
    **dict.fromkeys(_YUAN, "元"),
    **CURRENCIES,
    "百萬元": "百万元", "百万圆": "百万元", "仟元": "千元", "萬億元": "万亿元", "兆元": "万亿元", "萬億": "万亿", "萬": "万", "億": "亿",
    "萬人次": "万人次", "万余个": "万个", "万余人": "万人", "万余条": "万条", "万余户": "万户",
}  # fmt: skip


SPACES = " \u3000\xa0\u2002\u2003\u2009"
# A scale printed behind digits: the unit it makes, and the powers of ten that go into the number.
_SCALED = {
    "万亿": ("万亿", 0), "萬億": ("万亿", 0), "兆": ("万亿", 0), "千亿": ("亿", 3), "千億": ("亿", 3), "百亿": ("亿", 2), "百億": ("亿", 2),
    "十亿": ("亿", 1), "十億": ("亿", 1), "亿": ("亿", 0), "億": ("亿", 0), "千万": ("万", 3), "千萬": ("万", 3), "仟万": ("万", 3),
    "仟萬": ("万", 3), "百万": ("万", 2), "百萬": ("万", 2), "佰萬": ("万", 2), "佰万": ("万", 2), "十万": ("万", 1), "十萬": ("万", 1),
    "万": ("万", 0), "萬": ("万", 0), "千": ("", 3), "仟": ("", 3), "百": ("", 2), "佰": ("", 2),
}  # fmt: skip
_SCALE = re.compile("|".join(sorted(_SCALED, key=len, reverse=True)))
_GAP = re.compile(rf"[{SPACES}]{{0,3}}")
_MORE = re.compile(rf"[余餘多][{SPACES}]?")
RATES = frozenset(_RATES.values())
# Units of measure may stand a space behind a number with decimals; a count there is the next column's label.
_MEASURED = frozenset("平方米 平方公里 立方米 公里 公顷 亩 吨 千瓦时 倍 分".split())
_FOREIGN_SIGNS = {"us$": "美元", "usd": "美元", "€": "欧元", "£": "英镑"}
# HK$281 and 78 million: what the first number is of stands behind the second.
_UNIT_FOLLOWS = re.compile(r"\s?(?:and|or|to|[-–—])\s?(?:HK|US|NT)?[$¥]?\d", re.I)
_ENGLISH = re.compile(r"\s?(?P<size>trillion|billion|million|thousand|bn|mn|m|k)\b", re.I)
# No Chinese unit is a billion or a thousand million: a billion is ten 亿.
_ENGLISH_SIZES = {
    "trillion": ("万亿", 0), "billion": ("亿", 1), "bn": ("亿", 1), "million": ("百万", 0), "mn": ("百万", 0), "m": ("百万", 0),
    "thousand": ("千", 0), "k": ("千", 0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit found in a text: its one name ("" for none) and the offset where its print ends.

    `power` is the power of ten that goes from the print into the number (5千人 is 5000 人); `more` tells of 余 or 多
    inside it; `counts` is True of what is counted, not of money and rates.
    """

    name: str
    end: int
    counts: bool = False
    power: int = 0
    more: bool = False


def _by_first_character() -> dict[str, tuple[tuple[str, str | None, int, bool], ...]]:
    words: dict[str, tuple[str | None, int, bool]] = {}
    for unit in COUNT_UNITS:
        words[unit] = (unit, len(unit), True)
    for form, unit in (*_TRADITIONAL.items(), *_SPELLINGS.items()):
        words[form] = (unit, len(form), True)
    for form, unit in (*_RATES.items(), *CURRENCIES.items(), *((yuan, "元") for yuan in _YUAN)):
        words[form] = (unit, len(form), False)
    for word in (*_NO_UNITS, *_PLACES):
        words.setdefault(word, (None, 0, False))
    for word, unit in _INSIDE_NO_UNITS.items():
        words[word] = (unit, len(unit), True)
    found: dict[str, list[tuple[str, str | None, int, bool]]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[0], []).append((word, *words[word]))
    return {first: tuple(entries) for first, entries in found.items()}


_WORDS = _by_first_character()


def read_unit(text: str, at: int) -> Unit | None:
    """The unit that is printed at offset `at` of a half-width text, without 千, 万 or 亿 before it. None where none is."""
    for word, unit, length, counts in _WORDS.get(text[at : at + 1], ()):
        if text.startswith(word, at):
            return None if unit is None else Unit(unit, at + length, counts)
    return None


def unit_of_digits(text: str, end: int, decimals: int) -> Unit:
    """The unit behind digits with so many decimals that end at offset `end` of a half-width text: 万元, 余件, 5千人, 百万元."""
    gap = _GAP.match(text, end)
    at = gap.end() if gap else end
    more = _MORE.match(text, at)
    if more:
        at = more.end()
    scale = _SCALE.match(text, at)
    if scale and not names_no_scale(text, at):
        found = _scaled_unit(text, scale, at - end, bool(more))
    else:
        found = read_unit(text, at)
        if found and found.counts and text[end] in SPACES:
            # Over a gap a count is taken for the next column's label, unless it is one space from a whole number.
            fits = at - end == 1 and (not decimals or found.name in _MEASURED)
            found = found if fits else None
        if found and more:
            found = Unit(found.name, found.end, found.counts, 0, True)
    return found or Unit("", end)


def _scaled_unit(text: str, scale: re.Match[str], gap: int, more: bool) -> Unit | None:
    name, power = _SCALED[scale.group()]
    after = _MORE.match(text, scale.end())
    unit = read_unit(text, after.end() if after else scale.end())
    if gap > 2 and (unit is None or unit.counts):
        return None
    if scale.group() == "兆" and (unit is None or unit.counts):
        return None  # 100兆宽带
    if unit is None or unit.name in RATES:
        return Unit(name, scale.end(), False, power, more)
    if not unit.counts and scale.group() in ("百万", "百萬", "千", "仟"):
        name, power = ("百万" if len(scale.group()) == 2 else "千"), 0
    return Unit(name + unit.name, unit.end, unit.counts, power, more or bool(after))


def unit_of_numeral(text: str, end: int, scale: str) -> Unit | None:
    """The unit behind a numeral whose scale ("", 千, 万, 亿, 万亿) is printed up to `end`. None where there is none at all."""
    more = _MORE.match(text, end)
    unit = read_unit(text, more.end() if more else end)
    if unit is None:
        bare = scale not in ("", "千") and text[end - 1] != "兆" and not names_no_scale(text, end - 1)
        return Unit(scale, more.end() if more else end, False, 0, bool(more)) if bare else None
    if unit.name in RATES:
        return None if scale else unit
    if unit.name == "元" and text[unit.end + 1 : unit.end + 2] == "角":
        return None  # 柒元捌角玖分: the figure goes on
    if scale == "千" and unit.name != "元":
        return Unit(unit.name, unit.end, unit.counts, 3, bool(more))
    return Unit(scale + unit.name, unit.end, unit.counts, 0, bool(more))


def unit_of_sign(text: str, end: int, sign: str) -> Unit:
    """The unit of a number that ends at `end` and has a currency sign before it: HK$421.9 million is 百万元, US$5万 万美元."""
    name = _FOREIGN_SIGNS.get(sign.strip().lower(), "元")
    english = _ENGLISH.match(text, end)
    if english:
        size, power = _ENGLISH_SIZES[english["size"].lower()]
        return Unit(size + name, english.end(), False, power)
    if _UNIT_FOLLOWS.match(text, end):
        return Unit("", end)
    printed = unit_of_digits(text, end, 0)
    if printed.name in ("万", "亿", "万亿"):
        return Unit(printed.name + name, printed.end, False, printed.power, printed.more)
    return printed if printed.name and not printed.counts else Unit(name, end)


def names_no_scale(text: str, at: int) -> bool:
    """Whether the 千, 百, 万 or 亿 at `at` begins another word: 千瓦, 百分点, 万里街道."""
    return any(text.startswith(word, at) for word in _NO_SCALES)
