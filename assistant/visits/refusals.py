"""Tell in both languages why a file was not read: the readers' own message, and what it says in Chinese. It reads no file."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from index.errors import MingzhangError

REFUSALS_FILE = Path(__file__).resolve().parents[2] / "prompts" / "refusals.toml"
_PAGE = re.compile(r"\bpage (\d+(?:[–-]\d+)?)")
_LINE = re.compile(r"\bline (\d+)")


@lru_cache(maxsize=1)
def load_refusals() -> dict:
    """The refusals file, its patterns compiled."""
    read = tomllib.loads(REFUSALS_FILE.read_text(encoding="utf-8"))
    for entry in read["refusal"]:
        entry["pattern"] = re.compile(entry["pattern"], re.IGNORECASE)
    return read


def both_languages(fault: MingzhangError, name: str) -> dict[str, str]:
    """The fault of the file `name` for a person: language → message, with the file, where in it, and what to do next."""
    refusals = load_refusals()
    what, next_step = refusals["unknown"], refusals["unknown_next"]
    for entry in refusals["refusal"]:
        if found := entry["pattern"].search(f"{fault.what} {fault.next_step or ''}"):
            what, next_step = entry["what"].format(**found.groupdict()), entry["next"]
            break
    place = f"{fault.where or ''} {fault.what}"
    where = [name]
    if page := _PAGE.search(place):
        where.append(refusals["page"].format(page=page.group(1)))
    if line := _LINE.search(place):
        where.append(refusals["line"].format(line=line.group(1)))
    return {"zh": f"{'，'.join(where)}：{what}。{next_step}", "en": str(fault)}
