"""The desk that all parts of the chat share: who is served when, and what is worked out once."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from assistant.conversation import Conversation
from assistant.time_limit import Effort, OutOfTime, limited
from assistant.turns import FairLock
from assistant.types import Answer, ModelUse
from assistant.web.desk import KEPT_RESULTS, Desk
from index.errors import LibraryChanged


class NoAssistant:
    """Stands for an assistant that is never asked."""

    lock = FairLock()

    def reports(self) -> tuple:
        return ()


def test_lock_is_given_in_the_order_it_was_asked_for():
    """Whoever waits longest is next, so under load nobody is passed by."""
    lock, order, threads = FairLock(), [], []

    def take(number: int) -> None:
        with lock:
            order.append(number)
            time.sleep(0.002)

    with lock:
        for number in range(12):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while len(lock._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    assert order == list(range(12))


def test_lock_is_held_by_one_and_may_be_taken_again():
    """Two threads never hold it together, also where the holder takes it twice or fails inside."""
    lock, inside, most = FairLock(), [0], [0]

    def work() -> None:
        for turn in range(50):
            try:
                with lock, lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                    time.sleep(0)
                    inside[0] -= 1
                    if turn % 7 == 0:
                        raise ValueError
            except ValueError:
                pass

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    assert most[0] == 1


@contextmanager
def on_alarm(handler: Callable) -> Iterator[None]:
    """What happens when the timer signal comes, until the block ends; then none is to come any more."""
    before = signal.signal(signal.SIGALRM, handler)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_who_steps_aside_lets_others_in_and_is_next():
    """While one works aside of the lock another has it; back again it is before all who wait, as deep as it was, and alone."""
    lock, order, waiting = FairLock(), [], []

    def take(name: str) -> None:
        with lock:
            order.append(name)
            while name == "first" and len(lock._waiting) < 2:  # until the other wants it back
                time.sleep(0.001)

    with lock, lock:
        for number, name in enumerate(("first", "second")):
            waiting.append(threading.Thread(target=take, args=(name,)))
            waiting[-1].start()
            while len(lock._waiting) <= number:
                time.sleep(0.001)
        with lock.aside():
            while not order:
                time.sleep(0.001)
        order.append("back")
        assert (lock._holder, lock._depth) == (threading.get_ident(), 2)
    for thread in waiting:
        thread.join(10)
    assert order == ["first", "back", "second"]
    assert lock._holder is None
    with lock.aside():  # not held: nothing to step aside of
        assert lock._holder is None


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs a timer signal")
def test_a_signal_ends_the_wait_for_the_way_back_with_the_lock_held():
    """A signal that comes while another has the lock is raised once it is back, so that the blocks around end as they should."""
    lock, taken, let_go = FairLock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            taken.set()
            let_go.wait(10)

    def wake(*_: object) -> None:
        threading.Timer(0.05, let_go.set).start()
        raise TimeoutError

    def step_aside() -> None:
        with lock:
            other.start()
            with lock.aside():
                taken.wait(10)
                signal.setitimer(signal.ITIMER_REAL, 0.05)

    other = threading.Thread(target=hold)
    with on_alarm(wake), pytest.raises(TimeoutError):
        step_aside()
    other.join(10)
    assert lock._holder is None
    with lock:
        assert lock._depth == 1


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs a timer signal")
def test_a_wait_that_is_broken_off_leaves_the_lock_to_others():
    """Ctrl+C while waiting for a turn gives the turn up: whoever comes later still gets in."""
    lock, held, let_go = FairLock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            let_go.wait(10)

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    with on_alarm(interrupt):
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt), lock:
            pass
    let_go.set()
    thread.join(10)
    entered = threading.Thread(target=lambda: lock.__enter__())
    entered.start()
    entered.join(10)
    assert not entered.is_alive()


def test_a_result_is_made_once_and_a_fault_is_not_kept():
    """The same question of the same reader is worked out once; a fault is tried again; a changed library forgets all."""
    desk, made = Desk(NoAssistant()), []

    def make(status: str) -> dict:
        made.append(status)
        return {"status": status}

    assert desk.remembered(("a",), lambda: make("answered")) == desk.remembered(("a",), lambda: make("answered"))
    assert made == ["answered"]
    desk.remembered(("b",), lambda: make("error"))
    desk.remembered(("b",), lambda: make("error"))
    assert made == ["answered", "error", "error"]
    desk.forget()
    desk.remembered(("a",), lambda: make("answered"))
    assert made[-1] == "answered"
    assert len(made) == 4


def test_a_result_of_a_library_that_changed_meanwhile_is_not_kept():
    """What was worked out before a report came or went is given once and never again."""
    desk = Desk(NoAssistant())

    def make() -> dict:
        desk.forget()
        return {"status": "answered", "text": "old"}

    assert desk.remembered(("a",), make)["text"] == "old"
    assert desk.remembered(("a",), lambda: {"status": "answered", "text": "new"})["text"] == "new"


def test_kept_results_are_bounded():
    """Many different questions do not fill the memory: the ones not asked for longest go first."""
    desk, made = Desk(NoAssistant()), []
    for number in range(KEPT_RESULTS + 1):
        desk.remembered((number,), lambda: {"status": "answered"})
    desk.remembered((0,), lambda: made.append(0) or {"status": "answered"})
    desk.remembered((KEPT_RESULTS,), lambda: made.append(1) or {"status": "answered"})
    assert made == [0]


class OneReport:
    """Stands for an assistant, and for the visits of one visitor whose report becomes ready when told."""

    ready = False
    lock = FairLock()

    def reports(self) -> tuple:
        return ()

    def library(self, visitor: str | None) -> object | None:
        return object() if self.ready and visitor == "anna" else None

    def version(self, visitor: str | None) -> str:
        return "key:7" if self.library(visitor) else ""

    def joined(self, library: object) -> str:
        return "private"


def test_a_report_that_becomes_ready_meanwhile_is_told_to_nobody_else():
    """A result is made after its key: where a visitor's report came between, it is not kept for all who ask the same."""
    desk, one = Desk(OneReport()), OneReport()
    desk.visits = one
    key = ("ask", desk.reader("anna"), "question")
    one.ready = True
    assert desk.remembered(key, lambda: {"text": desk.assistant("anna")}) == {"text": "private"}
    assert desk.remembered(key, lambda: {"text": "public"}) == {"text": "public"}
    own = ("ask", desk.reader("anna"), "question")
    assert desk.remembered(own, lambda: {"text": desk.assistant("anna")}) == {"text": "private"}
    assert desk.remembered(own, lambda: {"text": "made again"}) == {"text": "private"}
    desk.forget_reader("key")
    assert desk.remembered(own, lambda: {"text": "made again"}) == {"text": "made again"}


def test_work_cut_by_a_change_is_begun_again():
    """Where the reports change in the middle of a piece of work it is done once more, from what is held then."""
    desk, begun = Desk(NoAssistant()), []

    def work() -> dict:
        begun.append(1)
        if len(begun) == 1:
            desk.forget()
            raise LibraryChanged("the reports were changed")
        return {"text": "from the new library"}

    assert desk.remembered(("key",), work) == {"text": "from the new library"}
    assert len(begun) == 2


ALONE = Conversation()


class Counting:
    """Stands for an assistant that counts what it is asked; its model fails as often as told."""

    lock = FairLock()
    adviser = None

    def __init__(self, faults: int = 0) -> None:
        self.asked: list[str] = []
        self.faults = faults

    def reports(self) -> tuple:
        return ()

    def ask(self, question: str, conversation: Conversation = ALONE, advised: bool = True) -> Answer:
        self.asked.append(question)
        model = ModelUse("m", fault="late") if len(self.asked) <= self.faults else None
        return Answer(question, "zh", "answered", "…", model=model)


def test_an_answer_is_worked_out_once_for_all_that_starts_from_it():
    """The answer, what can be asked next and what can be drawn share one answer; another talk or other files do not."""
    assistant = Counting()
    desk = Desk(assistant)
    first = desk.answer(None, None, "q", Conversation())
    assert desk.asking(None, None).ask("q", advised=False) is first
    assert assistant.asked == ["q"]
    desk.answer(None, None, "q", Conversation(("before",)))
    assert assistant.asked == ["q", "q"]
    desk.forget()
    desk.answer(None, None, "q", Conversation())
    assert len(assistant.asked) == 3


def test_an_answer_that_a_model_failed_at_is_not_kept():
    """The next who asks may have the model's help."""
    assistant = Counting(faults=1)
    desk = Desk(assistant)
    assert desk.answer(None, None, "q", Conversation()).model.fault == "late"
    assert desk.answer(None, None, "q", Conversation()).model is None
    assert len(assistant.asked) == 2


def test_a_turn_is_not_taken_by_work_whose_time_is_over():
    """Work that took too long is given up where it would take its turn, and the turn goes to the next."""
    lock, over = FairLock(), Effort(None)
    with limited(over), lock:
        over.give_up()
        with pytest.raises(OutOfTime), lock:
            pytest.fail("the turn was taken")
    taken = []
    waits = Effort(None)

    def late() -> None:
        with limited(waits), pytest.raises(OutOfTime), lock:
            taken.append("late")

    def next_one() -> None:
        with lock:
            taken.append("next")

    with lock:
        threads = [threading.Thread(target=work) for work in (late, next_one)]
        for number, thread in enumerate(threads):
            thread.start()
            while len(lock._waiting) <= number:
                time.sleep(0.001)
        waits.give_up()
    for thread in threads:
        thread.join(10)
    assert taken == ["next"]
