"""Find a model that is named by a folder or by its name on the Hugging Face hub, and say which one it is.

It loads nothing, and fetches only where that is allowed and the model is not on this machine yet: then it says so on stderr.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ModelError
from index.models.revision import hash_folder

WEIGHTS = (".safetensors", ".bin")
# Forms of the same weights that are never loaded, and may be many gigabytes.
_UNUSED = ("onnx/*", "openvino/*", "coreml/*", "*.onnx", "*.onnx_data", "*.h5", "*.msgpack", "*.ot", "*.gguf", "*.ckpt", "*.mlmodel")
_ON_THE_HUB = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")
_DEFAULT_OWNER = "sentence-transformers"


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model on this machine: `name` is what to set to find it again (a hub name, else the folder in full).

    `revision` is the commit of the hub, or a hash over the folder's files.
    """

    name: str
    folder: Path
    revision: str
    hub: bool

    def config(self, file: str) -> dict[str, Any]:
        """One of the model's JSON files, {} where it has none. Raises ModelError where it is damaged."""
        path = self.folder / file
        try:
            read = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except (OSError, ValueError) as fault:
            raise ModelError(f"a file of the model {self.name} is damaged ({fault})", str(path), "Fetch the model again.") from fault
        return read if isinstance(read, dict) else {}


def find_model(name: str, setting: str, revision: str | None = None, download: bool = False) -> FoundModel:
    """The model that `setting` names. Raises ModelError, with what to do, where there is none."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _in_folder(folder, setting, revision)
    if folder.is_file():
        raise ModelError(f"{setting} names a file, not a model", str(folder), "Name the folder that holds the model's files.")
    if not _ON_THE_HUB.fullmatch(name):
        raise ModelError(
            f"{setting} names a folder that is not there", name,
            "Name the folder of a model, or a model of the Hugging Face hub such as intfloat/multilingual-e5-small.",
        )  # fmt: skip
    return _on_the_hub(name if "/" in name else f"{_DEFAULT_OWNER}/{name}", name, setting, revision, download)


def _in_folder(folder: Path, setting: str, revision: str | None) -> FoundModel:
    if revision:
        raise ModelError(
            f"EMBEDDING_REVISION is set, but {setting} names a folder, whose files alone say which revision it is", str(folder),
            "Unset EMBEDDING_REVISION.",
        )  # fmt: skip
    if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
        raise ModelError(
            f"{setting} names a folder that holds no model: neither modules.json nor config.json is in it", str(folder),
            "Name the folder that holds them.",
        )  # fmt: skip
    if not has_weights(folder):
        raise ModelError(
            f"{setting} names a model without its weights: no .safetensors and no .bin file is in it", str(folder),
            "Fetch the model again, with all its files.",
        )  # fmt: skip
    return FoundModel(str(folder.resolve()), folder, hash_folder(folder), False)


def has_weights(folder: Path) -> bool:
    """Whether a folder holds the weights of a model, also in the folder of one of its parts."""
    return any(path.suffix in WEIGHTS for pattern in ("*", "*/*") for path in folder.glob(pattern))


def _on_the_hub(repository: str, name: str, setting: str, revision: str | None, download: bool) -> FoundModel:
    found = _cached(repository, revision)
    if found is None and not download:
        wanted = f"{repository} (revision {revision})" if revision else repository
        raise ModelError(
            f"{setting} names {name!r}, which is no folder here, and the model {wanted} is not in this machine's Hugging Face cache",
            None, "Check the name, give a folder that holds the model, or allow its download once: HF_HUB_OFFLINE=0.",
        )  # fmt: skip
    return found or _fetch(repository, setting, revision)


def _cached(repository: str, revision: str | None) -> FoundModel | None:
    """The model in the cache of the hub's own library, without a look at the network."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for file in ("modules.json", "config.json"):
        try:
            path = try_to_load_from_cache(repository, file, _cache_folder(), revision)
        except HFValidationError:
            return None
        if isinstance(path, str) and has_weights(Path(path).parent):
            folder = Path(path).parent
            return FoundModel(repository, folder, folder.name, True)
    return None


def _cache_folder() -> str | None:
    return os.environ.get("SENTENCE_TRANSFORMERS_HOME")


def _fetch(repository: str, setting: str, revision: str | None) -> FoundModel:
    """Fetch what is needed of a model into the cache. Raises ModelError where it cannot be had."""
    from huggingface_hub import HfApi, snapshot_download

    print(f"Downloading {repository} from the Hugging Face hub: {setting} names it and HF_HUB_OFFLINE=0 allows it.", file=sys.stderr)
    try:
        files = [file.rfilename for file in HfApi().model_info(repository, revision=revision).siblings or ()]
        unused = [*_UNUSED, *_doubled(files)]
        snapshot_download(repository, revision=revision, cache_dir=_cache_folder(), ignore_patterns=unused)
    except Exception as fault:  # the library raises what its client for HTTP raises, which is another from version to version
        reason = " ".join(str(fault).split("\n")[0].split()) or type(fault).__name__
        raise ModelError(
            f"the model {repository} that {setting} names cannot be downloaded ({reason})", None,
            "Check the name and the network, or give a folder that holds the model.",
        ) from fault  # fmt: skip
    found = _cached(repository, revision)
    if found is None:
        raise ModelError(f"{repository}, which {setting} names, holds no model that can be loaded", None, "Name another.")
    return found


def _doubled(files: list[str]) -> list[str]:
    """Weights that are there in a safer form as well."""
    safe = {os.path.dirname(file) for file in files if file.endswith(".safetensors")}
    return [file for file in files if file.endswith(".bin") and os.path.dirname(file) in safe]
