"""The API as the real SDK sees it."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import stripe

from tests.sandbox.checkout import SESSION, pay, session_create


def test_cust_created_read_changed_listed_deleted(stripe_client):
    email = f"{uuid.uuid4().hex}@example.com"
    created = stripe_client.v1.customers.create(
        params={
            "email": email,
            "name": "Ana",
            "address": {"line1": "Weg 1", "country": "DE"},
            "metadata": {"a": "1"},
        }
    )
    changed = stripe_client.v1.customers.update(created.id, params={"name": "Ana K", "metadata": {"b": "2"}})
    listed = stripe_client.v1.customers.list(params={"email": email})

    assert (changed.name, changed.email, changed.metadata.to_dict()) == ("Ana K", email, {"a": "1", "b": "2"})
    assert changed.address.country == "DE"
    assert [customer.id for customer in listed.data] == [created.id]
    assert stripe_client.v1.customers.delete(created.id).deleted is True
    with pytest.raises(stripe.InvalidRequestError) as missing:
        stripe_client.v1.customers.retrieve(created.id)
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")


def test_session_totals_are_computed_and_nothing_is_paid_yet(stripe_client):
    session = session_create(stripe_client)

    assert session.amount_subtotal == 2 * 1990 + 4500
    assert session.total_details.amount_shipping == 490
    assert session.amount_total == 8970
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert session.client_reference_id == "order-1"
    assert session.metadata["order"] == "1"
    assert "line_items" not in session.to_dict()
    assert session.url.endswith(f"/stripe/pay/{session.id}")


def test_expand_reaches_through_lists_and_ids(stripe_client):
    session = session_create(stripe_client)
    full = stripe_client.v1.checkout.sessions.retrieve(
        session.id, params={"expand": ["line_items.data.price.product", "shipping_cost.shipping_rate"]}
    )

    assert [item.price.product.name for item in full.line_items.data] == ["Linen apron", "Teapot"]
    assert full.shipping_cost.shipping_rate.display_name == "Standard"
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.retrieve(session.id, params={"expand": ["nonsense"]})


def test_sessions_are_listed_by_filter_and_page(stripe_client):
    started = int(time.time())
    made = [session_create(stripe_client).id for _ in range(5)]
    pay(stripe_client, made[2])
    intent = stripe_client.v1.checkout.sessions.retrieve(made[2]).payment_intent

    sessions = stripe_client.v1.checkout.sessions
    everything = sessions.list(params={"created": {"gte": started}, "limit": 2})
    assert everything.has_more is True
    assert [session.id for session in everything.auto_paging_iter()][:5] == made[::-1]
    assert [session.id for session in sessions.list(params={"payment_intent": intent}).data] == [made[2]]
    assert made[2] in [session.id for session in sessions.list(params={"status": "complete"}).data]
    assert sessions.list(params={"created": {"gt": int(time.time()) + 60}}).data == []


def test_lists_filter_before_they_page(stripe_client):
    email = f"{uuid.uuid4().hex}@example.com"
    wanted = [session_create(stripe_client, customer_email=email).id for _ in range(2)]
    for session_id in wanted:
        pay(stripe_client, session_id)
        session_create(stripe_client)
    found = stripe_client.v1.checkout.sessions.list(params={"customer_details": {"email": email}, "limit": 1})
    assert [session.id for session in found.auto_paging_iter()] == wanted[::-1]
    events = stripe_client.v1.events.list(params={"types": ["checkout.session.completed"], "limit": 2})
    assert [event.data.object.id for event in events.data] == wanted[::-1]
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        stripe_client.v1.events.list(params={"delivery_success": False})
    assert unknown.value.code == "parameter_unknown"


def test_an_empty_metadata_value_removes_the_key(stripe_client):
    session = session_create(stripe_client, metadata={"a": "1", "b": "2"})
    changed = stripe_client.v1.checkout.sessions.update(session.id, params={"metadata": {"a": "", "c": "3"}})
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"line_items": []}, "line_items", "parameter_missing"),
        ({"success_url": "nowhere"}, "success_url", "url_invalid"),
        ({"mode": "gift"}, "mode", None),
        ({"expires_at": 60}, "expires_at", None),
        ({"customer_email": "no mail"}, "customer_email", "email_invalid"),
        ({"colour": "red"}, "colour", "parameter_unknown"),
        ({"client_reference_id": "x" * 201}, "client_reference_id", None),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]", None),
        (
            {"payment_intent_data": {"application_fee_amount": 5}},
            "payment_intent_data[application_fee_amount]",
            None,
        ),
        ({"discounts": [{"coupon": "x"}]}, "discounts", "sandbox_unsupported"),
    ],
)
def test_bad_parameters_get_stripes_400(stripe_client, change, param, code):
    if change.get("expires_at"):
        change = {"expires_at": int(time.time()) + change["expires_at"]}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        session_create(stripe_client, **change)

    assert refused.value.http_status == 400
    assert (refused.value.param, refused.value.code) == (param, code)


def test_amounts_and_currencies_are_checked(stripe_client):
    def item(currency, amount):
        return {
            "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": "X"}},
            "quantity": 1,
        }

    with pytest.raises(stripe.InvalidRequestError, match="same currency"):
        session_create(stripe_client, line_items=[item("eur", 500), item("usd", 500)])
    with pytest.raises(stripe.InvalidRequestError) as small:
        session_create(stripe_client, line_items=[item("eur", 20)], shipping_options=[])
    with pytest.raises(stripe.InvalidRequestError) as broken:
        session_create(stripe_client, line_items=[item("eur", "12.5")])

    assert small.value.code == "amount_too_small"
    assert broken.value.code == "parameter_invalid_integer"


@pytest.mark.parametrize("key", ["sk_live_abcdefgh1234", "nonsense", "pk_test_abcdefgh1234"])
def test_wrong_keys_get_401(sandbox, key):
    client = stripe.StripeClient(key, base_addresses={"api": f"{sandbox.url}/stripe"})
    with pytest.raises(stripe.AuthenticationError) as refused:
        client.v1.balance.retrieve()
    assert refused.value.http_status == 401
    assert requests.get(f"{sandbox.url}/stripe/v1/balance", timeout=5).status_code == 401


def test_an_idempotency_key_gives_the_stored_answer(stripe_client):
    key = uuid.uuid4().hex
    first = stripe_client.v1.checkout.sessions.create(params=SESSION, options={"idempotency_key": key})
    again = stripe_client.v1.checkout.sessions.create(params=SESSION, options={"idempotency_key": key})

    assert again.to_dict() == first.to_dict()
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError) as other:
        stripe_client.v1.checkout.sessions.create(
            params={**SESSION, "client_reference_id": "order-2"}, options={"idempotency_key": key}
        )
    assert other.value.http_status == 400


def test_forty_parallel_posts_with_one_key_make_one_session(stripe_client):
    key, reference = uuid.uuid4().hex, uuid.uuid4().hex
    params = {**SESSION, "client_reference_id": reference}

    def create(_number):
        return stripe_client.v1.checkout.sessions.create(params=params, options={"idempotency_key": key}).id

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(create, range(40)))
    stored = stripe_client.v1.checkout.sessions.list(params={"limit": 100})

    assert len(made) == 1
    assert [one.id for one in stored.data if one.client_reference_id == reference] == list(made)


def test_a_refused_call_does_not_use_up_its_key(stripe_client):
    key = uuid.uuid4().hex
    with pytest.raises(stripe.InvalidRequestError):
        session_create(stripe_client, options={"idempotency_key": key}, mode="gift")
    assert session_create(stripe_client, options={"idempotency_key": key}).status == "open"


def test_connected_accounts_are_sealed_from_each_other(stripe_client):
    one = stripe_client.v1.accounts.create(params={"country": "DE", "business_profile": {"name": "Shop One"}})
    two = stripe_client.v1.accounts.create(params={"country": "FR"})
    session = stripe_client.v1.checkout.sessions.create(
        params={**SESSION, "payment_intent_data": {"application_fee_amount": 100}},
        options={"stripe_account": one.id},
    )

    for options in ({}, {"stripe_account": two.id}):
        with pytest.raises(stripe.InvalidRequestError) as hidden:
            stripe_client.v1.checkout.sessions.retrieve(session.id, options=options)
        assert hidden.value.http_status == 404
    own = stripe_client.v1.checkout.sessions.retrieve(session.id, options={"stripe_account": one.id})
    assert own.id == session.id
    with pytest.raises(stripe.PermissionError):
        stripe_client.v1.balance.retrieve(options={"stripe_account": "acct_unknown"})
    assert "Shop One" in requests.get(session.url, timeout=5).text


def test_onboarding_link_enables_charges(stripe_client):
    account = stripe_client.v1.accounts.create(params={"country": "DE"})
    assert account.charges_enabled is False
    link = stripe_client.v1.account_links.create(
        params={
            "account": account.id,
            "type": "account_onboarding",
            "return_url": "http://shop.test/back",
            "refresh_url": "http://shop.test/again",
        }
    )

    answer = requests.post(link.url, allow_redirects=False, timeout=5)

    assert (answer.status_code, answer.headers["Location"]) == (303, "http://shop.test/back")
    assert stripe_client.v1.accounts.retrieve(account.id).charges_enabled is True


def test_refunds_are_partial_and_never_exceed_the_payment(stripe_client):
    session = pay(stripe_client, session_create(stripe_client).id)
    intent = session.payment_intent
    refunds = stripe_client.v1.refunds

    first = refunds.create(
        params={"payment_intent": intent, "amount": 1000, "reason": "requested_by_customer"}
    )
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        refunds.create(params={"payment_intent": intent, "amount": 8970})
    rest = refunds.create(params={"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as nothing_left:
        refunds.create(params={"payment_intent": intent})

    assert (first.amount, rest.amount, first.status) == (1000, 7970, "succeeded")
    assert too_much.value.code == "amount_too_large"
    assert nothing_left.value.code == "charge_already_refunded"
    assert [refund.id for refund in refunds.list(params={"payment_intent": intent}).data] == [
        rest.id,
        first.id,
    ]
    charge = stripe_client.v1.charges.retrieve(first.charge, params={"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded, len(charge.refunds.data)) == (8970, True, 2)


def test_an_unpaid_session_has_nothing_to_refund(stripe_client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.refunds.create(params={"payment_intent": "pi_unknown"})
    assert refused.value.http_status == 404


def test_an_expired_session_cannot_be_expired_or_paid(stripe_client):
    session = session_create(stripe_client)
    expired = stripe_client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.expire(session.id)
    page = requests.post(session.url, data={"email": "a@example.com"}, timeout=5)

    assert (expired.status, expired.url) == ("expired", None)
    assert page.status_code == 410
    assert "expired" in page.text
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).payment_intent is None
