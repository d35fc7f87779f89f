"""What readers say of answers: takes a vote and keeps it. `assistant.feedback` says in which form and where.

A browser sends the question and the vote, never an answer: the answer is made here again, so what is stored is what this
library answers. Nothing of the reader is stored, and nothing of a reader's own reports.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from assistant.conversation import Conversation
from assistant.feedback import FeedbackFull, store_feedback
from assistant.question import LONGEST_QUESTION
from assistant.types import Answer
from assistant.web.asked import files_of, talk_of
from assistant.web.desk import Desk
from assistant.web.guard import guarded
from assistant.web.payload import fault
from index.errors import QuestionError

VOTES = 20
"""Votes that one visitor may give within WITHIN seconds; a browser without cookie shares them with all such."""
ALL_VOTES = 400
"""Votes that all visitors together may give within WITHIN seconds: cookies cost nothing to make."""
WITHIN = 600.0
VISITORS_KEPT = 2000
FILES_KEPT = 200


class Limit:
    """Counts the votes of each visitor in memory, and forgets them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._all: deque[float] = deque()
        self._times: OrderedDict[str | None, deque[float]] = OrderedDict()

    def takes(self, visitor: str | None) -> bool:
        """Whether the visitor may vote now; if so, the vote is counted."""
        with self._lock:
            now = self._clock()
            own = self._times.setdefault(visitor, deque())
            self._times.move_to_end(visitor)
            while len(self._times) > VISITORS_KEPT:
                self._times.popitem(last=False)
            for times in (own, self._all):
                while times and now - times[0] > WITHIN:
                    times.popleft()
            if len(own) >= VOTES or len(self._all) >= ALL_VOTES:
                return False
            own.append(now)
            self._all.append(now)
            return True


def endpoints(desk: Desk) -> dict[str, Callable]:
    """`/feedback`."""
    limit = Limit()

    def feedback(
        visitor: str | None, question: str, verdict: str, note: str = "", conversation: list[str] | None = None,
        files: list[str] | None = None,
    ) -> dict:  # fmt: skip
        """Say that the answer to a question was "right" or "wrong", with a note: `{"status": "kept"}`. `conversation` and
        `files` are those the question was asked with. Kept in a file beside the library, without anything of the sender."""
        if len(question) > LONGEST_QUESTION:
            return fault("too_long")
        return guarded(lambda: _keep(desk, limit, visitor, question, verdict, note, conversation or [], files), "feedback_unfit")

    return {"feedback": feedback}


def _keep(
    desk: Desk, limit: Limit, visitor: str | None, question: str, verdict: str, note: str, conversation: list[str],
    files: list[str] | None,
) -> dict:  # fmt: skip
    if desk.folder is None:
        return fault("feedback_nowhere")
    if not limit.takes(visitor):
        return fault("feedback_often")
    talk, kept = talk_of(conversation), files_of(files)
    if kept and len(kept) > FILES_KEPT:
        raise QuestionError("too many reports are named", "files", f"Name {FILES_KEPT} at most.")
    with desk.lock:
        answer = _public_answer(desk, visitor, question, talk, kept)
    if answer is None:
        return fault("feedback_own")
    try:
        store_feedback(desk.folder, answer, verdict, note, talk, kept)
    except FeedbackFull:
        return fault("feedback_full")
    return {"status": "kept"}


def _public_answer(
    desk: Desk, visitor: str | None, question: str, talk: tuple[str, ...], files: tuple[str, ...] | None
) -> Answer | None:
    """The answer from the public library; None where the visitor was given another, from reports of the visitor's own."""
    conversation = Conversation(talk)
    if any(desk.is_own(visitor, file) for file in files or ()):
        return None
    answer = desk.assistant(None, files).ask(question, conversation=conversation)
    if any(desk.is_own(visitor, report.file) for report in desk.reports(visitor)):
        shown = desk.assistant(visitor, files).ask(question, conversation=conversation)
        if (shown.status, shown.text, shown.figures) != (answer.status, answer.text, answer.figures):
            return None
    return answer
