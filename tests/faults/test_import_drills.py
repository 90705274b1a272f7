"""Kill -9 of every process an import passes through: nothing is lost, nothing is made twice (rows G2, G3, G7)."""

import csv
import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.runner.folder import ROOT
from tests.faults.people import Merchant
from tests.faults.stage import Figures, Stage, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.faults]
SHARED = Path(os.environ.get("DROPWRIGHT_SHARED", ROOT.parent / "shared"))
APPAREL = SHARED / "data" / "shopify-csv" / "apparel.csv"
RECOVERED_SECONDS = 45
OPEN = ("QUEUED", "RUNNING")


def own_csv(mark: str, products: int) -> bytes:
    rows = "".join(f"{mark}-{n},{mark.title()} {n},<p>One of many.</p>,{n + 5}.50\n" for n in range(products))
    return ("Handle,Title,Body (HTML),Variant Price\n" + rows).encode()


class Import:
    """One running import, seen in automation's database and in the core's."""

    def __init__(
        self, stage: Stage, merchant: Merchant, content: bytes, *, answer: httpx.Response | None = None
    ) -> None:
        self._stage, self._merchant = stage, merchant
        self.handles = {
            row["Handle"] for row in csv.DictReader(io.StringIO(content.decode())) if row["Handle"]
        }
        answer = answer or merchant.import_post(content)
        assert answer.status_code == 202, answer.text
        self.id = answer.json()["data"]["id"]
        self._schema = merchant.automation_schema

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._stage.automation(query.format(schema=self._schema), self.id)

    @property
    def status(self) -> str:
        return str(self.rows("SELECT status FROM {schema}.imports_importjob WHERE id = %s")[0][0])

    @property
    def made(self) -> int:
        query = "SELECT count(*) FROM {schema}.imports_importitem WHERE job_id = %s AND status = 'SUCCEEDED'"
        return int(self.rows(query)[0][0])

    def has_ended(self) -> bool:
        return self.status not in OPEN

    def assert_whole(self) -> None:
        """Every product is in the shop exactly once, every step has ended."""
        assert self.status == "SUCCEEDED"
        steps = "SELECT DISTINCT status FROM {schema}.imports_importstep WHERE job_id = %s"
        assert {status for (status,) in self.rows(steps)} <= {"SUCCEEDED", "SKIPPED"}
        made = self.rows("SELECT reference, product_id FROM {schema}.imports_importitem WHERE job_id = %s")
        assert len(made) == len({product for _, product in made}) == len(self.handles)
        seen = self._stage.core(
            f"SELECT external_reference, count(*) FROM {self._merchant.schema}.catalog_product"
            " WHERE external_reference = ANY(%s) GROUP BY 1",
            [reference for reference, _ in made],
        )
        assert sorted(seen) == sorted((reference, 1) for reference, _ in made)


def _restarting(name: str) -> Callable[[Stage], None]:
    def kill(stage: Stage) -> None:
        stage[name].kill()
        stage[name].restart()

    return kill


def _child(stage: Stage) -> None:
    stage["automation-worker"].kill_child()


def _valkey(stage: Stage) -> None:
    stage.valkey_kill()
    stage.valkey.start()


KILLED: dict[str, Callable[[Stage], None]] = {
    "pool child of the automation worker": _child,
    "core web": _restarting("core-web"),
    "automation worker": _restarting("automation-worker"),
    "automation web": _restarting("automation-web"),
    "relay": _restarting("core-relay"),
    "valkey": _valkey,
}


def test_g02_an_import_survives_kill_9_of_everything_it_passes_through(
    stage: Stage, merchant: Merchant, figures: Figures
) -> None:
    has_apparel = APPAREL.is_file()
    figures.note("import: source", "apparel.csv" if has_apparel else f"own file; {APPAREL.name} is missing")
    stage.sandbox("/controls/faults", {"service": "claude", "kind": "slow", "seconds": 1})
    running = Import(stage, merchant, APPAREL.read_bytes() if has_apparel else own_csv("basket", 20))
    slowest = 0.0
    for name, kill in KILLED.items():
        made = running.made
        wait_for(f"a product before the kill of {name}", lambda made=made: running.made > made, seconds=60)
        assert not running.has_ended(), f"the import ended before {name} could be killed"
        began, made = time.monotonic(), running.made
        kill(stage)
        wait_for(f"a product after the kill of {name}", lambda made=made: running.made > made, seconds=60)
        took = time.monotonic() - began
        figures.note(f"import: seconds until the next product after the kill of {name}", took)
        slowest = max(slowest, took)
    stage.sandbox("/controls/reset", {})
    took = wait_for("the end of the import", running.has_ended, seconds=90)
    figures.note("import: seconds from the last of six kills to the end", took)
    running.assert_whole()
    stage.wait_quiet()
    assert slowest <= RECOVERED_SECONDS


def test_g06_a_worker_told_to_stop_finishes_what_it_works_on(
    stage: Stage, merchant: Merchant, figures: Figures
) -> None:
    stage.sandbox("/controls/faults", {"service": "claude", "kind": "slow", "seconds": 2, "times": 1})
    running = Import(stage, merchant, own_csv("kettle", 1))
    rewrite = "SELECT status FROM {schema}.imports_importstep WHERE job_id = %s AND name = 'rewrite'"
    wait_for("the rewrite to run", lambda: running.rows(rewrite) == [("RUNNING",)], seconds=30)

    worker = stage["automation-worker"]
    worker.signal(15)
    took = wait_for("the worker to end", lambda: not worker.is_alive, seconds=35)

    figures.note("worker: seconds of a warm stop with 2 s of work", took)
    assert worker.child is not None
    assert worker.child.returncode == 0
    running.assert_whole()
    attempts = "SELECT DISTINCT attempts FROM {schema}.imports_importstep WHERE job_id = %s"
    assert running.rows(attempts) == [(1,)]
