"""A store's accounts at suppliers (store schema). Tokens are readable in Python and ciphertext in the database."""

from django.db import models
from django.db.models import Q

from automation.connections.types import AccountStatus, Provider
from tenancy.encryption import EncryptedTextField
from tenancy.ids import uuid7


class SupplierAccount(models.Model):
    """One account of one supplier. `reported_status` is what the core was told last."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.CharField(max_length=20, choices=Provider, unique=True)
    account = models.CharField(max_length=200, blank=True, default="")
    account_id = models.CharField(max_length=80, blank=True, default="")
    access_token = EncryptedTextField(blank=True, default="")
    refresh_token = EncryptedTextField(blank=True, default="")
    access_expires_at = models.DateTimeField()
    refresh_expires_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=AccountStatus, default=AccountStatus.CONNECTED)
    reported_status = models.CharField(max_length=9, blank=True, default="")
    qps = models.PositiveSmallIntegerField(default=1)
    connected_at = models.DateTimeField()
    connected_by = models.UUIDField()
    renewed_at = models.DateTimeField(null=True, blank=True)
    # A refresh token may be good once: one worker renews at a time.
    renewing_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    last_error_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=AccountStatus.values), name="supplier_account_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.account}"


class ConnectAttempt(models.Model):
    """A consent that was begun: its state is signed, belongs to one person, and is good once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.CharField(max_length=20, choices=Provider)
    user_id = models.UUIDField()
    begun_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["begun_at"], name="connect_attempt_by_time")]

    def __str__(self) -> str:
        return f"{self.provider} {self.begun_at:%Y-%m-%d %H:%M}"
