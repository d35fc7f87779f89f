"""Make a briefing from a library: find the report, read its figures, compare, check, and gather the footnotes."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ask import Assistant
from assistant.brief.as_printed import tell_as_printed
from assistant.brief.bench import Bench
from assistant.brief.choose import choose_report, year_before
from assistant.brief.comparison import tell_comparison
from assistant.brief.figures import Figures
from assistant.brief.findings import tell_findings
from assistant.brief.key_figures import KeyFigure, read_key_figures, tell_key_figures
from assistant.brief.notes import Notes
from assistant.brief.numbering import number_notes
from assistant.brief.pictures import draw_pictures
from assistant.brief.projects import tell_projects
from assistant.brief.readings import reading_of
from assistant.brief.reasons import tell_reasons
from assistant.brief.types import Brief, Section
from assistant.brief.words import load_words
from assistant.vocabulary import load_vocabulary
from index.checks.prior_year import same_body
from index.reading import Reading
from index.types import Report


@dataclass(frozen=True, slots=True)
class Request:
    """What a briefing is asked for. `kind` and `report` (a file name) tell apart several reports of one body and year."""

    entity: str
    year: int
    language: str = "zh"
    compare_with: str | None = None
    kind: str | None = None
    report: str | None = None


def make_brief(assistant: Assistant, request: Request) -> Brief:
    """The briefing asked for. Raises RequestError where the library holds no such report, or several."""
    library, vocabulary = assistant.library, load_vocabulary()
    report = choose_report(library.reports, vocabulary, request.entity, request.year, request.kind, request.report)
    beside = None
    if request.compare_with:
        beside = choose_report(library.reports, vocabulary, request.compare_with, report.year or request.year, report.kind)
    bench = Bench(request.language, load_words(), library, vocabulary, Notes(library))
    reading = reading_of(library, report)
    figures = bench.figures(reading)
    rows = read_key_figures(bench, figures)
    prior = year_before(library.reports, report)
    sections = [
        _about(bench, report), tell_key_figures(bench, figures, rows), _charts(bench, figures, rows),
        tell_as_printed(bench, reading, len(rows)), tell_reasons(bench, reading),
        tell_projects(bench, reading), _prior(bench, figures, prior), *_other(bench, figures, beside),
        tell_findings(bench, reading, _others(bench, report)),
    ]  # fmt: skip
    held, notes = number_notes([section for section in sections if section is not None], bench.notes.finished())
    files = tuple(one.file for one in (report, prior, beside) if one is not None)
    holes = {"entity": bench.body(report), "year": report.year or "", "kind": _kind(bench, report)}
    return Brief(
        request.language, bench.word("title", **holes), bench.word("subtitle"), bench.body(report), report.year or 0, files, held, notes,
    )  # fmt: skip


def _kind(bench: Bench, report: Report) -> str:
    if bench.language == "zh":
        return report.kind or ""
    names = {"决算": "final accounts", "预算": "budget", "绩效": "performance report", "月报": "monthly report"}
    return f"{names[report.kind]} ({report.kind})" if report.kind in names else report.kind or "report"


def _about(bench: Bench, report: Report) -> Section:
    holes = {
        "entity": bench.body(report), "year": report.year or bench.word("none"), "kind": _kind(bench, report), "scope": report.scope or bench.word("none"),
        "file": report.file, "lines": report.line_count,
    }  # fmt: skip
    texts = [bench.word("about_report", **holes), bench.word("about_method")]
    return Section("about", bench.word("about_title"), (*texts, *report.doubts))


def _charts(bench: Bench, figures: Figures, rows: list[KeyFigure]) -> Section | None:
    pictures = draw_pictures(bench, figures, rows)
    return Section("charts", bench.word("charts"), (), pictures=pictures) if pictures else None


def _prior(bench: Bench, figures: Figures, prior: Report | None) -> Section:
    if prior is None:
        year = (figures.report.year or 1) - 1
        return Section("prior", bench.word("prior_title"), (bench.word("no_prior", year=year, kind=_kind(bench, figures.report)),))
    return tell_comparison(bench, figures, bench.figures(reading_of(bench.library, prior)), "prior")


def _other(bench: Bench, figures: Figures, beside: Report | None) -> list[Section]:
    if beside is None:
        return []
    return [tell_comparison(bench, figures, bench.figures(reading_of(bench.library, beside)), "other")]


def _others(bench: Bench, report: Report) -> list[Reading]:
    """The other reports of the body, which the checks compare with."""
    return [
        reading_of(bench.library, other) for other in bench.library.reports
        if other.file != report.file and same_body(other.entity, report.entity)
    ]  # fmt: skip
