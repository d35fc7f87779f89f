"""Clean the file name that a browser sends: it becomes a name to show and to cite, never a path. It opens no file."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
"""Characters; 180 bytes are kept as well, as file systems allow 255 and the name may get a number."""
_MOST_BYTES = 180
# Reserved on Windows, or of meaning to a shell or a path; % and @ part the name from the number of a vector.
_UNFIT = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def clean_name(sent: str) -> str:
    """The last part of what was sent, without control, direction and other unseen characters, at most LONGEST_NAME long.

    What is left empty becomes "report". Its ending is kept when it is cut.
    """
    text = unicodedata.normalize("NFC", sent)
    text = re.split(r"[/\\]", text)[-1]
    text = "".join(" " if unicodedata.category(one) in ("Zs", "Zl", "Zp") else one for one in text if _is_shown(one))
    text = re.sub(r" {2,}", " ", _UNFIT.sub("", text)).strip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    return _cut(text) or "report"


def _is_shown(character: str) -> bool:
    """Whether a character is one a reader sees: no control, format (bidi overrides), surrogate or private one."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _cut(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10 or not stem:
        stem, suffix = name, ""
    ending = f".{suffix}" if suffix else ""
    while len(stem) + len(ending) > LONGEST_NAME or len((stem + ending).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + ending
