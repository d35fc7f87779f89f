"""Traditional text is read as simplified, place by place."""

from __future__ import annotations

import pytest

from index.characters import simplified


@pytest.mark.parametrize(
    ("text", "simple"),
    [("公務用車購置及運行維護費，２０２４", "公务用车购置及运行维护费，２０２４"), ("歲出決算", "岁出决算"), ("Total 12,345", "Total 12,345"), ("", "")],
)
def test_characters_change_one_for_one(text: str, simple: str) -> None:
    """Only Chinese characters change, and the length never does: a place in one text is the same place in the other."""
    assert simplified(text) == simple
    assert len(simplified(text)) == len(text)
