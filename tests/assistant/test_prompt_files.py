"""Prompts stand in one place, in both languages, with just the holes they should have; every answer tells their hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import prompt_files
from assistant.ask import Assistant
from assistant.prompt_files import HOLES, LANGUAGES, check_prompts, load_prompt, prompts_hash
from index.errors import LibraryError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the prompts that a test may spoil."""
    for path in prompt_files.FOLDER.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(prompt_files, "FOLDER", tmp_path)
    load_prompt.cache_clear()
    prompts_hash.cache_clear()
    yield tmp_path
    load_prompt.cache_clear()
    prompts_hash.cache_clear()


def test_every_prompt_is_there_in_both_languages() -> None:
    """All of them load, each part in Chinese and in English with the same holes."""
    check_prompts()
    for name, parts in HOLES.items():
        loaded = load_prompt(name)
        assert set(loaded) == set(LANGUAGES)
        assert all(set(loaded[language]) == set(parts) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("old", "new"),
    [("$question", "question"), ("$items", "$items $key"), ("again =", "once_more ="), ("[en]", "[fr]"), ("$fault", "$"), ('"""', '"')],
)
def test_a_spoiled_prompt_is_told_at_the_start(folder: Path, old: str, new: str) -> None:
    """A hole or a part too few or too many, a language that is missing, no TOML: the file is named before anything is asked."""
    path = folder / "chat_planning.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(LibraryError, match=r"chat_planning\.toml"):
        check_prompts()


def test_a_missing_prompt_is_told(folder: Path, bazhong_library: Path) -> None:
    """An installation that lacks a file opens no library, and says which file."""
    (folder / "chat_phrasing.toml").unlink()
    with pytest.raises(LibraryError, match=r"chat_phrasing\.toml"):
        Assistant.open(bazhong_library)


def test_the_hash_changes_with_any_word(folder: Path) -> None:
    """A word in any file of the folder makes another hash, the way lines end does not."""
    before = prompts_hash()
    path = folder / "answers.toml"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    prompts_hash.cache_clear()
    assert prompts_hash() == before
    path.write_text(text.replace("没有披露", "未披露", 1), encoding="utf-8")
    prompts_hash.cache_clear()
    assert prompts_hash() != before
    assert len(before) == 16


def test_every_answer_tells_the_hash(assistant: Assistant) -> None:
    """Answered or declined, the answer carries it."""
    for question in ("公务接待费是多少？", "市长工资是多少？"):
        assert assistant.ask(question).to_json()["prompts"] == prompts_hash()
