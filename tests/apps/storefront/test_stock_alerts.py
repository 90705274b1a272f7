"""Asking for one mail when a thing is back, and getting exactly that. EML-01, EML-09."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from apps.catalog import services as catalog
from apps.catalog.services import stock_release, stock_reserve
from apps.catalog.types import ProductInput, VariantInput
from apps.customers import consent_services
from apps.customers.alert_services import MOST_WAITING, stock_alert_request
from apps.customers.consent_selectors import consents_by_email
from apps.customers.consent_types import Evidence
from apps.customers.erasure_services import consent_erase
from apps.customers.models import StockAlert
from apps.notifications.models import Message
from apps.outbox.models import OutboxEvent
from tenancy.context import store_context
from tenancy.ids import uuid7
from tests.apps.catalog.samples import euro

pytestmark = pytest.mark.django_db
HOST = "meadow.localhost"
ANA = "ana@example.com"
NOW = datetime.now(UTC)


@pytest.fixture
def visitor(store: Any) -> Client:
    return Client(enforce_csrf_checks=True, HTTP_HOST=HOST)


def product(store: Any, stock: int = 0, price: str = "9.00") -> Any:
    with store_context(store.schema_name):
        return catalog.product_create(
            data=ProductInput(
                title="Mug",
                status="ACTIVE",
                variants=(VariantInput(price=euro(price), stock_quantity=stock, is_stock_tracked=True),),
            )
        )


def change(store: Any, made: Any, **values: Any) -> None:
    with store_context(store.schema_name):
        variant = VariantInput(id=made.variants[0].id, **values)
        catalog.product_update(product_id=made.id, data=ProductInput(variants=(variant,)))


def facts(store: Any, name: str) -> list[dict[str, Any]]:
    return [row.payload for row in OutboxEvent.objects.filter(name=name).order_by("position")]


def waiting(store: Any) -> list[str]:
    with store_context(store.schema_name):
        return list(StockAlert.objects.filter(told_at=None).values_list("email", flat=True))


def test_eml_01_a_price_that_drops_is_a_fact_and_one_that_rises_is_none(store: Any) -> None:
    made = product(store, stock=5)
    change(store, made, price=euro("12.00"))
    assert facts(store, "variant.price_dropped") == []

    change(store, made, price=euro("7.50"))
    assert facts(store, "variant.price_dropped") == [
        {
            "variant_id": str(made.variants[0].id),
            "before_minor": 1200,
            "after_minor": 750,
            "currency": "EUR",
        }
    ]


def test_eml_01_what_comes_back_is_a_fact_by_hand_and_by_an_order_that_was_given_up(store: Any) -> None:
    made = product(store, stock=0)
    variant_id = made.variants[0].id
    change(store, made, stock_quantity=2)
    change(store, made, stock_quantity=3)
    assert facts(store, "variant.restocked") == [{"variant_id": str(variant_id)}]

    with store_context(store.schema_name):
        stock_reserve(lines=[(variant_id, 3)])
        stock_release(lines=[(variant_id, 1)])
        stock_release(lines=[(variant_id, 2)])
    assert len(facts(store, "variant.restocked")) == 2


def test_eml_01_the_product_page_takes_a_wish_only_while_it_is_sold_out(visitor: Client, store: Any) -> None:
    gone, there = product(store), product(store, stock=1)
    assert b'action="/stock-alert"' in visitor.get(f"/products/{gone.handle}").content
    assert b'action="/stock-alert"' not in visitor.get(f"/products/{there.handle}").content

    asked = visitor.post("/stock-alert", {"variant": gone.variants[0].id, "email": ANA})
    useless = visitor.post("/stock-alert", {"variant": there.variants[0].id, "email": ANA})
    unknown = visitor.post("/stock-alert", {"variant": uuid7(), "email": ANA})

    assert (asked.status_code, asked["Location"]) == (303, "/stock-alert?asked=1")
    assert b"You get one mail" in visitor.get("/stock-alert?asked=1").content
    assert (useless.status_code, unknown.status_code) == (303, 404)
    assert waiting(store) == [ANA]


def test_eml_07_a_wish_is_no_consent_and_programs_strangers_and_wrong_addresses_leave_none(
    visitor: Client, store: Any
) -> None:
    gone = product(store).variants[0].id
    wrong = visitor.post("/stock-alert", {"variant": gone, "email": "ana@"})
    robot = visitor.post("/stock-alert", {"variant": gone, "email": "bot@example.com", "website": "x"})
    foreign = visitor.post(
        "/stock-alert", {"variant": gone, "email": ANA}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (wrong.status_code, robot.status_code, foreign.status_code) == (400, 303, 403)
    assert b"Please give an e-mail address" in wrong.content
    assert waiting(store) == []

    visitor.post("/stock-alert", {"variant": gone, "email": ANA})
    with store_context(store.schema_name):
        assert consents_by_email(emails=[ANA]) == {}


def test_eml_07_the_form_is_throttled_and_an_address_waits_for_so_many_things_at_most(
    visitor: Client, store: Any
) -> None:
    gone = product(store).variants[0].id
    answers = [
        visitor.post("/stock-alert", {"variant": gone, "email": f"a{n}@example.com"}) for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]

    with store_context(store.schema_name):
        made = [
            stock_alert_request(email=ANA, variant_id=uuid7(), locale="en", now=NOW)
            for _ in range(MOST_WAITING + 1)
        ]
    assert made == [True] * MOST_WAITING + [False]


def test_eml_09_who_asked_hears_once_also_after_leaving_the_list_and_gets_no_promotion(
    visitor: Client, store: Any, deliver: Callable[[], int], settings: Any
) -> None:
    made = product(store)
    with store_context(store.schema_name):
        consent_services.consent_set(
            email=ANA,
            state="UNSUBSCRIBED",
            evidence=Evidence(source="ONE_CLICK"),
            store_id=store.id,
            now=NOW,
        )
    for _ in range(2):
        visitor.post("/stock-alert", {"variant": made.variants[0].id, "email": ANA.upper()})
    deliver()
    assert mail.outbox == []

    for stock in (3, 0, 5):
        change(store, made, stock_quantity=stock)
        deliver()

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([ANA.upper()], "Mug is back")
    assert f"/products/{made.handle}?variant={made.variants[0].id}" in sent.body
    assert "You asked us on" in sent.body
    assert settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">") in sent.from_email
    assert "List-Unsubscribe" not in sent.extra_headers
    with store_context(store.schema_name):
        assert Message.objects.filter(kind="back_in_stock", state="SENT").count() == 1


def test_eml_01_what_is_gone_again_before_the_word_is_out_is_not_announced(
    visitor: Client, store: Any, deliver: Callable[[], int]
) -> None:
    made = product(store)
    visitor.post("/stock-alert", {"variant": made.variants[0].id, "email": ANA})
    change(store, made, stock_quantity=1)
    change(store, made, stock_quantity=0)
    deliver()

    assert mail.outbox == []
    assert waiting(store) == [ANA]


def test_eml_07_erasure_takes_the_wishes_too(visitor: Client, store: Any) -> None:
    made = product(store)
    visitor.post("/stock-alert", {"variant": made.variants[0].id, "email": ANA})
    with store_context(store.schema_name):
        consent_erase(email=ANA.upper(), store_id=store.id, now=NOW)
    assert waiting(store) == []
