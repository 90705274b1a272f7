"""Adapters for an account of the current store, over the addresses and keys of the settings."""

from django.conf import settings

from automation.connections.models import SupplierAccount
from automation.connections.types import Provider
from automation.suppliers.aliexpress.catalogue import AliExpressCatalogue
from automation.suppliers.aliexpress.gateway import App
from automation.suppliers.aliexpress.gateway import Gateway as AliExpressGateway
from automation.suppliers.aliexpress.orders import AliExpressOrders
from automation.suppliers.breaker import CircuitBreaker
from automation.suppliers.calling import SupplierCaller
from automation.suppliers.catalogue import SupplierCatalogue
from automation.suppliers.cj.catalogue import CjCatalogue
from automation.suppliers.cj.gateway import Gateway as CjGateway
from automation.suppliers.cj.orders import CjOrders
from automation.suppliers.ordering import SupplierOrders


def is_set_up(provider: str) -> bool:
    """Return whether this platform can speak to a supplier at all."""
    if provider == Provider.ALIEXPRESS:
        return bool(settings.ALIEXPRESS_APP_KEY and settings.ALIEXPRESS_APP_SECRET)
    return bool(settings.CJ_API_URL)


def aliexpress_app() -> App:
    """Return the platform's application at AliExpress."""
    return App(key=settings.ALIEXPRESS_APP_KEY, secret=settings.ALIEXPRESS_APP_SECRET)


def breaker_name(account: SupplierAccount) -> str:
    """Return the name under which failures of an account are counted."""
    return f"{account.provider}:{account.account_id or account.account}"


def breaker_of(account: SupplierAccount) -> CircuitBreaker:
    """Return the breaker of an account."""
    return CircuitBreaker(breaker_name(account))


def caller_for(provider: str, *, name: str) -> SupplierCaller:
    """Return what calls a supplier; `name` names the account for the breaker."""
    url = settings.ALIEXPRESS_API_URL if provider == Provider.ALIEXPRESS else settings.CJ_API_URL
    return SupplierCaller(name=name, base_url=url)


def catalogue_of(account: SupplierAccount, *, currency: str) -> SupplierCatalogue:
    """Return the supplier's catalogue; AliExpress tells freight in `currency`."""
    if account.provider == Provider.ALIEXPRESS:
        return AliExpressCatalogue(gateway=_aliexpress(account), freight_currency=currency)
    return CjCatalogue(gateway=_cj(account))


def orders_of(account: SupplierAccount) -> SupplierOrders:
    """Return the supplier's orders."""
    if account.provider == Provider.ALIEXPRESS:
        return AliExpressOrders(gateway=_aliexpress(account))
    return CjOrders(gateway=_cj(account))


def _aliexpress(account: SupplierAccount) -> AliExpressGateway:
    return AliExpressGateway(
        app=aliexpress_app(),
        token=account.access_token,
        caller=caller_for(account.provider, name=breaker_name(account)),
    )


def _cj(account: SupplierAccount) -> CjGateway:
    return CjGateway(
        token=account.access_token,
        account=account.account,
        caller=caller_for(account.provider, name=breaker_name(account)),
        qps=account.qps,
    )
