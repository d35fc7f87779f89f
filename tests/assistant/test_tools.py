"""The assistant's parts as LangChain tools and as a Runnable."""

from __future__ import annotations

import asyncio
import inspect
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool

from assistant.ask import Assistant
from assistant.tool_calls import NAMES, ToolCalls, tool_texts
from assistant.tools import as_runnable, calculator_tool, disclosure_tools
from index.errors import QuestionError

FILE = "bazhong-gov-office-2022.txt"


def called(assistant: Assistant, name: str, **arguments: Any) -> ToolMessage:
    """The message that a tool gives an agent."""
    (tool,) = disclosure_tools(assistant, (name,))
    return tool.invoke({"type": "tool_call", "id": "1", "name": name, "args": arguments})


def test_every_tool_has_its_texts_and_no_other_is_told_of() -> None:
    """Each tool and each of its parameters is described in the one prompt file, which describes nothing else."""
    texts = {name: set(table) - {"title", "about"} for name, table in tool_texts().items() if isinstance(table, dict)}
    parameters = {name: set(inspect.signature(getattr(ToolCalls, name)).parameters) - {"self"} for name in NAMES}
    assert texts == parameters


def test_a_tool_is_described_with_its_arguments(assistant: Assistant) -> None:
    """Every tool is a LangChain tool whose schema tells a model each argument."""
    for tool in disclosure_tools(assistant):
        assert isinstance(tool, BaseTool)
        shape = tool.args_schema.model_json_schema()
        assert len(tool.description) > 100
        assert all(one["description"] for one in shape["properties"].values())


def test_facts_come_with_the_lines_they_stand_on(assistant: Assistant) -> None:
    """`search_facts` gives JSON for the model, and as artifact the lines with the figures read from them."""
    message = called(assistant, "search_facts", item="vehicle costs", measure="change", year=2022)
    assert json.loads(message.content)["facts"][0]["value"] == "-49.04"
    line = message.artifact.lines[0]
    assert (line.file, line.line) == (FILE, 85)
    assert (Decimal("-49.04"), "万元") in line.changes
    assert message.artifact.findings[0].value == Decimal("-49.04")


def test_a_cell_comes_with_its_header_and_unit_lines(assistant: Assistant) -> None:
    """A line read from a table has the lines that give its figures their meaning beside it."""
    message = called(assistant, "read_lines", file=FILE, first=224, last=228)
    cell = next(line for line in message.artifact.lines if line.context)
    assert (Decimal("155.00"), "万元") in cell.amounts  # the unit stands in another line
    beside = {line.line for line in (*message.artifact.beside, *message.artifact.lines)}
    assert set(cell.context) <= beside


def test_a_comparison_comes_with_its_workings(assistant: Assistant) -> None:
    """`compare` hands over each working with the lines of its operands."""
    artifact = called(assistant, "compare", item="公务接待费", years=[2021, 2022]).artifact
    assert {(one.expression, str(one.result), one.unit) for one in artifact.workings} >= {
        ("4.33 + 0.2", "4.53", "万元"), ("4.33 - 4.53", "-0.20", "万元"), ("(4.33 - 4.53) / 4.53 * 100", "-4.42", "%"),
    }  # fmt: skip
    assert all(one.places and {file for file, _ in one.places} == {FILE} for one in artifact.workings)


def test_an_answer_comes_with_its_citations(assistant: Assistant) -> None:
    """`ask` hands over the cited lines and its workings; what is declined rests on nothing."""
    artifact = called(assistant, "ask", question="公车费用降了多少？").artifact
    assert [line.line for line in artifact.lines] == [85]
    assert [one.expression for one in artifact.workings] == ["111.99 + 49.04"]
    assert called(assistant, "ask", question="How much was spent on submarines?").artifact.lines == ()


def test_calculator_tool_returns_working_and_result() -> None:
    """The calculator alone needs no library: its working, result and unit as text, in the unit and decimals wanted."""
    tool = calculator_tool()
    assert tool.invoke({"expression": "111.99万元 + 49.04万元"}) == "111.99万元 + 49.04万元 = 161.03万元"
    assert "rounded half up to 6 decimals" in tool.invoke({"expression": "1 / 3"})
    assert "≈ 30.45%" in tool.invoke({"expression": "49.04万元 / 161.03万元", "unit": "%", "decimals": 2})
    assert tool.invoke({"expression": "49.04万元", "unit": "元"}) == "49.04万元 = 490400元"


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("calculate", {"expression": "1万元 + 3辆"}, "Not calculated. character"),
        ("calculate", {"expression": "1万元", "unit": "辆"}, "cannot convert"),
        ("search_facts", {"measure": "money"}, "percent_change"),
        ("search_facts", {"colour": "red"}, "colour"),
        ("search_facts", {"entity": "杭州市财政局"}, "巴中市人民政府办公室"),
        ("read_lines", {"file": "../../etc/passwd"}, FILE),
        ("read_lines", {"file": FILE, "first": 999999}, "2806"),
        ("compare", {"item": "公务接待费", "basis": "大概"}, "决算"),
        ("ask", {}, "question"),
    ],
)
def test_a_fault_is_told_to_the_model(assistant: Assistant, name: str, arguments: dict[str, Any], told: str) -> None:
    """Bad input comes back as an error message that says what to do, without evidence and without a trace."""
    message = called(assistant, name, **arguments)
    assert message.status == "error"
    assert told in message.content
    assert message.artifact is None
    assert "Traceback" not in message.content


def test_tools_can_be_awaited(assistant: Assistant) -> None:
    """The tools work from asynchronous chains as well."""
    (tool,) = disclosure_tools(assistant, ("read_lines",))
    awaited = tool.ainvoke({"file": FILE, "first": 85, "last": 85})
    with ThreadPoolExecutor(1) as alone:  # the browser tests leave a loop running in this thread
        assert "49.04万元" in alone.submit(asyncio.run, awaited).result()


def test_ask_is_a_runnable(assistant: Assistant) -> None:
    """A question goes in, an Answer comes out; a mapping brings its talk and its id; batches work."""
    ask = as_runnable(assistant)
    assert (ask | (lambda answer: answer.figures[0].value)).invoke("公车费用降了多少？") == "49.04"
    follow = {"question": "那去年呢？", "conversation": ["2022年公务接待费是多少？"], "id": "7"}
    first, second = ask.batch([follow, "三公经费？"])
    assert (first.figures[0].value, first.id, second.status) == ("4.53", "7", "answered")
    with pytest.raises(QuestionError, match="question"):
        ask.invoke({"text": "三公经费？"})


def test_langchain_is_loaded_only_on_demand() -> None:
    """Importing the module does not load langchain."""
    code = "import sys, assistant.tools; sys.exit(any(name.startswith('langchain') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
