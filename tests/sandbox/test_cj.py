"""CJ's stand-in."""

import pytest
import requests

API_KEY = f"CJ1234567@api@{'a' * 32}"


class Caller:
    def __init__(self, url):
        self.url, self.token = url, ""

    def call(self, method, path, **sent):
        kind = {"params" if method == "GET" else "json": sent}
        answer = requests.request(
            method,
            f"{self.url}/cj/api2.0/v1/{path}",
            headers={"CJ-Access-Token": self.token},
            timeout=5,
            **kind,
        )
        assert answer.status_code == 200
        return answer.json()

    def control(self, path, **body):
        answer = requests.post(f"{self.url}/controls/cj/{path}", json=body, timeout=5)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order(self, **changes):
        variant = self.call("GET", "product/listV2", size=1)["data"]["content"][0]["productList"][0]
        detail = self.call("GET", "product/query", pid=variant["id"])["data"]
        return self.call(
            "POST",
            "shopping/order/createOrderV2",
            **{
                "orderNumber": "po-1",
                "shippingCountryCode": "DE",
                "shippingProvince": "Berlin",
                "shippingCity": "Berlin",
                "shippingAddress": "Hauptstr. 1",
                "shippingCustomerName": "Ada Lovelace",
                "shippingPhone": "3012345678",
                "logisticName": "CJPacket Ordinary",
                "fromCountryCode": "CN",
                "payType": 2,
                "products": [{"vid": detail["variants"][0]["vid"], "quantity": 2}],
                **changes,
            },
        )


@pytest.fixture
def caller(sandbox):
    requests.post(f"{sandbox.url}/controls/reset", json={"data": True}, timeout=5)
    made = Caller(sandbox.url)
    made.control("limit", qps=1000)
    made.token = made.call("POST", "authentication/getAccessToken", apiKey=API_KEY)["data"]["accessToken"]
    return made


def test_a_key_gives_tokens_once_in_five_minutes(caller):
    again = caller.call("POST", "authentication/getAccessToken", apiKey=API_KEY)
    assert (again["code"], again["result"], again["data"]) == (1600200, False, None)
    assert caller.call("POST", "authentication/getAccessToken", apiKey="nonsense")["code"] == 1600001
    caller.token = "wrong"
    assert caller.call("GET", "product/listV2")["code"] == 1600001


def test_products_variants_stock_and_freight(caller):
    page = caller.call("GET", "product/listV2", keyWord="teapot", size=100)["data"]
    assert page["totalRecords"] == 1
    hit = page["content"][0]["productList"][0]
    product = caller.call("GET", "product/query", pid=hit["id"])["data"]
    assert [one["variantKey"] for one in product["variants"]] == ["Black", "Green", "Blue", "Red"]
    vid = product["variants"][0]["vid"]
    assert caller.call("GET", "product/stock/queryByVid", vid=vid)["data"][0]["totalInventoryNum"] > 0
    freight = caller.call(
        "POST",
        "logistic/freightCalculate",
        startCountryCode="CN",
        endCountryCode="DE",
        products=[{"vid": vid, "quantity": 1}],
    )["data"]
    assert [one["logisticAging"] for one in freight] == ["7-15", "5-9", "3-6"]
    assert caller.call("GET", "product/listV2", size=101)["code"] == 1600100


def test_orders_are_paid_from_the_balance_and_taken_twice_for_one_number(caller):
    before = caller.call("GET", "shopping/pay/getBalance")["data"]["amount"]
    made = caller.order()["data"]
    after = caller.call("GET", "shopping/pay/getBalance")["data"]["amount"]
    assert before - after == pytest.approx(made["orderAmount"])
    assert caller.order()["data"]["orderId"] != made["orderId"]
    listed = caller.call("GET", "shopping/order/list", pageSize=10)["data"]["list"]
    assert [one["orderNum"] for one in listed] == ["po-1", "po-1"]
    caller.control(f"orders/{made['orderId']}/ship", number="CJX")
    detail = caller.call("GET", "shopping/order/getOrderDetail", orderId=made["orderId"])["data"]
    assert (detail["orderStatus"], detail["trackNumber"]) == ("SHIPPED", "CJX")
    assert (
        caller.call("GET", "logistic/trackInfo", trackNumber="CJX")["data"][0]["trackingStatus"]
        == "In transit"
    )


def test_an_empty_balance_leaves_the_order_unpaid(caller):
    caller.control("balance", amount="0.00")
    made = caller.order()["data"]
    assert made["orderStatus"] == "CREATED"
    assert made["cjPayUrl"]
    assert caller.call("POST", "shopping/pay/payBalance", orderId=made["orderId"])["code"] == 1604002


def test_the_limit_counts_an_account(caller):
    caller.control("limit", qps=0)
    assert caller.call("GET", "product/listV2")["code"] == 1600200
