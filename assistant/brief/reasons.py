"""The reasons that a report gives for its changes, word for word, with the lines they stand on. It explains nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.brief.bench import Bench
from assistant.brief.figures import in_form
from assistant.brief.types import Quote, Section
from assistant.solve.reasons import reason_in
from index.meant import meant_lines
from index.read import clean_text
from index.reading import Reading
from index.types import Fact

MOST_REASONS = 40
# A label that a reason was read into names nothing that a reason could be given for.
_REASON_ITEM = re.compile(r"原因|由于|因为")
_COMMON_WORDS = re.compile(
    r"(?:19|20)\d{2}年度?|决算|预算|年初|全年|实际|支出|收入|数|小于|大于|低于|高于|多于|少于|等于|比|较|与|基本|持平|差异|变动|增减|增加|减少|"
    r"上升|下降|变化|情况|的|主要|安排|执行|本年度?|上年度?|当年度?|金额|总体|其|该项|额|较大|，"
)
SHORTEST_NAME = 2
# The sentence after a figure's own gives its reason only where it begins with saying so.
_GOES_ON = re.compile(r"^(?:主要是|[^。]{0,36}原因)")
_OTHER_FIGURE = re.compile(r"\d(?:\.\d+)?\s*[万亿]?元")
_TOLD = ("change", "percent_change", "completion_rate", "amount")


def tell_reasons(bench: Bench, reading: Reading) -> Section:
    """The reasons told beside figures, each once, in print order, with the item told last before each."""
    found: dict[tuple[str, tuple[int, ...]], Reason] = {}
    for fact in reading.facts:
        if fact.table is not None or fact.measure not in _TOLD or _REASON_ITEM.search(fact.item) or in_form(fact):
            continue  # what a project's evaluation says of itself is no reason for a change of the accounts
        reason = reason_beside(reading, fact)
        if reason is None:
            continue
        known = found.get((reason.text, reason.lines))
        if known is not None and known.place == reason.place:  # 收、支总计均…: one figure, told of two items
            reason = replace(known, items=tuple(dict.fromkeys((*known.items, *reason.items))))
        if known is None or reason.place >= known.place:
            found[reason.text, reason.lines] = reason
    kept = list(found.values())[:MOST_REASONS]
    glue = "、" if bench.language == "zh" else ", "
    quotes = [Quote(glue.join(one.items), one.text, (bench.notes.cite_lines(reading.report.file, one.lines),)) for one in kept]
    return Section("reasons", bench.word("reasons"), () if quotes else (bench.word("no_reasons"),), quotes=tuple(quotes))


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as printed: its lines, the items it is told of, and where their figure stands in the paragraph."""

    text: str
    lines: tuple[int, ...]
    items: tuple[str, ...]
    place: tuple[int, int]


def reason_beside(reading: Reading, fact: Fact) -> Reason | None:
    """The reason that the sentence of a figure, or the one after it, goes on with; None where there is none."""
    lines = meant_lines([line for line in reading.lines if fact.line <= line.number <= fact.end_line])
    texts = [clean_text(line.text) for line in lines]
    joined = "".join(texts)
    place = max(joined.find(fact.printed), 0)
    own, _, rest = joined[place:].partition("。")
    within = joined[: place + len(own) + 1]
    if _GOES_ON.match(rest):
        within += rest.partition("。")[0] + "。"
    reason = reason_in(within, place)
    if reason is None:
        return None
    head, mark, tail = reason.partition("；")
    if mark and _OTHER_FIGURE.search(tail):
        reason = head  # what follows is of the next item
    start = joined.find(reason.rstrip("…"))
    if start < 0:
        return None
    end, at, used = start + len(reason), 0, []
    for line, text in zip(lines, texts, strict=True):
        if at < end and at + len(text) > start:
            used.append(line.number)
        at += len(text)
    subject = _subject_of(rest) if start >= place + len(own) else ""
    return Reason(reason, tuple(used), (subject or fact.item,), (fact.line, place))


def _subject_of(sentence: str) -> str:
    """What a sentence says it gives the reason for (“三公”经费支出决算数小于预算数的主要原因), "" where it names nothing new."""
    head, said, _ = sentence.partition("原因")
    named = _COMMON_WORDS.sub("", head) if said else ""
    return named if len(named) >= SHORTEST_NAME else ""
