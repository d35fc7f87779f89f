"""Traditional text is read as simplified, place by place."""

from __future__ import annotations

import pytest

from index.characters import shown_text, simplified, turned_parts


@pytest.mark.parametrize(
    ("text", "simple"),
    [("公務用車購置及運行維護費，２０２４", "公务用车购置及运行维护费，２０２４"), ("歲出決算", "岁出决算"), ("Total 12,345", "Total 12,345"), ("", "")],
)
def test_characters_change_one_for_one(text: str, simple: str) -> None:
    """Only Chinese characters change, and the length never does: a place in one text is the same place in the other."""
    assert simplified(text) == simple
    assert len(simplified(text)) == len(text)


@pytest.mark.parametrize("sign", ["\u202e", "\u2067", "\u200e", "\u2069", "\U000e0041", "\U000e01ef"])
def test_what_is_shown_holds_no_sign_that_turns_or_hides(sign: str) -> None:
    """Signs of direction and of hidden text are left out of what is shown; all else of it stays."""
    assert shown_text(f"支出{sign}99.3万元") == "支出99.3万元"
    assert shown_text("支出99.3万元 ☑️") == "支出99.3万元 ☑️"


def test_what_is_printed_from_right_to_left_is_found() -> None:
    """The part up to the end of the turn, or of the line, where it holds a digit."""
    assert turned_parts("支出\u202e99.3\u202c万元") == [(2, 8)]
    assert turned_parts("支出\u202e99.3万元") == [(2, 9)]
    assert turned_parts("支出\u202e万元\u202c99.3") == []
    assert turned_parts("支出99.3万元") == []
