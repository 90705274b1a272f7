"""Every provider × every fault × the job that needs it: it waits, says so, and resumes with one effect. OPS-09.

The job is driven by its own tasks against the sandbox over HTTP; time is moved by hand, an outage takes twenty
minutes. The core is in memory: no provider of this service is ever called from a request of a shop (see
tests/apps/faults for the core's own providers).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from automation.tests.faults.outside import FAULTS, Door, Outside, impatient
from automation.tests.faults.places import address_set
from automation.tests.faults.work import (
    Broker,
    Job,
    import_of,
    mail_by,
    night_of,
    purchase_of,
    research_of,
    rewrite_of,
)
from automation.tests.marketplaces.markets import FIRST, Marketplaces
from automation.tests.marketplaces.shops import connect_aliexpress, connect_cj
from tenancy.context import store_context

pytestmark = pytest.mark.django_db
# The beat looks this often while a provider is away, and after.
LOOKS = [timedelta(minutes=at) for at in (0, 1, 4, 9, 20)]
AFTER = [timedelta(minutes=at) for at in (26, 35, 50, 82)]
# In twenty minutes of an outage a provider hears no more than this from one job.
MOST_CALLS = 15
SKU = "12000030000000000"


@dataclass(frozen=True)
class Row:
    """A provider and a job that needs it. `keys` are the settings that connect it; `account` means an account."""

    name: str
    service: str
    begin: Callable[..., Job]
    source: str = ""
    keys: tuple[str, ...] = ()
    account: str = ""
    on: tuple[str, ...] = ()
    anymail: str = ""
    # Words a merchant reads during each fault; each fault must be said in some of them.
    says: str = (
        r"not answer|not understood|slow down|not available|left alone|problem of its own|named 1|waits?"
    )
    # These end the job, and people take it up again.
    final: tuple[str, ...] = ()
    # These leave a mail that may have gone out: it is never sent on a guess.
    uncertain: tuple[str, ...] = ()
    # What is said without the provider's keys.
    keyless: str = "not connected"


ALIEXPRESS, CJ = ("ALIEXPRESS_APP_KEY",), ("CJ_API_URL",)
ROWS = [
    Row("AliExpress, import", "aliexpress", import_of([str(FIRST)]), keys=ALIEXPRESS, account="ALIEXPRESS"),
    Row("AliExpress, night", "aliexpress", night_of("ALIEXPRESS", str(FIRST), SKU), keys=ALIEXPRESS,
        account="ALIEXPRESS"),
    Row("AliExpress, purchase", "aliexpress", purchase_of("ALIEXPRESS"), keys=ALIEXPRESS, account="ALIEXPRESS",
        keyless="NOT_CONNECTED"),
    Row("CJ, purchase", "cj", purchase_of("CJ"), keys=CJ, account="CJ",
        keyless="NOT_CONNECTED"),
    Row("CJ, research", "cj", research_of(), source="CJ", keys=CJ, account="CJ"),
    Row("Reddit, research", "reddit", research_of(), source="REDDIT", keys=("REDDIT_CLIENT_ID",)),
    Row("Trends official, research", "trends", research_of(), source="TRENDS", keys=("GOOGLE_TRENDS_TOKEN",),
        on=("GOOGLE_TRENDS_TOKEN",)),
    Row("Trends by SerpAPI, research", "serpapi", research_of(), source="TRENDS", keys=("SERPAPI_KEY",),
        on=("SERPAPI_KEY",)),
    Row("Claude, verdict", "claude", research_of(), source="CLAUDE", keys=("ANTHROPIC_API_KEY",),
        account="ALIEXPRESS", keyless=""),
    Row("Claude, rewrite", "claude", rewrite_of(), keys=("ANTHROPIC_API_KEY",),
        final=FAULTS, keyless="Claude is not connected; the source text was kept"),
    Row("supplier's page, import", "supplier", import_of(url="/supplier/en/stoneware-teapot-garnet"),
        final=("wrong body",), says="too slowly|cannot be used|slow down|problem of its own|cannot be reached"),
    Row("SendGrid, mail step", "sendgrid", mail_by("sendgrid"), anymail="SENDGRID_API_KEY",
        uncertain=("slow", "wrong body"), says="QUEUED|UNCERTAIN", keyless="QUEUED"),
    Row("Mailgun, mail step", "mailgun", mail_by("mailgun"), anymail="MAILGUN_API_KEY",
        uncertain=("slow", "wrong body"), says="QUEUED|UNCERTAIN", keyless="QUEUED"),
]  # fmt: skip
CASES = [pytest.param(row, fault, id=f"{row.name}, {fault}") for row in ROWS for fault in FAULTS]
KEYLESS = [pytest.param(row, "no keys", id=row.name) for row in ROWS if row.keys or row.anymail]


@dataclass
class Trial:
    """A row under one fault, from its beginning; time is moved by `look`."""

    row: Row
    fault: str
    store: Any
    outside: Outside
    broker: Broker
    clock: Any
    began: Any
    job: Job

    def look(self, at: timedelta) -> None:
        """Let the beat and the workers do what they do at that time."""
        self.clock.move_to(self.began + at)
        self.broker.put(self.job.beat, {"schema_name": self.store.schema_name})
        self.broker.drain()

    def seen(self, what: Callable[[], Any]) -> Any:
        with store_context(self.store.schema_name):
            return what()

    def suffer(self, settings: Any) -> int:
        """Go through the outage; returns how often the provider was asked meanwhile."""
        before = self.outside.calls()
        if self.fault == "no keys":
            disconnect(settings, self.row)
        with impatient(settings) if self.fault == "slow" else nullcontext():
            self.outside.fail(self.fault)
            for at in LOOKS:
                self.look(at)
        return self.outside.calls_after(before, is_heard=self.fault not in {"refused", "no keys"})

    def recover(self) -> None:
        """Go on once the provider works again, a person's help included where the row asks for it."""
        self.outside.heal()
        if self.fault in self.row.final:
            self.seen(self.job.take_up_again)
        for at in AFTER:
            if not self.seen(self.job.is_over):
                self.look(at)
        assert self.seen(self.job.is_over), self.seen(self.job.says)


@pytest.fixture
def trial(
    row: Row,
    fault: str,
    core: Any,
    store: Any,
    settings: Any,
    sandbox_url: str,
    door: Door,
    markets: Marketplaces,
    broker: Broker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Trial]:
    """The job begun, everything connected and alive."""
    monkeypatch.setattr("automation.purchasing.tasks.CoreClient", lambda: core)
    address_set(settings, row.service, door.url)
    for name in row.on:
        setattr(settings, name, "key")
    began = timezone.now()
    with time_machine.travel(began, tick=True) as clock:
        with store_context(store.schema_name):
            if row.account:
                connect_cj() if row.account == "CJ" else connect_aliexpress(markets, store)
            job = row.begin(
                store=store, core=core, markets=markets, settings=settings, source=row.source, door=door
            )
        outside = Outside(door=door, sandbox_url=sandbox_url, service=row.service)
        yield Trial(row, fault, store, outside, broker, clock, began, job)


@pytest.mark.parametrize(("row", "fault"), CASES)
def test_ops_09_a_job_outlives_its_provider(row: Row, fault: str, trial: Trial, settings: Any) -> None:
    calls, job = trial.suffer(settings), trial.job
    said, effects = trial.seen(job.says), trial.seen(job.effects)

    assert effects == 0
    assert calls == 0 if fault == "refused" else 1 <= calls <= MOST_CALLS, (calls, said)
    assert re.search(row.says, said), said
    assert trial.seen(job.is_over) == (fault in row.final + row.uncertain), said

    trial.recover()
    wanted = 0 if fault in row.uncertain else 1
    assert trial.seen(job.effects) == wanted, trial.seen(job.says)
    trial.look(AFTER[-1] + timedelta(minutes=5))
    assert trial.seen(job.effects) == wanted, "nothing is done twice"


@pytest.mark.parametrize(("row", "fault"), KEYLESS)
def test_ops_09_a_provider_without_keys_is_said_and_never_faked(
    row: Row, trial: Trial, settings: Any
) -> None:
    assert trial.suffer(settings) == 0
    assert trial.seen(trial.job.effects) == 0
    assert re.search(row.keyless, said := trial.seen(trial.job.says)), said


def disconnect(settings: Any, row: Row) -> None:
    """Take the platform's keys away."""
    for name in row.keys:
        setattr(settings, name, "")
    if row.anymail:
        settings.ANYMAIL = settings.ANYMAIL | {row.anymail: "not-connected"}
