"""A library is the same wherever its stores are: built, replaced, removed and rebuilt in its folder, a database, or on servers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.ask import Assistant
from index.__main__ import main
from index.beside import drop_library
from index.build import build_library, open_store, open_to_read, read_report
from index.carry import carry_library
from index.errors import LibraryChanged, LibraryError
from index.places import is_built, vectors_of
from index.rebuild import rebuild_library
from index.remove import remove_report
from index.servers import DATABASE, LOCAL, PGVECTOR, VECTORS, read_servers
from index.swap import changing, make_next, take_next
from tests.servers import PASSWORD, PASSWORD_IN_URL, ChromaServer, Postgres


def held(library: Path, embedder) -> tuple:
    """All that a library holds, in a form to compare."""
    store = open_store(library, embedder)
    vectors = vectors_of(library, store, embedder)
    try:
        parts = [(one, store.lines(one.file, 1, 99), store.sections(one.file), store.facts(one.file), store.chunks(one.file)) for one in store.reports()]
        texts = [chunk.embedded for *_, chunks in parts for chunk in chunks]
        return parts, vectors.names(), vectors.width(), vectors.search(vectors.embed_query("收入"), texts, 99)
    finally:
        store.close()
        vectors.close()


def test_built_replaced_and_removed(stores: str, tmp_path: Path, embedder, write_report) -> None:
    """Reports are added once, replaced where they changed and removed, from both stores, wherever these are."""
    library = tmp_path / "library"
    assert not is_built(library)
    one, two = write_report("one-2022.txt"), write_report("two-2022.txt", total="7.25")
    assert build_library([one, two], library, embedder).added == ["one-2022.txt", "two-2022.txt"]
    assert is_built(library)
    assert build_library([one, two], library, embedder).unchanged == ["one-2022.txt", "two-2022.txt"]
    assert (library / "library.sqlite").exists() == (stores == "folder")
    one = write_report("one-2022.txt", total="8.50")
    assert build_library([one], library, embedder).replaced == ["one-2022.txt"]
    parts, names, width, _ = held(library, embedder)
    assert parts[0][1] == read_report(one).lines
    assert width == 3
    remove_report("one-2022.txt", library, embedder)
    remove_report("two-2022.txt", library, embedder)
    assert held(library, embedder)[:2] == ([], set())
    assert names


def test_the_same_is_held_everywhere(
    tmp_path: Path, embedder, write_report, monkeypatch, database_url: str, pgvector_url: str, chroma_server: ChromaServer
) -> None:
    """Reports, lines, sections, facts, passages, vectors and what a search finds are equal in all places."""
    files = [write_report("one-2022.txt"), write_report("two-2022.txt", total="7.25")]
    found = []
    for database, vectors in (("", ""), (database_url, ""), (pgvector_url, PGVECTOR), (database_url, chroma_server.url), ("", chroma_server.url)):
        monkeypatch.setenv(DATABASE, database)
        monkeypatch.setenv(VECTORS, vectors)
        library = tmp_path / f"library{len(found)}"
        build_library(files, library, embedder)
        found.append(held(library, embedder))
        drop_library(library)
    assert len(found[0][3]) > 3
    assert found[1:] == found[:1] * 4


@pytest.mark.parametrize("with_chroma", [False, True])
def test_carried_as_it_is(
    with_chroma: bool, tmp_path: Path, embedder, write_report, monkeypatch, capsys, database_url: str, chroma_server: ChromaServer
) -> None:
    """A library is carried from its folder to servers without embedding a text, older versions too; a second time is refused."""
    library = tmp_path / "library"
    build_library([write_report("one-2022.txt"), write_report("two-2022.txt")], library, embedder)
    build_library([write_report("one-2022.txt", total="8.50")], library, embedder)
    before, asked = held(library, embedder), len(embedder.asked)
    servers = read_servers({DATABASE: database_url, VECTORS: chroma_server.url if with_chroma else ""})
    assert carry_library(library, embedder, LOCAL, servers) == 3
    with pytest.raises(LibraryError, match="already"):
        carry_library(library, embedder, LOCAL, servers)
    monkeypatch.setenv(DATABASE, servers.database)
    monkeypatch.setenv(VECTORS, servers.vectors)
    assert held(library, embedder) == before
    assert len(embedder.asked) == asked
    assert not build_library([write_report("one-2022.txt", total="8.50")], library, embedder).replaced
    assert main(["list", "--library", str(library)]) == 0
    assert "two-2022.txt" in capsys.readouterr().out


def test_two_libraries_in_one_database(stores: str, tmp_path: Path, embedder, write_report) -> None:
    """Libraries of other names hold other reports, and removing from one takes nothing of the other."""
    first, second = tmp_path / "first", tmp_path / "第二 library"
    build_library([write_report("one-2022.txt")], first, embedder)
    build_library([write_report("one-2022.txt"), write_report("two-2022.txt")], second, embedder)
    before = held(second, embedder)
    remove_report("one-2022.txt", first, embedder)
    assert held(first, embedder)[:2] == ([], set())
    assert held(second, embedder) == before
    drop_library(first)
    assert held(second, embedder) == before


def test_rebuilt_beside_and_switched(stores: str, tmp_path: Path, make_embedder: Callable, write_report) -> None:
    """With another model the next library is built beside, then takes the name; nothing of the old one stays."""
    library = tmp_path / "library"
    old, new = make_embedder("one:model"), make_embedder("another:model")
    build_library([write_report("one-2022.txt"), write_report("two-2022.txt")], library, old)
    before = held(library, old)
    reader = open_to_read(library)
    assert rebuild_library(library, new).swapped
    assert reader.changed()
    reader.close()
    after = held(library, new)
    assert after[0] == before[0]
    assert len(after[1]) == len(before[1])
    assert not after[1] & before[1]
    with pytest.raises(LibraryError, match="embedding model"):
        open_store(library, old)
    assert schemas(library) in ([], ["library_library"])


def test_a_copy_is_changed_and_takes_the_place(stores: str, tmp_path: Path, embedder, write_report) -> None:
    """What is done to a copy beside a library is not seen in it before the copy takes its place."""
    library = tmp_path / "library"
    build_library([write_report("one-2022.txt")], library, embedder)
    before = held(library, embedder)
    with changing(library):
        target = make_next(library, copy=True)
        build_library([write_report("two-2022.txt")], target, embedder)
        remove_report("one-2022.txt", target, embedder)
        assert held(library, embedder) == before
        take_next(library)
    assert [part[0].file for part in held(library, embedder)[0]] == ["two-2022.txt"]
    assert schemas(library) in ([], ["library_library"])


def schemas(library: Path) -> list[str]:
    """The schemas of this project in the database of the environment, if there is one."""
    url = read_servers().database
    if not url:
        return []
    engine = sa.create_engine(url)
    found = sorted(name for name in sa.inspect(engine).get_schema_names() if name.startswith("library_"))
    engine.dispose()
    return found


def test_a_reader_notices_what_another_process_did(stores: str, tmp_path: Path, embedder, write_report) -> None:
    """An open assistant answers from what is held now: added, replaced, and built anew by another."""
    library = tmp_path / "library"
    build_library([write_report("one-2022.txt")], library, embedder)
    assistant = Assistant.open(library, embedder)
    assert assistant.renewed(library) is None
    build_library([write_report("two-2022.txt", total="7.25")], library, embedder)
    assistant = assistant.renewed(library)
    assert [report.file for report in assistant.reports()] == ["one-2022.txt", "two-2022.txt"]
    build_library([write_report("one-2022.txt", total="8.50")], library, embedder)
    with pytest.raises(LibraryChanged):  # read of another report than the one that was opened
        assistant.library.evidence(assistant.reports()[:1])
    assistant = assistant.renewed(library)
    assert "8.50" in "".join(line.text for line in assistant.lines("one-2022.txt", 1, 9))
    rebuild_library(library, embedder)
    assistant = assistant.renewed(library)
    assert len(assistant.library.evidence(assistant.reports())) == 2
    assert assistant.renewed(library) is None
    assistant.close()


def test_one_at_a_time_changes_a_library(tmp_path: Path, embedder, write_report, monkeypatch, database_url: str) -> None:
    """While it is being changed on one machine, another is refused, though it sees another folder."""
    monkeypatch.setenv(DATABASE, database_url)
    here, there = tmp_path / "here" / "library", tmp_path / "there" / "library"
    build_library([write_report()], here, embedder)
    with changing(here), pytest.raises(LibraryError, match="another machine"):
        build_library([write_report("two-2022.txt")], there, embedder)
    assert build_library([write_report("two-2022.txt")], there, embedder).added == ["two-2022.txt"]


def test_a_server_that_is_down_is_told_and_comes_back(
    tmp_path: Path, embedder, write_report, monkeypatch, chroma_server, postgres: Postgres, database_url: str
) -> None:
    """Without its server a library says which one and what to do, without the password; when it is back, all goes on."""
    monkeypatch.setenv(DATABASE, database_url)
    monkeypatch.setenv(VECTORS, chroma_server.url)
    library = tmp_path / "library"
    build_library([write_report()], library, embedder)
    store = open_store(library, embedder)
    vectors = vectors_of(library, store, embedder)
    file = store.reports()[0].file
    texts = [chunk.embedded for chunk in store.chunks(file)]
    query = vectors.embed_query("收入")
    asked = (postgres, lambda: store.facts(file), DATABASE), (chroma_server, lambda: vectors.search(query, texts, 3), VECTORS)
    for server, ask, setting in asked:
        expected = ask()
        vectors.forget()
        server.stop()
        try:
            with pytest.raises(LibraryError, match=rf"cannot be reached.*{setting}.*do the same again\.\Z") as caught:
                ask()
            with pytest.raises(LibraryError, match="cannot be reached"):
                build_library([write_report("two-2022.txt")], library, embedder)
        finally:
            server.start()
        assert PASSWORD not in str(caught.value)
        assert PASSWORD_IN_URL not in str(caught.value)
        assert expected
        assert ask() == expected
    store.close()
    vectors.close()
    assert build_library([write_report("two-2022.txt")], library, embedder).added == ["two-2022.txt"]


def test_a_server_started_anew_in_between_is_no_fault(
    tmp_path: Path, embedder, write_report, monkeypatch, chroma_server, postgres: Postgres, database_url: str
) -> None:
    """Where both servers were started anew since the last question, the next one is answered."""
    monkeypatch.setenv(DATABASE, database_url)
    monkeypatch.setenv(VECTORS, chroma_server.url)
    library = tmp_path / "library"
    build_library([write_report()], library, embedder)
    store = open_store(library, embedder)
    vectors = vectors_of(library, store, embedder)
    for server in (postgres, chroma_server):
        server.stop()
        server.start()
    assert store.reports()
    assert vectors.count()
    store.close()
    vectors.close()


def test_vectors_elsewhere_than_set_are_refused(tmp_path: Path, embedder, write_report, monkeypatch, chroma_server: ChromaServer) -> None:
    """A library whose vectors are on a server is not asked without it, nor the other way round; a rebuild moves them."""
    library = tmp_path / "library"
    build_library([write_report()], library, embedder)
    here = held(library, embedder)
    monkeypatch.setenv(VECTORS, chroma_server.url)
    with pytest.raises(LibraryError, match="vectors are in its folder.*on a Chroma server.*index rebuild"):
        Assistant.open(library, embedder)
    rebuild_library(library, embedder)
    assert held(library, embedder) == here
    monkeypatch.delenv(VECTORS)
    with pytest.raises(LibraryError, match="vectors are on a Chroma server"):
        Assistant.open(library, embedder)


def test_vectors_as_the_type_of_the_extension(tmp_path: Path, embedder, write_report, monkeypatch, pgvector_url: str) -> None:
    """With pgvector another program can ask the database what is near; asked without it, the library says where its vectors are."""
    library = tmp_path / "library"
    monkeypatch.setenv(DATABASE, pgvector_url)
    monkeypatch.setenv(VECTORS, PGVECTOR)
    build_library([write_report()], library, embedder)
    store = open_store(library, embedder)
    with store.database.transaction() as connection:
        near = connection.execute(sa.text("SELECT vector <=> vector FROM library_library.vector_rows")).scalars().all()
    store.close()
    assert len(near) > 3
    assert max(near) < 1e-6
    monkeypatch.delenv(VECTORS)
    with pytest.raises(LibraryError, match="as pgvector's.*in its database"):
        Assistant.open(library, embedder)


def test_a_database_without_the_extension_says_so(tmp_path: Path, embedder, write_report, monkeypatch, database_url: str) -> None:
    """Nothing is stored, and it is said what to install or to leave out."""
    monkeypatch.setenv(DATABASE, database_url)
    monkeypatch.setenv(VECTORS, PGVECTOR)
    if _has_pgvector(database_url):
        pytest.skip("this PostgreSQL has pgvector")
    summary = build_library([write_report()], tmp_path / "library", embedder)
    assert not summary.added
    assert "no extension pgvector" in summary.failed[0][1]
    assert f"leave {VECTORS} empty" in summary.failed[0][1]


def _has_pgvector(url: str) -> bool:
    engine = sa.create_engine(read_servers({DATABASE: url}).database)
    with engine.connect() as connection:
        return bool(connection.scalar(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")))
