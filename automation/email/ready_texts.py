"""The words of the ready flows. Every store starts with them, switched off, and makes them its own."""

from typing import Any

HELLO = 'Hello {{ customer.first_name | "there" }},'


def heading(text: str) -> dict[str, Any]:
    return {"type": "heading", "text": text}


def text(*paragraphs: str) -> dict[str, Any]:
    return {"type": "text", "html": "".join(f"<p>{one}</p>" for one in paragraphs)}


def button(label: str, url: str) -> dict[str, Any]:
    return {"type": "button", "label": label, "url": url}


CART = {"type": "products", "source": "cart"}
THING = {"type": "products", "source": "product"}
# Left out of a mail that is sent without a code.
CODE = {"type": "code", "label": "Your code. It is in the cart already when you follow the link."}
TEMPLATES: dict[str, dict[str, Any]] = {
    "welcome-hello": {
        "name": "Welcome: hello",
        "subject": "Welcome to {{ store.name }}",
        "preheader": "Good to have you here. This is what you can expect from us.",
        "blocks": [
            heading("Good to have you here"),
            text(
                HELLO,
                "Thank you for confirming. We write when there is something worth your time: new things, a good"
                " offer, now and then a story of how something is made.",
                "Not your thing after all? The link at the end of every mail takes you off the list at once.",
            ),
            button("Have a look around", "{{ store.url }}"),
        ],
    },
    "welcome-favourites": {
        "name": "Welcome: what others like",
        "subject": "Where to begin at {{ store.name }}",
        "preheader": "A short tour, so that you need not search.",
        "blocks": [
            heading("Where to begin"),
            text(
                HELLO,
                "A few days ago you joined our list. If you have not had the time to look around yet, here is the"
                " short way: our newest things stand in front, and the search knows everything we have.",
                "A question before you buy? Just answer this mail. A person reads it.",
            ),
            button("See what is new", "{{ store.url }}"),
        ],
    },
    "cart-reminder": {
        "name": "Cart: still here",
        "subject": "Your cart is still here",
        "preheader": "We kept everything as you left it.",
        "blocks": [
            heading("We kept your cart"),
            text(
                HELLO, "You were about to order, and something came in between. Here is what you had chosen:"
            ),
            CART,
            CODE,
            button("Back to my cart", "{{ cart.url }}"),
            text(
                "Prices and stock are as of today. Something unclear? Answer this mail, we are glad to help."
            ),
        ],
    },
    "cart-help": {
        "name": "Cart: can we help?",
        "subject": 'Anything unclear about {{ cart.first_title | "your cart" }}?',
        "preheader": "Shipping, size, payment: ask us.",
        "blocks": [
            heading("Can we help?"),
            text(
                HELLO,
                "Most people who leave a cart have one open question: about shipping, the size, or how to pay."
                " Answer this mail and you will have an answer from a person.",
            ),
            CART,
            CODE,
            button("Finish my order", "{{ cart.url }}"),
        ],
    },
    "cart-last": {
        "name": "Cart: last mail",
        "subject": "The last word about your cart",
        "preheader": "After this we leave you in peace about it.",
        "blocks": [
            heading("Our last mail about this cart"),
            text(
                HELLO,
                "We do not want to be a nuisance, so this is the last reminder. Your things are still there:",
            ),
            CART,
            CODE,
            button("Take me to my cart", "{{ cart.url }}"),
        ],
    },
    "after-thanks": {
        "name": "After the order: thank you",
        "subject": "Thank you for order {{ order.number }}",
        "preheader": "And how to get the most out of it.",
        "blocks": [
            heading("Thank you for your trust"),
            text(
                HELLO,
                "Your order has been with you for a little while now. We hope it is just what you wanted.",
                "If anything is not right, tell us before you are annoyed: answer this mail, or open your order.",
            ),
            button("Open my order", "{{ order.url }}"),
        ],
    },
    "after-again": {
        "name": "After the order: what next",
        "subject": "Something new since your last visit",
        "preheader": "A look at what came in since you ordered.",
        "blocks": [
            heading("New since your order"),
            text(
                HELLO, "A month has gone by, and new things have come in. Have a look whether one is for you."
            ),
            button("See what is new", "{{ store.url }}"),
        ],
    },
    "back-miss": {
        "name": "Win back: long time no see",
        "subject": 'It has been a while, {{ customer.first_name | "hello" }}',
        "preheader": "A lot is new since your last order.",
        "blocks": [
            heading("It has been a while"),
            text(
                HELLO,
                "Your last order is some time ago. A lot has changed since: new things, better prices here and there.",
            ),
            button("Have a look", "{{ store.url }}"),
        ],
    },
    "back-stay": {
        "name": "Win back: shall we stay in touch?",
        "subject": "Shall we stay in touch?",
        "preheader": "If not, one click and you hear no more.",
        "blocks": [
            heading("Shall we stay in touch?"),
            text(
                HELLO,
                "We would rather write to people who like to hear from us. If that is you, do nothing. If not, the"
                " link below takes you off the list, with our thanks for the time together.",
            ),
            button("Back to the shop", "{{ store.url }}"),
        ],
    },
    "thing-cheaper": {
        "name": "Price drop: it costs less now",
        "subject": "{{ product.title }} costs less now",
        "preheader": "It lies in your cart, and its price has dropped.",
        "blocks": [
            heading("It costs less now"),
            text(
                HELLO,
                "Something in your cart has become cheaper: it was {{ product.price_before }} and is"
                " {{ product.price }} today.",
            ),
            THING,
            button("Look at it", "{{ product.url }}"),
        ],
    },
    "thing-back": {
        "name": "Back in stock: still interested?",
        "subject": "{{ product.title }} is here again",
        "preheader": "It was sold out. Now it can be ordered.",
        "blocks": [
            heading("Here again"),
            text(HELLO, "What you had an eye on was sold out for a while. Now there is some again."),
            THING,
            button("Look at it", "{{ product.url }}"),
        ],
    },
}
HOUR, DAY = 60, 60 * 24


def send(node: str, template: str, following: str | None) -> dict[str, Any]:
    return {"id": node, "type": "send", "template_id": template, "next": following}


def delay(node: str, minutes: int, following: str) -> dict[str, Any]:
    return {"id": node, "type": "delay", "minutes": minutes, "next": following}


def settings(basis: str, reentry_days: int | None, *exits: str) -> dict[str, Any]:
    return {
        "basis": basis,
        "reentry_days": reentry_days,
        "exit_on": list(exits),
        "uses_cap": True,
        "uses_quiet_hours": True,
    }


FLOWS: dict[str, dict[str, Any]] = {
    "welcome": {
        "name": "Welcome",
        "definition": {
            "trigger": {"type": "consent_given"},
            "settings": settings("consent", None),
            "start": "hello",
            "nodes": [
                send("hello", "welcome-hello", "wait"),
                delay("wait", 3 * DAY, "bought"),
                {"id": "bought", "type": "condition", "check": "has_ordered", "yes": None, "no": "tour"},
                send("tour", "welcome-favourites", None),
            ],
        },
    },
    "abandoned-cart": {
        "name": "Abandoned cart",
        "definition": {
            "trigger": {"type": "cart_abandoned", "idle_minutes": HOUR},
            "settings": settings("purchase", 7, "ordered"),
            "start": "first",
            "nodes": [
                send("first", "cart-reminder", "wait-1"),
                delay("wait-1", 23 * HOUR, "second"),
                send("second", "cart-help", "wait-2"),
                delay("wait-2", 2 * DAY, "last"),
                send("last", "cart-last", None) | {"discount_code": ""},
            ],
        },
    },
    "post-purchase": {
        "name": "After the purchase",
        "definition": {
            "trigger": {"type": "order_paid"},
            "settings": settings("purchase", 14),
            "start": "wait-1",
            "nodes": [
                delay("wait-1", 10 * DAY, "morning"),
                {"id": "morning", "type": "wait_until", "time": "10:00", "next": "thanks"},
                send("thanks", "after-thanks", "wait-2"),
                delay("wait-2", 20 * DAY, "list"),
                {"id": "list", "type": "condition", "check": "is_subscribed", "yes": "again", "no": None},
                send("again", "after-again", None),
            ],
        },
    },
    "win-back": {
        "name": "Win back",
        "definition": {
            "trigger": {"type": "order_lapsed", "days": 90},
            "settings": settings("consent", 180, "ordered"),
            "start": "morning",
            "nodes": [
                {"id": "morning", "type": "wait_until", "time": "10:00", "next": "miss"},
                send("miss", "back-miss", "wait"),
                delay("wait", 14 * DAY, "stay"),
                send("stay", "back-stay", None),
            ],
        },
    },
    "price-drop": {
        "name": "Price drop",
        "definition": {
            "trigger": {"type": "price_dropped", "least_percent": 5},
            "settings": settings("consent", 7, "ordered"),
            "start": "cheaper",
            "nodes": [send("cheaper", "thing-cheaper", None)],
        },
    },
    "back-in-stock": {
        "name": "Back in stock",
        "definition": {
            # Whoever asked on the product's page has had the shop's own notice by then.
            "trigger": {"type": "back_in_stock"},
            "settings": settings("consent", 7, "ordered"),
            "start": "wait",
            "nodes": [delay("wait", DAY, "back"), send("back", "thing-back", None)],
        },
    },
}
