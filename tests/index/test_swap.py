"""A library built beside another takes its place wholly or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import swap
from index.errors import LibraryError


def fill(folder: Path, text: str) -> Path:
    (folder / "vectors").mkdir(parents=True)
    (folder / "originals").mkdir()
    for place in ("library.sqlite", "vectors/chroma.sqlite3", "originals/a.txt"):
        (folder / place).write_text(text)
    return folder


def held(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def whole(text: str) -> dict[str, str]:
    return {"library.sqlite": text, "originals/a.txt": text, "vectors/chroma.sqlite3": text}


def test_the_next_takes_the_place(tmp_path: Path) -> None:
    """After the change the library is the new one, and nothing of the old one is left over."""
    library = fill(tmp_path / "library", "old")
    copied = swap.make_next(library, copy=True)
    assert held(copied) == whole("old")
    fresh = swap.make_next(library, copy=False)
    assert held(fresh) == {}
    fill(fresh, "new")
    swap.take_next(library)
    assert held(library) == whole("new")
    assert sorted(path.name for path in library.iterdir()) == ["library.sqlite", "originals", "vectors"]


@pytest.mark.parametrize("dies_at", range(1, 8))
def test_a_change_cut_short_leaves_a_whole_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int) -> None:
    """Where the process dies at any move, the next start finds the old library or the new one, never some of each."""
    library = fill(tmp_path / "library", "old")
    fill(swap.make_next(library, copy=False), "new")
    moves = 0
    rename = Path.rename

    def die(path: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        if moves == dies_at:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", die)
    with pytest.raises(KeyboardInterrupt):
        swap.take_next(library)
    monkeypatch.undo()
    swap.recover(library)
    assert held(library) == whole("old")
    assert sorted(path.name for path in library.iterdir()) == ["library.sqlite", "originals", "vectors"]


def test_a_change_that_fails_puts_the_old_one_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk refuses a move, the old library is in its place again and the fault says so."""
    library = fill(tmp_path / "library", "old")
    fill(swap.make_next(library, copy=False), "new")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.parent.name == swap.NEXT and path.name == "vectors":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(LibraryError, match="Permission denied"):
        swap.take_next(library)
    assert held(library) == whole("old")


def test_recovering_a_library_that_needs_it_not(tmp_path: Path) -> None:
    """Nothing is done to a library that was left in order, nor where there is none."""
    library = fill(tmp_path / "library", "old")
    swap.recover(library)
    swap.recover(tmp_path / "none")
    assert held(library) == whole("old")
    assert not (tmp_path / "none").exists()


def leave_half_done(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process leaves that dies while it puts the next library in place."""
    fill(swap.make_next(library, copy=False), "new")
    rename = Path.rename

    def die(path: Path, target: Path) -> Path:
        if path.parent.name == swap.NEXT:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", die)
    with pytest.raises(KeyboardInterrupt):
        swap.take_next(library)
    monkeypatch.undo()


def test_who_opens_a_library_settles_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a dead process left is put in order by the next command that opens the library, which then finds the old one."""
    library = fill(tmp_path / "library", "old")
    leave_half_done(library, monkeypatch)
    assert not (library / "library.sqlite").exists()
    swap.settle(library)
    assert {name: text for name, text in held(library).items() if name != swap.LOCK} == whole("old")


def test_a_living_change_is_left_alone(tmp_path: Path) -> None:
    """What a living process builds beside the library is not touched, nor may another change it or store in it meanwhile."""
    library = fill(tmp_path / "library", "old")
    with swap.changing(library):
        fill(swap.make_next(library, copy=False), "new")
        swap.settle(library)
        assert held(library / swap.NEXT) == whole("new")
        with pytest.raises(LibraryError, match="by another command"), swap.changing(library):
            pass
    with swap.changing(library):  # the lock was given back
        pass
    swap.settle(library)
    assert not (library / swap.NEXT).exists()
