"""The scores in the README: Markdown made from the accepted run and the scorecards, between two marks. Measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.accepted import AcceptedCase, AcceptedRun, count_right, kind_of
from evals.errors import BadInput
from evals.scorecards import Card
from evals.types import DECLINED, WRONG

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN = "<!-- scores: written by `python -m evals scores --write README.md`, not by hand -->"
END = "<!-- end of scores -->"
# As a reader goes from the plain to the hard; kinds that are not named follow by name.
_ORDER = (
    "lookup table change derived calculation aggregate rank compare multi_year reason definition count yes_no bilingual conversation "
    "unclear unanswerable"
).split()


def scores_markdown(accepted: AcceptedRun, cards: Mapping[str, Card]) -> str:
    """The part of the README between the marks, which it holds not."""
    cases = list(accepted.cases.values())
    lines = [
        f"The {len(cases)} questions of `evals/cases`, asked by `python -m evals gate` on a library built afresh: "
        f"**{count_right(cases)} come out as they should** ({_percent(cases)}), {_count(cases, WRONG)} wrong, "
        f"{_count(cases, DECLINED)} declined although held; {_cited(cases)} right answers with gold lines cite them; "
        "no number without a source, or the run would not be accepted.", "",
        *_table(("kind", "questions", "as they should", "", "wrong", "declined", "cited"), _rows(accepted)), "",
    ]  # fmt: skip
    if misses := _misses(cases):
        lines += [f"Why the others missed: {misses}.", ""]
    for card in cards.values():
        lines += [f"**{card.title}** (`{card.command}`)", "", *_table(card.columns, card.rows), ""]
        lines += [card.note, ""] if card.note else []
    return "\n".join(lines).rstrip() + "\n"


def replace_scores(text: str, scores: str, where: str) -> str:
    """A text with the part between the marks replaced. Raises BadInput where they do not stand in it, once each and in order."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise BadInput("the marks of the scores do not stand there, once each", where=where, next_step=f"add the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{scores}\n{END}{after}"


def write_scores(path: Path, scores: str) -> bool:
    """Put the scores into a file; gives whether it changed. Raises BadInput."""
    try:
        before = path.read_text(encoding="utf-8")
        after = replace_scores(before, scores, str(path))
        if after != before:
            path.write_text(after, encoding="utf-8")
    except OSError as fault:
        raise BadInput(f"cannot be written: {fault.strerror}", where=str(path), next_step="give another file") from fault
    return after != before


def _rows(accepted: AcceptedRun) -> list[tuple[str, ...]]:
    kinds = sorted(set(map(kind_of, accepted.cases)), key=lambda kind: (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), kind))
    groups = [(kind.replace("_", " "), [case for key, case in accepted.cases.items() if kind_of(key) == kind]) for kind in kinds]
    languages = sorted({case.language for case in accepted.cases.values()})
    groups += [(f"in {_NAMES.get(one, one)}", [case for case in accepted.cases.values() if case.language == one]) for one in languages]
    groups.append(("**all**", list(accepted.cases.values())))
    return [
        (name, str(len(cases)), str(count_right(cases)), _percent(cases), _count(cases, WRONG), _count(cases, DECLINED), _cited(cases))
        for name, cases in groups
    ]


_NAMES = {"zh": "Chinese", "en": "English"}


def _percent(cases: Sequence[AcceptedCase]) -> str:
    return f"{100 * count_right(cases) / len(cases):.1f} %" if cases else "–"


def _count(cases: Sequence[AcceptedCase], outcome: str) -> str:
    return str(sum(case.outcome == outcome for case in cases))


def _cited(cases: Sequence[AcceptedCase]) -> str:
    judged = [case.cited for case in cases if case.cited is not None]
    return f"{sum(judged)} of {len(judged)}" if judged else "–"


def _misses(cases: Sequence[AcceptedCase]) -> str:
    names = [case.miss for case in cases if case.miss]
    return ", ".join(f"{name} {names.count(name)}" for name in sorted(set(names), key=lambda name: (-names.count(name), name)))


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    ruler = ["---", *["---:"] * (len(columns) - 1)]
    return [_row(cells) for cells in (columns, ruler, *rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
