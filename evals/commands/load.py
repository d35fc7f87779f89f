"""`python -m evals load`: many visitors at once, what they wait, what fails, and whether each gets its own answer."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from index.errors import MingzhangError

NAME = "load"
CASES = Path(__file__).resolve().parent.parent / "cases"
ASKED = ("lookup.jsonl", "table.jsonl", "calculation.jsonl", "conversation.jsonl")
NO_LIMITS = {
    f"MINGZHANG_{name}": "0" for name in ("VISITOR_REQUESTS", "VISITOR_AT_ONCE", "ADDRESS_REQUESTS", "ADDRESS_AT_ONCE")
}
"""For visitors who do not think: they ask more often than the limits for one visitor let them."""


def add(commands: argparse._SubParsersAction) -> None:
    """The options of `load`. Exit code 1 where a question did not bring its answer."""
    command = commands.add_parser(NAME, help="let many visitors ask the web chat at once, and time and compare their answers")
    place = command.add_mutually_exclusive_group()
    place.add_argument("--url", metavar="URL", help="a chat that is open; without it, one is started")
    place.add_argument(
        "--library", type=Path, default=Path(".mingzhang"), metavar="DIR", help="library to start the chat on (default: .mingzhang)"
    )
    command.add_argument(
        "--questions", type=Path, nargs="+", default=[CASES / name for name in ASKED], metavar="FILE",
        help=f"question files, JSONL (default: {', '.join(ASKED)} of the project)",
    )  # fmt: skip
    command.add_argument("--visitors", type=_count, default=50, metavar="N", help="how many ask at once (default: 50)")
    command.add_argument("--seconds", type=_count, default=60, metavar="S", help="for how long (default: 60)")
    command.add_argument("--think", type=_seconds, default=0.0, metavar="S", help="seconds between an answer and the next question (default: 0)")
    command.add_argument("--fresh", action="store_true", help="word each question as none before, so that no kept answer helps")
    command.add_argument("--page", action="store_true", help="ask after each answer what the page asks: what next, what can be drawn")
    command.add_argument("--api", action="store_true", help="ask through Gradio's API, as programs do, and not as the page does")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


def run(options: argparse.Namespace) -> int:
    """Ask each question alone, then let the visitors in. Raises MingzhangError on bad input."""
    from contextlib import nullcontext

    from evals.app_process import OpenChat, open_chat
    from evals.dataset import read_cases
    from evals.load import Habits, ask_alone, closing_line, run_load, settle, terminal_report
    from evals.progress import watched_progress

    cases = [case for path in options.questions for case in read_cases(path)]
    if not options.visitors or not options.seconds:
        raise MingzhangError("there is nothing to measure", "--visitors, --seconds", "Give numbers above 0.")
    limits = {} if options.think or any(name in os.environ for name in NO_LIMITS) else NO_LIMITS
    habits = Habits(options.think, options.fresh, options.api, options.page)
    with nullcontext(OpenChat(options.url.rstrip("/"))) if options.url else open_chat(options.library, limits) as chat:
        settle(chat.url)
        told = ask_alone(chat.url, cases, watched_progress())
        before = chat.processor_seconds()
        load = run_load(chat.url, cases, options.visitors, options.seconds, habits, told, chat.memory)
        after = chat.processor_seconds()
    if report := terminal_report(load):
        print(report)
    print(closing_line(load, None if before is None or after is None else after - before))
    return 0 if load.is_sound else 1
