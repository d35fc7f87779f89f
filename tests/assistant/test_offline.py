"""No network at run time: the whole walk with every connection refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Refuses what is not a socket of this machine's own files, and remembers that it was tried: a library may hide the refusal.
GUARDED = """
import json, socket, sys
tried = []
def guard(event, arguments):
    if event == "socket.connect" and arguments[0].family != socket.AF_UNIX or event == "socket.getaddrinfo":
        tried.append(f"{event} {arguments[1] if event == 'socket.connect' else arguments[0]}")
        raise ConnectionRefusedError("no network in this test")
sys.addaudithook(guard)
try:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
except ConnectionRefusedError:
    pass
assert tried, "the guard does not work"
tried.clear()

from pathlib import Path
from assistant.ask import Assistant
from index.build import build_library
report, library = Path(sys.argv[1]), Path(sys.argv[2])
summary = build_library([report], library)
assistant = Assistant.open(library)
asked = ["巴中市测试局收入总计比2021年减少了多少？", "How much was total expenditure?", "科室为什么这么设置？"]
answers = [assistant.ask(question).to_json() for question in asked]
assistant.close()
print(json.dumps({"added": summary.added, "answers": answers, "tried": tried}))
"""

REPORT = (
    "2022年度\n巴中市测试局部门决算\n"
    "第一部分 部门概况\n"
    "巴中市测试局（以下简称市测试局）设3个内设科室。\n"
    "第二部分 2022年度部门决算情况说明\n"
    "一、收入支出决算总体情况说明\n"
    "2022年度收入总计100.50万元。与2021年相比，收入总计减少10.10万元，下降9.13%。主要原因是项目减少。\n"
    "2022年度支出总计90万元，完成预算95.5%。\n"
)


def test_build_and_ask_with_every_connection_refused(tmp_path: Path) -> None:
    """Building a library and asking it need no network, and nothing even tries to reach one."""
    report = tmp_path / "test-2022.txt"
    report.write_text(REPORT, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "EMBEDDING_MODEL"} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, str(report), str(tmp_path / "library")],
        capture_output=True, text=True, encoding="utf-8", env=environment, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["added"] == [report.name]
    assert told["tried"] == []
    fall, spent, _ = told["answers"]
    assert (fall["figures"][0]["value"], fall["citations"][0]["text"]) == ("10.10", REPORT.splitlines()[6])
    assert spent["figures"][0]["value"] == "90"
