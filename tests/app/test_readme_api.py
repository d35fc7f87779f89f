"""What the README says to other programs is so: its examples are run against the real chat, its tables name what there is."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.__main__ import _parser
from assistant.ask import Assistant
from assistant.tool_calls import NAMES
from assistant.web.desk import Desk
from assistant.web.server import PARTS

ROOT = Path(__file__).resolve().parents[2]
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## For other programs\n")[1].split("\n## ")[0]
ADDRESS = "http://127.0.0.1:7860"


def blocks(language: str) -> list[str]:
    """The fenced blocks of the section in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)


def rows(head: str) -> dict[str, str]:
    """First cell → second cell of the section's table whose first column is headed so."""
    table = SECTION.split(f"| {head} |")[1].split("\n\n")[0].splitlines()[2:]
    return {cells[1].strip(" `"): cells[2] for cells in (line.split("|") for line in table)}


def curl(command: str, url: str) -> str:
    """What one of the section's curl commands prints, asked of the chat that is open."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    done = subprocess.run(
        shlex.split(command.replace(ADDRESS, url.rstrip("/"))), capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def curl_commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl")]


@pytest.mark.parametrize("command", [command for command in curl_commands() if "/api/" in command])
def test_plain_calls_are_answered(chat_url: str, command: str) -> None:
    """Each curl command on the plain API gives what the README says: an answer with a figure, or the lines."""
    given = json.loads(curl(command, chat_url))
    if "/api/lines" in command:
        assert [line["number"] for line in given["lines"]] == [84, 85, 86]
    else:
        assert given["status"] == "answered"
        assert given["figures"][0]["value"] in ("49.04", "4.53")


def test_gradio_calls_are_answered(gradio_url: str) -> None:
    """The two steps of Gradio's own API work as written, the id of the first put into the second."""
    first, second = (command for command in curl_commands() if "gradio_api" in command)
    event = json.loads(curl(first, gradio_url))["event_id"]
    stream = curl(second.replace("EVENT_ID", event), gradio_url)
    assert "event: complete" in stream
    assert json.loads(stream.split("data: ")[-1].strip())[0]["figures"][0]["value"] == "49.04"


def test_python_example_prints_the_answer(gradio_url: str) -> None:
    """The Python example runs as it stands, and prints the answer, its figure, its line and the lines around."""
    (example,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", example.replace(ADDRESS, gradio_url)], capture_output=True, text=True, encoding="utf-8", timeout=120,
        env={**os.environ, "PYTHONUTF8": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "GRADIO_ANALYTICS_ENABLED": "False"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "49.04 85" in done.stdout
    assert "公务用车购置及运行维护费支出111.99万元" in done.stdout


def test_every_endpoint_is_told_with_its_arguments(assistant: Assistant) -> None:
    """The table of endpoints names each that there is, with each of its arguments, and none that there is not."""
    desk = Desk(assistant)
    found = {name: call for part in PARTS if hasattr(part, "endpoints") for name, call in part.endpoints(desk).items()}
    told = rows("endpoint")
    assert set(told) == set(found)
    for name, call in found.items():
        wanted, _, spare = told[name].partition("(")
        parameters = [one for one in inspect.signature(call).parameters.values() if one.name != "visitor"]
        assert re.findall(r"`(\w+)`", wanted) == [one.name for one in parameters if one.default is one.empty], name
        assert re.findall(r"`(\w+)`", spare) == [one.name for one in parameters if one.default is not one.empty], name


def test_every_tool_is_told() -> None:
    """The table of tools names those of the MCP server."""
    assert list(rows("tool")) == list(NAMES)


def test_settings_of_a_chat_client_start_the_command() -> None:
    """The JSON for a chat client is JSON, and its arguments are those of the command."""
    (server,) = json.loads(blocks("json")[0])["mcpServers"].values()
    assert server["args"][:2] == ["-m", "assistant"]
    options = _parser().parse_args(server["args"][2:])
    assert options.library == Path("/home/me/mingzhang/.mingzhang")
    assert options.http is None
