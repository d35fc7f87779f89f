"""Facts from prose: what each figure of a paragraph is of. It reads one paragraph and knows no question.

A sentence names its subject once and goes on about it: "公务接待费支出4.33万元,完成预算91.35%。…减少0.2万元，下降4.42%".
So the reader carries a state through the paragraph: the subject, the whole it is part of, the base of comparison.
Decided by the unit, never by the verb alone: "下降34万元，下降12%" is an amount and a percentage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from index.amounts import MONEY_UNITS, find_amounts, to_half_width
from index.labels import EMPTY_LABELS, clean_label, item_path, split_basis
from index.sections import split_mark
from index.types import Amount

_UP = "增加|增长|上升|提高|上涨|增收|增支|增幅|多支出|超支"
_DOWN = "减少|下降|降低|压减|压缩|减收|减支|降幅|下滑|回落|少支出"
_CHANGE = re.compile(
    rf"^(?P<label>.*?)(?P<verb>{_UP}|{_DOWN})(?:额|幅度|率|数)?(?:了|为|约|近|达)?(?P<object>[^，,]*)$"
)
_RAISED_TO = re.compile(r"(?:增|减|升|降|提高|降低|增加|减少)(?:到|至)$")
_BASE = re.compile(
    r"(?:与|比|较|同)(?P<against>(?:(?:19|20)\d{2}年|上年|上一年|去年|年初|全年|上年同期|同期|调整后?)(?:度)?(?:的)?(?:年初)?"
    r"(?:预算|决算|执行)?(?:支出)?(?:数)?)(?:相比较|相比|比较|相较)?[，,]?"
)
_COMPLETION = re.compile(
    r"(?:完成|为|占)(?P<basis>年初|调整后?|全年|年度|当年)?预算(?:调整)?(?:数)?(?:的)?(?:比例)?(?:为)?$"
    r"|(?:预算)?(?:执行|完成)率(?:为|达到|达)?$"
)
_SHARE = re.compile(r"占(?P<whole>[^，,；;]*?)(?:的)?(?:比重|比例)?(?:为|达)?$|(?P<part>[^，,；;]{1,12})的$")
# "公务接待费43.76万元，上年39.43万元": a year alone names no item; the figure is the subject's, of that year.
_EARLIER = re.compile(
    r"[（(]?(?:(?:上年|去年|上一年)度?|(?P<year>(?:19|20)\d{2})年度?)同?期?(?:支出)?(?P<basis>决算|预算)?(?:支出)?数?(?:为|是)?"
)
YEAR_BEFORE = "上年"
_LEVEL = re.compile(
    r"(?P<label>[^，,。；;：:]*?)(?:与|同|比|较)(?P<against>(?:19|20)\d{2}年|上年|上一年|去年|年初预算)(?:度)?(?:数)?(?:相比)?(?:基本)?(?:持平|一致|无变化)"
)
_LIST_AFTER = re.compile(r"主要(?:包括|用于)|具体(?:内容)?包括|包括[:：]|用于以下|等支出")
_SENTENCE_END = re.compile(r"(?<=[。；;！？])")
_COUNTED_NOUN = re.compile(
    r"^[\u4e00-\u9fff“”]{1,20}?(?=[A-Za-z]|[，,。；;、：:（(和及与的并等]|编制|开展|进行|纳入|完成|实施|需求|$|\d)"
)
# The names money goes by in the budget classification and in "三公" statements.
_MONEY_ITEM = re.compile(r"费|支出|收入|经费|预算|决算|资金|拨款|购置|接待|出国|“?三公”?|结转|结余|债务|采购")
_COUNTING = frozenset("个 项 家 名 件 条 份 期 次 台 套 批次 篇 起 人".split())


@dataclass
class Reading:
    """What a paragraph has said so far: its subject, the whole its parts belong to, what changes compare with."""

    subject: str = ""
    path: tuple[str, ...] = ()
    whole: str | None = None
    against: str | None = None
    parent: tuple[str, ...] = field(default=())
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ProseFigure:
    """A figure with its meaning inside the paragraph. `value` is signed for changes; None where only words are printed."""

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


def read_paragraph(text: str, names: tuple[str, ...] = (), before: str = "") -> Iterator[ProseFigure]:
    """The figures of one paragraph, in order. `before` is the subject of the paragraph before, for a leading 其中."""
    mark = split_mark(text)
    body = mark[2] if mark else text
    state = Reading(subject=before if body.startswith("其中") else "")
    for sentence in _SENTENCE_END.split(body):
        if sentence.strip():
            yield from _read_sentence(sentence, state, names)
        if sentence.endswith(("。", "！", "？")):
            state.parent, state.against = (), None


def _read_sentence(sentence: str, state: Reading, names: tuple[str, ...]) -> Iterator[ProseFigure]:
    state.topic = ""
    within = re.match(r"^(?P<whole>[^，,]{2,40})中[，,]", sentence)
    if within:
        state.whole = clean_label(split_basis(within["whole"])[0], names)
    position = 0
    for amount in find_amounts(sentence):
        if not amount.unit:
            continue  # in running text a bare number is a list numeral, a code or a name
        before = sentence[position : amount.start]
        after = sentence[amount.end :]
        figure = _read_figure(amount, before, after, state, names)
        position = amount.end
        if figure is not None:
            yield _finish(figure, sentence, amount)
    level = _LEVEL.search(sentence)
    if level:
        label = clean_label(split_basis(level["label"])[0], names) or state.subject
        text = level.group()[len(level["label"]) :]
        yield ProseFigure(label, (), "change", None, level["against"], None, "", 0, False, text, sentence.strip(), None)


def _finish(figure: ProseFigure, sentence: str, amount: Amount) -> ProseFigure:
    """The clause that identifies the figure: what is listed after "主要包括" describes the use, not the figure."""
    listed = _LIST_AFTER.search(sentence, amount.end)
    clause = sentence[: listed.start()] if listed else sentence
    years = re.findall(r"((?:19|20)\d{2})\s*年", _BASE.sub("", sentence[: amount.start]))
    # A change is of the later year, whichever year is named last: "2021年为8万元，较上年增加2万元".
    year = max(years) if years and figure.measure in ("change", "percent_change") else years[-1] if years else None
    return ProseFigure(
        figure.item, figure.path, figure.measure, figure.basis, figure.against, figure.value, _money_unit(figure),
        figure.decimals, figure.approximate, figure.printed, clause.strip(), figure.period or year,
    )  # fmt: skip


def _money_unit(figure: ProseFigure) -> str:
    """A bare 万 or 亿 behind a money item stands for 万元 or 亿元 (公务接待费43.76万); behind others it only multiplies."""
    if figure.unit in ("万", "亿") and _MONEY_ITEM.search(f"{'/'.join(figure.path)}/{figure.item}"):
        return f"{figure.unit}元"
    return figure.unit


def _read_figure(amount: Amount, before: str, after: str, state: Reading, names: tuple[str, ...]) -> ProseFigure | None:
    if "其中" in before and state.subject:
        state.parent = (state.subject,)
        state.whole = state.subject
    bases = list(_BASE.finditer(to_half_width(before)))
    if bases:
        base = bases[-1]
        state.against = base["against"]
        before = before[: base.start()] + before[base.end() :]
    pieces = re.split(r"[，,：:]", before)
    tail = pieces[-1].strip()
    figure = _read_relative(amount, tail, state, names)
    if figure is not None:
        return figure
    return _read_level(amount, pieces, after, state, names)


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


def _read_relative(amount: Amount, tail: str, state: Reading, names: tuple[str, ...]) -> ProseFigure | None:
    """A change, a completion rate or a share: figures that speak of the subject named before."""
    percent = amount.unit == "%"
    completion = _COMPLETION.search(tail) if percent else None
    if completion:
        label = clean_label(tail[: completion.start()], names) or state.subject
        named = (completion.groupdict().get("basis") or "").replace("全年", "调整").replace("后", "")
        against = (named if named in ("年初", "调整") else "") + "预算"
        return _figure(state, amount, label, "completion_rate", against=against)
    share = _SHARE.search(tail) if percent else None
    if share:
        whole = share["whole"] if share["whole"] is not None else share["part"]
        label = clean_label(tail[: share.start()], names) or state.subject
        return _figure(state, amount, label, "share", against=whole or state.whole)
    change = _CHANGE.match(tail)
    if not change or _RAISED_TO.search(tail) or amount.unit == "倍":
        return None
    return _read_change(amount, change, state, names)


def _read_change(amount: Amount, change: re.Match[str], state: Reading, names: tuple[str, ...]) -> ProseFigure | None:
    named = clean_label(split_basis(change["label"])[0], names)
    thing = clean_label(change["object"], names)
    if change["object"].endswith("的") or (thing and amount.unit in MONEY_UNITS and state.against is None):
        return None
    item = thing or named or state.subject
    if named and not thing:
        state.subject, state.path = named, ()
    sign = -1 if re.fullmatch(_DOWN, change["verb"]) else 1
    measure = "percent_change" if amount.unit == "%" else "change"
    return _figure(state, amount, item, measure, value=sign * amount.value, against=state.against)


def _read_level(amount: Amount, pieces: list[str], after: str, state: Reading, names: tuple[str, ...]) -> ProseFigure:
    """A figure that stands for itself: an amount, a count, a score, a rate."""
    earlier = _EARLIER.fullmatch(pieces[-1].strip())
    if earlier and state.subject:
        year = earlier["year"] or YEAR_BEFORE
        return _figure(state, amount, state.subject, _level_measure(amount), basis=earlier["basis"], period=year)
    full = item_path("：".join(pieces))
    label, basis = split_basis(pieces[-1].strip())
    label = clean_label(label, names)
    if full:
        state.subject, state.path, basis = full[2], full[:2], basis or "决算"
    elif not label and len(pieces) > 1 and not basis:
        label = clean_label(split_basis(pieces[-2])[0], names) if not re.search(r"\d", pieces[-2]) else ""
    noun = _COUNTED_NOUN.match(after) if amount.unit in _COUNTING else None
    counted = clean_label(noun.group(), names) if noun else ""
    if counted and counted not in EMPTY_LABELS:
        qualifier = re.split(r"[、；]", label)[-1].removesuffix("的")
        return _figure(state, amount, counted, "count", path=(qualifier,) if len(qualifier) > 1 else state.parent)
    if label and not full:
        state.subject, state.path = label, ()
        state.topic = state.topic or label
    elif basis and state.topic and not full:
        state.subject = state.topic  # "执行数787.65万元": the sentence's own topic, not the figure before
    measure = _level_measure(amount)
    aims = "目标" in "".join((label, *state.parent)) and "完成" not in "".join((label, *state.parent))
    basis = basis or ("目标" if aims and measure == "amount" else None)
    return _figure(state, amount, state.subject, measure, basis=basis)


def _level_measure(amount: Amount) -> str:
    if amount.unit in MONEY_UNITS or amount.unit in ("万", "亿"):
        return "amount"
    if amount.unit == "分":
        return "score"
    if amount.unit in ("%", "个百分点", "‰", "倍"):
        return "value"
    return "count"
