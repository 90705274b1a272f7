"""Every model lives in exactly one place, and no foreign key crosses a schema (architecture.md, section 2)."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from tests.architecture.sources import ROOT

# Prints, for one service: its two lists, and of every model its app, table, fields' targets.
SURVEY = """
import json, django
django.setup()
from django.apps import apps
from django.conf import settings
def name(entry): return apps.get_app_config(entry).name if entry in apps.app_configs else entry
models = [
    {
        "app": model._meta.app_config.name,
        "model": model._meta.label,
        "table": model._meta.db_table,
        "targets": sorted({
            field.related_model._meta.app_config.name
            for field in [*model._meta.get_fields(), *model._meta.many_to_many]
            if field.is_relation and field.concrete and field.related_model is not None
        }),
    }
    for model in apps.get_models(include_auto_created=True)
]
def names(entries):
    from django.apps import AppConfig
    return sorted(AppConfig.create(entry).name for entry in entries)
print(json.dumps({"public": names(settings.SHARED_APPS), "store": names(settings.TENANT_APPS), "models": models}))
"""
SERVICES = {"core": "config.settings.test", "automation": "automation.settings"}


@pytest.fixture(scope="module", params=SERVICES)
def survey(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    """What a service's own process says of its models (each has settings of its own)."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "AUTOMATION_DATABASE_URL", "REDIS_URL"}
    }
    environment |= {"DJANGO_SETTINGS_MODULE": SERVICES[request.param], "ENVIRONMENT": "test"}
    answer = subprocess.run(
        [sys.executable, "-c", SURVEY], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def test_no_app_is_in_both_lists(survey: Mapping[str, Any]) -> None:
    assert len(survey["models"]) > 5
    assert set(survey["public"]) & set(survey["store"]) == set()


def test_every_model_is_declared_in_exactly_one_list(survey: Mapping[str, Any]) -> None:
    lists = dict.fromkeys(survey["public"], "public") | dict.fromkeys(survey["store"], "store")

    assert [row["model"] for row in survey["models"] if row["app"] not in lists] == []


def test_no_foreign_key_crosses_a_schema(survey: Mapping[str, Any]) -> None:
    store = set(survey["store"])

    crossing = [
        f"{row['model']} → {target}"
        for row in survey["models"]
        for target in row["targets"]
        if (row["app"] in store) != (target in store)
    ]

    assert crossing == []


def test_no_two_models_share_a_table(survey: Mapping[str, Any]) -> None:
    tables = [row["table"] for row in survey["models"]]

    assert sorted({table for table in tables if tables.count(table) > 1}) == []
