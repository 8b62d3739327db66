"""What the command line reads and says: arguments and messages in Swedish."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

EXIT_BAD_INPUT = 2

_ARGPARSE = (
    (r"the following arguments are required: (.*)", r"det här saknas: \1"),
    (r"argument (.*): invalid choice: (.*?) \(choose from (.*)\)", r"\2 går inte att välja; välj bland \3"),
    (r"unrecognized arguments: (.*)", r"okända argument: \1"),
    (r"argument (.*): expected one argument", r"\1 behöver ett värde"),
    (r"argument (.*): invalid (?:\w+) value: (.*)", r"\1 kan inte ha värdet \2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Swedish."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in Swedish and exit with 2."""
        for pattern, translation in _ARGPARSE:
            message = re.sub(pattern, translation, message)
        say(f"belagg: {message}. Se ”{self.prog} --help”.")
        raise SystemExit(EXIT_BAD_INPUT)

    def format_help(self) -> str:
        """Return the help with Swedish headings."""
        shown = super().format_help()
        for english, swedish in (
            ("usage:", "användning:"),
            ("positional arguments:", "argument:"),
            ("options:", "val:"),
            ("show this help message and exit", "visa den här hjälpen"),
        ):
            shown = shown.replace(english, swedish)
        return shown


def tell_problems(problems: Sequence[str]) -> int:
    """Say what was wrong with the lines of a batch, and return the exit code."""
    for problem in problems:
        say(f"belagg: {problem}")
    return EXIT_BAD_INPUT if problems else 0


def print_line(text: str) -> None:
    """Print a line to standard output."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """Print a line to standard error, where what isn't a result belongs."""
    sys.stderr.write(text + "\n")
