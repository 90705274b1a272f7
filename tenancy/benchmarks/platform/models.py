"""The store rows of our side."""

from tenancy.models import DomainMixin, StoreMixin


class Shop(StoreMixin):
    """A store."""


class ShopDomain(DomainMixin):
    """Its host name."""
