"""Write a briefing or facts to a file, by the ending of its name: the file appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.brief.facts_table import facts_as_csv, facts_as_workbook
from assistant.brief.types import Brief
from index.errors import RequestError


def brief_as(brief: Brief, ending: str) -> bytes:
    """The briefing in the format of a file ending (.docx, .md, .xlsx)."""
    if ending == ".docx":
        from assistant.brief.word import WordWriter

        return WordWriter(brief).write()
    if ending == ".xlsx":
        from assistant.brief.workbook import write_workbook

        return write_workbook(brief)
    from assistant.brief.markdown import write_markdown

    return write_markdown(brief).encode("utf-8")


BRIEF_ENDINGS = (".docx", ".md", ".xlsx")
FACT_WRITERS: dict[str, Callable[[Sequence[dict[str, object]]], bytes]] = {".csv": facts_as_csv, ".xlsx": facts_as_workbook}


def check_out(path: Path, endings: Sequence[str]) -> str:
    """The ending of a file to be written. Raises RequestError before any work is done where it cannot be written."""
    ending = path.suffix.lower()
    if ending not in endings:
        raise RequestError(f"files ending in {ending or 'nothing'} are not written", str(path), f"Use one of {', '.join(endings)}.")
    if path.is_dir():
        raise RequestError("is a folder", str(path), "Give --out a file name.")
    if not path.parent.is_dir():
        raise RequestError("its folder does not exist", str(path), "Make the folder first, or choose another.")
    return ending


def write_whole(path: Path, content: bytes) -> None:
    """Write a file; one that is there already stays until the new one is whole."""
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise RequestError(f"cannot be written ({fault.strerror})", str(path), "Choose another place.") from fault
