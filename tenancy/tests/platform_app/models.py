"""Shared side of the test project: the store rows."""

from django.db import models

from tenancy.models import DomainMixin, StoreMixin


class Shop(StoreMixin):
    name = models.CharField(max_length=80, blank=True, default="")
    is_open = models.BooleanField(default=True)

    @classmethod
    def schema_is_open(cls, schema_name: str) -> bool:
        return cls.objects.filter(schema_name=schema_name, is_open=True).exists()


class ShopDomain(DomainMixin):
    pass
