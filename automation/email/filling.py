"""The values a mail is filled with, from what the core says of a person at this moment."""

from automation.core_client.mail import CoreCart, CorePerson, CoreProductFacts
from automation.email.models import EmailSettings
from automation.email.money import amount_text
from automation.email.types import Json
from automation.registry.types import StoreInfo


def variables_of(
    *,
    person: CorePerson,
    store: StoreInfo,
    settings: EmailSettings,
    discount_code: str = "",
    context: Json | None = None,
) -> Json:
    """Return the values by name, as texts; what is not known is left out. Prices are today's.

    `context` is what a way is about: a price from before stands in it.
    """
    locale = person.locale or store.locale
    values: Json = {
        "customer.name": person.name,
        "customer.first_name": person.name.split(" ")[0] if person.name else "",
        "customer.email": person.email,
        "store.name": store.name,
        "store.url": store.url,
        "discount.code": discount_code,
        "unsubscribe_url": person.unsubscribe_url,
        "preferences_url": person.preferences_url,
        "sender": settings.sender_name or store.name,
        "postal_address": settings.postal_address,
    }
    if person.cart is not None:
        values |= _cart(person.cart, locale=locale, discount_code=discount_code)
    if person.order is not None:
        values |= {
            "order.number": str(person.order.number),
            "order.url": person.order.url,
            "order.total": amount_text(person.order.total, locale=locale),
        }
    if person.product is not None:
        values |= _product(person.product, locale=locale, before=(context or {}).get("price_before"))
    return {name: value for name, value in values.items() if value}


def _product(product: CoreProductFacts, *, locale: str, before: Json | None) -> Json:
    price = amount_text(product.price, locale=locale)
    return {
        "product.title": product.title,
        "product.url": product.url,
        "product.price": price,
        "product.price_before": amount_text(before, locale=locale),
        "product_items": [
            {
                "title": product.title,
                "variant_title": product.variant_title,
                "quantity": 1,
                "price": price,
                "url": product.url,
                "image_url": product.image_url,
            }
        ],
    }


def _cart(cart: CoreCart, *, locale: str, discount_code: str) -> Json:
    code = f"?discount={discount_code}" if discount_code else ""
    return {
        "cart.url": cart.restore_url + code,
        "cart.total": amount_text(cart.subtotal, locale=locale),
        "cart.items_count": str(sum(item.quantity for item in cart.items)),
        "cart.first_title": cart.items[0].title if cart.items else "",
        "items": [
            {
                "title": item.title,
                "variant_title": item.variant_title,
                "quantity": item.quantity,
                "price": amount_text(item.price, locale=locale),
                "url": item.url,
                "image_url": item.image_url,
            }
            for item in cart.items
        ],
    }
