"""The three images and docker-compose.yml: same commands, pinned, not root, no more of our code than needed."""

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.runner.processes import PROCESSES
from tests.architecture.rendered import ROOT, plain

IMAGES = {
    "core": ROOT / "Dockerfile",
    "automation": ROOT / "automation" / "Dockerfile",
    "dashboard": ROOT / "dashboard" / "Dockerfile",
}
every_image = pytest.mark.parametrize("name", IMAGES)
COMMANDS = {process.name: plain(process.command) for process in PROCESSES}


def stages(path: Path) -> dict[str, str]:
    """The text of each stage by its name, with lines that go on joined."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    parts = re.split(r"^FROM (\S+) AS (\S+)$", text, flags=re.MULTILINE)[1:]
    return {
        name: f"FROM {base}\n{body}"
        for base, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }


def last(name: str) -> str:
    """The stage that becomes the image, with the stages of this file it stands on in front."""
    known = stages(IMAGES[name])
    text = known[list(known)[-1]]
    while (base := re.match(r"FROM (\S+)", text)) and base[1] in known:
        text = known[base[1]] + text.removeprefix(base[0])
    return text


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return content


def web_command(process: str) -> list[str]:
    command = COMMANDS[process]
    address = command.index("--bind")
    return command[:address] + command[address + 2 :]


@every_image
def test_bases_are_pinned_and_one_per_image(name: str) -> None:
    bases = set(re.findall(r"^FROM (\S+:\S+)", IMAGES[name].read_text(), flags=re.MULTILINE))
    (base,) = bases
    assert re.fullmatch(
        r"(python:3\.13\.\d+|node:20\.\d+\.\d+)-\S*slim\S*|node:20\.\d+\.\d+-bookworm-slim", base
    )


@every_image
def test_i12_images_run_as_an_ordinary_user(name: str) -> None:
    users = re.findall(r"^USER (\S+)", last(name), flags=re.MULTILINE)
    assert users == ["10001:10001"]


@every_image
def test_the_last_stage_installs_nothing(name: str) -> None:
    text = last(name)
    for word in ("apt-get", "pip install", "npm ", "gcc", "build-essential", "curl", "wget"):
        assert word not in text


@every_image
def test_images_say_whether_they_are_healthy(name: str) -> None:
    assert re.search(r"^HEALTHCHECK .*CMD \[.*/healthz", last(name), flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["core", "automation"])
def test_python_packages_are_locked_by_hash(name: str) -> None:
    installs = re.findall(r"pip install [^\n]*", IMAGES[name].read_text())
    assert installs
    assert all("--require-hashes -r requirements" in one for one in installs)
    lock = ROOT / ("requirements.txt" if name == "core" else "automation/requirements.txt")
    assert lock.read_text().count("--hash=sha256:") > 50


@pytest.mark.parametrize(("name", "process"), [("core", "core-web"), ("automation", "automation-web")])
def test_images_serve_unless_told_otherwise(name: str, process: str) -> None:
    (command,) = re.findall(r"^CMD (\[.*\])$", last(name), flags=re.MULTILINE)[-1:]
    assert yaml.safe_load(command) == web_command(process)
    assert re.search(r"BIND=0\.0\.0\.0:\d+", last(name))


def test_automations_image_holds_nothing_of_the_core() -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", IMAGES["automation"].read_text(), flags=re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert {source.split("/")[0] for source in copied} == {"automation", "tenancy"}
    ignored = (ROOT / "automation" / "Dockerfile.dockerignore").read_text().split()
    assert ignored[0] == "*"
    assert [line for line in ignored if line.startswith("!")] == ["!automation", "!tenancy"]


def test_the_cores_image_holds_what_the_core_runs_and_no_more() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) \S+$", stages(IMAGES["core"])["core"], flags=re.MULTILINE)
    assert set(copied) == {"manage.py", "config", "tenancy", "apps", "storefront_theme", "templates"}


def test_secrets_and_local_data_stay_out_of_builds() -> None:
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in rules if line and not line.startswith("#")]
    assert rules[0] == "*"
    allowed = [line[1:] for line in rules if line.startswith("!")]
    for name in (".env", ".run", ".git", ".venv", "dashboard", "automation"):
        assert not any(fnmatch(name, pattern) for pattern in allowed)
    assert ".env*" in (ROOT / "dashboard" / ".dockerignore").read_text().split()


def test_static_files_are_collected_into_the_image() -> None:
    assert "manage.py collectstatic --noinput" in stages(IMAGES["core"])["core"]


def test_compose_has_every_process() -> None:
    services = compose()["services"]
    assert set(COMMANDS) <= set(services)
    assert services["sandbox"]["profiles"] == ["sandbox"]
    for process in PROCESSES:
        if process.port is not None:
            assert services[process.name]["ports"] == [f"127.0.0.1:{process.port}:{process.port}"]


@pytest.mark.parametrize("process", sorted(set(COMMANDS) - {"dashboard", "sandbox"}))
def test_compose_runs_the_runners_commands(process: str) -> None:
    wanted = web_command(process) if process.endswith("web") else COMMANDS[process]
    assert compose()["services"][process]["command"] == wanted


def test_compose_waits_for_migrations_and_servers() -> None:
    services = compose()["services"]
    for process in COMMANDS:
        waits = services[process].get("depends_on", {})
        if process.startswith(("core-", "automation-")):
            own = process.partition("-")[0]
            assert waits[f"{own}-migrate"] == {"condition": "service_completed_successfully"}, process
            assert waits["valkey"] == {"condition": "service_healthy"}, process
    assert services["core-migrate"]["command"] == ["python", "manage.py", "migrate_schemas"]
    assert services["automation-migrate"]["command"] == [
        "python",
        "-m",
        "automation.manage",
        "migrate_schemas",
    ]
    for name in ("postgres", "valkey", "core-web", "core-worker", "core-beat", "core-relay"):
        assert services[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_compose_images_are_pinned() -> None:
    for name, service in compose()["services"].items():
        if "build" not in service:
            assert re.search(r":\d+\.\d+", service["image"]), name
    assert compose()["services"]["postgres"]["image"].startswith("postgres:18")


def test_compose_switches_to_real_services_by_the_environment() -> None:
    core = compose()["services"]["core-web"]["environment"]
    automation = compose()["services"]["automation-web"]["environment"]
    # `-` and not `:-`: an empty value in .env means the provider itself.
    assert core["STRIPE_API_BASE"].startswith("${STRIPE_API_BASE-http://sandbox")
    assert automation["ANTHROPIC_BASE_URL"].startswith("${ANTHROPIC_BASE_URL-http://sandbox")
    assert core["SENDGRID_API_URL"].startswith("${SENDGRID_API_URL:-http://sandbox")
