"""Readers: a file's bytes to canonical text. Plain text is read as UTF-8 and kept character for character."""

from __future__ import annotations

from pathlib import Path

from corpus.types import CorpusError

MAX_BYTES = 20_000_000


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, unchanged but for a byte order mark. Raises CorpusError with the remedy."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CorpusError(f"Filen {path} är större än {MAX_BYTES // 1_000_000} MB. Dela upp den i mindre dokument.")
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorpusError(f"Filen {path} kan inte läsas ({reason}). Kontrollera namnet och rättigheterna.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"Filen {path} är inte text i UTF-8 (fel vid byte {error.start}). Spara om den som UTF-8 och försök igen."
        ) from error
    if "\x00" in text:
        raise CorpusError(f"Filen {path} innehåller nolltecken och är troligen ingen textfil.")
    if not text.strip():
        raise CorpusError(f"Filen {path} är tom.")
    return text
