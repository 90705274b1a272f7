"""Reads across stores, for operators: one query for a page of stores, however many there are."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django_celery_beat.models import PeriodicTask
from psycopg import sql

from automation.registry.models import FeedCursor, Store, StoreState
from automation.staff.watching import WATCHES, Watch
from tenancy.context import public_context

STORES_AT_ONCE = 50
HAS_A_SCHEMA = (StoreState.ACTIVE, StoreState.SUSPENDED, StoreState.CLOSED)


@dataclass(frozen=True, slots=True)
class StoreTrouble:
    """One store with how many rows of each watch it has."""

    id: UUID
    name: str
    state: str
    counts: list[tuple[Watch, int]]

    @property
    def total(self) -> int:
        """How much there is to look at."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Attention:
    """A page of stores, the worst first; `next_page` is 0 on the last."""

    stores: list[StoreTrouble]
    page: int
    next_page: int


def stores_needing_attention(*, page: int) -> Attention:
    """Return fifty stores by name with what failed or waits in them. Two queries."""
    first = (max(page, 1) - 1) * STORES_AT_ONCE
    with public_context():
        rows = Store.objects.filter(state__in=HAS_A_SCHEMA).order_by("name", "pk")
        stores = list(rows[first : first + STORES_AT_ONCE + 1])
        counts = _counts([store.schema_name for store in stores[:STORES_AT_ONCE]])
    found = [
        StoreTrouble(
            id=store.id,
            name=store.name,
            state=store.state,
            counts=list(zip(WATCHES, counts[store.schema_name], strict=True)),
        )
        for store in stores[:STORES_AT_ONCE]
    ]
    found.sort(key=lambda one: (-one.total, one.name))
    return Attention(
        stores=found, page=max(page, 1), next_page=page + 1 if len(stores) > STORES_AT_ONCE else 0
    )


def _counts(schemas: list[str]) -> dict[str, list[int]]:
    if not schemas:
        return {}
    query = sql.SQL(" UNION ALL ").join(_counts_of(schema) for schema in schemas)
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0]: list(row[1:]) for row in cursor.fetchall()}


def _counts_of(schema: str) -> sql.Composed:
    parts = [
        sql.SQL("(SELECT count(*) FROM {}.{} WHERE {} IN ({}))").format(
            sql.Identifier(schema),
            sql.Identifier(watch.model._meta.db_table),
            sql.Identifier(watch.field),
            sql.SQL(", ").join(sql.Literal(value) for value in watch.values),
        )
        for watch in WATCHES
    ]
    return sql.SQL("SELECT {}, {}").format(sql.Literal(schema), sql.SQL(", ").join(parts))


def service_counts() -> dict[str, int]:
    """Return how many stores are active, and how many schedules are switched off."""
    with public_context():
        return {
            "active": Store.objects.filter(state=StoreState.ACTIVE).count(),
            "switched_off": PeriodicTask.objects.filter(enabled=False).count(),
        }


def feed_changed_at() -> str:
    """Return when the core's feed was last moved along, or that it never was."""
    with public_context():
        row = FeedCursor.objects.order_by("-changed_at").first()
    return f"{row.changed_at:%Y-%m-%d %H:%M} UTC" if row else "never"
