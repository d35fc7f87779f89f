"""Nothing that comes in is run: no code made of text, no object made of bytes, no shell, by what the source itself says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("index", "assistant", "evals") for path in (ROOT / folder).rglob("*.py")) + [
    ROOT / "app.py"
]
PICKLES = {
    "index/cluster.py": {"pickle.dumps"},
    "index/workers.py": {"pickle.dumps", "pickle.loads"},
    "index/plain_values.py": {"pickle.Unpickler"},
}
"""Files that may name pickle, and what they use of it: workers.py takes apart what this program itself sends to its reading
processes; what those answer is taken apart by plain_values.py, which makes nothing but plain values (test_worker_replies.py)."""
FORBIDDEN_MODULES = {
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "joblib",
    "yaml",
    "jsonpickle",
    "telnetlib",
    "ftplib",
    "xmlrpc",
    "commands",
}
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "tempfile.mktemp",
    "random.SystemRandom",
}
HASHES = {"hashlib.md5", "hashlib.sha1"}
XML = {"xml.etree", "xml.dom", "xml.sax", "xml.etree.ElementTree"}


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in FILES:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _name(node: ast.expr) -> str:
    """The dotted name of what is called, "" where it is none."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_name(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield _name(node.func), node


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_the_source_is_seen() -> None:
    """The whole source is looked at: fewer files than there were means that the test looks elsewhere."""
    assert len(FILES) > 300


def test_no_text_becomes_code() -> None:
    """No eval, exec, compile, os.system or import by a name that is worked out, but `importlib` for the project's own modules."""
    assert [
        f"{file}:{call.lineno} {name}"
        for file, tree in _trees()
        for name, call in _calls(tree)
        if name in FORBIDDEN_CALLS
    ] == []


def test_no_bytes_become_objects() -> None:
    """Pickle is named where reading processes answer only, and read by a loader that makes nothing but plain values; no other
    library that makes objects of bytes is used."""
    found = {(file, module.split(".")[0]) for file, tree in _trees() for module in _imports(tree)}
    assert sorted((file, module) for file, module in found if module in FORBIDDEN_MODULES) == []
    used = {file: set() for file, module in found if module == "pickle"}
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and _name(node).startswith("pickle.") and "HIGHEST" not in node.attr:
                used[file].add(_name(node))
    assert used == PICKLES
    loading = [
        node
        for node in ast.walk(dict(_trees())["index/workers.py"])
        if isinstance(node, ast.FunctionDef) and "pickle.loads" in ast.unparse(node)
    ]
    assert [node.name for node in loading] == ["serve"], (
        "only the reading process itself may load what its parent sends"
    )


def test_no_shell() -> None:
    """Programs are started by a list of arguments, never by a line for a shell."""
    shells = [
        f"{file}:{call.lineno}"
        for file, tree in _trees()
        for _, call in _calls(tree)
        for keyword in call.keywords
        if keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
    ]
    assert shells == []


def test_no_lenient_xml() -> None:
    """XML is read by lxml with entities and network off, never by the parsers of the standard library."""
    assert [(file, module) for file, tree in _trees() for module in _imports(tree) if module in XML] == []
    parsers = [
        (file, call)
        for file, tree in _trees()
        for name, call in _calls(tree)
        if name in ("etree.XMLParser", "etree.iterparse")
    ]
    assert len(parsers) >= 3
    for file, call in parsers:
        given = {
            keyword.arg: ast.literal_eval(keyword.value)
            for keyword in call.keywords
            if isinstance(keyword.value, ast.Constant)
        }
        assert (given.get("resolve_entities"), given.get("no_network"), given.get("load_dtd")) == (
            False,
            True,
            False,
        ), f"{file}:{call.lineno}"


def test_no_weak_hash_and_no_chance_for_secrets() -> None:
    """What identifies content or keeps a secret is SHA-256 or scrypt; names and guards come from `secrets`."""
    weak = [
        f"{file}:{call.lineno} {name}"
        for file, tree in _trees()
        for name, call in _calls(tree)
        if name in HASHES and not any(keyword.arg == "usedforsecurity" for keyword in call.keywords)
    ]
    assert weak == []
    lax = [
        file
        for file, tree in _trees()
        if "random" in set(_imports(tree)) and file.startswith(("assistant/web", "assistant/admin", "assistant/visits"))
    ]
    assert lax == []


def test_secrets_are_compared_in_constant_time() -> None:
    """Passwords and guards are compared by hmac.compare_digest; no == stands beside a word for a secret."""
    compared = {file for file, tree in _trees() for name, _ in _calls(tree) if name == "hmac.compare_digest"}
    assert {"assistant/admin/passwords.py", "assistant/admin/sessions.py"} <= compared
    plain = []
    for file, tree in _trees():
        for node in ast.walk(tree) if file.startswith("assistant/") else ():
            if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                words = {_name(part).rpartition(".")[2] for part in (node.left, *node.comparators)}
                if words & {"digest", "guard", "token", "secret", "password_hash", "api_key"}:
                    plain.append(f"{file}:{node.lineno}")
    assert plain == []


def test_assertions_guard_nothing(tmp_path: Path) -> None:
    """No decision about who may do what stands in an `assert`, which -O takes away."""
    asserted = [
        f"{file}:{node.lineno} {ast.unparse(node.test)}"
        for file, tree in _trees()
        if file.startswith(("assistant/web", "assistant/admin"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert) and not _is_not_none(node.test)
    ]
    assert asserted == []


def _is_not_none(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot)


@pytest.mark.parametrize(
    "text", ["eval('1')", "import pickle\npickle.loads(b'')", "import subprocess\nsubprocess.run('x', shell=True)"]
)
def test_the_tests_can_fail(text: str) -> None:
    """What they look for is found where it stands."""
    tree = ast.parse(text)
    names = {name for name, _ in _calls(tree)}
    shells = [keyword for _, call in _calls(tree) for keyword in call.keywords if keyword.arg == "shell"]
    assert names & {"eval", "pickle.loads"} or shells
