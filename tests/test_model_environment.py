"""`make test` runs a real model where it is asked to, downloads no gigabytes unasked, and says why where it runs none."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with an environment elsewhere and without a way to run anything."""
    found = importlib.util.spec_from_file_location("model_environment", ROOT / "tests" / "model_environment.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    monkeypatch.setattr(module, "FOLDER", tmp_path / "venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / "venv" / ".installed")
    monkeypatch.setattr(module.subprocess, "run", lambda *arguments, **options: pytest.fail(f"started {arguments}"))
    return module


def test_unasked_it_installs_nothing(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Without CI=true or MODELS=1 nothing is started, and how to run these tests is said."""
    assert script.main("0", "torch") == 1
    assert "left out: make test MODELS=1" in capsys.readouterr().out


@pytest.mark.parametrize(("names", "refused"), [(["torch", "nvidia-cublas"], True), (["torch", "sympy"], False)])
def test_ci_takes_no_build_with_cuda(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], names: list[str], refused: bool
) -> None:
    """CI asks pip first what torch would bring; several gigabytes of CUDA are left out, a build for the processor is taken."""
    ran: list[list[str]] = []

    def run(otherwise: str, command: list[str]) -> None:
        ran.append(command)
        if "--dry-run" in command:
            report = Path(command[command.index("--report") + 1])
            report.parent.mkdir(parents=True, exist_ok=True)
            report.write_text(json.dumps({"install": [{"metadata": {"name": name}} for name in names]}))

    monkeypatch.setattr(script, "run", run)
    monkeypatch.setattr(script, "purelib", lambda interpreter: str(script.FOLDER))
    assert script.main("ci", "torch==1.2") == (1 if refused else 0)
    assert ("CUDA" in capsys.readouterr().out) is refused
    installed = [command for command in ran if "install" in command and "--dry-run" not in command]
    assert (installed == []) is refused


def test_what_cannot_be_installed_is_said(script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the environment cannot be set up the other tests have run all the same: the reason is one line, and no trace."""
    failed = type("Done", (), {"returncode": 1, "stdout": "", "stderr": "WARNING: old\nERROR: No matching distribution found for torch\n"})
    monkeypatch.setattr(script.subprocess, "run", lambda *arguments, **options: failed)
    assert script.main("1", "torch") == 1
    printed = capsys.readouterr().out.strip().splitlines()
    assert printed[-1].endswith("(ERROR: No matching distribution found for torch).")


def test_make_test_calls_it() -> None:
    """`make test` runs it after the other tests, with the setting, or what CI says."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "$(MAKE) --no-print-directory models" in makefile
    assert '"$(or $(MODELS),$(if $(filter true 1,$(CI)),ci,0))" "$(TORCH)"' in makefile
    assert "pytest -m models" in makefile
