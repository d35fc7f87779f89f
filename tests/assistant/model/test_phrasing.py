"""A chat model's wording is used only where it says what the answer says, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from assistant.model.chat import Message
from assistant.model.phrasing import Masked, is_long, mask, reword, wording_fault
from assistant.types import Answer

CHINESE = (
    "甲市财政局2022年机关运行经费支出比2021年增加25.33万元 [1]，增长7.74% [1]：由327.21万元（推算）变为352.54万元 [1]。"
    "报告所述原因：一是印刷费在基本支出中列支；二是增加3人。 [1]"
)
ENGLISH = (
    "Bureau of Finance (甲市财政局), 2022, agency running cost (机关运行经费支出) rose by 25.33万元 (253,300 yuan) [1] from 2021, "
    "up 7.74% [1]: from 327.21万元 (3,272,100 yuan) (derived) to 352.54万元 (3,525,400 yuan) [1]. Reason given in the report: 增加3人。 [1]"
)
PAIR = (
    "“印刷费” adjusted budget (27.38万元 [1]) is 26% below initial budget (37.00万元 [2]), a cut of that share. "
    "Calculated: (27.38 - 37.00) / 37.00 * 100 = -26%."
)


class Scripted:
    name = "scripted"

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.asked: list[Sequence[Message]] = []

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> str:
        self.asked.append(messages)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def answer_of(text: str, language: str) -> Answer:
    return Answer("问", language, "answered", text)


@pytest.mark.parametrize(("text", "language"), [(CHINESE, "zh"), (ENGLISH, "en"), (PAIR, "en")])
def test_the_model_sees_no_digit_and_no_name(text: str, language: str) -> None:
    """Figures, years, quotations, marks and whatever is named are place holders; put back, the text is what it was."""
    masked = mask(text, language)
    assert not re.search(r"\d|甲市|财政|印刷", masked.text)
    assert re.sub(r"⟦([a-z]+)⟧", lambda holder: masked.held[holder[1]], masked.text) == text
    assert wording_fault(masked, masked.text, language) is None


def test_a_wording_of_the_same_words_is_used() -> None:
    """Words of the answer and such as only join may stand in another order between the place holders."""
    masked = mask(CHINESE, "zh")
    assert masked.text == "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧"
    chat = Scripted("⟦a⟧，也即增长⟦b⟧；其中由⟦c⟧（推算）变为⟦d⟧。根据报告所述原因，⟦e⟧")
    said = reword(chat, answer_of(CHINESE, "zh"))
    assert said == (
        "甲市财政局2022年机关运行经费支出比2021年增加25.33万元 [1]，也即增长7.74% [1]；其中由327.21万元（推算）变为352.54万元 [1]。"
        "根据报告所述原因，一是印刷费在基本支出中列支；二是增加3人。 [1]"
    )
    assert len(chat.asked) == 1


SPOILED = {
    "a digit": "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧（共3项）。报告所述原因：⟦e⟧",
    "a number in words": "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧，翻番。报告所述原因：⟦e⟧",
    "a sum in words": "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧，一百二十万元。报告所述原因：⟦e⟧",
    "a holder left out": "⟦a⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "a holder twice": "⟦a⟧，增长⟦b⟧⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "a holder of its own": "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧⟦f⟧",
    "holders exchanged": "⟦a⟧，增长⟦b⟧：由⟦d⟧（推算）变为⟦c⟧。报告所述原因：⟦e⟧",
    "a direction turned": "⟦a⟧，减少⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "a direction left out": "⟦a⟧，⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "a derivation hidden": "⟦a⟧，增长⟦b⟧：由⟦c⟧变为⟦d⟧。报告所述原因：⟦e⟧",
    "a negation": "⟦a⟧，没有增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "an opinion": "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧，管理不善。报告所述原因：⟦e⟧",
    "a link": "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧ http://x",
    "markup": "**⟦a⟧**，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "lines": "⟦a⟧\n增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "a mark of its own": "⟦a⟧，增长⟦b⟧ [⟦c⟧]：由（推算）变为⟦d⟧。报告所述原因：⟦e⟧",
    "nothing": "",
    "another language": "⟦a⟧, up ⟦b⟧: from ⟦c⟧ (derived) to ⟦d⟧. Reason: ⟦e⟧",
    "no end": "⟦a⟧，增长⟦b⟧：由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧" + "报告所述原因" * 20,
}


@pytest.mark.parametrize("said", SPOILED.values(), ids=SPOILED.keys())
def test_a_wording_that_says_anything_else_is_not_used(said: str) -> None:
    """It is sent back once with what is wrong, and then the plain answer stays."""
    chat = Scripted(said)
    assert reword(chat, answer_of(CHINESE, "zh")) is None
    assert len(chat.asked) == 2
    assert len(chat.asked[1]) == 3


def test_bases_may_not_change_places() -> None:
    """The initial budget and the adjusted one keep their figures, in English as well."""
    masked = mask(PAIR, "en")
    assert masked.text.startswith("⟦a⟧ adjusted budget (⟦b⟧) is ⟦c⟧ below initial budget (⟦d⟧)")
    turned = masked.text.replace("adjusted", "x").replace("initial", "adjusted").replace("x", "initial")
    assert wording_fault(masked, turned, "en") is not None
    assert wording_fault(masked, masked.text.replace("below", "above"), "en") is not None
    assert wording_fault(masked, masked.text.replace(", a cut of that share", ""), "en") is not None
    assert wording_fault(masked, masked.text.replace(" is ", " is respectively "), "en") is None
    assert wording_fault(masked, masked.text.replace(" is ", " is a shameful "), "en") is not None


def test_a_second_wording_may_be_used() -> None:
    """After one that cannot be used the next one counts."""
    good = "⟦a⟧，增长⟦b⟧，由⟦c⟧（推算）变为⟦d⟧。报告所述原因：⟦e⟧"
    chat = Scripted(SPOILED["a digit"], good)
    said = reword(chat, answer_of(CHINESE, "zh"))
    assert said is not None
    assert "，由327.21万元（推算）" in said


def test_only_long_prose_is_reworded() -> None:
    """Short answers, lists, declines and texts with holders of their own stay as they are."""
    assert is_long(answer_of(CHINESE, "zh"))
    assert not is_long(answer_of(CHINESE[:40], "zh"))
    assert not is_long(answer_of(CHINESE + "\n1. 甲", "zh"))
    assert not is_long(Answer("问", "zh", "declined", CHINESE))
    chat = Scripted("x")
    assert reword(chat, answer_of(CHINESE + "⟦a⟧", "zh")) is None
    assert chat.asked == []


def test_holders_are_named_without_end() -> None:
    """More than 26 figures have names of two letters, in order."""
    masked: Masked = mask("；".join(f"由{number}.5万元" for number in range(30)), "zh")
    assert list(masked.held)[24:29] == ["y", "z", "aa", "ab", "ac"]
    assert masked.held["ac"] == "28.5万元"
