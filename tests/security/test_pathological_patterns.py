"""No text makes a regular expression of the project work without end: every pattern is tried on texts made for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.security.patterns import ROOT, Found, run_away

FEWEST = 600
"""Patterns that must be found: fewer means that the search for them no longer works."""

TRY_ALL = """
import json, sys
from pathlib import Path
from tests.security.patterns import import_everything, run_away, watched

questions = [
    "公车费用降了多少？", "How much did vehicle costs fall?", "为什么公务接待费减少？", "支出最多的三个项目是哪些？", "列出所有部门",
    "What is the ratio of reception to vehicle cost?",
]
with watched() as found:
    import_everything()
    from assistant.ask import Assistant
    assistant = Assistant.open(Path(sys.argv[1]))
    for question in questions:
        assistant.ask(question)
    assistant.close()
files = {one.where.split(":")[0] for one in found.values()}
print(json.dumps({"patterns": len(found), "files": sorted(files), "slow": run_away(found.values())}))
"""


def test_no_pattern_backtracks_without_end(bazhong_library: Path) -> None:
    """Each pattern that any module compiles, those from prompts/*.toml included, ends on nearly fitting texts."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", TRY_ALL, str(bazhong_library)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=ROOT, timeout=1800, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["patterns"] >= FEWEST
    assert {"assistant/question.py", "assistant/cues.py", "index/prose.py", "index/readers/rows.py"} <= set(
        told["files"]
    )
    assert told["slow"] == []


def test_the_check_finds_what_runs_away() -> None:
    """The texts that are made do catch patterns known for it: texts that divide in many ways, and three runs of blanks."""
    known = (
        r"(?:a+)+$",
        r"(?:支出数?|数)+$",
        r"^(?:\w+\s?)*$",
        r"^\s*的?\s*约?\s*\d?\s*$",
        r"(?:x\w*)(?:y\w*)*(?:z\w*)*:",
    )
    found = [Found(pattern, 32, f"known {number}") for number, pattern in enumerate(known)]
    told = run_away(found, length=3_000, seconds=1.0)
    assert {line.split(":")[0] for line in told} == {one.where for one in found}


def test_the_check_lets_others_pass() -> None:
    """A pattern that leaves no choice is not told."""
    assert run_away([Found(r"^\s*+的?+\s*+\d++$", 32, "linear"), Found(rb"<[a-z]+>", 0, "bytes")], seconds=1.0) == []
