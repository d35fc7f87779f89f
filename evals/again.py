"""Ask all cases a second time, in another process, with other hash seeds and in the reverse order: the answers must be the same.

What varies from process to process (the order of sets) or from question to question (what is kept warm) shows here.
Nothing is scored. The child is this module, run by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.accepted import key_of
from evals.difference import Change
from evals.errors import BadInput
from evals.types import AnswerJson, Case, Row

_ROOT = Path(__file__).resolve().parent.parent


def answer_again(library: Path, cases: Sequence[Case]) -> tuple[AnswerJson | None, ...]:
    """The answers of another process, in the order of the cases; None where asking failed. Raises BadInput if it dies."""
    asked = [{"question": case.question, "conversation": case.conversation, "files": case.files} for case in reversed(cases)]
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, "-m", "evals.again", str(library.resolve())],
        input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8", cwd=_ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason told"])[-1]
        raise BadInput(f"the second process died: {reason}", where=str(library), next_step="run without --twice")
    return tuple(reversed(json.loads(done.stdout.splitlines()[-1])))


def find_unsteady(rows: Sequence[Row], again: Sequence[AnswerJson | None]) -> tuple[Change, ...]:
    """The cases that were answered otherwise the second time, whatever the time it took."""
    found = []
    for row, answer in zip(rows, again, strict=True):
        differing = _differing(row.answer, answer)
        if differing:
            found.append(Change(key_of(row), f"answered otherwise in another process: {', '.join(differing)}", row.case.question, never=True))
    return tuple(found)


def _differing(one: AnswerJson | None, other: AnswerJson | None) -> list[str]:
    if one is None or other is None:
        return [] if one is other else ["an answer only once"]
    # through JSON, as the other one came: tuples are lists there
    plain = json.loads(json.dumps(one))
    return [key for key in plain if key != "seconds" and plain[key] != other.get(key)]


def _answer(answer: object, asked: Mapping[str, object]) -> object:
    files = asked["files"]
    try:
        told = answer(  # type: ignore[operator]
            asked["question"], *([tuple(asked["conversation"])] if asked["conversation"] else []),  # type: ignore[arg-type]
            **({} if files is None else {"files": tuple(files)}),  # type: ignore[arg-type]
        )  # fmt: skip
    except Exception:  # the first run tells the fault; here only that there is none to compare
        return None
    return told


def main(library: str) -> None:
    """Answer the questions on stdin, a JSON list, and print the answers, a JSON list in one line."""
    from evals.solve import open_solver

    with open_solver(Path(library)) as solver:
        answers = [_answer(solver.answer, asked) for asked in json.load(sys.stdin)]
    print(json.dumps(answers, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
