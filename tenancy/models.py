"""The pool of schemas built ahead, and the bases of the services' store and domain rows."""

from typing import Any, NoReturn, Self

from django.db import models
from django.utils import timezone
from django_tenants.models import DomainMixin as TenantsDomainMixin
from django_tenants.models import TenantMixin

from tenancy.names import require_store_schema


def validate_store_schema(value: str) -> None:
    """Raise `BadSchemaName` (a ValueError) unless `value` is an opaque store schema name."""
    require_store_schema(value)


class StoreMixin(TenantMixin):
    """A store, which *is* the tenant: one schema, claimed from the pool. Lives in `public`.

    A subclass says with `schema_is_open` when tasks may run, and with `schemas_to_migrate` which rows own a
    schema that migrations must reach.
    """

    auto_create_schema = False
    auto_drop_schema = False

    schema_name = models.CharField(max_length=63, unique=True, validators=[validate_store_schema])
    schema_fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    @classmethod
    def schema_is_open(cls, schema_name: str) -> bool:
        """Return whether tasks may run in `schema_name`; asked in the public schema. Override by status."""
        return cls._default_manager.filter(schema_name=schema_name).exists()

    @classmethod
    def schemas_to_migrate(cls) -> models.QuerySet[Self]:
        """Return the rows whose schema exists; override to leave out stores whose schema was dropped."""
        return cls._default_manager.all()

    def _check_schema_name_is_unique(self) -> None:
        # Names are lower case by construction and unique by constraint: no scan of all rows per sign-up.
        return

    def __enter__(self) -> NoReturn:
        raise TypeError("`with store:` shares its state between threads; use tenancy.context.store_context")

    def __exit__(self, *args: object) -> NoReturn:
        raise TypeError("`with store:` shares its state between threads; use tenancy.context.store_context")

    def activate(self) -> NoReturn:
        """Refuse: nothing would put the previous store back."""
        raise TypeError("activate() leaves the connection in the store; use tenancy.context.store_context")

    @classmethod
    def deactivate(cls) -> NoReturn:
        """Refuse, as `activate`."""
        raise TypeError("deactivate() is not used; tenancy.context.store_context restores by itself")

    def create_schema(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: schemas come from the pool."""
        raise TypeError("schemas are built by tenancy.pool and claimed, never made inside a request")


class DomainMixin(TenantsDomainMixin):
    """A host name of a store (`domain`, `tenant`, `is_primary`); the first one becomes primary."""

    class Meta:
        abstract = True


class PoolState(models.TextChoices):
    """BUILDING → READY → CLAIMED; a build that broke is FAILED and gets dropped."""

    BUILDING = "BUILDING"
    READY = "READY"
    CLAIMED = "CLAIMED"
    FAILED = "FAILED"


class PoolSchema(models.Model):
    """A schema that belongs to no store yet. Once CLAIMED its store's row owns it and this row is history."""

    schema_name = models.CharField(max_length=63, unique=True, validators=[validate_store_schema])
    schema_fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)
    state = models.CharField(max_length=10, choices=PoolState, default=PoolState.BUILDING)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenancy_poolschema_state_known", condition=models.Q(state__in=PoolState.values)
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="tenancy_poolschema_by_state")]

    def __str__(self) -> str:
        return f"{self.schema_name} ({self.state})"


class PlatformSchema(models.Model):
    """How far the platform's own schemas are migrated: `public` and the template."""

    schema_name = models.CharField(max_length=63, unique=True)
    schema_fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.schema_name


class MigrationScript(models.Model):
    """The SQL a store migration ran on the template, kept so that any later run can apply it to a store.

    `is_plain` is false when the migration also ran Python: such a one is run by Django in each store.
    """

    app = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    is_plain = models.BooleanField()
    statements = models.JSONField(default=list)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["app", "name"], name="tenancy_migrationscript_once"),
        ]

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"
