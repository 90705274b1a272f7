"""Services and selectors: keyword-only, typed, said in words (house style, section 2)."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Function, Source, sources

KINDS = {"services", "selectors"}
# Shared by the readers of one package; a row and its columns in the order of the query.
POSITIONAL = {"apps/catalog/selectors/shop_rows.py card"}


def public() -> Iterator[tuple[Source, Function]]:
    for source in sources("apps", "automation"):
        if source.kind not in KINDS:
            continue
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield source, node


def test_public_functions_are_found() -> None:
    names = {function.name for _, function in public()}

    assert {"product_create", "order_place", "event_publish", "import_start_url"} <= names


def test_arguments_are_named() -> None:
    """One argument alone needs no name; decorators that register functions have one."""
    wrong = [
        f"{source.name} {function.name}"
        for source, function in public()
        if len(function.args.args) > 1 or function.args.vararg or function.args.posonlyargs
    ]

    assert set(wrong) == POSITIONAL


def test_signatures_are_typed() -> None:
    for source, function in public():
        where = f"{source.at(function)} {function.name}"
        assert function.returns is not None, where
        for argument in [*function.args.args, *function.args.kwonlyargs]:
            assert argument.annotation is not None, f"{where}({argument.arg})"


def test_public_functions_say_what_they_guarantee() -> None:
    silent = [f"{source.at(function)} {function.name}" for source, function in public()
              if ast.get_docstring(function) is None]  # fmt: skip

    assert silent == []


def test_money_is_no_float_in_any_signature() -> None:
    words = ("price", "amount", "total", "cost", "minor")
    for source, function in public():
        for argument in [*function.args.args, *function.args.kwonlyargs]:
            if any(word in argument.arg for word in words) and argument.annotation is not None:
                assert "float" not in ast.unparse(argument.annotation), source.at(function)
