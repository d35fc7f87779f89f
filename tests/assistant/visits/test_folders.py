"""The private folder of a process: its own while it runs, removed with it, and by the next where it was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.visits.folders import PrivateFolder
from index.errors import MingzhangError

ROOT = Path(__file__).resolve().parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.visits.folders import PrivateFolder
folder = PrivateFolder(Path(sys.argv[1]))
(folder.make() / "report.txt").write_text("private")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_leftovers_of_a_killed_process_are_removed(tmp_path: Path) -> None:
    """What a process that was killed left behind is removed by the next one; what a running one holds is not."""
    running = PrivateFolder(tmp_path / "visits")
    kept = running.make()
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "visits")], cwd=ROOT, check=False, timeout=60)
    assert len(list(tmp_path.rglob("report.txt"))) == 1
    following = PrivateFolder(tmp_path / "visits")
    assert list(tmp_path.rglob("report.txt")) == []
    assert kept.is_dir()
    running.close()
    following.close()
    assert list((tmp_path / "visits").iterdir()) == []


def test_other_folders_beside_it_are_left_alone(tmp_path: Path) -> None:
    """Only folders of our making are ever removed."""
    other = tmp_path / "visits" / "letters"
    other.mkdir(parents=True)
    (tmp_path / "visits" / "12-link").symlink_to(tmp_path)
    PrivateFolder(tmp_path / "visits").close()
    assert other.is_dir()
    assert tmp_path.is_dir()


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    """Where the folder cannot be made, the message names it and the setting that chooses another."""
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(MingzhangError, match="MINGZHANG_UPLOAD_FOLDER"):
        PrivateFolder(tmp_path / "taken")
