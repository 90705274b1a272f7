"""The settings themselves."""

import ast
from collections import Counter
from pathlib import Path

import automation.settings as settings_module


def test_no_setting_is_written_twice() -> None:
    tree = ast.parse(Path(settings_module.__file__).read_text(encoding="utf-8"))
    names = [
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]

    assert [name for name, count in Counter(names).items() if count > 1] == []
