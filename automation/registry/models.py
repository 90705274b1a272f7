"""Which stores exist here, their schema, and how far the core's feed was read (public schema)."""

from __future__ import annotations

from django.db import models

from tenancy.models import DomainMixin, StoreMixin


class StoreState(models.TextChoices):
    """Mirrors the core; GONE keeps a tombstone after the schema was dropped."""

    PROVISIONING = "PROVISIONING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    GONE = "GONE"


class Store(StoreMixin):
    """A store of the core, with the schema this service gave it. `id` is the core's."""

    id = models.UUIDField(primary_key=True, editable=False)
    merchant_id = models.UUIDField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=StoreState)
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    locale = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=50)
    url = models.CharField(max_length=300, blank=True)
    synced_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def schema_is_open(cls, schema_name: str) -> bool:
        """Tasks run in active stores only."""
        return cls.objects.filter(schema_name=schema_name, state=StoreState.ACTIVE).exists()

    @classmethod
    def schemas_to_migrate(cls) -> models.QuerySet[Store]:
        """Every store whose schema was not dropped."""
        return cls.objects.exclude(state=StoreState.GONE)


class Domain(DomainMixin):
    """Demanded by django-tenants; stores are found by path here, never by host."""

    def __str__(self) -> str:
        return self.domain


class FeedCursor(models.Model):
    """How far a reader of the core's feed has come."""

    reader = models.CharField(max_length=40, primary_key=True)
    cursor = models.CharField(max_length=60, blank=True, default="")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reader} {self.cursor}"
