"""A chat model that says what a script says: LangChain's own seam, with a memory of what it was told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

Step = AIMessage | Exception | Callable[[list[BaseMessage]], AIMessage]
_ids = count(1)


class ScriptedModel(BaseChatModel):
    """Takes its replies from `script`, the last one again and again; raises those that are faults. `told` is what it was sent."""

    script: list[Any]
    told: list[list[BaseMessage]] = []
    offered: list[str] = []

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **choices: Any) -> ScriptedModel:
        self.offered[:] = [tool.name for tool in tools]
        return self

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **choices: Any) -> ChatResult:
        step = self.script[min(len(self.told), len(self.script) - 1)]
        self.told.append(list(messages))
        step = step(messages) if callable(step) else step
        if isinstance(step, Exception):
            raise step
        return ChatResult(generations=[ChatGeneration(message=step.model_copy(update={"id": None}))])


def calls(*tools: tuple[str, dict[str, Any]]) -> AIMessage:
    """A reply that calls tools, side by side."""
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call-{next(_ids)}"} for name, arguments in tools])


def call(name: str, **arguments: Any) -> AIMessage:
    """A reply that calls one tool."""
    return calls((name, arguments))
