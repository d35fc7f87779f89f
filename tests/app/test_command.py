"""The command that opens the chat: its options, and its faults in words."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_app(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "app.py", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_help_names_every_option():
    """`python app.py --help` explains host, port, library and reports."""
    done = run_app("--help")
    assert done.returncode == 0
    for option in ("--host", "--port", "--library", "--reports"):
        assert option in done.stdout


@pytest.mark.parametrize("port", ["0", "65536", "many", "-1"])
def test_bad_port_is_told(port):
    """A port that is none ends with exit code 2 and says what a port is."""
    done = run_app(f"--port={port}")
    assert done.returncode == 2
    assert "1 to 65535" in done.stderr


def test_port_in_use_is_told(library: Path, capsys: pytest.CaptureFixture):
    """Where another program listens, the command says so at once and names the way out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port), "--library", str(library)]) == 2
    message = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in message
    assert "--port" in message


def test_missing_reports_folder_is_told(tmp_path: Path):
    """A report folder that is not there ends with exit code 2 and leaves no half-made library behind."""
    done = run_app("--reports", str(tmp_path / "none"), "--library", str(tmp_path / "library"), "--port", "7899")
    assert done.returncode == 2
    assert str(tmp_path / "none") in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "library").exists()


def test_empty_library_is_told(tmp_path: Path):
    """A folder that is no library ends with exit code 2, a message and no trace."""
    (tmp_path / "library").mkdir()
    done = run_app("--library", str(tmp_path / "library"), "--port", "7899")
    assert done.returncode == 2
    assert str(tmp_path / "library") in done.stderr
    assert "Traceback" not in done.stderr


def start_app(library: Path, port: int) -> subprocess.Popen:
    command = [sys.executable, "app.py", "--port", str(port), "--library", str(library)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def closes_cleanly(chat: subprocess.Popen, number: signal.Signals) -> None:
    """The signal ends the chat with exit code 0 and no trace."""
    try:
        chat.send_signal(number)
        _, told = chat.communicate(timeout=60)
        assert chat.returncode == 0, told
        assert "Traceback" not in told
    finally:
        chat.kill()
        chat.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_closes_the_chat(library: Path, number: signal.Signals):
    """Ctrl+C and a service manager's stop end the open chat cleanly; the address was printed once it was open."""
    port = free_port()
    chat = start_app(library, port)
    assert f"http://127.0.0.1:{port}" in chat.stdout.readline()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 200
    closes_cleanly(chat, number)


def handles_signals(process: int) -> bool:
    """Whether the process has set handlers of its own for both signals (Linux tells in /proc)."""
    status = Path(f"/proc/{process}/status").read_text()
    caught = int(status.split("SigCgt:")[1].split()[0], 16)
    return all(caught >> (number - 1) & 1 for number in (signal.SIGINT, signal.SIGTERM))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells when the program has taken over the signals")
@pytest.mark.parametrize("wait", [0.0, 0.3, 1.0, 2.0])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_during_start_up_closes_the_chat(library: Path, number: signal.Signals, wait: float):
    """Stopped while it still starts, at its first steps or on the way, the chat ends as cleanly."""
    chat = start_app(library, free_port())
    deadline = time.monotonic() + 60
    while not handles_signals(chat.pid) and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(wait)
    closes_cleanly(chat, number)


def test_page_forbids_foreign_content(chat_url: str):
    """The page tells the browser to load from, and speak to, its own server only."""
    with urllib.request.urlopen(chat_url) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_no_file_can_be_sent_to_the_chat(chat_url: str):
    """The chat takes questions, not files."""
    request = urllib.request.Request(chat_url + "gradio_api/upload", data=b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError) as fault:
        urllib.request.urlopen(request)
    assert fault.value.code == 404


def test_chat_reaches_no_other_machine(gradio_url: str, foreign_calls: Path):
    """Opening, indexing and answering run without a network: the process tries to reach no other machine."""
    from gradio_client import Client

    Client(gradio_url, verbose=False, analytics_enabled=False).predict(
        "How much did vehicle costs fall?", api_name="/ask"
    )
    assert (foreign_calls.parent / "sitecustomize.py").exists()
    assert not foreign_calls.exists(), foreign_calls.read_text()


def test_python_client_gets_the_same_answer(gradio_url: str):
    """Another program can ask through Gradio's client: the same contract, the same figures."""
    from gradio_client import Client

    client = Client(gradio_url, verbose=False, analytics_enabled=False)
    answer = client.predict("公车费用降了多少？", api_name="/ask")
    assert answer["status"] == "answered"
    assert answer["figures"][0]["value"] == "49.04"
    assert answer["citations"][0]["line"] == 85


def test_python_client_asks_on(gradio_url: str):
    """Another program keeps its own talk and sends the questions asked before; the chat itself remembers none."""
    from gradio_client import Client

    client = Client(gradio_url, verbose=False, analytics_enabled=False)
    answer = client.predict("那去年呢？", ["2022年公务接待费是多少？"], api_name="/ask")
    assert (answer["figures"][0]["value"], answer["figures"][0]["period"]) == ("4.53", "2021")
    assert client.predict("那去年呢？", api_name="/ask")["status"] != "answered"
