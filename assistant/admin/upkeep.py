"""Add, remove and rebuild reports of the public library while it is being served: on a copy, which then takes its place.

One change at a time; it is told how far it is. Questions go on meanwhile and wait only for the moment of the change.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from assistant.visits.names import clean_name
from assistant.visits.quiet_reading import without_folder
from assistant.visits.refusals import both_languages
from index.embedding import EmbeddingSettings
from index.errors import MingzhangError, ReportError
from index.originals import FOLDER
from index.rebuild import without_original
from index.swap import changing, drop_next, make_next, take_next
from index.types import Report

log = logging.getLogger("mingzhang.admin")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the library: `kind` add, remove or rebuild; `state` running, done or failed; `part` 0…1 done.

    `file` is the one under way, `added` counts those brought in, `failed` tells by language why files were not read.
    Where nothing was changed, `reason` names the words for it, or is "fault" and `message` says it.
    """

    kind: str
    state: str = "running"
    part: float = 0.0
    file: str = ""
    added: int = 0
    failed: tuple[Mapping[str, str], ...] = ()
    reason: str = ""
    message: str = ""


class NotDone(Exception):
    """A change that is not made. `reason` names the words for it, `values` fill them."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class Upkeep:
    """Changes the library in `folder`. `reports` tells what it holds, `reopen` runs a function while it is closed.

    `embedding` are the settings of the model that the library is embedded with.
    """

    def __init__(
        self, folder: Path, embedding: EmbeddingSettings, reports: Callable[[], Sequence[Report]],
        reopen: Callable[[Callable[[], None]], None],
    ) -> None:  # fmt: skip
        self._folder = folder
        self._embedding = embedding
        self._reports = reports
        self._reopen = reopen
        self._lock = threading.Lock()
        self._change: Change | None = None
        self._process: subprocess.Popen | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def change(self) -> Change | None:
        """The change under way, else the last one; None where there was none."""
        with self._lock:
            return self._change

    def add(self, files: Sequence[tuple[str, BinaryIO]]) -> None:
        """Bring files into the library, in place of those of the same name. Raises NotDone."""
        if not files:
            raise NotDone("admin_no_file")
        incoming = Path(tempfile.mkdtemp(prefix="mingzhang-incoming-"))
        try:
            for name, content in files:
                with (incoming / clean_name(name)).open("wb") as kept:
                    shutil.copyfileobj(content, kept, 1 << 20)
            self._begin("add", lambda: self._bring_in(sorted(incoming.iterdir())), incoming)
        except BaseException:
            shutil.rmtree(incoming, ignore_errors=True)
            raise

    def remove(self, file: str) -> None:
        """Take a report out. Raises NotDone, where it is not held or is the last one as well."""
        held = {report.file for report in self._reports()}
        if file not in held:
            raise NotDone("admin_not_held")
        if len(held) == 1:
            raise NotDone("admin_only_one")
        self._begin("remove", lambda: self._take_out(file))

    def rebuild(self) -> None:
        """Read every report anew from its kept file. Raises NotDone, where a file is not kept as well."""
        lacking = without_original(self._folder, self._reports())
        if lacking:
            raise NotDone("admin_not_kept", count=len(lacking), file=lacking[0])
        self._begin("rebuild", self._read_anew)

    def close(self) -> None:
        """Give up a change under way; the library stays as it is."""
        with self._lock:
            self._closed = True
            process, thread = self._process, self._thread
        if process is not None:
            with suppress(OSError):
                process.kill()
        if thread is not None:
            thread.join(timeout=5)

    def _begin(self, kind: str, work: Callable[[], None], incoming: Path | None = None) -> None:
        with self._lock:
            if self._closed or (self._change is not None and self._change.state == "running"):
                raise NotDone("admin_busy")
            self._change = Change(kind)
            self._thread = threading.Thread(target=self._run, args=(work, incoming), daemon=True, name=f"admin-{kind}")
        self._thread.start()

    def _run(self, work: Callable[[], None], incoming: Path | None) -> None:
        try:
            with changing(self._folder):
                try:
                    work()
                finally:
                    drop_next(self._folder)
            self._set(state="done", part=1.0, file="")
        except NotDone as refused:
            self._set(state="failed", reason=refused.reason, file="")
        except MingzhangError as fault:
            self._set(state="failed", reason="fault", message=str(fault), file="")
        except Exception:  # told on the page; the log has the trace
            log.exception("the library could not be changed")
            self._set(state="failed", reason="admin_broken", file="")
        finally:
            if incoming is not None:
                shutil.rmtree(incoming, ignore_errors=True)

    def _set(self, **values: object) -> None:
        with self._lock:
            assert self._change is not None
            self._change = replace(self._change, **values)  # type: ignore[arg-type]

    def _bring_in(self, paths: Sequence[Path]) -> None:
        target = make_next(self._folder, copy=True)
        done = self._work({"kind": "build", "paths": [str(path) for path in paths], "library": str(target)})
        self._note(done, paths)
        if done["added"]:
            self._reopen(lambda: take_next(self._folder))

    def _read_anew(self) -> None:
        done = self._work({"kind": "rebuild", "library": str(self._folder)})
        self._note(done, [self._folder / FOLDER / report.file for report in self._reports()])
        if done["failed"]:
            raise NotDone("admin_not_all")
        self._reopen(lambda: take_next(self._folder))

    def _note(self, done: dict, paths: Sequence[Path]) -> None:
        """Note what was brought in, and why other files were not read."""
        places = {path.name: path for path in paths}
        self._set(added=done["added"], failed=tuple(_told(name, message, places) for name, message in done["failed"]))

    def _take_out(self, file: str) -> None:
        target = make_next(self._folder, copy=True)
        self._work({"kind": "remove", "file": file, "library": str(target)})
        self._reopen(lambda: take_next(self._folder))

    def _work(self, job: dict) -> dict:
        """Have the job done by a process of its own; gives what it said last. Raises MingzhangError where it fails."""
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "assistant.admin.work"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment, start_new_session=True,
        )  # fmt: skip
        with self._lock:
            self._process = process
            closed = self._closed
        if closed:
            process.kill()
        with process:
            with suppress(OSError):
                process.stdin.write(json.dumps({**job, "embedding": self._embedding.to_text()}))
                process.stdin.close()
            last: dict = {}
            for line in process.stdout:
                last = json.loads(line)
                if "part" in last:
                    self._set(part=last["part"], file=last["file"])
        with self._lock:
            self._process = None
        if "done" not in last:
            raise MingzhangError(last.get("fault", "the process that does the work was lost"), None, "Nothing was changed.")
        return last["done"]


def _told(name: str, message: str, places: dict[str, Path]) -> dict[str, str]:
    """Why a file was not read, by language, without the folder it lay in for the moment."""
    fault = without_folder(ReportError(message.rstrip(".")), places[name]) if name in places else ReportError(message)
    return {"zh": both_languages(fault, name)["zh"], "en": fault.what}
