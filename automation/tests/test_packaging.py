"""What makes this folder a service that can be installed by itself: its packages and what they need."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
OURS = {"automation", "tenancy"}
# Needed while running, imported by name only: servers, drivers, formatters, storages.
BY_NAME = {
    "gunicorn",
    "django-celery-beat",
    "django-storages",
    "django-unfold",
    "psycopg",
    "python-json-logger",
    "environs",
    "whitenoise",
}
# Comes with a requirement that is named, as part of it.
WITH_ANOTHER = {"kombu": "celery", "urllib3": "requests", "psycopg-pool": "psycopg"}


def product_files() -> list[Path]:
    return [path for path in HERE.rglob("*.py") if not {"tests", "build"} & set(path.relative_to(HERE).parts)]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required() -> set[str]:
    lines = (HERE / "requirements.in").read_text().splitlines()
    return {
        canonical(re.split(r"[\[<>=~! ]", line)[0]) for line in lines if line and not line.startswith("#")
    }


def imported() -> set[str]:
    """Return the distributions whose modules the product imports."""
    modules: set[str] = set()
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.partition(".")[0])
    foreign = modules - set(sys.stdlib_module_names) - OURS
    known = packages_distributions()
    return {canonical(known[name][0]) for name in foreign if name in known}


def test_every_package_is_installed_and_none_that_is_not_there() -> None:
    folders = {path.parent.relative_to(HERE) for path in product_files() if path.name == "__init__.py"}
    wanted = {".".join(("automation", *folder.parts)) for folder in folders}
    with (HERE / "pyproject.toml").open("rb") as file:
        listed = tomllib.load(file)["tool"]["setuptools"]["packages"]

    assert listed == sorted(wanted)


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in product_files()}

    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_what_is_imported_is_required() -> None:
    found = imported()

    assert {"anthropic", "httpx", "django"} <= found
    assert {WITH_ANOTHER.get(name, name) for name in found} - required() == set()


def test_what_is_required_is_used() -> None:
    used = {WITH_ANOTHER.get(name, name) for name in imported()} | BY_NAME
    # The library's own needs stand here too, because the lock file is installed before it.
    library = {"celery", "django-tenants", "redis", "drf-spectacular"}
    # Named for its extra: tokens are verified with it.
    extras = {"cryptography"}

    assert required() - used - library - extras == set()


def test_nothing_else_of_ours_is_imported() -> None:
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                assert name.partition(".")[0] not in {"apps", "config", "sandbox"}, path


def test_the_lock_file_names_no_address_and_pins_by_hash() -> None:
    text = (HERE / "requirements.txt").read_text()

    assert "://" not in text
    pins = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert len(pins) > 30
    assert all("==" in line for line in pins)
    assert text.count("--hash=sha256:") >= len(pins)
