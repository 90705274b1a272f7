"""The bench of `make bench-email` on a few people, so that it cannot rot; the figures are printed, not judged."""

import os
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from automation.benchmarks.email import run
from automation.tests.email.working import Stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning"),
    pytest.mark.skipif(find_spec("sandbox") is None, reason="the sandbox is not here"),
]
PEOPLE = int(os.environ.get("EMAIL_BENCH_PEOPLE", "24"))
REPEATS = int(os.environ.get("EMAIL_BENCH_REPEATS", "2"))


def test_everybody_gets_one_mail_over_real_http(stage: Stage, settings: Any, capsys: Any) -> None:
    line = run(stage, settings, PEOPLE, REPEATS)

    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
    assert f"median of {REPEATS}," in line
    assert f"{PEOPLE} people, each mail once)" in line
