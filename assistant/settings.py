"""Every number and path that changes an answer, from `BELAGG_…` in the environment or `belagg.toml`.

The environment wins over the file. An unknown key in either is an error, so that a misspelt one is noticed.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_cache_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.library import default_folder
from corpus.types import BelaggError

PREFIX = "BELAGG_"
FILE_NAME = "belagg.toml"
_ELSEWHERE = frozenset({"CHROMIUM", "REQUIRE_BROWSER"})
"""BELAGG_ names that tests read, not settings."""


_REASONS = {
    "greater_than_equal": "det ska vara minst {ge:g}",
    "less_than_equal": "det ska vara högst {le:g}",
    "int_parsing": "det ska vara ett heltal",
    "int_from_float": "det ska vara ett heltal",
    "int_type": "det ska vara ett heltal",
    "float_parsing": "det ska vara ett tal",
    "float_type": "det ska vara ett tal",
    "bool_parsing": "det ska vara true eller false",
    "bool_type": "det ska vara true eller false",
    "string_type": "det ska vara en text",
    "path_type": "det ska vara en sökväg",
}
"""What is wrong with a value, by pydantic's error type."""


class SettingsError(BelaggError):
    """A setting that is unknown or has a value that can't be used."""


class Settings(BaseModel):
    """The settings, each with its unit, range and reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    documents: Annotated[Path, Field(description="mapp med källdokument (.txt) och manifest.json")] = Field(
        default_factory=default_folder
    )
    data_dir: Annotated[
        Path, Field(description="mapp för sökindexet, omdömen, granskade svar och delade konversationer")
    ] = Field(default_factory=lambda: user_data_path("belagg", appauthor=False))
    cache_dir: Annotated[Path, Field(description="mapp för den uppackade språkmodellen")] = Field(
        default_factory=lambda: user_cache_path("belagg", appauthor=False)
    )
    model: Annotated[
        str, Field(description="inbäddningsmodell: namnet på standardmodellen, en mapp eller ett hubbnamn")
    ] = "multilingual-e5-small"
    tuned: Annotated[bool, Field(description="använd de egna, tränade vikterna ovanpå standardmodellen")] = True
    dense: Annotated[bool, Field(description="sök på betydelse")] = True
    lexical: Annotated[bool, Field(description="sök på ord (BM25)")] = True
    questions: Annotated[bool, Field(description="sök bland frågorna som meningarna besvarar")] = True
    rerank: Annotated[bool, Field(description="läs fråga och mening tillsammans innan citaten väljs")] = True
    candidates: Annotated[int, Field(ge=1, le=200, description="antal meningar som går vidare från sökningen")] = 20
    reranked: Annotated[
        int,
        Field(
            ge=1, le=100, description="antal av dem som läses tillsammans med frågan, för varje sida i en jämförelse"
        ),
    ] = 6
    max_quotes: Annotated[int, Field(ge=1, le=20, description="högsta antal citat i ett svar")] = 4
    threshold: Annotated[
        float, Field(ge=0, le=1, description="lägsta sannolikhet, 0–1, att materialet svarar; under den: inget svar")
    ] = 0.45
    """The largest, in steps of 0.05, that by cross-validation turns away at most a tenth of the answerable tuning
    questions of every group (evals/training/README.md)."""
    quote_margin: Annotated[
        float, Field(ge=0, description="hur långt efter det bästa citatet (i poäng) ett citat får ligga och ändå visas")
    ] = 1.2
    max_question_chars: Annotated[int, Field(ge=50, le=5000, description="längsta fråga i tecken")] = 2000
    host: Annotated[str, Field(description="adress som webbsidan öppnas på")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="port som webbsidan öppnas på")] = 7860
    reviews: Annotated[
        bool, Field(description="spara svaren från webbsidan på den här datorn, så att de kan granskas och signeras")
    ] = True
    review_code: Annotated[str, Field(description="kod som krävs för att signera ett svar; tom: ingen kod")] = ""
    sharing: Annotated[
        bool, Field(description="låt den som använder webbsidan dela en konversation med länk till den här servern")
    ] = False


def load_settings(folder: Path | None = None, environment: dict[str, str] | None = None, **given: Any) -> Settings:
    """Return the settings of `belagg.toml` in `folder` (the working folder) with those of the environment over them.

    `given` wins over both. Raises SettingsError that names the key.
    """
    environment = dict(os.environ) if environment is None else environment
    values: dict[str, Any] = {}
    path = (folder or Path.cwd()) / FILE_NAME
    if path.exists():
        try:
            values |= tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{path} kan inte läsas som TOML ({error}).") from error
    for name, value in environment.items():
        key = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and key not in _ELSEWHERE:
            values[key.lower()] = value
    try:
        return Settings(**(values | given))
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        known = ", ".join(sorted(Settings.model_fields))
        if first["type"] == "extra_forbidden":
            raise SettingsError(f"Okänd inställning: {key}. De som finns är {known}.") from error
        shown = f"Inställningen {key} (eller {PREFIX}{key.upper()}) har värdet {first['input']!r}"
        reason = _REASONS.get(first["type"], "det har fel typ").format(**first.get("ctx", {}))
        raise SettingsError(f"{shown}, som inte går att använda: {reason}.") from error
