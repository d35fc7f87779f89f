"""Building goes on whatever a file does to its reading process, and whatever ends the build itself."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from index.build import Limits, build_library
from index.vectors import Vectors
from index.workers import Workers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


HOSTILE = """
import os, signal, time
from index.extraction import extract

def read(path):
    if path.name.startswith("hang"):
        time.sleep(1000)
    if path.name.startswith("crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if path.name.startswith("gorge"):
        return b"x" * (8 << 30)
    if path.name.startswith("stumble"):
        raise KeyError("column")
    return extract(path)
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that begin with hang, crash, gorge or stumble do so when they are read; all others are read as ever."""
    (tmp_path / "hostile_build.py").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "hostile_build", raising=False)
    read = importlib.import_module("hostile_build").read
    monkeypatch.setattr("index.build.Workers", partial(Workers, read=read))


def rows_of(library: Path, embedder) -> dict[str, list]:
    """Every row of the database and the ids of the vectors, but no time and memory of readings, and not what
    tells two libraries apart, how often one was changed, or its self-test, whose hits hang on who embedded: no two runs share those."""
    with sqlite3.connect(f"file:{library / 'library.sqlite'}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        rows = {name: list(connection.execute(f"select * from {name}")) for name in tables}
        stored = [column for _, column, *_ in connection.execute("pragma table_info(reports)")].index("stored")
    connection.close()
    rows["reports"] = [row[:stored] + row[stored + 1 :] for row in rows["reports"]]
    rows["settings"] = sorted(row for row in rows["settings"] if row[0] not in ("generation", "selftest", "version"))
    plain = [(file, {**json.loads(content), "seconds": 0, "megabytes": 0}) for file, content in rows["extractions"]]
    vectors = Vectors(library / "vectors", embedder)
    return {**rows, "extractions": plain, "stored": sorted(vectors.names())}


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits and signals are Linux's")
def test_broken_files_among_a_hundred_change_nothing_for_the_rest(
    tmp_path: Path, library: Path, write_report, embedder, hostile
) -> None:
    """Files that hang, crash, fill the memory or raise, among a hundred: every row of the others is as without them."""
    for number in range(100):
        folder = write_report(f"{number:03}-2022.txt", f"{number + 1}.5").parent
    alone = tmp_path / "alone"
    build_library([folder], alone, embedder)
    broken = ["hang.txt", "crash.txt", "gorge.txt", "stumble.txt", "empty.txt"]
    for name in broken:
        (folder / name).write_text("2022年度收入总计1万元。\n" if name != "empty.txt" else "", encoding="utf-8")
    good = sorted(path for path in folder.iterdir() if path.name not in broken)
    paths = [*good[:50], *(folder / name for name in broken), *good[50:]]
    summary = build_library(paths, library, embedder, limits=Limits(jobs=2, seconds=6, megabytes=1000))
    assert sorted(name for name, _ in summary.failed) == sorted(broken)
    assert len(summary.added) == 100
    assert rows_of(library, embedder) == rows_of(alone, embedder)


def test_number_of_jobs_changes_nothing(tmp_path: Path, write_report, embedder) -> None:
    """One process or three: the same rows in the same order."""
    for number in range(7):
        folder = write_report(f"{number}-2022.txt", f"{number}.5").parent
    build_library([folder], tmp_path / "one", embedder, limits=Limits(jobs=1))
    build_library([folder], tmp_path / "three", embedder, limits=Limits(jobs=3))
    assert rows_of(tmp_path / "one", embedder) == rows_of(tmp_path / "three", embedder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_file_that_never_ends_is_given_up(library: Path, write_report, embedder) -> None:
    """A real file that blocks whoever reads it (a pipe without a writer) is given up after the time limit."""
    path = write_report()
    pipe = path.with_name("pipe.txt")
    os.mkfifo(pipe)
    begun = time.monotonic()
    summary = build_library([pipe, path], library, embedder, limits=Limits(seconds=4))
    assert time.monotonic() - begun < 60
    assert summary.added == ["test-2022.txt"]
    assert [name for name, _ in summary.failed] == ["pipe.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits are Linux's")
def test_file_that_needs_more_memory_than_one_may(library: Path, write_report, embedder) -> None:
    """A real file of many figures is refused at a small memory limit, says how to allow more, and harms no other."""
    path = write_report()
    large = path.with_name("large.txt")
    large.write_text("本年收入1万元，本年支出2万元，结转3万元。\n" * 60_000, encoding="utf-8")
    summary = build_library([large, path], library, embedder, limits=Limits(jobs=1, megabytes=150))
    ((name, message),) = summary.failed
    assert name == "large.txt"
    assert "150 MB of memory" in message
    assert "--memory-limit" in message
    assert summary.added == ["test-2022.txt"]


KILLED = """
import os, signal, sys
from pathlib import Path
from index.build import build_library

class Embedder:
    name = "fake:three-numbers"
    count = 0
    def embed_documents(self, texts):
        Embedder.count += 1
        if Embedder.count == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        return [[1.0, 2.0, 3.0]] * len(texts)

build_library([Path(sys.argv[2])], Path(sys.argv[3]), Embedder())
"""


def killed_build(call: int, folder: Path, library: Path) -> int:
    """Build in a process that is killed at its `call`-th call of the embedder (one a report); gives the exit code."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", KILLED, str(call), str(folder), str(library)]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False).returncode


def add_line(path: Path, line: str) -> Path:
    """A line of the report's own: what other reports hold as well is not embedded again."""
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return path


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill here")
@pytest.mark.parametrize("call", [2, 3])
def test_killed_build_leaves_whole_reports_and_goes_on(
    tmp_path: Path, library: Path, write_report, embedder, call: int
) -> None:
    """Killed while it embeds a report: those before are held whole, it not at all; the next build goes on from there."""
    names = [f"{number}-2022.txt" for number in range(3)]
    for name, unit in zip(names, "秘书 财务 档案".split(), strict=True):
        folder = add_line(write_report(name, f"{name[0]}.5"), f"其中{unit}科负责{unit}工作。").parent
    assert killed_build(call, folder, library) == -signal.SIGKILL
    held = rows_of(library, embedder)
    assert [row[0] for row in held["reports"]] == names[: call - 1]
    assert {row[1] for row in held["facts"]} == set(names[: call - 1])
    summary = build_library([folder], library, embedder)
    assert (summary.unchanged, summary.added) == (names[: call - 1], names[call - 1 :])
    build_library([folder], tmp_path / "fresh", embedder)
    assert rows_of(library, embedder) == rows_of(tmp_path / "fresh", embedder)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill here")
def test_killed_while_replacing_leaves_the_report_as_it_was(
    tmp_path: Path, library: Path, write_report, embedder
) -> None:
    """Killed while a changed file is embedded: the old report is held, and with the old file back nothing is to be done."""
    path = write_report()
    build_library([path], library, embedder)
    add_line(write_report(total="222.22"), "其中秘书科负责秘书工作。")
    assert killed_build(1, path.parent, library) == -signal.SIGKILL
    assert any("100.50" in row for row in rows_of(library, embedder)["facts"])
    write_report()
    assert build_library([path], library, embedder).unchanged == ["test-2022.txt"]
    build_library([path], tmp_path / "fresh", embedder)
    assert rows_of(library, embedder) == rows_of(tmp_path / "fresh", embedder)
