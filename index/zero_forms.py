"""Name the kind of nothing that a table cell holds. It makes no figure of any: a blank is unknown, only a printed 0 is 0."""

from __future__ import annotations

import re

_WHO = "(?:本年|本年度|当年|本期|今年)?(?:本单位|本部门|我单位|我部门)?"
_NONE = "无|無|没有|沒有|未发生|未發生|未安排|暂无|没预算|无预算|無預算|未编列|未编预算|NIL|N[io]l|None|none"
_OF_WHAT = "(?:此项|此項|该项|预算|預算|支出|收入|业务|数据|安排|内容)*"
_UNFILLED = "不需填列|无需填列|無需填列|不填列|不需填报|无需填报|不涉及|不适用|不適用|N/?A|n/?a"
_FORMS = (
    (
        "zero",
        re.compile(
            r"[-+]?0+(?:\.0+)?\s*(?:[千万萬亿億]?[元圆]|[%﹪‰]|[个個人次批辆輛台件家项項]|人次|批次|团组)?|零[元个人次批辆輛台件家项]?"
        ),
    ),
    ("dash", re.compile(r"[-—–─━―−/／\\＼\s]+")),
    ("none", re.compile(rf"[(（]?{_WHO}(?:{_NONE}){_OF_WHAT}[。.]?[)）]?")),
    ("not_applicable", re.compile(rf"[(（]?(?:本?单位|本?部门)?(?:{_UNFILLED}){_OF_WHAT}[。.]?[)）]?")),
    ("empty_table", re.compile(r"[(（]?(?:此表|本表|该表)?(?:为|為)?空白?表?[。.]?[)）]?")),
)
_HALF_WIDTH = str.maketrans("０．％－＋", "0.%-+")


def zero_form(text: str) -> str | None:
    """How a cell says that there is nothing: zero, blank, dash, none, not_applicable or empty_table; None where it says something.

    These stay apart: a 0 is a figure, a blank or a stroke is not, and 不涉及 says why there is none.
    """
    bare = text.strip("\u200b\ufeff").strip().translate(_HALF_WIDTH)
    if not bare:
        return "blank"
    if len(bare) > 20:
        return None
    return next((name for name, pattern in _FORMS if pattern.fullmatch(bare)), None)
