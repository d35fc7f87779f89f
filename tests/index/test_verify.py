"""Whatever is damaged in a library is found, told with its place, and mended where nothing has to be guessed."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.self_check import check_library
from index.__main__ import main
from index.build import UNDER_WAY, build_library, open_store, unfinished
from index.selftest import SETTING, check_self
from index.swap import changing
from index.vectors import Vectors
from index.verify import Verification, verify_library


@pytest.fixture
def library(tmp_path: Path, write_report, embedder) -> Path:
    """A library of two reports, one of them in two versions."""
    build_library([write_report()], tmp_path / "library", embedder)
    path = write_report("other-2022.txt", "7.7")
    path.write_text(path.read_text(encoding="utf-8") + "其中秘书科负责会务工作，档案科负责档案工作。\n", encoding="utf-8")
    build_library([write_report(total="222.22"), path], tmp_path / "library", embedder)
    return tmp_path / "library"


def run_sql(library: Path, *statements: str) -> None:
    with sqlite3.connect(library / "library.sqlite") as database:
        for statement in statements:
            database.execute(statement)


def drop_vectors(library: Path, embedder, count: int) -> None:
    vectors = Vectors(library / "vectors", embedder)
    vectors.remove(sorted(vectors.names())[:count])
    vectors.close()


def add_vector(library: Path, embedder, text: str) -> None:
    vectors = Vectors(library / "vectors", embedder)
    vectors.store([text])
    vectors.close()


def told(found: Verification) -> str:
    return "\n".join(map(str, found.faults))


def test_a_library_in_order_has_no_fault(library: Path, embedder) -> None:
    """Reports, facts of all versions and texts are counted; nothing is wrong and nothing is noted."""
    found = verify_library(library, embedder)
    assert (found.faults, found.notes) == ([], [])
    assert (found.reports, found.older, found.facts) == (2, 1, 18)
    assert re.fullmatch(r"verify: 2 reports, 18 facts, \d+ texts: 0 faults", found.closing_line())


FACT = "UPDATE facts SET printed = '999.99' WHERE id = 'test-2022.txt#1'"
VALUE = "UPDATE facts SET value = '999.99' WHERE id = 'test-2022.txt#1'"
LINE = "UPDATE lines SET text = replace(text, '222.22', '111.11') WHERE file = 'test-2022.txt'"
LAST = "DELETE FROM lines WHERE file = 'test-2022.txt' AND number = 7"
OLD_LINE = "UPDATE lines SET text = '' WHERE file = 'test-2022.txt/1' AND number = 5"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (FACT, "test-2022.txt, line 2: does not hold the figure '999.99'"), (VALUE, "test-2022.txt: what is stored is not what was read"),
        (LINE, "test-2022.txt, line 5: does not hold the figure"), (LAST, "test-2022.txt: its last line is 6, where 7 was read"),
        (OLD_LINE, "test-2022.txt/1, line 5: does not hold"),
        ("UPDATE chunks SET text = text || '。' WHERE file = 'test-2022.txt'", "test-2022.txt: what is stored is not what was read"),
        ("DELETE FROM facts WHERE id = 'test-2022.txt#1'", "test-2022.txt: what is stored is not what was read"),
        ("INSERT INTO facts SELECT 'test-2022.txt#99', file, item, path, code, period, measure, basis, against, fund_scope, value, unit,"
         " decimals, approximate, printed, line, end_line, context_lines, clause, section, \"table\", row, \"column\" FROM facts"
         " WHERE id = 'test-2022.txt#1'", "test-2022.txt: what is stored is not what was read"),
    ],
)  # fmt: skip
def test_a_changed_report_is_told_and_never_deleted(library: Path, embedder, statement: str, words: str) -> None:
    """A digit, a line or a row that is not what was read is told with its file and line; --repair leaves it for a person."""
    run_sql(library, statement)
    found = verify_library(library, embedder)
    assert words in told(found)
    assert "build it again" in told(found) or "--version" in told(found)
    again = verify_library(library, embedder, repair=True)
    assert words in "\n".join(map(str, again.open_faults))
    assert again.reports == 2


MENDED: dict[str, tuple[Callable, str]] = {
    "vectors lost": (lambda library, embedder: drop_vectors(library, embedder, 3), "3 text(s) have no vector"),
    "all vectors lost": (lambda library, embedder: shutil.rmtree(library / "vectors"), "text(s) have no vector"),
    "vector too many": (lambda library, embedder: add_vector(library, embedder, "nobody's"), "1 vector(s) belong to no report"),
    "vector store broken": (
        lambda library, embedder: (library / "vectors" / "chroma.sqlite3").write_bytes(b"no database" * 999), "the vector store c",
    ),
    "names lost": (
        lambda library, embedder: run_sql(library, "DELETE FROM vectors WHERE file = 'test-2022.txt'"), "are not those of its texts",
    ),
    "rows of no report": (
        lambda library, embedder: run_sql(library, "INSERT INTO lines VALUES ('gone.txt', 1, NULL, 'x', NULL, NULL)"),
        "1 row(s) of lines belong to 'gone.txt'",
    ),
    "file of no report": (lambda library, embedder: (library / "originals" / "gone.txt").write_text("x"), "gone.txt: belongs to no report"),
    "file changed": (lambda library, embedder: (library / "originals" / "other-2022.txt").write_text("x"), "is not the one that was read"),
    "file lost": (lambda library, embedder: (library / "originals" / "other-2022.txt").unlink(), "the report's file is not kept"),
}  # fmt: skip


@pytest.mark.parametrize("how", MENDED)
def test_what_needs_no_guess_is_mended(library: Path, embedder, how: str) -> None:
    """Lost vectors are made again from the texts, what belongs to nothing is dropped, a file is taken from where it lay."""
    spoil, words = MENDED[how]
    spoil(library, embedder)
    assert words in told(verify_library(library, embedder))
    mended = verify_library(library, embedder, repair=True)
    assert mended.faults
    assert mended.open_faults == [], told(mended)
    assert "mended)" in mended.closing_line()
    found = verify_library(library, embedder)
    assert (found.faults, found.reports, found.facts) == ([], 2, 18)


@pytest.mark.parametrize("how", ["vectors lost", "all vectors lost", "vector too many", "vector store broken"])
def test_the_next_build_mends_the_vectors(library: Path, embedder, tmp_path: Path, how: str) -> None:
    """A build finds without being told that the vectors are not those of the reports, and reads no file for it."""
    MENDED[how][0](library, embedder)
    summary = build_library([tmp_path / "in"], library, embedder)
    assert summary.unchanged == ["other-2022.txt", "test-2022.txt"]
    assert verify_library(library, embedder).faults == []


def test_a_damaged_database_is_told(library: Path, embedder, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """A database whose pages are overwritten gives exit code 2 and says so."""
    monkeypatch.setattr("index.__main__.embedder_of", lambda environment: embedder)
    path = library / "library.sqlite"
    data = bytearray(path.read_bytes())
    data[8192:16384] = b"\xff" * 8192
    path.write_bytes(data)
    assert main(["verify", "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert "damaged" in printed.out + printed.err or "cannot be used" in printed.err


def test_the_command(library: Path, embedder, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """`verify` exits with 0 without a fault, with 2 where one is left, and its last line counts."""
    monkeypatch.setattr("index.__main__.embedder_of", lambda environment: embedder)
    assert main(["verify", "--library", str(library)]) == 0
    assert capsys.readouterr().out.startswith("verify: 2 reports, 18 facts")
    drop_vectors(library, embedder, 1)
    assert main(["verify", "--library", str(library)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert "Mend it: --repair" in lines[0]
    assert lines[-1].endswith(": 1 faults")
    assert main(["verify", "--repair", "--library", str(library)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(": 0 faults (1 mended)")
    with changing(library):
        assert main(["verify", "--repair", "--library", str(library)]) == 2
        assert "changed by another command (process" in capsys.readouterr().err
        assert main(["verify", "--library", str(library)]) == 0


def test_a_library_without_files_is_in_order(library: Path, embedder) -> None:
    """A library that was moved without its originals has no fault for that."""
    shutil.rmtree(library / "originals")
    assert verify_library(library, embedder).faults == []


class OtherEngine:
    """Calls itself by the same name and makes other vectors."""

    def __init__(self, embedder) -> None:
        self.name = embedder.name

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, -2.0 - len(text) % 5, -1.0]


def test_another_engine_shows(library: Path, embedder, caplog: pytest.LogCaptureFixture) -> None:
    """An embedding engine that makes other vectors under the same name is found by the known questions, at the start and by verify."""
    assistant = Assistant.open(library, embedder)
    outcome = check_library(assistant)
    assert outcome is not None
    assert outcome.fine
    assert outcome.asked >= 2
    assistant.close()
    other = Assistant.open(library, OtherEngine(embedder))
    outcome = check_library(other)
    other.close()
    assert outcome is not None
    assert not outcome.fine
    assert "finds something else than when it was built" in caplog.text
    assert "known questions find something else" in told(verify_library(library, OtherEngine(embedder)))


def test_a_changed_library_shows(library: Path, embedder) -> None:
    """Lines, figures or reports that were changed behind the library's back are found by the known questions."""
    store = open_store(library, embedder)
    vectors = Vectors(library / "vectors", embedder)
    assert check_self(store, vectors).fine
    run_sql(library, LINE)
    assert "hold something else" in check_self(store, vectors).told()
    run_sql(library, "DELETE FROM reports WHERE file = 'other-2022.txt'")
    assert "others than when it was last built" in check_self(store, vectors).told()
    store.set_setting(SETTING, None)
    assert check_self(store, vectors).asked == 0
    store.close()


def test_the_known_questions_hold_no_answer_up(library: Path, embedder) -> None:
    """They are few, they are kept in the library, and each is asked by itself: others come in between."""
    store = open_store(library, embedder)
    kept = json.loads(store.setting(SETTING) or "")
    assert 2 <= len(kept["questions"]) <= 8
    turns: list[str] = []

    class Turn:
        def __enter__(self) -> None:
            turns.append("taken")

        def __exit__(self, *_: object) -> None:
            turns.append("given back")

    assert check_self(store, Vectors(library / "vectors", embedder), Turn()).fine
    assert turns == ["taken", "given back"] * len(kept["questions"])
    store.close()


def test_what_a_stopped_build_left_is_no_fault(library: Path, embedder) -> None:
    """Vectors and files of a build that died are told as a note, with what was not brought in; the next build takes them away."""
    store = open_store(library, embedder)
    store.begin([("new.txt", "in/new.txt"), ("more.txt", "in/more.txt")])
    store.set_setting(UNDER_WAY, "build")
    left = unfinished(store)
    store.close()
    assert left == "a build was stopped while bringing in new.txt and 1 more; to go on: python -m index build"
    add_vector(library, embedder, "of the report that was not stored")
    (library / "originals" / ".incoming").mkdir()
    (library / "originals" / ".incoming" / "abc.part").write_text("half")
    found = verify_library(library, embedder)
    assert found.faults == []
    assert found.notes[0] == left
    assert "1 vector(s) of a command that was stopped" in " ".join(found.notes)
