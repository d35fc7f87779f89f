"""Audit what is installed: known faults of versions, by pip-audit where its advisories can be reached, and licences.

    python -m evals.audit [--advisories]

It reads the metadata of the installed packages and the reviewed exceptions of `reviewed_licences.toml`; it installs nothing
(`make audit` installs pip-audit first) and says nothing about a licence's text. Exit codes: 0 all is well or the advisories
could not be reached, which is told; 1 a known fault, or a licence that nobody has reviewed; 2 wrong arguments.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

REVIEWED = Path(__file__).with_name("reviewed_licences.toml")
OWN = "mingzhang"
WITHIN = 300
"""Seconds that the look-up of advisories may take."""
PERMISSIVE = frozenset(
    (
        "mit mit-0 mit-cmu mitlicense bsd bsdlicense bsd-2-clause bsd-3-clause 3-clausebsdlicense 0bsd apache-2.0 apachesoftwarelicense "
        "apachelicense,version2.0 isc isclicense(iscl psf-2.0 pythonsoftwarefoundationlicense zlib cc0-1.0 unlicense cnri-python hpnd"
    ).split()
)
"""Licences that ask for no more than their notice, as their names are written in metadata, without blanks and in small letters."""
_NOT_LOOKED_UP = re.compile(r"could not be audited")
_UNREACHED = re.compile(
    r"ConnectionError|Max retries|Name or service|timed? ?out|ProxyError|SSLError|ServiceError|HTTPError|40[37]|50[234]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Licence:
    """A package and what its metadata says of its licence, "" where nothing."""

    package: str
    version: str
    told: str

    @property
    def is_permissive(self) -> bool:
        """Whether every licence named is permissive; of those it may be taken under, one."""
        every = re.split(r"\s+AND\s+|;", self.told)
        return bool(self.told) and all(
            any(_plain(one) in PERMISSIVE for one in re.split(r"\s+OR\s+", part)) for part in every
        )


def _plain(name: str) -> str:
    return re.sub(r"\s|^\(+|\)+$", "", name).lower()


def installed_licences(found: Iterable[Distribution] | None = None) -> list[Licence]:
    """Every installed package but this one, by name."""
    made = {}
    for one in distributions() if found is None else found:
        name = re.sub(r"[-_.]+", "-", one.metadata["Name"] or "").lower()
        if name and name != OWN:
            made[name] = Licence(name, one.version, _told(one))
    return [made[name] for name in sorted(made)]


def _told(one: Distribution) -> str:
    expression = one.metadata.get("License-Expression")
    if expression:
        return expression.strip()
    classes = [
        text.rpartition("::")[2].strip()
        for text in one.metadata.get_all("Classifier") or ()
        if text.startswith("License ::")
    ]
    classes = [text for text in classes if text != "OSI Approved"]
    return "; ".join(classes) or (one.metadata.get("License") or "").strip().partition("\n")[0].strip()


def read_reviewed(path: Path = REVIEWED) -> dict[str, dict[str, str]]:
    """The packages that somebody looked at: `licence` as the metadata tells it, and `why` it may be used."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def unreviewed(licences: Iterable[Licence], reviewed: dict[str, dict[str, str]]) -> list[Licence]:
    """Those whose licence is not permissive, or unknown, and was not reviewed as it stands."""
    return [
        one for one in licences if not one.is_permissive and reviewed.get(one.package, {}).get("licence") != one.told
    ]


def check_advisories() -> int:
    """Run pip-audit over the environment. 0 where nothing is known or it could not be asked, which is printed; 1 for a fault."""
    command = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--skip-editable"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN, check=False)
    except (OSError, subprocess.TimeoutExpired) as fault:
        print(f"advisories: not checked ({type(fault).__name__})")
        return 0
    said = (done.stdout + done.stderr).strip()
    if "No module named pip_audit" in said:
        print("advisories: not checked (pip-audit is not installed; make audit installs it)")
        return 0
    if done.returncode and "Found" not in said and _UNREACHED.search(said):
        print(f"advisories: not checked, the service cannot be reached ({said.splitlines()[-1][:160]})")
        return 0
    left_out = len(_NOT_LOOKED_UP.findall(said))
    print("\n".join(line for line in said.splitlines() if not _NOT_LOOKED_UP.search(line)))
    if left_out:
        print(f"advisories: {left_out} packages were not looked up, as the service told nothing of them; the rest of it is of the others")
    return 1 if done.returncode else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every licence, then what nobody reviewed. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.audit", description="Licences and known faults of what is installed."
    )
    parser.add_argument("--advisories", action="store_true", help="ask pip-audit for known faults as well")
    options = parser.parse_args(arguments)
    licences, reviewed = installed_licences(), read_reviewed()
    for one in licences:
        note = (
            ""
            if one.is_permissive
            else f"  (reviewed: {reviewed[one.package]['why']})"
            if one.package in reviewed
            else ""
        )
        print(f"{one.package} {one.version}: {one.told or 'unknown'}{note}")
    wrong = unreviewed(licences, reviewed)
    for one in wrong:
        print(
            f"not reviewed: {one.package} {one.version}: {one.told or 'unknown'}. Look at it, then add it to {REVIEWED.name}.",
            file=sys.stderr,
        )
    faults = check_advisories() if options.advisories else 0
    print(f"licences: {len(licences) - len(wrong)} of {len(licences)} permissive or reviewed")
    return 1 if wrong or faults else 0


if __name__ == "__main__":
    sys.exit(main())
