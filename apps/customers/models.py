"""Shoppers of one store (store schema). No login and no password: a customer is made by the first order."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.customers.consent_types import Channel, ConsentSource, ConsentState
from tenancy.ids import uuid7


class Customer(models.Model):
    """One shopper by e-mail address, ignoring case. Never a `User`; never spans stores."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
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
