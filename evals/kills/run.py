"""Kill over a library many times, and judge after each kill what is there: whole reports, each once, none lost, and a note of the rest."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.errors import BadInput
from evals.kills.reports import body_of, file_of, total_of, write_report

BODIES = 10
MOST_TRIES = 6
"""Commands a kill that ended before the moment came; then the next kill has its turn."""
BY_TIME = 0.4
"""Part of the kills whose moment is a time, not a step."""
QUESTIONS = 3
ROOT = Path(__file__).resolve().parents[2]
Tell = Callable[[str], None]


@dataclass
class Kills:
    """What came of it. A library that cannot be opened, that `verify` finds a fault in or that hides what is missing is corrupt."""

    kills: int = 0
    corrupt: int = 0
    lost: int = 0
    doubled: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def closing_line(self) -> str:
        """kills: 100 kills, 0 corrupt, 0 lost, 0 doubled"""
        return f"kills: {self.kills} kills, {self.corrupt} corrupt, {self.lost} lost, {self.doubled} doubled"


class Nursery:
    """The process that forks those which are killed."""

    def __init__(self, folder: Path) -> None:
        self._out = folder / "out.json"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "evals.kills.nursery"], cwd=ROOT, env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, do: str, job: dict, seconds: float | None = None) -> tuple[bool, dict]:
        """(whether it was killed, what it told). `seconds` after its start it is killed. Raises BadInput where it broke."""
        self._out.unlink(missing_ok=True)
        self._send({**job, "do": do, "out": str(self._out), "seconds": seconds})
        ended = self._receive()
        if ended["killed"]:
            return True, {}
        if ended["code"] or not self._out.exists():
            raise BadInput(f"the process that was to {do} the library broke", where=job["library"], next_step="see the lines above")
        return False, json.loads(self._out.read_text(encoding="utf-8"))

    def _send(self, job: dict) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def _receive(self) -> dict:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BadInput("the process that starts the others is gone", where="evals.kills.nursery", next_step="see the lines above")
        return json.loads(line)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def run_kills(folder: Path, kills: int, seed: int, tell: Tell = print) -> Kills:
    """Kill so many times over a library in `folder`, which is emptied first. The same seed chooses the same commands and moments."""
    for name in ("library", "reports", "fresh"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "reports").mkdir(parents=True)
    nursery = Nursery(folder)
    try:
        run = _Run(folder, nursery, random.Random(seed), tell)
        run.begin()
        while run.told.kills < kills:
            run.kill_once()
            if run.told.kills % 10 == 0:
                tell(run.told.closing_line())
        run.end()
    finally:
        nursery.close()
    return run.told


class _Run:
    """A library and what is known to be in it: `held` by the name each version is held under, as seen last."""

    def __init__(self, folder: Path, nursery: Nursery, chance: random.Random, tell: Tell) -> None:
        self._folder, self._nursery, self._chance, self._tell = folder, nursery, chance, tell
        self._library = str(folder / "library")
        self._contents: dict[str, int] = {}
        self._facts: dict[str, int] = {}
        self._held: dict[str, list] = {}
        self._counts: dict[str, dict[str, int]] = {}
        self._seconds: dict[str, float] = {}
        self._pending: list[str] = []
        self._written = 0
        self.told = Kills()

    def begin(self) -> None:
        """A library of some reports, none killed; it tells how many facts a report has."""
        for number in range(BODIES // 2):
            self._write(number)
        self._command({"kind": "build", "paths": [str(self._folder / "reports")]})
        seen = self._look([])
        self._held = seen["held"]
        self._facts = {"": next(iter(self._held.values()))[1]}

    def kill_once(self) -> None:
        """One command killed; then the library is looked at. Where it ended before its moment came, another is tried."""
        for _ in range(MOST_TRIES):
            job, gone = self._next_command()
            left = set(self._pending)
            killed, stage = self._kill(job)
            seen = self._look(sorted(self._contents))
            self._judge(seen, gone, f"{job['kind']} killed at {stage}" if killed else f"{job['kind']} not killed")
            if not killed and job["kind"] == "build":
                self._judge_stored(left if job["paths"] is None else set(self._shas()))
            if killed:
                self.told.kills += 1
                self.told.stages[stage.split(" ")[0]] += 1
                return
        self._tell("no moment came in time; another command is tried")

    def _next_command(self) -> tuple[dict, str]:
        """A command over the library, and the file that it is to take out, if any."""
        kind = self._chance.choices(["grow", "again", "resume", "remove", "rebuild"], [5, 4, 3, 2, 1])[0]
        held = [number for number in self._contents if file_of(number) in self._held]
        if kind == "remove" and len(held) > 3:
            number = self._chance.choice(sorted(held))
            del self._contents[number]
            (self._folder / "reports" / file_of(number)).unlink()
            return {"kind": "remove", "file": file_of(number)}, file_of(number)
        if kind == "rebuild":
            return {"kind": "rebuild"}, ""
        if kind == "resume" and self._pending:
            return {"kind": "build", "paths": None}, ""
        for number in self._chance.sample(range(BODIES), self._chance.randint(1, 3)):
            self._write(number)
        return {"kind": "build", "paths": [str(self._folder / "reports")]}, ""

    def _write(self, number: int) -> None:
        self._written += 1
        self._contents[number] = self._written
        write_report(self._folder / "reports", number, self._written)

    def _shas(self) -> dict[str, str]:
        return {
            file_of(number): hashlib.sha256((self._folder / "reports" / file_of(number)).read_bytes()).hexdigest()
            for number in self._contents
        }

    def _command(self, job: dict) -> dict:
        started = time.perf_counter()
        killed, told = self._nursery.run("change", {**job, "library": self._library})
        if killed or told.get("fault") or told.get("failed"):
            raise BadInput(f"a command failed that nobody killed: {told}", where=self._library, next_step="see the message")
        self._seconds[job["kind"]] = time.perf_counter() - started
        self._counts[job["kind"]] = told["counts"]
        return told

    def _kill(self, job: dict) -> tuple[bool, str]:
        """(whether it was killed, at which moment)."""
        like = job["kind"] if job["kind"] in self._counts else "build"
        counts = self._counts[like]
        at: dict[str, Any] = {}
        seconds = None
        if self._chance.random() < BY_TIME:
            seconds = self._chance.uniform(0.0, 1.1 * self._seconds[like])
            stage = f"time {seconds:.3f} s"
        else:
            name = self._chance.choice(sorted(counts))
            at = {"stage": name, "at": self._chance.randint(1, max(1, counts[name]))}
            if name in ("store", "drop", "commit"):  # while the call is under way
                at["delay"] = self._chance.choice([0.0, self._chance.uniform(0, 0.03)])
            stage = f"{name} {at['at']} +{at.get('delay', 0):.3f} s"
        started = time.perf_counter()
        killed, told = self._nursery.run("change", {**job, **at, "library": self._library}, seconds)
        if not killed:
            if told.get("fault") or told.get("failed"):
                self._problem("corrupt", f"{job['kind']} after a kill: {told}")
            self._seconds[job["kind"]] = time.perf_counter() - started
            self._counts[job["kind"]] = told["counts"]
        return killed, stage

    def _look(self, numbers: list[int]) -> dict:
        self._asked = self._chance.sample(numbers, min(QUESTIONS, len(numbers)))
        questions = [f"{body_of(number)}2022年度收入总计是多少？" for number in self._asked]
        _, seen = self._nursery.run("look", {"library": self._library, "questions": questions})
        return seen

    def _problem(self, kind: str, text: str) -> None:
        setattr(self.told, kind, getattr(self.told, kind) + 1)
        self.told.problems.append(f"{kind}: {text}")
        self._tell(f"{kind}: {text}")

    def _judge(self, seen: dict, gone: str, what: str) -> None:
        """Set what is held now against what was held before and what the command was to store."""
        wanted = self._shas()
        if "fault" in seen or seen["faults"]:
            self._problem("corrupt", f"{what}: {seen.get('fault') or seen['faults'][:3]}")
            if "fault" in seen:
                return
        held = seen["held"]
        self._pending = seen["pending"]
        for name, (sha, facts, *_) in held.items():
            if facts != self._facts[""]:
                self._problem("doubled" if facts > self._facts[""] else "lost", f"{what}: {name} has {facts} facts")
            file = name.split("/")[0]
            known = {one[0] for key, one in self._held.items() if key.split("/")[0] == file}
            if sha not in known | {wanted.get(file)}:
                self._problem("corrupt", f"{what}: {name} has a content that nobody stored")
        self._judge_missing(held, gone, what)
        if len({(name.split("/")[0], one[0]) for name, one in held.items()}) != len(held):
            self._problem("doubled", f"{what}: a version is held twice")
        self._judge_answers(seen, held, what)
        self._held = held

    def _judge_stored(self, files: set[str]) -> None:
        """After a build that nobody killed all that it was about is held."""
        wanted = self._shas()
        left = [file for file in sorted(files) if file in wanted and self._held.get(file, [""])[0] != wanted[file]]
        if left:
            self._problem("lost", f"a build that was not killed did not store {left}")

    def _judge_missing(self, held: dict, gone: str, what: str) -> None:
        for name, (sha, *_) in self._held.items():
            file = name.split("/")[0]
            if file != gone and sha not in {one[0] for key, one in held.items() if key.split("/")[0] == file}:
                self._problem("lost", f"{what}: {name} is not held any more")
        left = [name for name in held if name.split("/")[0] == gone]
        before = [name for name in self._held if name.split("/")[0] == gone]
        if gone and gone not in held and left:
            self._problem("corrupt", f"{what}: of {before} only {left} is left")

    def _judge_answers(self, seen: dict, held: dict, what: str) -> None:
        shas = self._shas()
        for number, value in zip(self._asked, seen["answers"], strict=False):
            file = file_of(number)
            if held.get(file, [""])[0] == shas[file] and value != total_of(number, self._contents[number]):
                self._problem("corrupt", f"{what}: {file} is answered {value}, it prints {total_of(number, self._contents[number])}")

    def end(self) -> None:
        """Go on once without a kill: the library must be that of its files, as if nothing had ever been killed."""
        self._command({"kind": "build", "paths": [str(self._folder / "reports")]})
        wanted = self._shas()
        seen = self._look(sorted(self._contents))
        self._judge(seen, "", "build at the end")
        self._judge_stored(set(wanted))
        if seen.get("notes"):
            self._problem("corrupt", f"at the end: {seen['notes']}")
        for file in sorted(set(self._held) - set(wanted)):
            if "/" not in file:
                self._command({"kind": "remove", "file": file})
        fresh = {"kind": "build", "paths": [str(self._folder / "reports")], "library": str(self._folder / "fresh")}
        self._nursery.run("change", fresh)
        _, one = self._nursery.run("contents", {"library": self._library})
        _, other = self._nursery.run("contents", {"library": str(self._folder / "fresh")})
        for part in ("reports", "vectors", "right"):
            if one[part] != other[part] or one["right"] is not True:
                self._problem("corrupt", f"at the end {part} differ from those of a library built afresh")
