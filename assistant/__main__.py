"""`python -m assistant`: ask, answer a file of questions, calculate, write briefings and facts, serve chat clients."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from assistant.brief.command import add_commands
from index.build import DEFAULT_LIBRARY
from index.errors import MingzhangError, ReportError


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0 when all is well, 2 with a message on stderr when it is not."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except MingzhangError as fault:
        print(fault, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assistant", description="Questions about the reports of a library."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    ask = commands.add_parser("ask", help="answer one question, with its source lines")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    ask.add_argument(
        "--after", action="append", default=[], metavar="QUESTION", help="a question asked before in the same talk; may be repeated"
    )
    ask.set_defaults(run=_ask)
    batch = commands.add_parser("batch", help="answer a file of questions in one process")
    batch.add_argument("questions", type=Path, help='a JSON object a line: {"id": "…", "question": "…"}; a follow-up has "conversation": ["…"]')
    batch.add_argument("--out", type=Path, required=True, help="where the answers go, one JSON object a line")
    batch.set_defaults(run=_batch)
    serve = commands.add_parser("mcp", help="serve the library to a chat client (Model Context Protocol)")
    serve.add_argument(
        "--http", metavar="HOST:PORT", help="serve HTTP at http://HOST:PORT/mcp (default: stdio, for a client that starts the command)"
    )
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="with --http: a name that clients call this server by; may be repeated"
    )
    serve.set_defaults(run=_serve)
    for command in (ask, batch, serve):
        command.add_argument(
            "--library", type=Path, default=DEFAULT_LIBRARY, help="library folder (default: .mingzhang)"
        )
    calculate = commands.add_parser("calculate", help='work out an expression, e.g. "(111.99+49.04)"')
    calculate.add_argument("expression")
    calculate.set_defaults(run=_calculate)
    add_commands(commands)
    return parser


def _ask(options: argparse.Namespace) -> int:
    from assistant.ask import Assistant
    from assistant.conversation import Conversation
    from assistant.model.adviser import make_adviser

    assistant = Assistant.open(options.library, adviser=make_adviser(os.environ))
    try:
        answer = assistant.ask(options.question, conversation=Conversation(tuple(options.after)))
    finally:
        assistant.close()
    if options.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
        return 0
    print(answer.text)
    for note in answer.notes:
        print(note)
    for citation in answer.citations:
        place = f"{citation.file}:{citation.line}"
        print(f"\n[{citation.mark}] {place}  {citation.section}\n    {citation.text.strip()}")
    return 0


def _read_questions(path: Path) -> list[dict]:
    """The rows of a question file. Raises ReportError that names the line that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ReportError("no such file", str(path), "Check the path.") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise ReportError(
            f"cannot be read ({fault})", str(path), "Save it as UTF-8, one JSON object a line."
        ) from fault
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as fault:
            raise ReportError(
                f"is not JSON ({fault.msg})", f"{path}, line {number}", "Write one JSON object a line."
            ) from fault
        if not isinstance(row, dict) or not isinstance(row.get("question"), str):
            raise ReportError('has no "question"', f"{path}, line {number}", 'Write {"id": "…", "question": "…"}.')
        if not _is_conversation(row.get("conversation")):
            raise ReportError(
                'has a "conversation" that is no list of questions', f"{path}, line {number}",
                'Write "conversation": ["first question", "second question"], oldest first.',
            )  # fmt: skip
        rows.append(row)
    return rows


def _is_conversation(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(text, str) for text in value))


def _batch(options: argparse.Namespace) -> int:
    from assistant.ask import Assistant
    from assistant.conversation import Conversation
    from assistant.model.adviser import make_adviser
    from assistant.types import Answer

    rows = _read_questions(options.questions)
    if options.out.resolve() == options.questions.resolve():
        raise ReportError("the answers would overwrite the questions", str(options.out), "Give --out another name.")
    unfinished = options.out.with_name(options.out.name + ".part")
    assistant = Assistant.open(options.library, adviser=make_adviser(os.environ))
    refused = 0
    try:
        with unfinished.open("w", encoding="utf-8") as out:
            for number, row in enumerate(rows, start=1):
                key = str(number if row.get("id") is None else row["id"])
                try:
                    talk = Conversation(tuple(row.get("conversation") or ()))
                    answer = assistant.ask(row["question"], id=key, conversation=talk)
                except MingzhangError as fault:
                    refused += 1
                    print(f"{options.questions}, question {key}: {fault}", file=sys.stderr)
                    answer = Answer(row["question"], "zh", "unclear", str(fault), notes=(str(fault),), id=key)
                out.write(json.dumps(answer.to_json(), ensure_ascii=False) + "\n")
        unfinished.replace(options.out)  # an earlier file of answers stays until the new one is whole
    except OSError as fault:
        raise ReportError(f"cannot be written ({fault.strerror})", str(options.out), "Choose another place.") from fault
    finally:
        assistant.close()
    print(f"{len(rows)} answered to {options.out}" + (f", {refused} of them could not be taken" if refused else ""))
    return 2 if refused else 0


def _serve(options: argparse.Namespace) -> int:
    from assistant.mcp_server import read_address, serve

    serve(options.library, read_address(options.http, tuple(options.allow_host)) if options.http else None)
    return 0


def _calculate(options: argparse.Namespace) -> int:
    from assistant.calculator import work_out

    print(work_out(options.expression))
    return 0


if __name__ == "__main__":
    sys.exit(main())
