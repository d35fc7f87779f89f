"""The README's LangChain examples run as they stand, the agent's with a scripted model where the settings name a real one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage

from tests.scripted_model import ScriptedModel, call

ROOT = Path(__file__).resolve().parents[2]
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("### As LangChain parts\n")[1].split("\n## ")[0]
RETRIEVER, TOOLS, AGENT = re.findall(r"^```python\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)


@pytest.fixture
def here(bazhong_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a library under the name that the README uses."""
    shutil.copytree(bazhong_library, tmp_path / ".mingzhang")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(example: str) -> None:
    exec(compile(example, "README.md", "exec"), {"__name__": "__main__"})


def test_the_retriever_example_prints_the_lines(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line that tells the reason comes first; the chain numbers its lines."""
    run(RETRIEVER)
    shown = capsys.readouterr().out
    assert shown.startswith("bazhong-gov-office-2022.txt 85 2.公务用车购置及运行维护费支出111.99万元")
    assert "[bazhong-gov-office-2022.txt:8" in shown


def test_the_tools_example_prints_figures_lines_and_workings(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each tool answers as the README has it called."""
    run(TOOLS)
    shown = capsys.readouterr().out
    assert '"value":"111.99"' in shown
    assert "下降30.45%" in shown
    assert '"working":"4.33 + 0.2 = 4.53万元"' in shown
    assert "49.04万元 / 161.03万元 ≈ 30.45%" in shown


def test_the_agent_example_answers_with_the_model_that_is_named(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings name the model; a scripted one stands in at the place where it is opened."""
    named = []
    script = [
        call("compare", item="公务用车购置及运行维护费", years=[2021, 2022]),
        call("compare", item="公务接待费", years=[2021, 2022]),
        AIMessage("公务用车费用由161.03万元减至111.99万元，减少49.04万元[1]。"),
    ]

    def scripted(settings):  # noqa: ANN001, ANN202
        named.append((settings.model, settings.seconds))
        return ScriptedModel(script=script, told=[], offered=[])

    monkeypatch.setenv("CHAT_MODEL", "openai:scripted")
    monkeypatch.setattr("assistant.model.chat.open_langchain", scripted)
    run(AGENT)
    assert named == [("openai:scripted", 60)]
    shown = capsys.readouterr().out
    assert shown.startswith("answered 公务用车费用由161.03万元减至111.99万元，减少49.04万元[1]。 ()")
    assert "(1, 'bazhong-gov-office-2022.txt', 85)" in shown


def test_without_a_model_the_agent_example_says_what_to_set(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No model is asked that nobody named."""
    for name in ("CHAT_MODEL", "CHAT_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match="CHAT_MODEL"):
        run(AGENT)
