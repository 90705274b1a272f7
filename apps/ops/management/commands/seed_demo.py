"""The demo merchant, a member of the platform's staff, and a shop with something on every shelf."""

import json
import os
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts.services import account_register, account_token_issue, email_verify
from apps.accounts.types import Client, TokenPurpose
from apps.ops.demo.content import demo_content
from apps.ops.demo.seeding import Seeded, demo_fill
from apps.tenants.selectors import store_find_by_host, store_get, store_url
from apps.tenants.services import store_build, store_update
from apps.tenants.types import StoreInfo, StoreStatus

PASSWORD = "demo-shop-2026"  # noqa: S105 - for development only; the command refuses to run in production
OWNER = "demo@dropwright.example"
STAFF = "staff@dropwright.example"


class Command(BaseCommand):
    help = (
        "Create the demo merchant, a staff user and the demo shop. Running it again changes nothing. "
        "Not in production."
    )

    requires_system_checks: list[str] = []  # seeding follows a migration, which has just run them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pictures",
            metavar="FOLDER",
            help="where the product pictures are (default: pictures/ in the run folder); without it no pictures",
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("The demo has a password everybody knows: not in production.")
        now, run = timezone.now(), Path(os.environ.get("RUN_DIR") or settings.BASE_DIR / ".run")
        folder = Path(options["pictures"]) if options["pictures"] else run / "pictures"
        store = _store(now=now)
        _staff()
        seeded = demo_fill(store=store, pictures=folder if folder.is_dir() else None, now=now)
        facts = _facts(store)
        run.mkdir(parents=True, exist_ok=True)
        (run / "demo.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        if options["json"]:
            self.stdout.write(json.dumps(facts | {"products": seeded.products, "pictures": seeded.pictures}))
            return
        self.stdout.write(_sentence(store, seeded, folder))


def _store(*, now: datetime) -> StoreInfo:
    """Return the demo store, ready for shoppers; made with its owner when it is not there."""
    wanted = demo_content()["store"]
    store = store_find_by_host(host=f"{wanted['subdomain']}.{settings.BASE_DOMAIN}")
    if store is None:
        store = _register(wanted, now=now)
    if store.status == StoreStatus.PROVISIONING and not store_build(store_id=store.id, now=now):
        raise CommandError("The demo store's schema could not be built. Run the command again.")
    return store_get(store_id=store.id)


def _register(wanted: dict[str, str], *, now: datetime) -> StoreInfo:
    if get_user_model().objects.filter(email=OWNER).exists():
        raise CommandError(f"{OWNER} exists without the demo store. Delete one or restore the other.")
    registered = account_register(
        email=OWNER,
        password=PASSWORD,
        store_name=wanted["name"],
        subdomain=wanted["subdomain"],
        full_name="Demo Merchant",
        now=now,
        client=Client(),
    )
    secret = account_token_issue(user_id=registered.user.pk, purpose=TokenPurpose.VERIFY_EMAIL, now=now)
    email_verify(secret=secret, now=now)
    changes = {name: wanted[name] for name in ("currency", "country", "locale", "time_zone", "contact_email")}
    return store_update(store_id=registered.store.id, changes=changes, now=now)


def _staff() -> None:
    users: Any = get_user_model().objects
    if not users.filter(email=STAFF).exists():
        users.create_superuser(STAFF, PASSWORD, full_name="Demo Staff")


def _facts(store: StoreInfo) -> dict[str, Any]:
    return {
        "logins": [
            {
                "role": "merchant",
                "url": f"{settings.DASHBOARD_URL}/login",
                "email": OWNER,
                "password": PASSWORD,
            },
            {
                "role": "staff",
                "url": f"{store_url(f'admin.{settings.BASE_DOMAIN}')}/",
                "email": STAFF,
                "password": PASSWORD,
            },
        ],
        "shops": [{"name": store.name, "url": f"{store.url}/"}],
    }


def _sentence(store: StoreInfo, seeded: Seeded, folder: Path) -> str:
    if not seeded.is_new and not seeded.pictures:
        return f"{store.name} is there already; nothing was changed."
    if not seeded.pictures:
        return f"{store.name}: {seeded.products} products, no pictures (there is no {folder} with them)."
    return f"{store.name}: {seeded.products} products and {seeded.pictures} pictures."
