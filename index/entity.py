"""The names of public bodies: how one ends, what stands before it, which other names follow from it.

It knows the words of names only; which body a report is of is decided in `index.identity`.
"""

from __future__ import annotations

import re

ORGAN = (
    r"(?:办公[室厅]|辦公[室廳]|政府|委员会|委員會|[局厅廳院校委部处處站所馆館会會署台库庫园園场場社队隊办]|中学|中學|小学|小學|大学|大學|学院|學院"
    r"|学校|學校|幼儿园|幼稚園|中心|街道|办事处|联合会|协会|協會|机关|機關|医院|醫院|公司|集团|监狱|基地|[镇鎮乡鄉村])"
)
REGION = r"[省市区區县縣州旗盟]"
_CJK = r"\u4e00-\u9fff"
_WHOLE = re.compile(rf"^(?:中共)?[{_CJK}·]{{2,40}}(?:（[{_CJK}]{{2,16}}）[{_CJK}]{{0,10}})?$")
_ENDS = re.compile(rf"(?:{ORGAN}|{REGION}|(?<!性)基金)）?$")
_PLACED = re.compile(rf"^(?:中共|国家|中国)?[{_CJK}]{{2,8}}?(?:省|市|区|县|州|旗|盟|镇|乡)[{_CJK}（）]{{2,}}$")
_LEVEL = re.compile(
    r"[（(](?:本级|本級|部门|部門|单位|單位|汇总|彙總|本部|机关)[）)]$|本级$|本部$|(?<=[局厅院委部会室])机关$"
)
# What no name ends with though its last character might: a report's words, a pointer, a site.
_NO_NAME = re.compile(
    r"(?:全部|内部|外部|本部|部门|各部|一部|机构设置处|社会|国库|办公开支|门户网站|首页|主管|下列|如下|分别|公布|公开|预算|决算|年初|支出|收入"
    r"|领导小组会|目录|有关|相关|具体|基金会议|上级|市级|区级|县级|各单位|本单位|单位|本校|本局|我局|本院|我院|本中心|全国|会议|大会|常委会|建议|参加)$"
)
_CODE = re.compile(r"^[\[【]?\d{3,}(?!\d|年|[-—/]\d+年)[\]】]?[-—_]?")
_NOISE = re.compile(r"^(?:附件\d*[:：]?|关于(?:公布|公开|印发|报送)?|關於|公开|公布|#+|[·•●◆★※>《“\"\-—]+|名称[:：])")
_PLACES = re.compile(
    rf"^(?P<party>中共)?(?P<upper>[{_CJK}]{{2,7}}?(?:省|自治区|市))?(?P<region>[{_CJK}]{{2,6}}?(?:市|区|县|州|旗|盟))?(?P<rest>[{_CJK}（）]*)$"
)
# An office of a ministry is also known without it: 財政部國庫管理署中區分署.
_OF_MINISTRY = re.compile(rf"^[{_CJK}]{{2,4}}部(?=[{_CJK}]{{5,}}$)(?!门|門|队|隊)")
_OWN_PLACE = re.compile(rf"^(?:人民)?(?:政府)?(?P<place>[{_CJK}]{{2,5}}?(?:街道|镇|乡|鎮|鄉))(?P<organ>[{_CJK}]*)$")
_NAMED_HOUSE = re.compile(
    rf"^(?!第[一二三四五六七八九十\d]+|实验|中心|人民|妇幼|中医|职业|特殊|机关|中等|高级|初级)[{_CJK}]{{2,8}}(?:中学校?|小学校?|大学|学院|学校|医院|幼儿园)$"
)


def strip_noise(text: str) -> str:
    """A compact name or title without what is glued to its front: a body's code, a list mark, 关于."""
    before = ""
    while before != text:
        before, text = text, _NOISE.sub("", _CODE.sub("", text))
    return text


def clean_name(text: str, placed: bool = False) -> str | None:
    """The body a compact text names and nothing else, without its code and （本级）; None where it is no name.

    A name ends with the word of an organ; with `placed` the place at its head will do, where its setting tells a body.
    """
    name = strip_noise(text)
    name = _LEVEL.sub("", re.sub(r"[的]$", "", name))
    ends = _ENDS.search(name) or placed and _PLACED.match(name)
    if not _WHOLE.match(name) or not ends or _NO_NAME.search(name) or len(name) < 3:
        return None
    return name


def is_region(name: str) -> bool:
    """Whether a name is that of a region (市, 区, 县 …), whose own report is its government's."""
    return bool(re.search(rf"{REGION}$", name))


def same_body(one: str, other: str) -> bool:
    """Whether two names are forms of one: 焦岩镇 and 某区焦岩镇人民政府, 区审计局 and 某区审计局."""
    first, second = sorted((_core(one), _core(other)), key=len)
    return len(first) >= 3 and (second.endswith(first) or _core(_organ(first)) == _core(_organ(second)))


def _core(name: str) -> str:
    name = name.replace("人民政府", "政府").replace("人民检察院", "检察院").replace("人民法院", "法院")
    return re.sub(r"(?<=[镇乡])政府$|(?<=街道)办事处$", "", name)


def _organ(name: str) -> str:
    match = _PLACES.match(name)
    return (match["rest"] or name) if match else name


def derived_names(entity: str) -> tuple[str, ...]:
    """Shorter names that still tell the body from others: without the upper region, and a town or named school alone."""
    match = _PLACES.match(entity)
    if not match:
        return ()
    region, rest = match["region"] or match["upper"] or "", match["rest"]
    names = [f"{region}{rest}"] if rest or match["region"] else []
    of_ministry = _OF_MINISTRY.match(entity)
    if of_ministry:
        names.append(entity[of_ministry.end() :])
    if match["party"]:
        names.append(f"{match['upper'] or ''}{match['region'] or ''}{rest}")
    own = _OWN_PLACE.match(rest)
    if own:
        for front in (region if match["region"] else "", ""):
            names += [front + own["place"] + own["organ"], front + own["place"]]
    elif _NAMED_HOUSE.match(rest):
        names.append(rest)
    return tuple(dict.fromkeys(name for name in names if name and name != entity and len(name) >= 3))


def level_names(entity: str) -> tuple[str, ...]:
    """What a report calls its body among its own: 县民政局 of 澜浦县民政局. It tells the body from no other."""
    match = _PLACES.match(entity)
    region = match and (match["region"] or match["upper"])
    return (f"{region[-1]}{match['rest']}",) if match and region and len(match["rest"]) >= 2 else ()
