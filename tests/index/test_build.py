"""Building: twice changes nothing, a changed file is replaced, a bad one harms no other, and nothing leaves the machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import (
    BuildSummary,
    build_library,
    label_text,
    open_store,
    read_report,
    stored_reading,
    texts_of,
    unfinished_in,
)
from index.embed import BundledEmbedder
from index.errors import EmbeddingMismatch, LibraryError, MingzhangError
from index.remove import remove_report
from index.vectors import Vectors
from index.workers import Workers

ROOT = Path(__file__).resolve().parents[2]
GIGABYTE = 1_000_000_000


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


def contents(library: Path, embedder) -> dict:
    """All that the database gives for each report, and the number of vectors."""
    store = open_store(library, embedder)
    try:
        held = {
            report.file: (report, store.lines(report.file, 1, 9999), store.sections(report.file), store.facts(report.file), store.chunks(report.file))
            for report in store.reports()
        }
    finally:
        store.close()
    vectors = Vectors(library / "vectors", embedder)
    return {"reports": held, "vectors": vectors.names()}


def files_of(library: Path) -> dict[str, bytes]:
    return {str(path.relative_to(library)): path.read_bytes() for path in library.rglob("*") if path.is_file()}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Connections to anything but this machine fail and are noted."""
    tried: list[object] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if self.family != socket.AF_UNIX and host not in ("127.0.0.1", "::1", "localhost"):
            tried.append(address)
            raise OSError("no network in this test")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    return tried


def test_guard_refuses_other_machines(no_network: list[object]) -> None:
    """The guard that the other tests rely on does refuse."""
    with socket.socket() as probe, pytest.raises(OSError, match="no network"):
        probe.connect(("192.0.2.1", 80))
    assert no_network == [("192.0.2.1", 80)]


def test_building_stores_report_facts_and_vectors(library: Path, write_report, embedder) -> None:
    """A report is stored with its lines, facts and passages, and each passage and label has its vector."""
    assert build_library([write_report()], library, embedder) == BuildSummary(added=["test-2022.txt"])
    report, lines, _, facts, chunks = contents(library, embedder)["reports"]["test-2022.txt"]
    assert (report.entity, report.year, report.kind, len(lines)) == ("巴中市测试局", 2022, "决算", 7)
    assert {(fact.line, fact.item, str(fact.value)) for fact in facts} >= {(5, "收入总计", "100.50"), (5, "收入总计", "-10.10")}
    texts = {label_text(fact) for fact in facts} | {chunk.embedded for chunk in chunks}
    vectors = Vectors(library / "vectors", embedder)
    assert contents(library, embedder)["vectors"] == {vectors.name(text) for text in texts}


def test_equal_texts_of_two_reports_are_embedded_once(library: Path, write_report, make_embedder) -> None:
    """A second report that differs from the first in its figures only embeds nothing; removing one leaves the other whole."""
    first, second = make_embedder(), make_embedder()
    build_library([write_report()], library, first)
    before = contents(library, first)["vectors"]
    build_library([write_report("other-2022.txt", "200.75")], library, second)
    assert first.asked
    assert second.asked == []
    remove_report("test-2022.txt", library, second)
    assert contents(library, second)["vectors"] == before
    remove_report("other-2022.txt", library, second)
    assert contents(library, second)["vectors"] == set()


def test_library_of_the_report_is_complete(bazhong_library: Path, bazhong_reading) -> None:
    """In the report's library every passage and every label has a vector."""
    held = contents(bazhong_library, BundledEmbedder())
    vectors = Vectors(bazhong_library / "vectors", BundledEmbedder())
    assert held["vectors"] == {vectors.name(text) for text in texts_of(bazhong_reading)}
    assert held["reports"][bazhong_reading.report.file][3] == bazhong_reading.facts


def test_embedder_is_given_no_figure(library: Path, write_report, embedder) -> None:
    """What is embedded holds no digit: digits are quoted from lines, never found through vectors."""
    build_library([write_report()], library, embedder)
    assert embedder.asked
    assert not any(character.isdigit() for text in embedder.asked for character in text)


def test_building_twice_changes_nothing_and_says_so(library: Path, write_report, embedder, make_embedder) -> None:
    """The second build reports the file as unchanged, embeds nothing and leaves the library as it was."""
    path = write_report()
    build_library([path], library, embedder)
    before = contents(library, embedder)
    second = make_embedder()
    assert build_library([path.parent], library, second) == BuildSummary(unchanged=["test-2022.txt"])
    assert second.asked == []
    assert contents(library, embedder) == before


def test_changed_file_is_replaced(library: Path, write_report, embedder) -> None:
    """A changed file's facts, lines and vectors take the place of the old ones; other reports are left alone."""
    build_library([write_report(), write_report("other-2022.txt", "7.7")], library, embedder)
    before = contents(library, embedder)
    summary = build_library([write_report(total="222.22"), write_report("other-2022.txt", "7.7")], library, embedder)
    after = contents(library, embedder)
    assert summary == BuildSummary(replaced=["test-2022.txt"], unchanged=["other-2022.txt"])
    values = {str(fact.value) for fact in after["reports"]["test-2022.txt"][3]}
    assert "222.22" in values
    assert "100.50" not in values
    assert after["reports"]["other-2022.txt"] == before["reports"]["other-2022.txt"]
    assert after["vectors"] == before["vectors"]


def test_replaced_report_leaves_no_vector_behind(library: Path, write_report, embedder) -> None:
    """A file that lost its paragraphs is found by none of them any more: its vectors are those of a fresh build."""
    path = write_report()
    build_library([path], library, embedder)
    path.write_text("第二部分 2022年度部门决算情况说明\n公务接待费支出4.33万元，完成预算91.35%。\n", encoding="utf-8")
    assert build_library([path], library, embedder).replaced == ["test-2022.txt"]
    fresh = library.with_name("fresh")
    build_library([path], fresh, embedder)
    assert contents(library, embedder) == contents(fresh, embedder)


def bad_files(folder: Path) -> dict[str, str]:
    """Files that cannot be read, with a word of the message that each must get."""
    (folder / "b-empty.txt").write_bytes(b"")
    (folder / "c-binary.txt").write_bytes(bytes(range(256)) * 40)
    bad = {"b-empty.txt": "empty", "c-binary.txt": "not a text file"}
    if Path("/proc/self/mem").exists():
        (folder / "d-broken.txt").symlink_to("/proc/self/mem")
        bad["d-broken.txt"] = "cannot be read"
    return bad


def test_bad_files_harm_no_good_one(tmp_path: Path, library: Path, write_report, embedder) -> None:
    """Bad files among good ones are named with their reason; the good ones are stored as if they were alone."""
    write_report("a-2022.txt")
    path = write_report("z-2022.txt", "5.5", encoding="gb18030")
    alone = tmp_path / "alone"
    build_library([path.parent], alone, embedder)
    bad = bad_files(path.parent)
    summary = build_library([path.parent, tmp_path / "missing.txt"], library, embedder)
    assert summary.added == ["a-2022.txt", "z-2022.txt"]
    messages = dict(summary.failed)
    assert set(messages) == {*bad, str(tmp_path / "missing.txt")}
    assert all(word in messages[name] and name in messages[name] for name, word in bad.items())
    assert "no such file" in messages[str(tmp_path / "missing.txt")]
    assert contents(library, embedder) == contents(alone, embedder)


def test_file_that_became_bad_keeps_its_last_reading(library: Path, write_report, embedder) -> None:
    """When a held file turns unreadable, the build says so and what was read before stays."""
    path = write_report()
    build_library([path], library, embedder)
    before = contents(library, embedder)
    path.write_bytes(b"\x00\x01" * 500)
    summary = build_library([path], library, embedder)
    assert [name for name, _ in summary.failed] == ["test-2022.txt"]
    assert contents(library, embedder) == before


def test_gb18030_report_reads_like_its_utf8_twin(library: Path, write_report, embedder) -> None:
    """The same report in GB18030 and in UTF-8 has the same lines and facts."""
    build_library([write_report("u.txt"), write_report("g.txt", encoding="gb18030")], library, embedder)
    held = contents(library, embedder)["reports"]
    assert held["u.txt"][1] == held["g.txt"][1]
    assert [(fact.line, fact.item, fact.value) for fact in held["u.txt"][3]] == [(fact.line, fact.item, fact.value) for fact in held["g.txt"][3]]


def test_same_file_name_twice_in_one_build(library: Path, write_report, embedder) -> None:
    """Two files of one name: the first is stored, the second is named with what to do, neither is mixed."""
    first, second = write_report(), write_report(total="999", folder="elsewhere")
    summary = build_library([first, second], library, embedder)
    assert summary.added == ["test-2022.txt"]
    assert [name for name, _ in summary.failed] == [str(second)]
    assert "Rename" in summary.failed[0][1]
    values = {str(fact.value) for fact in contents(library, embedder)["reports"]["test-2022.txt"][3]}
    assert "100.50" in values
    assert "999" not in values


def test_folder_without_reports_is_named(tmp_path: Path, library: Path, embedder) -> None:
    """A folder that holds no readable kind of file is named, with the kinds that are read."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "picture.png").write_bytes(b"\x89PNG")
    ((_, message),) = build_library([tmp_path / "empty"], library, embedder).failed
    assert "no report" in message
    assert ".txt" in message


def test_progress_is_told_to_the_end(library: Path, write_report, embedder) -> None:
    """Progress names each file before it is read, grows with what is embedded, and ends with all done."""
    told: list[tuple[str, float, int]] = []
    paths = [write_report("a.txt"), write_report("b.txt")]
    sections = (f"{one}{other}科负责全市{other}{one}工作的组织、指导和监督。" for one in "甲乙丙丁戊己庚辛壬癸" for other in "子丑寅卯辰巳午未申酉")
    paths[0].write_text(paths[0].read_text(encoding="utf-8") + "\n".join(sections), encoding="utf-8")
    build_library(paths, library, embedder, lambda *step: told.append(step))
    assert (told[0], told[-1]) == (("a.txt", 0, 2), ("", 2, 2))
    assert ("b.txt", 1, 2) in told
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert any(0 < done < 1 for _, done, _ in told)


@pytest.mark.parametrize(
    "action",
    [
        lambda library, paths, other: build_library(paths, library, other),
        lambda library, paths, other: open_store(library, other),
        lambda library, paths, other: remove_report("test-2022.txt", library, other),
    ],
    ids=["build", "open", "remove"],
)
def test_library_of_another_embedding_model_is_refused(
    library: Path, write_report, embedder, make_embedder, action: Callable
) -> None:
    """Another embedding model than the library's is refused, both are named, and nothing of the library changes."""
    build_library([write_report()], library, embedder)
    before, held = files_of(library), contents(library, embedder)
    other = make_embedder("fake:another")
    with pytest.raises(EmbeddingMismatch) as caught:
        action(library, [write_report("new.txt")], other)
    message = str(caught.value)
    assert "fake:three-numbers" in message
    assert "fake:another" in message
    assert str(library) in message
    assert "EMBEDDING_MODEL" in message
    assert other.asked == []
    assert files_of(library)["library.sqlite"] == before["library.sqlite"]
    assert contents(library, embedder) == held


def test_damaged_library_is_refused_and_kept(library: Path, write_report, embedder) -> None:
    """A damaged database stops the build with a clear message, and the damaged file is kept for a person to look at."""
    library.mkdir()
    (library / "library.sqlite").write_bytes(b"no database" * 999)
    with pytest.raises(LibraryError, match="damaged"):
        build_library([write_report()], library, embedder)
    assert (library / "library.sqlite").read_bytes() == b"no database" * 999


def test_library_in_a_place_that_is_a_file(tmp_path: Path, write_report, embedder) -> None:
    """A file in the library's place is not overwritten."""
    place = tmp_path / "taken"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(LibraryError, match="cannot be made"):
        build_library([write_report()], place, embedder)
    assert place.read_text(encoding="utf-8") == "mine"


def test_removed_report_leaves_both_stores(library: Path, write_report, embedder) -> None:
    """A removed report is gone from the database and from the vectors; the other one stays; it can come back."""
    build_library([write_report("other.txt")], library, embedder)
    before = contents(library, embedder)
    path = write_report()
    build_library([path], library, embedder)
    remove_report("test-2022.txt", library, embedder)
    assert contents(library, embedder) == before
    assert build_library([path], library, embedder).added == ["test-2022.txt"]


def test_removing_what_is_not_held_is_refused(library: Path, write_report, embedder) -> None:
    """A report that is not held is named, with the command that lists those that are."""
    build_library([write_report()], library, embedder)
    with pytest.raises(LibraryError, match="nothere.*index list"):
        remove_report("nothere.txt", library, embedder)


def test_every_fault_is_of_one_family() -> None:
    """A person is told about every fault in one form: what, where, what next."""
    fault = EmbeddingMismatch("it was built otherwise", "a/library", "Build another")
    assert isinstance(fault, MingzhangError)
    assert str(fault) == "a/library: it was built otherwise. Build another."


def test_building_and_reading_need_no_network(library: Path, write_report, no_network: list[object]) -> None:
    """With every way out of the machine closed, the real parts build a library, read it and search it."""
    bundled = BundledEmbedder()
    summary = build_library([write_report()], library, bundled)
    assert (summary.added, summary.failed) == (["test-2022.txt"], [])
    vectors = Vectors(library / "vectors", bundled)
    found = vectors.search(vectors.embed_query("支出总计是多少"), [chunk.embedded for chunk in contents(library, bundled)["reports"]["test-2022.txt"][4]], 3)
    assert found
    assert contents(library, bundled)["reports"]["test-2022.txt"][3]
    assert no_network == []


MEASURED = """
import json, socket, sys
from pathlib import Path

tried = []

def guard(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) or event == "socket.getaddrinfo":
        host = arguments[1][0] if event == "socket.connect" else arguments[0]
        if host not in ("127.0.0.1", "::1", "localhost", None):
            tried.append(str(host))
            raise OSError("no network in this test")

sys.addaudithook(guard)
from index.build import build_library
from index.memory import MEGABYTE, peak_megabytes

summary = build_library([Path(sys.argv[1])], Path(sys.argv[2]))
peak = peak_megabytes() * MEGABYTE
print(json.dumps({"peak": peak, "tried": tried, "added": summary.added, "failed": summary.failed}))
"""


def test_report_is_indexed_under_a_gigabyte_without_a_network(library: Path, bazhong_report: Path) -> None:
    """A process of its own indexes the report with the real parts in under 1 GB of memory, and calls no other machine."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", MEASURED, str(bazhong_report), str(library)]
    done = subprocess.run(command, env=environment, cwd=library.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["added"] == [bazhong_report.name]
    assert told["failed"] == []
    assert told["tried"] == []
    assert told["peak"] < GIGABYTE


def test_unchanged_files_are_not_read_again(library: Path, write_report, embedder, monkeypatch) -> None:
    """The second build reads no file that is held as it is: it starts no process for it."""
    paths = [write_report("a.txt"), write_report("b.txt", "2.2")]
    build_library(paths, library, embedder)
    asked: list[list[Path]] = []
    monkeypatch.setattr("index.build.Workers", lambda paths, limits: asked.append(list(paths)) or Workers(paths, limits))
    write_report("b.txt", "3.3")
    summary = build_library(paths, library, embedder)
    assert asked == [[paths[1]]]
    assert (summary.unchanged, summary.replaced) == (["a.txt"], ["b.txt"])


def test_stored_reading_is_the_reading_without_tables(library: Path, write_report, embedder) -> None:
    """What the library holds of a report comes back as a reading: all but its tables."""
    path = write_report()
    summary = build_library([path], library, embedder)
    store = open_store(library, embedder)
    (report,) = store.reports()
    held = stored_reading(store, report)
    assert store.extraction(report.file) == summary.extractions["test-2022.txt"]
    store.close()
    read = read_report(path)
    assert (held.report, held.lines, held.sections, held.facts, held.chunks, held.warnings) == (
        read.report, read.lines, read.sections, read.facts, read.chunks, read.warnings
    )  # fmt: skip


def test_what_needs_not_be_brought_in_any_more_is_not_told(library: Path, write_report, embedder) -> None:
    """A build struck off what is again as it is held, and what is gone; what a person asked for and is there stays to be done."""
    path, gone = write_report(), write_report("gone.txt")
    build_library([path], library, embedder)
    store = open_store(library, embedder)
    store.begin([(path.name, str(path)), ("gone.txt", str(gone)), ("other.txt", str(write_report("other.txt")))])
    store.close()
    gone.unlink()
    build_library([path], library, embedder)
    store = open_store(library, embedder)
    assert [file for file, _ in store.pending()] == ["other.txt"]
    store.close()
    assert build_library(None, library, embedder).added == ["other.txt"]
    assert unfinished_in(library) is None
