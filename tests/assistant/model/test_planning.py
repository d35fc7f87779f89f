"""A chat model may name one of the items offered; whatever else it says is not used."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from assistant.model.chat import ChatFault, Message
from assistant.model.planning import KINDS, MOST_ITEMS, Choice, choose_item, in_words, shown_name

ITEMS = ("公务接待费", "公务用车运行维护费", "培训费")


class Scripted:
    """Says what it is told to, the last thing for ever, and remembers what it was asked."""

    name = "scripted"

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.asked: list[Sequence[Message]] = []
        self.schemas: list[Mapping[str, Any] | None] = []

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> str:
        self.asked.append(messages)
        self.schemas.append(schema)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(messages) if callable(reply) else reply


def naming(item: str, asks: str = "value"):
    """A reply that names an item by whatever key the list gives it."""

    def reply(messages: Sequence[Message]) -> str:
        keys = {name: key for key, name in re.findall(r"^(\w+): (.*)$", messages[1][1], re.M)}
        return json.dumps({"item": keys[item], "asks": asks})

    return reply


def test_the_item_named_twice_is_the_choice() -> None:
    """Asked with the list in both orders, the model names one item: that is what the question means."""
    chat = Scripted(naming("培训费", "change"))
    assert choose_item(chat, "zh", "学习班花的钱变了多少", ITEMS) == Choice("培训费", "change")
    first, second = (messages[1][1] for messages in chat.asked)
    assert first.index("公务接待费") < first.index("培训费")
    assert second.index("公务接待费") > second.index("培训费")


def test_a_choice_that_the_order_decides_is_a_guess() -> None:
    """A model that always takes the first of the list means nothing by it."""
    assert choose_item(Scripted('{"item": "Aa", "asks": "value"}'), "zh", "学习班花了多少", ITEMS) is None


def test_none_is_none() -> None:
    """Where the model finds no item, none is taken, and it is not asked again."""
    chat = Scripted('{"item": "none", "asks": "value"}')
    assert choose_item(chat, "en", "How much for catering?", ITEMS) is None
    assert len(chat.asked) == 1
    assert choose_item(Scripted('{"item": null, "asks": "value"}'), "en", "How much?", ITEMS) is None
    assert choose_item(chat, "en", "How much?", ()) is None
    assert len(chat.asked) == 1


@pytest.mark.parametrize(
    "reply",
    ["no JSON", "{", '["Aa"]', '{"item": "Zz", "asks": "value"}', '{"item": ["Aa"], "asks": "value"}', '{"item": "Aa", "asks": "run a tool"}',
     '{"item": "Aa"}', '{"item": 1, "asks": "value"}', "", "500万元", '{"item": "公务接待费", "asks": "value"}'],
)  # fmt: skip
def test_a_reply_of_no_use_is_asked_for_once_more(reply: str) -> None:
    """Anything but a key and a kind out of the lists is sent back once with what is wrong, and then given up as unusable."""
    chat = Scripted(reply)
    with pytest.raises(ChatFault) as fault:
        choose_item(chat, "zh", "学习班花了多少", ITEMS)
    assert fault.value.kind == "unusable"
    assert len(chat.asked) == 2
    assert fault.value.what in chat.asked[1][-1][1]


def test_a_second_try_may_be_of_use() -> None:
    """After one reply that cannot be used the next one counts."""
    chat = Scripted("well …", naming("培训费"))
    assert choose_item(chat, "zh", "学习班花了多少", ITEMS) == Choice("培训费", "value")


def test_words_around_the_object_do_not_matter() -> None:
    """Models wrap their JSON in fences and talk."""
    chat = Scripted(lambda messages: f"Sure:\n```json\n{naming('培训费')(messages)}\n```")
    assert choose_item(chat, "zh", "学习班花了多少", ITEMS) == Choice("培训费", "value")


def test_the_model_sees_no_figure_and_nothing_hidden() -> None:
    """Names are shown in one line without digits and unseen characters, so many at most; the schema holds keys alone."""
    assert shown_name("2022年\u200b印刷费\n12.5万元\u202e") == "年 印刷费 万元"
    assert shown_name("一" * 99) == "一" * 40
    assert shown_name("123") == "–"
    chat = Scripted('{"item": "none", "asks": "value"}')
    choose_item(chat, "zh", "多少\u202e钱", [f"项目{number}费" for number in range(80)])
    listed = chat.asked[0][1][1]
    assert not re.search(r"\d|\u202e", listed)
    assert len(re.findall(r"^\w+: ", listed, re.M)) == 1  # without their numbers they have one name
    offered = [f"{chr(0x4E00 + number)}费" for number in range(80)]
    choose_item(chat, "zh", "多少钱", offered)
    assert len(re.findall(r"^\w+: ", chat.asked[-1][1][1], re.M)) == MOST_ITEMS
    properties = chat.schemas[-1]["properties"]
    assert properties["asks"]["enum"] == list(KINDS)
    assert len(properties["item"]["enum"]) == MOST_ITEMS + 1


def test_the_choice_in_words_keeps_body_and_year() -> None:
    """The question made of a choice names the body and the year that the rules read, in either language."""
    assert in_words("zh", Choice("培训费", "change"), "甲市财政局", 2022) == "甲市财政局2022年培训费比上年增减多少？"
    assert in_words("en", Choice("培训费", "value"), "甲市财政局", 2022) == "How much was 培训费 of 甲市财政局 in 2022?"
    assert in_words("zh", Choice("培训费", "definition"), "甲市财政局", None) == "培训费是什么意思？"
