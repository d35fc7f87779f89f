"""Tell the numbers that are no figures: dates, times, ordinals, document, page, list and telephone numbers, codes, ranges.

It looks only at what stands around a number in a half-width text; what a figure is of is not its business.
"""

from __future__ import annotations

import re

_DATE = re.compile(
    r"""(?:19|20)\d{2}_(?:年度|年)?_[-—–~～至到]_(?:19|20)\d{2}_(?:学年|年)度?
    |(?:19|20)\d{2}_(?:学年|年)度?(?:_\d{1,2}_月份?(?:_\d{1,2}_[日号])?)?
    |(?:19|20)\d{2}(?:[-/.]\d{1,2}){2}(?![\d.])日?
    |\d{1,2}_月_\d{1,2}_[日号]
    |\d{1,6}_月[份底末初]?
    |(?:19|20)\d{5,6}_日
    |\d{1,3}_年度
    |1[0-3]\d_年(?!以上)  # years of the Republic calendar: nothing in a budget lasts so long
    |\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?![\d.])
    |\d{1,2}[时時点點]\d{1,2}分""".replace("_", r"[ \u3000\xa0]{0,3}"),
    re.VERBOSE,
)
_REPUBLIC = re.compile(r"民[国國]\s*$")
_REPUBLIC_YEAR = re.compile(r"\d{1,3}\s*年?度?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?")
_TELEPHONE = re.compile(r"0\d{2,3}-[\dXx*]{6,8}|(?:400|800)-\d{3}-?\d{4}")
# Telephone lines that a page names: 12345, 12319, 96110. The word may stand behind a few others.
_HOTLINE = re.compile(r"[”\"』」]?[^，。；、,;0-9]{0,10}?(?:热线|熱線|电话|電話|专线|專線|平台受理|服务台)")
# What stands before a number that is no figure, whatever follows: an ordinal, a document, list, picture or table number,
# a code, the first half of a range. Blanks are counted: over a tab or a gap stands the next column.
_BEFORE = re.compile(
    r"第\s*$|(?:附件|附表|图|圖|(?<![代发列报決决])表|(?<![型信符])号|號)[ \u3000]{0,2}[:：]?[ \u3000]?$"
    r"|(?:[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\])）】]|编号|編號|代码|代碼|电话|電話|热线|熱線|传真|傳真|邮编|郵編|邮政编码"
    r"|索引号|账号|帐号|帳號|卡号|文号|序号|号码|字第)\s*[:：\]】]?\s*$|——$"
    r"|[A-Za-z_]$|\d[%万亿元]{0,2}[—–~～至]$|[0-9A-Za-z%][-×xX*]$|\d[%个件人万亿元次辆条项家天年分倍]{1,2}-$|[0-9A-Z][+=]$|[0-9][/／]$"
)
# The same for a number with a unit, over single blanks: 3 — 5 件. Without a unit that is a row with an empty cell.
_RANGE_BEFORE = re.compile(r"\d ?[%万亿元]{0,2} ?[—–~～至] ?$")
_RANGE_AFTER = re.compile(r" ?[—–~～至] ?\d(?!\d{3}\s*年)")
# The same for a number that has no unit.
_BEFORE_BARE = re.compile(
    r"(?:编码|編碼|邮箱|郵箱|网站|版本|QQ|qq|微信|身份证|联系方式|联系人|阅读次数|浏览次数|点击次数|点击量|No\.?|Page|[Pp]\.|页码|科目|[总總]目)\s*[:：]?\s*$"
    r"|(?:……|[.．·…_]{3}|-{3}|[─—]{4})[ \u3000]*$|[0-9A-Za-z][/／]$|\d[:：]$|[#＃@]$"
)
_AFTER = re.compile(r"[—–~～至]\d(?!\d{3}\s*年)|-\d|[×xX*]\d|=[\d+-]|\+\d")
_ORDINAL_AFTER = re.compile(r"[届屆](?=[一二三四五六七八九十全人中政省市区县\d])")
# A number without a unit before these is none: 14-15, 2017-预算数, 1:3, 12#, 5G.
_AFTER_BARE = re.compile(r"[/／]\d|\s?[:：]\d|[#＃_]|[-—][\d\u4e00-\u9fff]|[A-Za-zＡ-Ｚ]|℃|°|\.\d|[-—]{1,2}\s*$")
# A whole number before these: 3号, 46 页, 2季度, 12楼, 28日.
_AFTER_WHOLE = re.compile(
    r"[ \u3000]?(?:号|號|届|屆|页|頁|季度)|楼|樓|室|单元|幢|日(?![元均常])|[时時](?!间|期|段|长|候|間)"
)
_LIST_NUMERAL = re.compile(r"\d{1,2}\s?(?:[.．、﹒)）](?!\d)|[:：](?=\s*[\u4e00-\u9fff]))")
_LIST_BEFORE = re.compile(
    r"(?:^|[。；;：:！？!?”“\"'」「\s])\s*$|(?:^|[。；;：:，,、！？”」\s\u4e00-\u9fff])\s*[（(]\s*$"
)
_PAGE_MARK = re.compile(r"\s*[-—–]\s*\d{1,4}\s*[-—–]\s*")
_WINDOW = 14


def end_of_date(text: str, start: int) -> int | None:
    """Where the date, time or telephone number ends that the number at `start` begins; None where it begins none."""
    found = _DATE.match(text, start) or _TELEPHONE.match(text, start)
    if found:
        return found.end()
    if start and text[start - 1] in "国國 \u3000" and _REPUBLIC.search(text[max(0, start - 6) : start]):
        year = _REPUBLIC_YEAR.match(text, start)
        return year.end() if year else None
    return None


def is_no_figure(text: str, start: int, end: int, after: int, bare: bool) -> bool:
    """Whether the number on start..end (sign included), printed up to `after` with its unit, is none of the report's figures.

    `bare` is True where no unit follows the number.
    """
    before = text[max(0, start - _WINDOW) : start]
    if before and _BEFORE.search(before):
        # 附表3张: a unit that is glued to the number outweighs the noun before it.
        glued = not bare and text[end : end + 1] not in " \u3000" and before.rstrip()[-1:] in "表图圖件"
        if not glued:
            return True
    if _AFTER.match(text, after) or _ORDINAL_AFTER.match(text, end):
        return True
    if bare:
        return _is_bare_number(text, before, start, end)
    return bool(_RANGE_AFTER.match(text, after) or _RANGE_BEFORE.search(before))


def _is_bare_number(text: str, before: str, start: int, end: int) -> bool:
    """Whether a number without a unit is a code, a list numeral, a page or telephone number."""
    if _AFTER_BARE.match(text, end) or (before and _BEFORE_BARE.search(before)):
        return True
    number = text[start:end]
    if number.isdigit():
        if _AFTER_WHOLE.match(text, end):
            return True
        if (len(number) > 1 and number[0] == "0") or len(number) > 10:
            return True
        if 4 < len(number) < 7 and _HOTLINE.match(text, end):
            return True
        if (
            len(number) > 2
            and not before.strip()
            and "\u4e00" <= text[end : end + 1] <= "\u9fff"
            and text[end] not in "余餘多"
        ):
            return True  # a code glued to a name: 250031重庆市…
    if _is_enclosed(text, before, start, end) or (len(text) < 20 and _PAGE_MARK.fullmatch(text)):
        return True
    return bool(_LIST_NUMERAL.match(text, start) and _LIST_BEFORE.search(before))


def _is_enclosed(text: str, before: str, start: int, end: int) -> bool:
    """（2010301）, （4）, “12319”: nothing but the number between two marks. Between quotes stand figures as well: "1,234.5"."""
    opening, closing = before.rstrip()[-1:], text[end : end + 3].lstrip()[:1]
    marks = '（([【〔“"『「' if text[start:end].isdigit() else "（([【〔"
    return bool(opening and closing) and opening in marks and closing in '）)]】〕”"』」'
