"""Which supplier accounts the store has."""

from automation.suppliers.catalogue import SupplierCatalogue, SupplierNotConnected


def catalogue_for(*, provider: str) -> SupplierCatalogue:
    """Return the current store's catalogue at a provider. Raises SupplierNotConnected: no account can be had yet."""
    raise SupplierNotConnected(f"{provider.title()} is not connected. Connect it under Suppliers.")
