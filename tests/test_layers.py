"""Imports go one way: corpus ← index ← assistant ← evals. Read from the syntax, so also imports inside functions."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("corpus", "index", "assistant", "evals")
MODULES = sorted(path.relative_to(ROOT).as_posix() for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
UPWARDS = {("assistant/cli.py", "evals")}
"""`belagg eval` is a command, so the command line opens the evaluation, and only inside that command."""
ONLY_IN = {
    "gradio": ("assistant/ui/",),
    "gradio_client": ("assistant/ui/",),
    "chromadb": ("index/", "evals/baselines.py"),
    "sentence_transformers": ("index/", "evals/training/"),
    "transformers": ("index/", "evals/training/"),
    "torch": ("index/", "evals/"),
    "llama_index": ("index/", "assistant/generate.py", "evals/baselines.py"),
    "bm25s": ("index/",),
    "ir_measures": ("evals/metrics/",),
    "matplotlib": ("evals/",),
}


def find_imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer"
            yield node.module or ""


@cache
def parse(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def test_there_are_modules_in_every_layer() -> None:
    assert {module.split("/")[0] for module in MODULES} == set(LAYERS)


@pytest.mark.parametrize("module", MODULES)
def test_a_layer_imports_only_itself_and_those_below(module: str) -> None:
    own = LAYERS.index(module.split("/")[0])
    above = {name for name in LAYERS[own + 1 :] if (module, name) not in UPWARDS}
    assert [name for name in find_imports(parse(module)) if name.split(".")[0] in above] == []


@pytest.mark.parametrize(("module", "above"), sorted(UPWARDS))
def test_an_exception_is_imported_inside_a_function_only(module: str, above: str) -> None:
    tree = parse(module)
    at_top = [name for node in tree.body if not isinstance(node, ast.FunctionDef) for name in find_imports(node)]
    assert above not in {name.split(".")[0] for name in at_top}
    assert above in {name.split(".")[0] for name in find_imports(tree)}


@pytest.mark.parametrize("module", MODULES)
def test_each_large_library_has_its_place(module: str) -> None:
    used = {name.split(".")[0] for name in find_imports(parse(module))}
    assert [name for name in used & set(ONLY_IN) if not module.startswith(ONLY_IN[name])] == []


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("assistant/ui/")])
def test_the_page_is_opened_from_the_command_line_only(module: str) -> None:
    uses_page = any(name.startswith("assistant.ui") for name in find_imports(parse(module)))
    assert not uses_page or module == "assistant/cli.py"


@pytest.mark.parametrize("module", MODULES)
def test_settings_are_read_by_the_assistant_only(module: str) -> None:
    reads_settings = "assistant.settings" in set(find_imports(parse(module)))
    assert not reads_settings or module.startswith(("assistant/", "evals/training/"))
    names = {node.attr for node in ast.walk(parse(module)) if isinstance(node, ast.Attribute)}
    assert "environ" not in names or module in ("assistant/settings.py", "assistant/ui/__init__.py", "index/model.py")
