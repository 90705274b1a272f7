"""`make bench-email`: due steps a second, end to end, against a bare anymail loop to the same sandbox.

End to end: people enrolled in a flow with one mail, all due now; claimed, the core asked (in memory), decided in one
transaction, rendered, handed over by anymail's SendGrid backend over real HTTP to the sandbox, marked. The bare loop
sends ready mails of the same size one after the other over one kept connection, and writes nothing down.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automation.tests.settings")
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def sandbox_start(folder: str) -> tuple[Any, str]:
    """Start a sandbox on a free port; returns the process and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.web", "--port", "0"],
        env=os.environ | {"SANDBOX_DATA": folder},
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stderr or ():
        if "sandbox on " in line:
            return process, line.split("sandbox on ")[1].split(",")[0]
    raise RuntimeError("the sandbox did not start")


def bare_loop(count: int) -> float:
    """Send ready mails one after the other over one connection; returns mails a second."""
    from django.core.mail import get_connection

    from automation.email.providers import OutgoingMail, message_of
    from automation.email.ready_texts import TEMPLATES
    from automation.email.rendering import compile_blocks, mail_fill

    ready = TEMPLATES["welcome-hello"]
    compiled = compile_blocks(subject=ready["subject"], preheader=ready["preheader"], blocks=ready["blocks"])
    mail, _ = mail_fill(
        compiled=compiled, variables={"store.name": "Shop", "store.url": "https://shop.example"}
    )
    connection = get_connection("anymail.backends.sendgrid.EmailBackend")
    connection.open()
    began = time.perf_counter()
    for number in range(count):
        outgoing = OutgoingMail(
            f"bare-{number}",
            "s",
            f"b{number}@example.com",
            mail.subject,
            mail.html,
            mail.text,
            "n@shop.example",
        )
        connection.send_messages([message_of(outgoing)])
    return count / (time.perf_counter() - began)


def end_to_end(stage: Any, count: int, number: int) -> float:
    """Let `count` due people, others in each repeat, through the engine; returns steps a second."""
    from automation.email.models import EmailFlow, Message
    from automation.email.providers import AnymailProvider
    from automation.email.services import flows
    from automation.email.services.dispatching import messages_send
    from automation.email.services.ready import ready_flows_ensure
    from automation.email.services.signals import signals_work
    from automation.email.services.walking import steps_work

    ready_flows_ensure(now=NOON)
    flows.flow_switch(flow_id=EmailFlow.objects.get(key="welcome").pk, is_on=True, now=NOON)
    for person in range(count):
        stage.consents(f"p{number}-{person}@example.com")
    while signals_work(core=stage.core, store=stage.store, now=NOON):
        pass
    provider = AnymailProvider(name="sendgrid")
    began = time.perf_counter()
    while True:
        done = steps_work(core=stage.core, store=stage.store, now=NOON)
        done += messages_send(core=stage.core, provider=provider, store=stage.store, now=NOON)
        if not done:
            break
    seconds = time.perf_counter() - began
    sent = Message.objects.filter(state="SENT", email__startswith=f"p{number}-").count()
    assert sent == count, f"{sent} of {count} mails went out"
    return count / seconds


def run(stage: Any, settings: Any, count: int, repeats: int = 1) -> str:
    """Measure both in turn, several times, and return the line to print: medians, and the spread of the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        process, url = sandbox_start(str(Path(folder)))
        settings.ANYMAIL = settings.ANYMAIL | {
            "SENDGRID_API_KEY": "SG.bench",
            "SENDGRID_API_URL": f"{url}/sendgrid/v3/",
        }
        rounds = []
        try:
            for number in range(repeats):
                bare = bare_loop(count)
                rounds.append((bare, end_to_end(stage, count, number)))
        finally:
            process.terminate()
            process.wait()
    ratios = sorted(steps / bare for bare, steps in rounds)
    return (
        f"bench-email: {median(steps for _, steps in rounds):.0f} due steps/s end to end,"
        f" {median(bare for bare, _ in rounds):.0f} mails/s by a bare anymail loop,"
        f" ratio {median(ratios):.2f} (median of {repeats}, {ratios[0]:.2f} to {ratios[-1]:.2f};"
        f" {count} people, each mail once)"
    )


def main() -> None:
    """Run inside the service's own test stage, which brings a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    os.environ["EMAIL_BENCH_PEOPLE"] = str(given.people)
    os.environ["EMAIL_BENCH_REPEATS"] = str(given.repeats)
    arguments = ["-c", "automation/pyproject.toml", "--rootdir", "automation", "-q", "-s"]
    raise SystemExit(
        subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, "automation/tests/email/test_email_bench.py"],
            check=False,
        ).returncode
    )


if __name__ == "__main__":
    main()
