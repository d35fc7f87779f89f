"""A report that is published again is a new version; what is merely alike is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ask import Assistant
from index.__main__ import main
from index.build import build_library, open_store
from index.errors import LibraryError
from index.originals import find_original
from index.remove import remove_report
from index.types import Report
from index.vectors import Vectors
from index.versions import find_newer, split_name, with_earlier

QUESTION = "巴中市测试局2022年度收入总计是多少？"


def report(file: str, title: str | None = "巴中市测试局2022年度部门决算", **values: object) -> Report:
    settled = {"entity": "巴中市测试局", "year": 2022, "kind": "决算", "scope": "部门", **values}
    return Report(file=file, sha256=file, title=title, short_names=(), identity_lines=(), line_count=1, **settled)  # type: ignore[arg-type]


CORRECTED = "巴中市测试局2022年度部门决算（更正）"


@pytest.mark.parametrize(
    "other",
    [
        report("new.txt", CORRECTED), report("new.txt", "巴中市测试局2022年度部门决算【修订版】"),
        report("new.txt", "巴中市测试局 2022 年度部门决算更新版"), report("old(1).txt"), report("old (2).txt"),
    ],
)  # fmt: skip
def test_a_correction_takes_the_place(other: Report) -> None:
    """Same body, year, kind and scope, the same title but for its mark, and most of the text: the older one is replaced."""
    assert find_newer([report("old.txt"), other], lambda old, new: 0.9) == {"old.txt": other.file}


@pytest.mark.parametrize(
    "other",
    [
        report("new.txt", CORRECTED, year=2021), report("new.txt", CORRECTED, entity="巴中市别局"),
        report("new.txt", CORRECTED, kind="预算"), report("new.txt", CORRECTED, scope="单位"),
        report("new.txt"), report("new.txt", "巴中市测试局2022年度设备更新改造决算"),
        report("new.txt", "巴中市城市更新局2022年度部门决算"), report("other(1).txt"),
        report("new.txt", "关于更正巴中市测试局2022年度部门决算的说明"), report("old(1).pdf"),
    ],
)  # fmt: skip
def test_what_is_alike_is_no_correction(other: Report) -> None:
    """Where anything that settles a report differs, or the title corrects nothing, both answer."""
    assert find_newer([report("old.txt"), other], lambda old, new: 1.0) == {}


def test_what_shares_little_text_is_no_correction() -> None:
    """A notice of a correction repeats next to none of the report; of two corrections none is known to be the last."""
    pair = [report("old.txt"), report("new.txt", CORRECTED)]
    assert find_newer(pair, lambda old, new: 0.2) == {}
    assert find_newer([*pair, report("third.txt", CORRECTED)], lambda old, new: 1.0) == {}
    unsettled = [report("old.txt", entity=None), report("new.txt", CORRECTED, entity=None)]
    assert find_newer(unsettled, lambda old, new: 1.0) == {}


def test_versions_are_told_in_order() -> None:
    """The newest comes with its older versions, oldest first, also where another file took the place."""
    held = [
        report("a.txt/1", version=1), report("a.txt", version=2, newer="b.txt"), report("b.txt/1", version=1),
        report("b.txt", version=2), report("c.txt"),
    ]  # fmt: skip
    newest = with_earlier(held)
    assert [(one.file, one.version, [old.file for old in one.earlier]) for one in newest] == [
        ("b.txt", 4, ["a.txt/1", "a.txt", "b.txt/1"]), ("c.txt", 1, []),
    ]  # fmt: skip
    assert split_name("a.txt/12") == ("a.txt", 12)
    assert split_name("a.txt") == ("a.txt", None)


@pytest.fixture
def library(tmp_path: Path, write_report, embedder) -> Path:
    """A library of one report in two versions, and another report."""
    folder = tmp_path / "library"
    for total in ("100.50", "222.22"):
        build_library([write_report(total=total)], folder, embedder)
    path = write_report("other-2022.txt", "7.7")
    path.write_text(path.read_text(encoding="utf-8").replace("测试局", "别样局"), encoding="utf-8")
    build_library([path], folder, embedder)
    return folder


def rows(library: Path, embedder) -> dict[str, tuple]:
    store = open_store(library, embedder)
    try:
        return {
            one.file: (one.version, store.lines(one.file, 1, 99), len(store.facts(one.file)), len(store.vectors_of(one.file)))
            for one in store.versions()
        }
    finally:
        store.close()


def test_an_older_version_stays_and_answers_nothing(library: Path, embedder) -> None:
    """Answers are from the newest version and say so; the older one's lines can be read by its name, its file is kept."""
    assistant = Assistant.open(library, embedder)
    answer = assistant.ask(QUESTION)
    assert answer.figures[0].value == "222.22"
    assert any("有2版" in note and "第2版" in note for note in answer.notes)
    assert "100.50" not in answer.text
    (line,) = assistant.lines("test-2022.txt/1", 5, 5)
    assert "100.50" in line.text
    assert "version" in assistant.ask("What was the total income of 巴中市测试局 in 2022?").notes[-1]
    other = assistant.ask("巴中市别样局2022年度收入总计是多少？")
    assert other.figures[0].value == "7.7"
    assert not other.notes
    assistant.close()
    kept = find_original(library, "test-2022.txt/1")
    assert kept is not None
    assert "100.50" in kept.read_text(encoding="utf-8")
    held = rows(library, embedder)
    assert (held["test-2022.txt/1"][0], held["test-2022.txt"][0]) == (1, 2)
    assert held["test-2022.txt/1"][2] == held["test-2022.txt"][2]
    assert held["test-2022.txt/1"][3] == 0


def test_no_name_of_a_version_leads_out_of_the_library(library: Path) -> None:
    """A name that is no version's finds no file, whatever it says."""
    for name in ("../library.sqlite", "../../in/test-2022.txt/1", "test-2022.txt/../1", ".older/test-2022.txt", "test-2022.txt/9", "/1", ".older/1"):
        assert find_original(library, name) is None, name


def test_removing_takes_all_versions_and_leaves_nothing(library: Path, embedder, write_report, tmp_path: Path) -> None:
    """Without a number all versions go, from both stores and the disk: the library is that of the other report alone."""
    remove_report("test-2022.txt", library, embedder)
    fresh = tmp_path / "fresh"
    build_library([tmp_path / "in" / "other-2022.txt"], fresh, embedder)
    assert rows(library, embedder) == rows(fresh, embedder)
    assert Vectors(library / "vectors", embedder).names() == Vectors(fresh / "vectors", embedder).names()
    assert [path.name for path in (library / "originals").rglob("*")] == ["other-2022.txt"]


def test_removing_the_newest_brings_the_older_back(library: Path, embedder) -> None:
    """Where the newest version is taken out, answers are from the one before; where an older one is, nothing else changes."""
    with pytest.raises(LibraryError, match="no version 3; held: 1, 2"):
        remove_report("test-2022.txt", library, embedder, version=3)
    with pytest.raises(LibraryError, match="no report named 'test-2022.txt/1'"):
        remove_report("test-2022.txt/1", library, embedder)
    remove_report("test-2022.txt", library, embedder, version=2)
    assistant = Assistant.open(library, embedder)
    answer = assistant.ask(QUESTION)
    assert (answer.figures[0].value, answer.notes) == ("100.50", ())
    assistant.close()
    kept = find_original(library, "test-2022.txt")
    assert kept is not None
    assert "100.50" in kept.read_text(encoding="utf-8")
    assert set(rows(library, embedder)) == {"test-2022.txt", "other-2022.txt"}


def test_the_list_tells_versions(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`list` shows a report once; with --versions each version, when it was stored and the name its lines have."""
    assert main(["list", "--library", str(library)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["list", "--versions", "--library", str(library)]) == 0
    shown = capsys.readouterr().out
    assert "version 1\t" in shown
    assert "\ttest-2022.txt/1\tolder" in shown
    assert "version 2\t" in shown


def test_the_time_of_storing_is_told_and_not_invented(tmp_path: Path, write_report, embedder) -> None:
    """The answer names the day on which its version was stored, by the clock of the build."""
    from datetime import UTC, datetime

    library = tmp_path / "library"
    for day, total in ((10, "100.50"), (11, "222.22")):
        build_library([write_report(total=total)], library, embedder, clock=lambda day=day: datetime(2023, 5, day, 8, tzinfo=UTC))
    assistant = Assistant.open(library, embedder)
    assert assistant.ask(QUESTION).notes == ("test-2022.txt有2版，按2023-05-11收录的第2版作答。",)
    assistant.close()


def test_a_corrected_file_of_another_name(tmp_path: Path, write_report, embedder) -> None:
    """A correction under another name takes the place; when it is removed the corrected one counts again."""
    library = tmp_path / "library"
    texts = {"old.txt": "", "new.txt": "（更正）"}
    for (name, mark), total in zip(texts.items(), ("100.50", "222.22"), strict=True):
        path = write_report(name, total)
        path.write_text(f"巴中市测试局2022年度部门决算{mark}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    build_library([tmp_path / "in"], library, embedder)
    assistant = Assistant.open(library, embedder)
    answer = assistant.ask(QUESTION)
    assert [one.file for one in assistant.reports()] == ["new.txt"]
    assert answer.figures[0].value == "222.22"
    assert "第2版" in answer.notes[0]
    assert "100.50" in assistant.lines("old.txt", 6, 6)[0].text
    assistant.close()
    assert build_library([tmp_path / "in"], library, embedder).unchanged == ["new.txt", "old.txt"]
    remove_report("new.txt", library, embedder)
    assistant = Assistant.open(library, embedder)
    assert assistant.ask(QUESTION).figures[0].value == "100.50"
    assistant.close()
