"""What settings read is explained to operators, given to pods, and lets the platform start only when it is safe."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.mail.events import public_key
from sandbox.settings import settings_from_environment
from tests.architecture.rendered import (
    OVERLAYS,
    ROOT,
    Workload,
    environment,
    of_kind,
    variables,
    workload,
    workloads,
)

every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)
READS = re.compile(
    r"""(?:env\.\w+|secret|keyring|environ\.get|environ\[|getenv)\(?\s*["']([A-Z][A-Z0-9_]+)["']"""
)
DATABASE = re.compile(r"""database_settings\(\s*env,\s*["']([A-Z_]+)["']""")
READS_TS = re.compile(r"""\bread\("([A-Z][A-Z0-9_]+)\"""")
BOTH = ("tenancy/settings.py", "tenancy/postgresql/pool.py")
CORE = (
    "config/settings/base.py",
    "config/settings/production.py",
    "config/settings/parts/*.py",
    "config/gunicorn.py",
)
AUTOMATION = ("automation/settings.py", "automation/gunicorn.py")
# Made by composing others (DATABASE_URL and so on are asked for by name), or for one machine only.
LOCAL_ONLY = {"DEBUG", "RUN_DIR"}
WSGI = {"PATH_INFO", "REQUEST_METHOD"}  # also an `environ`, but a request's
MADE_UP = {
    "DATABASE_URL": "postgresql://core:x@postgres-core-rw:5432/core",
    "AUTOMATION_DATABASE_URL": "postgresql://automation:x@postgres-automation-rw:5432/automation",
    "VALKEY_PASSWORD": "0123456789abcdef",
    "SECRET_KEY": "a-key-of-this-test",
    "AUTOMATION_SECRET_KEY": "another-key-of-this-test",
    "INTERNAL_API_KEYS": "k1:one,k2:two",
    "FIELD_ENCRYPTION_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "AUTOMATION_FIELD_ENCRYPTION_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "DASHBOARD_PROXY_SECRET": "shared-with-the-dashboard",
    "STRIPE_SECRET_KEY": "sk_test_of_this_test",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_this_test",
    "STRIPE_BILLING_WEBHOOK_SECRET": "whsec_of_this_test_too",
    "STRIPE_CONNECT_WEBHOOK_SECRET": "whsec_of_this_test_as_well",
    "SENDGRID_API_KEY": "SG.of-this-test",
    "S3_ACCESS_KEY_ID": "id",
    "S3_SECRET_ACCESS_KEY": "key",
}


def reads(*patterns: str) -> set[str]:
    """The variables that files read, found by the ways this repository has of reading them."""
    found: set[str] = set()
    for pattern in patterns:
        files = list(ROOT.glob(pattern))
        assert files, pattern
        for path in files:
            text = path.read_text(encoding="utf-8")
            found |= set(READS.findall(text)) | set(DATABASE.findall(text))
    return found


def dashboard_reads() -> set[str]:
    return set(READS_TS.findall((ROOT / "dashboard" / "lib" / "env.ts").read_text(encoding="utf-8")))


def explained() -> set[str]:
    """Names with a line of their own in .env.example."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^# ([A-Z][A-Z0-9_]+)=", text, flags=re.MULTILINE))


def test_the_reader_finds_every_way_of_reading() -> None:
    core, automation = reads(*CORE, *BOTH), reads(*AUTOMATION, *BOTH)
    assert {"SECRET_KEY", "BASE_DOMAIN", "INTERNAL_API_KEYS", "DATABASE_URL", "BIND", "LOG_FORMAT"} <= core
    assert {"AUTOMATION_SECRET_KEY", "AUTOMATION_DATABASE_URL", "CORE_INTERNAL_URL"} <= automation
    assert "TENANCY_MAX_STORES_PER_CONNECTION" in core & automation
    assert {"DASHBOARD_PROXY_SECRET", "CORE_INTERNAL_URL"} <= dashboard_reads()


def test_every_variable_is_explained() -> None:
    everywhere = (
        reads("config/**/*.py", "automation/*.py", "apps/**/*.py", "sandbox/*.py", *BOTH) | dashboard_reads()
    )
    assert everywhere - explained() - WSGI == set()


def test_nothing_is_explained_that_nobody_reads() -> None:
    everywhere = reads("config/**/*.py", "automation/*.py", "apps/**/*.py", "sandbox/**/*.py", *BOTH)
    composed = set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    runner = {"PORT_OFFSET", "SANDBOX_URL", "DJANGO_SETTINGS_MODULE"}
    assert explained() - everywhere - composed - dashboard_reads() - runner == set()


def test_the_example_sets_nothing() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@every_overlay
@pytest.mark.parametrize(
    ("service", "patterns"), [("core", (*CORE, *BOTH)), ("automation", (*AUTOMATION, *BOTH))]
)
def test_every_variable_reaches_every_pod(overlay: str, service: str, patterns: tuple[str, ...]) -> None:
    wanted = reads(*patterns) - LOCAL_ONLY
    mine = [one for one in workloads(overlay) if one.labels.get("dropwright.io/service") == service]
    assert len(mine) >= 5
    for one in mine:
        for container in one.containers():
            assert wanted - variables(overlay, container) == set(), f"{one.name}/{container['name']}"


@every_overlay
def test_every_variable_reaches_the_dashboard(overlay: str) -> None:
    assert dashboard_reads() - variables(overlay, workload(overlay, "dashboard").app) == set()


@every_overlay
def test_pods_get_the_secrets_of_their_service_only(overlay: str) -> None:
    asked = {
        one.name: {
            variable["valueFrom"]["secretKeyRef"]["name"]
            for variable in one.app.get("env", [])
            if "secretKeyRef" in variable.get("valueFrom", {})
        }
        for one in workloads(overlay)
    }
    assert asked["dashboard"] == {"shared"}
    assert asked["valkey"] == {"valkey"}
    assert asked["flower"] == {"valkey", "flower"}
    assert asked["storefront"] == {"core", "shared", "valkey", "postgres-core-app"}
    assert asked["automation-worker"] == {"automation", "shared", "valkey", "postgres-automation-app"}


def keys() -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {"JWT_PRIVATE_KEY": private.decode(), "JWT_PUBLIC_KEY": public.decode()}


def walls_check(
    one: Workload, overlay: str, folder: Path, **changed: str
) -> subprocess.CompletedProcess[str]:
    """Run a pod's own check, without its database, in an environment as the kubelet makes it."""
    walls = one.pod["initContainers"][1]
    command = [sys.executable, *walls["command"][1:-2]]
    given = environment(overlay, walls, MADE_UP | keys()) | changed
    # What a developer's .run/env says besides loses: everything checked here is given.
    return subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), **given},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["backend", "automation"])
def test_pods_as_configured_pass_the_walls(name: str, tmp_path: Path) -> None:
    result = walls_check(workload("production", name), "production", tmp_path)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("backend", {"INTERNAL_API_KEYS": ""}, "platform.E002"),
        ("backend", {"NUM_PROXIES": "0"}, "platform.E006"),
        ("backend", {"STRIPE_API_BASE": "http://sandbox"}, "platform.E007"),
        ("backend", {"API_HOSTS": "127.0.0.1"}, "platform.E009"),
        ("backend", {"PAYMENTS_PLATFORM_CHARGES": "true"}, "platform.E010"),
    ],
)
def test_unsafe_configuration_stops_the_pod(
    name: str, changed: dict[str, str], code: str, tmp_path: Path
) -> None:
    result = walls_check(workload("production", name), "production", tmp_path, **changed)
    assert result.returncode == 1
    assert code in result.stderr


def processes(one: Workload, given: dict[str, str]) -> int:
    command = one.app["command"]
    if "gunicorn" in command:
        return int(given["WEB_WORKERS"])
    return int(command[command.index("-c") + 1]) + 1 if "celery" in command else 1


def most(overlay: str, one: Workload) -> int:
    """The most pods of a deployment there can be, a rollout's surplus included."""
    for scaler in of_kind(overlay, "HorizontalPodAutoscaler", "ScaledObject"):
        if scaler["spec"]["scaleTargetRef"]["name"] == one.name:
            replicas = scaler["spec"].get("maxReplicas") or scaler["spec"]["maxReplicaCount"]
            break
    else:
        replicas = one.resource["spec"]["replicas"]
    surge = one.resource["spec"].get("strategy", {}).get("rollingUpdate", {}).get("maxSurge", "25%")
    return -(-int(replicas) * (100 + int(str(surge).rstrip("%"))) // 100)


@every_overlay
@pytest.mark.parametrize("service", ["core", "automation"])
def test_all_pods_together_fit_into_the_database(overlay: str, service: str) -> None:
    wanted = 0
    for one in workloads(overlay, "Deployment"):
        if one.labels["dropwright.io/service"] == service:
            given = environment(overlay, one.app, {})
            own_connection = 1 if one.name.endswith(("beat", "relay")) else 0
            wanted += most(overlay, one) * (
                processes(one, given) * int(given["DATABASE_POOL_SIZE"]) + own_connection
            )
    (cluster,) = [
        one for one in of_kind(overlay, "Cluster") if one["metadata"]["name"] == f"postgres-{service}"
    ]
    # Kept free: superusers' three, replication, the migration, an operator.
    assert wanted + 20 <= int(cluster["spec"]["postgresql"]["parameters"]["max_connections"])


def test_databases_have_ordinary_owners() -> None:
    for cluster in of_kind("production", "Cluster"):
        assert cluster["spec"]["enableSuperuserAccess"] is False
        assert cluster["spec"]["bootstrap"]["initdb"]["owner"] in {"core", "automation"}
        assert cluster["spec"]["imageName"].partition(":")[2].startswith("18")


def test_production_is_backed_up() -> None:
    backed_up = {one["spec"]["cluster"]["name"] for one in of_kind("production", "ScheduledBackup")}
    clusters = of_kind("production", "Cluster")
    assert backed_up == {one["metadata"]["name"] for one in clusters}
    stores = {one["metadata"]["name"] for one in of_kind("production", "ObjectStore")}
    for one in clusters:
        (plugin,) = one["spec"]["plugins"]
        assert plugin["isWALArchiver"] is True
        assert plugin["parameters"]["barmanObjectName"] in stores


def test_compose_gives_services_what_they_need() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name, needed in (
        (
            "core-web",
            {"DATABASE_URL", "REDIS_URL", "INTERNAL_API_KEYS", "STRIPE_WEBHOOK_SECRET", "INTERNAL_HOSTS"},
        ),
        (
            "automation-web",
            {"AUTOMATION_DATABASE_URL", "REDIS_URL", "INTERNAL_API_KEYS", "CORE_INTERNAL_URL"},
        ),
        ("dashboard", dashboard_reads()),
    ):
        assert needed - set(services[name]["environment"]) == set(), name


def test_compose_lets_the_sandbox_post_every_kind_of_event_and_the_services_believe_it() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    sandbox, core = services["sandbox"]["environment"], services["core-web"]["environment"]
    automation = services["automation-web"]["environment"]

    settings = settings_from_environment(sandbox)
    paths = {(urlsplit(one.url).path, one.scope): one.secret for one in settings.stripe_webhooks}
    assert paths == {
        ("/api/v1/webhooks/stripe", "payments"): core["STRIPE_WEBHOOK_SECRET"],
        ("/api/v1/webhooks/stripe-billing", "billing"): core["STRIPE_BILLING_WEBHOOK_SECRET"],
        ("/api/v1/webhooks/stripe-connect", "connect"): core["STRIPE_CONNECT_WEBHOOK_SECRET"],
    }
    ((mailgun, key),) = settings.mailgun_webhooks
    assert (
        key == automation["MAILGUN_WEBHOOK_SIGNING_KEY"] == "${MAILGUN_WEBHOOK_SIGNING_KEY:-development-only}"
    )
    assert [urlsplit(url).path for url in (*settings.sendgrid_webhooks, mailgun)] == [
        "/api/v1/automation/webhooks/sendgrid",
        "/api/v1/automation/webhooks/mailgun",
    ]
    assert automation["SENDGRID_WEBHOOK_KEY_FILE"].endswith("-/keys/sendgrid_events.pub}")


def test_the_keys_made_for_compose_are_those_the_sandbox_signs_with(tmp_path: Path) -> None:
    script = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["configs"]["make-keys"]["content"]
    for name in ("keys", "sandbox"):
        (tmp_path / name).mkdir()
        script = script.replace(f'"/{name}/', f'"{tmp_path / name}/')
    for _ in range(2):
        subprocess.run([sys.executable, "-c", script], check=True)

    assert (tmp_path / "keys" / "sendgrid_events.pub").read_text() == public_key(tmp_path / "sandbox")
