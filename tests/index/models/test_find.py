"""A model is found in a folder or in the cache of the hub; whatever is not there is told with what to do, and nothing is fetched unasked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index.errors import ModelError
from index.models.find import find_model

ROOT = Path(__file__).resolve().parents[3]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "config.json": b"{}", "modules.json": b"[]", "model.safetensors": b"weights", "pytorch_model.bin": b"the same weights",
    "onnx/model.onnx": b"again", "1_Pooling/config.json": b"{}",
}  # fmt: skip


def write_model(folder: Path, files: tuple[str, ...] = tuple(FILES)) -> Path:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(FILES[name])
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub."""
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def fill(cache: Path, repository: str, files: tuple[str, ...] = tuple(FILES)) -> Path:
    kept = cache / f"models--{repository.replace('/', '--')}"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text(COMMIT)
    return write_model(kept / "snapshots" / COMMIT, files)


def test_a_folder(tmp_path: Path) -> None:
    """A folder is named in full, and known by a hash over its files."""
    found = find_model(str(write_model(tmp_path / "model")), "EMBEDDING_MODEL")
    assert (found.name, found.hub) == (str(tmp_path / "model"), False)
    assert found.revision.startswith("sha256:")


@pytest.mark.parametrize(
    ("name", "files", "revision", "words"),
    [
        ("nowhere/at/all", (), None, "names a folder that is not there.*Name the folder"),
        ("./missing", (), None, "names a folder that is not there"),
        ("empty", ("onnx/model.onnx",), None, "holds no model: neither modules.json nor config.json"),
        ("light", ("config.json", "modules.json"), None, "without its weights.*Fetch the model again"),
        ("whole", tuple(FILES), "v1", "EMBEDDING_REVISION is set.*Unset EMBEDDING_REVISION"),
    ],
)  # fmt: skip
def test_a_folder_that_will_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, files: tuple[str, ...], revision: str | None, words: str
) -> None:
    """What is wrong with the folder is told, by the setting that names it, with the next step."""
    monkeypatch.chdir(tmp_path)
    write_model(tmp_path / name, files)
    with pytest.raises(ModelError, match=words) as caught:
        find_model(name, "EMBEDDING_MODEL", revision)
    assert "EMBEDDING_MODEL" in str(caught.value)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    """A file, such as the weights alone, is refused."""
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match="names a file, not a model"):
        find_model(str(tmp_path / "model.safetensors"), "RERANKER_MODEL")


def test_a_damaged_configuration(tmp_path: Path) -> None:
    """A configuration that is no JSON is named."""
    found = find_model(str(write_model(tmp_path / "model")), "EMBEDDING_MODEL")
    (tmp_path / "model" / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"is damaged.*Fetch the model again"):
        found.config("config.json")


def test_a_model_in_the_cache(cache: Path, no_way_out: list[object]) -> None:
    """A model of the hub that is on this machine is found by its name, of the commit that is there, without a look outside."""
    folder = fill(cache, "owner/model")
    for revision in (None, "main", COMMIT):
        found = find_model("owner/model", "EMBEDDING_MODEL", revision, download=True)
        assert (found.name, found.folder, found.revision, found.hub) == ("owner/model", folder, COMMIT, True)
    assert no_way_out == []


def test_a_name_without_an_owner(cache: Path) -> None:
    """A bare name is one of the organisation sentence-transformers, as that library has it."""
    fill(cache, "sentence-transformers/model")
    assert find_model("model", "EMBEDDING_MODEL").name == "sentence-transformers/model"


@pytest.mark.parametrize("revision", [None, "v9", "f" * 40])
def test_nothing_is_fetched_unasked(cache: Path, no_way_out: list[object], revision: str | None) -> None:
    """A model or revision that is not on this machine is told with the ways there are; the network is not touched."""
    if revision:
        fill(cache, "owner/model")
    with pytest.raises(ModelError, match=r"not in this machine's Hugging Face cache.*HF_HUB_OFFLINE=0"):
        find_model("owner/model", "EMBEDDING_MODEL", revision)
    assert no_way_out == []


def test_half_a_download_is_no_model(cache: Path) -> None:
    """A model whose weights never came is not taken for one that is there."""
    fill(cache, "owner/model", ("config.json", "modules.json"))
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE=0"):
        find_model("owner/model", "EMBEDDING_MODEL")


@pytest.fixture
def hub() -> Iterator[tuple[str, list[str]]]:
    """A server that speaks as much of the hub as a download needs; gives its address and the paths asked for."""
    asked: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:  # noqa: N802 - the name is the library's
            self.do_GET()

        def do_GET(self) -> None:  # noqa: N802
            asked.append(f"{self.command} {self.path}")
            path = self.path.partition("?")[0]
            if path.startswith("/api/models/owner/model/tree/"):
                rows = [{"type": "file", "path": name, "size": len(data), "oid": "0" * 40} for name, data in FILES.items()]
                return self._send(json.dumps(rows).encode(), {"Content-Type": "application/json"})
            if path.startswith("/api/models/owner/model"):
                about = {"id": "owner/model", "modelId": "owner/model", "sha": COMMIT, "siblings": [{"rfilename": name} for name in FILES]}
                return self._send(json.dumps(about).encode(), {"Content-Type": "application/json"})
            name = path.partition(f"/resolve/{COMMIT}/")[2]
            if name in FILES:
                return self._send(FILES[name], {"X-Repo-Commit": COMMIT, "ETag": f'"{name}"'})
            self.send_error(404)
            return None

        def _send(self, data: bytes, headers: dict[str, str]) -> None:
            self.send_response(200)
            for key, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


FIND = """
import sys
from index.errors import ModelError
from index.models.find import find_model
try:
    found = find_model(sys.argv[1], "EMBEDDING_MODEL", download=True)
    print(found.revision, *sorted(str(path.relative_to(found.folder)) for path in found.folder.rglob("*") if path.is_file()))
except ModelError as fault:
    print("fault:", fault)
"""


def find_from(address: str, cache: Path, name: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "HF_ENDPOINT": address, "HF_HUB_OFFLINE": "0", "SENTENCE_TRANSFORMERS_HOME": str(cache), "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_ETAG_TIMEOUT": "5",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", FIND, name], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_an_allowed_download(cache: Path, hub: tuple[str, list[str]]) -> None:
    """Where it is allowed a model is fetched once, which is said, without the forms of its weights that are not used."""
    address, asked = hub
    first = find_from(address, cache, "owner/model")
    assert first.stdout.split() == [COMMIT, "1_Pooling/config.json", "config.json", "model.safetensors", "modules.json"], first.stderr
    assert "Downloading owner/model" in first.stderr
    assert asked
    asked.clear()
    assert find_from(address, cache, "owner/model").stdout == first.stdout
    assert asked == []


def test_a_download_that_fails(cache: Path, hub: tuple[str, list[str]]) -> None:
    """A name that the hub does not know, and a hub that cannot be reached, are told in one line each, without a trace."""
    for address in (hub[0], "http://127.0.0.1:9"):
        run = find_from(address, cache, "owner/unknown")
        assert run.stdout.startswith("fault: the model owner/unknown that EMBEDDING_MODEL names cannot be downloaded"), run.stderr
        assert "Check the name and the network" in run.stdout
        assert "Traceback" not in run.stderr
