"""While a question is embedded others ask; what was read before counts only if the library is still the same."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.ask import Assistant
from index.embed import BundledEmbedder
from index.errors import LibraryChanged
from index.remove import remove_report

QUESTION = "2022年吃饭招待一共花掉多少？"
"""In words that no report prints, so that it is embedded."""


class Watched(BundledEmbedder):
    """The bundled model, with something to do before a question is embedded."""

    def __init__(self, before: Callable[[], None]) -> None:
        super().__init__()
        self.before = before
        self.asked = 0

    def embed_query(self, text: str) -> list[float]:
        self.asked += 1
        self.before()
        return super().embed_query(text)


def test_others_ask_while_a_question_is_embedded(bazhong_library: Path) -> None:
    """Another thread gets its answer in the meantime; then the first one goes on, and answers as it does alone."""
    told: list[str] = []

    def ask_another() -> None:
        other = threading.Thread(target=lambda: told.append(assistant.ask("2022年支出总计是多少？").text))
        other.start()
        other.join(30)
        assert told, "the other waits for the lock"

    embedder = Watched(ask_another)
    assistant = Assistant.open(bazhong_library, embedder)
    answer = assistant.ask(QUESTION)
    assert embedder.asked == 1
    embedder.before = lambda: None
    assert answer.text == assistant.ask(QUESTION).text
    assert assistant.ask("2022年支出总计是多少？").text == told[0]
    assistant.close()


def test_a_library_that_changed_meanwhile_is_said_to_have(bazhong_library: Path, tmp_path: Path) -> None:
    """Nothing is answered from reports that were removed while the question was embedded, not even that nothing is printed."""
    library = tmp_path / "library"
    shutil.copytree(bazhong_library, library)
    embedder = Watched(lambda: None)
    assistant = Assistant.open(library, embedder)

    def change() -> None:
        remove_report(assistant.reports()[0].file, library, BundledEmbedder())
        with assistant.lock:
            assert assistant.renewed(library) is not None

    embedder.before = change
    with pytest.raises(LibraryChanged):
        assistant.ask(QUESTION)
    assert embedder.asked == 1
    assistant.close()
