"""A reading process that a file took over cannot take over the program that asked it: its replies hold plain values only."""

from __future__ import annotations

import importlib
import os
import pickle
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from index.extraction import extract
from index.plain_values import NotPlain, load_plain
from index.workers import Limits, Workers
from tests.conftest import BAZHONG


class Calls:
    """A value whose bytes name a function to be called."""

    def __init__(self, function: object, *arguments: object) -> None:
        self._said = (function, arguments)

    def __reduce__(self) -> tuple:
        return self._said


@pytest.mark.parametrize(
    "function",
    [
        os.system,
        eval,
        exec,
        getattr,
        __import__,
        open,
        print,
        Path,
        importlib.import_module,
        pickle.loads,
        os.putenv,
        setattr,
    ],
)
def test_no_function_is_called(function: object, tmp_path: Path) -> None:
    """Bytes that name a function or a class with behaviour are refused before it is called."""
    flag = tmp_path / "called"
    for made in (Calls(function, f"touch {flag}"), [{"a": Calls(function, str(flag), "w")}]):
        with pytest.raises(NotPlain):
            load_plain(pickle.dumps(made))
    assert not flag.exists()


def test_classes_of_our_own_that_act_are_refused() -> None:
    """Of this project's classes only those that do nothing but hold values are made; none can be given new attributes."""
    from index.reading import Reading
    from index.workers import Workers as Acting

    with pytest.raises(NotPlain):
        load_plain(pickle.dumps(Acting))
    changed = b"\x80\x04cindex.reading\nReading\nN}(X\x05\x00\x00\x00lines\x8c\x01xu\x86b."
    with pytest.raises(NotPlain):
        load_plain(changed)
    assert not isinstance(vars(Reading)["lines"], str)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        b"\x80\x04",
        b"\x80\x04.",
        b"cos\nsystem\n(S'id'\ntR.",
        b"\x80\x04P1\n.",
        b"\x80\x04" + b"(" * 100_000,
    ],
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    """Cut or made-up bytes are a fault in words, never an exception of another kind."""
    with pytest.raises(NotPlain):
        load_plain(data)


def test_a_reading_comes_through_whole() -> None:
    """What a report is read into is equal after the way through the loader; so are plain values."""
    read = extract(BAZHONG)
    assert load_plain(pickle.dumps(read)) == read
    plain = {"a": (1, 2.5, None, True, "字", b"x", Decimal("1.50"), frozenset({1}), {2})}
    assert load_plain(pickle.dumps(plain)) == plain


READER = """
import os
class Calls:
    def __reduce__(self):
        return (os.system, ("touch " + os.environ["FLAG"],))
def read(path):
    return Calls() if path.name == "hostile" else path.name
"""


def test_a_reading_process_that_was_taken_over_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its file is refused with a message, nothing runs, and the next file is read."""
    (tmp_path / "taken_over.py").write_text(READER, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("FLAG", str(tmp_path / "flag"))
    read = importlib.import_module("taken_over").read
    try:
        with Workers([Path("hostile"), Path("good")], Limits(jobs=1), read) as workers:
            hostile, good = workers
    finally:
        del sys.modules["taken_over"]
    assert hostile.value is None
    assert "no reading" in str(hostile.fault)
    assert good.value == "good"
    assert not (tmp_path / "flag").exists()
