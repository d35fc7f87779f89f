"""A PostgreSQL and a Chroma server of the tests' own, on loopback ports, started from what is installed and ended with them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

START_SECONDS = 60.0
PASSWORD = "geheim@7/Kennwort"
"""With signs that an address must spell otherwise; no message may show it."""
PASSWORD_IN_URL = "geheim%407%2FKennwort"


class NotHere(Exception):
    """A server that cannot be started on this machine; the text says why."""


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """One PostgreSQL in a folder. It runs as another user where the tests are root's: it refuses root."""

    def __init__(self, folder: Path, programs: Path | None = None) -> None:
        try:
            import psycopg  # noqa: F401
        except ImportError:
            raise NotHere("the tests on PostgreSQL are skipped: psycopg is not installed (extra [postgres])") from None
        self._programs = programs or _installed()
        self._folder = folder
        self._user = _other_user() if os.geteuid() == 0 else None
        self.port = free_port()
        self._make()
        self._process: subprocess.Popen | None = None
        self.start()

    def _make(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            self._folder.parent.chmod(0o711)
        password = self._folder / "password"
        password.write_text(PASSWORD)
        if self._user:
            shutil.chown(self._folder, self._user)
            shutil.chown(password, self._user)
        subprocess.run(
            [str(self._programs / "initdb"), "-D", "data", "-U", "mingzhang", "-A", "scram-sha-256", "--pwfile=password",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            cwd=self._folder, user=self._user, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            [str(self._programs / "postgres"), "-D", "data", "-h", "127.0.0.1", "-p", str(self.port), "-k", "",
             "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60"],
            cwd=self._folder, user=self._user, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        _wait_for(lambda: self._process.poll() is None and self._answers(), "PostgreSQL")

    def _answers(self) -> bool:
        import psycopg

        with suppress(psycopg.OperationalError):
            psycopg.connect(self._address("postgres"), connect_timeout=2).close()
            return True
        return False

    def stop(self) -> None:
        """Stop it as a machine that fails does: connections are lost."""
        if self._process is not None:
            self._process.send_signal(3)  # SIGQUIT: at once
            self._process.wait(START_SECONDS)
            self._process = None

    def _address(self, database: str) -> str:
        return f"postgresql://mingzhang:{PASSWORD_IN_URL}@127.0.0.1:{self.port}/{database}"

    def make_database(self, name: str) -> str:
        """A new database; gives its address as the settings take it."""
        import psycopg

        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self._address(name)


def _installed() -> Path:
    """The folder of the system's PostgreSQL programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    if initdb is None:
        raise NotHere("the tests on PostgreSQL are skipped: it is not installed (Debian: apt-get install postgresql)")
    return Path(initdb).resolve().parent


def programs_with_pgvector(folder: Path) -> Path:
    """The programs of a PostgreSQL that has pgvector: the system's, else the one that the package pgserver brings, copied into
    `folder`: the user that it runs as may not read where packages are."""
    if list(Path("/usr/share/postgresql").glob("*/extension/vector.control")):
        return _installed()
    package = importlib.util.find_spec("pgserver")
    if package is None or not package.submodule_search_locations:
        raise NotHere("the tests on pgvector are skipped: neither PostgreSQL has it nor is the package pgserver installed (extra [dev])")
    brought = Path(package.submodule_search_locations[0])
    shutil.copytree(brought / "pginstall", folder / "pgserver" / "pginstall")
    libraries = brought.parent / "pgserver.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "pgserver.libs")
    folder.chmod(0o755)
    return folder / "pgserver" / "pginstall" / "bin"


class ChromaServer:
    """One Chroma server in a folder, started by the command that comes with chromadb."""

    def __init__(self, folder: Path) -> None:
        command = Path(sys.executable).with_name("chroma")
        if not command.exists():
            raise NotHere("the tests on a Chroma server are skipped: the command chroma is not installed")
        self._command = str(command)
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._process: subprocess.Popen | None = None
        self.start()

    @property
    def url(self) -> str:
        """Its address as the settings take it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            [self._command, "run", "--path", str(self._folder / "data"), "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=log, stderr=log, env={**os.environ, "ANONYMIZED_TELEMETRY": "False", "CHROMA_TELEMETRY_IMPL": ""},
        )  # fmt: skip
        log.close()
        _wait_for(lambda: self._process.poll() is None and self._answers(), "the Chroma server")

    def _answers(self) -> bool:
        with suppress(OSError), urlopen(f"{self.url}/api/v2/heartbeat", timeout=2) as reply:
            return reply.status == 200
        return False

    def stop(self) -> None:
        """Stop it as a machine that fails does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(START_SECONDS)
            self._process = None


def _other_user() -> str:
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NotHere("the tests on PostgreSQL are skipped: it does not run as root, and there is no user postgres or nobody")


def _wait_for(ready, what: str) -> None:  # noqa: ANN001 - a plain question
    until = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > until:
            raise NotHere(f"the tests on it are skipped: {what} did not start within {START_SECONDS:g} s")
        time.sleep(0.1)


@contextmanager
def running(server: Postgres | ChromaServer) -> Iterator[Postgres | ChromaServer]:
    """The server, until the tests are done with it."""
    try:
        yield server
    finally:
        server.stop()
