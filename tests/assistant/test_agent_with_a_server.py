"""The research agent with a chat model behind a real HTTP server: its tools as the protocol has them, its faults as they come."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.agent import Limits, ResearchAgent
from assistant.ask import Assistant
from assistant.model.chat import open_langchain
from assistant.model.settings import ChatSettings
from assistant.types import Answer
from tests.chat_server import KEY, ChatServer, Cut, Raw, Reply, Wait

pytest.importorskip("langchain_openai", reason="the extra [chat] is not installed")
QUESTION = "2022年公车费用比2021年怎么变了？"
FILE = "bazhong-gov-office-2022.txt"
LINE = {"file": FILE, "first": 85, "last": 85}


def said(content: str | None = None, *tools: tuple[str, str]) -> Raw:
    """A reply of the protocol: text, or calls of tools with their arguments as the model wrote them."""
    calls = [{"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": given}} for n, (name, given) in enumerate(tools)]
    message: dict[str, Any] = {"role": "assistant", "content": content, **({"tool_calls": calls} if calls else {})}
    choice = {"index": 0, "finish_reason": "tool_calls" if calls else "stop", "message": message}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return Raw(json.dumps({"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}).encode())


def called(name: str, **arguments: Any) -> Raw:
    """A reply that calls one tool."""
    return said(None, (name, json.dumps(arguments, ensure_ascii=False)))


def ask(assistant: Assistant, server: ChatServer, script: list[Reply], seconds: float = 30.0) -> Answer:
    server.script = script
    model = open_langchain(ChatSettings("openai:any-model", server.url, KEY, 2.0))
    return ResearchAgent(assistant, model, Limits(steps=6, seconds=seconds)).ask(QUESTION)


def test_the_tools_are_offered_as_the_protocol_has_them(assistant: Assistant, chat_server: ChatServer) -> None:
    """Each tool goes out as a function with its description and arguments; results come back with their marks."""
    answer = ask(assistant, chat_server, [called("read_lines", **LINE), said("公务用车费用为111.99万元，减少49.04万元[1]。")])
    assert (answer.status, answer.text) == ("answered", "公务用车费用为111.99万元，减少49.04万元[1]。")
    assert (answer.model.name, answer.citations[0].line) == ("any-model", 85)
    first, second = chat_server.asked
    functions = {tool["function"]["name"]: tool["function"] for tool in first["tools"]}
    assert set(functions) == {"ask", "search_facts", "read_lines", "calculate", "compare"}
    assert all(one["description"] for function in functions.values() for one in function["parameters"]["properties"].values())
    assert '"cite":"[1]"' in second["messages"][-1]["content"]


@pytest.mark.parametrize(
    "script",
    [
        [500],
        [401],
        [called("read_lines", **LINE), 500],
        [called("read_lines", **LINE), Cut("费用为1234")],
        [Wait(20.0)],
        [Raw(b"<html>no such page</html>")],
        [Raw(b"{}")],
        [said(None, ("read_lines", "{not json")), said("费用为1234万元[1]。")],
        [said(None, ("read_lines", '"85"')), said("费用为1234万元[1]。")],
        [called("read_lines", **LINE), said("费用为111.99亿元[1]。")],
        [said(None), said("")],
    ],
    ids=["500", "401", "500 later", "cut", "late", "html", "empty", "no json", "no object", "wrong unit", "nothing"],
)
def test_a_server_that_fails_shows_no_figure_of_its_own(assistant: Assistant, chat_server: ChatServer, script: list[Reply]) -> None:
    """Errors, broken replies and delays end in a decline or in figures with their lines; the key is never told."""
    answer = ask(assistant, chat_server, script, seconds=8.0)
    shown = json.dumps(answer.to_json(), ensure_ascii=False)
    assert answer.notes
    assert "1234" not in answer.text
    assert "亿元" not in answer.text
    assert KEY not in shown
    assert answer.status == "declined" or answer.citations
