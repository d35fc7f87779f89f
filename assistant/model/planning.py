"""Where the rules find no figure that fits a question, a chat model may name the item that it means, out of those that are there.

The model sees the question and a list of item names with keys, no figure. It gives a key and a kind of asking, both out of
closed lists; the year and the body stay those that the rules read. What it names is put into a question, which is answered
and checked like any other, so that nothing it writes is ever shown. A choice that another order of the list overturns was a
guess and is not used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.model.chat import Chat, ChatFault, Message
from assistant.prompt_files import HOLES, load_prompt

NONE = "none"
KINDS = tuple(part.removeprefix("ask_") for part in HOLES["chat_planning"] if part.startswith("ask_"))
MOST_ITEMS = 24
LONGEST_NAME = 40
LONGEST_SHOWN = 300
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the model takes a question for: one of the items offered, and a kind of asking out of `KINDS`."""

    item: str
    asks: str


def choose_item(chat: Chat, language: str, question: str, items: Sequence[str]) -> Choice | None:
    """The item that a question means and what it asks of it; None where the model says that none is, or is not sure.

    `items` are names, nearest first; the first `MOST_ITEMS` are offered. Raises ChatFault where the model gives nothing of use
    twice, or nothing at all.
    """
    names: dict[str, str] = {}
    for item in items:
        names.setdefault(shown_name(item), item)  # what looks alike to the model is offered once
    offered = list(names.values())[:MOST_ITEMS]
    if not offered:
        return None
    first = _choose(chat, language, question, offered)
    if first is None:
        return None
    second = _choose(chat, language, question, offered[::-1])
    return first if second is not None and second.item == first.item else None


def in_words(language: str, choice: Choice, body: str, year: int | None) -> str:
    """The choice as a question."""
    shown = "" if year is None else f"{year}年" if language == "zh" else f" in {year}"
    return load_prompt("chat_planning")[language][f"ask_{choice.asks}"].substitute(who=body, year=shown, item=choice.item)


def _choose(chat: Chat, language: str, question: str, offered: Sequence[str]) -> Choice | None:
    keys = {_key(number): item for number, item in enumerate(offered)}
    messages = _messages(language, question, keys)
    schema = _schema(list(keys))
    try:
        return _read(chat.reply(messages, schema), keys)
    except ChatFault as fault:
        if fault.kind != "unusable":
            raise
        again = load_prompt("chat_planning")[language]["again"].substitute(fault=fault.what)
        return _read(chat.reply([*messages, ("human", again)], schema), keys)


def _key(number: int) -> str:
    return chr(ord("A") + number // 10) + chr(ord("a") + number % 10)


def _messages(language: str, question: str, keys: Mapping[str, str]) -> list[Message]:
    prompt = load_prompt("chat_planning")[language]
    listed = "\n".join(f"{key}: {shown_name(item)}" for key, item in keys.items())
    asked = prompt["question"].substitute(items=listed, question=_UNSHOWN.sub(" ", question)[:LONGEST_SHOWN])
    return [("system", prompt["system"].template), ("human", asked)]


def shown_name(item: str) -> str:
    """An item's name as the model sees it: one short line without figures or characters that cannot be seen."""
    return _DIGITS.sub("", " ".join(_UNSHOWN.sub(" ", item).split()))[:LONGEST_NAME].strip() or "–"


def _schema(keys: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "object", "additionalProperties": False, "required": ["item", "asks"],
        "properties": {"item": {"type": "string", "enum": [*keys, NONE]}, "asks": {"type": "string", "enum": list(KINDS)}},
    }  # fmt: skip


def _read(reply: str, keys: Mapping[str, str]) -> Choice | None:
    """The choice that a reply makes. Raises ChatFault of kind "unusable" where it makes none."""
    found = re.search(r"\{[^{}]*\}", reply)  # models wrap their JSON in words and fences
    try:
        data = json.loads(found.group()) if found else None
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise ChatFault("it is no JSON object", "unusable")
    item, asks = data.get("item"), data.get("asks")
    if item == NONE or item is None and "item" in data:
        return None
    if not isinstance(item, str) or item not in keys:
        raise ChatFault("its item is none of those listed", "unusable")
    if asks not in KINDS:
        raise ChatFault("its asks is none of the kinds listed", "unusable")
    return Choice(keys[item], asks)
