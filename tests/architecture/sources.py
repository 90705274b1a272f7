"""The product's Python files, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("apps", "automation", "config", "tenancy")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One module: its path from the root, its package parts, its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.with_suffix("").parts

    @property
    def kind(self) -> str:
        """What the module is inside its app: `services`, `api`, `models` …, for packages as for files."""
        return self.parts[2] if len(self.parts) > 2 else ""

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Return the modules below these folders (of the product when none is named), tests and migrations left out."""
    return tuple(_sources(folders or PRODUCT))


def _sources(folders: tuple[str, ...]) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if {"tests", "migrations", "build", "benchmarks", "__pycache__"} & set(relative.parts):
                continue
            text = path.read_text(encoding="utf-8")
            yield Source(relative, text, ast.parse(text))


def called_name(node: ast.expr) -> str:
    """Return the last name of what is called or referred to: `a.b.c(…)` gives `c`."""
    if isinstance(node, ast.Call):
        return called_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def decorators(function: Function, *names: str) -> list[ast.Call]:
    """Return the calls among a function's decorators that have one of these names."""
    return [
        decorator
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and called_name(decorator) in names
    ]


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
