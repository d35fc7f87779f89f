"""One reply of a chat model, within a time that is kept. What it says is not believed here or anywhere: callers check it.

Any model that LangChain's `init_chat_model` opens will do. The reply is streamed, so that one that never ends is given up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from assistant.model.settings import ChatSettings
from index.errors import MingzhangError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LONGEST_REPLY = 20_000
MOST_TOKENS = 800
MOST_TOKENS_OF_AN_OBJECT = 200
"""What has a schema is short: a model that goes on and on is stopped soon."""
Message = tuple[str, str]


class ChatFault(MingzhangError):
    """The chat model gave nothing that can be used. Its message never holds the key.

    `kind` is "late", "failed" (refused, broken off, unreachable), "unusable" (not what was asked for) or "resting".
    """

    def __init__(self, what: str, kind: str = "failed") -> None:
        super().__init__(what, None, None)
        self.kind = kind


class Chat(Protocol):
    """A chat model as the assistant uses it. `name` is shown to people."""

    name: str

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> str:
        """The reply to messages of ("system" or "human", text). `schema` is the JSON schema that the reply should have,
        which the model may be unable to keep. Raises ChatFault."""
        ...


def open_langchain(settings: ChatSettings) -> BaseChatModel:
    """The model as LangChain's own object. Nothing is sent yet. Raises MingzhangError where it cannot be opened."""
    given = {"base_url": settings.base_url, "api_key": settings.key}
    try:
        from langchain.chat_models import init_chat_model

        return init_chat_model(
            settings.model, temperature=0, timeout=settings.seconds, max_retries=0, max_tokens=MOST_TOKENS,
            **{name: value for name, value in given.items() if value},
        )  # fmt: skip
    except ImportError as fault:
        raise MingzhangError(
            f"{settings.model!r} needs a library that is not installed ({fault.name or fault})", "CHAT_MODEL",
            "Install it: pip install 'mingzhang[chat]' for OpenAI-style servers, langchain-NAME for others; or unset CHAT_MODEL.",
        ) from None
    except Exception as fault:  # every provider refuses its settings with errors of its own make
        raise MingzhangError(
            f"the chat model cannot be used: {_told(fault, settings)}", "CHAT_MODEL",
            'Name provider and model, such as "openai:deepseek-chat", and set CHAT_BASE_URL and CHAT_API_KEY.',
        ) from None


class LangChainChat:
    """A model opened by `open_langchain`, asked with a time limit."""

    def __init__(self, settings: ChatSettings, model: BaseChatModel | None = None) -> None:
        self.name = settings.shown
        self._settings = settings
        self._model = open_langchain(settings) if model is None else model
        self._takes_schema = hasattr(self._model, "with_structured_output") and settings.model.startswith("openai:")

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> str:
        """The text of the reply. Raises ChatFault."""
        given: SimpleQueue[str | ChatFault] = SimpleQueue()
        end = time.monotonic() + self._settings.seconds
        # a thread of its own: a server that sends a byte now and then keeps the client's own time limit from ending it
        threading.Thread(target=self._fill, args=(given, list(messages), schema, end), daemon=True, name="chat-model").start()
        try:
            got = given.get(timeout=self._settings.seconds)
        except Empty:
            raise _late() from None
        if isinstance(got, ChatFault):
            raise got
        return got

    def _fill(self, given: SimpleQueue, messages: list[Message], schema: Mapping[str, Any] | None, end: float) -> None:
        try:
            given.put(self._asked(messages, schema if self._takes_schema else None, end))
        except ChatFault as fault:
            given.put(fault)
        except Exception as fault:  # each library has errors of its own; none may show the key
            given.put(ChatFault(f"the model gave no answer ({_told(fault, self._settings)})"))

    def _asked(self, messages: list[Message], schema: Mapping[str, Any] | None, end: float) -> str:
        if schema is None:
            return _whole(self._model.stream(messages), end)
        form = {"type": "json_schema", "json_schema": {"name": "reply", "schema": dict(schema), "strict": True}}
        try:
            return _whole(self._model.stream(messages, response_format=form, max_tokens=MOST_TOKENS_OF_AN_OBJECT), end)
        except Exception as fault:
            if getattr(fault, "status_code", None) not in (400, 404, 415, 422, 501):
                raise
            self._takes_schema = False  # a server that knows no schemas: the prompt says what is wanted as well
            return _whole(self._model.stream(messages), end)


def _whole(stream: Any, end: float) -> str:
    """The text of a stream. Raises ChatFault for one that is late, endless, empty or broken off."""
    parts: list[str] = []
    length, finish = 0, None
    for chunk in stream:
        text = chunk.text if isinstance(chunk.text, str) else chunk.text()
        parts.append(text)
        length += len(text)
        finish = chunk.response_metadata.get("finish_reason") or finish
        if time.monotonic() > end:
            raise _late()
        if length > LONGEST_REPLY:
            raise ChatFault("the model's reply does not end", "unusable")
    if finish not in (None, "stop", "end_turn", "STOP"):
        raise ChatFault(f"the model's reply is not whole ({finish})", "unusable")
    if not length:
        raise ChatFault("the model gave an empty reply", "unusable")
    return "".join(parts)


def _late() -> ChatFault:
    return ChatFault("the model did not answer in time", "late")


def _told(fault: Exception, settings: ChatSettings) -> str:
    return settings.without_key(f"{type(fault).__name__}: {fault}")[:300]
