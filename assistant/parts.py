"""Two questions in one sentence: cut them apart, answer each, join the answers.

A part must ask for a figure of its own; what it leaves out (body, year, item) it takes from the part before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.concept import Concept
from assistant.draft import Draft
from assistant.question import Question, read_question
from assistant.vocabulary import Vocabulary
from index.types import Report

_ASKS = re.compile(
    r"多少|几|百分之|how (?:much|many)|number of|total cost|what did\b|what (?:share|percent|was|were|is)|吗$|是否|有没有|"
    r"^(?:did|does|was|were|has|have) ", re.I)
_CUT = re.compile(
    r"[？?；;]|[，,](?=[^，,]*(?:多少|几[个批名辆台次期]|百分之))|、(?=多少|几)|[,，] (?=number of|how (?:much|many))|"
    r",? and (?=number of|(?:how (?:much|many)|what)\b)",
    re.I,
)


def split_question(question: Question, reports: Sequence[Report], vocabulary: Vocabulary) -> list[Question]:
    """The parts of a question, each whole by itself; the question alone where it is one."""
    texts = [text.strip() for text in _CUT.split(question.plain) if text and text.strip()]
    if len(texts) < 2 or len(texts) > 4 or not all(_ASKS.search(text) for text in texts):
        return [question]
    parts: list[Question] = []
    frame: tuple[Concept, ...] = ()
    for text in texts:
        part = read_question(text, reports, vocabulary)
        own = [concept for concept in part.concepts if _names(concept)]
        if not own and not _counts(text) and not (frame and _ON_ANOTHER_BASIS.search(text)):
            return [question]
        concepts = part.concepts if own else (*frame, *part.concepts)
        if len(frame) > 1 and re.search(r"^占|\bshare\b", text):
            return [question]  # the share of each of several, which the whole question tells
        if re.search(r"占|\bshare\b", text):
            concepts = (*frame, *part.concepts)
        frame = tuple(concept for concept in own if not concept.units) or frame
        bodies = part.bodies if part.bodies.entities else replace(part.bodies, entities=question.bodies.entities)
        years = part.years or question.years
        parts.append(
            replace(
                part, concepts=tuple(dict.fromkeys(concepts)), bodies=bodies, years=years, language=question.language
            )
        )
    return parts


# A part that asks for another figure of the item before: its budget.
_ON_ANOTHER_BASIS = re.compile(r"\bbudget(?:ed)?\b|\bplanned\b|预算", re.I)


def _names(concept: Concept) -> bool:
    return concept.kind in ("item", "indicator", "fund", "general", "fragment") and concept.weight >= 0.5


def _counts(text: str) -> bool:
    return bool(
        re.search(r"(?:几|多少)(?:个)?(?:批|人|辆|台|次)|[人车]均|平均|每(?:人|批|辆)|\b(?:groups?|guests?|persons?|people|vehicles?|trips?)\b", text, re.I)
    )


def join_drafts(drafts: Sequence[Draft]) -> Draft:
    """One draft that says the drafts in turn."""
    joined = Draft(drafts[0].language)
    for draft in drafts:
        joined.text += ("" if not joined.text or joined.language == "zh" else " ") + draft.text
        joined.figures += draft.figures
        joined.workings += [working for working in draft.workings if working not in joined.workings]
        joined.notes += draft.notes
        joined.extra_lines += draft.extra_lines
    return joined


# A part that names no item of its own speaks of the part before it: its figure stands near.
NEAR_LINES = 12


def keep_together(parts: Sequence[Question], drafts: Sequence[Draft]) -> bool:
    """Whether the parts that only general words name were answered near the part before, and not from somewhere else."""
    for position in range(1, len(parts)):
        named = any(
            c.kind in ("item", "indicator", "fund", "label") and c.weight >= 0.5 for c in parts[position].concepts
        )
        if named:
            continue
        before, here = drafts[position - 1].figures[0].lines, drafts[position].figures[0].lines
        if not any(a == b and abs(x - y) <= NEAR_LINES for a, x in before for b, y in here):
            return False
    return True
