"""A supplier in memory, keeping the same promises as the adapters; the contract tests run against all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import RLock
from typing import Any

from automation.suppliers.addresses import address_check
from automation.suppliers.catalogue import (
    FreightOption,
    NotSoldThere,
    ProductGone,
    SearchPage,
    SupplierItem,
    SupplierProduct,
    SupplierVariant,
)
from automation.suppliers.ordering import (
    OrderRefused,
    OrderRequest,
    Parcel,
    PlacedOrder,
    Reason,
    ShipTo,
    SupplierOrder,
    SupplierState,
)
from automation.suppliers.types import SourceImage


def fake_product(
    number: int, *, provider: str = "ALIEXPRESS", title: str = "", **changes: Any
) -> SupplierProduct:
    """Return a product with two colours, 10.00 and 12.00, five of each."""
    product_id = str(1005000000000000 + number)
    variants = tuple(
        SupplierVariant(
            option_values=(colour,),
            price=Decimal("20.00"),
            cost=cost,
            quantity=5,
            available=True,
            sku_id=f"{number}{at}",
            sku_attr=f"14:{at}#{colour}",
            ship_from="CN",
        )
        for at, (colour, cost) in enumerate((("Black", Decimal("10.00")), ("Green", Decimal("12.00"))))
    )
    made = SupplierProduct(
        external_reference=f"{provider.lower()}:{product_id}",
        title=title or f"Lamp {number}",
        body_html="<p>A lamp.</p>",
        currency="EUR",
        options=(("Color", ("Black", "Green")),),
        variants=variants,
        images=(SourceImage(url=f"https://pictures.example/{number}.jpg"),),
        provider=provider,
        product_id=product_id,
        asked_product_id=product_id,
        rating=4.6,
        reviews_count=120,
        orders_count=1000,
        orders_text="1000+",
        fetched_at=datetime.now(UTC),
    )
    return replace(made, **changes)


@dataclass
class FakeSupplier:
    """Products and orders as plain attributes; catalogue and orders of one account.

    `raises` holds errors that the next calls raise, oldest first; with `after_work` they are raised when the work
    is done, as a lost answer is.
    """

    provider: str = "ALIEXPRESS"
    remembers_for: timedelta | None = timedelta(hours=24)
    products: dict[str, SupplierProduct] = field(default_factory=dict)
    not_sold_to: set[str] = field(default_factory=set)
    orders: dict[str, PlacedOrder] = field(default_factory=dict)
    requests: list[OrderRequest] = field(default_factory=list)
    states: dict[str, SupplierState] = field(default_factory=dict)
    parcels_of: dict[str, tuple[Parcel, ...]] = field(default_factory=dict)
    pays: bool = True
    raises: list[Exception] = field(default_factory=list)
    after_work: bool = False
    calls: list[str] = field(default_factory=list)
    _lock: Any = field(default_factory=RLock, repr=False)

    def product_add(self, product: SupplierProduct) -> SupplierProduct:
        """Offer a product."""
        self.products[product.product_id] = product
        return product

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.raises and not self.after_work:
            raise self.raises.pop(0)

    def search(
        self, *, query: str, page: int, per_page: int, ship_to: str, currency: str, language: str
    ) -> SearchPage:
        self._called("search")
        found = [one for one in self.products.values() if query.lower() in one.title.lower()]
        shown = found[(page - 1) * per_page : page * per_page]
        more = page * per_page < len(found)
        return SearchPage(
            items=tuple(_item(one) for one in shown), total=len(found), next=page + 1 if more else None
        )

    def product(
        self,
        *,
        product_id: str,
        ship_to: str,
        currency: str,
        language: str,
        stock_of: Collection[str] | None = None,
    ) -> SupplierProduct:
        self._called("product")
        if product_id not in self.products:
            raise ProductGone("605", "gone")
        if ship_to in self.not_sold_to:
            raise NotSoldThere("602", "not sold there")
        return replace(self.products[product_id], ship_to=ship_to)

    def freight(
        self, *, product_id: str, sku_id: str, quantity: int, ship_to: str
    ) -> tuple[FreightOption, ...]:
        self._called("freight")
        if ship_to in self.not_sold_to:
            raise NotSoldThere("505", "not sent there")
        self._variant(sku_id)
        return (
            FreightOption(
                "STANDARD", "Standard", Decimal("2.50") * quantity, "USD", 10, 20, "CN", is_tracked=True
            ),
            FreightOption(
                "EXPRESS", "Express", Decimal("9.00") * quantity, "USD", 4, 7, "CN", is_tracked=True
            ),
        )

    def _variant(self, sku_id: str) -> SupplierVariant:
        for product in self.products.values():
            for variant in product.variants:
                if isinstance(variant, SupplierVariant) and variant.sku_id == sku_id:
                    return variant
        raise ProductGone("501", "gone")

    def order_find(self, *, reference: str) -> PlacedOrder | None:
        self._called("order_find")
        return None if self.remembers_for else self.orders.get(reference)

    def address_check(self, *, ship_to: ShipTo) -> None:
        self._called("address_check")
        address_check(to=ship_to)

    def order_place(self, *, request: OrderRequest) -> PlacedOrder:
        self._called("order_place")
        with self._lock:
            if request.reference in self.orders and self.remembers_for:
                made = self.orders[request.reference]
            else:
                made = self._make(request)
        if self.raises and self.after_work:
            raise self.raises.pop(0)
        return made

    def _make(self, request: OrderRequest) -> PlacedOrder:
        if not request.ship_to.city:
            raise OrderRefused(Reason.ADDRESS, "ADDRESS", "Please enter a city")
        for line in request.lines:
            if (self._variant(line.sku_id).stock or 0) < line.quantity:
                raise OrderRefused(Reason.OUT_OF_STOCK, "STOCK", "Not enough in stock")
        self.requests.append(request)
        order_id = str(8000 + len(self.requests))
        self.states[order_id] = SupplierState.PAID if self.pays else SupplierState.UNPAID
        self.orders[request.reference] = PlacedOrder(
            order_ids=(order_id,),
            is_paid=self.pays,
            payment_error="" if self.pays else "no money",
            pay_url="" if self.pays else "https://pay.example/",
        )
        return self.orders[request.reference]

    def order_get(self, *, order_id: str) -> SupplierOrder:
        self._called("order_get")
        return SupplierOrder(order_id=order_id, state=self.states[order_id])

    def parcels(self, *, order_id: str) -> tuple[Parcel, ...]:
        self._called("parcels")
        return self.parcels_of.get(order_id, ())


def _item(product: SupplierProduct) -> SupplierItem:
    return SupplierItem(
        provider=product.provider,
        product_id=product.product_id,
        title=product.title,
        url=f"https://supplier.example/{product.product_id}",
        image_url=product.images[0].url if product.images else "",
        price=product.variants[0].cost,
        currency=product.currency,
        rating=product.rating,
        orders_count=product.orders_count,
        orders_text=product.orders_text,
    )
