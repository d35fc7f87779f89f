"""What the research agent tells its model and its reader: the parts of `prompts/agent.toml`, their holes filled."""

from __future__ import annotations

from assistant.prompt_files import load_prompt


def agent_word(language: str, key: str, **holes: object) -> str:
    """One text of a language. Raises LibraryError where the file is not as it should be, KeyError for an unknown key or hole."""
    return load_prompt("agent")[language][key].substitute(holes)


def has_word(language: str, key: str) -> bool:
    """Whether there is a text of this key."""
    return key in load_prompt("agent")[language]
