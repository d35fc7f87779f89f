"""Who is logged in, for how long, and how often a wrong password may be tried."""

from __future__ import annotations

import pytest

from assistant.admin.sessions import FIRST_LOCK, FREE_TRIES, IDLE_SECONDS, LONGEST_SECONDS, Locked, Sessions


class OnePassword:
    """Fits one password, and counts how often it was asked."""

    asked = 0

    def fits(self, password: str) -> bool:
        self.asked += 1
        return password == "right"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def password() -> OnePassword:
    return OnePassword()


@pytest.fixture
def sessions(password: OnePassword, clock: Clock) -> Sessions:
    return Sessions(password, clock)


def test_a_session_begins_with_the_password(sessions: Sessions) -> None:
    """The right password gives a session whose guard lets it change things; a wrong one gives none."""
    assert sessions.log_in("wrong", "a") is None
    name = sessions.log_in("right", "a")
    guard = sessions.guard(name)
    assert sessions.may_change(name, guard)
    assert not sessions.may_change(name, "guessed")
    assert not sessions.may_change(name, None)
    assert not sessions.may_change("guessed", guard)
    assert not sessions.may_change(None, None)
    other = sessions.log_in("right", "a")
    assert other != name
    assert not sessions.may_change(other, guard)


def test_a_session_ends(sessions: Sessions, clock: Clock) -> None:
    """It ends when it is not used, after its longest time even if it is, and when it is logged out."""
    name = sessions.log_in("right", "a")
    clock.now += IDLE_SECONDS + 1
    assert sessions.guard(name) is None
    name = sessions.log_in("right", "a")
    end = clock.now + LONGEST_SECONDS
    while clock.now < end:
        assert sessions.guard(name)
        clock.now += IDLE_SECONDS / 2
    clock.now += 1
    assert sessions.guard(name) is None
    name = sessions.log_in("right", "a")
    sessions.log_out(name)
    assert sessions.guard(name) is None


def test_wrong_passwords_lock_the_address(sessions: Sessions, clock: Clock, password: OnePassword) -> None:
    """After some wrong ones the address is locked, also for the right password, longer each time; others are not."""
    for _ in range(FREE_TRIES):
        assert sessions.log_in("wrong", "a") is None
    asked = password.asked
    with pytest.raises(Locked) as locked:
        sessions.log_in("right", "a")
    assert password.asked == asked
    assert locked.value.seconds == FIRST_LOCK
    assert sessions.log_in("right", "b")
    clock.now += FIRST_LOCK
    assert sessions.log_in("wrong", "a") is None
    with pytest.raises(Locked) as locked:
        sessions.log_in("right", "a")
    assert locked.value.seconds == 2 * FIRST_LOCK
    clock.now += 2 * FIRST_LOCK
    assert sessions.log_in("right", "a")
    assert sessions.log_in("wrong", "a") is None  # counted anew


def test_endless_passwords_are_not_hashed(sessions: Sessions, password: OnePassword) -> None:
    """A password longer than any that can be set costs no hash."""
    assert sessions.log_in("x" * 5000, "a") is None
    assert password.asked == 0
