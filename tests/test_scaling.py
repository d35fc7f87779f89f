"""What SCALING.md and compose.yaml say is so: commands, options, settings and services exist, and the reckoning adds up."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCALING = (ROOT / "SCALING.md").read_text("utf8")


def test_commands_and_options_exist() -> None:
    """Each `python -m …` command of the page is there with the options it is shown with."""
    commands = re.findall(r"python -m ((?:index|evals) \w+)([^`\n#]*)", SCALING)
    assert len({name for name, _ in commands}) >= 4
    for name in sorted({name for name, _ in commands}):
        run = subprocess.run([sys.executable, "-m", *name.split(), "--help"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert run.returncode == 0, name
        options = {option for one, rest in commands if one == name for option in re.findall(r"--[a-z-]+", rest)}
        assert [option for option in sorted(options) if option not in run.stdout] == [], name


def test_settings_are_those_of_the_readme() -> None:
    """A setting that the page or the compose file names stands in the README's table."""
    readme = (ROOT / "README.md").read_text("utf8")
    named = set(re.findall(r"\b(?:MINGZHANG|EMBEDDING)_[A-Z_]+", SCALING + (ROOT / "compose.yaml").read_text("utf8")))
    assert named
    assert [name for name in sorted(named) if f"`{name}`" not in readme] == []


@pytest.mark.skipif(importlib.util.find_spec("yaml") is None, reason="PyYAML is not installed")
def test_compose_file_fits_the_proxy_and_itself() -> None:
    """The file is sound YAML; both workers share the stores and the files; the proxy sends to both and asks what the chat answers."""
    import yaml

    told = yaml.safe_load((ROOT / "compose.yaml").read_text("utf8"))
    services, proxy = told["services"], (ROOT / "Caddyfile").read_text("utf8")
    workers = [name for name, one in services.items() if "app.py" in str(one.get("command"))]
    assert workers == ["web1", "web2"]
    assert services["web1"] == services["web2"]
    environment = services["web1"]["environment"]
    assert "@database:5432/" in environment["MINGZHANG_DATABASE_URL"]
    assert environment["MINGZHANG_VECTORS_URL"] == "http://vectors:8000"
    assert {"database", "vectors"} <= set(services)
    assert all(f"{name}:7860" in proxy for name in workers)
    assert "health_uri /ready" in proxy
    mounted = [volume for one in services.values() for volume in one["volumes"]]
    assert set(told["volumes"]) == {volume.split(":")[0] for volume in mounted if not volume.startswith(".")}
    assert not re.search(r"(?i)password: *['\"]?[a-z0-9]", (ROOT / "compose.yaml").read_text("utf8")), "no password is written down"


def test_the_reckoning_adds_up() -> None:
    """The figures of the plan follow from those measured on the page."""
    measured = re.search(r"are ([\d,]+) lines, ([\d,]+) facts and ([\d,]+) distinct", SCALING)
    lines, facts, texts = (Decimal(number.replace(",", "")) for number in measured.groups())
    assert [round(total / 5) for total in (lines, facts, texts)] == [947, 759, 268]
    assert round(Decimal(947) / 1000, 2) == Decimal("0.95")
    assert round(Decimal("4.0") * 1000 / texts) == 3
    assert round(Decimal(27_000_000) * 3 / 10**6, -1) == 80
    assert 27_000_000 / 10 / 3600 == 750
    assert round(10**6 * 2 / 3600, -1) == 560
    assert 10**6 / 1600 == 625
