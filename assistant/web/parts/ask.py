"""Asking: a question with the talk before it, the examples to begin with, and what can be asked next."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from assistant.conversation import Conversation
from assistant.question import LONGEST_QUESTION
from assistant.web.asked import files_of, talk_of
from assistant.web.desk import Desk
from assistant.web.examples import choose_examples
from assistant.web.guard import guarded
from assistant.web.payload import show_answer
from assistant.web.suggestions import choose_next
from index.errors import LibraryError

REST = 0.01
"""Seconds of rest after each report; bringing one in takes about 4 ms."""

log = logging.getLogger("mingzhang.web")


def endpoints(desk: Desk) -> dict[str, Callable]:
    """`/ask`, `/examples` and `/follow_ups`."""

    def ask(
        visitor: str | None, question: str, conversation: list[str] | None = None, files: list[str] | None = None
    ) -> dict:
        """One question, answered: the answer's JSON contract. `conversation` holds the questions asked before in the
        same talk, oldest first; `files` keeps to these reports. `status` is "error" where there is no answer."""
        unfit = "too_long" if len(question.strip()) > LONGEST_QUESTION else "empty"
        talk, kept = talk_of(conversation), files_of(files)
        return guarded(lambda: _answered(desk, visitor, question, talk, kept), unfit)

    def examples(visitor: str | None, files: list[str] | None = None) -> dict:
        """Questions that the library answers, in both languages: `{"examples": [{"zh": …, "en": …}]}`."""
        kept = files_of(files)
        key = ("examples", desk.reader(visitor), kept)
        return guarded(lambda: desk.remembered(key, lambda: {"examples": choose_examples(desk.asking(visitor, kept))}))

    def follow_ups(
        visitor: str | None, question: str, conversation: list[str] | None = None, files: list[str] | None = None
    ) -> dict:
        """Questions that go on from this one and that the library answers: `{"questions": […]}`."""
        talk, kept = talk_of(conversation), files_of(files)
        key = ("follow_ups", desk.reader(visitor), question, talk, kept)
        return guarded(
            lambda: desk.remembered(key, lambda: {"questions": choose_next(desk.asking(visitor, kept), question, talk)})
        )

    return {"ask": ask, "examples": examples, "follow_ups": follow_ups}


def warm(desk: Desk) -> None:
    """Prepare what the first visitor will need: the examples, and with them the reports and the embedding model."""
    endpoints(desk)["examples"](None)


def warm_reports(desk: Desk, closing: Callable[[], bool]) -> None:
    """Bring the reports into memory, with more rest than work in between: visitors ask meanwhile."""

    def go_on() -> bool:
        time.sleep(REST)
        return not closing()

    try:
        desk.public.warm_up(go_on)
    except LibraryError as fault:  # changed or out of reach: reports are then read when they are asked about
        log.info("the reports were not all brought into memory: %s", fault)
    except Exception:  # nobody waits for it, and what is wrong is told to who asks: it must not end what is served
        log.exception("the reports were not all brought into memory")


def _answered(
    desk: Desk, visitor: str | None, question: str, talk: tuple[str, ...], files: tuple[str, ...] | None
) -> dict:
    def make() -> dict:
        answer = desk.answer(visitor, files, question, Conversation(talk))
        return show_answer(desk.assistant(visitor, files), answer)

    return desk.remembered(("ask", desk.reader(visitor), question, talk, files), make)
