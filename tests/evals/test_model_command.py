"""`python -m evals model` sets the answers with a chat model beside those without one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evals.__main__ import main
from tests.chat_server import ChatServer, Reply

ROWS = (
    {"id": "m1", "question": "2022年市政府办公室宴客的钱花了多少？", "kind": "value", "value": "4.33", "unit": "万元", "lines": [[81]]},
    {"id": "m2", "question": "公务接待费是多少？", "kind": "value", "value": "4.33", "unit": "万元", "lines": [[81]]},
    {"id": "m3", "question": "2022年市政府办公室的差旅费花了多少钱？", "kind": "refuse"},
)


def named_reception(request: dict) -> Reply:
    """A model that takes everything for the reception costs."""
    keys = {name: key for key, name in re.findall(r"^(\w+): (.*)$", request["messages"][1]["content"], re.M)}
    return json.dumps({"item": keys.get("公务接待费支出", "none"), "asks": "value"})


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    common = {"lang": "zh", "type": "lookup", "file": "bazhong-gov-office-2022.txt"}
    rows = [{**common, **row} for row in ROWS]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_both_columns_and_what_the_model_changed(
    questions: Path, bazhong_library: Path, chat_server: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The same questions twice: right and wrong without and with the model, each change, and files to read on."""
    chat_server.script = named_reception
    monkeypatch.setenv("CHAT_MODEL", "any-model")
    monkeypatch.setenv("CHAT_BASE_URL", chat_server.url)
    out = tmp_path / "out"
    assert main(["model", "--questions", str(questions), "--library", str(bazhong_library), "--out", str(out)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == (
        "model: right 1 without, 2 with any-model; wrong 0 and 0; ungrounded 0; planned 1, phrased 0, asked in vain 0"
    )
    assert any(line.startswith("m1: declined → right") for line in told)
    solvers = json.loads((out / "compare.json").read_text(encoding="utf-8"))["solvers"]
    assert [one["name"] for one in solvers] == ["no model", "any-model"]


def test_without_a_model_there_is_nothing_to_set_beside(
    questions: Path, bazhong_library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the setting."""
    monkeypatch.delenv("CHAT_MODEL", raising=False)
    assert main(["model", "--questions", str(questions), "--library", str(bazhong_library)]) == 2
    assert "CHAT_MODEL" in capsys.readouterr().err
