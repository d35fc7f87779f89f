"""One case of a run as HTML: question, gold, answer, why it missed, gold lines beside cited lines. All text is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from evals.scorers import shown_gold, shown_group
from evals.types import AnswerJson, Finding, Row


def render_case(row: Row, kind: str, moved: str, others: Mapping[str, Row]) -> str:
    """The article of a case. `moved` says how it differs from the accepted run, `others` are rows of other solvers by name."""
    case = row.case
    title = f"{case.id} · {row.outcome}" + (f" · {row.miss}" if row.miss else "")
    entries = [("Asked before", "\n".join(case.conversation)), ("Gold", _wanted(row)), *_answer_entries(row.answer)]
    entries += [("Score", row.explanation), ("Citations", row.cited_explanation)]
    entries += [("Ungrounded", _shown(row.ungrounded)), ("Warnings", _shown(row.warnings))]
    entries += [("Since accepted", moved), ("Note on the case", case.note)]
    entries += [(name, f"{other.outcome}: {_told(other.answer)}") for name, other in others.items()]
    body = "\n".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in entries if text)
    tone = row.outcome.replace(" ", "-")
    data = {"kind": kind, "language": case.language, "outcome": row.outcome, "miss": row.miss or "none"}
    told = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    return (
        f'<article class="{tone}" {told}>\n<header><h3>{escape(title)}</h3>'
        f'<span class="soft small">{escape(kind)} · {escape(case.source)}</span></header>\n'
        f'<p class="question">{escape(case.question)}</p>\n<dl class="told">\n{body}\n</dl>\n{_evidence(row)}</article>'
    )


def _wanted(row: Row) -> str:
    case = row.case
    if case.kind in ("refuse", "unclear", "unknown"):
        return {"refuse": "not held: should be declined", "unclear": "can mean several things: should ask back", "unknown": "not known"}[case.kind]
    wanted = " or ".join(shown_gold(gold) for gold in case.golds) or "; ".join(" / ".join(group) for group in case.keywords)
    named = [f"{name} {' or '.join(values)}" for name, values in _bearings(row) if values]
    return "\n".join([wanted, *named])


def _bearings(row: Row) -> list[tuple[str, tuple[str, ...]]]:
    return [("period", row.case.periods), ("body", row.case.entities), ("scope", row.case.scopes)]


def _answer_entries(answer: AnswerJson | None) -> list[tuple[str, str]]:
    if answer is None:
        return []
    worked = [f"{step['expression']} = {step['result']} {step['unit']}".rstrip() for step in answer["calculations"]]
    return [
        (f"Answer ({answer['status']})", str(answer["text"])), ("Figures", "\n".join(map(_figure, answer["figures"]))),
        ("Calculations", "\n".join(worked)), ("Notes", "\n".join(str(note) for note in answer["notes"])),
    ]  # fmt: skip


def _figure(figure: Mapping[str, object]) -> str:
    of = [str(figure[key]) for key in ("period", "label") if figure.get(key)]
    of += [str(one) for key in ("entities", "scopes") for one in figure.get(key) or ()]  # type: ignore[attr-defined]
    return f"{figure['value']} {figure['unit']}".rstrip() + (f"  ({' · '.join(of)})" if of else "")


def _told(answer: AnswerJson | None) -> str:
    if answer is None:
        return "no answer"
    figures = ", ".join(f"{figure['value']} {figure['unit']}".rstrip() for figure in answer["figures"][:3])
    return f"{answer['text']}" + (f"\n{figures}" if figures else "")


def _evidence(row: Row) -> str:
    """The gold lines and the cited lines, side by side; the gold figure is marked in the one, the answered one in the other."""
    wanted = {format(gold.value, "f") for gold in row.case.golds} | {word for group in row.case.keywords for word in group}
    answered = {str(figure["value"]) for figure in row.answer["figures"][:1]} if row.answer else set()
    gold = [_line(*_split(line), wanted) for line in row.held]
    if not gold:
        gold = [f"<p>{escape(shown_group(group))}</p>" for group in row.case.evidence]
    cited = [_line(_place(one), str(one["text"]), answered) for one in row.answer["citations"]] if row.answer else []
    if not gold and not cited:
        return ""
    none = '<p class="soft">none</p>'
    return (
        f'<div class="lines"><section><h4>Gold lines</h4>{"".join(gold) or none}</section>'
        f'<section><h4>Cited lines</h4>{"".join(cited) or none}</section></div>\n'
    )


def _split(line: str) -> tuple[str, str]:
    place, _, text = line.partition(": ")
    return place, text


def _place(citation: Mapping[str, object]) -> str:
    page = f" page {citation['page']}" if citation["page"] is not None else ""
    return f"[{citation['mark']}] {citation['file']}{page} line {citation['line']}"


def _line(place: str, text: str, marked: set[str]) -> str:
    return f'<p><span class="at">{escape(place)}</span>{_marked(text.strip(), marked)}</p>'


def _marked(text: str, values: set[str]) -> str:
    """The text escaped, with these values marked where they stand whole: 4.5 is not in 14.52."""
    forms = sorted((re.escape(value) for value in values if value), key=len, reverse=True)
    if not forms:
        return escape(text)
    pattern = re.compile(rf"(?<![\d.,])(?:{'|'.join(forms)})(?![\d])")
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        end = match.end()
    return "".join([*pieces, escape(text[end:])])


def _shown(findings: Sequence[Finding]) -> str:
    return "\n".join(f"{finding.printed} in {finding.where}: {finding.reason}" for finding in findings)
