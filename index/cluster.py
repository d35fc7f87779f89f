"""Read report files on the machines of a Ray cluster (extra `[cluster]`): what `index.workers` does here, spread out.

A file's bytes go to a machine and what was read comes back; nothing is stored there, and nothing is judged. On each machine
files are read in processes with the same limits of time and memory. The one home of ray.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import LibraryError, MingzhangError, ReportError
from index.extraction import extract
from index.plain_values import NotPlain, load_plain
from index.workers import READINGS_AHEAD, Limits, Outcome, Reader, no_reading

LOCAL = "local"
"""The address that starts Ray on this machine, for as long as the command runs."""
_SETTING = "python -m index build --cluster"


@dataclass(frozen=True)
class Cluster:
    """Makes workers of a cluster in the place of `index.workers.Workers`. `address` is as Ray takes it, or "local"."""

    address: str

    def __call__(self, paths: Iterable[Path], limits: Limits | None = None, read: Callable[[Path], Any] = extract) -> ClusterWorkers:
        return ClusterWorkers(self.address, paths, limits, read)


class ClusterWorkers:
    """Files read on the machines of a cluster, as a context, and in the order given. `limits.jobs` says how many at a time
    (None: one a core of the cluster)."""

    def __init__(self, address: str, paths: Iterable[Path], limits: Limits | None = None, read: Callable[[Path], Any] = extract) -> None:
        self._address = address
        self._paths = list(paths)
        self._limits = limits or Limits()
        self._read = read
        self._readers: list[Any] = []
        self._ray: Any = None

    def __enter__(self) -> ClusterWorkers:
        if self._paths:
            self._ray = _connect(self._address)
            cores = int(self._ray.cluster_resources().get("CPU", 1))
            count = min(max(1, self._limits.jobs or cores), max(1, cores), len(self._paths))
            remote = self._ray.remote(num_cpus=1, max_restarts=-1)(RemoteReader)
            self._readers = [remote.remote(self._limits.seconds, self._limits.megabytes) for _ in range(count)]
        return self

    def __exit__(self, *_: object) -> None:
        if self._ray is not None:
            self._readers = []
            self._ray.shutdown()

    def __iter__(self) -> Iterator[Outcome]:
        """The outcome of each file, in the order given, however long each took. Within the context, and once."""
        under_way: deque[tuple[int, Any]] = deque()
        waiting = iter(range(len(self._paths)))
        for _ in range(len(self._readers) * READINGS_AHEAD):
            self._hand_over(waiting, under_way)
        while under_way:
            number, task = under_way.popleft()
            yield self._outcome(self._paths[number], task)
            self._hand_over(waiting, under_way)

    def _hand_over(self, waiting: Iterator[int], under_way: deque[tuple[int, Any]]) -> None:
        number = next(waiting, None)
        if number is None:
            return
        path = self._paths[number]
        try:
            data = path.read_bytes()
        except OSError as fault:
            under_way.append((number, ReportError(f"cannot be read ({fault.strerror})", str(path), "Check the file and its rights.")))
            return
        reader = self._readers[number % len(self._readers)]
        under_way.append((number, reader.read.remote(self._read, path.name, data)))

    def _outcome(self, path: Path, task: Any) -> Outcome:
        if isinstance(task, MingzhangError):
            return Outcome(path, fault=task)
        try:
            value, fault, place = load_plain(self._ray.get(task), self._read.__module__.partition(".")[0])
        except self._ray.exceptions.RayError as lost:
            words = " ".join(str(lost).split())[:200]
            return Outcome(path, fault=ReportError(f"the machine that read it was lost ({words})", str(path), "Build again: what is stored stays."))
        except NotPlain as refused:
            return Outcome(path, fault=no_reading(path, refused))
        if fault is None:
            return Outcome(path, value)
        what, where, next_step = (part.replace(place, str(path.parent)) if part else part for part in fault)
        return Outcome(path, fault=ReportError(what, where, next_step))


class RemoteReader:
    """What runs on a machine of the cluster: one reading process after another, as here."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._reader = Reader(Limits(1, seconds, megabytes))

    def read(self, read: Callable[[Path], Any], name: str, data: bytes) -> bytes:
        """(what was read, the parts of the fault, the folder it lay in for the moment), pickled."""
        with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            outcome = self._reader.read(read, path)
        fault = outcome.fault
        return pickle.dumps((outcome.value, None if fault is None else (fault.what, fault.where, fault.next_step), folder))


def _connect(address: str) -> Any:
    """Ray, connected. It reports its use to nobody. Raises LibraryError where it is not installed or not there."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as fault:
        raise LibraryError("ray is not installed", _SETTING, "Install it: pip install 'mingzhang[cluster]'") from fault
    options: dict[str, Any] = {"include_dashboard": False} if address == LOCAL else {}
    try:
        ray.init(address=address, logging_level="ERROR", log_to_driver=False, **options)
    except (ConnectionError, OSError, RuntimeError, ValueError) as fault:
        words = " ".join(str(fault).split())[:200]
        raise LibraryError(
            f"no Ray cluster can be reached ({words})", f"{_SETTING} {address}",
            f"Start one with `ray start --head` and give its address, or {LOCAL!r} for this machine alone.",
        ) from fault  # fmt: skip
    return ray
