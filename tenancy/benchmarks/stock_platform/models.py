"""The store rows of the stock side: schemas made in save(), as django-tenants' documentation has it."""

from django_tenants.models import DomainMixin, TenantMixin


class StockShop(TenantMixin):
    """A tenant."""

    auto_create_schema = True


class StockDomain(DomainMixin):
    """Its host name."""
