"""What a report says of an item in words where it prints no figure: that there was none, that no rate can be given, where
points were lost. The sentence is quoted with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.concept import Concept
from assistant.draft import Draft, cite_lines
from assistant.evidence import found_in
from assistant.fold import fold
from assistant.task import Task
from index.chunks import sentences_of
from index.types import Chunk

_NONE = r"(?:未|没有|没|无|无须|不)"
_NOT_COMPARABLE = re.compile(r"无可比性|不可比|不具可比|无法(?:比较|计算(?:增|变))|未作比较|無可比")
_LOST = re.compile(r"扣分|扣(?=[\d一二三四五六七八九])|失分|丢分")
# The item exists, but the report tells no figure of it.
_NOT_GIVEN = re.compile(r"单列|分列|单独(?:列|反映)|范围|适用|纳入|不属|不在|另行")
LONGEST_SENTENCE = 160


def solve_remark(task: Task) -> Draft | None:
    """A sentence that settles the question without a figure of its own."""
    if task.plan.prior or task.plan.asks("definition", "compose"):
        return None
    if task.plan.asks("deducted") and not task.plan.asks("projects"):
        return _lost_points(task)
    if task.plan.want == "percent" and task.plan.asks("change", "percent", "difference"):
        return _no_rate(task)
    if task.plan.asks("reason", "rank", "share", "difference", "change"):
        return None
    return _none_of_it(task)


def _sentences(task: Task) -> Iterator[tuple[Chunk, str]]:
    """The sentences of the reports' prose, in print order."""
    for evidence in task.evidence:
        for chunk in evidence.chunks.values():
            if chunk.kind == "definition" or "名词解释" in "".join(chunk.section):
                continue
            for sentence in sentences_of(chunk.text):
                if sentence.strip() and len(sentence) <= LONGEST_SENTENCE:
                    yield chunk, sentence.strip()


def _named(task: Task) -> list[Concept]:
    return [c for c in task.question.concepts if c.kind in ("item", "indicator") and c.weight >= 0.5]


def _told(task: Task, key: str, chunk: Chunk, sentence: str) -> Draft:
    return task.draft().say(key, quote=f"“{sentence}”{cite_lines([(chunk.file, chunk.start)])}")


def _no_rate(task: Task) -> Draft | None:
    """That no rate of change can be given, in the sentences about the item."""
    items = _named(task)
    for chunk, _ in _sentences(task):
        if not _NOT_COMPARABLE.search(chunk.text) or not items:
            continue
        text = fold(chunk.text)
        if all(found_in(c, text) >= 0.6 or any(form[:4] in text for form in c.forms[: c.own_forms] if len(form) >= 4) for c in items):
            told = next(s for s in sentences_of(chunk.text) if _NOT_COMPARABLE.search(s))
            return _told(task, "not_comparable", chunk, told.strip())
    return None


def _lost_points(task: Task) -> Draft | None:
    """Where points were lost, as the report's own text tells it; the first sentence whose passage names all that is asked."""
    wanted = [c for c in task.question.concepts if c.weight >= 0.5]
    for chunk, sentence in _sentences(task):
        if not _LOST.search(sentence) or len(sentence) < 8:
            continue
        around = fold("|".join((*chunk.section, chunk.text)))
        if all(found_in(c, around) >= 0.5 for c in wanted):
            return _told(task, "quote", chunk, sentence)
    return None


def _none_of_it(task: Task) -> Draft | None:
    """That there was none of the one item asked about, or that it does not apply to the body."""
    items = _named(task)
    if len(items) != 1 or not task.plan.asks("yesno", "plain", "text"):
        return None
    item = items[0]
    if any(task.canonical(f) == item.canonical and f.value is not None for f in task.facts):
        return None
    stems = {form.removesuffix("费用").removesuffix("费").removesuffix("支出") for form in (*item.forms[: item.own_forms], fold(item.canonical or ""))}
    stems = {stem for stem in stems if len(stem) >= 3}
    if not stems:
        return None
    stem = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
    denied = re.compile(
        rf"{_NONE}[^，,。；]{{0,10}}(?:{stem})|(?:{stem})[^，,。；]{{0,12}}(?:{_NONE}(?:发生|安排|有|开支|列支|支出|涉及|产生|执行)|不(?:属于?|在|纳入|适用|涉及)|为零)"
    )
    for chunk, sentence in _sentences(task):
        if denied.search(fold(sentence)):
            draft = _told(task, "quote", chunk, sentence)
            if task.plan.want not in ("text", "any") and _NOT_GIVEN.search(fold(sentence)):
                draft.status = "declined"  # asked how much, the report says that it does not say
            return draft
    return None
