"""A chat model that is left alone while it fails, and never asked by too many at once: readers do not wait for it twice."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.model.chat import Chat, ChatFault, Message

log = logging.getLogger("mingzhang.model")

FAULTS_TO_REST = 2
FIRST_REST = 30.0
LONGEST_REST = 600.0
MOST_AT_ONCE = 4


class RestingChat:
    """Passes questions on to a model; after `FAULTS_TO_REST` faults in a row it is not asked for a while, then once to try.

    Each rest is twice as long as the one before, up to `LONGEST_REST` seconds. A reply that is of no use is no fault here.
    """

    def __init__(self, chat: Chat, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = chat.name
        self._chat = chat
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way = 0
        self._faults = 0
        self._until = 0.0

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> str:
        """The model's reply. Raises ChatFault, of kind "resting" at once where the model is not asked."""
        with self._lock:
            if self._clock() < self._until or self._under_way >= MOST_AT_ONCE:
                raise ChatFault("the model is not asked for the moment", "resting")
            if self._faults >= FAULTS_TO_REST:
                self._until = self._clock() + self._rest()  # one goes and tries; the others are not kept waiting
            self._under_way += 1
        try:
            reply = self._chat.reply(messages, schema)
        except ChatFault as fault:
            self._note(fault)
            raise
        finally:
            with self._lock:
                self._under_way -= 1
        with self._lock:
            self._faults, self._until = 0, 0.0
        return reply

    def _rest(self) -> float:
        return min(LONGEST_REST, FIRST_REST * 2 ** max(0, self._faults - FAULTS_TO_REST))

    def _note(self, fault: ChatFault) -> None:
        log.warning("chat model %s: %s", self.name, fault)
        if fault.kind == "unusable":
            return
        with self._lock:
            self._faults += 1
            if self._faults >= FAULTS_TO_REST:
                self._until = self._clock() + self._rest()
