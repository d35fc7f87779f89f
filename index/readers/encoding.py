"""Bytes as text. It never replaces a byte it cannot read, and it reads no markup.

UTF-8 is proven by its own form. GB18030 and Big5 overlap: nearly all Big5 text is also valid GB18030, made of rare
characters, so of two readings the one in common characters is taken, and a near choice is told.
"""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

from index.errors import ReportError

# Characters that make up well over half of any Chinese disclosure: the most frequent of general text and those of the
# mandated templates, in both scripts. A wrong reading hits them about one time in twenty-five.
_SIMPLIFIED = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成"
    "事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话者"
    "向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真世气信北少关并内加化由却代军产入先山五太水万市位"
    "总金额计收支预算决出项目单编码财政拨款基本务运行费用车购置接待境因一般共性资国有营增减降升比较情况说明度主要原因是完数公开表部门局委办"
    "厅院校县区乡镇街道机构职责处室科室管理服务保障建设工程采购货物绩效评价目标占百万元亿千其中合余结转年末初医疗卫生社会住房积贷改革养老险"
    "缴教育技术支持农林业村扶贫节约严格执行规定标准级调整安排批次辆维护燃料修路桥际培训议差旅印刷咨询手续邮电取暖物业福利工会奖津贴伙食补助"
)
_TRADITIONAL = (
    "的這中來國個說們為時過對裡後麼沒還發當開無見經頭長動兩現將與進實點聲話問機給業間門東產關並萬總額計單編碼財撥務運費車購買項預決營減況"
    "說數開廳縣區鄉鎮構職責處室級調輛維護燃際訓議補貼獎會償債歲庫賬帳戶幣億餘結轉農業資學術醫療衛險養專屬辦類標準審聯應擴備團體協導監督濟"
    "陸港澳臺灣署撥賸賦稅捐贈繳納盈虧貸擔證據條例規劃劑設廠區內黨與報廢舊價從業員薪俸獨須實際執權擬訂變動較增約滿寬續撫卹薦派遷處績檢討"
)
_MARKS = "，。、；：（）％“”《》—…？！０１２３４５６７８９．"
COMMON = frozenset(_SIMPLIFIED + _TRADITIONAL + _MARKS)

CHINESE_CODES = ("gb18030", "cp950", "big5hkscs")
# Below this share of common characters no reading is believed: real reports have more than half, wrong ones a tenth.
LEAST_COMMON = 0.25
# Two readings nearer than this to each other are told as a guess; so is a choice made on fewer characters.
NEAR = 0.6
ENOUGH = 20
SAMPLE = 200_000
_NAMES = {"gb18030": "GB18030", "cp950": "Big5", "big5hkscs": "Big5"}
_DECLARED = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "big5": "cp950", "big5-hkscs": "big5hkscs", "cp950": "cp950", "x-x-big5": "cp950", "cn-big5": "cp950",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "unicode": "utf-16",
}  # fmt: skip


def decode_text(data: bytes, path: Path, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and warnings for a person. `declared` is the encoding the file itself names, if any.

    Raises ReportError where no encoding reads every byte as text, naming the line where UTF-8 breaks off if most is UTF-8.
    """
    text = _by_mark(data)
    if text is not None and not is_binary(text):
        return text, ()
    named = _DECLARED.get((declared or "").strip().lower())
    if named and (text := _strictly(data, named)) is not None and not is_binary(text) and _share(text) >= LEAST_COMMON:
        return text, ()
    text = _unmarked_utf16(data)
    if text is not None:
        return text, ("the encoding was not marked: read as UTF-16",)
    return _chinese_code(data, path)


def is_binary(text: str) -> bool:
    """A file with control characters is no text, whatever decodes."""
    sample = text[:65536]
    controls = sum(1 for c in sample if unicodedata.category(c) == "Cc" and c not in "\t\n\r\x0b\x0c\x1a")
    return "\x00" in sample or controls > max(1, len(sample) // 200)


def _by_mark(data: bytes) -> str | None:
    """Text that shows its own encoding: UTF-16 and UTF-32 by their mark, UTF-8 by its form."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _strictly(data, "utf-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16")
    return _strictly(data, "utf-8-sig")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark, told by line ends and digits of two bytes and by common characters."""
    head = data[:4096]
    if len(data) % 2 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    text = _strictly(data, "utf-16-le" if odd >= even else "utf-16-be")
    if text is None or is_binary(text) or _share(text) < LEAST_COMMON:
        return None
    return text


def _chinese_code(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    readings = []
    for encoding in CHINESE_CODES:
        text = _strictly(data, encoding)
        if text is not None and not is_binary(text):
            readings.append((_share(text), encoding, text))
    readings.sort(key=lambda reading: -reading[0])
    if not readings or (readings[0][0] < LEAST_COMMON and _chinese_count(readings[0][2]) >= ENOUGH):
        raise _not_text(data, path)
    share, encoding, text = readings[0]
    rival = next((other for other in readings[1:] if _NAMES[other[1]] != _NAMES[encoding]), None)
    if rival and rival[2] != text and (rival[0] > NEAR * share or _chinese_count(text) < ENOUGH):
        return text, (f"the encoding was guessed: {_NAMES[encoding]} rather than {_NAMES[rival[1]]}",)
    return text, ()


def _share(text: str) -> float:
    """Common characters among those beyond ASCII, 0 to 1; text of ASCII alone counts as all common."""
    beyond = [c for c in text[:SAMPLE] if c > "\x7f" and c not in "\u3000\u00a0\ufeff"]
    return sum(c in COMMON for c in beyond) / len(beyond) if beyond else 1.0


def _chinese_count(text: str) -> int:
    return sum(c > "\x7f" for c in text[:SAMPLE])


def _not_text(data: bytes, path: Path) -> ReportError:
    """Damaged text is told apart from what is no text at all, and its line named."""
    for encoding, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("cp950", "Big5")):
        readable = data.decode(encoding, "ignore")
        broken = data.decode(encoding, "replace").count("\ufffd")
        beyond = _chinese_count(readable)
        if beyond < ENOUGH or broken * 10 > beyond or _share(readable) < LEAST_COMMON or is_binary(readable):
            continue
        try:
            data.decode(encoding)
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
            return ReportError(
                f"is damaged {name} text: line {line} holds bytes that are no character",
                str(path),
                "Get the file again, or save it as UTF-8 from the program that made it.",
            )
    return ReportError(
        "is not a text file in UTF-8, UTF-16, GB18030 or Big5",
        str(path),
        "Save the report as UTF-8 text and add it again.",
    )
