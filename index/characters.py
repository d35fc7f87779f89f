"""Traditional characters made simplified one for one, so that places in the text stay. For reading, never for quoting."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1)
def _converter():  # noqa: ANN202 - opencc's own type
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=65536)
def _simple(character: str) -> str:
    made = _converter().convert(character) if "\u4e00" <= character <= "\u9fff" else character
    return made if len(made) == 1 else character


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length."""
    return "".join(map(_simple, text))
