"""Which model the files of a folder are: a hash over its configuration and weights. The folder's name and place do not count."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from index.errors import ModelError

# What is loaded: configuration, vocabulary, weights. Read-me files, pictures and other forms of the weights are not.
_LOADED = frozenset((".json", ".txt", ".model", ".safetensors", ".bin", ".vocab", ".spm", ".jinja"))
_OTHER_FORMS = frozenset(("onnx", "openvino", "coreml"))


def hash_folder(folder: Path) -> str:
    """`sha256:` and 64 digits over the names and contents of the model's files. Raises ModelError where one cannot be read."""
    total = hashlib.sha256()
    try:
        for path in model_files(folder):
            about = path.stat()
            content = _hash_file(path, about.st_size, about.st_mtime_ns)
            total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    except OSError as fault:
        raise ModelError(f"the model cannot be read ({fault.strerror or fault})", str(folder), "Check the rights of its files.") from fault
    return f"sha256:{total.hexdigest()}"


def model_files(folder: Path) -> list[Path]:
    """The files that decide what the model makes of a text, in one order on every machine."""
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix in _LOADED and path.is_file() and not _is_aside(path.relative_to(folder).parts)
    ]
    safe = {path.parent for path in found if path.suffix == ".safetensors"}  # these are loaded where both are there
    kept = [path for path in found if path.suffix != ".bin" or path.parent not in safe]
    return sorted(kept, key=lambda path: path.relative_to(folder).as_posix())


def _is_aside(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") or part in _OTHER_FORMS for part in parts)


@lru_cache(maxsize=4096)
def _hash_file(path: Path, size: int, changed: int) -> str:
    """A file's sha256, taken once in a process for as long as its size and time stay the same."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
