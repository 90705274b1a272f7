"""Merchants, their stores and the stores' domains (public schema)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from apps.tenants.types import StoreStatus
from tenancy.ids import uuid7
from tenancy.models import DomainMixin, StoreMixin


class Merchant(models.Model):  # type: ignore[django-manager-missing] # the store's base class is untyped
    """The business that signed up. Owns stores, members and, later, the subscription."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Store(StoreMixin):
    """One shop; it is the tenant. Its schema name is opaque and never used twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="stores")
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=StoreStatus, default=StoreStatus.PROVISIONING)
    status_reason = models.CharField(max_length=200, blank=True, default="")
    currency = models.CharField(max_length=3, default="EUR")
    is_currency_fixed = models.BooleanField(default=False, editable=False)
    country = models.CharField(max_length=2, default="DE")
    locale = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=50, default="UTC")
    contact_email = models.EmailField(blank=True, default="")
    version = models.BigIntegerField(default=1, editable=False)
    # Which database holds the schema, once one is not enough (performance.md, section 7, point 20).
    shard = models.CharField(max_length=30, default="default", editable=False)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    build_attempted_at = models.DateTimeField(null=True, blank=True, editable=False)
    delete_after = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "created_at"], name="store_by_merchant"),
            models.Index(fields=["status"], name="store_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=StoreStatus.values), name="store_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def schema_is_open(cls, schema_name: str) -> bool:
        """Tasks run in active stores only."""
        return cls.objects.filter(schema_name=schema_name, status=StoreStatus.ACTIVE).exists()

    @classmethod
    def schemas_to_migrate(cls) -> models.QuerySet[Store]:
        """Every store whose schema exists; a provisioning store's schema is built in its latest form anyway."""
        return cls.objects.exclude(status__in=[StoreStatus.PROVISIONING, StoreStatus.DELETED])


class Domain(DomainMixin):
    """A host name of a store, lower case; one is primary."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("domain"), name="domain_once_ignoring_case")]

    def __str__(self) -> str:
        return self.domain
