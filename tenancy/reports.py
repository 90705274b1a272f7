"""What is behind, and what a migration run did about it."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError
from django.db.models import CharField, Value
from django.db.models.expressions import RawSQL

from tenancy.context import public_context
from tenancy.fingerprints import platform_fingerprint, store_fingerprint
from tenancy.models import PlatformSchema, PoolSchema, PoolState
from tenancy.names import PUBLIC
from tenancy.pool import template_schema
from tenancy.roles import roles_enabled
from tenancy.walls import walls_column, walls_wanted


@dataclass(frozen=True)
class SchemaResult:
    """What happened to one schema: `MIGRATED`, `CURRENT` (only its fingerprint was behind) or `FAILED`."""

    schema_name: str
    kind: str
    status: str
    applied: tuple[str, ...] = ()
    error: str = ""
    milliseconds: int = 0


@dataclass
class Report:
    """The outcome of a run, by schema."""

    public: str = "CURRENT"
    roles: int = 0
    template: tuple[str, ...] = ()
    error: str = ""
    results: list[SchemaResult] = field(default_factory=list)

    @property
    def failed(self) -> list[SchemaResult]:
        """Schemas that are not migrated."""
        return [result for result in self.results if result.status == "FAILED"]

    @property
    def is_ok(self) -> bool:
        """Whether everything is migrated."""
        return not self.failed and not self.error


@dataclass(frozen=True)
class Pending:
    """What is behind: schemas of the platform by name, and (kind, schema) of pool and stores."""

    public: bool
    template: bool
    schemas: tuple[tuple[str, str], ...]
    walls: bool = False

    def __bool__(self) -> bool:
        return self.public or self.template or self.walls or bool(self.schemas)


def pending_read(*, everything: bool = False) -> Pending:
    """Return what is behind the disk, by one query; with `everything`, every schema whatever its fingerprint."""
    wanted = store_fingerprint()
    behind = {} if everything else {"schema_fingerprint": wanted}
    columns = ("schema_name", "schema_fingerprint")
    platform = PlatformSchema.objects.order_by().values_list(Value("platform"), *columns)
    walls = PlatformSchema.objects.order_by().filter(schema_name=PUBLIC)
    model: Any = apps.get_model(settings.TENANT_MODEL)
    stores = model.schemas_to_migrate().order_by()
    pool = PoolSchema.objects.filter(state=PoolState.READY).order_by()
    if behind:
        stores, pool = stores.exclude(**behind), pool.exclude(**behind)
    query = platform.union(
        stores.values_list(Value("store"), *columns),
        pool.values_list(Value("pool"), *columns),
        walls.values_list(
            Value("walls"),
            Value(PUBLIC),
            RawSQL(walls_column(), [], output_field=CharField()),  # noqa: S611 - a name this code made
        ),
        all=True,
    )
    with public_context():
        try:
            rows = list(query)
        except ProgrammingError:  # the tables do not exist yet: a new database
            return Pending(public=True, template=True, schemas=(), walls=roles_enabled())
    standing = next((mark for kind, _, mark in rows if kind == "walls"), "")
    known = {name: fingerprint for kind, name, fingerprint in rows if kind == "platform"}
    return Pending(
        public=everything or known.get(PUBLIC) != platform_fingerprint(),
        template=everything or known.get(template_schema()) != wanted,
        schemas=tuple(sorted((kind, name) for kind, name, _ in rows if kind in ("store", "pool"))),
        walls=roles_enabled() and (everything or standing != walls_wanted()),
    )
