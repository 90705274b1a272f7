"""What the processes are told: own keys, the sandbox for every service without a real key, persons' wishes first."""

from pathlib import Path

import pytest

from sandbox.runner.environment import Addresses, environment_build, given_environment
from sandbox.runner.folder import RunFolder

ADDRESSES = Addresses(
    database_url="postgresql://postgres@127.0.0.1:5555/core",
    automation_database_url="postgresql://postgres@127.0.0.1:5555/automation",
    redis_url="redis://127.0.0.1:6666",
    core_port=8100,
    automation_port=8101,
    dashboard_port=3100,
    sandbox_port=9100,
)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder(tmp_path / ".run")
    made.create()
    return made


def _build(folder: RunFolder, **given: str) -> dict[str, str]:
    return environment_build(folder, ADDRESSES, port_offset=100, given=given)


def test_without_keys_every_outside_service_is_the_sandbox(folder: RunFolder) -> None:
    values = _build(folder)

    assert values["STRIPE_API_BASE"] == "http://127.0.0.1:9100/stripe"
    assert values["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:9100/claude"
    assert values["SENDGRID_API_URL"] == "http://127.0.0.1:9100/sendgrid/v3/"
    hooks = "http://127.0.0.1:8100/api/v1/webhooks"
    assert values["SANDBOX_STRIPE_WEBHOOKS"].split(",") == [
        f"{hooks}/stripe|{values['STRIPE_WEBHOOK_SECRET']}|payments",
        f"{hooks}/stripe-billing|{values['STRIPE_BILLING_WEBHOOK_SECRET']}|billing",
        f"{hooks}/stripe-connect|{values['STRIPE_CONNECT_WEBHOOK_SECRET']}|connect",
    ]
    assert values["STRIPE_SECRET_KEY"].startswith("sk_test_")


def test_a_real_key_switches_only_its_own_service(folder: RunFolder) -> None:
    values = _build(folder, STRIPE_SECRET_KEY="sk_live_of_a_person")

    assert not {"STRIPE_SECRET_KEY", "STRIPE_API_BASE", "SANDBOX_STRIPE_WEBHOOKS"} & values.keys()
    assert values["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:9100/claude"


def test_addresses_follow_the_ports(folder: RunFolder) -> None:
    values = _build(folder)

    shown = {
        name: values[name] for name in ("PUBLIC_PORT", "DASHBOARD_URL", "CORE_INTERNAL_URL", "AUTOMATION_URL")
    }
    assert shown == {
        "PUBLIC_PORT": "8100",
        "DASHBOARD_URL": "http://localhost:3100",
        "CORE_INTERNAL_URL": "http://127.0.0.1:8100",
        "AUTOMATION_URL": "http://127.0.0.1:8101",
    }


def test_secrets_are_made_once_and_differ_between_checkouts(folder: RunFolder, tmp_path: Path) -> None:
    other = RunFolder(tmp_path / "other")
    other.create()
    names = ("SECRET_KEY", "AUTOMATION_SECRET_KEY", "INTERNAL_API_KEYS", "FIELD_ENCRYPTION_KEYS")
    first, again, elsewhere = _build(folder), _build(folder), _build(other)

    assert [first[name] for name in names] == [again[name] for name in names]
    assert not {first[name] for name in names} & {elsewhere[name] for name in names}
    assert Path(first["JWT_PRIVATE_KEY_FILE"]).read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_the_environment_wins_over_the_dotenv_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("REDIS_URL=redis://written\nS3_BUCKET=pictures\nEMPTY=\n")
    monkeypatch.setenv("REDIS_URL", "redis://real")
    monkeypatch.delenv("S3_BUCKET", raising=False)

    given = given_environment(tmp_path)

    assert given["REDIS_URL"] == "redis://real"
    assert given["S3_BUCKET"] == "pictures"
