"""Which chat model is asked is said by the environment or by a file; a mistake is told with its place; the key is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.model.settings import NO_KEY, SECONDS, USES, ChatSettings, read_chat_settings
from index.errors import MingzhangError

KEY = "sk-very-secret"


def test_no_model_named_is_no_model() -> None:
    """Without CHAT_MODEL no model is asked, whatever else is set."""
    assert read_chat_settings({}) is None
    assert read_chat_settings({"CHAT_API_KEY": KEY, "CHAT_MODEL": " "}) is None


def test_the_environment_names_a_model() -> None:
    """Name, address, key, time and uses; what is not set has its default."""
    assert read_chat_settings({"CHAT_MODEL": "openai:m"}) == ChatSettings("openai:m", None, None, SECONDS, USES)
    given = read_chat_settings({
        "CHAT_MODEL": "deepseek:chat", "CHAT_BASE_URL": "https://x/v1", "CHAT_API_KEY": KEY, "CHAT_SECONDS": "2.5", "CHAT_USES": "phrase",
    })  # fmt: skip
    assert given == ChatSettings("deepseek:chat", "https://x/v1", KEY, 2.5, ("phrase",))
    assert given.shown == "chat"


def test_an_address_alone_means_the_usual_protocol() -> None:
    """With an address and no provider the server speaks OpenAI's protocol, and gets no key that was meant for another."""
    given = read_chat_settings({"CHAT_MODEL": "qwen3", "CHAT_BASE_URL": "http://127.0.0.1:8080/v1", "OPENAI_API_KEY": KEY})
    assert given is not None
    assert (given.model, given.key) == ("openai:qwen3", NO_KEY)


def test_a_file_names_a_model_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    """CHAT_SETTINGS names a TOML file, in which the key need not be in the environment."""
    path = tmp_path / "chat.toml"
    path.write_text(f'model = "openai:m"\napi_key = "{KEY}"\nseconds = 3\nuses = ["plan"]\n', encoding="utf-8")
    given = read_chat_settings({"CHAT_SETTINGS": str(path), "CHAT_SECONDS": "4"})
    assert given == ChatSettings("openai:m", None, KEY, 4.0, ("plan",))


def test_the_key_is_not_shown() -> None:
    """Neither printed settings nor a text that is told hold it."""
    given = ChatSettings("openai:m", None, KEY)
    assert KEY not in repr(given)
    assert given.without_key(f"refused: {KEY}") == "refused: …"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"CHAT_MODEL": "m", "CHAT_SECONDS": "soon"}, "CHAT_SECONDS"),
        ({"CHAT_MODEL": "m", "CHAT_SECONDS": "0"}, "CHAT_SECONDS"),
        ({"CHAT_MODEL": "m", "CHAT_SECONDS": "nan"}, "CHAT_SECONDS"),
        ({"CHAT_MODEL": "m", "CHAT_BASE_URL": "localhost:80"}, "CHAT_BASE_URL"),
        ({"CHAT_MODEL": "m", "CHAT_USES": "answer"}, "CHAT_USES"),
        ({"CHAT_SETTINGS": "/nowhere/chat.toml"}, "CHAT_SETTINGS"),
    ],
)
def test_a_mistake_is_told_with_its_setting(environment: dict[str, str], named: str) -> None:
    """The message names the setting and says what to write."""
    with pytest.raises(MingzhangError, match=named) as fault:
        read_chat_settings(environment)
    assert fault.value.next_step


@pytest.mark.parametrize("content", ['model = "m"\ncolour = 1', "model = 3", "model ="])
def test_a_mistake_in_the_file_is_told_with_the_file(content: str, tmp_path: Path) -> None:
    """An unknown setting, a value that is no text, and what is no TOML."""
    path = tmp_path / "chat.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MingzhangError, match=r"chat\.toml"):
        read_chat_settings({"CHAT_SETTINGS": str(path)})
