"""The web chat: it shows answers, nothing else.

`python app.py` opens it on http://127.0.0.1:7860. It asks `assistant.ask` and sends what comes back to the page in
`assistant/web/`; it reads no report, looks for no figure and writes no sentence of an answer. Gradio serves it in its
server mode: its queue and its API behind our page, so `gradio_client` can ask the same endpoints, `/ask` and `/lines`.
"""

from __future__ import annotations

# ruff: noqa: E402 - the signals are taken over before anything slow is imported
import signal
import sys
import threading

closing = threading.Event()


def _close(number: int, frame: object) -> None:
    """End cleanly, with exit code 0, whatever is under way. A second signal ends the process at once."""
    closing.set()  # for the wait at the end, where code on the way has swallowed the exception
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, signal.SIG_DFL)
    sys.exit(0)


if __name__ == "__main__":  # before the other imports: Ctrl+C may come while they are still being read
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, _close)

import argparse
import logging
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.question import LONGEST_QUESTION
from index.errors import MingzhangError, QuestionError

if TYPE_CHECKING:
    from gradio import Server
    from starlette.requests import Request

    from assistant.ask import Assistant

BUNDLED_REPORTS = Path(__file__).resolve().parent / "reports"

log = logging.getLogger("mingzhang.app")


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the library, index first what has to be, and serve until stopped. Returns the exit code."""
    options = _read_options(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal without Chinese must not stop the chat
    _keep_to_this_machine()
    try:
        _check_free(options.host, options.port)
        assistant = open_library(options.library, options.reports)
    except MingzhangError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 2
    try:
        return _serve(assistant, options.host, options.port)
    finally:
        assistant.close()


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Open the web chat on the reports of a library.")
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)")
    add("--port", type=_port, default=7860, help="port to listen on (default: %(default)s)")
    add("--library", type=Path, default=Path(".mingzhang"), help="library folder (default: %(default)s)")
    add("--reports", type=Path, help="folder of reports to index first, where they are not indexed yet")
    return parser.parse_args(arguments)


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

    Raises MingzhangError where the folder, a report or the library cannot be read.
    """
    from assistant.ask import Assistant

    if reports is None and not library.exists() and BUNDLED_REPORTS.is_dir():
        reports = BUNDLED_REPORTS
    if reports is not None:
        _index(reports, library)
    assistant = Assistant.open(library)
    if not assistant.reports():
        assistant.close()
        raise MingzhangError("the library holds no report", str(library), "Give a folder of reports with --reports.")
    return assistant


def _index(reports: Path, library: Path) -> None:
    from index.build import build_library

    if not reports.is_dir():
        raise MingzhangError("there is no such folder", str(reports), "Give a folder of reports with --reports.")
    print(f"Indexing what is new in {reports}, some seconds a report …", flush=True)
    summary = build_library([reports], library)
    print(f"{len(summary.added)} new, {len(summary.replaced)} changed, {len(summary.unchanged)} as before.", flush=True)
    for _, message in summary.failed:
        print(f"app.py: not indexed: {message}", file=sys.stderr)


def build_server(assistant: Assistant) -> Server:
    """The page at `/`, and two endpoints: `/ask` (one question) and `/lines` (lines of a report, to read on)."""
    from gradio import Server
    from starlette.responses import HTMLResponse, Response
    from starlette.staticfiles import StaticFiles

    from assistant.web.examples import choose_examples
    from assistant.web.page import CONTENT_POLICY, STATIC, build_page, choose_language, static_path
    from assistant.web.payload import show_report

    reports = [show_report(report) for report in assistant.reports()]
    examples = choose_examples(assistant)

    def page(request: Request) -> Response:
        language = choose_language(request.headers.get("accept-language"))
        html = build_page(language, reports, examples, LONGEST_QUESTION)
        return HTMLResponse(html, headers={"Content-Security-Policy": CONTENT_POLICY, "Vary": "Accept-Language"})

    def no_uploads(request: Request) -> Response:
        """Gradio would take files from anyone; a chat that only shows answers takes none."""
        return Response(status_code=404)

    server = Server(title="Mingzhang", docs_url=None, redoc_url=None, openapi_url=None)
    server.add_route("/", page, methods=["GET"])
    server.add_route("/gradio_api/upload", no_uploads, methods=["POST"])
    server.mount(f"/{static_path()}", StaticFiles(directory=STATIC), name="web")
    # One at a time, both together: they share one library, and an answer takes some hundredths of a second.
    server.api(answer_endpoint(assistant), name="ask", concurrency_limit=1, concurrency_id="library")
    server.api(lines_endpoint(assistant), name="lines", concurrency_limit=1, concurrency_id="library")
    return server


def answer_endpoint(assistant: Assistant) -> Callable[[str, list[str] | None], dict]:
    """The function behind `/ask`: it always returns a payload, `status` "error" where there is no answer.

    It is told the questions asked before in the same talk, oldest first, and keeps none: the page that asks does.
    """
    from assistant.conversation import Conversation
    from assistant.web.payload import show_answer

    def ask(question: str, conversation: list[str] | None = None) -> dict:
        unfit = "too_long" if len(question.strip()) > LONGEST_QUESTION else "empty"
        talk = Conversation(tuple(text for text in conversation or () if isinstance(text, str)))
        return _guarded(lambda: show_answer(assistant, assistant.ask(question, conversation=talk)), unfit)

    return ask


def lines_endpoint(assistant: Assistant) -> Callable[[str, int, int], dict]:
    """The function behind `/lines`: lines `first`..`last` of a report of the library, verbatim."""
    from assistant.web.payload import show_lines

    def lines(file: str, first: int, last: int) -> dict:
        return _guarded(lambda: show_lines(assistant, file, first, last))

    return lines


def _guarded(make: Callable[[], dict], unfit: str = "broken") -> dict:
    """What `make` returns, or a fault for the page to tell in words: `unfit` where the question cannot be taken.

    The one place that stops every exception: the log has the trace, a reader never sees one.
    """
    from assistant.web.payload import fault

    try:
        return make()
    except QuestionError:
        return fault(unfit)
    except MingzhangError as error:
        return fault("fault", str(error))
    except Exception:
        log.exception("a question could not be answered")
        return fault("broken")


def _serve(assistant: Assistant, host: str, port: int) -> int:
    server = build_server(assistant)
    try:
        server.launch(
            server_name=host, server_port=port, share=False, quiet=True, inbrowser=False, footer_links=[],
            run_history=False, enable_monitoring=False, mcp_server=False, ssr_mode=False, pwa=False,
            prevent_thread_lock=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        print(f"app.py: {host}:{port}: the chat could not be opened: {error}", file=sys.stderr)
        return 2
    shown = f"[{host}]" if ":" in host else host
    print(f"Mingzhang 明账: http://{shown}:{port} (reports: {len(assistant.reports())}; Ctrl+C closes it)", flush=True)
    try:
        closing.wait()
    finally:
        print("Closed.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
