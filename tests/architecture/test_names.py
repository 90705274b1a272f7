"""Modules are named for what is in them and stay small (architecture.md, sections 3 and 4)."""

import ast

import pytest

from tests.architecture.sources import ROOT, sources

JUNK = {"utils", "util", "helpers", "helper", "common", "core", "shared", "misc", "lib", "tools", "base"}
# Named by Django and by architecture.md.
ALLOWED = {"config/settings/base.py", "tenancy/postgresql/base.py"}
LONGEST_MODULE = 400
ANATOMY = {
    "admin", "api", "apps", "events", "handlers", "management", "migrations", "models", "querysets", "selectors",
    "services", "static", "tasks", "templates", "templatetags", "types", "urls", "web",
}  # fmt: skip
# Folders an app may have beside those: named for a noun of its own.
FOLDERS = {"ops": {"demo", "portability"}, "suppliers": {"product_page", "google_feed", "aliexpress", "cj"}}


def test_no_module_is_a_junk_drawer() -> None:
    found = [
        source.name
        for source in sources("apps", "automation", "config", "tenancy", "sandbox")
        if JUNK & set(source.parts) and source.name not in ALLOWED
    ]

    assert found == []


def test_no_module_is_longer_than_it_may_be() -> None:
    lengths = {source.name: source.text.count("\n") for source in sources()}

    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


@pytest.mark.parametrize("service", ["apps", "automation"])
def test_folders_of_a_module_are_those_of_the_anatomy(service: str) -> None:
    for module in sorted((ROOT / service).iterdir()):
        if not (module / "__init__.py").is_file() or module.name in {"tests", "benchmarks"}:
            continue
        folders = {path.name for path in module.iterdir() if path.is_dir() and path.name != "__pycache__"}
        assert folders <= ANATOMY | FOLDERS.get(module.name, set()), module


def test_no_noun_hides_a_part_of_the_anatomy() -> None:
    """A module has `services` as a file or as a package, not both, and no second name for it."""
    doubles = {
        "service",
        "selector",
        "model",
        "handler",
        "task",
        "views",
        "serializers",
        "signals",
        "managers",
    }
    for source in sources("apps"):
        assert source.kind not in doubles, source.name
    for part in ANATOMY - {"templates", "static", "migrations"}:
        for module in (ROOT / "apps").iterdir():
            assert not ((module / f"{part}.py").exists() and (module / part).is_dir()), module / part


def test_modules_say_what_they_are() -> None:
    """Every module with code in it begins with a sentence; `apps.py` is Django's form."""
    silent = [
        source.name
        for source in sources()
        if source.tree.body and ast.get_docstring(source.tree) is None and source.path.name != "apps.py"
    ]

    assert silent == []
