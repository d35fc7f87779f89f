"""Files read on a cluster come back as if they were read here. A Ray of this machine stands for one."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build_library, open_store
from index.cluster import LOCAL, Cluster
from index.errors import LibraryError, ReportError
from index.workers import Limits, Workers
from tests.conftest import NO_RAY


@pytest.fixture
def ray(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skips, and says why once, where ray is not installed. Its workers find the project where the tests do."""
    if importlib.util.find_spec("ray") is None:
        reason = "the tests on Ray are skipped: ray is not installed (SCALING.md says how)"
        request.config.stash[NO_RAY] = reason
        pytest.skip(reason)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))


def sleep_long(path: Path) -> None:
    """A reading that never ends in time."""
    import time

    time.sleep(60)


@pytest.mark.usefixtures("ray")
def test_the_same_library_as_without(tmp_path: Path, make_embedder: Callable, write_report) -> None:
    """The reports of a build on a cluster, in order, and the fault of a bad file are those of a build here."""
    files = [write_report(f"r{n}-2022.txt", total=f"{n}.50") for n in range(5)]
    bad = tmp_path / "in" / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 no pages")
    files.insert(2, bad)
    here = build_library(files, tmp_path / "here", make_embedder())
    there = build_library(files, tmp_path / "there", make_embedder(), limits=Limits(jobs=2), workers=Cluster(LOCAL))
    assert there == here
    assert len(there.added) == 5
    assert there.failed[0][0] == "bad.pdf"
    held = []
    for name in ("here", "there"):
        store = open_store(tmp_path / name, make_embedder())
        held.append([(one, store.lines(one.file, 1, 99), store.facts(one.file), store.chunks(one.file), store.vectors_of(one.file)) for one in store.reports()])
        store.close()
    assert held[0] == held[1]


@pytest.mark.usefixtures("ray")
def test_limits_hold_there_too(tmp_path: Path, write_report) -> None:
    """A file that takes too long is given up on the cluster as here, with the same words."""
    files = [write_report()]
    limits = replace(Limits(jobs=1), seconds=1.0)
    with Workers(files, limits, sleep_long) as workers:
        (here,) = list(workers)
    with Cluster(LOCAL)(files, limits, sleep_long) as cluster:
        (there,) = list(cluster)
    assert isinstance(there.fault, ReportError)
    assert str(there.fault) == str(here.fault)


def test_without_ray_says_what_to_install(monkeypatch: pytest.MonkeyPatch, write_report) -> None:
    """Where ray is missing, one message says which extra to install."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(LibraryError, match=r"ray is not installed.*pip install 'mingzhang\[cluster\]'"), Cluster(LOCAL)([write_report()]):
        pass
