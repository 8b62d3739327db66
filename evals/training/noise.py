"""The ways people misspell a question: for training data, never for a stored text."""

import random

_BARE_LETTERS = str.maketrans("åäöÅÄÖé", "aaoAAOe")


def misspell(text: str, rng: random.Random) -> str:
    """Return `text` written in haste: without å ä ö and capitals, or with a few slipped letters.

    >>> misspell("Varför åkte Åsa?", random.Random(0))
    'Varför åkte Åa?'
    """
    if rng.random() < 0.5:
        return text.translate(_BARE_LETTERS).lower()
    letters = list(text)
    for _ in range(1 + len(text) // 40):
        place = rng.randrange(len(letters))
        if not letters[place].isalpha():
            continue
        kind = rng.choice(("drop", "double", "swap"))
        if kind == "drop":
            letters[place] = ""
        elif kind == "double":
            letters[place] *= 2
        elif place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        letters = list("".join(letters))
    return "".join(letters)
