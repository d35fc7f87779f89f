"""A question that the rules found no figure for, read a second time with the item that somebody says it means.

Which items are offered, and whether what is named may stand, is decided here by rule: the year, the body and the kind of figure
stay those of the question as it was asked, and an item that the question names in words the vocabulary knows is never
exchanged for another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.concept import Concept
from assistant.conversation import strays
from assistant.draft import Draft
from assistant.evidence import found_in
from assistant.fold import bigrams, fold
from assistant.model.planning import MOST_ITEMS
from assistant.plan import Plan
from assistant.quantity import is_money
from assistant.question import Question
from assistant.task import Task
from index.build import label_name
from index.types import Report

NEAREST = 3
"""An item that shares no word with the question may be meant only where it is one of so many nearest in meaning."""
LEAST_FOUND = 0.5
"""An item that does has to hold this much of what the question names."""
_LEFT_OUT = r"除|不含|不包括|没有|未|\bnot\b|n't\b|\bexcept|\bexclud|\bwithout\b|\bother than\b|\bapart from\b"
_PLACE = re.compile(r"(?:[省市县区旗镇乡村社局厅委办院校园所站队]|中心|街道|公司|法院|学校|社区)$")
_WORKED_OUT = frozenset(
    {"change", "difference", "percent", "share", "multiple", "total", "average", "hypothetical", "unspent", "adjusted", "rank"}
)


def may_be_read_again(question: Question, reports: Sequence[Report]) -> bool:
    """Whether a question is of one body and at most one year, and names something that the vocabulary does not settle."""
    named = [concept for concept in question.concepts if concept.weight > 0 and concept.kind != "body"]
    return bool(named) and len({report.entity for report in reports}) == 1 and len(question.years) <= 1 and not question.relative_year


def items_offered(task: Task) -> list[str]:
    """The names of items that the task's reports print, those most like the question first."""
    names: dict[str, str] = {}
    for evidence in task.evidence:
        for fact in evidence.facts:
            if text := evidence.label_of[fact.id]:
                names.setdefault(text, label_name(fact))
    asked = bigrams(fold(task.question.bodies.rest.strip() or task.question.plain))  # the body stands in many names
    near = task.search.nearest_labels()
    pairs = {text: bigrams(fold(name)) for text, name in names.items()}
    share = {text: len(own & asked) / max(1, len(own)) for text, own in pairs.items()}
    order = sorted(names, key=lambda text: (-near.get(text, 0.0) - share[text], text))
    return list(dict.fromkeys(names[text] for text in order))[:MOST_ITEMS]


def may_stand(asked: Plan, item: str, offered: Sequence[str], again: Plan, draft: Draft, reports: Sequence[Report]) -> bool:
    """Whether a draft for `item`, made by the plan `again`, may be the answer to the question as it was asked."""
    question = asked.question
    if draft.status != "answered" or strays(question, draft, reports):
        return False
    if not asked.is_numeric and not asked.asks("reason", "definition"):
        return False  # who, which and where are told by no item's figure
    if asked.cues & _WORKED_OUT - again.cues or question.numbers or question.says(_LEFT_OUT):
        return False  # what is to be worked out of the item is lost where only its figure is given
    if asked.want == "money" and not (draft.figures and is_money(draft.figures[0].unit)):
        return False
    text = fold(item)
    concepts = [concept for concept in question.concepts if concept.weight > 0]
    bodies = "|".join(report.entity or "" for report in again.reports)
    concepts = [concept for concept in concepts if concept.kind != "fragment" or concept.text not in bodies]  # 巴中市 names no item
    found = [concept for concept in concepts if found_in(concept, text) >= 0.5]
    if any(_stands_for_itself(concept) for concept in concepts if concept not in found):
        return False
    if not found:
        return item in offered[:NEAREST]
    return sum(concept.weight for concept in found) >= LEAST_FOUND * sum(concept.weight for concept in concepts)


def _stands_for_itself(concept: Concept) -> bool:
    """Whether a concept is a thing that the vocabulary knows, or a place or an organ: the answer has to be of just that."""
    if concept.kind == "fragment":
        return bool(_PLACE.search(concept.text))
    return concept.weight >= (0.4 if concept.kind == "body" else 0.5) and (concept.canonical is not None or concept.kind == "label")
