"""The MCP server as a chat client meets it: the real client starts the real command, over stdio and over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from assistant.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
FILE = "bazhong-gov-office-2022.txt"
TOOLS = ("ask", "search_facts", "read_lines", "calculate", "compare")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def over_stdio(library: Path, use: Callable[[Client], Awaitable[Any]]) -> Any:
    """What `use` gives for a client that starts the command on a library."""

    async def run() -> Any:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "assistant", "mcp", "--library", str(library)], env=ENVIRONMENT, cwd=ROOT
        )
        with anyio.fail_after(120):
            async with Client(stdio_client(command)) as client:
                return await use(client)

    return run_alone(run)


def run_alone(run: Callable[[], Awaitable[Any]]) -> Any:
    """What `run` gives, in a thread of its own: a browser opened by an earlier test keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(anyio.run, run).result()


@pytest.fixture(scope="module")
def results(bazhong_library: Path) -> dict[str, Any]:
    """Results of one talk with the server over stdio, by name; every call of the tests below is made in it."""
    calls = {
        "ask": ("ask", {"question": "公车费用降了多少？"}),
        "follow-up": ("ask", {"question": "那去年呢？", "conversation": ["2022年公务接待费是多少？"]}),
        "declined": ("ask", {"question": "How much was spent on submarines?"}),
        "empty": ("ask", {"question": " "}),
        "no question": ("ask", {}),
        "facts": ("search_facts", {"item": "vehicle costs", "measure": "change", "year": 2022}),
        "no facts": ("search_facts", {"item": "三公", "year": 2019}),
        "bad measure": ("search_facts", {"measure": "money"}),
        "unknown body": ("search_facts", {"entity": "杭州市财政局"}),
        "lines": ("read_lines", {"file": FILE, "first": 84, "last": 86}),
        "many lines": ("read_lines", {"file": FILE, "first": 1, "last": 2000}),
        "reports": ("read_lines", {}),
        "no file": ("read_lines", {"file": "../../etc/passwd"}),
        "past the end": ("read_lines", {"file": FILE, "first": 999999}),
        "sum": ("calculate", {"expression": "111.99万元 + 49.04万元"}),
        "rounded": ("calculate", {"expression": "10 / 3"}),
        "rate": ("calculate", {"expression": "49.04万元 / 161.03万元", "unit": "%", "decimals": 2}),
        "compared": ("compare", {"item": "vehicle costs", "years": [2021, 2022]}),
        "nothing to compare": ("compare", {"item": " "}),
        "nonsense": ("calculate", {"expression": "__import__('os').system('true')"}),
        "no tool": ("forget_everything", {}),
    }

    async def talk(client: Client) -> dict[str, Any]:
        found: dict[str, Any] = {"tools": (await client.list_tools()).tools, "instructions": client.instructions}
        for name, (tool, arguments) in calls.items():
            found[name] = await client.call_tool(tool, arguments)
        return found

    return over_stdio(bazhong_library, talk)


def test_the_tools_say_what_they_are_for(results: dict[str, Any]) -> None:
    """A client is offered the five tools, each read-only, described with its parameters, and with the shape of its result."""
    tools = {tool.name: tool for tool in results["tools"]}
    assert tuple(tools) == TOOLS
    for tool in tools.values():
        assert len(tool.description) > 100
        assert all(shape["description"] for shape in tool.input_schema["properties"].values())
        assert tool.output_schema["type"] == "object"
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False


def test_a_model_is_told_to_take_figures_from_the_tools_and_to_cite(results: dict[str, Any]) -> None:
    """The instructions hold the one rule: no figure but from a tool, every figure with file and line."""
    told = results["instructions"]
    assert "Every figure you state" in told
    assert "file and the line" in told
    assert all(f"`{name}`" in told for name in TOOLS)


def test_every_text_belongs_to_a_tool(results: dict[str, Any]) -> None:
    """No text of the prompt file is for a tool or a parameter that does not exist."""
    texts = tomllib.loads((ROOT / "prompts" / "tools.toml").read_text(encoding="utf-8"))
    parameters = {tool.name: set(tool.input_schema["properties"]) for tool in results["tools"]}
    written = {name: set(keys) - {"title", "about"} for name, keys in texts.items() if isinstance(keys, dict)}
    assert written == parameters


def test_an_answer_comes_with_its_lines(results: dict[str, Any]) -> None:
    """`ask` gives the JSON contract: figure, unit and the cited line, verbatim."""
    answer = results["ask"].structured_content
    assert not results["ask"].is_error
    assert (answer["status"], answer["figures"][0]["value"], answer["figures"][0]["unit"]) == ("answered", "49.04", "万元")
    cited = answer["citations"][0]
    assert (cited["file"], cited["line"]) == (FILE, 85)
    assert cited["text"] == (ROOT / "reports" / FILE).read_text(encoding="utf-8").split("\n")[84]
    assert json.loads(results["ask"].content[0].text) == answer


def test_a_follow_up_goes_on_from_the_talk(results: dict[str, Any]) -> None:
    """The earlier questions of a talk complete one that leaves something out."""
    figure = results["follow-up"].structured_content["figures"][0]
    assert (figure["value"], figure["period"]) == ("4.53", "2021")


def test_not_disclosed_is_an_answer_and_no_fault(results: dict[str, Any]) -> None:
    """What the reports do not hold comes back as declined, without a figure and without an error."""
    declined = results["declined"]
    assert not declined.is_error
    assert (declined.structured_content["status"], declined.structured_content["figures"]) == ("declined", [])


def test_facts_come_typed_and_exact(results: dict[str, Any]) -> None:
    """`search_facts` gives decimal text with unit, place and the line itself, as `read_lines` reads it."""
    fact = results["facts"].structured_content["facts"][0]
    assert (fact["value"], fact["unit"], fact["measure"], fact["year"]) == ("-49.04", "万元", "change", "2022")
    line = results["lines"].structured_content["lines"][1]
    assert (fact["file"], fact["line"], fact["text"]) == (FILE, line["number"], line["text"])


def test_no_facts_says_what_there_is(results: dict[str, Any]) -> None:
    """A search without a hit is no fault; it says which wish nothing fulfils."""
    assert not results["no facts"].is_error
    assert results["no facts"].structured_content["total"] == 0
    assert "2022" in results["no facts"].structured_content["missing"]


def test_lines_are_verbatim_and_limited(results: dict[str, Any]) -> None:
    """`read_lines` gives the report's own lines, no more than 60 of them, and says that it goes on."""
    printed = (ROOT / "reports" / FILE).read_text(encoding="utf-8").split("\n")
    assert [line["text"] for line in results["lines"].structured_content["lines"]] == printed[83:86]
    many = results["many lines"].structured_content
    assert (len(many["lines"]), many["more"]) == (60, True)


def test_the_reports_held_are_listed(results: dict[str, Any]) -> None:
    """Without a file name the reports are listed, so that a model can name one."""
    held = results["reports"].structured_content["reports"]
    assert [(report["file"], report["entity"], report["year"]) for report in held] == [(FILE, "巴中市人民政府办公室", 2022)]


def test_calculation_is_exact_or_says_that_it_was_rounded(results: dict[str, Any]) -> None:
    """`calculate` gives exact decimals with the unit, and marks what was rounded."""
    done = results["sum"].structured_content
    assert (done["result"], done["unit"], done["exact"]) == ("161.03", "万元", True)
    assert results["rounded"].structured_content["exact"] is False
    rate = results["rate"].structured_content
    assert (rate["result"], rate["unit"], rate["exact"]) == ("30.45", "%", False)


def test_figures_are_set_side_by_side_with_their_working(results: dict[str, Any]) -> None:
    """`compare` gives each year's figure with its line, the difference and rate worked out, and what the report prints of it."""
    found = results["compared"].structured_content
    assert [(f["year"], f["value"], f["how"]) for f in found["figures"]] == [(2021, "161.03", "worked"), (2022, "111.99", "printed")]
    assert found["figures"][0]["working"]["expression"] == "111.99 + 49.04"
    (gap,) = found["differences"]
    assert (gap["difference"]["result"], gap["rate"]["result"], gap["rate"]["unit"]) == ("-49.04", "-30.45", "%")
    assert {(fact["value"], fact["line"]) for fact in gap["printed"]} == {("-49.04", 85), ("-30.45", 85)}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("empty", "Ask about a figure"),
        ("no question", "question: Field required"),
        ("bad measure", "percent_change"),
        ("unknown body", "巴中市人民政府办公室"),
        ("no file", FILE),
        ("past the end", "2806"),
        ("nonsense", "Not calculated"),
        ("nothing to compare", "Name one thing"),
        ("no tool", "forget_everything"),
    ],
)
def test_a_fault_is_a_tool_error_with_the_way_out(results: dict[str, Any], name: str, told: str) -> None:
    """Bad input comes back as a tool error in words that say what to do; never a trace, never a path of the machine."""
    assert results[name].is_error
    text = results[name].content[0].text
    assert told in text
    assert "Traceback" not in text
    assert str(ROOT) not in text
    assert "pydantic" not in text


def test_stdout_holds_nothing_but_the_protocol(bazhong_library: Path) -> None:
    """Every line on stdout is a message of the protocol, also when the library is opened and a question asked."""
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "三公经费？"}}},
    ]
    command = [sys.executable, "-m", "assistant", "mcp", "--library", str(bazhong_library)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT,
        env=ENVIRONMENT,
    )  # fmt: skip
    process.stdin.write("".join(json.dumps(message) + "\n" for message in messages))
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in range(2)]
    rest, told = process.communicate(timeout=60)  # closes stdin: the client leaves
    assert [json.loads(line)["id"] for line in lines] == [1, 2]
    assert (rest, process.returncode) == ("", 0)
    assert "Traceback" not in told


def test_a_missing_library_is_told_before_anything_is_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a library the command ends at once with exit code 2 and says how to build one; stdout stays empty."""
    assert main(["mcp", "--library", str(tmp_path / "none")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "index build" in shown.err


@pytest.mark.parametrize("address", ["here", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000"])
def test_a_bad_address_is_told(bazhong_library: Path, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no address ends with exit code 2 and shows one."""
    assert main(["mcp", "--library", str(bazhong_library), "--http", address]) == 2
    assert "HOST:PORT" in capsys.readouterr().err


@pytest.fixture(scope="module")
def served(bazhong_library: Path) -> Iterator[str]:
    """The address of the command serving HTTP."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "assistant", "mcp", "--library", str(bazhong_library), "--http", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert f"http://127.0.0.1:{port}/mcp" in process.stderr.readline()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        out, _ = process.communicate(timeout=30)
        assert out == ""


def test_http_serves_the_same_tools(served: str) -> None:
    """A client over streamable HTTP is given the same answer as over stdio."""

    async def run() -> Any:
        with anyio.fail_after(120):
            async with Client(served) as client:
                return await client.call_tool("ask", {"question": "How much did vehicle costs fall?"})

    answer = run_alone(run).structured_content
    assert (answer["figures"][0]["value"], answer["citations"][0]["line"]) == ("49.04", 85)


@pytest.mark.parametrize(
    ("header", "value"), [("Host", "evil.example"), ("Host", "evil.example:8765"), ("Origin", "https://evil.example"), ("Origin", "null")]
)
def test_http_answers_no_page_of_another_site(served: str, header: str, value: str) -> None:
    """A request that names another host, or comes from a page of another site, is refused (DNS rebinding)."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", header: value}
    with pytest.raises(urllib.error.HTTPError) as fault:
        urllib.request.urlopen(urllib.request.Request(served, data=body, headers=headers), timeout=30)
    assert fault.value.code in (403, 421)
