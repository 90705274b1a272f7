"""PostgreSQL and Valkey from their wheels keep their data through stops, kills and stale pid files."""

import os
import signal
from pathlib import Path

import psycopg
import pytest
import redis

from sandbox.runner.embedded import Postgres, Valkey
from tests.runner.observing import processes_using, wait_for


def _postgres_pid(server: Postgres) -> int:
    return int((server.data_dir / "postmaster.pid").read_text().splitlines()[0])


def _valkey_pid(server: Valkey) -> int:
    return int((server.data_dir / "server.pid").read_text().split()[0])


def test_postgres_listens_on_loopback_only_with_room_for_many_schemas(run_folder: Path) -> None:
    with Postgres(run_folder / "pg") as server, psycopg.connect(server.url) as connection:
        names = (
            "listen_addresses",
            "unix_socket_directories",
            "max_locks_per_transaction",
            "max_connections",
        )
        shown = [connection.execute(f"SHOW {name}").fetchone()[0] for name in (*names, "fsync")]

        assert connection.info.server_version >= 180000
        assert shown == ["127.0.0.1", "", "512", "200", "on"]


def test_postgres_without_durability_turns_fsync_off(run_folder: Path) -> None:
    with Postgres(run_folder / "pg", durable=False) as server, psycopg.connect(server.url) as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]

    assert shown == ["off", "off", "off"]


def test_postgres_keeps_committed_rows_through_stop_and_kill(run_folder: Path) -> None:
    server = Postgres(run_folder / "pg").start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    server.stop()
    assert not server.is_running()

    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("INSERT INTO kept VALUES (2)")
    os.kill(_postgres_pid(server), signal.SIGKILL)
    wait_for(lambda: not server.is_alive())
    server.start()

    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT n FROM kept ORDER BY n").fetchall() == [(1,), (2,)]
    server.stop()
    assert processes_using(run_folder) == []


def test_postgres_that_outlived_its_starter_is_adopted_not_started_twice(run_folder: Path) -> None:
    first = Postgres(run_folder / "pg").start()
    second = Postgres(run_folder / "pg").start()

    assert second.port == first.port
    assert _postgres_pid(second) == _postgres_pid(first)
    second.stop()
    assert not first.is_running()


def test_postgres_starts_when_its_pid_file_names_somebody_elses_process(run_folder: Path) -> None:
    server = Postgres(run_folder / "pg").start()
    server.stop()
    lines = [str(os.getpid()), str(server.data_dir), "1", "5432", "", "127.0.0.1", " 1 1", "ready"]
    (server.data_dir / "postmaster.pid").write_text("\n".join(lines) + "\n")

    assert not server.is_running()
    server.start()

    assert server.is_running()
    assert _postgres_pid(server) != os.getpid()
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_postgres_as_root_works_on_a_data_folder_that_others_cannot_reach(run_folder: Path) -> None:
    closed = run_folder.parent / "closed"
    closed.mkdir(mode=0o700)
    server = Postgres(closed / "pg").start()
    try:
        assert closed not in server.data_dir.parents
        assert closed.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.destroy()
    assert not server.data_dir.exists()


def test_valkey_keeps_writes_through_stop_and_kill_when_durable(run_folder: Path) -> None:
    server = Valkey(run_folder / "valkey").start()
    redis.Redis.from_url(server.url).set("a", "1")
    server.stop()
    assert not server.is_running()

    server.start()
    client = redis.Redis.from_url(server.url)
    client.set("b", "2")
    client.execute_command("WAITAOF", 1, 0, 5000)
    os.kill(_valkey_pid(server), signal.SIGKILL)
    wait_for(lambda: not server.is_alive())
    server.start()

    assert redis.Redis.from_url(server.url).mget("a", "b") == [b"1", b"2"]
    server.stop()
    assert processes_using(run_folder) == []


def test_valkey_takes_the_port_it_is_told_and_listens_on_loopback(run_folder: Path, base_port: int) -> None:
    with Valkey(run_folder / "valkey", base_port, durable=False) as server:
        client = redis.Redis.from_url(server.url)

        assert server.url == f"redis://127.0.0.1:{base_port}"
        assert client.config_get("bind") == {"bind": "127.0.0.1"}
        assert client.config_get("appendonly") == {"appendonly": "no"}
