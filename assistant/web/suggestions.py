"""Choose what can be asked next: those follow-ups of a small list that this library does answer.

Every suggestion is asked before it is shown, in the talk it would be asked in. What was asked already, and what gives
the figure that was just given, is not shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.conversation import Conversation

if TYPE_CHECKING:
    from assistant.types import Answer
    from assistant.web.desk import Asking

SHOWN = 3
BODIES_SHOWN = 6
FOLLOW_UPS: dict[str, tuple[str, ...]] = {
    "zh": ("比上年变了多少？", "为什么？", "占比是多少？", "那预算是多少？", "那{last}年呢？"),
    "en": ("How did it change from the year before?", "Why?", "What share of the total is that?", "And the budget?", "And in {last}?"),
}
"""Most asked first. `{last}` is the year before the one the answer is of."""


def choose_next(assistant: Asking, question: str, talk: tuple[str, ...]) -> list[str]:
    """Up to SHOWN follow-ups in the answer's language; where the answer asks which body is meant, the question for each.

    None follows a question that was not answered with a figure.
    """
    answer = assistant.ask(question, conversation=Conversation(talk), advised=False)
    if answer.status == "unclear":
        return _for_each_body(assistant, answer)
    if answer.status != "answered" or not answer.figures:
        return []
    asked, given = {text.strip() for text in (*talk, question)}, [answer]
    chosen: list[str] = []
    for pattern in FOLLOW_UPS[answer.language]:
        text = _worded(pattern, answer)
        if text is None or text in asked:
            continue
        reply = assistant.ask(text, conversation=Conversation((*talk, question)), advised=False)
        if reply.status == "answered" and reply.citations and not any(_tells(one, reply) for one in given):
            given.append(reply)
            chosen.append(text)
        if len(chosen) == SHOWN:
            break
    return chosen


def _for_each_body(assistant: Asking, answer: Answer) -> list[str]:
    """The question with each of the bodies that the answer offers, where that is answered."""
    offered = dict.fromkeys(r.entity for r in assistant.reports() if r.entity and r.entity in answer.text)
    joint = "" if answer.language == "zh" else ": "
    worded = [f"{body}{joint}{answer.question}" for body in offered][: BODIES_SHOWN * 2]
    return [text for text in worded if assistant.ask(text, advised=False).status == "answered"][:BODIES_SHOWN]


def _worded(pattern: str, answer: Answer) -> str | None:
    if "{last}" not in pattern:
        return pattern
    period = answer.figures[0].period or ""
    return pattern.format(last=int(period) - 1) if period.isdecimal() and len(period) == 4 else None


def _tells(answer: Answer, reply: Answer) -> bool:
    """Whether an answer says already what a reply would say: its first figure, or where it has none its sentence."""
    if reply.figures:
        return (reply.figures[0].value, reply.figures[0].unit) in {(figure.value, figure.unit) for figure in answer.figures}
    return max(_sentences(reply), key=len, default="") in answer.text


def _sentences(answer: Answer) -> list[str]:
    return [part for part in re.split(r"\s*\[\d+\]\s*|[。：:]", answer.text) if part]
