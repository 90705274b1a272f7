"""What no code may do: the ways around the walls of a store (architecture.md, sections 2 and 5)."""

import ast

from tests.architecture.sources import called_name, functions, sources

# Their state is shared by threads, or they trust what nobody has checked.
BANNED_NAMES = {
    "tenant_context",
    "schema_context",
    "set_tenant",
    "set_schema",
    "set_schema_to_public",
    "FakeTenant",
}
LIBRARY = "tenancy"
FLOATS = {"FloatField"}
FLOATS_ALLOWED: set[str] = set()


def test_no_store_is_entered_by_itself() -> None:
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.With):
                for item in node.items:
                    entered = item.context_expr
                    name = called_name(entered) if not isinstance(entered, ast.Call) else ""
                    assert not name.endswith(("store", "tenant")), f"{source.at(node)}: with {name}:"


def test_only_the_library_binds_connections() -> None:
    for source in sources("apps", "automation", "config"):
        for node in ast.walk(source.tree):
            name = called_name(node) if isinstance(node, ast.Name | ast.Attribute) else ""
            assert name not in BANNED_NAMES, f"{source.at(node)}: {name}"


def test_only_doors_bind_a_request() -> None:
    users = {
        source.name
        for source in sources("apps", "automation", "config")
        if any(isinstance(node, ast.Name) and node.id == "bind_connection" for node in ast.walk(source.tree))
    }

    assert users == {
        "apps/tenants/middleware.py",
        "automation/access/middleware.py",
        "automation/access/permissions.py",
    }


def test_store_contexts_are_no_decorators() -> None:
    for source in sources():
        for function in functions(source.tree):
            for decorator in function.decorator_list:
                assert called_name(decorator) not in {"store_context", "public_context"}, source.at(function)


def test_modules_do_not_talk_by_signals() -> None:
    for source in sources("apps", "automation"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "django.db.models.signals", source.at(node)
                assert node.module != "django.dispatch", source.at(node)


def test_no_coroutine_touches_a_store() -> None:
    """An event loop's tasks share a thread, and so the store bound to it."""
    for source in sources("apps", "automation"):
        for node in ast.walk(source.tree):
            assert not isinstance(node, ast.AsyncFunctionDef), source.at(node)


def test_money_is_no_float_in_any_model() -> None:
    for source in sources("apps", "automation"):
        if source.kind != "models":
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                assert called_name(node) not in FLOATS or source.at(node) in FLOATS_ALLOWED, source.at(node)


def test_models_override_no_save_and_have_no_hidden_order() -> None:
    for source in sources("apps", "automation"):
        if source.kind != "models":
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                names = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                assert "save" not in names, f"{source.at(node)}: {node.name}.save"
                if node.name == "Meta":
                    set_here = {
                        target.id
                        for item in node.body
                        if isinstance(item, ast.Assign)
                        for target in item.targets
                        if isinstance(target, ast.Name)
                    }
                    assert "ordering" not in set_here, source.at(node)


def test_only_one_module_asks_the_outside_world_for_pages() -> None:
    """Addresses that people give are opened by the guarded client alone."""
    clients = {"requests", "urllib3", "aiohttp", "urllib.request", "http.client"}
    allowed = (
        "automation/suppliers/fetch",
        "automation/suppliers/posting",
        "apps/ops",
        "tenancy/testing",
        "tenancy/health",
    )
    for source in sources():
        if source.name.startswith(allowed):
            continue
        for node in ast.walk(source.tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            assert not clients & set(names), f"{source.at(node)}: {names}"
