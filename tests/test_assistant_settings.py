"""Settings: where they come from, and what a wrong one says."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.settings import PREFIX, Settings, SettingsError, load_settings


def write_toml(folder: Path, text: str) -> Path:
    (folder / "belagg.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_file_and_environment_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    assert settings == Settings()
    assert (settings.documents / "manifest.json").is_file()
    assert settings.host == "127.0.0.1"


def test_environment_wins_over_file_and_given_over_both(tmp_path: Path) -> None:
    folder = write_toml(tmp_path, 'max_quotes = 2\nport = 8000\nhost = "127.0.0.2"\n')
    environment = {"BELAGG_PORT": "8001", "BELAGG_HOST": "127.0.0.3", "HOME": "/"}
    settings = load_settings(folder, environment, host="127.0.0.4")
    assert (settings.max_quotes, settings.port, settings.host) == (2, 8001, "127.0.0.4")


def test_the_working_folder_and_the_process_environment_are_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_toml(tmp_path, "max_quotes = 2"))
    monkeypatch.setenv("BELAGG_PORT", "8002")
    settings = load_settings()
    assert (settings.max_quotes, settings.port) == (2, 8002)


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("DATA_DIR", "/x/y", Path("/x/y")),
        ("RERANK", "false", False),
        ("DENSE", "0", False),
        ("THRESHOLD", "0.25", 0.25),
        ("CANDIDATES", "7", 7),
        ("MODEL", "någon/modell", "någon/modell"),
    ],
)
def test_the_environment_gives_every_type(tmp_path: Path, key: str, value: str, wanted: object) -> None:
    assert getattr(load_settings(tmp_path, {PREFIX + key: value}), key.lower()) == wanted


@pytest.mark.parametrize(
    ("toml", "environment"),
    [("treshold = 0.5", {}), ("[search]\ndense = true", {}), ("", {"BELAGG_TRESHOLD": "0.5"}), ("", {"BELAGG_": "1"})],
    ids=["file", "table", "environment", "empty-key"],
)
def test_an_unknown_key_is_an_error_that_lists_the_known(
    tmp_path: Path, toml: str, environment: dict[str, str]
) -> None:
    with pytest.raises(SettingsError, match=r"^Okänd inställning: .*De som finns är .*threshold"):
        load_settings(write_toml(tmp_path, toml), environment)


@pytest.mark.parametrize(
    ("toml", "environment", "key", "reason"),
    [
        ("max_quotes = 0", {}, "max_quotes", "minst 1"),
        ("max_quotes = 2.5", {}, "max_quotes", "ett heltal"),
        ("max_quotes = [1]", {}, "max_quotes", "ett heltal"),
        ("threshold = nan", {}, "threshold", "högst 1"),
        ("threshold = 1.01", {}, "threshold", "högst 1"),
        ("threshold = []", {}, "threshold", "ett tal"),
        ("quote_margin = -1", {}, "quote_margin", "minst 0"),
        ('rerank = "kanske"', {}, "rerank", "true eller false"),
        ("rerank = 2.5", {}, "rerank", "true eller false"),
        ("model = 3", {}, "model", "en text"),
        ("data_dir = 3", {}, "data_dir", "en sökväg"),
        ("", {"BELAGG_PORT": "70000"}, "port", "högst 65535"),
        ("", {"BELAGG_PORT": "åttatusen"}, "port", "ett heltal"),
        ("", {"BELAGG_THRESHOLD": "låg"}, "threshold", "ett tal"),
        ("", {"BELAGG_MAX_QUESTION_CHARS": "10000"}, "max_question_chars", "högst 5000"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(
    tmp_path: Path, toml: str, environment: dict[str, str], key: str, reason: str
) -> None:
    shown = rf"^Inställningen {key} \(eller BELAGG_{key.upper()}\) har värdet .*: det ska vara {reason}\.$"
    with pytest.raises(SettingsError, match=shown):
        load_settings(write_toml(tmp_path, toml), environment)


@pytest.mark.parametrize("raw", [b"max_quotes = ", b"\xff\xfe", b"max_quotes = 1\nmax_quotes = 2"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "belagg.toml").write_bytes(raw)
    with pytest.raises(SettingsError, match=r"belagg\.toml kan inte läsas som TOML"):
        load_settings(tmp_path, {})


def test_names_that_only_tests_read_are_no_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"BELAGG_CHROMIUM": "/x", "BELAGG_REQUIRE_BROWSER": "1"}) == Settings()


def test_settings_cannot_be_changed_and_are_all_described() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
