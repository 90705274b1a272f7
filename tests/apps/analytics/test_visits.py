"""ANA-03: from a visit to a paid order, and where visits come from; bots out, consent respected."""

from typing import Any

import pytest
from django.test import Client

from apps.analytics import selectors, services
from apps.analytics.models import Visit
from apps.analytics.sources import source_of
from apps.analytics.types import Period, Scope
from apps.money.types import Money
from tenancy.context import store_context
from tests.apps.orders.making import pay_order, place_order

pytestmark = pytest.mark.django_db
HOST = "meadow.localhost"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def seen(page: str = "/", *, agent: str = FIREFOX, **more: Any) -> int:
    facts = {"page": page, "from": more.pop("referrer", ""), "items": more.pop("items", "0")}
    return Client(HTTP_HOST=HOST, HTTP_USER_AGENT=agent).post("/visit", facts, **more).status_code


def visits(store: Any) -> list[Visit]:
    with store_context(store.schema_name):
        return list(Visit.objects.order_by("started_at"))


def test_ana_03_one_visitor_on_one_day_is_one_visit_that_only_moves_forward(store: Any) -> None:
    for page, items in (
        ("/?utm_source=news&utm_medium=email", "0"),
        ("/cart", "2"),
        ("/checkout", "2"),
        ("/", "0"),
    ):
        assert seen(page, items=items) == 204

    (visit,) = visits(store)
    assert (visit.source, visit.medium, visit.landing) == ("news", "EMAIL", "/")
    assert visit.carted_at
    assert visit.checkout_at
    assert visit.paid_at is None


def test_ana_03_an_empty_cart_is_no_step(store: Any) -> None:
    seen("/cart", items="0")

    assert visits(store)[0].carted_at is None


@pytest.mark.parametrize(
    "call",
    [
        {"agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"agent": "HeadlessChrome/140"},
        {"agent": "python-requests/2.32"},
        {"agent": ""},
        {"HTTP_SEC_GPC": "1"},
        {"HTTP_DNT": "1"},
    ],
    ids=lambda call: next(iter(call)),
)
def test_ana_03_bots_and_who_asks_not_to_be_are_not_counted(store: Any, call: dict[str, str]) -> None:
    assert seen(**call) == 204
    assert visits(store) == []


def test_ana_03_another_site_counts_nothing_here(store: Any) -> None:
    assert seen(HTTP_SEC_FETCH_SITE="cross-site") == 403
    assert visits(store) == []


def test_ana_03_nothing_that_names_a_person_is_kept(store: Any) -> None:
    seen("/products/lamp?email=ana@example.com", REMOTE_ADDR="203.0.113.9")

    (visit,) = visits(store)
    kept = " ".join(str(value) for value in vars(visit).values())
    assert "203.0.113.9" not in kept
    assert "ana@example.com" not in kept
    assert "Firefox" not in kept


def test_ana_03_the_same_visitor_is_somebody_else_tomorrow_and_at_another_store(
    store: Any, other_store: Any
) -> None:
    from datetime import date

    who = {"address": "203.0.113.9", "agent": FIREFOX}
    keys = {
        services.visitor_key(store_id=store.id, day=date(2026, 5, 1), **who),
        services.visitor_key(store_id=store.id, day=date(2026, 5, 2), **who),
        services.visitor_key(store_id=other_store.id, day=date(2026, 5, 1), **who),
    }

    assert len(keys) == 3


def test_ana_03_a_paid_order_closes_the_funnel_and_counts_for_its_source(
    in_store: Any, store: Any, lamp: Any, deliver: Any
) -> None:
    seen("/products/lamp", referrer="https://www.google.de/")
    seen("/products/lamp", referrer="https://chatgpt.com/", REMOTE_ADDR="203.0.113.9")
    googled = visits(store)[0]
    order = place_order(store=store, product=lamp)
    services.visit_order(day=googled.day, visitor=googled.visitor, order_id=order.pk, now=order.placed_at)
    pay_order(order, store=store)
    deliver()

    period = Period(googled.day, googled.day)
    funnel = selectors.funnel_report(period=period)
    rows = selectors.source_report(scope=Scope(period, "EUR", "UTC"), limit=10)

    assert (funnel.visits, funnel.carts, funnel.checkouts, funnel.paid) == (2, 1, 1, 1)
    assert {(row.name, row.medium): (row.visits, row.paid, row.sales) for row in rows} == {
        ("ChatGPT", "AI"): (1, 0, Money(0, "EUR")),
        ("Google", "SEARCH"): (1, 1, Money(order.total_minor, "EUR")),
    }


@pytest.mark.parametrize(
    ("query", "referrer", "expected"),
    [
        ("", "", ("Direct", "DIRECT", "")),
        ("", "https://meadow.localhost/cart", ("Direct", "DIRECT", "")),
        (
            "utm_source=news&utm_medium=Email&utm_campaign=may",
            "https://google.com/",
            ("news", "EMAIL", "may"),
        ),
        ("gclid=x", "https://google.com/", ("Google Ads", "ADVERT", "")),
        ("", "https://www.google.co.uk/", ("Google", "SEARCH", "")),
        ("", "https://l.instagram.com/?u=x", ("Instagram", "SOCIAL", "")),
        ("", "https://notx.com/", ("notx.com", "REFERRAL", "")),
        ("", "https://[broken", ("Direct", "DIRECT", "")),
        ("utm_source=" + "a" * 300, "", ("a" * 80, "REFERRAL", "")),
    ],
)
def test_ana_03_sources_have_the_names_merchants_know(
    query: str, referrer: str, expected: tuple[str, str, str]
) -> None:
    found = source_of(query=query, referrer=referrer, own_host="meadow.localhost")

    assert (found.name, found.medium, found.campaign) == expected
