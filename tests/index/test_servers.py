"""Settings of servers are read or refused with what to write, and no password is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.database import Database
from index.errors import LibraryError
from index.servers import DATABASE, VECTORS, Servers, hidden, name_of, read_servers
from index.store import Store


def test_nothing_set_means_the_folder() -> None:
    """Without settings, and with blank ones, no server is meant."""
    assert read_servers({}) == read_servers({DATABASE: " ", VECTORS: ""}) == Servers()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_database_addresses(scheme: str) -> None:
    """The usual ways of writing an address all mean the one driver."""
    assert read_servers({DATABASE: f"{scheme}://u:p@h:5432/d"}).database == "postgresql+psycopg://u:p@h:5432/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (DATABASE, "mysql://u:geheim@h/d"), (DATABASE, "postgresql://u:geheim@h"), (DATABASE, "postgresql://u:ge@heim@h:x/d"),
        (DATABASE, "geheim"), (VECTORS, "ftp://u:geheim@h"), (VECTORS, "http://u:geheim@h:99999"), (VECTORS, "http://"), (VECTORS, "http://[geheim"),
    ],
)  # fmt: skip
def test_wrong_settings_are_refused_without_their_words(name: str, value: str) -> None:
    """A setting that is no address is refused with its name and an example; what it holds is not repeated."""
    with pytest.raises(LibraryError, match=f"{name}: the setting .*Write it like") as caught:
        read_servers({name: value})
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://u:se%40cret@h:5432/d", "postgresql+psycopg://u:***@h:5432/d"),
        ("postgresql://u:p@ss:w@h/d?password=secret&x=1", "postgresql://u:***@h/d?password=***&x=1"),
        ("http://h:8000", "http://h:8000"), ("https://u@h/p", "https://u@h/p"), ("", ""),
    ],
)  # fmt: skip
def test_addresses_are_shown_without_password(url: str, shown: str) -> None:
    """What messages show of an address holds no password, whatever signs are in it."""
    assert hidden(url) == shown
    assert "cret" not in repr(Servers(database=url, vectors=url))


def test_the_extension_needs_its_database() -> None:
    """`pgvector` in the place of a Chroma server's address is no server, and is refused without a database."""
    servers = read_servers({DATABASE: "postgresql://h/d", VECTORS: "PGvector"})
    assert (servers.pgvector, servers.chroma) == (True, "")
    assert read_servers({VECTORS: "http://h:8000"}).chroma == "http://h:8000"
    with pytest.raises(LibraryError, match=f"{VECTORS}.*{DATABASE}"):
        read_servers({VECTORS: "pgvector"})


def test_names_on_servers(tmp_path: Path) -> None:
    """A library goes by its folder's name; names that are alike in SQL, or too long, stay apart, and the next one belongs to it."""
    names = ["library", "Library", ".library", "a b", "a-b", "a_b", "库", "库" * 60, "库" * 61, "x__next", "x"]
    found = [name_of(tmp_path / name) for name in names]
    assert found[0] == "library_library" == found[2]
    assert len({*found}) == len(names) - 1
    assert all(len(name.encode()) + len("__before") <= 63 for name in found)
    assert name_of(tmp_path / "x" / ".next") == "library_x__next"
    assert name_of(tmp_path / "one" / "library") == name_of(tmp_path / "two" / "library")


def test_unreachable_database_says_what_to_do() -> None:
    """Where nothing listens, one message names the server, the setting and the next step, and not the password."""
    with pytest.raises(LibraryError, match=f"127.0.0.1:1/d.*cannot be reached.*{DATABASE}") as caught:
        Store.of(Database.of_server("postgresql+psycopg://u:geheim@127.0.0.1:1/d", "library_x"))
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_wrong_password_is_not_shown(database_url: str) -> None:
    """A server that refuses the login is told with its own reason; neither password is shown."""
    wrong = read_servers({DATABASE: database_url.replace("geheim", "falsch")}).database
    with pytest.raises(LibraryError, match="password authentication failed") as caught:
        Store.of(Database.of_server(wrong, "library_x"))
    assert "falsch" not in str(caught.value)
    assert "***" in str(caught.value)
