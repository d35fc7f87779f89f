"""`python -m assistant brief` and `python -m assistant facts`: their options, and the run of each."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.build import DEFAULT_LIBRARY

LANGUAGES = ("zh", "en")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add both commands to the parser of `python -m assistant`."""
    brief = commands.add_parser("brief", help="write a briefing on a body and year: .docx, .md or .xlsx")
    brief.add_argument("--entity", required=True, metavar="NAME", help="the body, by any name the reports or people give it")
    brief.add_argument("--year", required=True, type=int, help="the year of the report")
    brief.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write: .docx, .md or .xlsx")
    brief.add_argument("--language", choices=LANGUAGES, default="zh", help="the briefing's language (default: zh)")
    brief.add_argument("--compare-with", metavar="OTHER", help="another body to set beside it, of the same year and kind")
    brief.add_argument("--kind", metavar="KIND", help="决算, 预算 …, where the library holds several reports of the year")
    brief.add_argument("--report", metavar="FILE", help="the report's file name, where body, year and kind fit several")
    brief.set_defaults(run=_brief)
    facts = commands.add_parser("facts", help="write the facts that are held: .csv or .xlsx")
    facts.add_argument("--entity", metavar="NAME", help="only facts of this body")
    facts.add_argument("--year", type=int, help="only facts of reports of this year")
    facts.add_argument("--item", metavar="WORDS", help="only facts whose item or path holds these words")
    facts.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write: .csv or .xlsx")
    facts.set_defaults(run=_facts)
    for command in (brief, facts):
        command.add_argument("--library", type=Path, default=DEFAULT_LIBRARY, help="library folder (default: .mingzhang)")


def _brief(options: argparse.Namespace) -> int:
    from assistant.ask import Assistant
    from assistant.brief.collect import Request, make_brief
    from assistant.brief.files import BRIEF_ENDINGS, brief_as, check_out, write_whole

    ending = check_out(options.out, BRIEF_ENDINGS)
    asked = Request(options.entity, options.year, options.language, options.compare_with, options.kind, options.report)
    assistant = Assistant.open(options.library)
    try:
        brief = make_brief(assistant, asked)
    finally:
        assistant.close()
    write_whole(options.out, brief_as(brief, ending))
    print(f"{options.out}: {brief.title} ({len(brief.notes)} footnotes, from {', '.join(brief.files)})")
    return 0


def _facts(options: argparse.Namespace) -> int:
    from assistant.ask import Assistant
    from assistant.brief.facts_table import FactsRequest, fact_rows
    from assistant.brief.files import FACT_WRITERS, check_out, write_whole

    ending = check_out(options.out, tuple(FACT_WRITERS))
    assistant = Assistant.open(options.library)
    try:
        rows = fact_rows(assistant.library, FactsRequest(options.entity, options.year, options.item))
    finally:
        assistant.close()
    write_whole(options.out, FACT_WRITERS[ending](rows))
    print(f"{options.out}: {len(rows)} facts")
    return 0
