"""Shoppers of one store (store schema). No password: a customer is made by the first order, and signs in by mail."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.customers.consent_types import Channel, ConsentSource, ConsentState
from tenancy.ids import uuid7


class Customer(models.Model):
    """One shopper by e-mail address, ignoring case. Never a `User`; never spans stores.

    `verified_at`: when the shopper first proved that the address is theirs, by a mailed link. Before that nobody
    is shown anything of the orders placed with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="customer_email_once_ignoring_case")]
        indexes = [models.Index(fields=["-created_at", "id"], name="customer_newest")]

    def __str__(self) -> str:
        return self.email


class Consent(models.Model):
    """What one address allows now on one channel. The authority: asked before every marketing message."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    state = models.CharField(max_length=12, choices=ConsentState)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    locale = models.CharField(max_length=10, blank=True, default="")
    time_zone = models.CharField(max_length=50, blank=True, default="")
    # Raised by every request to confirm: an older link then confirms nothing.
    request_number = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField(null=True, blank=True)
    # The last request whose confirmation mail was handed over.
    mailed_number = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), "channel", name="consent_once_per_address_and_channel"),
            models.CheckConstraint(
                condition=Q(state__in=ConsentState.values) & Q(channel__in=Channel.values),
                name="consent_words_known",
            ),
        ]
        indexes = [models.Index(fields=["-changed_at", "id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.email} {self.state}"


class ConsentRecord(models.Model):
    """Proof of one change, never altered but by erasure, which takes the address and leaves its digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.CharField(max_length=254, blank=True)
    # SHA-256 of the address in lower case with the store's schema: somebody who shows it can prove it was theirs.
    email_digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=5, choices=Channel)
    state = models.CharField(max_length=12, choices=ConsentState)
    source = models.CharField(max_length=20, choices=ConsentSource)
    # The very sentence the person agreed to, in the language shown.
    wording = models.CharField(max_length=1000, blank=True, default="")
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["email_digest", "at"], name="consent_record_of_address")]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d}"


class Erasure(models.Model):
    """An address that was erased, by its digest: what orders still know of it starts nothing any more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # `types.address_digest`.
    email_digest = models.CharField(max_length=64, unique=True)
    # The last time.
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class StockAlert(models.Model):
    """A wish to be told once when a variant can be bought again. No consent to news: it is answered by one mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    variant_id = models.UUIDField()
    locale = models.CharField(max_length=10, blank=True, default="")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "variant_id",
                condition=Q(told_at__isnull=True),
                name="stock_alert_waits_once",
            ),
        ]
        indexes = [models.Index(fields=["variant_id", "asked_at"], name="stock_alert_of_variant")]

    def __str__(self) -> str:
        return f"{self.variant_id}"


class SignInRequest(models.Model):
    """A link that was asked for. Only the hash of its secret is kept; it works once, for half an hour."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="sign_in_request_by_expiry")]

    def __str__(self) -> str:
        return self.email


class CustomerSession(models.Model):
    """A browser a customer is signed in with. The cookie holds a key, this row its hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="customer_session_by_expiry")]

    def __str__(self) -> str:
        return f"{self.customer_id}"


class CustomerAddress(models.Model):
    """An address a customer keeps. Its content was checked by the checkout's own rules."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    content = models.JSONField()
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_default=True), name="customer_address_one_default"
            ),
        ]
        verbose_name_plural = "customer addresses"

    def __str__(self) -> str:
        return str(self.content.get("line1", ""))
