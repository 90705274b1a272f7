"""Orders at CJ: it takes one number twice, so it is asked before it is told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from automation.suppliers.addresses import address_check
from automation.suppliers.answers import amount_of, object_of, rows_of, time_of_text
from automation.suppliers.catalogue import SupplierRejected
from automation.suppliers.cj.gateway import PROVIDER, Gateway
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

FROM_BALANCE = 2
# Newest first; a purchase is asked for soon after it was tried.
PAGES_SEARCHED, PAGE_SIZE = 3, 100
ORDER_PAGE = "https://www.cjdropshipping.com/myCJ.html#/orderDetail?id={}"
REASONS = {"1604001": Reason.OUT_OF_STOCK, "1604002": Reason.PAYMENT, "1602001": Reason.PRODUCT_GONE}
WORDS = (
    ("shipping", Reason.ADDRESS),
    ("address", Reason.ADDRESS),
    ("logistic", Reason.METHOD_GONE),
    ("inventory", Reason.OUT_OF_STOCK),
    ("balance", Reason.PAYMENT),
)
STATES = {
    "UNSHIPPED": SupplierState.PAID,
    "SHIPPED": SupplierState.SHIPPED,
    "DELIVERED": SupplierState.DELIVERED,
    "CANCELLED": SupplierState.CLOSED,
    "CANCELED": SupplierState.CLOSED,
}


class CjOrders:
    """`SupplierOrders` over CJ's API, paid from the account's balance."""

    provider = PROVIDER
    remembers_for: timedelta | None = None

    def __init__(self, *, gateway: Gateway) -> None:
        self._gateway = gateway

    def order_find(self, *, reference: str) -> PlacedOrder | None:
        """Return the newest order with our number among the last three hundred."""
        for page in range(1, PAGES_SEARCHED + 1):
            data = object_of(
                self._gateway.ask("shopping/order/list", {"pageNum": page, "pageSize": PAGE_SIZE})
            )
            rows = rows_of(data.get("list"))
            for row in rows:
                if str(row.get("orderNum")) == reference:
                    return _placed(row, is_paid=str(row.get("orderStatus")) in STATES)
            if len(rows) < PAGE_SIZE:
                return None
        return None

    def address_check(self, *, ship_to: ShipTo) -> None:
        """Raise OrderRefused for what CJ is known not to take."""
        address_check(to=ship_to)

    def order_place(self, *, request: OrderRequest) -> PlacedOrder:
        """Create the order and pay it from the balance."""
        body = {
            "orderNumber": request.reference,
            **_address(request.ship_to),
            "logisticName": request.shipping_code,
            "fromCountryCode": request.ship_from or "CN",
            "remark": request.note,
            "payType": FROM_BALANCE,
            "products": [{"vid": line.sku_id, "quantity": line.quantity} for line in request.lines],
        }
        try:
            row = object_of(self._gateway.tell("shopping/order/createOrderV2", body))
        except SupplierRejected as error:
            raise OrderRefused(_reason(error), error.supplier_code, error.message) from error
        if not row.get("orderId"):
            raise OrderRefused(Reason.OTHER, "no_order_id", "CJ gave no order number.")
        return _placed(row, is_paid=str(row.get("orderStatus")) in STATES)

    def order_get(self, *, order_id: str) -> SupplierOrder:
        """Return what became of an order."""
        row = object_of(self._gateway.ask("shopping/order/getOrderDetail", {"orderId": order_id}))
        return SupplierOrder(
            order_id=order_id,
            state=STATES.get(str(row.get("orderStatus")), SupplierState.UNPAID),
            amount=amount_of(row.get("orderAmount")),
            currency="USD",
            raw=row,
        )

    def parcels(self, *, order_id: str) -> tuple[Parcel, ...]:
        """Return the parcel of an order, once it has a number."""
        row = object_of(self._gateway.ask("shopping/order/getOrderDetail", {"orderId": order_id}))
        number = str(row.get("trackNumber") or "")
        if not number:
            return ()
        steps = rows_of(self._gateway.ask("logistic/trackInfo", {"trackNumber": number}))
        step = object_of(steps[0]) if steps else {}
        is_delivered = "delivered" in str(step.get("trackingStatus") or "").lower()
        return (
            Parcel(
                number=number,
                carrier=str(row.get("logisticName") or ""),
                url=str(row.get("trackingUrl") or ""),
                items=tuple(
                    ("", str(one.get("vid") or ""), int(one.get("quantity") or 1))
                    for one in rows_of(row.get("productList"))
                ),
                delivered_at=time_of_text(step.get("deliveryTime")) if is_delivered else None,
            ),
        )


def _placed(row: Mapping[str, Any], *, is_paid: bool) -> PlacedOrder:
    order_id = str(row["orderId"])
    return PlacedOrder(
        order_ids=(order_id,),
        is_paid=is_paid,
        payment_error="" if is_paid else "The balance at CJ did not cover this order.",
        pay_url="" if is_paid else str(row.get("cjPayUrl") or ORDER_PAGE.format(order_id)),
        amount=amount_of(row.get("orderAmount")),
        currency="USD",
    )


def _reason(error: SupplierRejected) -> Reason:
    known = REASONS.get(error.supplier_code)
    text = error.message.lower()
    return known or next((reason for word, reason in WORDS if word in text), Reason.OTHER)


def _address(to: ShipTo) -> dict[str, str]:
    return {
        "shippingCustomerName": to.name,
        "shippingAddress": to.line1,
        "shippingAddress2": to.line2,
        "shippingCity": to.city,
        "shippingProvince": to.state or to.city,
        "shippingCountryCode": to.country,
        "shippingCountry": to.country,
        "shippingZip": to.postal_code,
        "shippingPhone": to.phone,
        "email": to.email,
        "taxId": to.tax_id,
    }
