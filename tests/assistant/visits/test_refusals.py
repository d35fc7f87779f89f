"""Why a file is not read is told in both languages, with the place in the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.visits.quiet_reading import without_folder
from assistant.visits.refusals import both_languages, load_refusals
from index.errors import ReportError

ROOT = Path(__file__).resolve().parents[3]
# Every first sentence with which a reader refuses a file, as it stands in the code.
SAID = re.compile(r'ReportError\(\s*f?"([^"]+)"', re.DOTALL)


@pytest.mark.parametrize(
    ("what", "where", "chinese"),
    [
        ("is encrypted", "账.pdf", "账.pdf：文件有密码。"),
        ("is a PNG picture, which holds no text", "账.pdf", "账.pdf：这是 PNG 图片，里面没有文字。"),
        ("the page is damaged", "账.pdf, page 7", "账.pdf，第7页：文件已损坏或不完整。"),
        ("is damaged UTF-8 text: line 12 holds bytes that are no character", "账.pdf", "账.pdf，第12行：文字编码无法识别。"),
        ("reading it took longer than 60 s", "账.pdf", "账.pdf：读取超过 60 秒，已停止。"),
        ("unpacks to 5 parts, more than a report can hold: refused as a zip bomb", "账.pdf", "账.pdf：解开后过大"),
        ("something never heard of", "账.pdf", "账.pdf：读不出这份文件。"),
    ],
)
def test_told_in_chinese(what: str, where: str, chinese: str) -> None:
    """The Chinese message names the file, the page or line, what happened and what to do."""
    told = both_languages(ReportError(what, where, "Save it anew."), "账.pdf")
    assert told["zh"].startswith(chinese)
    assert "请" in told["zh"]
    assert told["en"] == f"{where}: {what}. Save it anew."


def test_most_refusals_of_the_readers_are_known() -> None:
    """Nine of ten ways in which the readers refuse a file have Chinese words of their own."""
    said = [text for file in [*(ROOT / "index" / "readers").glob("*.py"), ROOT / "index" / "read.py", ROOT / "index" / "workers.py"]
            for text in SAID.findall(file.read_text(encoding="utf-8"))]
    assert len(said) > 30
    patterns = [entry["pattern"] for entry in load_refusals()["refusal"]]
    unknown = [text for text in said if not any(pattern.search(re.sub(r"\{[^}]*\}", "9", text)) for pattern in patterns)]
    assert len(unknown) <= len(said) // 10, unknown


def test_the_place_on_this_machine_is_not_told(tmp_path: Path) -> None:
    """A visitor is told the file's name, not the folder it lies in, and no option of a command."""
    path = tmp_path / "账.pdf"
    fault = ReportError(f"it is odd ({path})", f"{path}: page 3", "Split the report, or allow more with --time-limit.")
    told = str(without_folder(fault, path))
    assert str(tmp_path) not in told
    assert "--" not in told
    assert told.startswith("账.pdf: page 3")
