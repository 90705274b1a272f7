"""What an operator wants to know of a store at a glance, as data: which table, which state."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class Watch:
    """Rows of one model whose `field` has one of `values`: somebody should look."""

    label: str
    model_label: str
    field: str
    values: tuple[str, ...]

    @property
    def model(self) -> type[Model]:
        """The model itself."""
        return apps.get_model(self.model_label)

    def rows(self) -> QuerySet[Model]:
        """Its rows in the store one is in."""
        return QuerySet(self.model).filter(**{f"{self.field}__in": self.values})

    @property
    def path(self) -> str:
        """Where its rows are listed, below the store's prefix."""
        options = self.model._meta
        lookup = f"{self.field}__exact={self.values[0]}"
        return f"{options.app_label}/{options.model_name}/?{lookup}"


WATCHES = (
    Watch("Imports failed", "imports.ImportJob", "status", ("FAILED",)),
    Watch("Research failed", "research.Run", "state", ("FAILED",)),
    Watch("SEO audits failed", "seo.SeoRun", "status", ("FAILED",)),
    Watch("Posts failed", "seo.BlogPost", "status", ("FAILED",)),
    Watch("Sync nights stopped", "sync.SyncNight", "state", ("STOPPED",)),
    Watch("Supplier facts held", "sync.HeldFact", "state", ("HELD",)),
    Watch("Events not applied", "email.FlowSignal", "state", ("FAILED",)),
    Watch("Mails uncertain", "email.Message", "state", ("UNCERTAIN",)),
    Watch("Supplier accounts expired", "connections.SupplierAccount", "status", ("EXPIRED", "REVOKED")),
)
