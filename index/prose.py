"""Facts from prose: what each figure of a paragraph is of. It reads one paragraph and knows no question.

A sentence names its subject once and goes on about it: "公务接待费支出4.33万元,完成预算91.35%。…减少0.2万元，下降4.42%".
So the reader carries a state through the paragraph: the subject, the whole it is part of, the base of comparison.
Decided by the unit, never by the verb alone: "下降34万元，下降12%" is an amount and a percentage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from index.amounts import MONEY_UNITS, find_amounts, to_half_width
from index.characters import simplified
from index.classification import Classification
from index.comparison import find_base, find_change, find_completion
from index.enumerations import both, listed_names, pair_of
from index.labels import EMPTY_LABELS, bare_label, clean_label, item_path, split_basis
from index.sections import split_mark
from index.types import Amount
from index.wholes import whole_before

_SHARE = re.compile(r"(?:占比|占(?:到|了)?(?P<whole>[^，,；;]*?)(?:的)?(?:比重|比例)?)(?:为|达|约)?$")
_PART_OF = re.compile(r"(?P<whole>[^，,；;]{1,12})的$")
# "占年初预算17800万元的37.7%": what a rate is of, printed with its own amount.
_WHOLE_TOLD = re.compile(r"(?:占|为|相当于|完成)(?:了)?(?P<whole>[^，,；;]{2,24})$")
_RATE_AFTER = re.compile(r"^\s*+的\s*+(?:比例为|比重为)?\s*+(?:约)?\s*+\d+(?:\.\d+)?\s*[%％]")
_TOTAL = re.compile(r"^(?:以上)?(?:各项|[一二三四五六七八九十]+项)?(?:合计|共计|总计|总共|一共)$")
_AIM = re.compile(r"(?:不少于|不低于|不超过|不高于|控制在|[≥≤＞＜])$")
_TOPIC = re.compile(r"^(?P<topic>[^，,。；;：:\d]{2,14})[：:]")
_PER = re.compile(r"^(?:[人车批户次辆件]均|平均每?\S{0,4}|每\S{1,4})$")
_NO_MONEY = re.compile(r"(?:水平|系数|指数|比率|率|倍数|分值|面积|编号|第)(?:为|是|约)?\s*$")
_NONE_OF_BOTH = re.compile(r"(?P<item>[\u4e00-\u9fff]{2,10}?)(?P<one>批次|批数|团组)[、和及数]*+(?P<other>人次|人数)数?均为(?P<zero>0|零)(?!\.)")
_RATIO = re.compile(r"之比(?:约|大约)?为?$")
_NO_LEAD = re.compile(r"原因|说明|如下|包括|其中|分别|情况|来看|公开|日期|时间|^(?:编制|公开)?单位$")
_NO_TOPIC = re.compile(r"原因|说明|如下|包括|其中|分别|单位|情况|来看|公开|日期|时间")
# "公务接待费43.76万元，上年39.43万元": a year alone names no item; the figure is the subject's, of that year.
_EARLIER = re.compile(
    r"[（(]?(?:(?:上年|去年|上一年)度?|(?P<year>(?:19|20)\d{2})年度?)同?期?(?:实际)?(?:支出|收入)?(?P<basis>决算|预算)?(?:支出)?数?(?:也|均|都|同样)?(?:为|是)?"
)
# "上年度员额 144人": the item of the year before. What is carried over from it is an item of this year.
_OF_YEAR_BEFORE = re.compile(r"^(?:上年|去年|上一年)度?(?!结转|结余|末|底|未|同期|滚存|财政拨款结|决算数?$|预算数?$|支出数?$)(?P<item>.+)$")
YEAR_BEFORE = "上年"
# Under what a figure for both sides of the account stands.
BOTH_SIDES = ("收支总计",)
_LEVEL = re.compile(
    r"(?P<label>[^，,。；;：:]*?)(?:与|同|比|较)(?P<against>(?:19|20)\d{2}年|上年|上一年|去年|年初预算|预算)(?:度)?(?:决算|预算)?(?:数)?(?:相比)?(?:基本)?(?:持平|一致|无变化|无增减)"
)
_LIST_AFTER = re.compile(r"主要(?:包括|用于)|具体(?:内容)?包括|包括[:：]|用于以下|等支出")
_SENTENCE_END = re.compile(r"(?<=[。；;！？])")
_COUNTED_NOUN = re.compile(
    r"^[\u4e00-\u9fff“”]{1,20}?(?=[A-Za-z]|[，,。；;、：:（(）)和及与的并等]|编制|开展|进行|纳入|完成|实施|需求|$|\d)"
)
# The names money goes by in the budget classification and in "三公" statements.
_MONEY_ITEM = re.compile(r"费|支出|收入|经费|预算|决算|资金|拨款|购置|接待|出国|“?三公”?|结转|结余|债务|采购")
_COUNTING = frozenset("个 项 家 名 件 条 份 期 次 台 套 批次 篇 起 人 宗".split())
_INDENT = re.compile(r"^[?？\s]+")
_OPEN_BRACKET = re.compile(r"[（(][^（()）]*$")
_CLOSED_BEFORE = re.compile(r"^[^（()）]*[)）]\s*")
_NO_PERIOD = re.compile(r"(?:结转|结余到|转入|结转至)\s*(?:19|20)\d{2}\s*年(?:度)?$|(?:19|20)\d{2}\s*年(?:度)?(?:结转|结余)$")


@dataclass
class Reading:
    """What a paragraph has said so far: its subject, the whole its parts belong to, what changes compare with."""

    subject: str = ""
    path: tuple[str, ...] = ()
    whole: str | None = None
    against: str | None = None
    parent: tuple[str, ...] = field(default=())
    topic: str = ""
    pair: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    last: ProseFigure | None = None
    base_amount: str | None = None
    share_of: str | None = None
    bracket: str = ""
    outer: tuple[str, ...] = ()
    against_before: str | None = None
    headless: bool = False
    item_head: bool = False
    recent: tuple[ProseFigure, ...] = ()
    money: str = ""
    heading: str = ""
    told: list[ProseFigure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProseFigure:
    """A figure with its meaning inside the paragraph. `value` is signed for changes; None where only words are printed.

    `offset` is where the figure is printed in the paragraph.
    """

    item: str
    path: tuple[str, ...]
    measure: str
    basis: str | None
    against: str | None
    value: Decimal | None
    unit: str
    decimals: int
    approximate: bool
    printed: str
    clause: str
    period: str | None
    offset: int = 0


def read_paragraph(
    text: str, names: tuple[str, ...] = (), before: str = "", unit: str = "", usual: str = "", head: tuple[str, ...] = ()
) -> Iterator[ProseFigure]:
    """The figures of one paragraph, in order.

    `before` is the subject of the paragraph before, for a leading 其中; `unit` what the report declares for figures of
    money that carry none; `usual` the unit it prints most, which a bare 0 behind a money item has;
    `head` the item (类, 款, 项) that the heading over the paragraph names.
    """
    plain = simplified(text).replace("**", "  ")  # marks of weight in Markdown
    names = tuple(simplified(name) for name in names)
    indent = _INDENT.match(plain)
    start = indent.end() if indent else 0
    mark = split_mark(plain[start:])
    if mark:
        start = plain.index(mark[2], start) if mark[2] else len(plain)
    state = Reading(subject=before if plain[start:].startswith("其中") else "", money=usual)
    head = _lead(plain[start:], names) or head
    if head:
        state.subject, state.path, state.item_head = head[-1], head[:-1], True
    for sentence in _SENTENCE_END.split(plain[start:]):
        if sentence.strip():
            yield from _read_sentence(sentence, text[start : start + len(sentence)], start, state, names, unit)
        start += len(sentence)
        if sentence.endswith(("。", "！", "？")):
            state.against_before = state.against
            state.parent, state.against, state.base_amount = (), None, None


# "4.住房公积金（2210201）：年初预算为12.45万元…", "…住房公积金。支出决算为…": the item of a list, then only what it came to.
_LEAD = re.compile(
    r"^(?P<label>[^，,。；;：:！？]{2,80})[：:。]\s*(?=(?:(?:当年|本年|全年|年初|年中|年末|年终|批复|核定|安排|调整后?|实际|支出|收入)*(?:预算|决算|执行|完成|支出为|收入为)|年初(?:无|未(?:安排|编列)?)(?:财政)?预算|无年初预算))"
)


def _lead(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The item, with the 类 and 款 over it, that a paragraph names at its head before it tells its figures; else empty."""
    match = _LEAD.match(text)
    if not match or _NO_LEAD.search(match["label"]):
        return ()
    if path := item_path(match["label"]):
        return path
    name = clean_label(match["label"], names)
    if not name or re.search(r"\d", name):
        return ()
    return Classification.load().path_of(name) or (name,)


def _read_sentence(
    sentence: str, printed: str, offset: int, state: Reading, names: tuple[str, ...], unit: str
) -> Iterator[ProseFigure]:
    state.topic, state.headless = "", False
    state.last = None
    topic = _TOPIC.match(sentence)
    if topic and not _LEAD.match(sentence) and not _NO_TOPIC.search(topic["topic"]) and (name := clean_label(topic["topic"], names)):
        state.parent, state.heading = (name,), name
    within = re.match(r"^(?P<whole>[^，,]{2,40})中[，,]", sentence)
    if within:
        state.whole = clean_label(split_basis(within["whole"])[0], names)
    amounts: list[Amount] = []
    found = _with_listed_units(list(find_amounts(sentence)), sentence)
    state.money = next((a.unit for a in found if a.unit in MONEY_UNITS), state.money)
    for amount in found:
        nearest = state.money if not amount.value else ""
        if known := _with_unit(amount, sentence, unit or nearest):
            amounts.append(known)
            state.money = known.unit if known.unit in MONEY_UNITS else state.money
    position = number = 0
    while number < len(amounts):
        amount = amounts[number]
        before = sentence[position : amount.start]
        listed = listed_names(before, amounts[number:], sentence, state.listed)
        if listed:
            figures = list(_read_list(listed, amounts[number:], before, state, names))
        else:
            figures = [(amount, figure) for figure in _read_figure(amount, before, sentence[amount.end :], state, names)]
        number += listed[2] if listed else 1
        position = amounts[number - 1].end
        for read, figure in figures:
            state.last = figure
            state.recent = (*state.recent[-3:], figure)
            state.told.append(figure)
            yield _finish(figure, sentence, read, printed, offset)
    yield from _none_of_both(sentence, printed, offset)
    yield from _level_words(sentence, printed, offset, state, names)


def _with_listed_units(amounts: list[Amount], sentence: str) -> list[Amount]:
    """Figures in a row that share the unit of the last: "8.62、6.94、3.71亿元"."""
    known = list(amounts)
    for index in range(len(known) - 2, -1, -1):
        one, following = known[index], known[index + 1]
        between = sentence[one.end : following.start]
        if not one.unit and following.unit and re.fullmatch(r"\s*(?:、|和|及|，|,)\s*", between):
            known[index] = replace(one, unit=following.unit)
    return known


def _none_of_both(sentence: str, printed: str, offset: int) -> Iterator[ProseFigure]:
    """One 0 for two counts: "外事接待批次人次均为0"."""
    for match in _NONE_OF_BOTH.finditer(sentence):
        for word, unit in (("one", "批次"), ("other", "人次")):
            yield ProseFigure(
                match["item"], (), "count", None, None, Decimal(0), match[word].replace("批数", unit).replace("人数", "人"), 0, False,
                match["zero"], printed.strip(), None, offset + match.start("zero"),
            )  # fmt: skip


def _with_unit(amount: Amount, sentence: str, unit: str) -> Amount | None:
    """The amount with the declared unit where it prints none. In running text a bare number is else a mark or a code."""
    after = sentence[amount.end :]
    torn = amount.unit == "所" and (amount.decimals or re.match(r"抵|需|得|用|以|占", after))  # "20.9 所抵销"
    if amount.unit and not torn:
        return amount
    if not unit or (re.match(r"\s*[\u4e00-\u9fffA-Za-z]", after) and not torn and not re.match(r"\s*[增减较多少的及和与或其所]", after)):
        return None
    before = re.split(r"[，,。；]", sentence[: amount.start])[-1]
    if _NO_MONEY.search(before):
        return None
    if not re.search(r"[,.]\d", amount.printed) and len(amount.printed) < 3 and not re.search(r"[：:费入出款为算年]\s*[“”\"]?$", before):
        return None
    if torn:
        end = amount.start + len(amount.printed.rstrip("所 "))
        return Amount(amount.value, unit, amount.decimals, amount.approximate, amount.start, end, amount.printed.rstrip("所 "))
    return Amount(amount.value, unit, amount.decimals, amount.approximate, amount.start, amount.end, amount.printed)


def _level_words(
    sentence: str, printed: str, offset: int, state: Reading, names: tuple[str, ...]
) -> Iterator[ProseFigure]:
    """持平 and its like: a change of nothing that is told in words."""
    level = _LEVEL.search(sentence)
    if not level:
        return
    label = clean_label(split_basis(level["label"])[0], names) or state.subject
    start, end = level.start() + len(level["label"]), level.end()
    yield ProseFigure(
        label, (), "change", None, level["against"], None, "", 0, False, printed[start:end], printed.strip(), None, offset + start,
    )  # fmt: skip


def _finish(figure: ProseFigure, sentence: str, amount: Amount, printed: str, offset: int) -> ProseFigure:
    """The clause that identifies the figure: what is listed after "主要包括" describes the use, not the figure."""
    listed = _LIST_AFTER.search(sentence, amount.end)
    clause = printed[: listed.start()] if listed else printed
    period = figure.period or _year_of(sentence, amount, figure)
    return ProseFigure(
        figure.item, figure.path, figure.measure, figure.basis, figure.against, figure.value, money_unit(figure.unit, f"{'/'.join(figure.path)}/{figure.item}"),
        figure.decimals, figure.approximate, printed[amount.start : amount.end], clause.strip(), period, offset + amount.start,
    )  # fmt: skip


_COMPARED = re.compile(r"(?:与|比|较|同)\s*(?:19|20)\d{2}\s*年[^，,。；]{0,16}?(?=相比|比较|相较|增|减|下降|上升|提高|降低|多|少|扩大|，|,|$)")


def _year_of(sentence: str, amount: Amount, figure: ProseFigure) -> str | None:
    """The year named last before the figure; for a change the later of those named."""
    told = _COMPARED.sub(lambda m: "~" * len(m.group()), sentence[: amount.start])
    years = [m.group(1) for m in re.finditer(r"((?:19|20)\d{2})\s*年", told) if not _NO_PERIOD.search(told[: m.end()])]
    if not years:
        return None
    # A change is of the later year, whichever year is named last: "2021年为8万元，较上年增加2万元".
    return max(years) if figure.measure in ("change", "percent_change") else years[-1]


def money_unit(unit: str, names: str) -> str:
    """A bare 万 or 亿 behind a money item stands for 万元 or 亿元 (公务接待费43.76万); behind others it only multiplies."""
    return f"{unit}元" if unit in ("万", "亿") and _MONEY_ITEM.search(names) else unit


def _read_list(
    listed: tuple[tuple[str, ...], str, int], amounts: Sequence[Amount], before: str, state: Reading, names: tuple[str, ...]
) -> Iterator[tuple[Amount, ProseFigure]]:
    """Figures in a row after 分别: the first to the first name, the second to the second."""
    items, verb, count = listed
    if "其中" in before and state.subject:
        state.parent, state.whole = (state.subject,), state.subject
    if (base := find_base(before)) is not None:
        state.against = base.against
    state.listed = items
    for name, amount in zip(items, amounts[:count], strict=True):
        label, basis = split_basis(name)
        item = clean_label(label, names) or name
        figure = _read_relative(amount, verb, Reading(subject=item, whole=state.whole, against=state.against, parent=state.parent), names)
        if isinstance(figure, list) and figure:
            yield amount, figure[0]
        else:
            yield amount, _figure(state, amount, item, _level_measure(amount), basis=basis, path=state.parent)


def _read_figure(
    amount: Amount, before: str, after: str, state: Reading, names: tuple[str, ...]
) -> list[ProseFigure]:
    if "其中" in before and state.subject:
        state.parent = (state.subject,)
        state.whole = state.subject
        state.against = state.against or state.against_before  # the parts go on with the whole's base
    before = to_half_width(before)
    bracketed = _in_bracket(before, amount, state)
    if bracketed is not None:
        return bracketed
    before = _parts_told(before, state)
    base = find_base(before)
    if base is not None:
        state.against = base.against
        if (not base.item or _SIZE.match(base.item)) and (whole := whole_before(state.told)) is not None:
            state.subject, state.path, state.parent = whole.item, whole.path, ()
            base = replace(base, item="", rest=_SIZE_SAID.sub("", base.rest))
        if base.at_end and (state.subject or base.item or state.last is not None):
            return [_base_amount(amount, base.against, base.item, state)]
        before = base.rest
        if base.item:
            state.subject, state.path = base.item, ()
    pieces = re.split(r"[，,：:]", before)
    tail = pieces[-1].strip()
    figures = _read_relative(amount, tail, state, names)
    if figures:
        return figures
    return _read_level(amount, pieces, after, state, names)


# 预算规模较上年下降: the size of what was told before.
_SIZE = re.compile(r"^(?:财政拨款)?(?:预算|收支|收入|支出|总体)?(?:总)?(?:规模|总额|总量|总数)$")
_SPENT_ON_IT = re.compile(r"(?:本年|当年|全年|年度|实际)?支出")
_SIZE_SAID = re.compile(r"(?:财政拨款)?(?:预算|收支|收入|支出|总体)?(?:总)?规模")
_WHOLE_BRACKET = re.compile(r"^\s*[（(][^（()）]*[)）]\s*[、，,；;和及]?")


def _parts_told(before: str, state: Reading) -> str:
    """The words before a figure without a bracket that only remarks; a bracket or a colon right after a figure opens its parts."""
    last = state.last
    if last is None:
        return before
    if _WHOLE_BRACKET.match(before):
        return _WHOLE_BRACKET.sub("", before, count=1)
    if _CLOSED_BEFORE.match(before):
        if state.bracket:
            state.subject, state.parent, state.bracket = state.bracket, state.outer, ""
        return _CLOSED_BEFORE.sub("", before, count=1)
    opened = re.match(r"\s*(?P<sign>[（(：:])(?P<words>.*)$", before, re.S)
    if not opened or last.measure not in ("amount", "count") or not re.search(r"[\u4e00-\u9fff]", opened["words"]):
        return before
    if find_base(opened["words"]) or re.match(r"\s*(?:占|为|约|即|同比|较|比|完成|增|减|下降|上升)", opened["words"]):
        return before
    if opened["sign"] in "（(":
        state.bracket, state.outer = last.item, state.parent
    state.parent, state.whole = (last.item,), last.item
    return before[opened.start("words") :]


def _in_bracket(before: str, amount: Amount, state: Reading) -> list[ProseFigure] | None:
    """What stands in brackets right after a figure: "1326.10万元（73.60%）" a share, "58.44万元（+3.27%）" a rate of change,
    "2170千元（217万元）" the same figure in another unit."""
    if state.last is not None and _same_figure(state.last, amount) and re.fullmatch(r"\s*[（(]\s*(?:约|即|合)?\s*", before):
        last = state.last
        return [_figure(state, amount, last.item, last.measure, path=last.path, against=last.against, basis=last.basis,
                        value=amount.value.copy_sign(last.value or amount.value), period=last.period)]  # fmt: skip
    if state.last is None or amount.unit != "%" or not re.fullmatch(r"\s*[（(]\s*(?:占比?|约)?\s*", before):
        return None
    if state.last.measure == "change" or re.match(r"[-+−]", amount.printed):
        # "下降了1.90万元（9.23%）": the rate goes the way of the change before it, whatever sign it has itself
        fell = state.last.measure == "change" and state.last.value is not None and state.last.value < 0
        value = -abs(amount.value) if fell else amount.value
        return [_figure(state, amount, state.last.item, "percent_change", path=state.last.path, against=state.last.against, value=value)]
    return [_figure(state, amount, state.last.item, "share", path=state.last.path, against=state.whole)]


def _same_figure(figure: ProseFigure, amount: Amount) -> bool:
    """Whether an amount of money is the figure before it in another unit, as far as its printed decimals tell."""
    if figure.value is None or figure.unit not in MONEY_UNITS or amount.unit not in MONEY_UNITS or figure.unit == amount.unit:
        return False
    scale = MONEY_UNITS[amount.unit]
    return abs(abs(figure.value) * MONEY_UNITS[figure.unit] / scale - abs(amount.value)) <= Decimal(1).scaleb(-amount.decimals)


def _base_amount(amount: Amount, against: str, item: str, state: Reading) -> ProseFigure:
    """The amount a comparison starts from: "较年初预算43.50万元减3.36万元"."""
    basis = next((b for b in ("年初预算", "调整预算", "预算", "决算") if b in against or b[:2] in against and b != "决算"), None)
    if re.search("修正|调整|全年", against):
        basis = "调整预算"
    year = re.match(r"(?:19|20)\d{2}", against)
    earlier = re.match(r"上|去", against)
    state.base_amount = basis or against
    return _figure(
        state, amount, item or state.subject, _level_measure(amount), basis=basis,
        period=year.group() if year else YEAR_BEFORE if earlier else None,
    )  # fmt: skip


def _figure(state: Reading, amount: Amount, item: str, measure: str, **more: object) -> ProseFigure:
    values = {
        "path": state.path or state.parent,
        "basis": None,
        "against": None,
        "value": amount.value,
        "period": None,
        **more,
    }
    return ProseFigure(
        item, values["path"], measure, values["basis"], values["against"], values["value"], amount.unit, amount.decimals,
        amount.approximate, amount.printed, "", values["period"],
    )  # fmt: skip


def _read_relative(amount: Amount, tail: str, state: Reading, names: tuple[str, ...]) -> list[ProseFigure]:
    """A change, a completion rate or a share: figures that speak of the subject named before. Empty for others."""
    percent = amount.unit == "%"
    if percent and tail in ("的", "的比例为", "的比重为") and (state.base_amount or state.share_of):
        measure, against = ("share", state.share_of) if state.share_of else ("completion_rate", state.base_amount)
        state.share_of = None
        return [_figure(state, amount, state.subject, measure, against=against)]
    completion = find_completion(tail) if percent else None
    if completion:
        label = clean_label(completion[0], names) or state.subject or tail
        return [_figure(state, amount, label, "completion_rate", against=completion[1])]
    if percent and len(state.recent) >= 2 and (_RATIO.search(tail) or tail in ("比", "：", ":")):
        one = state.recent[-2]
        return [_figure(state, amount, one.item, "share", path=one.path, against=state.whole)]
    share = (_SHARE.search(tail) or _PART_OF.search(tail)) if percent else None
    if share:
        label = clean_label(tail[: share.start()], names) or state.subject
        whole = clean_label(share["whole"] or "", names)
        return [_figure(state, amount, label, "share", against=whole or state.whole)]
    if amount.unit in ("倍", "个百分点") or amount.unit == "":
        return []
    return _read_change(amount, tail, state, names)


def _read_change(amount: Amount, tail: str, state: Reading, names: tuple[str, ...]) -> list[ProseFigure]:
    together = both(tail) if state.pair else None
    change = find_change(together if together is not None else tail, state.against is not None)
    if change is None:
        return []
    measure = "percent_change" if amount.unit == "%" else "change"
    value = change.sign * abs(amount.value)
    if together is not None or (state.pair and state.subject in state.pair and _of_pair(state) and not change.label):
        state.subject = state.pair[0]
        both_sides = BOTH_SIDES if together is not None and state.pair[0].startswith("收入") else ()
        return [_figure(state, amount, item, measure, value=value, against=state.against, path=both_sides) for item in state.pair]
    raw = bare_label(split_basis(change.label)[0], names)
    named = clean_label(raw, names) or (raw if _is_side(raw, state.subject) else "")
    thing = clean_label(change.thing, names)
    pair = pair_of(named) if named and not thing else None
    if pair:
        state.pair, state.subject, state.path = pair, pair[0], ()
        return [_figure(state, amount, item, measure, value=value, against=state.against, path=BOTH_SIDES) for item in pair]
    if change.thing.endswith("的") or (thing and amount.unit in MONEY_UNITS and state.against is None):
        return []
    item = thing or named or state.subject
    if named and not thing:
        state.subject, state.path = named, ()
    return [_figure(state, amount, item, measure, value=value, against=state.against)]


def _of_pair(state: Reading) -> bool:
    """Whether the figure before was one of both: "各增加1,688.30万元，增长4.39%"."""
    return state.last is not None and state.last.item in state.pair and state.last.measure == "change"


def _read_level(
    amount: Amount, pieces: list[str], after: str, state: Reading, names: tuple[str, ...]
) -> list[ProseFigure]:
    """A figure that stands for itself: an amount, a count, a score, a rate."""
    tail = pieces[-1].strip()
    earlier = _EARLIER.fullmatch(tail)
    if earlier and state.subject:
        year = earlier["year"] or YEAR_BEFORE
        state.against = f"{year}年" if earlier["year"] else YEAR_BEFORE
        return [_figure(state, amount, state.subject, _level_measure(amount), basis=earlier["basis"], period=year)]
    spoken_of = bool(state.subject) or state.last is not None
    told = _WHOLE_TOLD.search(tail) if amount.unit in MONEY_UNITS and spoken_of and _RATE_AFTER.match(after) else None
    if told and "预算" in told["whole"]:
        return [_base_amount(amount, told["whole"], "", state)]
    if told:
        state.share_of = clean_label(told["whole"], names) or told["whole"]
        return [_figure(state, amount, state.share_of, "amount", path=())]
    pair = (pair_of(tail) or _each_of(tail, names)) if amount.unit in MONEY_UNITS else None
    if pair:
        state.pair = tuple(clean_label(split_basis(item)[0], names) or item for item in pair)
        state.subject, state.path = state.pair[0], ()
        both_sides = BOTH_SIDES if len(pair) == 2 and pair_of(tail) else ()
        return [_figure(state, amount, item, "amount", path=both_sides) for item in state.pair]
    if amount.unit == "%" and _DONE.search(tail) and (state.subject or state.last is not None):
        return [_figure(state, amount, state.subject, "completion_rate", against="预算")]
    full = item_path("：".join(pieces))
    aim = _AIM.search(tail)
    label, basis = split_basis(tail[: aim.start()] if aim else tail)
    raw = bare_label(label, names)
    label = clean_label(label, names)
    if state.item_head and _SPENT_ON_IT.fullmatch(label):
        label, raw, basis = "", "", basis or "决算"  # of the item that heads the paragraph
    period = None
    if not label and _TOTAL.match(raw):
        label = "合计" if not state.parent else state.parent[0]
    elif not label and _is_side(raw, state.subject) and not (basis and state.headless):
        label = raw
    elif not label and (side := _other_side(raw, state.subject)):
        label = side
    elif not label and (own_body := re.search(r"[本我][\u4e00-\u9fff]{1,2}$", tail)):
        label = own_body.group()
    if (of_before := _OF_YEAR_BEFORE.match(label)) is not None:
        label, period = of_before["item"], YEAR_BEFORE
    if not full and label and (strung := Classification.load().path_of(label)):
        full, label = strung, strung[-1]
    if full:
        state.subject, state.path = full[-1], full[:-1]
    elif not label and len(pieces) > 1 and not basis:
        label = clean_label(split_basis(pieces[-2])[0], names) if not re.search(r"\d", pieces[-2]) else ""
    noun = _COUNTED_NOUN.match(after) if amount.unit in _COUNTING else None
    counted = clean_label(noun.group(), names) if noun else ""
    if counted and counted not in EMPTY_LABELS:
        qualifier = re.split(r"[、；]", label)[-1].removesuffix("的")
        return [_figure(state, amount, counted, "count", path=(qualifier,) if len(qualifier) > 1 else state.parent, period=period)]
    if not label and basis and state.last is None and not full and not state.path and not state.item_head:
        state.headless, state.subject = True, ""
    if amount.unit in ("辆", "台") and re.fullmatch(r"(?:年末|现)?(?:保有|实有|现有)", label):
        label = "公务用车保有量"
    if _PER.match(label) and state.subject:
        return [_figure(state, amount, f"{label}{state.subject}", _level_measure(amount), path=state.parent)]
    if not label and tail.endswith("实际支出") and (state.headless or not state.subject):
        return [_figure(state, amount, "实际支出", _level_measure(amount), basis="决算")]
    if label and not full:
        _note_pair(state, label, amount)
        state.subject, state.path = label, ()
        state.topic = state.topic or label
    elif basis and (state.topic or state.headless) and not full:
        # "执行数787.65万元": the sentence's own topic, not the figure before
        state.subject = "" if state.headless else state.topic
    measure = "target" if aim else _level_measure(amount)
    above = "" if state.parent == (state.heading,) else "".join(state.parent)
    aims = "目标" in label + above and "完成" not in label + above
    basis = basis or ("目标" if aims and measure == "amount" else None)
    return [_figure(state, amount, state.subject, measure, basis=basis, period=period)]


# "决算12.45万元，完成83.00%": of the budget told before it.
_DONE = re.compile(r"^(?:实际)?完成(?:了)?$")
_EACH = re.compile(r"^(?P<names>[^，,。；]{2,30}?[、和与及][^，,。；]{2,24}?)(?:均|都|各)(?:为|是)?$")


def _each_of(tail: str, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """The items of a list that all have one figure: "收入总计、支出总计均为"."""
    match = _EACH.match(tail)
    if not match:
        return None
    parts = [clean_label(split_basis(part)[0], names) for part in re.split(r"、|和|与|及", match["names"])]
    return tuple(parts) if len(parts) > 1 and all(parts) else None


def _is_side(raw: str, subject: str) -> bool:
    """收入 or 支出 alone name an item where nothing was named before, or after the other side of the account."""
    other = {"收入": "支出", "支出": "收入"}.get(raw)
    return other is not None and (not subject or subject.startswith(other))


_OF_A_BUDGET = re.compile(r"(?:预算|基金|财政|本级|市级|县级|区级)(?:收入|支出)$")


def _other_side(raw: str, subject: str) -> str:
    """支出 after the income of a budget is that budget's spending: "政府性基金收入6845万元…；支出15230万元"."""
    other = {"收入": "支出", "支出": "收入"}.get(raw, "")
    if not other or not _OF_A_BUDGET.search(subject) or not subject.endswith(other):
        return ""
    return subject.removesuffix(other) + raw


def _note_pair(state: Reading, label: str, amount: Amount) -> None:
    """Income and spending named one after the other: "收入总计X，支出总计X。收支…均减少"."""
    before = state.subject
    if label.endswith(("支出总计", "支出合计")) and before == label.replace("支出", "收入"):
        state.pair = (before, label)
    elif not label.endswith(("收入总计", "收入合计", "支出总计", "支出合计")):
        state.pair = state.pair if amount.unit == "%" else ()


def _level_measure(amount: Amount) -> str:
    if amount.unit in MONEY_UNITS or amount.unit in ("万", "亿"):
        return "amount"
    if amount.unit == "分":
        return "score"
    if amount.unit in ("%", "个百分点", "‰", "倍"):
        return "value"
    return "count"
