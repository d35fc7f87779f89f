"""Visitors' own reports: asked at once, seen by their visitor alone, limited, and gone after the visit."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.visits.limits import UploadLimits
from assistant.visits.visits import Refused, Visits
from index.build import build_library

REPORT = """{year}年度{entity}部门决算
第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收入总计{income}万元，支出总计{income}万元。
二、“三公”经费支出决算情况说明
公务接待费支出决算{reception}万元，比上年减少1.50万元，主要原因是厉行节约。
"""
WITHIN = 60  # seconds that reading may take on a busy machine


def report(entity: str, reception: str, year: int = 2024, income: str = "500.00") -> io.BytesIO:
    text = REPORT.format(entity=entity, reception=reception, year=year, income=income)
    return io.BytesIO(text.encode())


class Embeds:
    """Embeds at once, or once `go` is set; remembers the texts."""

    def __init__(self, embedder) -> None:
        self.embedder, self.go, self.texts, self.rested = embedder, threading.Event(), [], 0
        self.go.set()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.go.wait(WITHIN)
        self.texts += texts
        return self.embedder.embed_documents(texts)

    def rest(self) -> None:
        self.rested += 1

    def close(self) -> None:
        self.go.set()


class Clock:
    """Seconds that pass only when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def embeds(fake_embedder) -> Embeds:
    return Embeds(fake_embedder)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_visits(tmp_path: Path, fake_embedder, embeds: Embeds, clock: Clock) -> Iterator[Callable[..., Visits]]:
    """`open_visits(limits…)` opens the visits with an embedder that is a fake and a clock that is told the time."""
    opened = []

    def make(taken=tuple, changed=None, **limits: int) -> Visits:
        visits = Visits(
            threading.RLock(), fake_embedder, UploadLimits(**limits), tmp_path / "visits", taken, embeds, changed, clock
        )
        opened.append(visits)
        return visits

    yield make
    for visits in opened:
        visits.close()


def wait_for(visits: Visits, visitor: str, *states: str) -> None:
    """Wait until every file of the visitor is in one of the states."""
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        if all(file.state in states for file in visits.files(visitor)):
            return
        time.sleep(0.02)
    pytest.fail(f"{[(file.name, file.state, file.message) for file in visits.files(visitor)]}")


def ask(visits: Visits, visitor: str, question: str, embedder) -> str:
    return Assistant(visits.library(visitor), embedder).ask(question).text


def test_asked_before_it_is_embedded(open_visits, embeds: Embeds, fake_embedder) -> None:
    """Figures can be asked as soon as they are stored, while the embedding has not even begun."""
    embeds.go.clear()
    visits = open_visits()
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    wait_for(visits, "anna", "ready")
    assert "3.00万元" in ask(visits, "anna", "2024年公务接待费是多少？", fake_embedder)
    assert embeds.texts == []
    embeds.go.set()
    wait_for(visits, "anna", "done")
    assert "3.00万元" in ask(visits, "anna", "2024年公务接待费是多少？", fake_embedder)


def test_nobody_sees_the_reports_of_another(open_visits) -> None:
    """Library, files, originals and version of a visitor are empty for everyone else, and for no visitor."""
    visits = open_visits()
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    wait_for(visits, "anna", "done")
    assert [one.file for one in visits.library("anna").reports] == ["jy.txt"]
    for other in ("berta", "", None):
        assert visits.library(other) is None
        assert visits.files(other) == ()
        assert visits.original(other, "jy.txt") is None
        assert visits.version(other) == ""
    assert not visits.remove("berta", visits.files("anna")[0].id)
    assert len(visits.files("anna")) == 1


def test_many_visitors_at_once_stay_apart(open_visits, fake_embedder) -> None:
    """Six visitors who bring a file of the same name at the same time each get the figure of their own."""
    visits = open_visits()
    wrong = []

    def visit(number: int) -> None:
        name = f"visitor-{number}"
        visits.add(name, "决算.txt", report("临川市教育局", f"{number}.25"))
        wait_for(visits, name, "ready", "done")
        for _ in range(5):
            with visits._assistants:
                text = ask(visits, name, "2024年公务接待费是多少？", fake_embedder)
            if f"{number}.25万元" not in text:
                wrong.append((name, text))

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len({visits.original(f"visitor-{number}", "决算.txt") for number in range(1, 7)}) == 6


def test_a_bad_file_stops_no_other(open_visits) -> None:
    """A file that cannot be read is refused in both languages, by its name and without its place on this machine."""
    visits = open_visits()
    visits.add("anna", "空.txt", io.BytesIO(b""))
    visits.add("anna", "locked.zip", io.BytesIO(b"PK\x03\x04 nothing more"))
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    wait_for(visits, "anna", "done", "refused")
    states = {file.name: file for file in visits.files("anna")}
    assert [file.state for file in states.values()] == ["refused", "refused", "done"]
    told = states["空.txt"].message
    assert told["zh"] == "空.txt：文件是空的。请核对是否选对了文件。"
    assert told["en"] == "空.txt: the file is empty. Check that the right file was given."
    assert str(visits._folder.path) not in states["locked.zip"].message["en"]
    assert [one.file for one in visits.library("anna").reports] == ["jy.txt"]


def test_removed_is_gone(open_visits, tmp_path: Path, fake_embedder) -> None:
    """A removed file leaves neither figures nor vectors nor the file; the others of the visitor stay."""
    told = []
    visits = open_visits(changed=told.append)
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    visits.add("anna", "sj.txt", report("临川市审计局", "7.00"))
    wait_for(visits, "anna", "done")
    before = visits.version("anna")
    assert visits.remove("anna", visits.files("anna")[0].id)
    assert visits.version("anna") != before
    assert visits.version("anna").startswith(f"{told[-1]}:")
    assert [one.file for one in visits.library("anna").reports] == ["sj.txt"]
    assert visits.original("anna", "jy.txt") is None
    assert set(visits.library("anna").vectors._held) == {"sj.txt"}
    visits.remove_all("anna")
    assert visits.files("anna") == ()
    assert [path for path in (tmp_path / "visits").rglob("*") if path.name != "in-use" and path.is_file()] == []


def test_gone_after_the_minutes_allowed(open_visits, clock: Clock, tmp_path: Path) -> None:
    """What was not used for the minutes allowed is removed; what was used meanwhile stays."""
    visits = open_visits(minutes=10)
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    visits.add("berta", "sj.txt", report("临川市审计局", "7.00"))
    wait_for(visits, "anna", "done")
    wait_for(visits, "berta", "done")
    clock.now += 9 * 60
    assert visits.library("berta") is not None
    clock.now += 2 * 60
    visits.sweep()
    assert visits.library("anna") is None
    assert visits.files("anna") == ()
    assert visits.library("berta") is not None
    assert not list((tmp_path / "visits").rglob("jy.txt"))


def test_answers_again_after_a_rest(open_visits, clock: Clock, fake_embedder) -> None:
    """Memory given back while nobody asks costs no answer."""
    visits = open_visits(minutes=60)
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    wait_for(visits, "anna", "done")
    assert "3.00" in ask(visits, "anna", "2024年公务接待费是多少？", fake_embedder)
    clock.now += 600
    visits.sweep()
    assert len(visits.library("anna")._warm) == 0
    assert "3.00" in ask(visits, "anna", "2024年公务接待费是多少？", fake_embedder)


@pytest.mark.parametrize(
    ("limits", "kind", "values"),
    [
        ({"files": 1}, "upload_too_many", {"limit": 1}),
        ({"visitors": 1}, "upload_no_room", {}),
    ],
)
def test_limits_of_number(open_visits, limits: dict, kind: str, values: dict) -> None:
    """A file, or a visitor, beyond the number allowed is refused in words that name the limit."""
    visits = open_visits(**limits)
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    with pytest.raises(Refused) as refused:
        visits.add("anna" if "files" in limits else "berta", "sj.txt", report("临川市审计局", "7.00"))
    assert (refused.value.kind, refused.value.values) == (kind, values)


def test_limits_of_size(open_visits) -> None:
    """A file larger than allowed, or files larger together, are refused; what is removed makes room again."""
    visits = open_visits(megabytes=1, total_megabytes=1)
    with pytest.raises(Refused) as refused:
        visits.add("anna", "large.txt", io.BytesIO(b"x" * ((1 << 20) + 1)))
    assert refused.value.kind == "upload_too_large"
    first = visits.add("anna", "a.txt", io.BytesIO("2024年度收入总计1.00万元。\n".encode() * 20_000))
    with pytest.raises(Refused) as refused:
        visits.add("anna", "b.txt", io.BytesIO(b"x" * (900 << 10)))
    assert (refused.value.kind, refused.value.values) == ("upload_too_much", {"limit": 1})
    visits.remove("anna", first.id)
    assert visits.add("anna", "b.txt", io.BytesIO(b"x" * (900 << 10))).name == "b.txt"


def test_file_that_takes_too_long_is_refused(open_visits, tmp_path: Path) -> None:
    """Reading ends with the time allowed, and the refusal says so without naming an option of a command."""
    visits = open_visits(seconds=1, megabytes=30, total_megabytes=60)
    table = "<table>" + "<tr>" + "<td>1,234.00</td>" * 60 + "</tr>"
    visits.add("anna", "endless.html", io.BytesIO((table * 12_000).encode()[: 29 << 20]))
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    wait_for(visits, "anna", "done", "ready", "refused")
    first = visits.files("anna")[0]
    assert first.state == "refused"
    assert "--" not in first.message["en"]
    assert "请" in first.message["zh"]


def test_names_are_unique_and_cleaned(open_visits) -> None:
    """A name that the public library or another file of the visitor has gets a number; no name leads out of the folder."""
    visits = open_visits(taken=lambda: {"决算.txt"})
    names = [visits.add("anna", name, report("临川市教育局", "3.00")).name for name in ("决算.txt", "决算.txt", "../../etc/passwd", "..")]
    assert names == ["决算 (2).txt", "决算 (3).txt", "passwd", "report"]
    wait_for(visits, "anna", "done", "ready")
    for name in names:
        assert visits.original("anna", name).parent.name == "originals"
    assert visits.original("anna", "../library.sqlite") is None


def test_nobody_else_on_this_machine_may_look(open_visits) -> None:
    """The folders are open to this user alone."""
    visits = open_visits()
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    kept = visits.original("anna", "jy.txt")
    for folder in (kept.parent, kept.parents[1], kept.parents[2], kept.parents[3]):
        assert folder.stat().st_mode & 0o077 == 0


def test_closing_removes_everything(open_visits, tmp_path: Path) -> None:
    """When the chat is closed, nothing of a visitor stays on the disk."""
    visits = open_visits()
    visits.add("anna", "jy.txt", report("临川市教育局", "3.00"))
    visits.close()
    assert list((tmp_path / "visits").iterdir()) == []


def test_a_private_library_joins_the_public_one(open_visits, fake_embedder, tmp_path: Path) -> None:
    """A visitor compares an own report with a public one; the public library stays as it was."""
    public = tmp_path / "public"
    source = tmp_path / "jy-2023.txt"
    source.write_bytes(report("临川市教育局", "5.00", 2023).read())
    build_library([source], public, fake_embedder)
    opened = Assistant.open(public, fake_embedder)
    visits = open_visits(taken=lambda: {one.file for one in opened.reports()})
    visits.add("anna", "jy-2024.txt", report("临川市教育局", "3.00"))
    wait_for(visits, "anna", "done")
    answer = opened.joined(visits.library("anna")).ask("教育局2024年公务接待费比2023年变化多少？")
    assert {citation.file for citation in answer.citations} >= {"jy-2024.txt"}
    both = opened.joined(visits.library("anna"))
    assert "5.00" in both.ask("教育局2023年公务接待费是多少？").text
    assert [one.file for one in opened.reports()] == ["jy-2023.txt"]
    assert [one.file for one in opened.library.refreshed().reports] == ["jy-2023.txt"]
    opened.close()
