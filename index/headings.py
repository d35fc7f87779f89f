"""Read one printed line as a heading: its numbering mark, its level and its title. It never looks at other lines.

Numbering wanders in real reports (一、 beside 1、 on one level, "（4）" for （四）, marks lost or damaged): a level is the
style of its mark. What depends on the lines around it is settled in `index.sections`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.read import clean_text

CHINESE = "一二三四五六七八九十百〇"
_FORMAL = "壹贰貳叁參肆伍陆陸柒捌玖拾"
# Style of the mark → level. Levels follow the mandated order 第X部分 › 一、 › （一） › 1. › ①.
_MARKS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("part", 1, re.compile(rf"^第\s*(?P<n>[{CHINESE}\d]+)\s*(?:部[分份]|章|篇)\s*[:：、.]?\s*")),
    ("annex", 1, re.compile(rf"^附(?:件|录|錄|表)\s*(?P<n>[{CHINESE}\d]*)\s*(?:[:：]\s*|$)")),
    ("formal", 1, re.compile(rf"^(?P<n>[{_FORMAL}]+)\s*[、.．:：]\s*")),
    ("head", 2, re.compile(r"^[總总]目\s*(?P<n>\d+)\s*[－—–:：-]\s*")),  # the heads of a Hong Kong account
    ("chinese", 2, re.compile(rf"^(?P<n>[{CHINESE}]+)\s*[、﹑:：.．]\s*")),
    ("number", 2, re.compile(r"^(?P<n>\d{1,2})\s*[、﹑]\s*")),
    ("bracket", 3, re.compile(rf"^[（(〔【]\s*(?P<n>[{CHINESE}]+)\s*[)）〕】]\s*|^(?P<sign>[㈠-㈩])\s*")),
    ("bracket number", 3, re.compile(r"^[（(]\s*(?P<n>\d{1,2})\s*[)）]\s*|^(?P<sign>[⑴-⒇])\s*")),
    ("point", 4, re.compile(r"^(?P<n>\d{1,2})\s*[.．﹒]\s*(?!\d)|^(?P<sign>[⒈-⒛])\s*")),
    ("circle", 5, re.compile(r"^(?P<sign>[①-⑳])\s*|^(?P<n>\d{1,2})\s*[)）]\s*")),
)
_SIGNS = ("㈠", "⑴", "⒈", "①")
_MARKDOWN = re.compile(r"^(#{1,6})\s+")
# "?" in place of indents and full-width spaces, where a page was saved in the wrong encoding.
_MOJIBAKE = re.compile(r"(?:(?<=\s)|^)[?？]+(?=[\u4e00-\u9fff、（(“\"0-9])")
LONGEST_HEADING = 48
LONGEST_RUN_IN = 22
LONGEST_PLAIN = 36
LONGEST_LOOK = 400  # characters of a line that are looked at; bookmark residue may stand before the heading
LONGEST_ITEM = 80  # a functional item with its class and group: …（类）…（款）…（项）
_ITEM = re.compile(r"[（(][类款项類項][）)]$")
LEADER = re.compile(r"[.．·…⋯]{3,}|[-—–─_]{4,}|(?:[.·]\s){3,}|……\s*\d{1,3}$")
_FIGURE = r"-?\d[\d,，.．]*\s*(?:[百千]?[万萬亿億]|[千百]?元|[%％]|辆|人|名|个|個|批|次|台|家|项|項)"
# A line of a table printed with blanks or bars: a bare figure or a second mark behind a gap.
_ROW = re.compile(
    rf"\S\t+\S|\s-?[\d,]+(?:\.\d+)?(?:\s+(?!年)|$)|\s(?:[{CHINESE}]+、|（[{CHINESE}]+）)\S|\S\s{{3,}}\S.*\s{{3,}}\S"
)
_BRACKETED = re.compile(r"[（(][^）)]*[）)]")
_DEFINES = re.compile(r"^(?:是?指|反映|是\S{0,12}(?:取得|安排|支出|收入|发生))")
_AS_OF = re.compile(r"^截[至止]\s*\d{4}\s*年[^，,]{0,12}[，,]\s*")
# Names of the mandated template's sections, as they stand alone on a line where a report does not number them.
_SECTION_NAME = (
    r"(?:(?:主要)?(?:职能职责|工作职责|职责|职能|職掌|掌理事項)|(?:机构|組織)(?:设置|组成|情况|职能)(?:情况)?|内设机构"
    r"|人员(?:编制|构成|情况|概况)|(?:决算|预算)?单位构成|概况|概括|基本情况|编制(?:情况)?说明"
    r"|(?:情况|文字|补充|口径|其他|其它|事项|有关|相关)说明|(?:专业)?名词解释|術語解釋|术语解释|重要事项)"
)
_PLAIN = re.compile(
    rf"^(?:(?:19|20)\d{{2}}年度?)?[\u4e00-\u9fff（）()“”\"《》]{{0,26}}?{_SECTION_NAME}$|^(?:说明|說明|附[注註])$"
)
_REFERS = re.compile(r"详见|參見|参见|见附|如下|现将|根据|按照|不再|另行")


class Mark(NamedTuple):
    """A numbering mark at the head of a text: `style`, `level`, its `number` (None where there is none), `text`, `rest`."""

    style: str
    level: int
    number: int | None
    text: str
    rest: str


def plain_text(text: str) -> str:
    """The line as it is meant: `clean_text`, and question marks that stand for lost blanks taken out."""
    return clean_text(_MOJIBAKE.sub("", clean_text(text)))


def read_mark(text: str) -> Mark | None:
    """The numbering mark a cleaned text begins with."""
    for style, level, pattern in _MARKS:
        match = pattern.match(text)
        if match:
            groups = match.groupdict()
            number = _sign(groups["sign"]) if groups.get("sign") else _value(groups.get("n") or "")
            return Mark(style, level, number, match.group().strip(), text[match.end() :].strip())
    return None


def split_mark(text: str) -> tuple[int, str, str] | None:
    """(level, mark, rest) of a line that begins with a numbering mark."""
    mark = read_mark(text)
    return (mark.level, mark.text, mark.rest) if mark else None


def is_row(text: str) -> bool:
    """Whether a line looks like a row of a table printed with bars or blanks."""
    return "|" in text or "｜" in text or not re.search(r"[，。；]", text) and bool(_ROW.search(text))


def _sign(sign: str) -> int | None:
    return next((ord(sign) - ord(first) + 1 for first in _SIGNS if 0 <= ord(sign) - ord(first) < 20), None)


def _value(digits: str) -> int | None:
    """The number of a mark: 12, １２, 十二, 拾贰; None for an empty one."""
    if not digits:
        return None
    if digits.isdigit():
        return int(digits)
    total = last = 0
    for digit in digits:
        last = next((order.index(digit) for order in _DIGITS if digit in order), -1)
        if digit in "十拾":
            total = (total or 1) * 10
        elif digit == "百":
            total *= 100
        else:
            total += max(last, 0)
    return total


_DIGITS = ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖")


def read_heading(text: str) -> tuple[int, str] | None:
    """(level, title) where the line is a heading or begins with one ("（一）机构组成。本单位…"), else None."""
    if text.startswith(("\t", " \t")) or LEADER.search(text):
        return None
    plain = plain_text(text[:LONGEST_LOOK])
    markdown = _MARKDOWN.match(plain)
    if markdown:
        return len(markdown.group(1)), plain[markdown.end() :]
    mark = read_mark(plain)
    if mark is None:
        return _unnumbered(text, plain)
    if not mark.rest:
        return (1, plain) if mark.level == 1 else None
    if is_row(mark.rest):
        return None
    if mark.level == 1:
        return _top(mark, plain)
    if mark.level >= 4:
        return _run_in(mark)
    rest = mark.rest.rstrip("。：:")
    if len(rest) <= LONGEST_HEADING and not re.search(rf"[。；;，,]|[：:]\s*-?\d|{_FIGURE}", rest):
        if not re.search(r"[：:]", _BRACKETED.sub("", rest)):
            return mark.level, mark.text + rest
        return _before_colon(mark) if mark.style == "chinese" else None
    return _run_in(mark) or (_of_figures(mark) if mark.style == "chinese" else None)


def _top(mark: Mark, plain: str) -> tuple[int, str] | None:
    """A part's heading: the whole line, or what stands before a colon or 。 with text after it."""
    if not re.search(r"[。；;，,]", mark.rest.rstrip("。")) and len(plain) <= LONGEST_HEADING:
        return 1, plain.rstrip("。：:")
    title = re.split(r"[：:。]", mark.rest)[0]
    if len(title) <= LONGEST_RUN_IN and not re.search(r"[，,；;]", title):
        return 1, plain[: len(plain) - len(mark.rest)] + title
    return None


def _run_in(mark: Mark) -> tuple[int, str] | None:
    """A short title closed by 。 with text after it. A title holds no figure and no further clause."""
    title, _, text = mark.rest.partition("。")
    if (
        not text
        and mark.level >= 4
        and len(mark.rest) <= LONGEST_RUN_IN
        and re.search(r"(?:情况|说明|分析|概况|职责|组成)$", mark.rest)
    ):
        return mark.level, mark.text + mark.rest.rstrip("。")
    longest = LONGEST_ITEM if _ITEM.search(title) else LONGEST_RUN_IN
    if text and len(title) <= longest and not re.search(r"[\d，,；：:]", title):
        return mark.level, mark.text + title
    return None


def _before_colon(mark: Mark) -> tuple[int, str] | None:
    """ "二、机构设置：设办公室…" — a title with its text behind a colon; a term with its definition is none."""
    colon = re.search(r"[：:]", _BRACKETED.sub(lambda match: "・" * len(match.group()), mark.rest))
    if not colon:
        return None
    title, text = mark.rest[: colon.start()], mark.rest[colon.end() :].strip()
    if not text or len(title) > LONGEST_RUN_IN or re.search(r"\d|[，,；;。]", title) or _DEFINES.match(text):
        return None
    return mark.level, mark.text + title


def _of_figures(mark: Mark) -> tuple[int, str] | None:
    """ "五、机关运行经费支出155.50万元，…" — a section that begins with its figure is named by the words before it."""
    colon = _before_colon(mark)
    if colon:
        return colon
    rest = _AS_OF.sub("", mark.rest)
    figure = re.search(_FIGURE, rest)
    title = re.sub(r"(?:共计|合计|共有|总额|为|是|共|达)$", "", rest[: figure.start()].strip()) if figure else ""
    words = re.sub(r"^(?:19|20)\d{2}\s*年度?", "", title)
    if not 2 <= len(words) <= LONGEST_RUN_IN or re.search(r"[\d，,；;。、：:]", words):
        return None
    return mark.level, mark.text + title


def _unnumbered(raw: str, plain: str) -> tuple[int, str] | None:
    """A line of a known section name alone, its numeral lost ("、收入决算情况说明") or never printed (名词解释)."""
    if plain.startswith(("、", "﹑")):
        title = plain[1:].strip().rstrip("。：:")
        lost = re.search(r"(?:说明|情况|概况|职责|设置|解释)$", title) and not re.search(r"[\d，,。；;：:]", title)
        return (2, title) if lost and len(title) <= LONGEST_PLAIN else None
    words = plain.rstrip("：: ,，").split(" ")
    title = "".join(words)
    if len(title) > LONGEST_PLAIN or not _PLAIN.match(title) or _REFERS.search(title):
        return None
    spaced = all(len(word) == 1 for word in words)
    if len(words) > 1 and not spaced and not re.search(r"[年）)部委局府]$", words[0]):
        return None
    return 1, title
