"""AliExpress's stand-in, spoken to with a client written after the platform's own description."""

import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

KEY, SECRET = "500001", "sandbox-app-secret"
FIRST = 1005006000000101


class Caller:
    """Signs as the platform asks: sorted names and values, the path first where there is one."""

    def __init__(self, url):
        self.url, self.session = url, ""

    def signed(self, parameters, path=""):
        sent = {
            "app_key": KEY,
            "timestamp": str(int(time.time() * 1000)),
            "sign_method": "sha256",
        } | parameters
        text = path + "".join(f"{name}{sent[name]}" for name in sorted(sent))
        return sent | {"sign": hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest().upper()}

    def call(self, method, **parameters):
        sent = self.signed({"method": method, "session": self.session, "simplify": "true", **parameters})
        answer = requests.post(f"{self.url}/aliexpress/sync", data=sent, timeout=5)
        assert answer.status_code == 200
        body = answer.json()
        return body.get(f"{method.replace('.', '_')}_response") or body

    def token(self, verb, **parameters):
        path = f"/auth/token/{verb}"
        return requests.post(
            f"{self.url}/aliexpress/rest{path}", data=self.signed(parameters, path), timeout=5
        ).json()

    def control(self, path, **body):
        answer = requests.post(f"{self.url}/controls/aliexpress/{path}", json=body, timeout=5)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order(self, **changes):
        order = {
            "out_order_id": "po-1",
            "logistics_address": {
                "country": "DE",
                "province": "Berlin",
                "city": "Berlin",
                "address": "Hauptstr. 1",
                "contact_person": "Ada Lovelace",
                "mobile_no": "3012345678",
                "phone_country": "+49",
                "zip": "10115",
            },
            "product_items": [
                {
                    "product_id": FIRST,
                    "product_count": 1,
                    "sku_attr": "14:193#Black",
                    "logistics_service_name": "CAINIAO_STANDARD",
                }
            ],
        } | changes
        return self.call(
            "aliexpress.ds.order.create",
            param_place_order_request4_open_api_d_t_o=json.dumps(order),
            ds_extend_request=json.dumps({"payment": {"pay_currency": "USD", "try_to_pay": "true"}}),
        )["result"]


@pytest.fixture
def caller(sandbox):
    requests.post(f"{sandbox.url}/controls/reset", json={"data": True}, timeout=5)
    made = Caller(sandbox.url)
    made.session = made.token("create", code=made.control("tokens", what="code")["code"])["access_token"]
    return made


def test_consent_sends_the_browser_back_with_a_code_that_works_once(sandbox, caller):
    asked = {
        "client_id": KEY,
        "redirect_uri": "http://shop.example/back?a=1",
        "state": "s&1",
        "response_type": "code",
    }
    page = requests.get(f"{sandbox.url}/aliexpress/oauth/authorize", params=asked, timeout=5)
    assert page.status_code == 200
    assert "Authorize" in page.text
    answer = requests.post(
        f"{sandbox.url}/aliexpress/oauth/authorize",
        data={"redirect_uri": asked["redirect_uri"], "state": "s&1", "answer": "allow"},
        allow_redirects=False,
        timeout=5,
    )
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (query["a"], query["state"]) == (["1"], ["s&1"])
    tokens = caller.token("create", code=query["code"][0])
    assert 29 * 86400 < tokens["expires_in"] <= 30 * 86400 < tokens["refresh_expires_in"]
    assert caller.token("create", code=query["code"][0])["code"] == "InvalidCode"


def test_refreshing_gives_new_tokens_and_never_a_longer_end(caller):
    tokens = caller.token("create", code=caller.control("tokens", what="code")["code"])
    again = caller.token("refresh", refresh_token=tokens["refresh_token"])
    assert again["access_token"] != tokens["access_token"]
    assert abs(again["refresh_token_valid_time"] - tokens["refresh_token_valid_time"]) < 2000
    caller.control("tokens", what="refresh")
    assert caller.token("refresh", refresh_token=again["refresh_token"])["code"] == "IllegalRefreshToken"


def test_a_wrong_signature_and_a_dead_token_are_error_envelopes_with_status_200(caller, sandbox):
    sent = caller.signed({"method": "aliexpress.ds.text.search"}) | {"sign": "0" * 64}
    answer = requests.post(f"{sandbox.url}/aliexpress/sync", data=sent, timeout=5)
    assert (answer.status_code, answer.json()["error_response"]["code"]) == (200, "IncompleteSignature")
    caller.control("tokens", what="access")
    body = caller.call("aliexpress.ds.text.search", local="en_US", countryCode="DE", currency="USD")
    assert body["error_response"]["code"] == "IllegalAccessToken"


def test_about_120_varied_listings_that_a_control_changes(caller):
    ask = {"local": "en_US", "countryCode": "FR", "currency": "USD", "pageSize": "50"}
    first = caller.call("aliexpress.ds.text.search", keyWord="", **ask)["data"]
    assert first["totalCount"] == 122
    assert len(first["products"]) == 50
    assert any(row["orders"].endswith("000+") for row in first["products"])
    before = caller.call("aliexpress.ds.product.get", product_id=str(FIRST), ship_to_country="DE")["result"]
    caller.control(f"products/{FIRST}", price_factor=2, stock=3)
    after = caller.call("aliexpress.ds.product.get", product_id=str(FIRST), ship_to_country="DE")["result"]
    prices = [float(one["ae_item_sku_info_dtos"][0]["offer_sale_price"]) for one in (before, after)]
    assert prices[1] == pytest.approx(prices[0] * 2)
    assert {sku["sku_available_stock"] for sku in after["ae_item_sku_info_dtos"]} == {3}
    caller.control(f"products/{FIRST}", gone=True)
    assert (
        caller.call("aliexpress.ds.product.get", product_id=str(FIRST), ship_to_country="DE")["rsp_code"]
        == 605
    )


def test_the_traps_are_there(caller):
    def get(number, country="DE"):
        return caller.call(
            "aliexpress.ds.product.get", product_id=str(FIRST + 7 * number), ship_to_country=country
        )

    assert get(13, "US")["rsp_code"] == 602
    single = get(5)["result"]["ae_item_sku_info_dtos"]
    assert len(single) == 3
    assert "offer_sale_price" in single[0]
    assert get(9)["result"]["ae_item_sku_info_dtos"][0]["sku_attr"] == ""
    assert "offer_sale_price" not in get(12)["result"]["ae_item_sku_info_dtos"][0]
    moved = get(7, "US")["result"]
    assert moved["ae_item_sku_info_dtos"] == []
    assert json.loads(moved["product_id_converter_result"]["sub_product_id"]) == {"US": FIRST + 7 * 8}


def test_lists_hide_without_simplify(caller):
    body = caller.call(
        "aliexpress.ds.product.get", product_id=str(FIRST), ship_to_country="DE", simplify="false"
    )
    assert list(body["result"]["ae_item_sku_info_dtos"]) == ["ae_item_sku_info_d_t_o"]


def test_an_order_is_made_once_for_its_own_number_paid_shipped_and_delivered(caller):
    made, again = caller.order(), caller.order()
    assert made["is_success"] is True
    assert made["order_list"] == again["order_list"]
    order_id = str(made["order_list"]["number"][0])
    assert caller.order(out_order_id="po-2")["order_list"] != made["order_list"]
    caller.control("pace", ship_after=None, deliver_after=None)

    def status():
        return caller.call(
            "aliexpress.trade.ds.order.get", single_order_query=json.dumps({"order_id": order_id})
        )["result"]["order_status"]

    assert status() == "WAIT_SELLER_SEND_GOODS"
    nothing = caller.call("aliexpress.ds.order.tracking.get", ae_order_id=order_id, language="en_US")[
        "result"
    ]
    assert (nothing["ret"], nothing["code"]) == (False, "1001")
    caller.control(f"orders/{order_id}/ship", number="LP1")
    caller.control(f"orders/{order_id}/deliver")
    assert status() == "FINISH"
    lines = caller.call("aliexpress.ds.order.tracking.get", ae_order_id=order_id, language="en_US")["result"][
        "data"
    ]
    assert lines["tracking_detail_line_list"][0]["mail_no"] == "LP1"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"product_items": [{"product_id": FIRST, "product_count": 99999, "sku_attr": "14:193#Black"}]},
            "INVENTORY_HOLD_ERROR",
        ),
        ({"product_items": [{"product_id": 1, "product_count": 1}]}, "A001_ORDER_CANNOT_BE_PLACED"),
        (
            {
                "product_items": [
                    {
                        "product_id": FIRST,
                        "product_count": 1,
                        "sku_attr": "14:193#Black",
                        "logistics_service_name": "SLOW",
                    }
                ]
            },
            "DELIVERY_METHOD_NOT_EXIST",
        ),
        ({"logistics_address": {"country": "DE"}}, "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(caller, changes, code):
    refused = caller.order(**changes)
    assert (refused["is_success"], refused["error_code"]) == (False, code)


def test_a_failed_automatic_payment_is_a_created_order_with_an_error(caller):
    caller.control("mode", pay="fails")
    made = caller.order()
    assert made["is_success"] is True
    assert made["error_code"] == "AUTO_PAY_FAILED"
    assert made["order_list"]


def test_faults_and_limits_name_the_method(caller, sandbox):
    fault = {"service": "aliexpress", "kind": "status", "status": 503, "path": "text.search", "times": 1}
    requests.post(f"{sandbox.url}/controls/faults", json=fault, timeout=5)
    sent = caller.signed({"session": caller.session})
    ask = {"method": "aliexpress.ds.text.search"}
    broken = requests.post(f"{sandbox.url}/aliexpress/sync", params=ask, data=sent, timeout=5)
    assert broken.json()["error_response"]["code"] == "ServiceUnavailable"
    caller.control("limit", **{"aliexpress.ds.product.get": 0})
    body = caller.call("aliexpress.ds.product.get", product_id=str(FIRST), ship_to_country="DE")
    assert body["error_response"]["code"] == "ApiCallLimit"


def test_pictures_are_pictures(sandbox, caller):
    row = caller.call("aliexpress.ds.text.search", local="en_US", countryCode="DE", currency="USD")["data"][
        "products"
    ][0]
    answer = requests.get(f"http:{row['itemMainPic']}?width=240", timeout=20)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
