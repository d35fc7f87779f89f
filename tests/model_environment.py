"""Set up .venv-models, in which the tests with a real sentence-transformers model run: `make test` calls it.

Torch takes a gigabyte, with CUDA several. It is never in .venv, whose tests show that the product does without, and it is
installed only where CI=true or MODELS=1 asks for it; by CI only as a build for the processor. It goes through pip, which
takes what lies on this machine where it was told of that (find-links, an index for the processor). The environment sees the
packages of .venv and adds to them. Where it cannot be set up those tests, and no others, are left out: the reason is
printed and the exit code is 1.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-models"
STAMP = FOLDER / ".installed"
OLDER_THAN = (ROOT / "pyproject.toml", ROOT / "constraints.txt")
LARGE = ("nvidia", "cuda")


class LeftOut(Exception):
    """Why the tests are left out."""


def main(wanted: str, torch: str) -> int:
    """`wanted` is 0, 1 or ci, `torch` what pip is to install. Gives 0 where the tests can run, 1 where they are left out."""
    try:
        if wanted == "0":
            raise LeftOut("make test MODELS=1 installs torch and runs them")
        if not is_current(torch):
            print(f"Setting up {FOLDER.name}: {torch}, sentence-transformers and a small model …", flush=True)
            set_up(torch, any_build=wanted != "ci")
    except LeftOut as reason:
        print(f"The tests with a real sentence-transformers model were left out: {reason}.", flush=True)
        return 1
    return 0


def is_current(torch: str) -> bool:
    """Whether the environment is there and was made of what is wanted now."""
    if not STAMP.exists() or not python().exists() or STAMP.read_text(encoding="utf-8") != stamp_text(torch):
        return False
    return all(STAMP.stat().st_mtime >= path.stat().st_mtime for path in OLDER_THAN)


def stamp_text(torch: str) -> str:
    """What the environment was made of."""
    return f"{torch} {sys.executable} {sys.version}"


def python() -> Path:
    """The environment's interpreter."""
    return FOLDER / "bin" / "python"


def set_up(torch: str, any_build: bool) -> None:
    """Make the environment anew. Raises LeftOut where that cannot be."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    run("Python cannot make an environment with pip", [sys.executable, "-m", "venv", str(FOLDER)])
    if not any_build:
        refuse_large(torch)
    install(torch)
    own, product = purelib(python()), sysconfig.get_paths()["purelib"]
    Path(own, "product.pth").write_text(f"import site; site.addsitedir({product!r})\n", encoding="utf-8")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    install("--constraint", str(ROOT / "constraints.txt"), *extras["sentence-transformers"], *extras["models"])
    STAMP.write_text(stamp_text(torch), encoding="utf-8")


def refuse_large(torch: str) -> None:
    """Raise LeftOut where pip would bring CUDA along; it is asked without installing anything."""
    report = FOLDER / "torch.json"
    run(f"{torch} cannot be had here", pip("install", "--dry-run", "--ignore-installed", "--report", str(report), torch))
    names = [part["metadata"]["name"] for part in json.loads(report.read_text(encoding="utf-8"))["install"]]
    if any(name.lower().startswith(LARGE) for name in names):
        raise LeftOut(
            f"pip would take a build of {torch} with CUDA, several gigabytes. MODELS=1 installs it all the same, TORCH=… names another"
        )


def purelib(interpreter: Path) -> str:
    """Where an interpreter's packages lie."""
    command = [str(interpreter), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def install(*what: str) -> None:
    """Have pip install into the environment. Raises LeftOut where it does not."""
    run("they cannot be installed here", pip("install", *what))


def pip(*arguments: str) -> list[str]:
    """A command of the environment's pip."""
    return [str(python()), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]


def run(otherwise: str, command: list[str]) -> None:
    """Run a command. Raises LeftOut with its last line where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip() and not line.startswith("WARNING")]
        shutil.rmtree(FOLDER, ignore_errors=True)
        raise LeftOut(f"{otherwise} ({lines[-1][:300] if lines else f'exit code {done.returncode}'})")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
