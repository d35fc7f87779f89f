"""`python -m assistant brief` and `facts`: files appear whole, and what cannot be done is said before work is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.__main__ import main

BODY = "巴中市人民政府办公室"


@pytest.mark.parametrize("ending", [".docx", ".md", ".xlsx"])
def test_a_briefing_is_written(bazhong_library: Path, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture) -> None:
    """Each format is written under the name asked for, in place of what was there, and nothing else is left."""
    out = tmp_path / f"简报{ending}"
    out.write_text("before", "utf-8")
    assert main(["brief", "--entity", BODY, "--year", "2022", "--out", str(out), "--library", str(bazhong_library)]) == 0
    assert out.stat().st_size > 5000
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert "bazhong-gov-office-2022.txt" in capsys.readouterr().out


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_facts_are_written(bazhong_library: Path, tmp_path: Path, ending: str) -> None:
    """The facts command writes both formats."""
    out = tmp_path / f"facts{ending}"
    assert main(["facts", "--item", "公务用车", "--out", str(out), "--library", str(bazhong_library)]) == 0
    assert out.stat().st_size > 500


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["brief", "--entity", BODY, "--year", "2022", "--out", "x.pdf"], ".docx"),
        (["brief", "--entity", BODY, "--year", "2022", "--out", "x"], ".docx"),
        (["brief", "--entity", BODY, "--year", "2022", "--out", "nowhere/x.docx"], "folder"),
        (["brief", "--entity", "火星基地", "--year", "2022", "--out", "x.docx"], BODY),
        (["brief", "--entity", BODY, "--year", "2031", "--out", "x.docx"], "2022"),
        (["facts", "--item", "火星车", "--out", "x.csv"], "火星车"),
        (["facts", "--out", "x.docx"], ".csv"),
    ],
    ids=["format", "no ending", "no folder", "body", "year", "item", "facts format"],
)  # fmt: skip
def test_bad_input_is_told(
    bazhong_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, arguments: list[str], told: str
) -> None:
    """What cannot be done ends with code 2, a message that names it, and no file."""
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--library", str(bazhong_library)]) == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
