"""The processes of the platform, as data: the table of docs/roadmap.md."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sandbox.runner.health import Health, HttpHealth, LogHealth

PYTHON = sys.executable
CORE_SOURCES = ("apps", "config", "tenancy", "storefront_theme", "templates")
AUTOMATION_SOURCES = ("automation", "tenancy")
CORE_ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "config.settings.local"}
AUTOMATION_ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "automation.settings"}

BEAT_LOST_LEADERSHIP = 3

# Lower stages start first and stop last: a worker that finishes its task still finds the web processes.
SANDBOX_STAGE, WEB_STAGE, WORKER_STAGE, EDGE_STAGE = range(4)


@dataclass(frozen=True)
class Process:
    """One long-running program. ``{port}`` in the command is its port with the offset added."""

    name: str
    command: tuple[str, ...]
    health: Health
    stage: int
    port: int | None = None
    folder: str = "."
    environment: Mapping[str, str] = field(default_factory=dict)
    reload_command: tuple[str, ...] = ()
    restart_codes: frozenset[int] = frozenset()  # exit codes by which it asks to be started again


@dataclass(frozen=True)
class Step:
    """One command that prepares the platform and ends; neighbours of one stage run side by side."""

    title: str
    stage: int
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "."
    timeout: int = 600


@dataclass(frozen=True)
class Address:
    """A line of the table that ``up`` prints; ``{port}`` is the port of the process."""

    label: str
    process: str
    url: str


@dataclass(frozen=True)
class Plan:
    """Everything ``up`` does between the servers and the table of addresses."""

    processes: tuple[Process, ...]
    steps: tuple[Step, ...] = ()
    dashboard: str = ""  # folder of the Next.js application to build; empty for none
    databases: tuple[str, str] = ("core", "automation")
    addresses: tuple[Address, ...] = ()


def _reloading(command: str, sources: tuple[str, ...]) -> tuple[str, ...]:
    return (PYTHON, "-m", "watchfiles", "--filter", "python", f"{PYTHON} -m {command}", *sources)


def _web(module: str, config: str) -> tuple[str, ...]:
    return (
        PYTHON,
        "-m",
        "gunicorn",
        module,
        "-c",
        config,
        "--bind",
        "127.0.0.1:{port}",
        "--no-control-socket",
    )


def _python(name: str, arguments: str, sources: tuple[str, ...], health: Health, stage: int) -> Process:
    """Return a Python process without a port; ``arguments`` follow ``python -m``."""
    environment = AUTOMATION_ENVIRONMENT if name.startswith("automation") else CORE_ENVIRONMENT
    return Process(
        name=name,
        command=(PYTHON, "-m", *arguments.split()),
        health=health,
        stage=stage,
        environment=environment,
        reload_command=_reloading(arguments, sources),
    )


def _worker(name: str, app: str, queues: str, concurrency: int, sources: tuple[str, ...]) -> Process:
    arguments = f"celery -A {app} worker -Q {queues} -n {name}@%h -c {concurrency} -l info"
    return _python(name, arguments, sources, LogHealth(rf"{name}@\S+ ready"), WORKER_STAGE)


def _beat(name: str, arguments: str, sources: tuple[str, ...]) -> Process:
    process = _python(name, arguments, sources, LogHealth("leading|standing by"), EDGE_STAGE)
    return replace(process, restart_codes=frozenset({BEAT_LOST_LEADERSHIP}))


_CORE_WEB = _web("config.wsgi", "config/gunicorn.py")
_AUTOMATION_WEB = _web("automation.wsgi", "automation/gunicorn.py")
_NEXT = ("node", "node_modules/next/dist/bin/next")
_NEXT_ADDRESS = ("-H", "127.0.0.1", "-p", "{port}")

PROCESSES = (
    Process(
        "sandbox",
        (PYTHON, "-m", "sandbox.web", "--port", "{port}"),
        HttpHealth("/healthz"),
        SANDBOX_STAGE,
        port=9000,
    ),
    Process(
        "core-web",
        _CORE_WEB,
        HttpHealth("/readyz"),
        WEB_STAGE,
        port=8000,
        environment=CORE_ENVIRONMENT,
        reload_command=(*_CORE_WEB, "--reload"),
    ),
    Process(
        "automation-web",
        _AUTOMATION_WEB,
        HttpHealth("/readyz"),
        WEB_STAGE,
        port=8001,
        environment=AUTOMATION_ENVIRONMENT,
        reload_command=(*_AUTOMATION_WEB, "--reload"),
    ),
    _worker("core-worker", "config.celery", "payments,default,bulk", 2, CORE_SOURCES),
    _worker("automation-worker", "automation.celery", "automation", 2, AUTOMATION_SOURCES),
    _beat("core-beat", "manage beat", CORE_SOURCES),
    _python("core-relay", "manage outbox_relay", CORE_SOURCES, LogHealth("relay: ready"), EDGE_STAGE),
    _beat("automation-beat", "automation.manage beat", AUTOMATION_SOURCES),
    _python(
        "automation-feed",
        "automation.manage feed_follow",
        AUTOMATION_SOURCES,
        LogHealth("feed: ready"),
        EDGE_STAGE,
    ),
    Process(
        "dashboard",
        (*_NEXT, "start", *_NEXT_ADDRESS),
        HttpHealth("/healthz"),
        EDGE_STAGE,
        port=3000,
        folder="dashboard",
        reload_command=(*_NEXT, "dev", *_NEXT_ADDRESS),
    ),
)

STEPS = (
    Step("Migrate the core", 0, (PYTHON, "manage.py", "migrate_schemas"), CORE_ENVIRONMENT),
    Step(
        "Migrate automation",
        0,
        (PYTHON, "-m", "automation.manage", "migrate_schemas"),
        AUTOMATION_ENVIRONMENT,
    ),
    Step("Collect static files", 0, (PYTHON, "manage.py", "collectstatic", "--noinput"), CORE_ENVIRONMENT),
    Step(
        "Collect automation's static files",
        0,
        (PYTHON, "-m", "automation.manage", "collectstatic", "--noinput"),
        AUTOMATION_ENVIRONMENT,
    ),
    Step("Compose the demo shop's pictures", 0, (PYTHON, "-m", "sandbox.demo_pictures")),
    Step("Seed the demo shop", 1, (PYTHON, "manage.py", "seed_demo"), CORE_ENVIRONMENT),
)

ADDRESSES = (
    Address("Dashboard", "dashboard", "http://localhost:{port}"),
    Address("Sign-up and public pages", "core-web", "http://localhost:{port}"),
    Address("Merchant API", "core-web", "http://api.localhost:{port}/api/v1/"),
    Address("Automation API", "automation-web", "http://127.0.0.1:{port}/api/v1/automation/"),
    Address("Staff admin", "core-web", "http://admin.localhost:{port}"),
    Address("Automation's staff admin", "automation-web", "http://automation-admin.localhost:{port}"),
    Address("Mail inbox, outside services", "sandbox", "http://localhost:{port}"),
)

PLATFORM = Plan(processes=PROCESSES, steps=STEPS, dashboard="dashboard", addresses=ADDRESSES)
