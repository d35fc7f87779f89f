"""Read what a figure is compared with, and which way it moved, from the words before it.

The verb does not decide what follows ("下降34万元，下降12%"): the unit does. A base goes on holding until the sentence
ends or another is named: "比预算1.00万元增加1.14万元，增长114%". Forms are those of PHRASING (c), simplified characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UP = (
    "增加|增长|调增|上升|提高|上涨|超收|增收|增支|增幅|升幅|多支出|多安排|多列支|多支|多收|超支|扩大|增列|猛增|上浮|高出|"
    "高于|超出|增"
)
_DOWN = (
    "减少|下降|调减|降低|压减|压缩|短收|减收|减支|降幅|减幅|跌幅|下滑|回落|少支出|少安排|少列支|少支|少收|减列|缩减|节约|低于|核减|"
    "减|降"
)
_BARE_UP, _BARE_DOWN = "多", "少"  # verbs only where a base has been named: "比2021年少5.48万元"
_NET = r"净?"
_AFTER_VERB = r"(?:额|幅度|率|数)?(?:了|为|约|近|达)?"
_CHANGE = re.compile(rf"^(?P<label>.*?){_NET}(?P<verb>{_UP}|{_DOWN}){_AFTER_VERB}(?P<object>[^，,]*)$")
_BARE_CHANGE = re.compile(rf"^(?P<label>.*?){_NET}(?P<verb>{_BARE_UP}|{_BARE_DOWN})(?:了|约)?(?P<object>)$")
_RAISED_TO = re.compile(r"(?:增|减|升|降|提高|降低|增加|减少|压缩|压减|下降|上升)(?:到|至)$")
# Words in which a verb's character is part of a name.
_NO_VERB = re.compile(r"增值税|减排|降水|增量|减税|减免|增强|降噪|扩大会议|追加[^，,]*资金|提高[^，,]*水平|减灾|减员|节约型|压缩空气")

_YEAR = r"(?:19|20)\d{2}\s*年"
_WHEN = rf"{_YEAR}(?:度)?|上一?年(?:度)?|去年(?:度)?|前年|上期"
_BASE = re.compile(
    rf"(?:相较于|相比于|对比|与|比|较|同|和)\s*(?P<against>(?:(?:{_WHEN})(?:的)?(?:\s*\d{{1,2}}\s*月)?(?:同期)?(?:实际)?|同期|(?=(?:年初|全年|年度|当年|原|修正|调整|预算|中期|财政批复)))"
    r"(?:的)?(?:年初|全年|年度|当年|原|修正|调整后?的?|中期)?(?:批复)?(?:的)?(?:预算执行|决算|预算|执行)?(?:调整)?(?:(?:支出|收入|安排|批复|完成)(?!总计|合计|总额|总数))?(?:数|额)?)"
    r"(?P<item>(?:财政拨款)?(?:收入|支出|收支)?(?:总计|合计|总额|总数)?)"
    r"\s*(?:相比较|相比|比较|相较|对比)?[，,]?\s*"
)
_BASE_TOLD = re.compile(r"(?:与|比|较|同)(?P<against>[^，,。；;]{2,36}?(?:数|额|预算|决算|计划|水平|标准))(?:相比较|相比|比较|相较)[，,]?\s*")
_SAME_SCOPE = re.compile(r"(?:按|在)?(?:可比口径|同等?口径)(?:计算|下)?[，,]?")
_SAME_TIME = re.compile(r"按?(?:可比口径|同口径|同等口径)?(?:比|较|同)?(?:同比|按年|同期)|同口径(?=比|较|增|减|上升|下降)")


@dataclass(frozen=True, slots=True)
class Base:
    """A base of comparison: its words, the item named with it ("与2022年收入总计相比"), and the text without it."""

    against: str
    item: str
    rest: str
    at_end: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change: what is named before the verb, what after it, and the direction (+1, -1)."""

    label: str
    thing: str
    sign: int


def find_base(text: str) -> Base | None:
    """The last base named in the words before a figure; `at_end` where the figure is the base's own amount."""
    text = _SAME_SCOPE.sub("", text)
    matches = [m for m in _BASE.finditer(text) if m["against"]]
    if matches:
        match = matches[-1]
        rest = text[: match.start()] + text[match.end() :]
        at_end = not text[match.end() :].strip(" 的为是（(") and not match.group().rstrip().endswith(("比", "较", "，", ","))
        return Base(re.sub(r"\s", "", match["against"]), match["item"], rest, at_end)
    told = _BASE_TOLD.search(text)
    if told:
        return Base(told["against"], "", text[: told.start()] + text[told.end() :], False)
    match = _SAME_TIME.search(text)
    if match:
        return Base("上年同期", "", text[: match.start()] + text[match.end() :], False)
    return None


def find_change(tail: str, based: bool) -> Change | None:
    """The change told by the words right before a figure; `based` where a base holds, so that 多 and 少 are verbs."""
    if _RAISED_TO.search(tail) or _NO_VERB.search(tail):
        return None
    match = _CHANGE.match(tail) or (_BARE_CHANGE.match(tail) if based else None)
    if not match:
        return None
    if (len(match["verb"]) == 1 and match["object"]) or "原因" in match["object"]:
        return None
    up = match["verb"] == _BARE_UP or re.fullmatch(_UP, match["verb"]) is not None
    return Change(match["label"], match["object"], 1 if up else -1)


_COMPLETION = re.compile(
    r"(?:完成|为|占|相当于|达到?)(?:了|到)?(?:预算批复的)?(?P<basis>年初|调整后?的?|全年|年度|当年|修正)?预算(?:调整)?(?:数|额|总额|安排)?"
    r"(?:[（(][^（()）]*[)）])?(?:的)?(?:比例)?(?:为)?$"
    r"|(?:(?P<named>年初|调整|全年)?预算)?(?:执行|完成)(?:率|进度|比例)(?:为|达到|达|仅|约)?$"
)


def find_completion(tail: str) -> tuple[str, str] | None:
    """(words before, base) of a completion rate: "完成年初预算的" gives 年初预算, an unnamed base 预算."""
    match = _COMPLETION.search(tail)
    if not match:
        return None
    named = match["basis"] or match["named"] or ""
    if match.group().startswith("占") and "预算" not in match.group():
        return None
    adjusted = "调整" if re.search("调整|全年|修正", named) or "预算调整" in match.group() else named if named == "年初" else ""
    return tail[: match.start()], adjusted + "预算"
