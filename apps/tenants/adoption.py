"""A store whose schema comes from outside: a restored export, a store moved from another platform."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from apps.audit.services import entry_record
from apps.entitlements.services import usage_claim
from apps.entitlements.types import Resource
from apps.outbox.services import event_publish
from apps.tenants import events
from apps.tenants.models import Domain, Store
from apps.tenants.selectors import store_get
from apps.tenants.subdomains import subdomain_check
from apps.tenants.types import SchemaTaken, StoreInfo, StoreStatus, SubdomainTaken
from tenancy.names import new_schema_name, require_store_schema

REASON = "Being restored from an export."


@transaction.atomic
def store_adopt(
    *, merchant_id: UUID, schema_name: str, subdomain: str, facts: dict[str, str], now: datetime
) -> StoreInfo:
    """Make a store's row for a schema that is about to be restored; SUSPENDED until `store_resume`.

    `facts` are its name, currency, country, locale, time zone and contact address. Raises SchemaTaken while a schema
    or store of that name is here, SubdomainRefused, SubdomainTaken, LimitReached and PlanInactive.
    """
    require_store_schema(schema_name)
    if _is_taken(schema_name):
        raise SchemaTaken
    # The tombstone of the store this was keeps its id and gives the name back.
    Store.objects.filter(schema_name=schema_name).update(schema_name=new_schema_name())
    usage_claim(merchant_id=merchant_id, resource=Resource.STORES, now=now)
    host = f"{subdomain_check(subdomain)}.{settings.BASE_DOMAIN}"
    if Domain.objects.filter(domain=host).exists():
        raise SubdomainTaken(fields={"subdomain": [SubdomainTaken.message]})
    store = Store.objects.create(
        merchant_id=merchant_id,
        schema_name=schema_name,
        status=StoreStatus.SUSPENDED,
        status_reason=REASON,
        is_currency_fixed=True,
        created_at=now,
        activated_at=now,
        **facts,
    )
    Domain.objects.create(domain=host, tenant=store, is_primary=True)
    event_publish(event=events.StoreCreated(store_id=store.id, merchant_id=merchant_id), store_id=store.id)
    entry_record(
        verb="store.restored",
        object_type="store",
        object_id=store.id,
        object_label=store.name,
        merchant_id=merchant_id,
        store_id=store.id,
    )
    return store_get(store_id=store.id)


def _is_taken(schema_name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [schema_name])
        if cursor.fetchone()[0]:
            return True
    return Store.objects.filter(schema_name=schema_name).exclude(status=StoreStatus.DELETED).exists()
