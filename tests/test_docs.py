"""README documents every command and setting; the material's names and this machine stay out of the code."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli import build_parser
from assistant.settings import PREFIX, Settings
from corpus.library import default_folder, load_documents

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = ("corpus", "index", "assistant", "evals")
CODE = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in (".py", ".css", ".js")
)
NAMESPACES = {"www.w3.org", "schemas.openxmlformats.org", "127.0.0.1", "localhost"}
"""Hosts that only name a namespace, and this machine."""
MODULES = [path for path in CODE if path.suffix == ".py"]


def to_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def get_commands() -> list[str]:
    (choices,) = [action.choices for action in build_parser()._actions if isinstance(action.choices, dict)]
    return sorted(choices)


@pytest.mark.parametrize("command", get_commands())
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"^\| `belagg {command}\b", README, re.MULTILINE)


@pytest.mark.parametrize("key", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(key: str) -> None:
    row = re.search(rf"^\| `{PREFIX}{key.upper()}` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert row is not None
    assert row[2] == Settings.model_fields[key].description
    default = Settings.model_fields[key].default
    if Settings.model_fields[key].default_factory is None:
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert row[1] == (f"`{shown}`" if shown else "tom")


def test_no_setting_is_documented_that_is_not_there() -> None:
    documented = set(re.findall(rf"`{PREFIX}(\w+)", README))
    assert {key.lower() for key in documented} <= set(Settings.model_fields)


def find_command_lines() -> Iterator[str]:
    """Return the belagg command lines of README: those in sh blocks and in the table of commands."""
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            bare = line.strip().removeprefix("$ ")
            if re.match(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?belagg\b", bare):
                yield bare
    yield from re.findall(r"^\| `(belagg\b[^`]*)`", README, re.MULTILINE)


@pytest.mark.parametrize("line", list(find_command_lines()))
def test_every_command_line_can_be_parsed(line: str) -> None:
    words = shlex.split(line, comments=True)
    start = next(i for i, word in enumerate(words) if word.endswith("belagg"))
    end = next((i for i, word in enumerate(words) if word in ("|", ">", "&&", ";")), len(words))
    parsed = build_parser().parse_args(words[start + 1 : end])
    assert callable(parsed.run)


def test_every_option_in_the_text_is_one_of_the_commands() -> None:
    (choices,) = [action.choices for action in build_parser()._actions if isinstance(action.choices, dict)]
    known = {option for parser in choices.values() for action in parser._actions for option in action.option_strings}
    assert set(re.findall(r"`(--[\w-]+)", README)) <= known


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)", README))))
def test_every_link_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()


def test_every_make_target_in_the_text_is_there() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE)) <= targets


def find_words_of_code(path: Path) -> str:
    """Return the strings and names of a module, without docstrings and comments."""
    found: list[str] = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found.append(node.value)
        elif isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
    return "\n".join(found)


DOCUMENTS = load_documents(default_folder())
NAMES = sorted(
    {word for document in DOCUMENTS for person in document.people for word in person.name.split()}
    | {library for document in DOCUMENTS for library in document.libraries}
)


def test_the_names_are_those_of_the_material() -> None:
    # Ten people and five libraries.
    assert len(NAMES) > 20


@pytest.mark.parametrize("path", MODULES, ids=to_id)
def test_no_name_of_the_material_stands_in_the_code(path: Path) -> None:
    words = find_words_of_code(path)
    assert [name for name in NAMES if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE)] == []


@pytest.mark.parametrize("path", CODE, ids=to_id)
def test_no_path_of_a_machine_and_no_other_host_stands_in_the_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:/work/|/home/|/root/|/Users/|/tmp/|[A-Z]:\\\\)", text) == []
    hosts = set(re.findall(r"(?:https?:|wss?:)//([\w.-]+)", text)) - NAMESPACES
    assert hosts == set()
    assert re.findall(r"jsdelivr|unpkg|cdnjs|googleapis|gstatic|fonts\.google", text) == []
