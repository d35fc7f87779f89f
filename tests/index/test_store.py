"""The database gives back exactly what it was given: lines byte for byte, amounts digit for digit."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import read_report
from index.database import Database
from index.errors import LibraryError
from index.extraction import describe
from index.schema import SCHEMA_VERSION
from index.servers import POSTGRESQL
from index.store import Store
from index.types import SourceLine


@pytest.fixture(params=["sqlite", "postgresql"])
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Database]:
    """Makes the same database again and again: a file, or a schema on a server."""
    if request.param == "sqlite":
        return lambda: Database.of_file(tmp_path / "library.sqlite")
    url = request.getfixturevalue("database_url")
    return lambda: Database.of_server(url.replace("postgresql", POSTGRESQL, 1), "library_test")


@pytest.fixture
def store(make_database: Callable[[], Database]) -> Iterator[Store]:
    opened = Store.of(make_database(), create=True)
    yield opened
    opened.close()


@pytest.fixture
def bazhong_store(store: Store, bazhong_reading) -> Store:
    add(store, bazhong_reading)
    return store


def add(store: Store, reading, **changes) -> None:
    values = {"lines": reading.lines, "sections": reading.sections, "facts": reading.facts, "chunks": reading.chunks, **changes}
    store.add(reading.report, "source", **values)


def test_stored_lines_equal_the_file(bazhong_store, bazhong_report: Path) -> None:
    """Every stored line equals the file's line of that number, byte for byte."""
    printed = bazhong_report.read_bytes().split(b"\n")
    stored = bazhong_store.lines(bazhong_report.name, 1, 10_000)
    assert [(line.number, line.text.encode()) for line in stored] == list(enumerate(printed[:2806], start=1))


def test_all_that_was_read_is_given_back(bazhong_store, bazhong_reading) -> None:
    """Report, sections, facts and passages come back equal to what was read."""
    file = bazhong_reading.report.file
    assert bazhong_store.reports() == (bazhong_reading.report,)
    assert bazhong_store.facts(file) == bazhong_reading.facts
    assert bazhong_store.chunks(file) == bazhong_reading.chunks
    assert bazhong_store.sections(file) == bazhong_reading.sections


def test_lines_of_a_range(bazhong_store, bazhong_report: Path) -> None:
    """A range is inclusive at both ends, and beyond the report's ends there is nothing."""
    file = bazhong_report.name
    assert [line.number for line in bazhong_store.lines(file, 84, 86)] == [84, 85, 86]
    assert [line.number for line in bazhong_store.lines(file, -3, 1)] == [1]
    assert [line.number for line in bazhong_store.lines(file, 2806, 3000)] == [2806]
    assert bazhong_store.lines(file, 90, 80) == ()
    assert bazhong_store.lines("other.txt", 1, 10) == ()


def test_amounts_are_text_in_the_database(bazhong_library: Path) -> None:
    """No amount is kept as a binary float."""
    with sqlite3.connect(f"file:{bazhong_library / 'library.sqlite'}?mode=ro", uri=True) as connection:
        kinds = {kind for (kind,) in connection.execute("select distinct typeof(value) from facts")}
    connection.close()
    assert kinds == {"text", "null"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=None))
def test_any_decimal_survives(store: Store, bazhong_reading, value: Decimal) -> None:
    """Whatever decimal a fact holds comes back with the same digits, sign and places."""
    add(store, bazhong_reading, lines=bazhong_reading.lines[:1], facts=[dataclasses.replace(bazhong_reading.facts[0], value=value)], chunks=[])
    (fact,) = store.facts(bazhong_reading.report.file)
    assert fact.value is not None
    assert fact.value.as_tuple() == value.as_tuple()


@pytest.mark.parametrize("digits", ["0.1", "0.10", "155.00", "1234567890123456789.01", "-0.2", "0.00"])
def test_trailing_zeros_and_long_amounts_survive(store: Store, bazhong_reading, digits: str) -> None:
    """155.00 stays 155.00, and an amount longer than a float can hold keeps every digit."""
    add(store, bazhong_reading, facts=[dataclasses.replace(bazhong_reading.facts[0], value=Decimal(digits))])
    assert str(store.facts(bazhong_reading.report.file)[0].value) == digits


def test_report_is_stored_wholly_or_not_at_all(store: Store, bazhong_reading) -> None:
    """When a part cannot be stored, the earlier reading stays as it was."""
    add(store, bazhong_reading)
    twice = (bazhong_reading.facts[0], bazhong_reading.facts[0])
    with pytest.raises(Exception, match="(?i)unique"):
        add(store, bazhong_reading, facts=twice)
    assert store.facts(bazhong_reading.report.file) == bazhong_reading.facts
    assert len(store.lines(bazhong_reading.report.file, 1, 5000)) == 2806


def test_second_reading_takes_the_place_of_the_first(store: Store, bazhong_reading) -> None:
    """Storing a report again leaves one report with the new parts only."""
    add(store, bazhong_reading)
    add(store, bazhong_reading, facts=bazhong_reading.facts[:5], lines=bazhong_reading.lines[:7])
    assert len(store.reports()) == 1
    assert len(store.facts(bazhong_reading.report.file)) == 5
    assert len(store.lines(bazhong_reading.report.file, 1, 5000)) == 7


def test_removing_one_report_keeps_the_other(store: Store, bazhong_reading, write_report) -> None:
    """Removing takes all of one report and nothing of another."""
    small = read_report(write_report())
    add(store, bazhong_reading)
    add(store, small)
    store.remove(bazhong_reading.report.file)
    assert store.reports() == (small.report,)
    assert store.facts(small.report.file) == small.facts
    removed = bazhong_reading.report.file
    assert (store.lines(removed, 1, 9), store.facts(removed), store.chunks(removed), store.sections(removed)) == ((), (), (), ())


def test_settings_are_remembered(make_database: Callable[[], Database], store: Store) -> None:
    """A setting outlives the connection; one never set is None; the schema's version is kept."""
    store.set_setting("embedding", "one")
    store.set_setting("embedding", "two")
    again = Store.of(make_database())
    assert (again.setting("embedding"), again.setting("schema"), again.setting("other")) == ("two", SCHEMA_VERSION, None)
    again.close()


def test_missing_library_says_how_to_build_one(tmp_path: Path) -> None:
    """Opening where nothing was built is refused, says how to build, and makes nothing."""
    with pytest.raises(LibraryError, match="no library here.*python -m index build"):
        Store.open(tmp_path / "library.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_damaged_database_is_refused_and_kept(tmp_path: Path, create: bool) -> None:
    """A file that is no database is refused with what to do next, and is not overwritten."""
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(LibraryError, match="damaged.*build it again"):
        Store.open(path, create=create)
    assert path.read_bytes() == b"this is no database" * 1000


def test_database_cut_short_is_refused(tmp_path: Path, bazhong_library: Path) -> None:
    """Half a database is refused with a clear message."""
    data = (bazhong_library / "library.sqlite").read_bytes()
    path = tmp_path / "library.sqlite"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(LibraryError, match="damaged"):
        Store.open(path)


def test_places_boxes_and_doubts_survive(store: Store, bazhong_reading) -> None:
    """Page, place and box of a line, and form, pages, evidence and doubts of a report come back as they were."""
    report = dataclasses.replace(
        bazhong_reading.report, form="pdf", pages=3, evidence=(("entity", 2), ("year", 1)), doubts=("一处不一致。",)
    )  # fmt: skip
    lines = (
        SourceLine(1, "a\tb", 2, "sheet 收支总表 row 5", (1.5, 2.25, 300.0, 12.125)),
        SourceLine(2, "c", 3, None, None),
    )
    add(store, dataclasses.replace(bazhong_reading, report=report), lines=lines)
    assert store.reports() == (report,)
    assert store.lines(report.file, 1, 2) == lines


def test_extraction_report_survives(store: Store, bazhong_reading) -> None:
    """An extraction report comes back equal, goes with its report, and is None where none was kept."""
    extraction = describe(dataclasses.replace(bazhong_reading, warnings=("page 3 holds no text",)), 1.5, 80.25)
    add(store, bazhong_reading, extraction=extraction)
    assert store.extraction(bazhong_reading.report.file) == extraction
    add(store, bazhong_reading)
    assert store.extraction(bazhong_reading.report.file) is None
    add(store, bazhong_reading, extraction=extraction)
    store.remove(bazhong_reading.report.file)
    assert store.extraction(bazhong_reading.report.file) is None


def test_what_is_to_be_done_is_struck_off_when_it_is_done(store: Store, bazhong_reading) -> None:
    """What a build is about stays noted, in order and with what an earlier one left, until it is stored or given up."""
    file = bazhong_reading.report.file
    store.begin([("old.txt", "in/old.txt")])
    store.begin([(file, f"in/{file}"), ("bad.txt", "in/bad.txt")])
    assert store.pending() == [(file, f"in/{file}"), ("bad.txt", "in/bad.txt"), ("old.txt", "in/old.txt")]
    add(store, bazhong_reading)
    store.give_up("bad.txt")
    assert store.pending() == [("old.txt", "in/old.txt")]


# The tables of a library of schema 1, as far as opening one looks at them.
SCHEMA_1 = """
create table settings (name text primary key, value text);
create table reports (file text primary key, sha256 text, title text);
insert into settings values ('schema', '1'), ('embedding', 'some:model');
insert into reports values ('a.txt', 'abc', 'A');
"""


@pytest.mark.parametrize("create", [False, True])
def test_library_of_schema_1_is_refused_and_kept(tmp_path: Path, create: bool) -> None:
    """A library of the version before is refused with both versions and what to do, and no byte of it changes."""
    path = tmp_path / "library.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA_1)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match=f"another version .schema 1, this is {SCHEMA_VERSION}.*Move it away and build it again"):
        Store.open(path, create=create)
    assert path.read_bytes() == before


def test_other_schema_is_refused(make_database: Callable[[], Database], store: Store) -> None:
    """A library of another version is refused, and both versions are named."""
    store.set_setting("schema", "99")
    with pytest.raises(LibraryError, match=f"schema 99, this is {SCHEMA_VERSION}"):
        Store.of(make_database())


def test_characters_and_numbers_that_servers_refuse(store: Store, bazhong_reading) -> None:
    """NUL, signs beyond the first plane, quotes and line separators, and whole numbers beyond 32 bits come back as they were."""
    lines = tuple(SourceLine(n, text) for n, text in enumerate(("a\0b\0", "\U0010ffff0\U0010ffff", "𠮷 \u2028 '\"\\%s:x", ""), start=1))
    report = dataclasses.replace(bazhong_reading.report, year=2**40, pages=2**33, title="\0")
    fact = dataclasses.replace(bazhong_reading.facts[0], printed="1\0", row=2**35)
    add(store, dataclasses.replace(bazhong_reading, report=report), lines=lines, facts=[fact])
    assert store.lines(report.file, 1, 9) == lines
    assert store.reports() == (report,)
    assert store.facts(report.file) == (fact,)


def test_ranges_beyond_any_report(store: Store, bazhong_reading) -> None:
    """Lines and pages that no report has are no fault, however large their number."""
    add(store, bazhong_reading, lines=bazhong_reading.lines[:3])
    file = bazhong_reading.report.file
    assert len(store.lines(file, -(10**30), 10**30)) == 3
    assert store.lines(file, 10**20, 10**30) == ()
    assert (store.page_lines(file, 10**30), store.page_lines(file, -1)) == ((), ())


def test_reports_are_in_the_order_of_their_bytes(store: Store, bazhong_reading) -> None:
    """File names are in the order of their bytes in every database, whatever the language of its server."""
    names = ["b.txt", "B.txt", "a-1.txt", "a1.txt", "A.txt", "_.txt", "财政局.pdf", "审计局.pdf", "é.txt", "z.txt"]
    nothing = {"lines": [], "sections": [], "facts": [], "chunks": []}
    for name in names:
        add(store, dataclasses.replace(bazhong_reading, report=dataclasses.replace(bazhong_reading.report, file=name)), **nothing)
    assert [report.file for report in store.reports()] == sorted(names, key=str.encode)


def test_each_change_is_seen_by_others(make_database: Callable[[], Database], store: Store, bazhong_reading) -> None:
    """Another connection sees that something was added, superseded or removed; what it was told of before is held no more."""
    other = Store.of(make_database())
    seen = [other.version()]
    report = bazhong_reading.report
    add(store, bazhong_reading)
    seen.append(other.version())
    assert other.holds(report)
    assert not other.holds(dataclasses.replace(report, sha256="another"))
    assert other.stale
    store.set_newer({})
    seen.append(other.version())
    store.remove(report.file)
    seen.append(other.version())
    assert len(set(seen)) == len(seen)
    assert not other.holds(report)
    assert not other.changed()
    store.set_setting("generation", "another")
    assert other.changed()
    other.close()
