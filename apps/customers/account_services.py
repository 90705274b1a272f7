"""Signing in by a mailed link, and the addresses a customer keeps. Nothing here knows a password."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.customers.events import CustomerRegistered, SignInRequested
from apps.customers.models import Customer, CustomerAddress, CustomerSession, SignInRequest
from apps.customers.services import customer_ensure
from apps.customers.types import AddressesFull, AddressUnknown, SignedIn, SignInLinkInvalid
from apps.outbox.services import event_publish

LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(days=60)
MOST_ADDRESSES = 20


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def sign_in_request(*, email: str, store_id: UUID, now: datetime) -> UUID:
    """Have a link mailed to a checked address, whoever it belongs to; returns the request's id.

    The same happens for known and unknown addresses, so nobody learns who is a customer.
    """
    SignInRequest.objects.filter(expires_at__lt=now - SESSION_LASTS).delete()
    row = SignInRequest.objects.create(email=email, created_at=now, expires_at=now + LINK_LASTS)
    event_publish(event=SignInRequested(request_id=row.pk), store_id=store_id)
    return row.pk


def sign_in_token_issue(*, request_id: UUID) -> tuple[str, str] | None:
    """Return `(email, token)` for the mail of a request, None when it was used or is gone.

    Called again, as when a mail is tried again, the earlier token no longer works.
    """
    secret = secrets.token_urlsafe(24)
    rows = SignInRequest.objects.filter(pk=request_id, used_at=None)
    if not rows.update(secret_hash=secret_hash(secret)):
        return None
    email = rows.values_list("email", flat=True).first()
    return (email, f"{request_id.hex}.{secret}") if email else None


@transaction.atomic
def sign_in(*, token: str, store_id: UUID, now: datetime) -> SignedIn:
    """Use a mailed link, once, and return the customer it proves with a fresh session key.

    The first time, orders placed as a guest with this address become visible to the customer (AUT-08). Raises
    SignInLinkInvalid.
    """
    head, _, secret = token.partition(".")
    try:
        request_id = UUID(hex=head)
    except ValueError:
        raise SignInLinkInvalid from None
    rows = SignInRequest.objects.filter(pk=request_id, used_at=None, expires_at__gt=now)
    if not secret or not rows.filter(secret_hash=secret_hash(secret)).update(used_at=now):
        raise SignInLinkInvalid
    email = SignInRequest.objects.values_list("email", flat=True).get(pk=request_id)
    customer_id = customer_ensure(email=email, name="", phone="", now=now)
    if Customer.objects.filter(pk=customer_id, verified_at=None).update(verified_at=now):
        event_publish(event=CustomerRegistered(customer_id=customer_id), store_id=store_id)
    key = secrets.token_urlsafe(32)
    CustomerSession.objects.filter(customer_id=customer_id, expires_at__lte=now).delete()
    CustomerSession.objects.create(
        customer_id=customer_id, key_hash=secret_hash(key), created_at=now, expires_at=now + SESSION_LASTS
    )
    return SignedIn(customer_id, email, key)


def sign_out(*, key: str) -> None:
    """End the session of this key; an unknown one is no error."""
    CustomerSession.objects.filter(key_hash=secret_hash(key)).delete()


@transaction.atomic
def address_save(*, customer_id: UUID, content: Mapping[str, str], is_default: bool, now: datetime) -> UUID:
    """Keep a checked address and return its id; the same content is kept once. Raises AddressesFull.

    The first one, and one marked so, is filled in at the checkout.
    """
    Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    rows = CustomerAddress.objects.filter(customer_id=customer_id)
    known = next((row for row in rows if row.content == dict(content)), None)
    if known is None and rows.count() >= MOST_ADDRESSES:
        raise AddressesFull
    is_default = is_default or not rows.exists()
    if is_default:
        rows.update(is_default=False)
    row = known or CustomerAddress(customer_id=customer_id, content=dict(content), created_at=now)
    row.is_default = is_default or row.is_default
    row.save()
    return row.pk


@transaction.atomic
def address_delete(*, customer_id: UUID, address_id: UUID) -> None:
    """Forget an address of this customer. Raises AddressUnknown, also for another customer's."""
    deleted, _ = CustomerAddress.objects.filter(pk=address_id, customer_id=customer_id).delete()
    if not deleted:
        raise AddressUnknown
