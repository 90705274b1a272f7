"""Pretends that a new release brought migrations to the store app."""

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_numbers = itertools.count()
FIRST = """
from importlib import import_module
Migration = import_module("tenancy.tests.shop.migrations.0001_initial").Migration
"""
HEAD = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("shop", "{before}")]
"""
ADD_NOTE = (
    "    operations = [migrations.AddField('line', 'note', models.CharField(max_length=20, default='new'))]\n"
)
ADD_UNIQUE = (
    "    operations = [migrations.AddConstraint('counter',"
    " models.UniqueConstraint(fields=['value'], name='counter_value_taken'))]\n"
)
COUNT_LINES = """
    def count(apps, schema_editor):
        total = apps.get_model("shop", "Line").objects.count()
        apps.get_model("shop", "Counter").objects.create(name="lines", value=total)
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
"""
SLOW = "    operations = [migrations.RunSQL('SELECT pg_sleep(0.05); CREATE TABLE slow (id int)')]\n"
SLEEP = "    operations = [migrations.RunSQL('SELECT pg_sleep(0.2)')]\n"
CONCURRENT = (
    "    atomic = False\n    operations = [AddIndexConcurrently('line',"
    " models.Index(fields=['quantity'], name='line_quantity'))]\n"
)

Release = Callable[..., str]


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Release:
    """Return a function that takes the bodies of the new migrations and returns their package's name."""

    def make(*bodies: str, suffix: str = "step") -> str:
        name = f"release_{next(_numbers)}"
        package = tmp_path / name
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "0001_initial.py").write_text(FIRST)
        before = "0001_initial"
        for number, body in enumerate(bodies, start=2):
            (package / f"{number:04}_{suffix}.py").write_text(HEAD.format(before=before) + body)
            before = f"{number:04}_{suffix}"
        if str(tmp_path) not in sys.path:
            monkeypatch.syspath_prepend(tmp_path)
        settings.MIGRATION_MODULES = {"shop": name}
        return name

    return make
