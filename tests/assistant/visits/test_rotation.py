"""Waiting work is taken from each visitor in turn."""

from __future__ import annotations

from assistant.visits.queue import Rotation


def test_each_visitor_in_turn() -> None:
    """One who brings many files does not keep another waiting for all of them."""
    queue = Rotation()
    for job in ("a1", "a2", "a3"):
        queue.put("anna", job)
    queue.put("berta", "b1")
    assert [queue.take(0) for _ in range(4)] == [("anna", "a1"), ("berta", "b1"), ("anna", "a2"), ("anna", "a3")]
    assert queue.take(0) is None


def test_dropped_and_closed() -> None:
    """Work of a visitor who left is forgotten; a closed queue gives nothing."""
    queue = Rotation()
    queue.put("anna", "a1")
    queue.put("berta", "b1")
    queue.drop("anna")
    assert queue.take(0) == ("berta", "b1")
    queue.put("berta", "b2")
    queue.close()
    assert queue.take() is None
