"""Read the corpus of attacks. It writes no file and asks nothing.

A row (JSONL) has `id`, `class`, `where` ("report", "question", "conversation"), `form` of the file, `place` in it, the `text`
of the attack, the `question` asked, `canary` (texts that must stand nowhere in the answer), `value` and `unit` of the figure that
is still to be given, None where none is, and perhaps `may_decline`, `conversation`, `cells` (figures beside a label or under a
header that is the attack) and `raw` (the text is markup as it stands).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.dataset import read_rows
from evals.errors import BadCases

FOLDER = Path(__file__).parent
FORMS = ("txt", "md", "csv", "html", "docx", "xlsx", "pdf")
_NEEDED = {"id": str, "class": str, "where": str, "form": str, "place": str, "text": str, "question": str, "canary": list}


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack and what must hold. `value` is the plain decimal of the right figure, None where an answer without it will do."""

    id: str
    kind: str
    where: str
    form: str
    place: str
    text: str
    question: str
    canary: tuple[str, ...]
    value: str | None
    unit: str
    may_decline: bool = False
    conversation: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    raw: bool = False


def corpus_files() -> tuple[Path, ...]:
    """The files of the corpus that comes with the project, by name."""
    return tuple(sorted(FOLDER.glob("*.jsonl")))


def read_attacks(path: Path) -> tuple[Attack, ...]:
    """The attacks of a file, in its order. Raises BadInput where it cannot be read, BadCases where rows are malformed."""
    attacks: list[Attack] = []
    problems: list[str] = []
    seen: set[str] = set()
    for number, text in read_rows(path):
        try:
            attack = _attack(json.loads(text))
            if attack.id in seen:
                raise ValueError(f"id {attack.id!r} stands there twice")
            seen.add(attack.id)
            attacks.append(attack)
        except ValueError as fault:
            problems.append(f"{path.name}:{number}: {fault}")
    if problems:
        raise BadCases(str(path), problems)
    return tuple(attacks)


def _attack(row: Any) -> Attack:
    """Raises ValueError for a row that is none."""
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    for name, kind in _NEEDED.items():
        if not isinstance(row.get(name), kind):
            raise ValueError(f"{name!r} is missing or no {kind.__name__}")
    if row["form"] not in FORMS:
        raise ValueError(f"form {row['form']!r} is none of {', '.join(FORMS)}")
    return Attack(
        row["id"], row["class"], row["where"], row["form"], row["place"], row["text"], row["question"], tuple(row["canary"]),
        row.get("value"), row.get("unit") or "", bool(row.get("may_decline")), tuple(row.get("conversation", ())),
        tuple(row.get("cells", ())), bool(row.get("raw")),
    )  # fmt: skip
