"""Operators' commands: what they do, what they print, how they end."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from apps.tenants.models import Domain, Store

pytestmark = pytest.mark.django_db


def run(*words: str) -> Any:
    out = io.StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_store_is_created_listed_suspended_and_resumed(owner: Any) -> None:
    made = run("store_create", "Candle House", "--owner", "owner@example.com", "--subdomain", "candles")

    assert made["status"] == "ACTIVE"
    assert [row["domain"] for row in run("store_list", "--status", "ACTIVE")] == ["candles.localhost"]
    assert run("store_suspend", "candles.localhost", "--reason", "unpaid")["status"] == "SUSPENDED"
    assert run("store_resume", made["id"])["status"] == "ACTIVE"


def test_text_output_is_a_table(owner: Any, capsys: pytest.CaptureFixture[str], store: Any) -> None:
    call_command("store_list")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["id", "name", "status", "domain", "merchant", "schema"]
    assert "meadow.localhost" in lines[1]


def test_refusals_end_with_code_one(owner: Any, store: Any) -> None:
    with pytest.raises(CommandError) as error:
        run("store_resume", str(store.id))
    assert error.value.returncode == 1
    assert "active" in str(error.value)

    with pytest.raises(CommandError) as unknown:
        run("store_suspend", "nobody.localhost", "--reason", "x")
    assert unknown.value.returncode == 1


def test_ten_08_deleting_waits_thirty_days_unless_the_name_is_typed(transactional: None, owner: Any) -> None:
    made = run("store_create", "Short Lived", "--owner", "owner@example.com")
    schema = made["schema"]

    assert run("store_delete", made["id"])["status"] == "CLOSED"
    with pytest.raises(CommandError, match="does not match"):
        run("store_delete", made["id"], "--now", "--confirm", "Something else")
    assert Store.objects.get(pk=made["id"]).status == "CLOSED"

    assert run("store_delete", made["id"], "--now", "--confirm", "Short Lived")["status"] == "DELETED"

    row = Store.objects.get(pk=made["id"])
    assert (row.status, row.name, row.contact_email) == ("DELETED", "deleted store", "")
    assert not Domain.objects.filter(tenant=row).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [schema])
        assert cursor.fetchone() == (0,)


def test_the_shell_runs_inside_the_store(store: Any, capsys: pytest.CaptureFixture[str]) -> None:
    command = "from django.db import connection; print(connection.schema_name)"

    call_command("store_shell", "meadow.localhost", "--command", command)

    assert capsys.readouterr().out.strip() == store.schema_name
