"""The command line as a test runs it: in a folder with documents, with a fake model."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from assistant_fakes import use_plain_models, write_documents
from conftest import FakeEmbedder

import assistant.pipeline
from assistant.cli import main
from assistant.pipeline import Models
from assistant.settings import Settings

ENGLISH = re.compile(r"\b(?:the|error|usage|required|invalid|arguments|Traceback|Input should|expected)\b")


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


class Terminal:
    """A folder with documents, and `main` run there with a fake model."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], embedder: FakeEmbedder) -> None:
        self.folder = folder
        self.capsys = capsys
        self.embedder = embedder
        self.documents = write_documents(folder / "documents")
        self.data = folder / "data"

    def run(self, *arguments: str) -> Result:
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        out, err = self.capsys.readouterr()
        return Result(int(stopped.value.code or 0), out, err)

    def refuse(self, *arguments: str) -> str:
        """Run a command that must exit with 2, print nothing and say why in Swedish; return what it says."""
        result = self.run(*arguments)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("belagg: ")
        assert result.err.endswith("\n")
        # What the JSON and TOML readers and the system say of their own stands in brackets.
        assert not ENGLISH.search(re.sub(r"\(.*?\)", "", result.err))
        return result.err

    def write(self, name: str, content: str | bytes | Sequence[object]) -> str:
        path = self.folder / name
        if isinstance(content, list):
            content = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in content)
        path.write_bytes(content.encode() if isinstance(content, str) else bytes(content))  # type: ignore[arg-type]
        return str(path)

    def read_answers(self, name: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    embedder: FakeEmbedder,
) -> Terminal:
    for key in [key for key in os.environ if key.startswith("BELAGG_")]:
        monkeypatch.delenv(key)
    use_plain_models(monkeypatch)
    found = Terminal(tmp_path, capsys, embedder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BELAGG_DOCUMENTS", str(found.documents))
    monkeypatch.setenv("BELAGG_DATA_DIR", str(found.data))
    monkeypatch.setenv("BELAGG_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("BELAGG_THRESHOLD", "0")
    monkeypatch.setattr(assistant.pipeline, "load_models", lambda settings: Models(embedder, None))
    return found


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no command load a model: bad input is found before."""

    def fail(settings: Settings) -> Models:
        raise AssertionError("the models were loaded")

    monkeypatch.setattr(assistant.pipeline, "load_models", fail)
