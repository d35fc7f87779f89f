"""`python -m index`: what it prints, where, and with which exit code."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index.__main__ import main
from index.build import build_library, open_store, stored_reading
from index.embed import BundledEmbedder
from index.errors import MingzhangError
from index.extraction import describe

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture(autouse=True)
def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_MODEL", raising=False)


def test_build_list_and_build_again(library: Path, write_report, capsys: pytest.CaptureFixture[str]) -> None:
    """build says what it added, list shows it, and a second build says that nothing changed; all exit with 0."""
    path = str(write_report())
    assert main(["build", path, "--library", str(library)]) == 0
    added, stored = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r"added: test-2022\.txt \(text, 7 lines, 0 tables, \d+ facts, 100\.0 % of 6 figures understood, \d+\.\d s, \d+ MB\)", added
    )
    assert stored == "1 report(s) stored, 0 unchanged, 0 not read"
    assert main(["list", "--library", str(library)]) == 0
    assert capsys.readouterr().out == "test-2022.txt\t巴中市测试局\t2022\t决算\t部门\t7 lines\n"
    assert main(["build", path, "--library", str(library)]) == 0
    assert capsys.readouterr().out == "nothing changed: 1 report(s) already in the library\n"
    write_report(total="1.23")
    assert main(["build", path, "--library", str(library)]) == 0
    assert "added as version 2: test-2022.txt" in capsys.readouterr().out


def test_bad_file_among_good_ones(library: Path, write_report, capsys: pytest.CaptureFixture[str]) -> None:
    """A bad file gives exit code 2 and a message on stderr; the good ones are stored all the same."""
    path = write_report()
    (path.parent / "empty.txt").write_bytes(b"")
    assert main(["build", str(path.parent), "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert "added: test-2022.txt" in printed.out
    assert "1 report(s) stored, 0 unchanged, 1 not read" in printed.out
    assert "empty.txt: the file is empty." in printed.err
    assert "Traceback" not in printed.err


def test_missing_file(library: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A path that is not there gives exit code 2 and is named on stderr; it is not called "nothing changed"."""
    assert main(["build", str(tmp_path / "nowhere.txt"), "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert "nowhere.txt: no such file or folder" in printed.err
    assert "nothing changed" not in printed.out


@pytest.mark.parametrize("arguments", [["list"], ["show"], ["check"], ["show", "a.txt"], ["remove", "a.txt"]])
def test_no_library(library: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Listing or removing where nothing was built gives exit code 2, says how to build, and makes no folder."""
    assert main([*arguments, "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert "no library here" in printed.err
    assert "python -m index build" in printed.err
    assert printed.out == ""
    assert not library.exists()


@pytest.mark.parametrize("arguments", [["list"], ["build"], ["show"], ["check"], ["remove", "a.txt"]])
def test_damaged_library(library: Path, write_report, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """A damaged database gives exit code 2 and a message instead of a traceback."""
    library.mkdir()
    (library / "library.sqlite").write_bytes(b"no database" * 999)
    paths = [str(write_report())] if arguments == ["build"] else []
    assert main([*arguments, *paths, "--library", str(library)]) == 2
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["build"], ["remove", "test-2022.txt"]])
def test_library_of_another_embedding_model(
    library: Path, write_report, embedder, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """A library of another embedding model gives exit code 2, names both models and is left as it was."""
    path = write_report()
    build_library([path], library, embedder)
    before = (library / "library.sqlite").read_bytes()
    paths = [str(path)] if arguments == ["build"] else []
    assert main([*arguments, *paths, "--library", str(library)]) == 2
    printed = capsys.readouterr().err
    assert embedder.name in printed
    assert "multilingual-e5-small" in printed
    assert "python -m index rebuild --embedding bundled" in printed
    assert (library / "library.sqlite").read_bytes() == before


def test_what_was_read_is_shown_whatever_model_is_set(
    library: Path, write_report, embedder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """list, show and check compare no vectors: they work with any model set, also with one that is not there."""
    build_library([write_report()], library, embedder)
    monkeypatch.setenv("EMBEDDING_MODEL", "/no/such/model")
    for command in ("list", "show", "check"):
        assert main([command, "--library", str(library)]) == 0
        assert "test-2022.txt" in capsys.readouterr().out or command == "check"


@pytest.mark.skipif(importlib.util.find_spec("langchain_huggingface") is not None, reason="the extra is installed")
def test_embedding_model_that_is_not_installed(
    library: Path, write_report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """EMBEDDING_MODEL that needs the extra gives exit code 2 and the extra's name; no library is begun."""
    monkeypatch.setenv("EMBEDDING_MODEL", "some/model")
    assert main(["build", str(write_report()), "--library", str(library)]) == 2
    assert "sentence-transformers" in capsys.readouterr().err
    assert not library.exists()


def test_remove(library: Path, write_report, capsys: pytest.CaptureFixture[str]) -> None:
    """remove takes a report out by its name; a second time it is not held, with exit code 2."""
    main(["build", str(write_report()), "--library", str(library)])
    assert main(["remove", "test-2022.txt", "--library", str(library)]) == 0
    assert "removed: test-2022.txt" in capsys.readouterr().out
    assert main(["list", "--library", str(library)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["remove", "test-2022.txt", "--library", str(library)]) == 2
    assert "no report named 'test-2022.txt'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["unknown"], ["list", "--unknown"], ["remove"], ["build", "--jobs", "0"], ["build", "--time-limit", "soon"]],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage exits with 2 and shows the usage on stderr."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m index" in capsys.readouterr().err


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command explains itself and names the library folder that it uses without being told."""
    for command in ("build", "list", "show", "check", "remove"):
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert ".mingzhang" in capsys.readouterr().out


@pytest.fixture
def remarked_library(library: Path, write_report) -> Path:
    """A library of a report whose reading left a doubt and a warning."""
    path = write_report()
    build_library([path], library)
    store = open_store(library, BundledEmbedder())
    held = stored_reading(store, store.reports()[0])
    report = replace(held.report, scope=None, doubts=("The title names 2021, the text 2022.",))
    held = replace(held, report=report, warnings=("page 3 holds no text",))
    store.add(report, "source", held.lines, held.sections, held.facts, held.chunks, describe(held, 1.26, 80))
    store.close()
    return library


def test_list_shows_doubts(remarked_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not be settled of a report's identity stands in the list, and an unsure field is not guessed."""
    assert main(["list", "--library", str(remarked_library)]) == 0
    line = capsys.readouterr().out
    assert line == (
        "test-2022.txt\t巴中市测试局\t2022\t决算\t-\t7 lines\tdoubts: The title names 2021, the text 2022.\n"
    )


def test_show_of_a_held_report(remarked_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """show tells identity with its line, doubts, warnings, facts, figures, time and memory."""
    assert main(["show", "test-2022.txt", "--library", str(remarked_library)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("test-2022.txt: text, 7 lines, 0 tables\n")
    for part in (
        "  body: 巴中市测试局 (line 2: 巴中市测试局（以下简称市测试局）设3个内设科室。)", "  scope: not sure",
        "  doubt: The title names 2021", "  warning: page 3 holds no text", "figures: 6 printed, 6 understood (100.0 %)",
        "read in 1.3 s, 80 MB",
    ):  # fmt: skip
        assert part in shown


def test_show_as_json(library: Path, write_report, capsys: pytest.CaptureFixture[str]) -> None:
    """show --json prints one row a report, of a file that no library holds as well."""
    path = write_report()
    path.write_text(path.read_text(encoding="utf-8") + "另有12.5万元\t\n", encoding="utf-8")
    assert main(["show", str(path), "--json", "--library", str(library)]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["file"], row["form"], row["lines"], row["figures"]) == ("test-2022.txt", "text", 8, 7)
    assert dict(row["facts_by_measure"])["amount"] >= 2
    assert not library.exists()


def test_bad_file_among_those_shown(write_report, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file that cannot be read gives exit code 2 and its message; the others are shown."""
    (tmp_path / "empty.txt").write_bytes(b"")
    assert main(["show", str(tmp_path / "empty.txt"), str(write_report())]) == 2
    printed = capsys.readouterr()
    assert "empty.txt: the file is empty" in printed.err
    assert printed.out.startswith("test-2022.txt: ")


def test_name_that_is_neither_file_nor_report(library: Path, write_report, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that nobody knows gives exit code 2 and the command that lists names."""
    build_library([write_report()], library)
    for command in ("show", "check"):
        assert main([command, "nothere.txt", "--library", str(library)]) == 2
        assert "'nothere.txt' is neither a file nor a report of the library" in capsys.readouterr().err


WRONG = "2022年度公务接待费支出4.33万元，比上年减少1.00万元，下降50.00%。其中：国内接待4.33万元。\n"


def test_check_of_file_and_library_agree(library: Path, write_report, capsys: pytest.CaptureFixture[str]) -> None:
    """check finds the same in a file and in the library that holds it; findings are no failure: exit code 0."""
    path = write_report()
    path.write_text(path.read_text(encoding="utf-8") + WRONG, encoding="utf-8")
    assert main(["check", str(path), "--json"]) == 0
    rows = capsys.readouterr().out
    (row,) = map(json.loads, rows.splitlines())
    assert set(row) == {"file", "line", "page", "verdict", "kind", "printed", "recomputed", "message"}
    assert (row["file"], row["line"], row["verdict"]) == ("test-2022.txt", 8, "disagrees")
    build_library([path], library)
    for names in ([], ["test-2022.txt"]):
        assert main(["check", *names, "--json", "--library", str(library)]) == 0
        assert capsys.readouterr().out == rows
    assert main(["check", "--library", str(library)]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("test-2022.txt, line 8: disagrees: ")
    assert last == "1 finding(s) in 1 report(s)"


def reading_processes(mark: str) -> list[str]:
    """The command lines of reading processes that were started with the memory limit `mark`."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if mark in command and any("index.workers" in part for part in command):
            found.append(" ".join(command))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")
def test_ctrl_c_stops_cleanly(library: Path, write_report) -> None:
    """Ctrl-C while a file hangs: exit code 130, a message without a traceback, no process left, stored reports whole."""
    path = write_report("a-2022.txt")
    pipe = path.with_name("b-pipe.txt")
    os.mkfifo(pipe)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "index", "build", str(path), str(pipe), "--library", str(library)]
    limits = ["--memory-limit", "1789", "--time-limit", "500"]
    process = subprocess.Popen([*command, *limits], env=environment, stderr=subprocess.PIPE, cwd=path.parent)
    until = time.monotonic() + 90
    while not (library / "library.sqlite").exists() or "a-2022.txt" not in held_files(library):
        assert time.monotonic() < until
        time.sleep(0.2)
    assert reading_processes("1789")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped." in said.decode()
    assert "Traceback" not in said.decode()
    assert reading_processes("1789") == []
    assert held_files(library) == ["a-2022.txt"]


def held_files(library: Path) -> list[str]:
    try:
        store = open_store(library, BundledEmbedder())
    except MingzhangError:  # it is being made
        return []
    names = [report.file for report in store.reports()]
    store.close()
    return names


def test_command_in_its_own_process(bazhong_library: Path, tmp_path: Path) -> None:
    """`python -m index list` shows the report with body, year and lines and exits with 0; without a library with 2."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    def run(library: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "index", "list", "--library", str(library)]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    good, missing = run(bazhong_library), run(tmp_path / "nowhere")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout == "bazhong-gov-office-2022.txt\t巴中市人民政府办公室\t2022\t决算\t部门\t2806 lines\n"
    assert missing.returncode == 2
    assert "no library here" in missing.stderr
    assert "Traceback" not in missing.stderr
