"""The web chat: it shows answers, nothing else.

`python app.py` opens it on http://127.0.0.1:7860. It reads the options, opens the library and serves what
`assistant/web/` makes of it; it reads no report, looks for no figure and writes no sentence of an answer.
"""

from __future__ import annotations

# ruff: noqa: E402 - the signals are taken over before anything slow is imported
import signal
import sys
import threading

closing = threading.Event()


def _close(number: int, frame: object) -> None:
    """End cleanly, with exit code 0: what is under way is finished first, within a limit. A second signal ends at once."""
    closing.set()  # for the wait at the end, where code on the way has swallowed the exception
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, signal.SIG_DFL)
    sys.exit(0)


if __name__ == "__main__":  # before the other imports: Ctrl+C may come while they are still being read
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, _close)

import argparse
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import MingzhangError

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.web.desk import Desk
    from assistant.web.service.settings import ServiceSettings
    from index.embed import Embedder

BUNDLED_REPORTS = Path(__file__).resolve().parent / "reports"

CLOSE_WITHIN = 3
"""Seconds that connections have to end when all work has ended or was given up."""
OPEN_FILES = 8192
"""Connections and files that may be open at once, where the system allows as many."""


WAIT = 600.0
"""Seconds to wait for another command that changes the library, such as another chat that starts on it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the library, index first what has to be, and serve until stopped. Returns the exit code."""
    options = _read_options(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal without Chinese must not stop the chat
    if options.hash_password:
        return _hash_password()
    _keep_to_this_machine()
    try:
        settings = _read_service()
        _check_free(options.host, options.port)
        desk = open_desk(options.library, options.reports)
    except MingzhangError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 2
    _allow_connections()
    try:
        return _serve(desk, options.host, options.port, settings)
    finally:
        desk.close()


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Open the web chat on the reports of a library.")
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)")
    add("--port", type=_port, default=7860, help="port to listen on (default: %(default)s)")
    add("--library", type=Path, default=Path(".mingzhang"), help="library folder (default: %(default)s)")
    add("--reports", type=Path, help="folder of reports to index first, where they are not indexed yet")
    add("--hash-password", action="store_true", help="read a password and print what to set to let it administer the library")
    return parser.parse_args(arguments)


def _hash_password() -> int:
    """Read a password, unseen at a terminal, else the first line of stdin, and print the setting. Returns the exit code."""
    import getpass

    from assistant.admin.passwords import SETTING, hash_password

    try:
        if sys.stdin.isatty():
            password = getpass.getpass("Password: ")
            if getpass.getpass("Again: ") != password:
                raise MingzhangError("the two passwords differ", None, "Try again.")
        else:
            password = sys.stdin.readline().rstrip("\r\n")
        made = hash_password(password)
    except (MingzhangError, EOFError, UnicodeError) as error:
        print(f"app.py: {error or 'no password was given'}", file=sys.stderr)
        return 2
    print(f"{SETTING}={made}")
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port; give a number from 1 to 65535")
    return int(text)


def _keep_to_this_machine() -> None:
    """No telemetry, no public link, no proxy between Gradio and its own address. Must run before Gradio is imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_SHARE"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1", "localhost"]))


def _check_free(host: str, port: int) -> None:
    """Raise at once, before any slow step, where nothing can listen on this address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise MingzhangError(
            f"nothing can listen here ({error.strerror or error})",
            where=f"{host}:{port}",
            next_step="Is another chat open? Give another port with --port, or another address with --host.",
        ) from error


def open_library(library: Path, reports: Path | None) -> Assistant:
    """Index `reports` into `library` where they are not yet, then open it. A first run opens the bundled reports.

    Raises MingzhangError where the folder, a report, the library or the settings of the chat model cannot be read.
    """
    from assistant.ask import Assistant
    from assistant.model.adviser import make_adviser
    from index.build import unfinished_in
    from index.embed import embedder_of
    from index.places import is_built

    adviser = make_adviser(os.environ)  # wrong settings are told before anything is read
    if reports is None and not is_built(library) and BUNDLED_REPORTS.is_dir():
        reports = BUNDLED_REPORTS
    embedder = embedder_of(os.environ)
    if reports is not None:
        _index(reports, library, embedder)
    assistant = Assistant.open(library, embedder, adviser=adviser)
    if left := unfinished_in(library):
        print(f"app.py: {left}", file=sys.stderr)
    if not assistant.reports():
        assistant.close()
        raise MingzhangError("the library holds no report", str(library), "Give a folder of reports with --reports.")
    return assistant


def _index(reports: Path, library: Path, embedder: Embedder) -> None:
    from index.build import build_library

    if not reports.is_dir():
        raise MingzhangError("there is no such folder", str(reports), "Give a folder of reports with --reports.")
    print(f"Indexing what is new in {reports}, some seconds a report …", flush=True)
    summary = build_library([reports], library, embedder, wait=WAIT)
    print(f"{len(summary.added)} new, {len(summary.replaced)} changed, {len(summary.unchanged)} as before.", flush=True)
    if summary.remark:
        print(f"app.py: {summary.remark}", file=sys.stderr)
    for _, message in summary.failed:
        print(f"app.py: not indexed: {message}", file=sys.stderr)


def open_desk(library: Path, reports: Path | None) -> Desk:
    """All that is served: the library as `open_library` opens it, room for the visitors' own reports, and the login.

    The environment sets the limits of uploads and the administrator's password.
    """
    from assistant.admin.passwords import read_hash
    from assistant.visits.limits import read_limits, visits_folder
    from assistant.web.desk import Desk

    limits, folder, password = read_limits(os.environ), visits_folder(os.environ), read_hash(os.environ)
    assistant = open_library(library, reports)
    try:
        return Desk(assistant, library, limits, folder, password)
    except MingzhangError:
        assistant.close()
        raise


def _read_service() -> ServiceSettings:
    """The settings of the service; the log follows them from then on."""
    from assistant.web.service.logs import start_logs
    from assistant.web.service.settings import read_service_settings

    settings = read_service_settings(os.environ)
    start_logs(settings)
    return settings


def _allow_connections() -> None:
    """Let many visitors be connected at once, where the system has a limit that may be raised."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _serve(desk: Desk, host: str, port: int, settings: ServiceSettings) -> int:
    import uvicorn

    from assistant.web.server import build_server
    from assistant.web.service.connections import SECONDS_KEPT, PatientProtocol
    from assistant.web.service.service import Service

    service = Service(desk, settings)
    config = uvicorn.Config(
        build_server(desk, service), host=host, port=port, log_config=None, access_log=False, http=PatientProtocol,
        timeout_graceful_shutdown=CLOSE_WITHIN, timeout_keep_alive=SECONDS_KEPT, server_header=False,
        proxy_headers=bool(settings.proxies), forwarded_allow_ips=list(settings.proxies),
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run, name="serve", daemon=True)
    serving.start()
    while not server.started and serving.is_alive():
        closing.wait(0.02)
    if not server.started:
        print(f"app.py: {host}:{port}: the chat could not be opened; the lines above say why", file=sys.stderr)
        return 2
    shown = f"[{host}]" if ":" in host else host
    print(f"Mingzhang 明账: http://{shown}:{port} (reports: {len(desk.reports())}; Ctrl+C closes it)", flush=True)
    try:
        while serving.is_alive() and not closing.wait(1):
            pass
    finally:
        if not service.stop(settings.close_seconds):
            print(f"app.py: closed before all answers were ready (after {settings.close_seconds} s)", file=sys.stderr)
        server.should_exit = True
        serving.join(CLOSE_WITHIN + 1)
        print("Closed.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
