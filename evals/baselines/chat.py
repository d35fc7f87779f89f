"""The baseline with a chat model: the same passages, read by any OpenAI-compatible model. The one home of the chat model.

Its key is sent to the endpoint and shown nowhere. A model that fails, is late or gives no JSON leaves its case unscored.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any

from evals.baselines.plain import NEAR_ENOUGH, Found, answer_json, whole_question
from evals.baselines.plain_library import PlainLibrary
from evals.dataset import plain_decimal
from evals.errors import BadInput
from evals.types import AnswerJson, Solver
from index.errors import MingzhangError
from index.types import SourceLine

PROMPT_FILE = Path(__file__).resolve().parents[2] / "prompts" / "chat_baseline.toml"
SECONDS = 30.0


class ChatFault(MingzhangError):
    """The chat model gave nothing that can be scored. Its message never holds the key."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Which model is asked. `model` as LangChain names it ("openai:deepseek-chat"); the key is never shown."""

    model: str
    base_url: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = SECONDS

    @property
    def shown(self) -> str:
        """The model's name, for people."""
        return self.model.partition(":")[2] or self.model


def chat_settings(environment: Mapping[str, str] | None = None) -> ChatSettings | None:
    """The model that CHAT_MODEL, CHAT_BASE_URL, CHAT_API_KEY and CHAT_SECONDS name; None where none is. Raises BadInput."""
    environment = os.environ if environment is None else environment
    model = environment.get("CHAT_MODEL", "").strip()
    if not model:
        return None
    seconds = plain_decimal(environment.get("CHAT_SECONDS") or "30")
    if seconds is None or seconds <= 0:
        raise BadInput("CHAT_SECONDS is no number of seconds", where="CHAT_SECONDS", next_step="give a number above 0, such as 30")
    key, url = environment.get("CHAT_API_KEY") or None, environment.get("CHAT_BASE_URL") or None
    return ChatSettings(model, url, key, float(seconds))


def chat_solver(library: PlainLibrary, settings: ChatSettings) -> Solver:
    """The plain retrieval with a chat model as a solver. Raises BadInput where its library is missing or the model unknown."""
    model = _open_model(settings)

    def answer(question: str, conversation: Sequence[str] = (), files: Sequence[str] | None = None) -> AnswerJson:
        asked = whole_question(question, conversation)
        found = [one for one in library.nearest(asked, files) if one[2] >= NEAR_ENOUGH]
        if not found:
            return answer_json(question, "declined", notes=["no passage is near enough to the question"])
        lines = _lines(found)
        reply = _ask(model, _messages(question, conversation, lines), settings)
        return _answer(question, reply, lines)

    return Solver(answer)


def _open_model(settings: ChatSettings) -> Any:
    try:
        from langchain.chat_models import init_chat_model

        given = {"base_url": settings.base_url, "api_key": settings.key}
        return init_chat_model(
            settings.model, temperature=0, timeout=settings.seconds, max_retries=0,
            **{name: value for name, value in given.items() if value},
        )  # fmt: skip
    except ImportError as fault:
        raise BadInput(
            f"CHAT_MODEL names {settings.model!r}, but the library that talks to it is not installed", where="CHAT_MODEL",
            next_step="install the extra: pip install 'mingzhang[chat]', or unset CHAT_MODEL",
        ) from fault
    except Exception as fault:  # every provider refuses its settings with errors of its own make
        raise BadInput(
            f"the chat model cannot be used: {_without_key(fault, settings)}", where="CHAT_MODEL",
            next_step='name provider and model, such as "openai:deepseek-chat", and set CHAT_BASE_URL and CHAT_API_KEY',
        ) from None


def _ask(model: Any, messages: list[tuple[str, str]], settings: ChatSettings) -> Mapping[str, Any]:
    from langchain_core.exceptions import OutputParserException
    from langchain_core.output_parsers import JsonOutputParser

    try:
        reply = JsonOutputParser().invoke(model.invoke(messages))
    except OutputParserException:
        raise ChatFault("the model gave no JSON object", None, "Try another model.") from None
    except Exception as fault:  # network, time limit, refusal: each library has errors of its own; none may show the key
        raise ChatFault(f"the model gave no answer ({_without_key(fault, settings)})", None, "Try again.") from None
    if not isinstance(reply, dict):
        raise ChatFault("the model gave no JSON object", None, "Try another model.")
    return reply


def _without_key(fault: Exception, settings: ChatSettings) -> str:
    text = f"{type(fault).__name__}: {fault}"
    return (text.replace(settings.key, "…") if settings.key else text)[:300]


@lru_cache(maxsize=1)
def _prompts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(PROMPT_FILE.read_text(encoding="utf-8"))


def _lines(found: Found) -> list[tuple[str, SourceLine]]:
    """The lines of the passages, each once, in the order found."""
    return list(dict.fromkeys((file, line) for file, passage, _ in found for line in passage.lines if line.text.strip()))


def _messages(question: str, conversation: Sequence[str], lines: Sequence[tuple[str, SourceLine]]) -> list[tuple[str, str]]:
    language = answer_json(question, "declined")["language"]
    prompts = _prompts()[language]
    shown = "\n".join(f"[{mark}] ({file}) {line.text.strip()}" for mark, (file, line) in enumerate(lines, start=1))
    filled = Template(prompts["question"]).substitute(lines=shown, question="\n".join((*conversation, question)))
    return [("system", prompts["system"].strip()), ("human", filled.strip())]


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
