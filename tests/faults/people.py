"""The people of the drills: a shopper with a browser's cookies, and the demo merchant."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.faults.load import Answers
from tests.faults.stage import Stage

SHOP, API = "demo.localhost", "api.localhost"
EMAIL, PASSWORD = "demo@dropwright.example", "demo-shop-2026"
TYPED = {
    "name": "Ana Kowalska",
    "line1": "Weg 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


class _Fields(HTMLParser):
    """The named inputs of one form."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form, self._inside = form, False
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self._form
        is_off = given.get("type") in {"radio", "checkbox"} and "checked" not in given
        if self._inside and tag == "input" and given.get("name") and not is_off:
            self.values[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


class Shopper:
    """A browser at the demo shop; `on_request` notes the time each request took."""

    def __init__(self, stage: Stage, email: str, *, timeout: float = 30) -> None:
        self.email = email
        self.on_request = Answers()
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{stage['core-web'].port}", headers={"Host": SHOP}, timeout=timeout
        )

    def get(self, path: str) -> httpx.Response:
        return self._asked(lambda: self._http.get(path))

    def post(self, path: str, data: dict[str, str]) -> httpx.Response:
        return self._asked(lambda: self._http.post(path, data=data))

    def _asked(self, request: Callable[[], httpx.Response]) -> httpx.Response:
        answer = self.on_request.ask(request)
        assert answer is not None, "no answer"
        return answer

    def fill(self, variant_id: Any, quantity: int = 1) -> None:
        """Put a variant into the cart and open the checkout."""
        answer = self.post("/cart/add", {"variant": str(variant_id), "quantity": str(quantity)})
        assert answer.status_code == 303, answer.text[:500]
        assert "notice=added" in answer.headers["Location"]
        page = self.get("/checkout")
        assert page.status_code == 200, page.text[:500]
        fields = _Fields("checkout-form")
        fields.feed(page.text)
        self.form = fields.values | TYPED | {"email": self.email, "do": "pay"}

    def pay(self) -> httpx.Response:
        """Press Pay: 303 leads to the payment page."""
        return self.post("/checkout", self.form)

    def close(self) -> None:
        self._http.close()


def session_of(answer: httpx.Response) -> str:
    """Return the payment session an answer of `pay` leads to."""
    assert answer.status_code == 303, f"{answer.status_code} {answer.text[:800]}"
    found = re.search(r"cs_test_\w+", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return found[0]


class Merchant:
    """The demo merchant, signed in at both services."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._core = httpx.Client(
            base_url=f"http://127.0.0.1:{stage['core-web'].port}", headers={"Host": API}, timeout=30
        )
        self._automation = httpx.Client(
            base_url=f"http://127.0.0.1:{stage['automation-web'].port}", timeout=30
        )
        self.sign_in()
        self.store_id = self._core.get("/api/v1/stores", headers=self._bearer).json()["data"][0]["id"]
        [(self.schema,)] = stage.core("SELECT schema_name FROM tenants_store WHERE id = %s", self.store_id)

    def sign_in(self) -> None:
        answer = self._core.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self._bearer = {"Authorization": f"Bearer {answer.json()['data']['access']}"}

    def import_post(self, content: bytes) -> httpx.Response:
        """Hand a product CSV to automation, as the dashboard does."""
        return self._automation.post(
            f"/api/v1/automation/stores/{self.store_id}/imports",
            headers=self._bearer,
            data={"kind": "shopify_csv", "rewrite": "true"},
            files={"file": ("products.csv", content, "text/csv")},
        )

    @property
    def automation_schema(self) -> str:
        [(schema,)] = self._stage.automation(
            "SELECT schema_name FROM registry_store WHERE id = %s", self.store_id
        )
        return str(schema)

    def close(self) -> None:
        self._core.close()
        self._automation.close()
