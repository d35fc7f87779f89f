"""Indexing that is killed at random moments leaves whole libraries; so do a disk that is full and a move that fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.kills.reports import write_report
from evals.kills.run import Nursery, run_kills
from index.build import build_library, open_store, unfinished
from index.errors import LibraryError
from index.swap import changing
from index.verify import verify_library

ROOT = Path(__file__).resolve().parents[2]
needs_kill = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


@needs_kill
def test_some_kills(tmp_path: Path) -> None:
    """Eight kills at chosen moments: no library is corrupt, no report lost, no fact doubled, and the end is as without them."""
    told = run_kills(tmp_path, 8, seed=5, tell=lambda line: None)
    assert told.problems == []
    assert told.closing_line() == "kills: 8 kills, 0 corrupt, 0 lost, 0 doubled"


@pytest.fixture
def nursery(tmp_path: Path):
    opened = Nursery(tmp_path)
    yield opened
    opened.close()


def reports(folder: Path, count: int, content: int = 1) -> list[str]:
    folder.mkdir(exist_ok=True)
    return [str(write_report(folder, number, content)) for number in range(count)]


@needs_kill
@pytest.mark.parametrize(
    ("stage", "at", "held"),
    [("store", 1, 0), ("stored", 1, 0), ("rename", 1, 0), ("renamed", 1, 0), ("rename", 2, 1), ("renamed", 2, 1), ("stored", 3, 1)],
)
def test_a_kill_between_the_stores(tmp_path: Path, nursery: Nursery, stage: str, at: int, held: int) -> None:
    """Killed between the vectors, the file and the row of a report: it is not held or held wholly, and what is missing is told."""
    job = {"kind": "build", "paths": reports(tmp_path / "in", 2), "library": str(tmp_path / "library")}
    killed, _ = nursery.run("change", {**job, "stage": stage, "at": at})
    assert killed
    _, seen = nursery.run("look", {**job, "questions": []})
    assert seen["faults"] == []
    assert len(seen["held"]) == held
    assert seen["notes"][0].startswith(f"a build was stopped while bringing in report-{held}-2022.txt")
    assert seen["notes"][0].endswith("to go on: python -m index build")
    nursery.run("change", {**job, "paths": None})
    _, seen = nursery.run("look", {**job, "questions": ["巴中市赵周局2022年度收入总计是多少？"]})
    assert (seen["faults"], seen["notes"], sorted(seen["held"])) == ([], [], ["report-0-2022.txt", "report-1-2022.txt"])


@needs_kill
def test_a_full_disk(tmp_path: Path, nursery: Nursery) -> None:
    """Where no file can grow any more, what was stored stays whole, what was not is told; with room again the build goes on."""
    job = {"kind": "build", "paths": reports(tmp_path / "in", 2), "library": str(tmp_path / "library")}
    nursery.run("change", job)
    more = {**job, "paths": reports(tmp_path / "in", 6, content=2)}
    largest = (tmp_path / "library" / "library.sqlite").stat().st_size + 100_000
    _, told = nursery.run("change", {**more, "largest": largest})
    assert told.get("failed") or told.get("fault")
    _, seen = nursery.run("look", {**job, "questions": []})
    assert seen["faults"] == []
    assert {"report-0-2022.txt", "report-1-2022.txt"} <= set(seen["held"])
    assert seen["pending"]
    assert "to go on" in seen["notes"][0]
    _, told = nursery.run("change", {**more, "paths": None})
    assert told["failed"] == []
    _, seen = nursery.run("look", {**job, "questions": []})
    assert (seen["faults"], seen["notes"], seen["pending"]) == ([], [], [])
    assert len([name for name in seen["held"] if "/" not in name]) == 6


@needs_kill
def test_a_small_disk(tmp_path: Path, nursery: Nursery) -> None:
    """The same on a real disk of two megabytes that fills up, where such a one can be had (as root)."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    try:
        job = {"kind": "build", "paths": reports(tmp_path / "in", 12), "library": str(disk / "library")}
        _, told = nursery.run("change", job)
        assert told.get("failed") or told.get("fault")
        _, full = nursery.run("look", {**job, "questions": []})
        assert full.get("faults", []) == []
        assert "the disk cannot be written" in full.get("fault", "the disk cannot be written")
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        _, seen = nursery.run("look", {**job, "questions": []})
        assert (seen["faults"], bool(seen["pending"])) == ([], True)
        assert 0 < len(seen["held"]) < 12
        nursery.run("change", job)
        _, seen = nursery.run("look", {**job, "questions": []})
        assert (seen["faults"], seen["notes"], len(seen["held"])) == ([], [], 12)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_move_that_fails(tmp_path: Path, embedder_of_sixteen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk refuses to put a file in place the report is told as not stored, or is held and its file follows later."""
    library, paths = tmp_path / "library", [Path(path) for path in reports(tmp_path / "in", 2)]
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.parent.name == ".incoming":
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    summary = build_library(paths, library, embedder_of_sixteen)
    assert [name for name, _ in summary.failed] == ["report-0-2022.txt", "report-1-2022.txt"]
    assert "Permission denied" in summary.failed[0][1]
    monkeypatch.undo()
    store = open_store(library, embedder_of_sixteen)
    left = unfinished(store)
    store.close()
    assert left is not None
    assert build_library(paths, library, embedder_of_sixteen).failed == []
    found = verify_library(library, embedder_of_sixteen)
    assert (found.faults, found.notes, found.reports) == ([], [], 2)


@pytest.fixture
def embedder_of_sixteen():
    from evals.kills.work import Embedder

    return Embedder()


HOLDS = """
import sys, time
from pathlib import Path
from index.swap import changing
with changing(Path(sys.argv[1]), doing="building"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_two_builds_at_once(tmp_path: Path, embedder_of_sixteen) -> None:
    """The second is told who holds the library, or waits as long as it may; a holder that is killed holds nothing any more."""
    library, paths = tmp_path / "library", [Path(path) for path in reports(tmp_path / "in", 1)]
    library.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(library)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LibraryError, match=rf"changed by another command \(process {holder.pid}, building since "):
        build_library(paths, library, embedder_of_sixteen)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert (library / ".owner").exists()
    assert build_library(paths, library, embedder_of_sixteen, wait=30).added == ["report-0-2022.txt"]
    assert not (library / ".owner").exists()
    with changing(library):
        pass


@needs_kill
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m evals kills` ends with its counts and exits with 0 where nothing was damaged."""
    assert main(["kills", "--data", str(tmp_path), "--kills", "1", "--seed", "2"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "kills: 1 kills, 0 corrupt, 0 lost, 0 doubled"


@needs_kill
def test_what_is_damaged_is_counted(tmp_path: Path, nursery: Nursery) -> None:
    """The judge is not blind: a row taken out behind its back is found by the look after a kill."""
    import sqlite3

    job = {"kind": "build", "paths": reports(tmp_path / "in", 1), "library": str(tmp_path / "library")}
    nursery.run("change", job)
    with sqlite3.connect(tmp_path / "library" / "library.sqlite") as database:
        database.execute("DELETE FROM facts WHERE id LIKE '%#1'")
    _, seen = nursery.run("look", {**job, "questions": []})
    assert "not what was read" in json.dumps(seen["faults"])
