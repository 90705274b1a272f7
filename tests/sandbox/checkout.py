"""A checkout session as a shop would create it, and a shopper who pays it."""

import requests

LINE_ITEMS = [
    {
        "price_data": {"currency": "eur", "unit_amount": 1990, "product_data": {"name": "Linen apron"}},
        "quantity": 2,
    },
    {
        "price_data": {"currency": "eur", "unit_amount": 4500, "product_data": {"name": "Teapot"}},
        "quantity": 1,
    },
]


def shipping_option(name: str, amount: int) -> dict:
    return {
        "shipping_rate_data": {
            "display_name": name,
            "type": "fixed_amount",
            "fixed_amount": {"amount": amount, "currency": "eur"},
        }
    }


SESSION = {
    "mode": "payment",
    "line_items": LINE_ITEMS,
    "success_url": "http://shop.test/thanks?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://shop.test/cart",
    "client_reference_id": "order-1",
    "metadata": {"order": "1"},
    "payment_intent_data": {"metadata": {"order": "1"}, "description": "Order 1"},
    "shipping_address_collection": {"allowed_countries": ["DE", "FR"]},
    "shipping_options": [shipping_option("Standard", 490), shipping_option("Express", 1290)],
}
FORM = {
    "email": "ana@example.com",
    "name": "Ana Kowalska",
    "line1": "Weg 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
    "number": "4242 4242 4242 4242",
    "expiry": "12 / 34",
    "cvc": "123",
    "action": "pay",
}


def session_create(client, *, options=None, **changes):
    return client.v1.checkout.sessions.create(params={**SESSION, **changes}, options=options or {})


def submit(url: str, **changes: str) -> requests.Response:
    """Send the payment form once, without following the redirect."""
    return requests.post(url, data={**FORM, **changes}, allow_redirects=False, timeout=10)


def pay(client, session_id, **changes):
    """Pay a session by the form and return it as the API then shows it."""
    session = client.v1.checkout.sessions.retrieve(session_id)
    answer = submit(session.url, **changes)
    assert answer.status_code == 303, answer.text
    return client.v1.checkout.sessions.retrieve(session_id)
