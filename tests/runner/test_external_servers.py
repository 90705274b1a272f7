"""With DATABASE_URL and REDIS_URL the platform uses those servers and leaves them alone."""

from pathlib import Path

import psycopg
import pytest

from sandbox.runner.databases import ServiceUnusable, database_ensure
from sandbox.runner.embedded import Postgres, Valkey
from sandbox.runner.servers import free_port


def test_up_uses_the_named_servers_makes_the_databases_and_leaves_them_running(
    start, run_folder: Path, base_port: int
) -> None:
    with (
        Postgres(run_folder.parent / "pg", durable=False) as postgres,
        Valkey(run_folder.parent / "valkey", durable=False) as valkey,
    ):
        given = {"DATABASE_URL": postgres.url_for("shop_core"), "REDIS_URL": valkey.url}
        runner = start("--port", str(base_port), **given)
        runner.wait_ready()
        lines = (run_folder / "env").read_text().splitlines()
        assert runner.interrupt() == 0

        assert f"AUTOMATION_DATABASE_URL={postgres.url_for('automation')}" in lines
        assert f"REDIS_URL={valkey.url}" in lines
        assert not (run_folder / "pg").exists()
        assert postgres.is_running()
        assert valkey.is_running()
        with psycopg.connect(postgres.url) as connection:
            names = connection.execute("SELECT datname FROM pg_database").fetchall()
        assert {("shop_core",), ("automation",)} <= set(names)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    url = f"postgresql://shop:hunter2@127.0.0.1:{free_port()}/core"

    with pytest.raises(ServiceUnusable) as refused:
        database_ensure(url)

    assert "PostgreSQL at postgresql://127.0.0.1" in str(refused.value)
    assert "hunter2" not in str(refused.value)
