"""Shoppers of one store (store schema). No login and no password: a customer is made by the first order."""

from django.db import models
from django.db.models.functions import Lower

from tenancy.ids import uuid7


class Customer(models.Model):
    """One shopper by e-mail address, ignoring case. Never a `User`; never spans stores."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="customer_email_once_ignoring_case")]
        indexes = [models.Index(fields=["-created_at", "id"], name="customer_newest")]

    def __str__(self) -> str:
        return self.email
