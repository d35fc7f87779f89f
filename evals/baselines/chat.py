"""The baseline with a chat model: the same passages, read by the model that the settings name.

A model that fails, is late or gives no JSON leaves its case unscored.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.model.chat import Chat, ChatFault, LangChainChat
from assistant.model.settings import ChatSettings, read_chat_settings
from assistant.prompt_files import load_prompt
from evals.baselines.plain import NEAR_ENOUGH, Found, answer_json, whole_question
from evals.baselines.plain_library import PlainLibrary
from evals.dataset import plain_decimal
from evals.types import AnswerJson, Solver
from index.types import SourceLine

SECONDS = 30.0
"""The time for a reply where none is set: nobody waits for this one."""


def chat_settings(environment: Mapping[str, str] | None = None) -> ChatSettings | None:
    """The model that the settings name; None where they name none. Raises MingzhangError."""
    return read_chat_settings(os.environ if environment is None else environment, SECONDS)


def chat_solver(library: PlainLibrary, settings: ChatSettings) -> Solver:
    """The plain retrieval with a chat model as a solver. Raises MingzhangError where its library is missing or the model unknown."""
    chat = LangChainChat(settings)

    def answer(question: str, conversation: Sequence[str] = (), files: Sequence[str] | None = None) -> AnswerJson:
        asked = whole_question(question, conversation)
        found = [one for one in library.nearest(asked, files) if one[2] >= NEAR_ENOUGH]
        if not found:
            return answer_json(question, "declined", notes=["no passage is near enough to the question"])
        lines = _lines(found)
        reply = _ask(chat, _messages(question, conversation, lines))
        return _answer(question, reply, lines)

    return Solver(answer)


def _ask(chat: Chat, messages: list[tuple[str, str]]) -> Mapping[str, Any]:
    from langchain_core.exceptions import OutputParserException
    from langchain_core.output_parsers import JsonOutputParser

    try:
        reply = JsonOutputParser().invoke(chat.reply(messages))
    except OutputParserException:
        raise ChatFault("the model gave no JSON object", "unusable") from None
    if not isinstance(reply, dict):
        raise ChatFault("the model gave no JSON object", "unusable")
    return reply


def _lines(found: Found) -> list[tuple[str, SourceLine]]:
    """The lines of the passages, each once, in the order found."""
    return list(dict.fromkeys((file, line) for file, passage, _ in found for line in passage.lines if line.text.strip()))


def _messages(question: str, conversation: Sequence[str], lines: Sequence[tuple[str, SourceLine]]) -> list[tuple[str, str]]:
    language = answer_json(question, "declined")["language"]
    prompts = load_prompt("chat_baseline")[language]
    shown = "\n".join(f"[{mark}] ({file}) {line.text.strip()}" for mark, (file, line) in enumerate(lines, start=1))
    filled = prompts["question"].substitute(lines=shown, question="\n".join((*conversation, question)))
    return [("system", prompts["system"].template), ("human", filled)]


def _answer(question: str, reply: Mapping[str, Any], lines: Sequence[tuple[str, SourceLine]]) -> AnswerJson:
    if reply.get("status") != "answered":
        return answer_json(question, "declined", notes=["the model declined"])
    text = str(reply.get("text") or "")
    value = None if reply.get("value") is None else plain_decimal(str(reply["value"]).replace(",", "").strip())
    cited = _cited(reply.get("line"), value, lines)
    if value is None:
        return answer_json(question, "answered", text, cited)
    unit = str(reply.get("unit") or "").strip()
    figure = {"value": str(value), "unit": unit, "label": "", "period": None, "citations": [1] if cited else []}
    return answer_json(question, "answered", text or f"{value}{unit}", cited, figure)


def _cited(number: Any, value: Any, lines: Sequence[tuple[str, SourceLine]]) -> list[tuple[str, SourceLine]]:
    """The line that the model names, unless it does not hold the figure and another does; none where it names none."""
    digits = str(number).strip("[] ")
    named = lines[int(digits) - 1] if digits.isdecimal() and 0 < int(digits) <= len(lines) else None
    if value is not None and (named is None or not _holds(named[1], value)):
        named = next((one for one in lines if _holds(one[1], value)), named)
    return [named] if named else []


def _holds(line: SourceLine, value: Any) -> bool:
    from evals.tokens import find_numbers

    return any(abs(value) in reading for token in find_numbers(line.text) for reading in token.values)
