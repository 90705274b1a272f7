"""The probes of k8s/base/probes and k8s/rollout.sh, run for real: each must also be able to say no."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.architecture.rendered import ROOT

PROBES = ROOT / "k8s" / "base" / "probes"


def probe(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"probe_{name}", PROBES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def looping() -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen([sys.executable, "-c", "import time\nwhile True: time.sleep(0.02)"])
    yield child
    child.kill()
    child.wait()


def test_progress_tells_a_loop_from_a_hang(looping: subprocess.Popen[bytes], tmp_path: Path) -> None:
    progress = probe("progress")
    status = Path(f"/proc/{looping.pid}/task/{looping.pid}/status")
    seen = tmp_path / "progress"
    assert progress.has_progressed(status=status, seen=seen)
    time.sleep(0.5)
    assert progress.has_progressed(status=status, seen=seen)
    looping.send_signal(signal.SIGSTOP)
    time.sleep(0.2)
    progress.has_progressed(status=status, seen=seen)
    time.sleep(0.5)
    assert not progress.has_progressed(status=status, seen=seen)


def broker_url() -> str:
    return f"{os.environ['REDIS_URL'].rstrip('/')}/9"


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker of no application of ours: the probe asks Celery itself."""
    (tmp_path / "bare.py").write_text(
        f"from celery import Celery\napp = Celery('bare', broker={broker_url()!r})\n", encoding="ascii"
    )
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "bare",
        "worker",
        "-P",
        "solo",
        "-n",
        "probed@here",
        "-l",
        "error",
    ]
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    child = subprocess.Popen(
        command, cwd=tmp_path, env=bare, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield child
    child.kill()
    child.wait()


@pytest.mark.slow
def test_worker_ping_tells_a_worker_from_a_hanging_one(
    worker: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    ping = probe("worker_ping")
    monkeypatch.setattr(ping, "ANSWER_SECONDS", 4)
    deadline = time.monotonic() + 60
    while not ping.worker_answers(node="probed@here", broker_url=broker_url()):
        assert time.monotonic() < deadline, "the worker never answered"
    assert not ping.worker_answers(node="other@here", broker_url=broker_url())
    worker.send_signal(signal.SIGSTOP)
    assert not ping.worker_answers(node="probed@here", broker_url=broker_url())


def test_worker_ping_does_not_blame_the_worker_for_the_broker() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"redis://127.0.0.1:{unheard.getsockname()[1]}/0"
        assert probe("worker_ping").worker_answers(node="probed@here", broker_url=address)


@pytest.mark.django_db(transaction=True)
def test_migrated_waits_for_what_this_image_needs(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenancy import fingerprints

    migrated = probe("migrated")
    assert migrated.missing_read() == []

    names = fingerprints.migration_names
    monkeypatch.setattr(
        fingerprints,
        "migration_names",
        lambda config: [*names(config), *(["9999_next"] if config.label in {"catalog", "tenants"} else [])],
    )
    assert migrated.missing_read() == ["public: tenants.9999_next", "s_template: catalog.9999_next"]


@pytest.mark.django_db(transaction=True)
def test_migrated_waits_for_stores_only_while_a_migration_runs(store: Any) -> None:
    from django.apps import apps

    from tenancy.migrator import RUN_LOCK
    from tenancy.runner import raw_connection

    migrated = probe("migrated")
    model: Any = apps.get_model("tenants.Store")
    stores = model.objects.filter(pk=store.id)
    with raw_connection() as running:
        running.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK])
        stores.update(schema_fingerprint="of-another-release")
        assert migrated.missing_read() == [f"{store.schema_name}: in work"]
    # No run: the migration job has failed and says so; one broken shop stops nobody.
    assert migrated.missing_read() == []


KUBECTL = r"""
#!/bin/sh
# Stands in for a cluster: renders for real, writes down what is applied, answers what it was told to.
case "$*" in
    kustomize*) exec "$REAL_KUBECTL" "$@" ;;
    "apply -f -") sed -n 's/^kind: //p' | sort -u | tr '\n' ' ' >>"$LOG"; echo >>"$LOG" ;;
    "apply -f "*) echo "everything" >>"$LOG" ;;
    *Complete*) [ "$MIGRATION" = good ] ;;
    *status.conditions*) [ "$MIGRATION" = good ] || echo True ;;
    *"get deployments"*) echo deployment.apps/backend ;;
    *) : ;;
esac
"""


@pytest.mark.parametrize(("migration", "code"), [("good", 0), ("bad", 1)])
def test_ops_07_rollout_migrates_first_and_stops_when_that_fails(
    tmp_path: Path, migration: str, code: int
) -> None:
    real = shutil.which("kubectl")
    if real is None:
        pytest.skip("kubectl is not installed")
    fake = tmp_path / "kubectl"
    fake.write_text(textwrap.dedent(KUBECTL).lstrip(), encoding="ascii")
    fake.chmod(0o755)
    log = tmp_path / "log"
    result = subprocess.run(
        ["sh", str(ROOT / "k8s" / "rollout.sh"), "staging"],
        env={
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "REAL_KUBECTL": real,
            "LOG": str(log),
            "MIGRATION": migration,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == code, result.stderr
    applied = [line.split() for line in log.read_text().splitlines()]
    before = [
        ["Namespace"],
        ["Cluster", "ConfigMap", "NetworkPolicy", "ServiceAccount", "StatefulSet"],
        ["Service"],
        ["Job"],
    ]
    assert applied == [*before, *([["everything"]] if migration == "good" else [])]
    assert ("nothing was rolled out" in result.stderr) == (migration == "bad")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ops_07_an_older_release_finds_nothing_to_migrate(store: Any) -> None:
    """Rolling back runs the older image's migration job on the newer schema."""
    from django.apps import apps
    from psycopg import sql

    from tenancy.migrator import migrate
    from tenancy.models import PlatformSchema
    from tenancy.runner import raw_connection

    schemas = ("public", "s_template", store.schema_name)
    with raw_connection() as newer:
        for schema in schemas:
            table = sql.Identifier(schema, "django_migrations")
            newer.execute(
                sql.SQL("INSERT INTO {} (app, name, applied) VALUES ('catalog', '9999_next', now())").format(
                    table
                )
            )
    model: Any = apps.get_model("tenants.Store")
    PlatformSchema.objects.update(schema_fingerprint="of-the-newer-release")
    model.objects.filter(pk=store.id).update(schema_fingerprint="of-the-newer-release")
    try:
        report = migrate(verbosity=0)
        assert report.is_ok
        assert report.template == ()
        assert [one.status for one in report.results if one.schema_name == store.schema_name] == ["CURRENT"]
        assert probe("migrated").missing_read() == []
    finally:
        with raw_connection() as newer:
            for schema in schemas:
                table = sql.Identifier(schema, "django_migrations")
                newer.execute(sql.SQL("DELETE FROM {} WHERE name = '9999_next'").format(table))
