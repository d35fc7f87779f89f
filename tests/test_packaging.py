"""What the project promises around its code: the README, the install, the versions, the bundled report."""

import ast
import functools
import hashlib
import importlib
import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf8")
MAKEFILE = (ROOT / "Makefile").read_text("utf8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text("utf8").splitlines()
REPORT_SHA256 = "ca9115d61d37b71311f016f4f92dc79815eab8f8aa6c9f0939ccab418964b722"
HEAVY = re.compile(r"torch.*|nvidia-.*|triton|tensorflow.*|jax.*|sentence-transformers|transformers")


def readme_blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def readme_commands() -> list[list[str]]:
    """The shell commands of the README, in words, without leading settings."""
    lines = [line for block in readme_blocks("sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines]
    settings = re.compile(r"[A-Z_]+=")
    return [command[next(i for i, word in enumerate(command) if not settings.match(word)) :] for command in commands]


def start_of(command: list[str]) -> tuple[str, ...]:
    """The part of a `python` command that names what runs: ("-m", "index", "build") or ("app.py",)."""
    return tuple(command[1:4] if command[1] == "-m" else command[1:2])


def python_commands() -> list[tuple[str, ...]]:
    """What the README starts with `python`, each once."""
    return sorted({start_of(command) for command in readme_commands() if command[0] == "python"})


@functools.cache
def help_of(start: tuple[str, ...]) -> str:
    """What a command prints for `--help`; it must exit with 0."""
    run = subprocess.run(
        [sys.executable, *start, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def make_targets() -> set[str]:
    """The targets that a person calls."""
    return set(re.findall(r"^([a-z]+):(?!=)", MAKEFILE, re.MULTILINE))


def pinned() -> dict[str, Version]:
    """The pinned version of each package that is for this machine."""
    pins = [Requirement(line) for line in CONSTRAINTS]
    return {
        canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version)
        for pin in pins if pin.marker is None or pin.marker.evaluate()
    }


def test_readme_has_commands() -> None:
    """The README shows the two commands, a question and every module with a command line."""
    words = [tuple(command[:2]) for command in readme_commands() if command[0] == "make"]
    assert {("make", "run"), ("make", "test"), ("make", "ask"), ("make", "eval")} <= set(words)
    assert {start[1] for start in python_commands() if start[0] == "-m"} == {"index", "assistant", "evals"}


def test_every_make_command_of_the_readme_is_a_target() -> None:
    """What the README tells a person to type, make knows."""
    named = {command[1] for command in readme_commands() if command[0] == "make"}
    named |= set(re.findall(r"`make ([a-z]+)", README))
    assert named <= make_targets()


@pytest.mark.parametrize("start", python_commands(), ids=" ".join)
def test_every_python_command_of_the_readme_has_help(start: tuple[str, ...]) -> None:
    """Each command exists, and `--help` on it says what it does."""
    assert "usage:" in help_of(start)


@pytest.mark.parametrize("command", [c for c in readme_commands() if c[0] == "python"], ids=" ".join)
def test_every_option_of_the_readme_is_in_the_help(command: list[str]) -> None:
    """No option in the README is one that its command does not have."""
    options = {word for word in command if word.startswith("--")}
    assert options <= set(re.findall(r"--[a-z-]+", help_of(start_of(command))))


@pytest.mark.parametrize("block", readme_blocks("python"), ids=lambda block: block.split()[1])
def test_every_import_of_the_readme_works(block: str) -> None:
    """The names that the README's Python imports exist."""
    for node in ast.walk(ast.parse(block)):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = importlib.import_module(node.module)
            assert all(hasattr(module, alias.name) for alias in node.names)


def test_every_setting_of_the_readme_is_in_the_project() -> None:
    """A setting in the README's table is read somewhere in the Makefile or the code."""
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", README, re.MULTILINE)
    names = {name for row in rows for name in re.findall("[A-Z_]+", row)}
    sources = [path for folder in ("index", "assistant", "evals") for path in (ROOT / folder).rglob("*.py")]
    code = MAKEFILE + "".join(path.read_text("utf8") for path in sources)
    assert names
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []


def test_every_path_of_the_layout_exists() -> None:
    """The top level is as the README lists it."""
    block = README.split("## Layout")[1].split("```")[1]
    paths = [line.split()[0] for line in block.strip().splitlines()]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")
def test_make_help_lists_the_targets() -> None:
    """`make` alone tells what there is, and installs nothing."""
    command = ["make", "--no-print-directory"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    for target in ("run", "ask", "test", "index", "eval", "clean", "help"):
        assert f"make {target} " in run.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")
def test_make_turns_telemetry_off_and_stays_offline() -> None:
    """Every command that make starts has the telemetry of its libraries off and the model hub offline."""
    probe = "include Makefile\nprobe:\n\t@env\n"
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    run = subprocess.run(
        ["make", "--no-print-directory", "-f", "-", "probe"], input=probe, cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=False, env=environment,
    )
    wanted = {
        "ANONYMIZED_TELEMETRY=False", "GRADIO_ANALYTICS_ENABLED=False", "HF_HUB_OFFLINE=1", "OMP_WAIT_POLICY=passive",
    }
    assert wanted <= set(run.stdout.splitlines()), run.stderr


def test_ci_runs_make_test() -> None:
    """CI does what a person does: make test."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^make test$", script.read_text("utf8"), re.MULTILINE)


def test_bundled_report_is_the_published_file() -> None:
    """The report is committed byte for byte: its line numbers are what answers cite."""
    content = (ROOT / "reports" / "bazhong-gov-office-2022.txt").read_bytes()
    assert hashlib.sha256(content).hexdigest() == REPORT_SHA256


def test_constraints_hold_versions_and_no_address() -> None:
    """Each line pins one version, perhaps with a marker; no registry, no address, no option, no hash."""
    assert len(CONSTRAINTS) > 50
    for line in CONSTRAINTS:
        name, _, marker = line.partition(" ; ")
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[0-9][A-Za-z0-9.+!]*", name), line
        assert not marker or Marker(marker)


def test_constraints_meet_the_requirements() -> None:
    """Every requirement of the project and of its tests is pinned, to a version that it allows."""
    pins = pinned()
    for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate():
            assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), text


def default_tree() -> set[str]:
    """Every package that the default install brings here, from the metadata of what is installed."""
    found: set[str] = set()
    waiting = [(Requirement(text), "") for text in PROJECT["dependencies"]]
    visited = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found.add(name)
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in visited:
                visited.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in importlib.metadata.requires(name) or []]
    return found


def test_default_install_has_no_torch() -> None:
    """The default install is light: no torch and nothing that comes with it, anywhere in its tree."""
    tree = default_tree()
    assert len(tree) > 50
    assert sorted(name for name in tree if HEAVY.fullmatch(name)) == []


def test_default_install_is_pinned_throughout() -> None:
    """No package of the default tree is left to chance: two installs give the same versions."""
    assert sorted(default_tree() - set(pinned())) == []


def test_version_is_in_the_changelog() -> None:
    """The version of the package has an entry."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf8")
    assert re.search(rf"^## {re.escape(PROJECT['version'])}\b", changelog, re.MULTILINE)


def test_licence_is_apache() -> None:
    """The licence named in the metadata is the text that comes with it."""
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf8")
