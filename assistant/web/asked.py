"""What comes with a question, made fit: the talk before it and the reports it is kept to. It asks nothing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question import LONGEST_QUESTION

TALK_READ = 20
"""Earlier questions that are read; older ones cannot matter to a follow-up."""


def talk_of(questions: Sequence[str] | None) -> tuple[str, ...]:
    """The questions asked before, oldest first: the last of those that can be questions at all."""
    return tuple(text for text in questions or () if isinstance(text, str) and len(text) <= LONGEST_QUESTION)[-TALK_READ:]


def files_of(names: Sequence[str] | None) -> tuple[str, ...] | None:
    """The file names to keep to, in one order; None where nothing narrows."""
    return None if names is None else tuple(sorted({name for name in names if isinstance(name, str)}))
