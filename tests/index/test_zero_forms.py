"""The kinds of nothing a cell can hold stay apart."""

from __future__ import annotations

import pytest

from index.zero_forms import zero_form


@pytest.mark.parametrize(
    ("text", "form"),
    [("0", "zero"), ("0.00", "zero"), ("0元", "zero"), ("０．００", "zero"), ("0%", "zero"), ("0批次", "zero"), ("", "blank"), (" \u3000", "blank"),
     ("—", "dash"), ("-", "dash"), ("─", "dash"), ("──", "dash"), ("／", "dash"), ("/", "dash"), ("无", "none"), ("無", "none"), ("未发生", "none"),
     ("无此项", "none"), ("本年无预算", "none"), ("没预算", "none"), ("单位不需填列", "not_applicable"), ("不涉及", "not_applicable"),
     ("空表", "empty_table"), ("（空表）", "empty_table"), ("此表为空表", "empty_table")],
)  # fmt: skip
def test_kinds_of_nothing(text: str, form: str) -> None:
    """A printed 0, a blank, a stroke, 无, 不涉及 and an empty table are told apart."""
    assert zero_form(text) == form


@pytest.mark.parametrize("text", ["0.01", "10", "无锡市", "无形资产", "空调", "一", "3个", "(1)", "无" * 30])
def test_something_is_no_nothing(text: str) -> None:
    """Figures and words that only begin like nothing are something."""
    assert zero_form(text) is None
