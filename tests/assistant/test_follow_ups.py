"""The follow-ups file: its patterns compile, and its frames say the same in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import assistant.follow_ups as follow_ups_module
from assistant.follow_ups import load_follow_ups
from index.errors import LibraryError

HOLE = re.compile(r"\{(\w+)\}")


def test_every_frame_has_both_languages_and_holds_no_figure() -> None:
    """A follow-up can be made whole in either language, with the same item and asking words, and no digit of ours."""
    cues = load_follow_ups()
    frames = [*cues.frames.items(), *((f"{ask.name} {move}", frame) for ask in cues.asks for move, frame in ask.frames.items())]
    assert len(frames) > 10
    for name, frame in frames:
        assert frame.keys() == {"zh", "en"}, name
        chinese, english = (set(HOLE.findall(frame[language])) - {"when"} for language in ("zh", "en"))
        assert chinese == english, name
        assert not re.search(r"\d", frame["zh"] + frame["en"]), name


@pytest.mark.parametrize(
    ("text", "step", "own"),
    [("去年", None, -1), ("前年", None, -2), ("上一年", -1, None), ("今年", None, 0), ("the year before that", -1, None), ("last year", None, -1)],
)
def test_years_by_their_distance(text: str, step: int | None, own: int | None) -> None:
    """去年 counts from the reports' year, "the year before" from the year last spoken of."""
    found = [(word.step, word.own) for word in load_follow_ups().years if word.pattern.search(text)]
    assert found == [(step, own)]


def test_a_broken_pattern_is_told_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that does not compile names the file and what to do."""
    broken = tmp_path / "follow_ups.toml"
    text = follow_ups_module.FOLLOW_UPS_FILE.read_text(encoding="utf-8")
    broken.write_text(text.replace("lead = [", "lead = [\n    '(',", 1), encoding="utf-8")
    monkeypatch.setattr(follow_ups_module, "FOLLOW_UPS_FILE", broken)
    load_follow_ups.cache_clear()
    try:
        with pytest.raises(LibraryError, match=r"follow_ups\.toml"):
            load_follow_ups()
    finally:
        load_follow_ups.cache_clear()
