"""Orders at AliExpress: one per `out_order_id` for a day, then asked for by their own number."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from automation.suppliers.addresses import Rule, address_check
from automation.suppliers.aliexpress.gateway import PROVIDER, Gateway, as_json
from automation.suppliers.answers import amount_of, count_of, object_of, plain_of, rows_of, time_of_millis
from automation.suppliers.catalogue import SupplierRejected
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
from automation.suppliers.phones import phone_split

ORDER_PAGE = "https://www.aliexpress.com/p/order/detail.html?orderId={}"
TRACKING_PAGE = "https://global.cainiao.com/newDetail.htm?mailNoList={}"
NOTHING_YET = "1001"
ADDRESS_RULES: tuple[Rule, ...] = (("phone", r"\d{5,15}", "A phone number of 5 to 15 digits is needed."),)
COUNTRY_RULES: dict[str, tuple[Rule, ...]] = {
    "US": (
        ("name", r"\S{2,32}( \S{2,32})+", "First and last name, 2 to 32 characters each."),
        ("line1", r".{5,35}", "The street has 5 to 35 characters."),
    ),
    "ES": (("phone", r"\d{9}", "A phone number of 9 digits is needed in Spain."),),
    "BR": (("tax_id", r"\D*(\d\D*){11}", "Brazil wants the CPF, 11 digits, as tax number."),),
    "IL": (("tax_id", r".*\d.*", "Israel wants the id number as tax number."),),
    "AR": (("tax_id", r".*\d.*", "Argentina wants the CUIT or DNI as tax number."),),
}
# The start of a code → why, in our words.
REASONS = (
    ("B_DROPSHIPPER_DELIVERY_ADDRESS", Reason.ADDRESS),
    ("BLACKLIST_BUYER", Reason.BUYER_BLOCKED),
    ("USER_ACCOUNT_DISABLED", Reason.BUYER_BLOCKED),
    ("A003_SUSPICIOUS_BUYER", Reason.BUYER_BLOCKED),
    ("A006_INVALID_ACCOUNT", Reason.BUYER_BLOCKED),
    ("DELIVERY_METHOD_NOT_EXIST", Reason.METHOD_GONE),
    ("INVENTORY_HOLD_ERROR", Reason.OUT_OF_STOCK),
    ("REPEATED_ORDER_ERROR", Reason.ALREADY_ORDERED),
    ("A001_ORDER_CANNOT_BE_PLACED", Reason.PRODUCT_GONE),
    ("A002_INVALID_ZONE", Reason.NOT_SOLD_THERE),
    ("A005_INVALID_COUNTRIES", Reason.NOT_SOLD_THERE),
    ("PRICE_PAY_CURRENCY", Reason.PAYMENT),
)
PAID = {
    "RISK_CONTROL",
    "RISK_CONTROL_HOLD",
    "WAIT_SELLER_SEND_GOODS",
    "SELLER_PART_SEND_GOODS",
    "WAIT_SELLER_EXAMINE_MONEY",
    "WAIT_GROUP",
    "PAYMENT_PROCESSING",
}


class AliExpressOrders:
    """`SupplierOrders` over the signed gateway."""

    provider = PROVIDER
    remembers_for: timedelta | None = timedelta(hours=24)

    def __init__(self, *, gateway: Gateway) -> None:
        self._gateway = gateway

    def order_find(self, *, reference: str) -> PlacedOrder | None:
        """Return None: AliExpress cannot be asked by our number; within a day it makes one order of it."""
        return None

    def address_check(self, *, ship_to: ShipTo) -> None:
        """Raise OrderRefused for what AliExpress is known not to take."""
        _, number = phone_split(ship_to.phone, country=ship_to.country)
        address_check(to=replace(ship_to, phone=number), rules=ADDRESS_RULES, by_country=COUNTRY_RULES)

    def order_place(self, *, request: OrderRequest) -> PlacedOrder:
        """Create the order and let AliExpress charge the account."""
        order = {
            "out_order_id": request.reference,
            "logistics_address": _address(request.ship_to),
            "product_items": [
                {
                    "product_id": line.product_id,
                    "product_count": line.quantity,
                    "sku_attr": line.sku_attr,
                    "logistics_service_name": request.shipping_code,
                    "order_memo": request.note,
                }
                for line in request.lines
            ],
        }
        answer = self._gateway.tell(
            "aliexpress.ds.order.create",
            {
                "param_place_order_request4_open_api_d_t_o": as_json(order),
                "ds_extend_request": as_json({"payment": {"pay_currency": "USD", "try_to_pay": "true"}}),
            },
        )
        return _placed(object_of(answer.get("result")))

    def order_get(self, *, order_id: str) -> SupplierOrder:
        """Return what became of an order."""
        answer = self._gateway.ask(
            "aliexpress.trade.ds.order.get", {"single_order_query": as_json({"order_id": order_id})}
        )
        result = object_of(answer.get("result"))
        amount = object_of(result.get("user_order_amount")) or object_of(result.get("order_amount"))
        return SupplierOrder(
            order_id=order_id,
            state=_state(result),
            amount=amount_of(amount.get("amount")),
            currency=str(amount.get("currency_code") or ""),
            pay_until=_pay_until(result),
            raw=result,
        )

    def parcels(self, *, order_id: str) -> tuple[Parcel, ...]:
        """Return the parcels of an order; none is code 1001."""
        answer = self._gateway.ask(
            "aliexpress.ds.order.tracking.get", {"ae_order_id": order_id, "language": "en_US"}
        )
        result = object_of(answer.get("result"))
        if result.get("ret") not in (True, "true"):
            if str(result.get("code")) == NOTHING_YET:
                return ()
            raise SupplierRejected(str(result.get("code") or "unknown"), str(result.get("msg") or ""))
        rows = rows_of(object_of(result.get("data")).get("tracking_detail_line_list"))
        return tuple(_parcel(row) for row in rows if row.get("mail_no"))


def _address(to: ShipTo) -> dict[str, str]:
    """Return the address in AliExpress's fields; a province is wanted everywhere, many countries have none."""
    code, number = phone_split(to.phone, country=to.country)
    address = {
        "contact_person": to.name,
        "full_name": to.name,
        "address": to.line1,
        "address2": to.line2,
        "city": to.city,
        "province": to.state or to.city,
        "country": to.country,
        "zip": to.postal_code,
        "phone_country": code,
        "mobile_no": number,
        "cpf": to.tax_id if to.country == "BR" else "",
        "tax_number": to.tax_id if to.country != "BR" else "",
    }
    return {name: value for name, value in address.items() if value}


def _placed(result: Mapping[str, Any]) -> PlacedOrder:
    code, message = str(result.get("error_code") or ""), str(result.get("error_msg") or "")
    order_ids = tuple(str(one) for one in plain_of(result.get("order_list")) if str(one).isdigit())
    if result.get("is_success") not in (True, "true") or not order_ids:
        reason = next((one for start, one in REASONS if code.startswith(start)), Reason.OTHER)
        raise OrderRefused(reason, code or "unknown", message)
    # Success with an error is an order that was created and not paid.
    return PlacedOrder(
        order_ids=order_ids,
        is_paid=not code and not message,
        payment_error=message or code,
        pay_url=ORDER_PAGE.format(order_ids[0]) if code or message else "",
    )


def _state(result: Mapping[str, Any]) -> SupplierState:
    status, logistics = str(result.get("order_status") or ""), str(result.get("logistics_status") or "")
    children = rows_of(result.get("child_order_list"))
    if status == "IN_CANCEL" or (children and all(child.get("end_reason") for child in children)):
        return SupplierState.CLOSED
    if logistics == "BUYER_ACCEPT_GOODS":
        return SupplierState.DELIVERED
    if status == "FINISH":
        return SupplierState.CLOSED if not result.get("order_paidtime_string") else SupplierState.DELIVERED
    if status == "WAIT_BUYER_ACCEPT_GOODS" or logistics in {"SELLER_SEND_GOODS", "SELLER_SEND_PART_GOODS"}:
        return SupplierState.SHIPPED
    return SupplierState.PAID if status in PAID else SupplierState.UNPAID


def _pay_until(result: Mapping[str, Any]) -> datetime | None:
    seconds = count_of(result.get("pay_timeout_second"))
    try:
        created = datetime.strptime(str(result.get("gmt_create")), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return created + timedelta(seconds=seconds) if seconds else None


def _parcel(row: Mapping[str, Any]) -> Parcel:
    number = str(row["mail_no"])
    nodes = rows_of(row.get("detail_node_list"))
    times = [at for node in nodes if (at := time_of_millis(node.get("time_stamp")))]
    delivered = [
        at
        for node in nodes
        if "deliver" in str(node.get("tracking_name") or "").lower()
        and "out for" not in str(node.get("tracking_name")).lower()
        and (at := time_of_millis(node.get("time_stamp")))
    ]
    return Parcel(
        number=number,
        carrier=str(row.get("carrier_name") or ""),
        url=TRACKING_PAGE.format(number),
        items=tuple(
            (
                str(item.get("item_id") or ""),
                str(item.get("sku_id") or ""),
                count_of(item.get("quantity")) or 1,
            )
            for item in rows_of(row.get("package_item_list"))
        ),
        shipped_at=min(times, default=None),
        delivered_at=max(delivered, default=None),
        eta=time_of_millis(row.get("eta_time_stamps")),
    )
