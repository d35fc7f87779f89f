"""A chat model that fails is left alone for a while, so that nobody waits for it again and again."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from assistant.model.chat import ChatFault, Message
from assistant.model.resting import FAULTS_TO_REST, FIRST_REST, LONGEST_REST, MOST_AT_ONCE, RestingChat


class Failing:
    """Fails with one kind of fault until it is mended."""

    name = "failing"

    def __init__(self, kind: str = "late") -> None:
        self.kind: str | None = kind
        self.asked = 0

    def reply(self, messages: Sequence[Message], schema: object = None) -> str:
        self.asked += 1
        if self.kind:
            raise ChatFault("no", self.kind)
        return "yes"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def fails(chat: RestingChat) -> str:
    """The kind of fault that asking ends with."""
    with pytest.raises(ChatFault) as fault:
        chat.reply([])
    return fault.value.kind


def test_after_some_faults_the_model_is_not_asked() -> None:
    """It rests, is tried once when the rest is over, and rests twice as long where it still fails."""
    model, clock = Failing(), Clock()
    chat = RestingChat(model, clock)
    assert [fails(chat) for _ in range(FAULTS_TO_REST)] == ["late"] * FAULTS_TO_REST
    assert fails(chat) == "resting"
    assert model.asked == FAULTS_TO_REST
    clock.now = FIRST_REST + 1
    assert fails(chat) == "late"
    assert fails(chat) == "resting"
    clock.now += FIRST_REST + 1
    assert fails(chat) == "resting"  # the second rest is longer
    clock.now += FIRST_REST + 1
    model.kind = None
    assert chat.reply([]) == "yes"
    assert chat.reply([]) == "yes"


def test_a_rest_does_not_grow_for_ever() -> None:
    """However long a model was down, it is tried again within the longest rest."""
    model, clock = Failing("failed"), Clock()
    chat = RestingChat(model, clock)
    for _ in range(30):
        fails(chat)
        clock.now += LONGEST_REST + 1
    asked = model.asked
    model.kind = None
    assert chat.reply([]) == "yes"
    assert model.asked == asked + 1


def test_a_reply_of_no_use_is_no_reason_to_rest() -> None:
    """The server answers: another question may get a reply that is of use."""
    model = Failing("unusable")
    chat = RestingChat(model, Clock())
    assert [fails(chat) for _ in range(5)] == ["unusable"] * 5
    assert model.asked == 5


def test_so_many_at_once_and_no_more() -> None:
    """Beyond the limit nobody waits: the answer is given without the model."""
    begun, go_on = threading.Semaphore(0), threading.Event()

    class Slow:
        name = "slow"

        def reply(self, messages: Sequence[Message], schema: object = None) -> str:
            begun.release()
            go_on.wait(10)
            return "yes"

    chat = RestingChat(Slow(), Clock())
    threads = [threading.Thread(target=chat.reply, args=([],)) for _ in range(MOST_AT_ONCE)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert begun.acquire(timeout=10)
    assert fails(chat) == "resting"
    go_on.set()
    for thread in threads:
        thread.join()
    assert chat.reply([]) == "yes"
