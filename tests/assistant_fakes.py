"""Two documents and an assistant over them for the tests: invented people and places, and a fake embedding model."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FakeEmbedder

import assistant.select
from assistant.pipeline import Assistant, Models, open_assistant
from assistant.settings import Settings
from assistant.signals import Model
from corpus.library import read_document
from corpus.types import Document, Source

TEXT = """\
Så lär sig tre bibliotek

Under våren har vi besökt tre bibliotek för att höra hur personalen lär sig nya verktyg. Besöken gjordes i april 2023.

Lära i grupp

Karin Öberg, enhetschef på biblioteket i Falun, berättar: ”Vi lär oss tillsammans varje torsdag. Det tar två timmar \
i veckan.”

Per Lindqvist, bibliotekarie i Östersund, säger att de hellre lär sig på egen hand: ”Var och en får välja en kurs på \
nätet. Sedan visar vi varandra vad vi har lärt oss.”

Det är viktigt att chefen avsätter tid, konstaterar Karin.

Spela in ljud

I Boden byggde de en egen studio för ljudböcker. ”Vi hade ingen aning om vad mikrofonerna kostade”, säger Margareta \
Wikström, projektledare i Boden.

Rapporten från regionen visar att biblioteken i länet har ökat sin kunskap.

Råd till andra

 • Avsätt tid varje vecka
 • Börja med det som är roligt
 • Låt kollegorna visa varandra
"""
ROBOTS = """\
Robotar på biblioteket

Vi köpte två robotar till barnavdelningen. De läser högt för barnen på lördagar.
"""


def use_plain_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search's cosines and the reranker's logit alone decide, whatever the fitted models say at the moment."""
    plain = Model({"dense": 6.0, "question": 6.0, "rerank": 1.0}, 0.0)
    monkeypatch.setattr(assistant.select, "load_models", lambda: (plain, plain))


def read_learning() -> Document:
    return read_document(TEXT, Source("larande", "Så lär sig tre bibliotek"))


def read_robots() -> Document:
    return read_document(ROBOTS, Source("robotar", "Robotar på biblioteket"))


def write_documents(folder: Path) -> Path:
    """Write both documents as a folder of text files, the first with questions that its sentences answer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "larande.txt").write_text(TEXT, encoding="utf-8")
    (folder / "robotar.txt").write_text(ROBOTS, encoding="utf-8")
    return folder


def open_fake(folder: Path, **changed: object) -> Assistant:
    """Return an assistant over both documents, with the index in `folder` and no model behind it."""
    settings = Settings(data_dir=folder, cache_dir=folder, rerank=False, **changed)  # type: ignore[arg-type]
    return open_assistant(settings, documents=[read_learning(), read_robots()], models=Models(FakeEmbedder(), None))
