"""What a chat model may do for an answer: name the item that a question means, and put a long answer into better words.

It answers nothing. Where the model is down, slow or gives nothing of use, the answer is the one that the rules make; what
went wrong is told by `ModelUse.fault`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assistant.model.chat import Chat, ChatFault, LangChainChat
from assistant.model.phrasing import is_long, reword
from assistant.model.planning import Choice, choose_item
from assistant.model.resting import RestingChat
from assistant.model.settings import USES, read_chat_settings
from assistant.phrases import phrase
from assistant.types import Answer, ModelUse

KEPT = 500
"""Replies kept in memory: a chart or a follow-up of the same question must not be worked out from another reply."""
_Made = TypeVar("_Made")


@dataclass
class Adviser:
    """A chat model with what it may be used for. For any number of threads."""

    chat: Chat
    uses: tuple[str, ...] = USES
    _kept: OrderedDict[Hashable, object] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def may(self, use: str) -> bool:
        """Whether the model may "plan" or "phrase"."""
        return use in self.uses

    def item_meant(self, language: str, question: str, items: Sequence[str]) -> tuple[Choice | None, ModelUse]:
        """Which of the items a question means, None where none or where the model is of no help; and what the model did."""
        key = ("plan", language, question, tuple(items))
        choice, fault = self._made(key, lambda: choose_item(self.chat, language, question, items))
        return choice, ModelUse(self.chat.name, fault=fault)

    def worded(self, answer: Answer) -> Answer:
        """The answer in better words where it is long and the model finds such; its figures and citations stay as they are."""
        if not self.may("phrase") or not is_long(answer):
            return answer
        text, fault = self._made(("phrase", answer.language, answer.text), lambda: reword(self.chat, answer))
        before = answer.model or ModelUse(self.chat.name)
        use = replace(before, phrased=text is not None, fault=fault or before.fault)
        if text is None:
            return replace(answer, model=use)
        return replace(answer, text=text, model=use, notes=(*answer.notes, phrase(answer.language, "worded")))

    def _made(self, key: Hashable, make: Callable[[], _Made]) -> tuple[_Made | None, str | None]:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key], None  # type: ignore[return-value]
        try:
            made = make()
        except ChatFault as fault:
            return None, fault.kind
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made, None


def make_adviser(environment: Mapping[str, str]) -> Adviser | None:
    """The adviser that the settings name, None where they name no chat model. Raises MingzhangError for settings that are wrong."""
    settings = read_chat_settings(environment)
    if settings is None or not settings.uses:
        return None
    return Adviser(RestingChat(LangChainChat(settings)), settings.uses)
