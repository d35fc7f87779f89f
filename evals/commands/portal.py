"""`python -m evals portal`: a city's portal of synthetic reports: what indexing takes, and answers among near-identical reports."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.embed import Embedder

NAME = "portal"
OUT = Path("evals/output/portal")
BODIES, YEARS, KINDS = 80, "2013-2022", "决算,预算"
QUESTIONS = 200
JSON_NAME = "portal.json"
ALIKE_YEARS = range(2017, 2023)
"""The years whose reports a body writes from one template."""


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    command = commands.add_parser(
        NAME, help="index a portal of 80 bodies × 10 years × accounts and budget, and ask it",
        description="Write full-length synthetic reports, index them by `python -m index build`, and ask questions that name body and "
        "year; beside them a library of one report, and indexing the further reports of a template beside embedding their texts anew.",
    )  # fmt: skip
    command.add_argument("--bodies", type=int, default=BODIES, metavar="N", help=f"how many bodies (default: {BODIES})")
    command.add_argument("--years", default=YEARS, metavar="FROM-TO", help=f"years (default: {YEARS})")
    command.add_argument("--questions", type=int, default=QUESTIONS, metavar="N", help=f"questions (default: {QUESTIONS})")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="decides reports and questions (default: 0)")
    command.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"folder for all of it (default: {OUT})")
    command.add_argument("--record", action="store_true", help="keep the figures as a scorecard, for the README")


def run(options: argparse.Namespace) -> int:
    """Write, index, ask, tell. Raises BadInput where a step fails."""
    from evals.report import prepare_folder

    prepare_folder(options.out)
    figures = measure(options.out, options.bodies, options.years, options.questions, options.seed)
    (options.out / JSON_NAME).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for miss in figures["misses"]:
        print(f"miss: {miss}")
    if options.record:
        _record(figures)
    print(closing_line(figures))
    return 0


def measure(out: Path, bodies: int, years: str, count: int, seed: int) -> dict[str, Any]:
    """The figures by name: seconds, megabytes, counts. What `out` holds of an earlier run is written anew."""
    from evals.bench.questions import make_questions, read_truth
    from evals.bench.run import ask_apart
    from evals.commands.synthesize import read_years
    from evals.synthetic.library import write_library
    from index.embed import make_embedder

    for part in ("reports", "library", "one", "alike", "alike-library"):
        shutil.rmtree(out / part, ignore_errors=True)
    _tell(f"writing reports of {bodies} bodies, {years}")
    written = write_library(out / "reports", bodies, read_years(years), seed, kinds=tuple(KINDS.split(",")))
    files = [report.file for report in written]
    figures: dict[str, Any] = {"reports": len(files), "bodies": bodies, "years": years}
    _tell("indexing reports of one template, and embedding them anew")
    figures.update(_further_of_a_template(out, seed, make_embedder()))
    _index(out / "reports" / files[0], out / "one")
    _tell(f"indexing {len(files)} reports")
    figures["index_seconds"], figures["index_megabytes"] = _index(out / "reports", out / "library")
    truth = read_truth(out / "reports")
    asked = {}
    for name, library, held in (("one", out / "one", files[:1]), ("all", out / "library", files)):
        questions = out / f"questions-{name}.jsonl"
        rows = make_questions(truth, [file for file in held if file in truth], count, seed)
        questions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        _tell(f"asking {len(rows)} questions of {len(held)} report(s)")
        asked[name] = ask_apart("product", library, questions, warmed=True)
    cold = ask_apart("product", out / "library", questions)
    return {**figures, **_of_answers(asked["one"], asked["all"]), "median_cold": median(cold["seconds"])}


def _of_answers(one: Mapping[str, Any], every: Mapping[str, Any]) -> dict[str, Any]:
    from evals.summary import percentile
    from evals.types import RIGHT

    return {
        "median_of_one": median(one["seconds"]), "median": median(every["seconds"]), "seconds_95": percentile(sorted(every["seconds"]), 95),
        "questions": len(every["outcomes"]), "right": every["outcomes"].count(RIGHT), "misses": every["misses"],
        "answer_megabytes": every["peak_megabytes"],
    }  # fmt: skip


def _further_of_a_template(out: Path, seed: int, embedder: Embedder) -> dict[str, float]:
    """Seconds to index reports of a template of which one is held, and to embed their texts alone anew.

    They are the accounts of one body in the words of one year; figures differ, and what these bring with them (increase or
    decrease, items that come and go).
    """
    from evals.synthetic.library import write_library
    from index.build import build_library, texts_of
    from index.reading import read_report

    folder = out / "alike"
    first, *further = (folder / one.file for one in write_library(folder, 1, ALIKE_YEARS, seed, alike=True))
    library = out / "alike-library"
    build_library([first], library, embedder)  # the model is loaded by this
    started = time.perf_counter()
    build_library(further, library, embedder)
    seconds = {"further_reports": len(further), "further_seconds": time.perf_counter() - started}
    texts = [texts_of(read_report(file)) for file in further]
    started = time.perf_counter()
    for of_one in texts:
        embedder.embed_documents(of_one)
    return {**seconds, "further_texts": sum(map(len, texts)), "anew_seconds": time.perf_counter() - started}


def _index(reports: Path, library: Path) -> tuple[float, float | None]:
    """(seconds, most megabytes of all its processes together) of `python -m index build`."""
    from evals.bench.process_tree import run_watched
    from evals.errors import BadInput

    command = [sys.executable, "-m", "index", "build", str(reports), "--library", str(library)]
    started = time.perf_counter()
    code, megabytes = run_watched(
        command, cwd=Path(__file__).resolve().parents[2], stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONUTF8": "1"}
    )
    if code:
        raise BadInput(f"indexing ended with {code}", where=str(library), next_step="see the message above")
    return time.perf_counter() - started, megabytes


def closing_line(figures: Mapping[str, Any]) -> str:
    """What the whole took, and how many answers were right."""
    memory = "" if figures["index_megabytes"] is None else f" with {figures['index_megabytes']:.0f} MB"
    return (
        f"portal: {figures['reports']} reports indexed in {figures['index_seconds'] / 60:.1f} minutes{memory}; "
        f"right {figures['right']} of {figures['questions']}; median {1000 * figures['median']:.0f} ms, "
        f"{figures['median'] / figures['median_of_one']:.2f} × that of one report ({1000 * figures['median_cold']:.0f} ms where no report is in "
        f"memory yet); further reports of a template "
        f"{figures['anew_seconds'] / figures['further_seconds']:.1f} times as fast as embedding their texts anew"
    )


def _record(figures: Mapping[str, Any]) -> None:
    from evals.scorecards import Card, record

    rows = (
        ("reports indexed", str(figures["reports"])), ("minutes", f"{figures['index_seconds'] / 60:.1f}"),
        ("memory while indexing, MB", f"{figures['index_megabytes'] or 0:.0f}"),
        ("right answers", f"{figures['right']} of {figures['questions']}"),
        ("median answer, ms (× one report)", f"{1000 * figures['median']:.0f} ({figures['median'] / figures['median_of_one']:.2f} ×)"),
        ("the same before reports are in memory, ms", f"{1000 * figures['median_cold']:.0f}"),
        ("95th percentile, ms", f"{1000 * figures['seconds_95']:.0f}"),
        ("indexing further reports of a template, times as fast as embedding their texts", f"{figures['anew_seconds'] / figures['further_seconds']:.1f}"),
    )  # fmt: skip
    title = f"A portal of {figures['bodies']} bodies, {figures['years']}, accounts and budgets"
    record("portal", Card(title, "python -m evals portal --record", ("", ""), rows))


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
