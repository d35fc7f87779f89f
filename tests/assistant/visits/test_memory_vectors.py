"""Vectors of a visitor's reports in memory are found as those of a library's store are."""

from __future__ import annotations

from assistant.visits.memory_vectors import MemoryVectors


def test_nearest_first_of_the_texts_asked() -> None:
    """The nearest by cosine come first, of the texts that may be found only; length does not count."""
    vectors = MemoryVectors()
    vectors.add("a.txt", ["甲", "乙"], [[10.0, 0.0], [1.0, 1.0]])
    vectors.add("a.txt", ["丙"], [[0.0, 1.0]])
    vectors.add("b.txt", ["甲", "丁"], [[10.0, 0.0], [1.0, 0.1]])
    found = vectors.search([2.0, 0.0], ["甲", "乙", "丙"], 2)
    assert [text for text, _ in found] == ["甲", "乙"]
    assert abs(found[0][1] - 1.0) < 1e-6
    assert [text for text, _ in vectors.search([2.0, 0.0], ["丙", "甲", "丁", "乙", "无"], 9)] == ["甲", "丁", "乙", "丙"]
    vectors.remove("a.txt")
    assert [text for text, _ in vectors.search([2.0, 0.0], ["甲", "乙", "丙", "丁"], 9)] == ["甲", "丁"]
    vectors.remove("b.txt")
    assert vectors.search([2.0, 0.0], ["甲", "丁"], 9) == []
