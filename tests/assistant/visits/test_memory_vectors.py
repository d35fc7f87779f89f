"""Vectors of a visitor's reports in memory are found as those of a library's store are."""

from __future__ import annotations

from assistant.visits.memory_vectors import MemoryVectors


def test_nearest_first_of_the_files_asked() -> None:
    """The nearest by cosine come first, of the files and the collection asked for only; length does not count."""
    vectors = MemoryVectors()
    vectors.add("passages", "a.txt", ["a@1", "a@2"], [[10.0, 0.0], [1.0, 1.0]])
    vectors.add("passages", "a.txt", ["a@3"], [[0.0, 1.0]])
    vectors.add("passages", "b.txt", ["b@1"], [[1.0, 0.1]])
    vectors.add("labels", "a.txt", ["a%1"], [[1.0, 0.0]])
    found = vectors.search("passages", [2.0, 0.0], 2, ["a.txt"])
    assert [key for key, _ in found] == ["a@1", "a@2"]
    assert abs(found[0][1] - 1.0) < 1e-6
    assert [key for key, _ in vectors.search("passages", [2.0, 0.0], 9, ["a.txt", "b.txt"])] == ["a@1", "b@1", "a@2", "a@3"]
    vectors.remove("a.txt")
    assert vectors.search("passages", [2.0, 0.0], 9, ["a.txt"]) == []
    assert vectors.search("labels", [2.0, 0.0], 9, ["a.txt"]) == []
    assert [key for key, _ in vectors.search("passages", [2.0, 0.0], 9, ["b.txt"])] == ["b@1"]
