"""Parts of the assistant for LangChain: its tools, its calculator, and `ask` as a Runnable, for chains of other people's making.

What the tools are and do is `assistant.tool_calls`, as over MCP. langchain is loaded only when a part is asked for: the assistant
itself does without.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from assistant.tool_calls import NAMES, ToolCalls, method_of, tool_texts
from assistant.tool_evidence import Evidence, evidence_of
from assistant.tool_results import WorkingResult
from index.errors import MingzhangError, QuestionError

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable
    from langchain_core.tools import BaseTool
    from pydantic import BaseModel

    from assistant.ask import Assistant
    from assistant.types import Answer


def disclosure_tools(assistant: Assistant, names: tuple[str, ...] = NAMES) -> list[BaseTool]:
    """The tools over an open assistant, by default all: ask, search_facts, read_lines, calculate, compare.

    Each gives text for a model (JSON, the working of a calculation) and, as the artifact of its ToolMessage, the `Evidence`
    that the text rests on. A fault comes back as text that says what to do, so that a model can mend its call.
    """
    calls = ToolCalls(lambda: assistant)

    def rests_on(result: BaseModel) -> Evidence:
        with assistant.lock:
            return evidence_of(assistant.library, result)

    return [_tool(calls, name, rests_on) for name in names]


def calculator_tool() -> BaseTool:
    """The tool `calculate` alone, which needs no library: an expression in, the working with result and unit out, as text."""
    return _tool(ToolCalls(_no_library), "calculate", lambda result: evidence_of(None, result))


def as_runnable(assistant: Assistant) -> Runnable[Any, Answer]:
    """`ask` as a Runnable: a question, or a mapping with `question` and perhaps `conversation` and `id`, in; an Answer out."""
    from langchain_core.runnables import RunnableLambda

    from assistant.conversation import Conversation

    def ask(asked: str | Mapping[str, Any]) -> Answer:
        given = as_question(asked)
        return assistant.ask(given["question"], given.get("id"), Conversation(tuple(given.get("conversation") or ())))

    return RunnableLambda(ask, name="mingzhang")


def as_question(asked: Any) -> Mapping[str, Any]:
    """What a Runnable was given, as a mapping with `question`. Raises QuestionError for anything else."""
    given = {"question": asked} if isinstance(asked, str) else asked
    if not isinstance(given, Mapping) or not isinstance(given.get("question"), str):
        raise QuestionError("there is no question", "input", 'Give a text, or a mapping such as {"question": "…"}.')
    return given


def _no_library() -> Assistant:
    raise MingzhangError("this tool has no library", None, "Make it with disclosure_tools(assistant).")


def _tool(calls: ToolCalls, name: str, rests_on: Callable[[BaseModel], Evidence]) -> BaseTool:
    from langchain_core.tools import StructuredTool, ToolException

    method = method_of(calls, name)

    def call(**arguments: Any) -> tuple[str, Evidence]:
        try:
            result = method(**arguments)
            return shown(result), rests_on(result)
        except MingzhangError as fault:
            raise ToolException(str(fault)) from fault

    return StructuredTool(
        name=name, description=tool_texts()[name]["about"].strip(), args_schema=_arguments(name, method), func=call,
        response_format="content_and_artifact", handle_tool_error=True, handle_validation_error=_told,
    )  # fmt: skip


def shown(result: BaseModel) -> str:
    """A result as a model reads it: the working of a calculation, JSON for all else, without what is not known."""
    return result.working if isinstance(result, WorkingResult) else result.model_dump_json(exclude_none=True)


def _arguments(name: str, method: Callable[..., BaseModel]) -> type[BaseModel]:
    """The tool's arguments as a pydantic model; an argument that it does not know is refused, not passed over."""
    from pydantic import ConfigDict, create_model

    parameters = inspect.signature(method, eval_str=True).parameters.values()
    fields: dict[str, Any] = {one.name: (one.annotation, ... if one.default is one.empty else one.default) for one in parameters}
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def _told(fault: Any) -> str:
    """Unfit arguments in one sentence a parameter."""
    errors = fault.errors() if hasattr(fault, "errors") else [{"loc": (), "msg": str(fault)}]
    told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors)
    return f"The tool cannot take these arguments. {told}. Look at its input schema."
