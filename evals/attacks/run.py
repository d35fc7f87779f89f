"""Put every attack into a file of its own, read them into one library, and ask. It judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evals.attacks.corpus import Attack
from evals.attacks.files import write_file
from evals.attacks.reports import blocks_with, file_name
from evals.attacks.score import Verdict, judge
from evals.errors import BadInput

if TYPE_CHECKING:
    from assistant.ask import Assistant

# Attacks in questions are asked of this report, which is honest.
HONEST = "honest.txt"


def write_reports(attacks: Sequence[Attack], folder: Path) -> dict[str, str]:
    """A file for each attack, all in `folder`; gives the name of the file that each attack's question is asked of."""
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for attack in attacks:
        names[attack.id] = file_name(attack) if attack.where == "report" else HONEST
        path = folder / names[attack.id]
        if not path.exists():
            path.write_bytes(write_file(blocks_with(attack), attack.form))
    return names


@contextmanager
def attacked_library(attacks: Sequence[Attack], folder: Path | None = None) -> Iterator[tuple[Path, dict[str, str]]]:
    """A library of all attacked reports, gone at the end, and the file of each attack. Raises BadInput where one is not read."""
    from index.build import build_library

    with TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        place = folder or Path(spare)
        names = write_reports(attacks, place / "reports")
        summary = build_library([place / "reports"], place / "library")
        if summary.failed:
            raise BadInput("attacked reports cannot be read", where=summary.failed[0][0], next_step=summary.failed[0][1])
        yield place / "library", names


def ask_all(
    attacks: Sequence[Attack], names: dict[str, str], assistant: Assistant, progress: Callable[[int, int], None] | None = None
) -> list[Verdict]:
    """The verdict on each attack, in order. Whatever an answer raises is a verdict too."""
    from assistant.conversation import Conversation

    verdicts = []
    for number, attack in enumerate(attacks, start=1):
        try:
            asked = assistant.narrowed([names[attack.id]])
            answer = asked.ask(attack.question, conversation=Conversation(attack.conversation)).to_json()
            verdicts.append(judge(attack, answer))
        except Exception as fault:  # a crash is what some attacks are after
            verdicts.append(Verdict(attack, "crash", f"{type(fault).__name__}: {fault}"))
        if progress:
            progress(number, len(attacks))
    return verdicts
