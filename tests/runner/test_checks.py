"""`make test` shows a check's output as it comes, and says at the end what failed and why."""

import re
from pathlib import Path

import pytest

from sandbox.runner.checks import Check, checks_run


def _shell(name: str, script: str, *, streams: bool) -> Check:
    return Check(name, ("sh", "-c", script), streams=streams)


def test_checks_run_go_on_after_one_has_failed_and_repeat_its_end_below_the_table(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    checks = [
        _shell("silent", "echo unheard", streams=False),
        _shell("journeys", "echo first; echo the lamp is missing >&2; exit 3", streams=True),
        _shell("later", "echo still runs", streams=True),
    ]
    assert checks_run(checks, root=tmp_path) == 1
    output = capfd.readouterr().out
    assert "unheard" not in output
    assert output.index("still runs") > output.index("first")
    table = output.index("total")
    assert "the lamp is missing" in output[:table]
    assert "the lamp is missing" in output[table:]
    assert "Not passed: journeys" in output
    results = dict(re.findall(r"^\s*(silent|journeys|later)\s+(ok|failed)", output, flags=re.MULTILINE))
    assert results == {"silent": "ok", "journeys": "failed", "later": "ok"}


def test_checks_run_that_all_pass_end_with_zero(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert checks_run([_shell("one", "echo alone", streams=True)], root=tmp_path) == 0
    output = capfd.readouterr().out
    assert output.count("alone") == 1
    assert "Not passed" not in output


def test_checks_run_of_a_missing_program_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing = Check("gone", ("no-such-program-at-all",), streams=True)
    assert checks_run([missing], root=tmp_path) == 1
    assert "no-such-program-at-all could not be started" in capfd.readouterr().out
