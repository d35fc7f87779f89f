"""Start the web chat as its own process, as a person does, and end it. Asks nothing and measures only the start."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.errors import BadInput

APP = Path(__file__).resolve().parent.parent / "app.py"
READY_WITHIN = 120.0
"""Seconds after which a chat that has not opened is given up."""


@dataclass(frozen=True, slots=True)
class OpenChat:
    """A chat that serves its page at `url`; `seconds` passed from starting the command to the whole first page.

    `process` is its number, None for a chat that somebody else started.
    """

    url: str
    seconds: float = 0.0
    process: int | None = None

    def processor_seconds(self) -> float | None:
        """Seconds of processor time that the chat has taken so far, as Linux tells; None elsewhere."""
        try:
            fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


    def memory(self) -> int | None:
        """Bytes of memory that the chat holds now (resident), as Linux tells; None elsewhere."""
        try:
            pages = Path(f"/proc/{self.process}/statm").read_text().split()[1]
        except OSError:
            return None
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def open_chat(library: Path, settings: Mapping[str, str] | None = None) -> Iterator[OpenChat]:
    """`python app.py` on a library, with these settings in its environment, ended on leaving.

    Raises BadInput where there is no library or the chat does not open.
    """
    if not library.is_dir():
        raise BadInput(
            "there is no library there", where=str(library),
            next_step=f"build one with `python -m index build reports --library {library}`",
        )
    port = _free_port()
    command = [sys.executable, str(APP), "--port", str(port), "--library", str(library.resolve())]
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "app.log"
        with log.open("w", encoding="utf-8") as told:
            started = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=APP.parent, env={**os.environ, "PYTHONUTF8": "1", **(settings or {})}, stdout=told, stderr=subprocess.STDOUT
            )
            try:
                _wait_for_page(port, process, log)
                yield OpenChat(f"http://127.0.0.1:{port}", time.perf_counter() - started, process.pid)
            finally:
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_page(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_WITHIN)
        try:
            connection.request("GET", "/")
            reply = connection.getresponse()
            reply.read()
            if reply.status == http.HTTPStatus.OK:
                return
        except OSError:
            pass  # not listening yet
        finally:
            connection.close()
        time.sleep(0.02)
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    raise BadInput(
        "the chat did not open" + (f": {last[0]}" if last else ""), where=str(APP.name),
        next_step="start it by hand to see what it says: python app.py",
    )
