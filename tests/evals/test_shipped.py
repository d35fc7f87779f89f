"""The shipped library is read anew each time, from the project's report and the synthetic ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import BadInput
from evals.shipped import OWN_REPORTS, open_shipped, shipped_cases
from index.build import BuildSummary
from index.errors import MingzhangError

TEXT = "2022年度公务接待费支出4.33万元，比上年减少0.20万元，下降4.42%。\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A small report."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_library_that_was_there_is_built_anew(tmp_path, report, monkeypatch):
    """The second time the report is read again, not found unchanged: what reads it may have changed."""
    seen: list[BuildSummary] = []
    import index.build

    whole = index.build.build_library
    monkeypatch.setattr(index.build, "build_library", lambda *given, **named: seen.append(whole(*given, **named)) or seen[-1])
    for _ in range(2):
        with open_shipped(tmp_path / "kept", [report]) as library:
            assert (library / "library.sqlite").exists()
    assert [summary.added for summary in seen] == [["a.txt"], ["a.txt"]]


def test_without_a_folder_nothing_stays(report):
    """What is built to be asked once is gone afterwards."""
    with open_shipped(reports=[report]) as library:
        assert library.is_dir()
    assert not library.parent.exists()


def test_a_report_that_cannot_be_read_is_told(tmp_path, report):
    """A gate on half a library would say nothing: one report that fails fails all, by name."""
    spoiled = tmp_path / "b.pdf"
    spoiled.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(MingzhangError, match="b.pdf"), open_shipped(tmp_path / "kept", [report, spoiled]):
        pass


def test_no_report_is_told(tmp_path):
    """A place that is not there is bad input, or a library that could not be built; never an empty one."""
    with pytest.raises((BadInput, MingzhangError), match="none"), open_shipped(tmp_path / "kept", [tmp_path / "none"]):
        pass


def test_the_shipped_reports_are_the_projects_own_and_the_synthetic_ones(tmp_path, monkeypatch):
    """Both go into the library: what comes with the project, and what is written for it."""
    import index.build

    given: list[list[Path]] = []

    def build(paths, library):
        given.append(list(paths))
        return BuildSummary(added=["x"])

    monkeypatch.setattr(index.build, "build_library", build)
    with open_shipped(tmp_path / "kept"):
        pass
    (paths,) = given
    assert paths[0] == OWN_REPORTS
    assert len([path for path in paths[1].iterdir() if path.is_file()]) >= 20


def test_the_shipped_cases_are_all_question_files_of_the_project():
    """Any file that is put among the cases is asked."""
    names = [path.name for path in shipped_cases()]
    assert names == sorted(names)
    assert {"lookup.jsonl", "unanswerable.jsonl", "unclear.jsonl"} <= set(names)
