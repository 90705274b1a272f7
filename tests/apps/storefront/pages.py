"""Reading pages as a browser without JavaScript does: text, links, forms, data for search engines."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode


class Page:
    """An answer and its parsed document."""

    def __init__(self, response: Any) -> None:
        self.response: HttpResponse = response
        self.status = response.status_code
        self.html = response.content.decode()
        self.tree = LexborHTMLParser(self.html)

    def one(self, selector: str) -> LexborNode:
        found = self.tree.css(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def all(self, selector: str) -> list[LexborNode]:
        return self.tree.css(selector)

    def texts(self, selector: str) -> list[str]:
        return [" ".join(node.text(separator=" ").split()) for node in self.all(selector)]

    def text(self, selector: str) -> str:
        return " ".join(self.one(selector).text(separator=" ").split())

    def attributes(self, selector: str, name: str) -> list[str]:
        return [node.attributes.get(name) or "" for node in self.all(selector)]

    def json_ld(self) -> dict[str, dict[str, Any]]:
        blocks = [json.loads(node.text()) for node in self.all('script[type="application/ld+json"]')]
        return {block["@type"]: block for block in blocks}

    def problems(self) -> list[str]:
        return self.attributes("[data-problem]", "data-problem")

    def fields(self, form: str) -> dict[str, str]:
        """Return what the form's inputs and selects would send, without any button."""
        values: dict[str, str] = {}
        for node in self.one(form).css("input[name]"):
            kind = node.attributes.get("type")
            if kind == "radio" and "checked" not in node.attributes:
                continue
            values[node.attributes["name"] or ""] = node.attributes.get("value") or ""
        for node in self.one(form).css("select[name]"):
            chosen = node.css("option[selected]") or node.css("option")
            values[node.attributes["name"] or ""] = chosen[0].attributes.get("value") or "" if chosen else ""
        return values


class Browser:
    """Follows redirects inside the shop and sends forms with everything their page put into them."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, **headers: Any) -> Page:
        return Page(self.client.get(path, follow=True, headers=headers))

    def raw(self, path: str, **headers: Any) -> Any:
        return self.client.get(path, headers=headers)

    def send(self, page: Page, form: str, **changes: str) -> Page:
        action = page.one(form).attributes["action"] or ""
        return Page(self.client.post(action, page.fields(form) | changes, follow=True))

    def add(self, path: str, quantity: str = "1") -> Page:
        """Put what a product page shows into the cart, by its form."""
        return self.send(self.get(path), "form.buy", quantity=quantity)
