"""Say which of several things asked side by side the report does not list: unlisted is neither nought nor passed over."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.concept import Concept
from assistant.draft import Draft
from assistant.evidence import found_in
from assistant.fold import fold
from assistant.task import Task
from index.types import Fact


def unlisted(task: Task, facts: Sequence[Fact]) -> list[Concept]:
    """The kinds a question names by a general word that none of the figures is of."""
    printed = [fold("|".join((*fact.path, fact.item))) for fact in facts]
    kinds = [c for c in task.question.concepts if c.kind == "general" and c.weight >= 0.5]
    found = [c for c in kinds if any(found_in(c, text) >= 0.9 for text in printed)]
    return [c for c in kinds if c not in found] if len(found) > 1 else []


def tell_unlisted(task: Task, draft: Draft, facts: Sequence[Fact]) -> None:
    """Add that the kinds asked about and not listed are not listed."""
    names = [task.naming.item(c.canonical or c.text) for c in unlisted(task, facts)]
    if names:
        draft.say("not_listed", items=("、" if draft.language == "zh" else ", ").join(names))
