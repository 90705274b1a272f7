"""The runner starts a table of processes, reports the one that dies and leaves nothing behind."""

import json
import shutil
import signal
import stat
from pathlib import Path

import psutil
import psycopg

from sandbox.runner.children import log_bound
from sandbox.runner.embedded import Valkey
from tests.runner.observing import answers, processes_using, wait_for


def test_up_prepares_starts_prints_the_addresses_and_closes_its_keys(
    start, run_folder: Path, base_port: int
) -> None:
    runner = start("--port", str(base_port))
    state = runner.wait_ready()

    assert answers(base_port)
    assert [note["name"] for note in state["processes"]] == ["core-web", "worker"]
    wait_for(lambda: "Ctrl-C" in runner.output)
    assert f"http://localhost:{base_port}" in runner.output
    database_url = (run_folder / "step.txt").read_text().strip()
    with psycopg.connect(database_url) as connection:
        assert connection.info.dbname == "core"
    private = [run_folder / "env", *(run_folder / "keys").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert len(private) == 4
    assert json.loads((run_folder / "keys" / "secrets.json").read_text())["SECRET_KEY"]


def test_ctrl_c_leaves_no_process_and_keeps_the_data(start, run_folder: Path, base_port: int) -> None:
    runner = start("--port", str(base_port))
    runner.wait_ready()
    with psycopg.connect((run_folder / "step.txt").read_text().strip(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    secrets = (run_folder / "keys" / "secrets.json").read_text()

    assert runner.interrupt() == 0
    assert processes_using(run_folder) == []

    second = start("--port", str(base_port))
    second.wait_ready()
    with psycopg.connect((run_folder / "step.txt").read_text().strip()) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    assert (run_folder / "keys" / "secrets.json").read_text() == secrets
    assert second.interrupt(signal.SIGTERM) == 0
    assert processes_using(run_folder) == []


def test_a_process_that_dies_is_named_with_the_end_of_its_log_and_all_is_stopped(
    start, run_folder: Path, base_port: int
) -> None:
    runner = start("--port", str(base_port))
    runner.wait_ready()
    (run_folder / "fail").touch()

    assert runner.wait_end() == 1
    assert "worker has ended (exit code 3)" in runner.output
    assert "the queue is on fire" in runner.output
    assert processes_using(run_folder) == []
    assert not answers(base_port)


def test_a_process_that_asks_for_a_restart_gets_one(start, run_folder: Path, base_port: int) -> None:
    runner = start("--port", str(base_port), "--restart-code", "3")
    before = runner.wait_ready()["processes"]
    (run_folder / "fail").touch()
    wait_for(lambda: runner.state()["processes"][1]["pid"] != before[1]["pid"])
    (run_folder / "fail").unlink()

    wait_for(lambda: "started again, as it asked for: worker" in runner.output)
    assert runner.child.poll() is None
    assert runner.state()["processes"][0] == before[0]


def test_a_server_that_ended_is_reported_at_once_and_may_come_back(
    start, run_folder: Path, base_port: int
) -> None:
    runner = start("--port", str(base_port))
    state = runner.wait_ready()
    server = Valkey(run_folder / "valkey", state["valkey_port"])
    server.stop()

    wait_for(lambda: "Valkey has ended" in runner.output)
    server.start()
    wait_for(lambda: "Valkey is back" in runner.output)
    assert runner.child.poll() is None
    assert runner.interrupt() == 0
    assert processes_using(run_folder) == []


def test_a_step_that_fails_is_named_and_nothing_is_started(start, run_folder: Path, base_port: int) -> None:
    runner = start("--port", str(base_port), "--bad-step")

    assert runner.wait_end() == 1
    assert "Prepare failed" in runner.output
    assert "exit code 1" in runner.output
    assert not (run_folder / "logs" / "core-web.log").exists()
    assert processes_using(run_folder) == []


def test_a_process_that_ignores_sigterm_is_killed(
    start, run_folder: Path, base_port: int, monkeypatch
) -> None:
    runner = start("--port", str(base_port), "--stubborn", DROPWRIGHT_STOP_SECONDS="1")
    runner.wait_ready()

    assert runner.interrupt() == 0
    assert "had to be killed: worker" in runner.output
    assert processes_using(run_folder) == []


def test_a_second_up_says_that_one_runs_and_where(start, base_port: int) -> None:
    first = start("--port", str(base_port))
    first.wait_ready()
    second = start("--port", str(base_port))

    assert second.wait_end() == 0
    assert f"already runs (process {first.child.pid}, ready)" in second.output
    assert f"http://localhost:{base_port}" in second.output
    assert first.child.poll() is None
    assert answers(base_port)


def test_port_offset_moves_the_ports_and_the_environment(start, run_folder: Path, base_port: int) -> None:
    runner = start("--port", str(base_port), "--offset", "10")
    runner.wait_ready()

    assert answers(base_port + 10)
    assert not answers(base_port)
    lines = (run_folder / "env").read_text().splitlines()
    assert "PORT_OFFSET=10" in lines
    assert f"PUBLIC_PORT={base_port + 10}" in lines


def test_a_used_port_is_found_before_anything_starts(start, run_folder: Path, base_port: int) -> None:
    other = start("--verb", "with", "--port", str(base_port), "--command", "sleep", "600")
    other.wait_ready()
    blocked = type(other)(run_folder.with_name("blocked"), ["--port", str(base_port)], {})

    assert blocked.wait_end() == 1
    owner = next(note for note in other.state()["processes"] if note["name"] == "core-web")
    assert f"port {base_port} (core-web) is used by process {owner['pid']}" in blocked.output
    assert "PORT_OFFSET" in blocked.output
    assert not (blocked.folder / "pg").exists()


def test_down_and_up_recover_from_a_killed_runner(start, run_folder: Path, base_port: int) -> None:
    first = start("--port", str(base_port))
    old = [psutil.Process(note["pid"]) for note in first.wait_ready()["processes"]]
    first.child.kill()
    first.wait_end()
    assert answers(base_port)

    second = start("--port", str(base_port))
    second.wait_ready()
    assert answers(base_port)
    assert all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in old)
    assert "an earlier run had left" in second.output
    second.child.kill()
    second.wait_end()

    down = start("--verb", "down")
    assert down.wait_end() == 0
    assert processes_using(run_folder) == []


def test_a_run_folder_deleted_under_the_platform_keeps_nothing_alive(
    start, run_folder: Path, base_port: int
) -> None:
    runner = start("--port", str(base_port))
    state = runner.wait_ready()
    numbers = [note["pid"] for note in state["processes"]]
    numbers += [int((run_folder / "valkey" / "server.pid").read_text().split()[0])]
    numbers += [int((run_folder / "pg" / "postmaster.pid").read_text().split()[0])]
    processes = [psutil.Process(number) for number in numbers]
    shutil.rmtree(run_folder)
    runner.interrupt()

    wait_for(lambda: all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in processes))
    assert not answers(base_port)


def test_with_runs_a_command_beside_the_platform_and_returns_its_code(
    start, run_folder: Path, base_port: int
) -> None:
    script = 'test -n "$DATABASE_URL" && exit 7'
    runner = start("--port", str(base_port), "--verb", "with", "--command", "sh", "-c", script)

    assert runner.wait_end() == 7
    assert processes_using(run_folder) == []


def test_status_and_reset(start, run_folder: Path, base_port: int) -> None:
    runner = start("--port", str(base_port))
    runner.wait_ready()
    shown = start("--verb", "status", "--port", str(base_port))
    assert shown.wait_end() == 0
    assert "worker" in shown.output

    reset = start("--verb", "reset")
    assert reset.wait_end() == 0
    assert runner.wait_end() == 0
    assert not run_folder.exists()


def test_a_log_over_its_limit_keeps_its_end(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"x" * 300_000 + b"the end")

    log_bound(log, limit=400_000)
    assert log.stat().st_size == 300_007
    log_bound(log, limit=250_000)

    assert log.stat().st_size == 200_000
    assert log.read_bytes().endswith(b"xthe end")
