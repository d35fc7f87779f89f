"""Read report files in processes of their own, side by side. Nothing is stored here, and nothing is judged.

A file may hang a parser, kill it or fill the memory; in a process with a time and a memory limit that ends one reading
and no other. Processes are started afresh, not forked: a copy of a process whose threads hold locks may stand still.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import MingzhangError, ReportError
from index.extraction import extract
from index.memory import MEGABYTE, limit_memory, peak_megabytes, used_megabytes
from index.plain_values import NotPlain, load_plain

SECONDS = 120.0
MEGABYTES = 2048
# What a reading may weigh when it is sent back. A page of a PDF weighs 13 KB, so this is some ten thousand pages; taken
# apart again it needs four times as much in the parent (measured on budgets of 24 to 33 pages).
LARGEST_REPLY = 128 * MEGABYTE
# So many readings a process wait at most for the one that embeds them.
READINGS_AHEAD = 2
# A process that once needed this part of its memory is ended: what it may still hold must not starve the next file.
WORN = 0.5
_LENGTH = 8
_POLL_SECONDS = 0.25
_OUT_OF_MEMORY = 77
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from index.workers import serve; serve(int(sys.argv[2]))"
)


@dataclass(frozen=True)
class Limits:
    """How many files are read at a time (None: one a core), and what one file may cost: seconds, and megabytes of memory."""

    jobs: int | None = None
    seconds: float = SECONDS
    megabytes: int = MEGABYTES


@dataclass(frozen=True)
class Outcome:
    """What became of one file: what the reading function gave, or the fault. One of the two is None."""

    path: Path
    value: Any = None
    fault: MingzhangError | None = None


def count_cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


class Workers:
    """Processes that read files, as a context: they start when it is entered and are gone when it is left.

    `read` gives what is wanted of one file, or raises MingzhangError. It is sent by its name, so it must stand at the top
    of a module that another process can import; what it gives must be plain values and value types (`index.plain_values`).
    """

    def __init__(
        self, paths: Iterable[Path], limits: Limits | None = None, read: Callable[[Path], Any] = extract
    ) -> None:
        self._paths = list(paths)
        self._limits = limits or Limits()
        self._read = read
        count = min(max(1, self._limits.jobs or count_cores()), len(self._paths))
        self._ahead = count * READINGS_AHEAD
        self._changed = threading.Condition()
        self._replies: dict[int, bytes | Exception] = {}
        self._taken = self._given = 0
        self._stopped = False
        self._running: set[_Process] = set()
        self._threads = [threading.Thread(target=self._work, daemon=True, name=f"reader-{n + 1}") for n in range(count)]

    def __enter__(self) -> Workers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._stopped = True
            running = list(self._running)
            self._changed.notify_all()
        for process in running:
            process.kill()
        for thread in self._threads:
            thread.join()

    def __iter__(self) -> Iterator[Outcome]:
        """The outcome of each file, in the order given, however long each took. Within the context, and once."""
        for number, path in enumerate(self._paths):
            with self._changed:
                while number not in self._replies:
                    self._changed.wait(_POLL_SECONDS)  # without an end, Ctrl-C is not heard on every system
                reply = self._replies.pop(number)
                self._given = number + 1
                self._changed.notify_all()
            yield _outcome(path, reply, self._read.__module__)

    def _work(self) -> None:
        """One thread minds one process: it hands over files, and starts another process where one was lost."""
        process: _Process | None = None
        while (number := self._next()) is not None:
            try:
                process = process or self._start()
                reply = process.ask(self._read, self._paths[number], self._limits)
            except OSError as fault:
                reply = ReportError(
                    f"no process could be started to read it ({fault.strerror})", str(self._paths[number]), "Try again."
                )
            except Exception as fault:  # raised where outcomes are taken: in a thread nobody would see it, and wait on
                reply = fault
            if process is not None and process.ended:
                self._drop(process)
                process = None
            with self._changed:
                self._replies[number] = reply
                self._changed.notify_all()
        if process is not None:
            self._drop(process)

    def _next(self) -> int | None:
        """The number of the next file to read, once it is not too far ahead; None when there is none."""
        with self._changed:
            while not self._stopped and self._given + self._ahead <= self._taken < len(self._paths):
                self._changed.wait()
            if self._stopped or self._taken >= len(self._paths):
                return None
            self._taken += 1
            return self._taken - 1

    def _start(self) -> _Process:
        process = _Process(self._limits.megabytes)
        with self._changed:
            self._running.add(process)
            stopped = self._stopped
        if stopped:
            process.kill()
        return process

    def _drop(self, process: _Process) -> None:
        process.close()
        with self._changed:
            self._running.discard(process)


class Reader:
    """Reads one file after another in a process of its own, another where one was lost. For one thread; nothing is read ahead."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: _Process | None = None

    def read(self, read: Callable[[Path], Any], path: Path) -> Outcome:
        """The outcome of one file."""
        if self._process is None:
            self._process = _Process(self._limits.megabytes)
        reply = self._process.ask(read, path, self._limits)
        if self._process.ended:
            self.close()
        return _outcome(path, reply, read.__module__)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
            self._process = None


class _Process:
    """One reading process, seen from outside."""

    def __init__(self, megabytes: int) -> None:
        import json

        self.ended = False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        command = [sys.executable, "-P", "-X", "utf8", "-c", _START, json.dumps(sys.path), str(megabytes)]
        try:
            self._popen = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said,
                start_new_session=True,  # Ctrl-C is for the parent, and a group is ended with all that it started
            )  # fmt: skip
        except OSError:
            self._said.close()
            raise

    def ask(self, read: Callable[[Path], Any], path: Path, limits: Limits) -> bytes | MingzhangError:
        """The pickled reply for one file, or the fault that kept it from coming. Sets `ended` where the process is lost."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(limits.seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            send(self._popen.stdin, pickle.dumps((read, path)))
            reply = receive(self._popen.stdout)
        except (OSError, EOFError):
            reply = None
        finally:
            timer.cancel()
            timer.join()
        worn = reply is not None and reply[:1] == _LAST
        self.ended = late.is_set() or reply is None or worn
        if reply is not None:
            return reply[1:]
        return _too_late(path, limits.seconds) if late.is_set() else self._lost(path, limits)

    def _lost(self, path: Path, limits: Limits) -> ReportError:
        self.kill()  # before the wait: afterwards the group of what it started has no name any more
        code = self._popen.wait()
        if code == _OUT_OF_MEMORY:
            return too_large(path, limits.megabytes)
        self._said.seek(0)
        words = self._said.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
        cause = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return ReportError(
            f"the process that read it died ({cause}{f': {words[-1][:160]}' if words else ''})", str(path),
            "The file is damaged or needs too much memory: save it anew, or split the report.",
        )  # fmt: skip

    def kill(self) -> None:
        """End the process and all that it started."""
        if self._popen.returncode is not None:
            return
        with suppress(OSError):  # gone already
            if hasattr(os, "killpg"):
                os.killpg(self._popen.pid, signal.SIGKILL)
            else:
                self._popen.kill()

    def close(self) -> None:
        """End the process and give back its files."""
        self.kill()
        self._popen.wait()
        for stream in (self._popen.stdin, self._popen.stdout, self._said):
            with suppress(OSError):
                stream.close()


def _outcome(path: Path, reply: bytes | Exception, module: str) -> Outcome:
    if isinstance(reply, MingzhangError):
        return Outcome(path, fault=reply)
    if isinstance(reply, Exception):
        raise reply
    try:
        value, fault = load_plain(reply, module.partition(".")[0])
    except NotPlain as refused:
        return Outcome(path, fault=no_reading(path, refused))
    return Outcome(path, value, ReportError(*fault) if fault else None)


def no_reading(path: Path, refused: NotPlain) -> ReportError:
    """The fault of a file whose reading process answered with something else than what is read of files."""
    return ReportError(
        f"the process that read it answered with what is no reading ({refused})", str(path),
        "The file may be hostile: check where it comes from.",
    )  # fmt: skip


def _too_late(path: Path, seconds: float) -> ReportError:
    return ReportError(
        f"reading it took longer than {seconds:g} s", str(path), "Split the report, or allow more with --time-limit."
    )


def too_large(path: Path, megabytes: int) -> ReportError:
    """The fault of a file that needs more memory than one file may."""
    return ReportError(
        f"reading it needs more than {megabytes:,} MB of memory", str(path),
        "Split the report, or allow more with --memory-limit.",
    )  # fmt: skip


# The process's side.

_MORE, _LAST = b"+", b"."


def send(stream: Any, data: bytes) -> None:
    """Write one message: its length, then its bytes."""
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def receive(stream: Any) -> bytes:
    """Read one message. Raises EOFError where the other side is gone or sends no message."""
    length = int.from_bytes(_read_all(stream, _LENGTH), "big")
    if length > LARGEST_REPLY + 1:
        raise EOFError("not a message")
    return _read_all(stream, length)


def _read_all(stream: Any, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError("the other side is gone")
    return data


def serve(megabytes: int) -> None:
    """Read the files that the parent names on stdin and answer on stdout, until it says no more or is gone."""
    questions, answers = _take_streams()
    limit_memory(megabytes)
    threading.Thread(target=_watch, args=(megabytes, os.getppid()), daemon=True).start()
    while True:
        try:
            read, path = pickle.loads(receive(questions))
        except EOFError:
            return
        reply = _reply(read, path, megabytes)
        worn = peak_megabytes() > megabytes * WORN
        try:
            send(answers, (_LAST if worn else _MORE) + reply)
        except OSError:
            return


def _take_streams() -> tuple[Any, Any]:
    """The pipes to the parent; whatever a library prints from now on goes to stderr, and nothing it starts can read them."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return questions, answers


def _watch(megabytes: int, parent: int) -> None:
    """End this process where its parent is gone, or where it outgrew a limit that the system does not keep."""
    pause = threading.Event()
    while not pause.wait(_POLL_SECONDS):
        if used_megabytes() > megabytes:
            os._exit(_OUT_OF_MEMORY)
        if os.getppid() != parent:
            os._exit(0)


def _reply(read: Callable[[Path], Any], path: Path, megabytes: int) -> bytes:
    """(what was read, None) or (None, the parts of the fault), pickled."""
    try:
        reply = pickle.dumps((read(path), None), protocol=pickle.HIGHEST_PROTOCOL)
        if len(reply) <= LARGEST_REPLY:
            return reply
        size = len(reply) // MEGABYTE
        fault: MingzhangError = ReportError(
            f"it yields {size:,} MB of lines and figures", str(path), "Split the report."
        )
    except MemoryError:
        fault = too_large(path, megabytes)
    except MingzhangError as raised:
        fault = too_large(path, megabytes) if isinstance(raised.__cause__, MemoryError) else raised
    except Exception as raised:  # nothing of one file may end the reading of the next
        detail = " ".join(str(raised).split())[:120]
        fault = ReportError(
            f"cannot be read ({type(raised).__name__}: {detail})", str(path), "Save it in another form."
        )
    return pickle.dumps((None, (fault.what, fault.where, fault.next_step)))
