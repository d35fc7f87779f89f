"""Ask all cases a second time, in another process, with other hash seeds and in the reverse order: the answers must be the same.

What varies from process to process (the order of sets) or from question to question (what is kept warm) shows here.
Nothing is scored. The child is this module, run by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.accepted import key_of
from evals.difference import Change
from evals.errors import BadInput
from evals.types import AnswerJson, Case, Row

_ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def asking_again(
    library: Path, cases: Sequence[Case], environment: Mapping[str, str] = os.environ
) -> Iterator[Callable[[], tuple[AnswerJson | None, ...]]]:
    """Another process at work beside this one; what is given waits for its answers, in the order of the cases.

    It has another `environment` where one is given. An answer is None where asking failed. Raises BadInput where the process dies.
    """
    asked = [{"question": case.question, "conversation": case.conversation, "files": case.files} for case in reversed(cases)]
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        questions, answers, said = (Path(folder) / name for name in ("questions", "answers", "said"))
        questions.write_text(json.dumps(asked), encoding="utf-8")
        with said.open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "evals.again", str(library.resolve()), str(questions), str(answers)],
                stdout=errors, stderr=errors, cwd=_ROOT, env={**environment, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            )  # fmt: skip

        def wait() -> tuple[AnswerJson | None, ...]:
            if process.wait():
                reason = (said.read_text(encoding="utf-8").strip().splitlines() or ["no reason told"])[-1]
                raise BadInput(f"the second process died: {reason}", where=str(library), next_step="run without --twice")
            return tuple(reversed(json.loads(answers.read_text(encoding="utf-8"))))

        try:
            yield wait
        finally:
            process.kill()
            process.wait()


def find_unsteady(rows: Sequence[Row], again: Sequence[AnswerJson | None]) -> tuple[Change, ...]:
    """The cases that were answered otherwise the second time, whatever the time it took."""
    found = []
    for row, answer in zip(rows, again, strict=True):
        parts = differing(row.answer, answer)
        if parts:
            found.append(Change(key_of(row), f"answered otherwise in another process: {', '.join(parts)}", row.case.question, never=True))
    return tuple(found)


def differing(one: AnswerJson | None, other: AnswerJson | None) -> list[str]:
    """The parts of two answers that are not the same, whatever the time they took."""
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


def main(library: str, questions: str, answers: str) -> None:
    """Answer the questions of one file, a JSON list, into another."""
    from evals.solve import open_solver

    with open_solver(Path(library)) as solver:
        told = [_answer(solver.answer, asked) for asked in json.loads(Path(questions).read_text(encoding="utf-8"))]
    Path(answers).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
