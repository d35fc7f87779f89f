"""The longest shared run counts neighbours in order only."""

from __future__ import annotations

import pytest

from assistant.cells.overlap import shared_run


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [("公务接待费", "本年公务接待支出", 4), ("期末余额", "余额期末", 2), ("水费", "电表", 0), ("", "电表", 0), ("abc", "xabcabc", 3)],
)
def test_the_longest_shared_run_is_measured(one: str, other: str, length: int) -> None:
    assert shared_run(tuple(one), tuple(other)) == length
