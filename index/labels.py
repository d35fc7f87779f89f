"""Clean the label a figure is printed under: what it is of, apart from period, basis and the verb that joins them.

Sources of the rules: the mandated wording of 部门决算 disclosures ("2022年度X支出决算为…", "截至…，共有X…辆").
"""

from __future__ import annotations

import re

_PERIOD = r"(?:(?:19|20)\d{2}\s*年(?:度)?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?)"
_LEADING = re.compile(
    rf"^(?:\d{{1,2}}\s*[.．、]\s*(?=[^\W\d])|[（(][一二三四五六七八九十\d]{{1,3}}[)）]\s*)?[（(]?(?:其中|(?:主要)?(?:包括|包含)|分别(?:用于|为|是)|后|另外?|同时|以及|此外|即|则|将|约定|现将|[一二三四五六七八九十]是|(?:第[一二三四五六七八九十]+))?[:：]?\s*"
    rf"(?:(?:截至|截止|到|至)?{_PERIOD}(?:底|末|止)?|(?:截至|截止)年?[底末])?[，,]?"
    rf"(?:(?:我|本)(?:局|办|镇|街道|单位|部门|中心|院|委|校|市|县|区)|单位(?=共))?(?:(?:共有|现有|实有|共计)(?=[^\W\d])|共|年末(?=共|实|保))?"
    rf"(?:全年(?=安排|按|共|累计|完成))?(?:按规定|安排)?"
)
_TRAILING = re.compile(
    r"(?:的)?(?:(?:增加|减少|增长|下降|上升|降低|提高|缩短|压缩|压减|增|减|升|降)(?:到|至)|共计|总计约|合计约|均为|共为|约为|分别为|为|是|达到|达|约|共|(?<![保实现持])有|"
    r"累计|仅需投入|需投入|仅需|需|由|从|合共|(?:共)?涉及|含|(?<![总合共小总會统设审])计)+$"
)
_END_YEAR = re.compile(r"(?<=[^\W\d）)])(?:19|20)\d{2}\s*年(?:度)?$|(?<=[）)])(?:费用?|支出)?(?:19|20)\d{2}\s*年(?:度)?$")
_LEVEL_MARK = re.compile(r"[（(][类款项][)）]$")
_CALLED = re.compile(r"[（(]以下(?:简称|统称)[^）)]*[)）]")
_BASES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("年初预算", re.compile(r"年初(?:批复|安排|核定|下达)?(?:的)?预算(?:数|安排)?")),
    ("调整预算", re.compile(r"(?:调整后?|全年)预算(?:数)?|预算调整数")),
    (
        "决算",
        re.compile(
            r"(?:年中追加后|年末|年终|期末)?(?:支出|收入)?决算(?:数|支出)?|(?:预算)?执行数|(?:当年|全年|本年)?实际(?:支出|执行)(?:数)?|"
            r"^(?:全年|当年|年中追加后)支出(?:为)?$|^(?:实际)?执行(?:为)?$"
        ),
    ),
    ("调整预算", re.compile(r"调整后(?:为)?$")),
    (
        "预算",
        re.compile(
            r"^(?:(?:19|20)\d{2}年(?:度)?)?预算(?:为)?$|(?:当年|本年)预算(?:安排|数)?(?:为|是|约|共)?$|预算(?:安排|数|金额)(?:为|是|约|共)?$|"
            r"(?<=[出入费款购金）)])预算(?:为|是|约|共)?$"
        ),
    ),
)
# Words that join a figure to what was named before; alone they name nothing.
EMPTY_LABELS = frozenset(
    (
        "费用支出 经费支出 资金支出 支出数 收入数 该项费用 该项支出 支出 收入 费用 经费 金额 共计 合计 总计 共计支出 决算 预算 "
        "决算数 预算数 执行数 年初预算 全年预算 资金 其中 即 约 为 和 及 与 等 共 数 支付 总额 增幅 降幅 本年 当年 全年 同比 其"
    ).split()
)
_ITEM_PATH = re.compile(
    r"(?:(?P<class>[^（(：:]+?)[（(]类[)）]\s*)?(?P<kind>[^：:，,。；]{1,120}?)[（(]款[)）]\s*(?P<item>[^：:，,。；]{1,120}?)[（(]项[)）]"
)
_CODE = re.compile(r"\s*[（(]\d{3,7}[)）]$")
_DANGLING = re.compile(r"^[)）”』」》\s、,，和及与等]+|[（(“『「《\s、,，和及与]+$")


def split_basis(label: str) -> tuple[str, str | None]:
    """(label without its basis words, basis) of a label such as 公务接待费支出决算."""
    for basis, pattern in _BASES:
        match = pattern.search(label)
        if match:
            rest = label[: match.start()] + label[match.end() :]
            side = re.match(r"支出|收入", match.group())
            # "公务接待费支出决算" keeps its 支出, "公务接待费支出支出决算" one of them
            kept = side.group() if side and rest and not label[: match.start()].endswith(side.group()) else ""
            return (label[: match.start()] + kept + label[match.end() :]).strip(), basis
    return label, None


def clean_label(text: str, names: tuple[str, ...] = ()) -> str:
    """The bare item name in the words before a figure; "" where they name nothing.

    `names` are the body's own names, which say whose figure it is and not what of.
    """
    label = bare_label(text, names)
    return "" if label in EMPTY_LABELS else label


def bare_label(text: str, names: tuple[str, ...] = ()) -> str:
    """The words before a figure without period, verb and the body's own name; they may name nothing ("支出")."""
    label = _CODE.sub("", _CALLED.sub("", text).strip(" ：:，,;；。"))
    for name in names:
        label = label.replace(name, "")
    for _ in range(2):  # "本部门2020年度收入总计": the body, then the year
        label = _LEADING.sub("", label, count=1)
    label = _LEVEL_MARK.sub("", _END_YEAR.sub("", _TRAILING.sub("", label)))
    return _DANGLING.sub("", _balance(label)).strip()


def _balance(label: str) -> str:
    """Brackets and quotes left without their partner by a cut are taken out."""
    for opening, closing in ("（）", "()", "“”", "《》"):
        if label.count(opening) != label.count(closing):
            label = label.replace(opening, "").replace(closing, "")
    return label


def item_path(text: str) -> tuple[str, ...] | None:
    """(类, 款, 项) of a label in the functional classification's full form, (款, 项) where the 类 is left out, else None."""
    match = _ITEM_PATH.search(text)
    if not match:
        return None
    names = (match[part].strip(" “”\"、，") for part in ("class", "kind", "item") if match[part])
    return tuple(name for name in names if name)
