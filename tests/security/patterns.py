"""Every regular expression that the project compiles, and texts made to make each of them work as hard as it can.

It finds patterns by importing every module and asking a few questions while `re` is watched, so that those written in
prompts/*.toml and those put together at run time are among them.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("index", "assistant", "evals")


LENGTH = 1_000
SECONDS = 3.0
"""Of the processor, for one pattern and one text of LENGTH: ten times what the slowest needs. What grows with the third
power of the length needs more."""


@dataclass(frozen=True)
class Found:
    """A pattern with its flags, and the file and line that compiled it first."""

    pattern: str | bytes
    flags: int
    where: str


@contextmanager
def watched() -> Iterator[dict[tuple[str | bytes, int], Found]]:
    """All patterns that code of the project compiles or uses within the block."""
    found: dict[tuple[str | bytes, int], Found] = {}
    compile_it: Callable = re._compile  # type: ignore[attr-defined]

    def note(pattern: object, flags: int) -> object:
        made = compile_it(pattern, flags)
        frame = sys._getframe(2)
        where = Path(frame.f_code.co_filename)
        # the project's own: an environment may lie in its folder, as `make test` puts it there
        if where.is_relative_to(ROOT) and not {"tests", "site-packages"}.intersection(where.parts):
            name = f"{where.relative_to(ROOT)}:{frame.f_lineno}"
            found.setdefault((made.pattern, made.flags), Found(made.pattern, made.flags, name))
        return made

    re._compile = note  # type: ignore[attr-defined]
    try:
        yield found
    finally:
        re._compile = compile_it  # type: ignore[attr-defined]


def import_everything() -> None:
    """Import every module of the packages; those that need what is not installed are left out."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if module.name.endswith("__main__"):
                continue
            try:
                importlib.import_module(module.name)
            except ImportError:
                continue
    importlib.import_module("app")


class _Late(Exception):
    """The time is over."""


def run_away(found: Iterable[Found], length: int = LENGTH, seconds: float = SECONDS) -> list[str]:
    """The patterns that take longer than that for some text, each with its place and the text. For a main thread."""

    def give_up(*_: object) -> None:
        raise _Late

    slow = set()
    before = signal.signal(signal.SIGVTALRM, give_up)  # heard within a match, and counts this process's time only
    try:
        for one in found:
            pattern = re.compile(one.pattern, one.flags)
            for text in hard_texts(one.pattern, one.flags, length):
                for way in (pattern.fullmatch, pattern.findall):
                    try:
                        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
                        way(text)
                    except _Late:
                        slow.add(f"{one.where}: {str(one.pattern)[:120]} on {text[:40]!r}")
                    finally:
                        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)
    return sorted(slow)


def hard_texts(pattern: str | bytes, flags: int, length: int) -> Iterator[str | bytes]:
    """Texts of about `length` characters that match the pattern nearly, each with one of its repeats made long.

    Where two parts of a pattern can share a text, a matcher without bounds tries every way to divide it once the end
    does not fit; so each text ends in a mark that nothing expects.
    """
    tree = parser.parse(pattern, flags & ~(re.UNICODE if isinstance(pattern, bytes) else 0))
    seen: set[str] = set()
    repeats = _count_repeats(tree)
    for chosen in range(max(1, repeats)):
        for odd in (False, True):
            writer = _Writer(chosen, length, odd)
            body = writer.write(tree)
            for text in _around(body, writer.repeated, length):
                text = text[: 2 * length]
                if text not in seen:
                    seen.add(text)
                    yield text.encode("latin-1", "replace") if isinstance(pattern, bytes) else text


def _around(body: str, repeated: str, length: int) -> Iterator[str]:
    yield body + "\x00"
    if repeated:
        many = repeated * (length // len(repeated) + 1)
        yield many + "\x00"
        head = body[: body.find(repeated)] if repeated in body else ""
        yield head + many + "!\x00"
        if head:
            yield (head * (length // len(head) + 1)) + "\x00"
    if body:
        yield body[: max(1, min(len(body), 40))] * (length // max(1, min(len(body), 40)) + 1) + "\x00"


def _count_repeats(tree: object) -> int:
    count = 0
    for operator, argument in tree:  # type: ignore[attr-defined]
        if operator in _REPEATS:
            count += 1 + _count_repeats(argument[2])
        for inner in _inside(operator, argument):
            count += _count_repeats(inner)
    return count


_REPEATS = tuple(
    code
    for code in (getattr(codes, name, None) for name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
    if code is not None
)


def _inside(operator: object, argument: object) -> list:
    """The parts of an item that are not a repeat."""
    if operator is codes.SUBPATTERN:
        return [argument[3]]  # type: ignore[index]
    if operator is codes.BRANCH:
        return list(argument[1])  # type: ignore[index]
    if operator in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]  # type: ignore[index]
    if operator is codes.ATOMIC_GROUP:
        return [argument]
    if operator is codes.GROUPREF_EXISTS:
        return [part for part in argument[1:] if part]  # type: ignore[index]
    return []


class _Writer:
    """Writes one text that a tree of a pattern matches, with the repeat of a given number as long as asked."""

    def __init__(self, chosen: int, length: int, odd: bool) -> None:
        self._chosen = chosen
        self._length = length
        self._odd = odd
        self._number = 0
        self._groups: dict[int, str] = {}
        self.repeated = ""

    def write(self, tree: object) -> str:
        return "".join(self._item(operator, argument) for operator, argument in tree)  # type: ignore[attr-defined]

    def _item(self, operator: object, argument) -> str:  # noqa: ANN001
        if operator in _REPEATS:
            return self._repeat(*argument)
        if operator is codes.LITERAL:
            return chr(argument)
        if operator is codes.NOT_LITERAL:
            return next(one for one in "a1 年，" if ord(one) != argument)
        if operator is codes.ANY:
            return "1" if self._odd else "a"
        if operator is codes.IN:
            return self._one_of(argument)
        if operator is codes.SUBPATTERN:
            text = self.write(argument[3])
            if argument[0] is not None:
                self._groups[argument[0]] = text
            return text
        if operator is codes.BRANCH:
            written = [self.write(branch) for branch in argument[1]]
            return written[-1 if self._odd else 0]
        if operator is codes.GROUPREF:
            return self._groups.get(argument, "")
        if operator is codes.ATOMIC_GROUP:
            return self.write(argument)
        if operator in (codes.ASSERT, codes.ASSERT_NOT):
            text = self.write(argument[1])
            return text if operator is codes.ASSERT and argument[0] > 0 else ""
        if operator is codes.GROUPREF_EXISTS:
            return self.write(argument[1])
        return ""  # a place: ^ $ \b

    def _repeat(self, least: int, most: int, tree: object) -> str:
        own = self._number
        self._number += 1
        inner = self.write(tree)
        if own != self._chosen or not inner:
            return inner * (least or (1 if most else 0))
        self.repeated = inner
        return inner * max(least, min(int(most), self._length // len(inner) + 1))

    def _one_of(self, choices: list) -> str:
        """A character of a class: an early one or, for the odd text, a late one."""
        if choices and choices[0][0] is codes.NEGATE:
            own = choices[1:]
            candidates = "1a 年，." if self._odd else "a年1 ，."
            return next(
                (one for one in candidates if not any(_holds(code, value, one) for code, value in own)), "\u4e00"
            )
        code, value = choices[-1 if self._odd else 0]
        if code is codes.LITERAL:
            return chr(value)
        if code is codes.RANGE:
            return chr(value[1] if self._odd else value[0])
        return _OF_CATEGORY.get(value, "a")


_OF_CATEGORY = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: " ",
}


def _holds(code: object, value, one: str) -> bool:  # noqa: ANN001
    if code is codes.LITERAL:
        return ord(one) == value
    if code is codes.RANGE:
        return value[0] <= ord(one) <= value[1]
    digit, space, word = one.isdigit(), one.isspace(), one.isalnum() or one == "_"
    return {
        codes.CATEGORY_DIGIT: digit,
        codes.CATEGORY_NOT_DIGIT: not digit,
        codes.CATEGORY_SPACE: space,
        codes.CATEGORY_NOT_SPACE: not space,
        codes.CATEGORY_WORD: word,
        codes.CATEGORY_NOT_WORD: not word,
    }.get(value, False)
