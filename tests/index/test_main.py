"""`python -m index`: what it prints, where, and with which exit code."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.__main__ import main
from index.build import build_library

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
    assert capsys.readouterr().out.splitlines() == ["added: test-2022.txt", "1 report(s) stored, 0 unchanged, 0 not read"]
    assert main(["list", "--library", str(library)]) == 0
    assert capsys.readouterr().out == "test-2022.txt\t巴中市测试局\t2022\t决算\t部门\t7 lines\n"
    assert main(["build", path, "--library", str(library)]) == 0
    assert capsys.readouterr().out == "nothing changed: 1 report(s) already in the library\n"
    write_report(total="1.23")
    assert main(["build", path, "--library", str(library)]) == 0
    assert "replaced: test-2022.txt" in capsys.readouterr().out


def test_bad_file_among_good_ones(library: Path, write_report, capsys: pytest.CaptureFixture[str]) -> None:
    """A bad file gives exit code 2 and a message on stderr; the good ones are stored all the same."""
    path = write_report()
    (path.parent / "empty.txt").write_bytes(b"")
    assert main(["build", str(path.parent), "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert "added: test-2022.txt" in printed.out
    assert "1 report(s) stored, 0 unchanged, 1 not read" in printed.out
    assert "empty.txt: the file holds no text." in printed.err
    assert "Traceback" not in printed.err


def test_missing_file(library: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A path that is not there gives exit code 2 and is named on stderr; it is not called "nothing changed"."""
    assert main(["build", str(tmp_path / "nowhere.txt"), "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert "nowhere.txt: no such file or folder" in printed.err
    assert "nothing changed" not in printed.out


@pytest.mark.parametrize("arguments", [["list"], ["remove", "a.txt"]])
def test_no_library(library: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Listing or removing where nothing was built gives exit code 2, says how to build, and makes no folder."""
    assert main([*arguments, "--library", str(library)]) == 2
    printed = capsys.readouterr()
    assert "no library here" in printed.err
    assert "python -m index build" in printed.err
    assert printed.out == ""
    assert not library.exists()


@pytest.mark.parametrize("arguments", [["list"], ["build"], ["remove", "a.txt"]])
def test_damaged_library(library: Path, write_report, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """A damaged database gives exit code 2 and a message instead of a traceback."""
    library.mkdir()
    (library / "library.sqlite").write_bytes(b"no database" * 999)
    paths = [str(write_report())] if arguments == ["build"] else []
    assert main([*arguments, *paths, "--library", str(library)]) == 2
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["list"], ["build"], ["remove", "test-2022.txt"]])
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
    assert (library / "library.sqlite").read_bytes() == before


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


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["list", "--unknown"], ["remove"]])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage exits with 2 and shows the usage on stderr."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m index" in capsys.readouterr().err


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command explains itself and names the library folder that it uses without being told."""
    for command in ("build", "list", "remove"):
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert ".mingzhang" in capsys.readouterr().out


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
