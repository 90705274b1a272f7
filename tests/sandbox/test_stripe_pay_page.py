"""The hosted payment page, as a browser without JavaScript uses it."""

from concurrent.futures import ThreadPoolExecutor

import requests

from tests.sandbox.checkout import pay, session_create, submit


def charges_of(client, session):
    current = client.v1.checkout.sessions.retrieve(session.id)
    if current.payment_intent is None:
        return []
    return client.v1.charges.list(params={"payment_intent": current.payment_intent}).data


def test_the_page_shows_what_is_bought(stripe_client):
    page = requests.get(session_create(stripe_client).url, timeout=5)

    assert page.status_code == 200
    for text in ("Linen apron", "Teapot", "€89.70", "Standard", "Express", 'href="http://shop.test/cart"'):
        assert text in page.text
    assert "<script" not in page.text


def test_paying_completes_the_session_and_returns_to_the_shop(stripe_client):
    session = session_create(stripe_client)
    answer = submit(session.url)
    paid = stripe_client.v1.checkout.sessions.retrieve(
        session.id, params={"expand": ["payment_intent.latest_charge"]}
    )

    assert answer.headers["Location"] == f"http://shop.test/thanks?session={session.id}"
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.amount_received == 8970
    assert paid.payment_intent.metadata["order"] == "1"
    assert paid.payment_intent.latest_charge.payment_method_details.card.last4 == "4242"
    assert paid.customer_details.email == "ana@example.com"
    assert paid.collected_information.shipping_details.address.city == "Berlin"


def test_the_chosen_shipping_changes_the_amount(stripe_client):
    session = session_create(stripe_client)
    express = session.shipping_options[1].shipping_rate
    page = submit(session.url, shipping_rate=express, action="update")
    assert page.status_code == 200
    assert "€97.70" in page.text

    paid = pay(stripe_client, session.id, shipping_rate=express)
    assert (paid.amount_total, paid.shipping_cost.amount_total) == (9770, 1290)
    assert charges_of(stripe_client, session)[0].amount == 9770


def test_a_declined_card_can_be_replaced(stripe_client):
    session = session_create(stripe_client)
    refused = submit(session.url, number="4000000000000002")
    assert refused.status_code == 402
    assert "Your card was declined." in refused.text
    waiting = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert (waiting.status, waiting.payment_status) == ("open", "unpaid")

    pay(stripe_client, session.id)
    statuses = sorted(charge.status for charge in charges_of(stripe_client, session))
    assert statuses == ["failed", "succeeded"]


def test_an_unknown_card_number_is_declined_and_a_mistyped_one_is_pointed_out(stripe_client):
    session = session_create(stripe_client)
    assert submit(session.url, number="4111111111111111").status_code == 402
    mistyped = submit(session.url, number="4242424242424241")
    assert (mistyped.status_code, "card number is invalid" in mistyped.text) == (422, True)
    assert submit(session.url, expiry="01/20").status_code == 422


def test_the_bank_confirms_first(stripe_client):
    session = session_create(stripe_client)
    asked = submit(session.url, number="4000002500003155")
    assert asked.status_code == 200
    assert "Confirm this payment" in asked.text
    assert charges_of(stripe_client, session) == []

    refused = requests.post(f"{session.url}/confirm", data={"decision": "refuse"}, timeout=5)
    assert refused.status_code == 402
    submit(session.url, number="4000002500003155")
    approved = requests.post(
        f"{session.url}/confirm", data={"decision": "approve"}, allow_redirects=False, timeout=5
    )
    assert approved.status_code == 303
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_missing_fields_are_named_and_nothing_is_charged(stripe_client):
    session = session_create(stripe_client)
    answer = submit(session.url, email="", city="", country="US")

    assert answer.status_code == 422
    assert "Enter your e-mail address." in answer.text
    assert "We do not ship to this country." in answer.text
    assert charges_of(stripe_client, session) == []


def test_twenty_submits_at_once_make_one_payment(stripe_client):
    session = session_create(stripe_client)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: submit(session.url), range(20)))

    assert {answer.status_code for answer in answers} == {303}
    assert len(charges_of(stripe_client, session)) == 1


def test_going_back_to_a_paid_session_says_so(stripe_client):
    session = session_create(stripe_client)
    submit(session.url)
    page = requests.get(session.url, timeout=5)

    assert "already paid" in page.text
    assert f"http://shop.test/thanks?session={session.id}" in page.text
    assert 'name="number"' not in page.text


def test_an_unknown_session_is_404(sandbox):
    assert requests.get(f"{sandbox.url}/stripe/pay/cs_test_unknown", timeout=5).status_code == 404


def test_markup_in_names_is_shown_as_text(stripe_client):
    item = {
        "price_data": {
            "currency": "eur",
            "unit_amount": 900,
            "product_data": {"name": "<script>alert(1)</script>"},
        },
        "quantity": 1,
    }
    page = requests.get(session_create(stripe_client, line_items=[item]).url, timeout=5)
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
