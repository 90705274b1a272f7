"""Tasks say where they run and take ids by name; services never publish one (architecture.md, sections 4 and 5)."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Function, Source, called_name, decorators, functions, sources

QUEUES = {"apps": {"payments", "default", "bulk"}, "automation": {"automation"}}
DECLARATIONS = ("shared_task", "platform_task", "task")
PUBLISHING = {"delay", "apply_async", "send_task", "s", "si", "signature"}


def tasks() -> Iterator[tuple[Source, Function, ast.Call]]:
    for source in sources("apps", "automation"):
        for function in functions(source.tree):
            for declaration in decorators(function, *DECLARATIONS):
                yield source, function, declaration


def named(declaration: ast.Call, keyword: str) -> str:
    for given in declaration.keywords:
        if given.arg == keyword and isinstance(given.value, ast.Constant):
            return str(given.value.value)
    return ""


def test_tasks_are_found() -> None:
    names = [named(declaration, "name") for _, _, declaration in tasks()]

    assert "import_product" in names
    assert "outbox.drain_lane" in names
    assert len(names) == len(set(names)) > 8


def test_every_task_names_itself_and_its_queue() -> None:
    for source, function, declaration in tasks():
        queue = named(declaration, "queue")
        assert named(declaration, "name"), f"{source.at(function)}: a task has an explicit name"
        assert queue in QUEUES[source.parts[0]], f"{source.at(function)}: queue {queue!r}"


def test_tasks_live_in_tasks_modules() -> None:
    assert [source.at(function) for source, function, _ in tasks() if source.kind != "tasks"] == []


def test_tasks_take_keywords_and_forgive_new_ones() -> None:
    for source, function, declaration in tasks():
        arguments = function.args
        where = source.at(function)
        assert not arguments.args, f"{where}: arguments are named"
        assert arguments.vararg is None, f"{where}: arguments are named"
        # A message of the next version may carry more.
        assert arguments.kwarg is not None, f"{where}: takes **_"
        is_public = called_name(declaration) == "platform_task" or any(
            given.arg == "public" for given in declaration.keywords
        )
        names = {argument.arg for argument in arguments.kwonlyargs}
        assert is_public or "schema_name" in names, f"{where}: a store's task takes schema_name"
        assert not is_public or "schema_name" not in names, f"{where}: a platform's task has no store"


def test_bare_declarations_are_not_used() -> None:
    """`@shared_task` without a call has neither name nor queue."""
    for source in sources("apps", "automation"):
        for function in functions(source.tree):
            for decorator in function.decorator_list:
                bare = not isinstance(decorator, ast.Call) and called_name(decorator) in DECLARATIONS
                assert not bare, source.at(function)


def test_only_tasks_and_dispatchers_publish() -> None:
    allowed = {"tasks", "handlers", "dispatch", "management"}
    found = []
    for source in sources("apps", "automation"):
        if source.kind in allowed or source.name == "apps/outbox/services.py":
            continue  # the relay's own job is to wake workers
        found += [
            source.at(node)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in PUBLISHING - {"s", "si"}
        ]
    assert found == []


def test_services_import_no_task() -> None:
    for source in sources("apps", "automation"):
        if source.kind not in {
            "services",
            "selectors",
            "models",
            "querysets",
            "types",
            "events",
            "api",
            "web",
        }:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not node.module.endswith(".tasks"), source.at(node)
