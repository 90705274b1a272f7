"""Reads of connections, and the adapters of the current store."""

from datetime import UTC, datetime

from automation.connections.adapters import breaker_of, catalogue_of, is_set_up, orders_of
from automation.connections.models import SupplierAccount
from automation.connections.types import METHODS, NOT_CONNECTED, WORKING, ConnectionInfo, Provider
from automation.registry.selectors import store_current
from automation.suppliers.catalogue import SupplierCatalogue, SupplierNotConnected, SupplierTokenExpired
from automation.suppliers.ordering import SupplierOrders


def connections_all() -> list[ConnectionInfo]:
    """Return every supplier with the store's connection to it."""
    rows = {row.provider: row for row in SupplierAccount.objects.all()}
    return [_info(provider, rows.get(provider)) for provider in Provider]


def connection_get(*, provider: str) -> ConnectionInfo:
    """Return one supplier with the store's connection to it."""
    return _info(Provider(provider), SupplierAccount.objects.filter(provider=provider).first())


def connections_any() -> bool:
    """Return whether the store has an account anywhere. One query."""
    return SupplierAccount.objects.exists()


def catalogue_for(*, provider: str) -> SupplierCatalogue:
    """Return the supplier's catalogue with the current store's account.

    Raises SupplierNotConnected without keys or account, SupplierTokenExpired when the owner has to connect again.
    """
    return catalogue_of(_account(provider), currency=store_current().currency)


def orders_for(*, provider: str) -> SupplierOrders:
    """Return the supplier's orders with the current store's account. Raises as `catalogue_for`."""
    return orders_of(_account(provider))


def _account(provider: str) -> SupplierAccount:
    row = SupplierAccount.objects.filter(provider=provider).first()
    if row is None or not is_set_up(provider):
        raise SupplierNotConnected(f"{_name(provider)} is not connected.")
    if row.status not in WORKING:
        raise SupplierTokenExpired(f"The connection to {_name(provider)} has ended: connect again.")
    return row


def _name(provider: str) -> str:
    return str(Provider(provider).label) if provider in Provider.values else provider


def _info(provider: Provider, row: SupplierAccount | None) -> ConnectionInfo:
    common = {
        "provider": provider.value,
        "name": str(provider.label),
        "method": METHODS[provider].value,
        "is_set_up": is_set_up(provider),
    }
    if row is None:
        return ConnectionInfo(**common, status=NOT_CONNECTED)  # type: ignore[arg-type] # checked by its tests
    held = breaker_of(row).state()
    return ConnectionInfo(
        **common,  # type: ignore[arg-type] # as above
        status=row.status,
        account=row.account,
        access_expires_at=row.access_expires_at,
        refresh_expires_at=row.refresh_expires_at,
        connected_at=row.connected_at,
        last_error=row.last_error,
        last_error_at=row.last_error_at,
        is_held_back=held.is_open,
        held_back_until=datetime.fromtimestamp(held.until, UTC) if held.is_open and held.until else None,
    )
