"""Sign-up: a person, their merchant and its first store."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from apps.accounts import events
from apps.accounts.models import Membership, User
from apps.accounts.services.passwords import password_check
from apps.accounts.services.sessions import session_open
from apps.accounts.services.trail import as_person
from apps.accounts.types import Client, RegistrationRefused, Role, TokenPair
from apps.entitlements.services import usage_claim
from apps.entitlements.types import Resource
from apps.outbox.services import event_publish
from apps.tenants.services import merchant_create, store_create
from apps.tenants.types import StoreInfo


@dataclass(frozen=True, slots=True)
class Registered:
    user: User
    merchant_id: UUID
    store: StoreInfo
    tokens: TokenPair


def account_register(
    *,
    email: str,
    password: str,
    store_name: str,
    now: datetime,
    client: Client,
    subdomain: str | None = None,
    full_name: str = "",
) -> Registered:
    """Create user, merchant and first store, all or nothing, and sign the user in.

    Raises PasswordWeak, SubdomainRefused, SubdomainTaken, and RegistrationRefused for a known address (whose
    owner gets a mail).
    """
    email = email.strip().lower()
    password_check(field="password", password=password, user=User(email=email, full_name=full_name))
    password_hash = make_password(password)  # before the transaction: it is slow on purpose
    try:
        with transaction.atomic():
            return _register(
                email=email,
                password_hash=password_hash,
                store_name=store_name,
                now=now,
                client=client,
                subdomain=subdomain,
                full_name=full_name,
            )
    except IntegrityError as error:
        known = User.objects.filter(email=email).first()
        if known is None:
            raise
        with transaction.atomic():
            event_publish(event=events.KnownAddressTried(user_id=known.pk), store_id=None)
        raise RegistrationRefused from error


def _register(
    *,
    email: str,
    password_hash: str,
    store_name: str,
    now: datetime,
    client: Client,
    subdomain: str | None,
    full_name: str,
) -> Registered:
    user = User.objects.create(email=email, password=password_hash, full_name=full_name)
    with as_person(user, address=client.address):
        merchant_id = merchant_create(name=store_name, now=now)
        usage_claim(merchant_id=merchant_id, resource=Resource.MEMBERS, now=now)
        Membership.objects.create(user=user, merchant_id=merchant_id, role=Role.OWNER)
        user.current_merchant_id = merchant_id
        user.save(update_fields=["current_merchant_id"])
        store = store_create(
            merchant_id=merchant_id, name=store_name, subdomain=subdomain, contact_email=email, now=now
        )
    event_publish(event=events.UserRegistered(user_id=user.pk), store_id=None)
    tokens = session_open(user=user, merchant_id=merchant_id, now=now, client=client)
    return Registered(user=user, merchant_id=merchant_id, store=store, tokens=tokens)
