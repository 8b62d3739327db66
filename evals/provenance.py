"""What a result was measured on: machine, code version, documents and settings."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.types import Document


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was measured, on what and when.

    `commit` ends in "+" if the working tree had changes to more than prose and results; None without git. Folders
    among the settings are given by their last name only, so that a report that is passed on doesn't tell whose
    machine it was.
    """

    measured_at: str
    commit: str | None
    machine: Mapping[str, str | int]
    documents: str
    settings: Mapping[str, object]


_NO_CODE = (":!*.md", ":!docs", ":!evals/results")


def collect_provenance(documents: Sequence[Document], settings: Mapping[str, object]) -> Provenance:
    """Return the provenance of a run that starts now."""
    return Provenance(
        measured_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        commit=find_commit(Path(__file__).resolve().parent.parent),
        machine=describe_machine(),
        documents=fingerprint(documents),
        settings={name: _shorten(value) for name, value in settings.items()},
    )


def fingerprint(documents: Sequence[Document]) -> str:
    """Return a hash, 16 hexadecimal digits, of documents' ids and texts in their order."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(f"\0{document.id}\0{document.text}".encode())
    return digest.hexdigest()[:16]


def describe_machine() -> dict[str, str | int]:
    """Return what the machine is, without its name: cores that this process may use, processor, system, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "cpu_count": cores,
        "cpu": _find_cpu(),
        "platform": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def find_commit(root: Path) -> str | None:
    """Return the short commit of the code in `root`, None if that is no git checkout of its own or git isn't there."""
    if not (root / ".git").exists():  # else git would answer for whatever repository the package is installed inside
        return None
    try:
        commit = _git(root, "rev-parse", "--short=12", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", *_NO_CODE)
    except (OSError, subprocess.SubprocessError):
        return None
    return commit + ("+" if changed else "")


def _shorten(value: object) -> object:
    if isinstance(value, str | Path) and Path(value).is_absolute():
        return Path(value).name
    return value


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()


def _find_cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
