"""A customer is made by the first order and belongs to one store."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.customers.models import Customer
from apps.customers.selectors import customer_find_by_email, customer_get
from apps.customers.services import customer_ensure
from tenancy.context import store_context
from tenancy.ids import uuid7


def ensure(email: str, *, name: str = "Ana", phone: str = "") -> Any:
    return customer_ensure(email=email, name=name, phone=phone, now=timezone.now())


@pytest.mark.django_db
def test_one_customer_per_address_ignoring_case(in_store: Any) -> None:
    first = ensure("Ana@Example.com", name="Ana", phone="+49 30 1")
    again = ensure("ana@EXAMPLE.com", name="Ana Kowalska")
    other = ensure("ben@example.com", name="Ben")

    assert first == again != other
    known = customer_get(customer_id=first)
    assert (known.email, known.name, known.phone) == ("Ana@Example.com", "Ana Kowalska", "+49 30 1")
    assert customer_find_by_email(email="ANA@example.com").id == first
    assert customer_find_by_email(email="nobody@example.com") is None
    assert customer_get(customer_id=uuid7()) is None


@pytest.mark.django_db
def test_two_stores_have_their_own(in_store: Any, other_store: Any) -> None:
    here = ensure("ana@example.com")
    with store_context(other_store.schema_name):
        assert customer_find_by_email(email="ana@example.com") is None
        assert ensure("ana@example.com") != here


@pytest.mark.django_db(transaction=True)
def test_first_orders_at_once_meet_in_one_row(in_store: Any) -> None:
    def run(_: int) -> Any:
        try:
            with store_context(in_store.schema_name):
                return ensure("ana@example.com")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(run, range(24)))) == 1
    assert Customer.objects.count() == 1
